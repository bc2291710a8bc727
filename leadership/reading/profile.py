"""All that a report says of a person's profile, chosen once for the page, the PDF and the exports."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from leadership.instrument import Instrument
from leadership.reading.statements import (
    Named,
    ThemeStatements,
    answered_statements,
    habits,
    statements_of_theme,
    to_grow,
)
from leadership.reading.themes import ThemeReading, read_themes
from leadership.scoring import Answers, ThemeScore, neighbour, shown_score


@dataclass(frozen=True)
class NearLine:
    """A theme whose score lies near a line between two bands, and the band on the other side."""

    theme: str
    neighbour: str


@dataclass(frozen=True)
class Reading:
    """What stands out of one person's answers; `by_theme` holds what each theme's page speaks from."""

    themes: ThemeReading
    near_a_line: tuple[NearLine, ...]
    habits: Named
    to_grow: Named
    by_theme: dict[str, ThemeStatements]


class ReadingAsJson(TypedDict):
    """The reading as other programs are given it."""

    stands_out: bool
    strengths: list[str]
    room_to_grow: list[str]
    further: list[str]
    nearest_to_habit: str | None
    near_a_line: list[str]
    habits: list[str]
    statements_to_grow: list[str]


def read(instrument: Instrument, scores: Sequence[ThemeScore], answers: Answers) -> Reading:
    """Read a profile from the themes' scores and the answers they were made from."""
    rule = instrument.scoring.profile
    themes = read_themes(
        # A theme with too few answers is neither strong nor weak: it is not spoken of.
        {one.code: shown_score(one.score) for one in scores if one.score is not None},
        instrument.bands,
        smallest_difference=rule.smallest_difference,
    )
    statements = answered_statements(instrument, answers)
    return Reading(
        themes=themes,
        near_a_line=_near_a_line(instrument, scores),
        # Where statements tie, those of the themes named above come first, so that the report hangs together.
        habits=habits(statements, rule, themes.strengths),
        to_grow=to_grow(statements, rule, (*themes.room_to_grow, *themes.further)),
        by_theme={
            theme.code: statements_of_theme(
                [one for one in statements if one.theme == theme.code], rule
            )
            for theme in instrument.themes
        },
    )


def _near_a_line(instrument: Instrument, scores: Sequence[ThemeScore]) -> tuple[NearLine, ...]:
    points = instrument.scoring.near_boundary_points
    return tuple(
        NearLine(one.code, other.code)
        for one in scores
        if one.score is not None
        and (other := neighbour(instrument.bands, one.score, points=points)) is not None
    )


def as_json(reading: Reading) -> ReadingAsJson:
    return {
        "stands_out": reading.themes.stands_out,
        "strengths": list(reading.themes.strengths),
        "room_to_grow": list(reading.themes.room_to_grow),
        "further": list(reading.themes.further),
        "nearest_to_habit": reading.themes.nearest_to_habit,
        "near_a_line": [line.theme for line in reading.near_a_line],
        "habits": list(reading.habits.codes),
        "statements_to_grow": list(reading.to_grow.codes),
    }
