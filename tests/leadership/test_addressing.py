"""Paths, addresses and patterns: one way to write a place in a bank, in its file and in the Instrument."""

import pytest

from leadership.addressing import (
    address_of,
    changed,
    filled,
    found,
    identity,
    keys_along,
    name_of,
    resolve,
    shape_at,
    steps_of,
    walk,
)
from leadership.editing import move
from leadership.files import plain
from leadership.instrument import Instrument
from leadership.shapes import ValueKind

STATEMENT = ("themes", "ASP", "items", "ASP-02")


def test_path_is_written_for_people() -> None:
    path = ("themes", 2, "items", 3, "text")

    assert name_of(path) == "themes[2].items[3].text"


def test_address_leads_to_the_same_in_the_file_and_in_the_instrument(default: Instrument) -> None:
    path = resolve(default, (*STATEMENT, "text"))

    assert (
        path == resolve(plain(default), (*STATEMENT, "text")) == ("themes", 0, "items", 1, "text")
    )
    assert found(default, (*STATEMENT, "text")) == default.themes[0].questions[1].text
    assert address_of(default, path) == address_of(plain(default), path) == (*STATEMENT, "text")


def test_address_stays_when_the_entry_moves_and_its_path_does_not(default: Instrument) -> None:
    moved = move(default, STATEMENT, 4)

    assert resolve(moved, STATEMENT) == ("themes", 0, "items", 4)
    assert found(moved, (*STATEMENT, "text")) == found(default, (*STATEMENT, "text"))


@pytest.mark.parametrize(
    "address", [("themes", "NONE"), ("themes", "ASP", "nothing"), ("nothing",), (*STATEMENT, "text", "x")]
)  # fmt: skip
def test_address_of_what_is_not_there_is_refused(default: Instrument, address) -> None:
    with pytest.raises(KeyError):
        resolve(default, address)
    with pytest.raises(KeyError):
        changed(default, address, lambda item: item)


def test_path_beyond_what_there_is_has_an_address_as_far_as_it_leads(default: Instrument) -> None:
    assert address_of(default, ("themes", 99, "title")) == ("themes",)
    assert address_of(default, ("scales", "missing", "points")) == ("scales", "missing")


def test_each_kind_of_entry_is_told_from_its_neighbours(default: Instrument) -> None:
    lists = [
        default.themes, default.mapping, default.glossary, default.spectrum.results,
        default.scales["frequency"].points, default.readiness.outcomes,
    ]  # fmt: skip
    for entries in lists:
        identities = [identity(entry) for entry in entries]
        assert len(set(identities)) == len(entries)
        assert "" not in identities
    assert identity(default.mapping[0]) == f"{default.mapping[0].theme}+{default.mapping[0].area}"
    assert identity("a text of its own") == ""


def test_pattern_finds_all_and_passes_over_what_is_of_another_kind() -> None:
    data = {"themes": [{"items": [{"text": "I listen."}, {"text": 3}]}, "broken", {"items": None}]}

    assert list(walk(data, "/themes/*/items/*/text", str)) == [
        (("themes", 0, "items", 0, "text"), "I listen.")
    ]
    assert list(walk({"n": True}, "/n", int)) == []


def test_pattern_and_address_lead_to_each_other() -> None:
    pattern = "/readiness/individual|organisational/items/*"
    address = filled(pattern, ("individual", "RI-01"))

    assert address == ("readiness", "individual", "items", "RI-01")
    assert keys_along(pattern, (*address, "text")) == ("individual", "RI-01")
    assert keys_along(pattern, ("readiness", "outcomes", "items", "GO")) is None
    with pytest.raises(KeyError):
        filled(pattern, ("intro", "RI-01"))


def test_shape_is_known_wherever_a_pattern_leads() -> None:
    assert shape_at(steps_of("/themes")).most == 40
    assert shape_at((*STATEMENT, "text")).longest == 4000
    assert shape_at(steps_of("/activity_guidance/*")).is_lines
    assert shape_at(("scoring", "favourable", "neutral_keyed_values")).is_whole_numbers
    assert shape_at(("instrument", "parts", "P", "contains")).kind is ValueKind.CHOICE
    with pytest.raises(KeyError):
        shape_at(("themes", "ASP", "questions"))
