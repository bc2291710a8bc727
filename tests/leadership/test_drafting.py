"""Edits of a draft, one at a time, and what stands in their way."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership import drafting
from leadership.bank_file import INSTRUMENT, parse, plain, review
from leadership.drafting import Change, EditError
from leadership.instrument import Instrument
from tests.factories import bank

SMALL = bank("small")
FIRST = "I do the first thing."


def codes(instrument: Instrument) -> list[str]:
    return [question.code for question in instrument.questions()]


def orders(instrument: Instrument) -> list[int]:
    return [question.order for question in instrument.questions()]


def test_theme_takes_changed_fields_and_leaves_the_others(default: Instrument) -> None:
    was = default.themes[0].definition
    changes = {"definition": Change(was, "New."), "page_intro": Change("not", "not")}

    edited = drafting.edit_theme(default, "ASP", changes)

    theme = replace(default.themes[0], definition="New.")
    assert edited.instrument == replace(default, themes=(theme, *default.themes[1:]))
    assert edited.conflicts == {}


def test_field_changed_by_somebody_else_is_a_conflict_and_the_others_are_saved() -> None:
    changes = {
        "text": Change("I do the first thing.", "Mine."),
        "facet": Change("F1", "F2"),
    }

    edited = drafting.edit_statement(SMALL, "ONE-1", changes)

    first = drafting.statement(edited.instrument, "ONE-1")
    assert edited.conflicts == {"facet": ""}
    assert (first.text, first.facet) == ("Mine.", None)


def test_label_that_repeats_its_statement_follows_it() -> None:
    follows = drafting.edit_statement(SMALL, "ONE-1", {"text": Change(FIRST, "New.")}).instrument
    named = drafting.edit_statement(SMALL, "ONE-1", {"label": Change(FIRST, "Label")}).instrument
    stays = drafting.edit_statement(named, "ONE-1", {"text": Change(FIRST, "New.")}).instrument

    labels = [drafting.statement(one, "ONE-1").label for one in (follows, stays)]
    assert labels == ["New.", "Label"]


def test_short_title_that_repeats_its_title_follows_it() -> None:
    changes = {"title": Change("One theme", "New")}

    assert drafting.edit_theme(SMALL, "ONE", changes).instrument.theme("ONE").short_title == "New"


def test_same_change_by_two_people_is_no_conflict() -> None:
    changes = {"text": Change("something else", "I do the first thing.")}

    assert drafting.edit_statement(SMALL, "ONE-1", changes) == drafting.Edited(SMALL)


@pytest.mark.parametrize(
    ("name", "was", "now", "stored"),
    [
        ("reverse", "", "yes", True),
        ("facet", "", "F1", "F1"),
        ("label", "I do the first thing.", "", "I do the first thing."),
    ],
)
def test_field_is_stored_as_what_it_is(name: str, was: str, now: str, stored: object) -> None:
    edited = drafting.edit_statement(SMALL, "ONE-1", {name: Change(was, now)})

    assert getattr(drafting.statement(edited.instrument, "ONE-1"), name) == stored


def test_emptied_text_is_absent_and_a_short_title_falls_back(default: Instrument) -> None:
    theme = default.themes[0]
    changes = {
        "page_intro": Change(theme.page_intro, ""),
        "short_title": Change(theme.short_title, ""),
    }

    edited = drafting.edit_theme(default, "ASP", changes).instrument.theme("ASP")

    assert (edited.page_intro, edited.short_title) == (None, theme.title)


def test_added_statement_is_the_last() -> None:
    said = {"text": "I add.", "label": "", "facet": "", "reverse": "yes"}

    edited = drafting.add_statement(SMALL, "ONE", "X-ONE-01", said).instrument

    new = drafting.statement(edited, "X-ONE-01")
    assert codes(edited) == ["ONE-1", "ONE-2", "ONE-3", "X-ONE-01"]
    assert (new.order, new.label, new.reverse) == (4, "I add.", True)


def test_copy_stands_below() -> None:
    edited = drafting.copy_statement(SMALL, "ONE-2", "X-ONE-01").instrument

    assert codes(edited) == ["ONE-1", "ONE-2", "X-ONE-01", "ONE-3"]
    assert orders(edited) == [1, 2, 3, 4]
    assert drafting.statement(edited, "X-ONE-01").reverse


def test_deleted_statement_closes_the_gap() -> None:
    was = drafting.texts(drafting.statement(SMALL, "ONE-2"), drafting.STATEMENT_FIELDS)

    edited = drafting.delete_statement(SMALL, "ONE-2", was).instrument

    assert (codes(edited), orders(edited)) == (["ONE-1", "ONE-3"], [1, 2])


def test_statement_changed_by_somebody_else_is_not_deleted() -> None:
    was = {"text": "Old", "label": "I do the first thing.", "facet": "", "reverse": ""}

    edited = drafting.delete_statement(SMALL, "ONE-1", was)

    assert (edited.instrument, edited.conflicts) == (SMALL, {"text": "I do the first thing."})


def test_only_statement_of_a_theme_stays() -> None:
    theme = replace(SMALL.themes[0], questions=SMALL.themes[0].questions[:1])

    with pytest.raises(EditError):
        drafting.delete_statement(replace(SMALL, themes=(theme,)), "ONE-1", {})


@pytest.mark.parametrize(
    ("code", "step", "after"),
    [
        ("ONE-2", -1, ["ONE-2", "ONE-1", "ONE-3"]),
        ("ONE-2", 1, ["ONE-1", "ONE-3", "ONE-2"]),
        ("ONE-1", -1, ["ONE-1", "ONE-2", "ONE-3"]),
        ("ONE-3", 1, ["ONE-1", "ONE-2", "ONE-3"]),
    ],
)
def test_statement_moves_by_one_place(code: str, step: int, after: list[str]) -> None:
    edited = drafting.move_statement(SMALL, code, step).instrument

    assert (codes(edited), orders(edited)) == (after, [1, 2, 3])


@given(st.lists(st.tuples(st.sampled_from(["copy", "up", "down", "delete"]), st.integers(0, 99))))
def test_bank_stays_usable_whatever_is_done(steps: list[tuple[str, int]]) -> None:
    edited, taken = SMALL, set(codes(SMALL))
    for do, n in steps:
        code = codes(edited)[n % len(codes(edited))]
        if do == "copy":
            new = drafting.free_code("ONE", taken)
            taken.add(new)
            edited = drafting.copy_statement(edited, code, new).instrument
        elif do == "delete" and len(codes(edited)) > 1:
            was = drafting.texts(drafting.statement(edited, code), drafting.STATEMENT_FIELDS)
            edited = drafting.delete_statement(edited, code, was).instrument
        else:
            edited = drafting.move_statement(edited, code, 1 if do == "up" else -1).instrument

    assert INSTRUMENT.validate_python(plain(edited)) == edited
    assert review(edited).errors == ()
    assert orders(edited) == list(range(1, len(codes(edited)) + 1))


def test_free_code_is_one_that_no_version_has_had() -> None:
    assert drafting.free_code("ASP", {"ASP-01"}) == "X-ASP-01"
    assert drafting.free_code("ASP", {"X-ASP-01", "X-ASP-03"}) == "X-ASP-02"
    assert len(drafting.free_code("A" * 40, set())) <= 40


def test_review_of_an_instrument_says_what_reading_its_file_says(default: Instrument) -> None:
    from leadership.bank_file import dump  # noqa: PLC0415

    for instrument in (default, SMALL, bank("coaching")):
        said = {(fault.path, fault.message) for fault in parse(dump(instrument)).warnings}
        found = review(instrument)
        assert {(fault.path, fault.message) for fault in found.warnings} == said
        assert found.errors == ()
