"""What the pages of a questionnaire show: how long it takes, how far one is, what comes next."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries import Stored
from leadership.instrument import Instrument, Theme

# Pilots of instruments like the default one take about so long over a statement.
SECONDS_A_STATEMENT = 17


def minutes(instrument: Instrument) -> int:
    """Return how long the statements take: what the bank says, or an estimate by their number."""
    said = instrument.instrument.estimated_minutes.get("themes")
    statements = len(list(instrument.questions()))
    return said or max(1, math.ceil(statements * SECONDS_A_STATEMENT / 60))


@dataclass(frozen=True)
class Progress:
    """How many of the statements have an answer."""

    answered: int
    statements: int

    @property
    def words(self) -> str:
        return ngettext(
            "%(answered)s of %(statements)s statement answered",
            "%(answered)s of %(statements)s statements answered",
            self.statements,
        ) % {"answered": self.answered, "statements": self.statements}


def progress(instrument: Instrument, answers: Mapping[str, Stored]) -> Progress:
    codes = [question.code for question in instrument.questions()]
    return Progress(sum(code in answers for code in codes), len(codes))


def first_gap(instrument: Instrument, answers: Mapping[str, Stored]) -> Theme | None:
    """Return the first theme with a statement that has no answer yet."""
    for theme in instrument.themes:
        if any(question.code not in answers for question in theme.questions):
            return theme
    return None


@dataclass(frozen=True)
class Place:
    """Where a theme stands among the themes."""

    number: int
    themes: int
    before: Theme | None
    after: Theme | None

    @property
    def words(self) -> str:
        return _("Theme %(number)s of %(themes)s") % {"number": self.number, "themes": self.themes}


def place_of(instrument: Instrument, theme: Theme) -> Place:
    index = instrument.themes.index(theme)
    after = instrument.themes[index + 1 : index + 2]
    return Place(
        number=index + 1,
        themes=len(instrument.themes),
        before=instrument.themes[index - 1] if index else None,
        after=after[0] if after else None,
    )
