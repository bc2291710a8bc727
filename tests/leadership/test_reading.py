"""The whole reading of a profile, as the report and its exports are given it."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from leadership import scoring
from leadership.instrument import Instrument
from leadership.reading import NearLine, as_json, read

HERE = Path(__file__).parent
PERSON_1 = YAML(typ="safe").load(HERE / "scoring_examples.yaml")["person_1"]["raw"]


@pytest.fixture(scope="module")
def instrument():
    data = YAML(typ="safe").load(HERE.parents[1] / "fixtures" / "customer-focused-leadership.yaml")
    for scale in data["scales"].values():
        del scale["min"], scale["max"]
    for theme in data["themes"]:
        del theme["learning"]
    return TypeAdapter(Instrument).validate_python(data)


@pytest.fixture
def answers(instrument):
    return {
        question.code: value
        for theme in instrument.themes
        for question, value in zip(theme.questions, PERSON_1[theme.code], strict=True)
        if value is not None
    }


def reading_of(instrument, answers):
    return read(instrument, scoring.score(instrument, answers).themes, answers)


def test_read_gives_what_the_examples_work_out_for_person_1(instrument, answers):
    assert as_json(reading_of(instrument, answers)) == {
        "stands_out": True,
        "strengths": ["EMA", "LIS"],
        "room_to_grow": ["EVA", "LCF"],
        "further": [],
        "nearest_to_habit": None,
        "near_a_line": ["LCF", "LIS", "EVA"],
        "habits": ["EMA-01", "EMA-05", "EMA-03"],
        "statements_to_grow": ["EVA-02", "EVA-07"],
    }


def test_read_says_which_band_lies_across_the_line(instrument, answers):
    assert reading_of(instrument, answers).near_a_line == (
        NearLine("LCF", "DEV"),  # 54
        NearLine("LIS", "EMB"),  # 71
        NearLine("EVA", "EST"),  # 46
    )


def test_read_chooses_for_each_theme_what_its_page_speaks_from(instrument, answers):
    found = reading_of(instrument, answers).by_theme

    assert list(found) == [theme.code for theme in instrument.themes]
    assert found["EMA"].habits.codes[:2] == ("EMA-01", "EMA-05")
    assert found["EVA"].to_try.codes[:2] == ("EVA-02", "EVA-07")


def test_read_leaves_out_a_theme_without_a_score(instrument, answers):
    few = {code: raw for code, raw in answers.items() if not code.startswith("EMA-0")}
    few |= {"EMA-01": 5}

    found = reading_of(instrument, few)

    assert "EMA" not in found.themes.strengths
    assert found.by_theme["EMA"].habits.codes == ("EMA-01",)


def test_read_of_a_bank_without_bands_has_no_lines_and_no_levels(instrument, answers):
    found = reading_of(replace(instrument, bands=()), answers)

    assert (found.near_a_line, found.themes.level) == ((), None)
    assert found.themes.strengths == ("EMA", "LIS")


def test_read_of_no_answers_names_nothing(instrument):
    found = as_json(reading_of(instrument, {}))

    assert not any(found.values())


def test_bank_says_which_difference_counts(instrument, answers):
    profile = replace(instrument.scoring.profile, smallest_difference=100)
    other = replace(instrument, scoring=replace(instrument.scoring, profile=profile))

    assert reading_of(instrument, answers).themes.stands_out
    assert not reading_of(other, answers).themes.stands_out


def test_bank_says_what_is_a_habit_and_what_has_room(instrument, answers):
    profile = replace(instrument.scoring.profile, habit=100, room_to_grow=0)
    other = replace(instrument, scoring=replace(instrument.scoring, profile=profile))
    found = reading_of(other, answers)

    assert found.habits.codes == ("EMA-01", "EMA-05")
    assert found.to_grow.codes == ()
    assert reading_of(instrument, answers).to_grow.codes == ("EVA-02", "EVA-07")
