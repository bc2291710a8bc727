from contextlib import nullcontext
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Message, Organisation
from results.management.commands import tick
from results.models import Release
from tests.factories import CampaignFactory, MembershipFactory
from tests.worker import publish_what_is_closed


def run() -> str:
    out = StringIO()
    call_command("tick", stdout=out)
    return out.getvalue()


def test_tick_closes_what_is_past_its_end_and_once(organisation: Organisation) -> None:
    campaign = CampaignFactory(
        organisation=organisation, closes_at=timezone.now() - timedelta(minutes=1)
    )
    CampaignFactory(organisation=organisation)

    first, again = run(), run()
    publish_what_is_closed()

    assert first.startswith(f"{campaign.slug}: closed")
    assert again == ""
    assert Release.objects.get().campaign == campaign


@pytest.mark.parametrize("minutes", [9, 11])
def test_tick_puts_back_what_a_stopped_worker_held(minutes: int, db: None) -> None:
    at = timezone.now() - timedelta(minutes=minutes)
    message = Message.objects.create(
        to=MembershipFactory(), key="x", status="sending", queued_at=at, due_at=at, claimed_at=at
    )

    run()

    message.refresh_from_db()
    assert message.status == ("queued" if minutes > 10 else "sending")


def test_a_step_that_fails_is_named_and_keeps_no_other_from_being_done(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the close has nobody to ask; the outbox is looked after all the same."""
    at = timezone.now() - timedelta(minutes=11)
    message = Message.objects.create(
        to=MembershipFactory(), key="x", status="sending", queued_at=at, due_at=at, claimed_at=at
    )
    monkeypatch.setattr(tick.Command, "_close_campaigns", None)

    with pytest.raises(CommandError, match="Not done: closing campaigns"):
        run()

    message.refresh_from_db()
    assert message.status == "queued"


def test_what_a_database_says_of_a_row_reaches_no_log(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_command: tick.Command, _at: datetime) -> None:
        raise IntegrityError("DETAIL: Key (email)=(ann@council.example) already exists.")

    monkeypatch.setattr(tick.Command, "_close_campaigns", breaks)

    with pytest.raises(CommandError):
        run()

    assert "Failed: closing campaigns: IntegrityError" in caplog.text
    assert "ann@council.example" not in caplog.text


@pytest.mark.parametrize("minutes", [29, 31])
def test_tick_tells_when_nobody_sends_the_outbox(minutes: int, db: None) -> None:
    at = timezone.now() - timedelta(minutes=minutes)
    Message.objects.create(to=MembershipFactory(), key="x", queued_at=at, due_at=at)

    with pytest.raises(CommandError) if minutes > 30 else nullcontext() as refused:
        run()

    assert minutes < 30 or "looking after the outbox" in str(refused.value)


def test_tick_refuses_to_run_without_a_pause() -> None:
    with pytest.raises(CommandError, match="from 1"):
        call_command("tick", every=0)
