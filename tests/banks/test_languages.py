"""A published version in another language: when it may be offered, and who then reads it."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.models import AuditEntry
from banks import actions
from banks.actions import BankError, Wording
from banks.presenters.library import items_of
from banks.queries import instrument_of, offered_languages, source_of
from leadership.files import dump
from leadership.files.xliff import dump_xliff
from leadership.instrument import Translation
from leadership.languages import (
    TextState,
    digest,
    in_language,
    pairs,
    progress,
    texts,
    with_current_translations,
    with_translations,
)
from tests.building import AT, DEFAULT

TEXTS = texts(DEFAULT)
TITLE = "/themes/ASP/title"
WORDS = "Rwy’n gofyn"


def in_welsh(state: str = "approved"):
    new = [Translation("cy", place, f"¡{text}", state) for place, text in TEXTS.items()]
    return with_current_translations(with_translations(DEFAULT, new))


@pytest.fixture
def draft(organisation, administrator):
    return actions.store_draft(DEFAULT, organisation=organisation, by=administrator, at=AT)


def published(instrument):
    return actions.publish(actions.store_draft(instrument, by=None, at=AT), by=None, at=AT)


def test_a_version_with_every_word_approved_is_offered_when_it_is_published(db):
    version = published(in_welsh())

    with translation.override("cy"):
        worded = instrument_of(version.pk)

    assert worded.theme("ASP").title.startswith("¡")
    assert not worded.is_draft
    assert instrument_of(version.pk) == source_of(version.pk)
    assert AuditEntry.objects.get(act="bank_language.offered").details["language"] == "cy"


def test_drafts_are_shown_to_nobody_until_somebody_says_that_they_may(db):
    version = published(in_welsh("draft"))
    with translation.override("cy"):
        assert instrument_of(version.pk) is source_of(version.pk)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.db.transaction.on_commit", lambda act: act())
            actions.offer_language(version, "cy", by=None, at=AT)

        assert instrument_of(version.pk).is_draft
        assert instrument_of(version.pk).theme("ASP").title.startswith("¡")


def test_a_language_with_a_text_missing_is_not_offered(db):
    version = published(with_translations(in_welsh(), [Translation("cy", TITLE, "")]))

    with pytest.raises(BankError, match=f"1 of {len(TEXTS)}"):
        actions.offer_language(version, "cy", by=None, at=AT)

    assert offered_languages(version.pk) == ()


def test_what_is_offered_is_looked_up_no_more_once_it_is_warm(db, django_assert_num_queries):
    version = published(in_welsh())
    with translation.override("cy"):
        instrument_of(version.pk)
        with django_assert_num_queries(0):
            instrument_of(version.pk)


def test_words_of_a_draft_are_written_and_taken_back(draft, administrator):
    wording = Wording("", "Teitl", "checked", digest(TEXTS[TITLE]))

    edited = actions.translate(draft, "cy", {TITLE: wording}, by=administrator, at=AT)

    (pair,) = [one for one in pairs(edited.instrument, "cy") if one.place == TITLE]
    assert (pair.text, pair.state, edited.conflicts) == ("Teitl", TextState.CHECKED, {})
    actions.undo(draft, draft.changes.get().pk, by=administrator, at=AT)
    assert source_of(draft.pk) == DEFAULT


def test_words_that_somebody_else_has_changed_since_are_a_conflict(draft, administrator, colleague):
    actions.translate(
        draft, "cy", {TITLE: Wording("", "Un", "draft", digest(TEXTS[TITLE]))}, by=colleague, at=AT
    )

    edited = actions.translate(
        draft,
        "cy",
        {TITLE: Wording("", "Dau", "draft", digest(TEXTS[TITLE]))},
        by=administrator,
        at=AT,
    )

    assert edited.conflicts == {TITLE: "Un"}


def test_what_does_not_fit_is_refused_whole(draft, administrator):
    translations = [
        Translation("cy", TITLE, "Teitl"),
        Translation("cy", "/themes/ASP/items/ASP-01/for_others", "heb enw"),
    ]

    with pytest.raises(BankError, match="gaps"):
        actions.take_over_translations(draft, translations, by=administrator, at=AT)

    assert progress(source_of(draft.pk), "cy").open == len(TEXTS)


def test_a_bank_is_imported_with_an_agency_s_file_and_offered(db, tmp_path, capsys):
    bank, words = tmp_path / "bank.yaml", tmp_path / "cy.xlf"
    bank.write_text(dump(DEFAULT))
    words.write_text(dump_xliff(in_welsh("draft"), "cy"))

    call_command("import_bank", bank, "--translations", words, "--publish", "--offer", "cy")
    about = DEFAULT.instrument
    call_command("offer_language", about.code, about.version, "cy")

    assert f"{len(TEXTS)} of its {len(TEXTS)} texts wait" in capsys.readouterr().out
    call_command("offer_language", about.code, about.version, "cy", "--withdraw")
    with pytest.raises(CommandError, match="no words in this language"):
        call_command("offer_language", about.code, about.version, "ga")


def test_times_are_found_and_goals_are_dated_in_every_language(db):
    source, hours = DEFAULT, "/learning_areas/LA1/activities/{}/duration"
    activity = source.area("LA1").activities[0]
    words = {hours.format(activity.code): "rhyw amser"}
    new = [Translation("cy", place, text) for place, text in words.items()]
    welsh = in_language(with_current_translations(with_translations(source, new)), "cy")

    ours = {one.activity: one.takes for one in items_of(source, [])}
    theirs = {one.activity: one.takes for one in items_of(welsh, [])}

    assert ours == theirs
    assert ours[activity.code] is not None
    assert (
        next(one for one in items_of(welsh, []) if one.activity == activity.code).duration
        == "rhyw amser"
    )
