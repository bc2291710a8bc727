"""Keys that banks no longer have: files that still hold them are read, and told what was left out."""

import io
import json
from copy import deepcopy

import pytest
from openpyxl import load_workbook

from leadership.addressing import ANY, steps_of
from leadership.files import dump, example, from_plain, parse, plain
from leadership.files.layout import words
from leadership.files.retired import RETIRED, without_retired
from leadership.files.workbook import dump_workbook

BANK = example()


def aged() -> dict:
    """The example as if it had been written when every retired key was still one."""
    data = deepcopy(plain(BANK))
    for pattern in RETIRED:
        for holder in holders(data, steps_of(pattern)):
            holder[steps_of(pattern)[-1]] = "something"
    data["scales"]["frequency"]["not_applicable"]["value"] = "NA"
    return data


def holders(node, steps):
    if len(steps) == 1:
        return [node]
    inner = node if steps[0] == ANY else [node[steps[0]]]
    return [holder for one in inner for holder in holders(one, steps[1:])]


def test_file_of_before_is_read_and_each_key_that_goes_is_named():
    parsed = parse(json.dumps(aged()))

    assert parsed.instrument == BANK
    assert len(parsed.warnings) == len(RETIRED)
    assert all(
        "is left out, because banks no longer have it" in str(one) for one in parsed.warnings
    )
    assert any(one.path == "scoring.rounding" and one.line for one in parsed.warnings)


def test_file_without_them_hears_nothing_of_them():
    assert parse(dump(BANK)).warnings == ()


def test_a_key_is_named_once_however_often_it_stands():
    kept, findings = without_retired(aged())

    assert sum("icon_hint" in one.path for one in findings) == 1
    assert not any("icon_hint" in theme for theme in kept["themes"])


def test_what_is_stored_is_read_whatever_was_retired_since():
    assert from_plain(aged()) == BANK


@pytest.mark.parametrize(
    ("title", "label", "path"),
    [
        ("Scoring", "Rounding: Pomp display decimals", "Rounding: Pomp display decimals"),
        ("Scoring", "Learning priority: Tie break 2", "Learning priority: Tie break 2"),
        ("Scoring", "Anonymity: Top code mean: low", "Anonymity: Top code mean: low"),
        ("Plan", "Recommended goals", "Recommended goals"),
    ],
)
def test_labels_of_before_are_known_in_a_workbook(title: str, label: str, path: str):
    book = load_workbook(io.BytesIO(dump_workbook(BANK)))
    book[title].append([label, "2"])

    parsed = parse(saved(book))

    assert parsed.instrument == BANK
    assert [(one.sheet, one.path) for one in parsed.warnings] == [(title, path)]


@pytest.mark.parametrize(
    ("title", "key"),
    [("Themes", "icon_hint"), ("Bands", "mean_range"), ("Plan fields", "type"), ("Change labels", "rule")],
)  # fmt: skip
def test_columns_of_before_are_known_in_a_workbook(title: str, key: str):
    book = load_workbook(io.BytesIO(dump_workbook(BANK)))
    page = book[title]
    page.cell(1, page.max_column + 1).value = words(key)
    page.cell(2, page.max_column).value = "text"

    parsed = parse(saved(book))

    assert parsed.instrument == BANK
    assert [(one.sheet, one.line, one.path) for one in parsed.warnings] == [(title, 2, words(key))]


def saved(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
