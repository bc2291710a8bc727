"""Two versions of the default bank, changed in one thing each, and what is told of it."""

import copy
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.diff import (
    Difference,
    DifferenceKind,
    WordRun,
    _longest_rise,
    differences,
    is_only_wording,
    word_runs,
)
from leadership.files import INSTRUMENT
from leadership.instrument import Instrument

FIRST = ("themes", "ASP", "items", "ASP-01")


@pytest.fixture
def before(default: Instrument) -> dict[str, Any]:
    return INSTRUMENT.dump_python(default, mode="json", by_alias=True)


@pytest.fixture
def after(before: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(before)


def statements(bank: dict[str, Any], theme: int = 0) -> list[dict[str, Any]]:
    return bank["themes"][theme]["items"]


def test_same_bank_under_another_number_differs_in_nothing(before, after) -> None:
    after["instrument"]["version"] = "9.0"

    assert differences(before, after) == ()


def test_reworded(before, after) -> None:
    was = statements(before)[0]["text"]
    statements(after)[0]["text"] = "I say why."

    assert differences(before, after) == (
        Difference(DifferenceKind.REWORDED, (*FIRST, "text"), was, "I say why."),
    )


def test_words_that_appear_are_a_rewording(before, after) -> None:
    after["themes"][0]["page_intro"] = None

    (found,) = differences(after, before)

    assert (found.kind, found.before) == (DifferenceKind.REWORDED, "")
    assert found.after == before["themes"][0]["page_intro"]


def test_a_tip_for_who_has_done_something_is_words(before, after) -> None:
    one, other, *_rest = after["readiness"]["individual"]["items"]
    one["tip_when"] |= {"in_set": "Ask your set."}
    was = other.pop("tip_when")["has_goal"]

    place = ("readiness", "individual", "items")
    assert differences(before, after) == (
        Difference(
            DifferenceKind.REWORDED, (*place, "RI-01", "tip_when", "in_set"), "", "Ask your set."
        ),
        Difference(
            DifferenceKind.REMOVED, (*place, "RI-02", "tip_when"), before=f"has_goal: {was}"
        ),
    )


def test_rekeyed(before, after) -> None:
    statements(after)[0]["reverse"] = True

    assert differences(before, after) == (
        Difference(DifferenceKind.REKEYED, (*FIRST, "reverse"), "no", "yes"),
    )


def test_counted_otherwise(before, after) -> None:
    statements(after)[0]["separate"] = True

    (found,) = differences(before, after)

    assert found == Difference(DifferenceKind.COUNTED, (*FIRST, "separate"), "no", "yes")
    assert not is_only_wording([found])


def test_added_and_removed_by_code_not_by_place(before, after) -> None:
    gone = statements(after).pop(0)
    statements(after).insert(0, gone | {"code": "X-1", "text": "I listen."})

    assert differences(before, after) == (
        Difference(DifferenceKind.REMOVED, FIRST, before=gone["text"]),
        Difference(DifferenceKind.ADDED, (*FIRST[:3], "X-1"), after="I listen."),
    )


def test_moved_names_only_what_moved(before, after) -> None:
    statements(after).append(statements(after).pop(0))

    assert differences(before, after) == (Difference(DifferenceKind.MOVED, FIRST, "1", "7"),)


def test_moved_to_another_theme_and_reworded_there(before, after) -> None:
    statement = statements(after).pop(0)
    was = statement["text"]
    statements(after, 1).append(statement | {"text": "I say why.", "reverse": True})
    code = after["themes"][1]["code"]
    place = ("themes", code, "items", "ASP-01")

    assert differences(before, after) == (
        Difference(DifferenceKind.MOVED, place, "ASP", code),
        Difference(DifferenceKind.REWORDED, (*place, "text"), was, "I say why."),
        Difference(DifferenceKind.REKEYED, (*place, "reverse"), "no", "yes"),
    )


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda bank: bank["scales"]["frequency"]["points"].pop(), "points"),
        (lambda bank: bank["scales"]["frequency"].update(not_applicable=None), "not_applicable"),
        (lambda bank: bank["themes"][0].update(scale="truth"), "scale"),
        (lambda bank: bank["bands"][0].update(max=40), "max"),
    ],
)
def test_rescaled(before, after, change, place) -> None:
    change(after)

    (found,) = differences(before, after)

    assert found.kind == DifferenceKind.RESCALED
    assert place in found.address


def test_a_rule_of_scoring_is_changed(before, after) -> None:
    after["scoring"]["near_boundary_points"] = 2

    place = ("scoring", "near_boundary_points")
    assert differences(before, after) == (Difference(DifferenceKind.CHANGED, place, "4", "2"),)


def test_a_whole_section_comes_or_goes(before, after) -> None:
    after["readiness"] = None

    assert [d.kind for d in differences(before, after)] == [DifferenceKind.REMOVED]
    assert [d.kind for d in differences(after, before)] == [DifferenceKind.ADDED]


def _leaves(value: Any, path: tuple = ()) -> list[tuple]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in _leaves(item, (*path, key))]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [leaf for n, item in enumerate(value) for leaf in _leaves(item, (*path, n))]
    return [path]


def test_no_change_of_any_single_value_goes_untold(before) -> None:
    """Each value of the default bank is changed by itself; its number and orders tell of themselves."""
    untold = []
    for *path, key in _leaves(before):
        after = copy.copy(before)
        inner: Any = after
        for step in path:
            inner[step] = copy.copy(inner[step])
            inner = inner[step]
        inner[key] = "changed"
        if key != "order" and [*path[:1], key] != ["instrument", "version"]:
            untold += [] if differences(before, after) else [(*path, key)]

    assert untold == []


def test_every_key_for_words_is_a_key_of_the_file(default: Instrument) -> None:
    """A key that is renamed in the Instrument cannot stay behind here unnoticed."""
    from leadership import diff, instrument  # noqa: PLC0415

    classes = [item for item in vars(instrument).values() if is_dataclass(item)]
    known = {name for item in classes for name in (field.name for field in fields(item))}

    assert (diff.WORDING | diff.KEYING | diff.SCALING | diff.TEXTS_BY_KEY) - known == set()


def test_only_wording_may_be_a_patch() -> None:
    reworded = Difference(DifferenceKind.REWORDED, (*FIRST, "text"), "a", "b")

    assert is_only_wording([reworded])
    assert not is_only_wording([reworded, Difference(DifferenceKind.MOVED, FIRST, "1", "2")])


def test_word_runs_mark_the_words_that_differ() -> None:
    assert word_runs("I often tell people why", "I tell people clearly why") == (
        WordRun("I"),
        WordRun("often", "before"),
        WordRun("tell people"),
        WordRun("clearly", "after"),
        WordRun("why"),
    )


@given(st.text(), st.text())
def test_word_runs_give_both_texts_back(before: str, after: str) -> None:
    found = word_runs(before, after)

    for side, text in (("before", before), ("after", after)):
        kept = [run.words for run in found if run.only_in in ("", side)]
        assert " ".join(kept).split() == text.split()


@given(st.permutations(range(8)))
def test_longest_rise_is_rising_and_no_longer_one_exists(numbers: list[int]) -> None:
    best = [1] * len(numbers)
    for place, number in enumerate(numbers):
        best[place] += max((best[p] for p in range(place) if numbers[p] < number), default=0)

    found = _longest_rise(numbers)

    kept = [number for number in numbers if number in found]
    assert kept == sorted(kept)
    assert len(found) == max(best)
