"""Whoever is asked need not have an account; what is kept of them is still theirs to see and to have erased."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, Message
from observers.models import Rater, Round
from tests.observers.conftest import close, send

pytestmark = pytest.mark.django_db

GUEST = "partner@elsewhere.example"


@pytest.fixture
def asked(open_round: Round) -> Rater:
    """Somebody of elsewhere who has answered, before the results are made."""
    return Rater.objects.create(
        round=open_round, group="colleagues", name="Pat Partner", email=GUEST,
        answers={"ASP-01": 4}, helps="Listens", to_try="Say no",
    )  # fmt: skip


def said_by(command: str, *words: str, **options: object) -> str:
    out = StringIO()
    call_command(command, *words, stdout=out, **options)
    return out.getvalue()


def test_they_are_given_what_is_held_about_them(asked: Rater, manager) -> None:
    found = json.loads(said_by("export_person", f" {GUEST.upper()}", reason="request 7"))

    assert found["email"] == GUEST
    assert [(one["about"], one["called"], one["helps"]) for one in found["asked_in"]] == [
        (manager.name, "Pat Partner", "Listens")
    ]
    line = AuditEntry.objects.get(act="person.exported")
    assert (line.subject, line.details["reason"]) == ("", "request 7")
    with pytest.raises(CommandError, match="JSON alone"):
        said_by("export_person", GUEST, format="pdf")


def test_they_are_erased_and_nobody_else_is(asked: Rater, open_round: Round) -> None:
    others = open_round.raters.exclude(pk=asked.pk).count()
    mails = Message.objects.filter(topic=open_round.topic)
    Message.objects.create(
        key="to the guest", kind="round_asked", topic=open_round.topic, to=open_round.assessment.member,
        address=GUEST, template="x", queued_at=open_round.made_at, due_at=open_round.made_at,
    )  # fmt: skip

    dry = said_by("erase_person", GUEST, dry_run=True)
    there_still = Rater.objects.filter(email=GUEST).exists()
    said_by("erase_person", GUEST, no_input=True)

    assert "1 raters" in dry
    assert "messages" in dry
    assert there_still
    assert not Rater.objects.filter(email=GUEST).exists()
    assert not mails.filter(address=GUEST).exists()
    assert open_round.raters.count() == others > 0
    assert [one.subject for one in AuditEntry.objects.filter(act="person.erased")] == [""]


def test_of_a_published_round_their_name_goes_and_that_somebody_was_asked_stays(
    asked: Rater, open_round: Round
) -> None:
    Round.objects.filter(pk=open_round.pk).update(published_at=open_round.closes_at, results={})

    said_by("erase_person", GUEST, no_input=True)

    asked.refresh_from_db()
    assert (asked.name, asked.email) == ("", "")


def test_what_a_line_manager_said_is_theirs_to_see_also_once_it_is_published(
    open_round: Round, manager
) -> None:
    told = open_round.raters.get(group="line_manager")
    send(told, 4, helps="Explains why")
    close(open_round)

    (asked,) = json.loads(said_by("export_person", told.email))["asked_in"]

    assert asked["answers"] == {}
    assert asked["published"]["comments"] == {"helps": "Explains why"}


def test_e_mails_alone_are_held_and_erased_too(open_round: Round) -> None:
    """As of a round that was given up before its e-mails went with it."""
    Message.objects.create(
        key="left", kind="guest_asked", topic=open_round.topic, to=open_round.assessment.member,
        address=GUEST, template="x", queued_at=open_round.made_at, due_at=open_round.made_at,
    )  # fmt: skip

    held = json.loads(said_by("export_person", GUEST))
    said_by("erase_person", GUEST, no_input=True)

    assert [one["kind"] for one in held["messages"]] == ["guest_asked"]
    assert not Message.objects.filter(address=GUEST).exists()


def test_an_address_that_nobody_has_is_said_to_be_so(open_round: Round, organisation) -> None:
    for command in ("erase_person", "export_person"):
        with pytest.raises(CommandError, match="nobody with this address"):
            said_by(command, "nobody@elsewhere.example")


def test_they_have_no_place_in_an_organisation(asked: Rater, organisation) -> None:
    with pytest.raises(CommandError, match="no place in an organisation"):
        said_by("erase_person", GUEST, organisation=organisation.slug, no_input=True)
    assert Rater.objects.filter(email=GUEST).exists()
