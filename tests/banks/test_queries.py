import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from banks import actions, queries
from banks.models import BankVersion, Question, Theme
from leadership.files import parse
from leadership.instrument import Instrument
from tests.factories import OrganisationFactory, UserFactory, bank
from tests.factories import published as published_in
from tests.leadership.generated import Raw, banks

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def stored(instrument: Instrument) -> BankVersion:
    version = actions.store_draft(instrument, by=None, at=AT)
    return BankVersion.objects.get(pk=version.pk)


def published(instrument: Instrument) -> BankVersion:
    return actions.publish(stored(instrument), by=None, at=AT)


def test_earlier_version_is_compared_by_its_own_words_unless_only_spelling_changed(
    default: Instrument,
) -> None:
    def next_version(number: str, change: str, text: str) -> BankVersion:
        theme, *others = default.themes
        first, *rest = theme.questions
        theme = replace(theme, questions=(replace(first, text=text), *rest))
        about = replace(default.instrument, version=number)
        draft = stored(replace(default, instrument=about, themes=(theme, *others)))
        return actions.publish(draft, change=change, summary="x", by=None, at=AT)

    first = published(default)
    respelt = next_version("2.0.0", "spelling", "I explain it to peeple.")
    again = next_version("3.0.0", "spelling", "I explain it to people.")
    reworded = next_version("4.0.0", "content", "I tell people.")
    compared = queries.instrument_to_compare

    assert (respelt.number, again.number) == ("1.0.1", "1.0.2")
    assert compared(first.pk, first.pk) == default
    assert compared(first.pk, again.pk) == queries.load_instrument(again)
    assert compared(respelt.pk, reworded.pk) == queries.load_instrument(respelt)
    other = published_in(bank("small"), organisation=OrganisationFactory())
    assert compared(first.pk, other.pk) == default


def test_load_instrument_gives_back_what_was_stored(default: Instrument, small: Instrument) -> None:
    assert queries.load_instrument(stored(default)) == default
    assert queries.load_instrument(stored(small)) == small


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=banks())
def test_load_undoes_store_for_any_bank(db: None, raw: Raw) -> None:
    bank = parse(json.dumps(raw)).instrument

    with transaction.atomic():
        assert queries.load_instrument(stored(bank)) == bank
        transaction.set_rollback(True)


def test_a_version_is_read_with_one_query(default: Instrument, django_assert_num_queries) -> None:
    version = stored(default)

    with django_assert_num_queries(1):
        read = queries.load_instrument(version)

    assert read == default
    assert list(read.scales) == list(default.scales)  # in the order that the author chose


def test_a_published_version_is_read_once(default: Instrument, django_assert_num_queries) -> None:
    version = published(default)
    assert queries.instrument_of(version.pk) == default

    with django_assert_num_queries(0):
        assert queries.instrument_of(version.pk) is queries.instrument_of(version.pk)
        assert queries.question_ids(version.pk)["ASP-01"]
        assert queries.theme_ids(version.pk)["ASP"]


def test_a_draft_is_read_anew(small: Instrument) -> None:
    version = stored(small)
    assert queries.instrument_of(version.pk) == small
    changed = replace(small, instrument=replace(small.instrument, title="Changed"))

    stored(changed)

    assert queries.instrument_of(version.pk) == changed


def test_an_unknown_version_is_not_found() -> None:
    with pytest.raises(BankVersion.DoesNotExist):
        queries.instrument_of(404)


def test_ids_are_those_of_the_version(small: Instrument) -> None:
    version = published(small)
    published(replace(small, instrument=replace(small.instrument, version="2.0")))

    questions = Question.objects.filter(version=version)
    assert queries.question_ids(version.pk) == {row.code: row.pk for row in questions}
    assert set(queries.question_ids(version.pk)) == {"ONE-1", "ONE-2", "ONE-3"}
    assert queries.theme_ids(version.pk) == {
        row.code: row.pk for row in Theme.objects.filter(version=version)
    }


def test_question_ids_name_every_kind(default: Instrument) -> None:
    ids = queries.question_ids(published(default).pk)

    assert {"ASP-01", "RI-01", "LA1-S1", "LA1-IMP", "SPEC-NOW"} <= set(ids)
    assert len(ids) == 42 + 16 + 21 + 7 + 2


def test_newest_first_counts_by_number() -> None:
    versions = [BankVersion(number=number) for number in ("1.9", "1.10", "1.2.1", "2")]

    assert [v.number for v in queries.newest_first(versions)] == ["2", "1.10", "1.9", "1.2.1"]


def numbered(number: str) -> Instrument:
    instrument = bank()
    return replace(instrument, instrument=replace(instrument.instrument, version=number))


def test_version_for_is_the_newest_published_of_the_platform() -> None:
    organisation = OrganisationFactory()
    assert queries.version_for(organisation) is None

    published(numbered("1.0.0"))
    newest = published(numbered("1.10.0"))
    stored(numbered("2.0.0"))
    assert queries.version_for(organisation) == newest

    actions.retire(newest, by=None, at=AT)
    assert queries.version_for(organisation).number == "1.0.0"


def test_version_for_prefers_the_organisations_copy_of_the_shared_bank() -> None:
    organisation, other = OrganisationFactory(), OrganisationFactory()
    platform = published(bank())
    own = published_in(numbered("2.0.0"), organisation=organisation)

    assert queries.version_for(organisation) == own
    assert queries.version_for(other) == platform


def test_version_for_does_not_change_with_instruments_of_another_field() -> None:
    organisation = OrganisationFactory()
    first = published_in(bank("small"), organisation=organisation)
    published_in(bank("coaching"), organisation=organisation)
    assert queries.version_for(organisation) == first

    platform = published(bank())
    published(bank("coaching"))
    assert queries.version_for(organisation) == platform


def test_version_for_is_of_the_bank_that_was_chosen_and_of_ones_own_copy_of_it() -> None:
    user, organisation, other = UserFactory(), OrganisationFactory(), OrganisationFactory()
    platform = published(bank())
    coaching = published(bank("coaching"))
    actions.choose(coaching.bank, organisation=organisation, by=user, at=AT)
    assert queries.version_for(organisation) == coaching
    assert queries.version_for(other) == platform

    copy = published_in(bank("coaching"), organisation=organisation)
    assert queries.version_for(organisation) == copy

    actions.retire(copy, by=None, at=AT)
    actions.retire(coaching, by=None, at=AT)
    assert queries.version_for(organisation) == platform


def test_library_areas_are_those_of_the_bank_that_is_read() -> None:
    organisation = OrganisationFactory()
    code = bank().instrument.code
    assert queries.library_areas(organisation, code) == frozenset()

    published(bank())
    assert queries.library_areas(organisation, code) == {f"LA{n}" for n in range(1, 8)}
    assert queries.library_areas(organisation, "ANOTHER") == frozenset()
