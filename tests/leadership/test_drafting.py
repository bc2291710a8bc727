"""Edits of a draft, one at a time, what stands in their way, and how they are taken back."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadership import editing
from leadership.addressing import Address, found
from leadership.editing import FieldChange, StalePatchError
from leadership.files import INSTRUMENT, complete, dump, parse, plain, review
from leadership.instrument import Instrument, Question
from tests.factories import bank
from tests.leadership.generated import Raw, banks

SMALL = bank("small")
FIRST = "I do the first thing."
NAMES = ("text", "label", "facet", "reverse")


def path(code: str) -> Address:
    return ("themes", "ONE", "items", code)


def statement(instrument: Instrument, code: str) -> Question:
    return found(instrument, path(code))


def codes(instrument: Instrument) -> list[str]:
    return [question.code for question in instrument.questions()]


def orders(instrument: Instrument) -> list[int]:
    return [question.order for question in instrument.questions()]


def test_thing_takes_changed_fields_and_leaves_the_others(default: Instrument) -> None:
    was = default.themes[0].definition
    changes = {"definition": FieldChange(was, "New."), "page_intro": FieldChange("not", "not")}

    edited = editing.edit(default, ("themes", "ASP"), changes)

    theme = replace(default.themes[0], definition="New.")
    assert edited.instrument == replace(default, themes=(theme, *default.themes[1:]))
    assert edited.conflicts == {}


def test_field_changed_by_somebody_else_is_a_conflict_and_the_others_are_saved() -> None:
    changes = {"text": FieldChange(FIRST, "Mine."), "facet": FieldChange("F1", "F2")}

    edited = editing.edit(SMALL, path("ONE-1"), changes)

    first = statement(edited.instrument, "ONE-1")
    assert edited.conflicts == {"facet": ""}
    assert (first.text, first.facet) == ("Mine.", None)


def test_label_that_repeats_its_statement_follows_it() -> None:
    follows = editing.edit(SMALL, path("ONE-1"), {"text": FieldChange(FIRST, "New.")}).instrument
    named = editing.edit(SMALL, path("ONE-1"), {"label": FieldChange(FIRST, "Label")}).instrument
    stays = editing.edit(named, path("ONE-1"), {"text": FieldChange(FIRST, "New.")}).instrument

    assert [statement(one, "ONE-1").label for one in (follows, stays)] == ["New.", "Label"]


def test_short_title_that_repeats_its_title_follows_it() -> None:
    changes = {"title": FieldChange("One theme", "New")}

    assert editing.edit(SMALL, ("themes", "ONE"), changes).instrument.themes[0].short_title == "New"


def test_same_change_by_two_people_is_no_conflict() -> None:
    changes = {"text": FieldChange("something else", FIRST)}

    assert editing.edit(SMALL, path("ONE-1"), changes) == editing.Edited(SMALL)


@pytest.mark.parametrize(
    ("name", "was", "now", "stored"),
    [("reverse", "", "yes", True), ("facet", "", "F1", "F1"), ("label", FIRST, "", FIRST)],
)
def test_field_is_stored_as_what_it_is(name: str, was: str, now: str, stored: object) -> None:
    edited = editing.edit(SMALL, path("ONE-1"), {name: FieldChange(was, now)})

    assert getattr(statement(edited.instrument, "ONE-1"), name) == stored


def test_emptied_text_is_absent_and_a_short_title_falls_back(default: Instrument) -> None:
    theme = default.themes[0]
    changes = {
        "page_intro": FieldChange(theme.page_intro, ""),
        "short_title": FieldChange(theme.short_title, ""),
    }

    edited = editing.edit(default, ("themes", "ASP"), changes).instrument.theme("ASP")

    assert (edited.page_intro, edited.short_title) == (None, theme.title)


def test_choice_beside_a_scale_comes_with_its_words_and_goes_with_them(
    default: Instrument,
) -> None:
    where = ("scales", "confidence")
    said = {
        "dont_know.label": FieldChange("", "No idea"),
        "dont_know.help": FieldChange("", "Help"),
    }
    there = editing.edit(default, where, said).instrument
    gone = editing.edit(there, where, {"dont_know.label": FieldChange("No idea", "")}).instrument

    assert (there.scales["confidence"].dont_know.label, gone) == ("No idea", default)


def test_copy_stands_below() -> None:
    copied = editing.recoded(statement(SMALL, "ONE-2"), "X-ONE-01", set())
    edited = editing.copy(SMALL, path("ONE-2"), "X-ONE-01", copied)

    assert codes(edited) == ["ONE-1", "ONE-2", "X-ONE-01", "ONE-3"]
    assert orders(edited) == [1, 2, 3, 4]
    assert statement(edited, "X-ONE-01").reverse


def test_deleted_statement_closes_the_gap() -> None:
    was = editing.texts(statement(SMALL, "ONE-2"), NAMES)

    edited = editing.delete(SMALL, path("ONE-2"), was).instrument

    assert (codes(edited), orders(edited)) == (["ONE-1", "ONE-3"], [1, 2])


def test_statement_changed_by_somebody_else_is_not_deleted() -> None:
    was = {"text": "Old", "label": FIRST, "facet": "", "reverse": ""}

    edited = editing.delete(SMALL, path("ONE-1"), was)

    assert (edited.instrument, edited.conflicts) == (SMALL, {"text": FIRST})


@pytest.mark.parametrize(
    ("code", "position", "after"),
    [
        ("ONE-2", 0, ["ONE-2", "ONE-1", "ONE-3"]),
        ("ONE-2", 2, ["ONE-1", "ONE-3", "ONE-2"]),
        ("ONE-1", -1, ["ONE-1", "ONE-2", "ONE-3"]),
        ("ONE-3", 9, ["ONE-1", "ONE-2", "ONE-3"]),
        ("ONE-1", 2, ["ONE-2", "ONE-3", "ONE-1"]),
    ],
)
def test_statement_moves_to_a_position(code: str, position: int, after: list[str]) -> None:
    edited = editing.move(SMALL, path(code), position)

    assert (codes(edited), orders(edited)) == (after, [1, 2, 3])


def test_with_a_theme_go_its_links_and_with_a_facet_its_name(default: Instrument) -> None:
    without = editing.delete(default, ("themes", "ASP"), {}).instrument
    unnamed = editing.delete(default, ("themes", "ASP", "facets", "ASP-F1"), {}).instrument

    assert "ASP" not in {link.theme for link in without.mapping}
    assert "ASP-F1" not in {one.facet for one in unnamed.themes[0].questions}
    assert review(without).errors == review(unnamed).errors == ()


def test_copied_area_and_theme_name_nothing_twice(default: Instrument) -> None:
    for container, entry in (
        ("learning_areas", default.learning_areas[0]),
        ("themes", default.themes[0]),
    ):
        new = editing.recoded(entry, "X-NEW-01", set())
        copied = editing.copy(default, (container, entry.code), "X-NEW-01", new)

        assert review(complete(copied, {})).errors == ()


Steps = list[tuple[str, int]]
STEPS = st.lists(
    st.tuples(st.sampled_from(["copy", "move", "delete", "edit", "theme"]), st.integers(0, 99))
)


def done(instrument: Instrument, do: str, n: int, taken: set[str]) -> Instrument:
    """The draft after some edit."""
    code = codes(instrument)[n % len(codes(instrument))]
    if do == "copy":
        new = editing.free_code("ONE", taken)
        taken.add(new)
        entry = editing.recoded(statement(instrument, code), new, taken)
        return editing.copy(instrument, path(code), new, entry)
    if do == "delete" and len(codes(instrument)) > 1:
        return editing.delete(instrument, path(code), {}).instrument
    if do == "edit":
        changes = {"text": FieldChange(statement(instrument, code).text, f"Words {n}")}
        return editing.edit(instrument, path(code), changes).instrument
    if do == "theme":
        changes = {
            "page_intro": FieldChange(instrument.themes[0].page_intro or "", f"Intro {n % 3}")
        }
        return editing.edit(instrument, ("themes", "ONE"), changes).instrument
    return editing.move(instrument, path(code), n % 7)


@settings(max_examples=30)
@given(STEPS)
def test_bank_stays_usable_whatever_is_done_and_all_of_it_can_be_taken_back(steps: Steps) -> None:
    edited, taken, patches = SMALL, set(codes(SMALL)), []
    for do, n in steps:
        before, edited = edited, done(edited, do, n, taken)
        patches.append(json.loads(json.dumps(editing.between(plain(before), plain(edited)))))
        assert review(edited).errors == ()
        assert orders(edited) == list(range(1, len(codes(edited)) + 1))

    for patch in reversed(patches):
        data = editing.reverted(plain(edited), patch)
        edited = complete(INSTRUMENT.validate_python(data), {})
    assert edited == SMALL


@settings(max_examples=15)
@given(banks(), banks())
def test_patch_between_any_two_banks_leads_back(one: Raw, other: Raw) -> None:
    before, after = (plain(parse(json.dumps(raw)).instrument) for raw in (one, other))

    patch = editing.between(before, after)

    assert editing.reverted(after, patch) == editing.unnumbered(before)


def test_patch_is_refused_where_something_else_stands_by_now(default: Instrument) -> None:
    after = editing.edit(
        default,
        ("themes", "ASP"),
        {"definition": FieldChange(default.themes[0].definition, "New.")},
    )
    patch = editing.between(plain(default), plain(after.instrument))

    with pytest.raises(StalePatchError):
        editing.reverted(plain(default), patch)


def test_changes_of_one_value_are_joined_and_others_are_not() -> None:
    def patch(name: str, was: str, now: str) -> editing.Patch:
        path = f"/themes/0/{name}"
        return [
            {"op": "test", "path": path, "value": was},
            {"op": "replace", "path": path, "value": now},
        ]

    joined = editing.joined(patch("title", "a", "b"), patch("title", "b", "c"))

    assert joined == patch("title", "a", "c")
    assert editing.joined(patch("title", "a", "b"), patch("definition", "b", "c")) is None


@pytest.mark.parametrize(
    ("first", "second", "comes_to"),
    [
        ([("add", "/a/k")], [("replace", "/a/k")], ["add"]),
        ([("remove", "/a/k")], [("add", "/a/k")], ["replace"]),
        ([("add", "/a/k")], [("remove", "/a/k")], None),
        ([("remove", "/a/1"), ("remove", "/a/1")], [("add", "/a/1"), ("add", "/a/1")], None),
    ],
)
def test_only_changes_that_come_to_one_are_joined(first, second, comes_to) -> None:
    def patch(ops) -> editing.Patch:
        return [{"op": op, "path": path, "value": op} for op, path in ops]

    joined = editing.joined(patch(first), patch(second))

    assert (joined and [one["op"] for one in joined]) == comes_to


def test_patch_tests_what_it_takes_away(default: Instrument) -> None:
    was = default.themes[0].definition
    after = editing.edit(default, ("themes", "ASP"), {"definition": FieldChange(was, "New.")})

    assert editing.between(plain(default), plain(after.instrument)) == [
        {"op": "test", "path": "/themes/0/definition", "value": was},
        {"op": "replace", "path": "/themes/0/definition", "value": "New."},
    ]


def test_free_code_is_one_that_no_version_has_had() -> None:
    assert editing.free_code("ASP", {"ASP-01"}) == "X-ASP-01"
    assert editing.free_code("ASP", {"X-ASP-01", "X-ASP-03"}) == "X-ASP-02"
    assert editing.free_code("X-ASP-02", set()) == "X-ASP-02-01"
    assert editing.free_code("ASP", set(), own=False) == "ASP-01"
    assert len(editing.free_code("A" * 40, set())) <= 40


def test_review_of_an_instrument_says_what_reading_its_file_says(default: Instrument) -> None:
    for instrument in (default, SMALL, bank("coaching")):
        said = {(fault.path, fault.message) for fault in parse(dump(instrument)).warnings}
        reviewed = review(instrument)
        assert {(fault.path, fault.message) for fault in reviewed.warnings} == said
        assert reviewed.errors == ()
