"""The default bank is content, and a fault in it would be a fault of the product."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from leadership.files import ParsedBank, parse
from leadership.files.language_checks import translation_faults
from leadership.files.xliff import parse_xliff
from leadership.instrument import Instrument
from leadership.instrument.instrument import ReportWording
from leadership.languages import TextState, progress, with_current_translations, with_translations
from leadership.wording import FIXED_TEXTS


@pytest.fixture(scope="module")
def parsed() -> ParsedBank:
    return parse(Path("fixtures/customer-focused-leadership.yaml").read_bytes())


def test_the_default_bank_needs_no_advice(parsed: ParsedBank) -> None:
    assert parsed.warnings == ()


def test_it_has_six_themes_of_seven_statements_and_seven_areas(default: Instrument) -> None:
    assert [theme.code for theme in default.themes] == ["ASP", "EMA", "LCF", "LIS", "EVA", "AGI"]
    assert [len(theme.questions) for theme in default.themes] == [7] * 6
    assert sum(question.reverse for question in default.questions()) == 9
    assert [area.code for area in default.learning_areas] == [f"LA{n}" for n in range(1, 8)]
    assert all(len(area.statements) == 3 for area in default.learning_areas)
    assert default.readiness is not None
    assert [len(side.statements) for _name, side in default.readiness.sides] == [8, 8]
    assert default.spectrum is not None
    assert len(default.spectrum.positions) == 5


def test_every_theme_is_complete(default: Instrument) -> None:
    bands = {band.code for band in default.bands}

    for theme in default.themes:
        assert set(theme.feedback) == bands
        assert theme.definition
        assert theme.page_intro
        assert theme.evidence_prompt
        assert default.scale_of(theme).not_applicable
        assert default.links_of(theme, "primary")
        for block in theme.feedback.values():
            assert block.summary
            assert block.questions


def test_every_statement_has_what_a_report_says_of_it(default: Instrument) -> None:
    for one in default.questions():
        assert all((one.helps, one.to_try, one.goal, one.sign, one.ask)), one.code
        assert one.to_try
        assert one.to_try.when.startswith("When ")
        assert one.to_try.then.startswith("I will ")


def test_themes_are_answered_on_the_frequency_scale(default: Instrument) -> None:
    scale = default.scale_of(default.theme("ASP"))

    assert (scale.code, scale.min, scale.max) == ("SC-FREQ", 1, 5)
    assert all(point.help for point in scale.points)


def test_its_fixed_texts_are_the_ones_reports_use(default: Instrument) -> None:
    assert set(default.report_wording.fixed_texts) == set(FIXED_TEXTS)


def test_the_difference_that_counts_is_named_as_the_bank_has_it(default: Instrument) -> None:
    profile = replace(default.scoring.profile, smallest_difference=11)
    other = replace(default, scoring=replace(default.scoring, profile=profile))
    silent = replace(other, report_wording=ReportWording())

    assert "under 8 points" in default.text("small_difference")
    assert "under 11 points" in other.text("small_difference")
    assert "under 11 points" in silent.text("small_difference")


def test_nobody_is_called_weak(parsed: ParsedBank) -> None:
    """Domain rule: these words are never used about a person or their leadership."""
    words = re.compile(
        r"\b(fail(s|ed|ing|ure)?|weak(ness)?|below standard|deficit)\b", re.IGNORECASE
    )
    for theme in parsed.instrument.themes:
        for block in theme.feedback.values():
            assert not words.search(" ".join([block.summary, *block.strengths, *block.next_steps]))


def test_the_welsh_of_the_default_bank_is_whole_and_a_draft(default: Instrument) -> None:
    file = Path("fixtures/customer-focused-leadership.cy.xlf").read_bytes()

    bank = with_current_translations(with_translations(default, parse_xliff(file, default)))

    found = progress(bank, "cy")
    assert (found.open, found.counts[TextState.DRAFT]) == (0, found.total)
    assert list(translation_faults(bank)) == []
