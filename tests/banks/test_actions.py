import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, Organisation, User
from banks import actions, queries
from banks.models import BankVersion, Question, QuestionBank
from leadership.instrument import Instrument
from tests.factories.assessments import AssessmentFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def reworded(instrument: Instrument, title: str = "Another title") -> Instrument:
    return replace(instrument, instrument=replace(instrument.instrument, title=title))


def numbered(instrument: Instrument, number: str) -> Instrument:
    return replace(instrument, instrument=replace(instrument.instrument, version=number))


def test_store_draft_keeps_who_and_what(default: Instrument, administrator: User) -> None:
    version = actions.store_draft(default, by=administrator, at=AT)

    assert (version.bank.code, version.number, version.status) == ("CFL", "1.0.0", "draft")
    assert version.bank.organisation is None
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.at) == ("bank_version.stored", administrator, AT)
    assert entry.details == {"bank": "CFL", "number": "1.0.0"}


def test_store_draft_replaces_a_draft_whole(default: Instrument, small: Instrument) -> None:
    first = actions.store_draft(default, by=None, at=AT)
    other = numbered(small, default.instrument.version)
    other = replace(other, instrument=replace(other.instrument, code="CFL"))

    second = actions.store_draft(other, by=None, at=AT)

    assert second.pk == first.pk
    assert queries.load_instrument(second) == other
    assert Question.objects.count() == len(list(other.questions()))


def test_store_draft_keeps_organisations_apart(
    small: Instrument, organisation: Organisation
) -> None:
    theirs = actions.store_draft(small, organisation=organisation, by=None, at=AT)
    ours = actions.store_draft(small, by=None, at=AT)

    assert theirs.bank != ours.bank
    assert QuestionBank.objects.filter(code=small.instrument.code).count() == 2


def test_storing_a_published_version_again_changes_nothing(default: Instrument) -> None:
    published = actions.publish(actions.store_draft(default, by=None, at=AT), by=None, at=AT)

    again = actions.store_draft(default, by=None, at=AT)

    assert again == published
    assert AuditEntry.objects.filter(act="bank_version.stored").count() == 1


def test_storing_other_content_as_a_published_version_is_refused(default: Instrument) -> None:
    published = actions.publish(actions.store_draft(default, by=None, at=AT), by=None, at=AT)

    with pytest.raises(actions.VersionFixedError, match="new version number"):
        actions.store_draft(reworded(default), by=None, at=AT)

    assert queries.load_instrument(published) == default


def test_content_stored_before_a_key_was_retired_is_read_for_good(default: Instrument) -> None:
    version = actions.store_draft(default, by=None, at=AT)
    content = json.loads(version.content)
    content["scoring"]["rounding"] = {"mode": "half_up"}
    for theme in content["themes"]:
        theme["icon_hint"] = "compass"
    BankVersion.objects.update(content=json.dumps(content))

    assert queries.load_instrument(version) == default
    call_command("verify_banks")


def test_a_draft_that_has_answers_is_not_replaced(default: Instrument) -> None:
    version = actions.store_draft(default, by=None, at=AT)
    AssessmentFactory(version=version, answers={"ASP-01": "4"})

    with pytest.raises(actions.VersionInUseError, match="new version number"):
        actions.store_draft(reworded(default), by=None, at=AT)

    assert queries.load_instrument(version) == default


def test_a_draft_that_fails_leaves_nothing_behind(small: Instrument) -> None:
    broken = replace(small, instrument=replace(small.instrument, language=None))

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.store_draft(broken, by=None, at=AT)

    assert not BankVersion.objects.exists()
    assert not Question.objects.exists()
    assert not QuestionBank.objects.exists()


def test_publish_says_when_and_by_whom(small: Instrument, administrator: User) -> None:
    version = actions.store_draft(small, by=None, at=AT)

    version = actions.publish(version, by=administrator, at=AT)

    version.refresh_from_db()
    assert (version.status, version.published_at) == ("published", AT)
    assert version.published_by == administrator
    assert AuditEntry.objects.filter(act="bank_version.published", actor=administrator).exists()


def test_publishing_twice_keeps_the_first_moment(small: Instrument) -> None:
    version = actions.publish(actions.store_draft(small, by=None, at=AT), by=None, at=AT)

    again = actions.publish(version, by=None, at=datetime(2027, 1, 1, tzinfo=UTC))

    assert again.published_at == AT


def test_publishing_gives_the_bank_the_title_of_the_version(small: Instrument) -> None:
    actions.publish(actions.store_draft(small, by=None, at=AT), by=None, at=AT)
    renamed = numbered(reworded(small, "New name"), "9.0")

    draft = actions.store_draft(renamed, by=None, at=AT)
    assert QuestionBank.objects.get().title == small.instrument.title

    actions.publish(draft, by=None, at=AT)
    assert QuestionBank.objects.get().title == "New name"


def test_retire_ends_a_published_version_for_good(small: Instrument) -> None:
    version = actions.publish(actions.store_draft(small, by=None, at=AT), by=None, at=AT)

    retired = actions.retire(version, by=None, at=AT)

    assert retired.status == "retired"
    assert actions.retire(retired, by=None, at=AT) == retired
    with pytest.raises(actions.VersionFixedError):
        actions.publish(retired, by=None, at=AT)


def test_a_draft_cannot_be_retired(small: Instrument) -> None:
    with pytest.raises(actions.BankError, match="never published"):
        actions.retire(actions.store_draft(small, by=None, at=AT), by=None, at=AT)
