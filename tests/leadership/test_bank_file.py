"""Bank files: what is understood, and that writing undoes reading."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from leadership.files import BankFileError, dump, parse
from leadership.instrument import Instrument
from tests.leadership.files import (
    BANKS,
    DEFAULT,
    SMALL,
    WITH_AREAS,
    changed,
)
from tests.leadership.generated import Raw, banks, spoilt_banks

# Reading ----------------------------------------------------------------------------------------


def test_the_smallest_file_gets_its_defaults() -> None:
    bank = parse(SMALL).instrument

    theme = bank.themes[0]
    assert bank.instrument.short_title == "A small bank"
    assert (theme.scale, theme.short_title, theme.order) == ("agreement", "One theme", 1)
    assert bank.scales["agreement"].code == "agreement"
    assert [(q.code, q.order, q.label) for q in theme.questions] == [
        ("ONE-1", 1, "I do the first thing."),
        ("ONE-2", 2, "I avoid the second thing."),
        ("ONE-3", 3, "I do the third thing."),
    ]
    assert (bank.bands, bank.learning_areas, bank.readiness) == ((), (), None)


def test_the_file_in_the_documentation_is_a_bank() -> None:
    written = Path("docs/banks.md").read_text().split("```yaml\n")[1].split("```")[0]

    assert parse(written).instrument.instrument.code == "SMALL"


def test_another_instrument_is_read() -> None:
    bank = parse((BANKS / "coaching.yaml").read_bytes()).instrument

    assert [len(theme.questions) for theme in bank.themes] == [3, 6, 4, 5]
    scale = bank.scale_of(bank.themes[3])
    assert (scale.min, scale.max) == (1, 6)
    assert scale.not_applicable is not None


def test_orders_that_are_given_decide() -> None:
    text = changed(
        SMALL,
        ("code: ONE-1,", "code: ONE-1, order: 30,"),
        ("code: ONE-2,", "code: ONE-2, order: 10,"),
        ("code: ONE-3,", "code: ONE-3, order: 20,"),
    )

    questions = parse(text).instrument.themes[0].questions

    assert [(q.code, q.order) for q in questions] == [("ONE-2", 1), ("ONE-3", 2), ("ONE-1", 3)]


def test_of_several_scales_the_one_called_frequency_is_usual() -> None:
    scale = "  frequency: {points: [{value: 0, label: No}, {value: 1, label: Yes}]}\n  agreement:"

    bank = parse(changed(SMALL, ("  agreement:", scale))).instrument

    assert bank.themes[0].scale == "frequency"


def test_learning_makes_the_map_where_there_is_none() -> None:
    bank = json.loads(json.dumps(WITH_AREAS))
    bank["themes"][0]["learning"] = {"primary": ["A1"], "secondary": ["A2"]}
    bank["scoring"] = {"learning_priority": {"weights": {"primary": 0.9, "secondary": 0.3}}}

    links = parse(json.dumps(bank)).instrument.mapping

    assert [(link.theme, link.area, link.strength, link.weight) for link in links] == [
        ("ONE", "A1", "primary", 0.9),
        ("ONE", "A2", "secondary", 0.3),
    ]


def test_yaml_reads_words_as_words() -> None:
    text = changed(SMALL, ("label: Disagree", "label: no"), ("label: Agree", "label: 2026-01-01"))

    points = parse(text).instrument.scales["agreement"].points

    assert (points[0].label, points[2].label) == ("no", "2026-01-01")


def test_an_alias_stands_for_what_it_names() -> None:
    text = changed(
        SMALL,
        ("  agreement:", "  frequency: &same"),
        ("themes:", "  truth: *same\nthemes:"),
    )

    scales = parse(text).instrument.scales

    assert scales["truth"].points == scales["frequency"].points


def test_a_byte_order_mark_and_windows_lines_are_no_matter() -> None:
    windows = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()

    assert parse(windows) == parse(SMALL)


def test_a_key_with_nothing_after_it_is_absent() -> None:
    text = changed(
        SMALL, ("title: One theme", "title: One theme\n    definition:\n    facets: null")
    )

    assert parse(text).instrument == parse(SMALL).instrument


# Writing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [DEFAULT, SMALL, (BANKS / "coaching.yaml").read_text()])
def test_dump_is_read_back_as_the_same(text: str) -> None:
    bank = parse(text).instrument

    written = dump(bank)

    assert parse(written).instrument == bank
    assert dump(parse(written).instrument) == written


@settings(max_examples=40)
@given(banks())
def test_dump_undoes_parse_for_any_bank(raw: Raw) -> None:
    bank = parse(json.dumps(raw)).instrument

    assert parse(dump(bank)).instrument == bank


@settings(max_examples=40)
@given(spoilt_banks())
def test_whatever_is_spoilt_the_outcome_is_a_bank_or_its_faults(raw: Any) -> None:
    bank, named = None, ()
    try:
        bank = parse(json.dumps(raw)).instrument
    except BankFileError as error:
        named = error.faults

    assert bool(bank) != bool(named)
    assert all(fault.line == 1 for fault in named) or not isinstance(raw, dict)
    assert bank is None or parse(dump(bank)).instrument == bank


def test_dump_reads_like_the_file_people_write(default: Instrument) -> None:
    lines = dump(default).splitlines()

    assert lines[:4] == ['schema_version: "1.0"', "", "instrument:", '  code: "CFL"']
    assert '      - {value: 1, label: "Not at all true"}' in lines
    assert "    weights: {primary: 1.0, secondary: 0.5}" in lines
    assert not any("null" in line for line in lines)


def test_dump_writes_out_the_rules_that_another_release_might_change() -> None:
    written = dump(parse(SMALL).instrument)

    assert "smallest_difference: 8" in written
    assert 'label: "High priority"' in written


@pytest.mark.parametrize(
    "spaced", ["I do\u00a0the  first", "I do the\u2009first", "I do\u200b the first"]
)
def test_odd_spaces_and_marks_make_no_other_words(spaced: str) -> None:
    assert parse(SMALL.replace("I do the first", spaced)).instrument == parse(SMALL).instrument


def test_key_at_the_wrong_place_is_told_where_it_may_stand() -> None:
    with pytest.raises(BankFileError) as error:
        parse(f"{SMALL}\ntext: hello\n")

    (fault,) = error.value.faults
    assert "It may stand at themes[…].items[…].text" in fault.message
