from dataclasses import replace

import pytest

from assessments.pages import Questionnaire
from assessments.parts import questionnaire
from leadership.instrument import Instrument, Part
from leadership.instrument.parts import LEARNING, READINESS, THEMES
from tests.factories import bank

DEFAULT = bank()
THEME_CODES = ["ASP", "EMA", "LCF", "LIS", "EVA", "AGI"]


def asked(instrument: Instrument, *, readiness: bool = True, learning: bool = True):
    optional = {READINESS: readiness, LEARNING: learning}
    return questionnaire(instrument, {THEMES, *(kind for kind in optional if optional[kind])})


def addresses(found: Questionnaire) -> list[tuple[str, str]]:
    return [(page.kind, page.code) for page in found.pages]


def answered(*codes: str) -> dict[str, object]:
    return dict.fromkeys(codes)


def test_the_themes_come_first_then_readiness_then_the_areas() -> None:
    assert addresses(asked(DEFAULT)) == [
        *((THEMES, code) for code in THEME_CODES),
        (READINESS, "individual"),
        (READINESS, "organisational"),
        (READINESS, "spectrum"),
        *((LEARNING, f"LA{number}") for number in range(1, 8)),
    ]


@pytest.mark.parametrize(("readiness", "kinds"), [(True, {READINESS, THEMES}), (False, {THEMES})])
def test_only_what_is_asked_for_is_asked(readiness: bool, kinds: set[str]) -> None:
    found = asked(DEFAULT, readiness=readiness, learning=False)

    assert {part.kind for part in found.parts} == kinds
    assert found.asks("RI-01") is readiness
    assert found.asks("SPEC-NOW") is readiness
    assert not found.asks("LA1-IMP")
    assert found.asks("ASP-01")


@pytest.mark.parametrize("name", ["small", "coaching"])
def test_a_bank_without_the_other_parts_asks_its_themes(name: str) -> None:
    found = asked(bank(name))

    assert [page.title for page in found.pages] == [theme.title for theme in bank(name).themes]
    assert found.optional == ()


def test_the_order_and_the_titles_are_the_banks_own() -> None:
    parts = (
        Part("P2", "Lead", "themes", order=2),
        Part("P1", "Prepare", "readiness", order=1, optional=True),
    )
    about = replace(DEFAULT.instrument, parts=parts)

    found = asked(replace(DEFAULT, instrument=about))
    unnamed = asked(replace(DEFAULT, instrument=replace(about, parts=())))

    assert [(part.title, part.is_optional) for part in found.parts] == [
        ("Prepare", True),
        ("Lead", False),
    ]
    assert [part.title for part in unnamed.parts] == [
        "How you lead",
        "Are you ready?",
        "What to learn next",
    ]


def test_an_area_asks_confidence_and_then_importance() -> None:
    page = asked(DEFAULT).page(LEARNING, "LA3")

    assert [question.code for question in page.questions] == [
        "LA3-S1",
        "LA3-S2",
        "LA3-S3",
        "LA3-IMP",
    ]
    assert page.questions[-1].text == DEFAULT.scales["importance"].stem
    assert page.lead == DEFAULT.scales["confidence"]
    assert page.theme is None


def test_dont_know_is_offered_only_of_the_organisation() -> None:
    individual, organisational, spectrum = asked(DEFAULT).part(READINESS).pages

    assert individual.questions[0].scale.dont_know is None
    assert organisational.questions[0].scale.dont_know is not None
    assert [point.label for point in spectrum.questions[0].scale.points] == [
        position.label for position in DEFAULT.spectrum.positions
    ]


def test_a_page_that_is_not_there_is_none() -> None:
    assert asked(DEFAULT).page(LEARNING, "LA9") is None
    assert asked(DEFAULT, learning=False).page(LEARNING, "LA1") is None


def test_first_gap_is_in_order_and_an_optional_part_is_skipped_by_going_on() -> None:
    found = asked(DEFAULT)
    themes = [question.code for question in DEFAULT.questions()]

    assert found.first_gap({}) == found.pages[0]
    assert found.first_gap(answered("RI-01")) == found.pages[0]
    assert found.first_gap(answered("ASP-01")).code == "ASP"
    assert found.first_gap(answered(*themes)).code == "individual"
    assert found.first_gap(answered(*themes, *DEFAULT.readiness_codes)).code == "spectrum"
    assert found.first_gap(answered("LA1-S1", *themes)).code == "LA1"
    assert found.first_gap(answered("ASP-01", "LA1-S1")).code == "ASP"
    assert found.first_gap(answered(*themes, *DEFAULT.learning_codes)) is None


def test_first_gap_of_themes_alone_is_in_bank_order() -> None:
    found = asked(DEFAULT, readiness=False, learning=False)
    codes = [question.code for question in DEFAULT.questions()]

    assert found.first_gap(answered(*codes)) is None
    some = [code for code in codes if code not in {"EVA-07", "LIS-01"}]
    assert found.first_gap(answered(*some)).code == "LIS"
