"""Which statements stand out of a person's answers, and which of them a theme's page speaks from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from leadership.instrument import NOT_APPLICABLE, Instrument, ProfileRule, Theme
from leadership.scoring import Answers, keyed, position

MOST_NAMED = 3
# So many "not applicable" in a theme that the theme, not the person, may be the misfit.
MISFIT = 3
HIGHEST_SCORE = 100


@dataclass(frozen=True)
class Answered:
    """A statement with its keyed answer and half a step of its scale, both on 0 to 100."""

    theme: str
    code: str
    score: Fraction
    half_step: Fraction


@dataclass(frozen=True)
class Named:
    """Statements to name; `others` were answered as the last of them, and there is no room for them."""

    codes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class ThemeStatements:
    """What a theme's page speaks from. `to_go_further` stands in where nothing has room to grow."""

    habits: Named
    to_try: Named
    to_go_further: str | None


def not_applicable(theme: Theme, answers: Answers) -> int:
    """Return how many statements that make the theme's score were said not to apply."""
    return sum(answers.get(question.code) == NOT_APPLICABLE for question in theme.counted)


def may_not_fit_role(theme: Theme, answers: Answers) -> bool:
    """Whether so many of a theme's statements do not apply that a score it lacks says nothing of the person."""
    return not_applicable(theme, answers) >= MISFIT


def answered_statements(instrument: Instrument, answers: Answers) -> tuple[Answered, ...]:
    """Return the statements that make the scores and have an answer on the scale, in bank order."""
    return tuple(
        one for theme in instrument.themes for one in _answered_in(instrument, theme, answers)
    )


def _answered_in(instrument: Instrument, theme: Theme, answers: Answers) -> Iterator[Answered]:
    scale = instrument.scale_of(theme)
    # On 0 to 100: half the way from one answer to the next, 12.5 on a scale of five.
    half_step = Fraction(100, 2 * (len(scale.points) - 1))
    # Statements reported separately are not compared with those that make scores.
    for question in theme.counted:
        value = keyed(question, scale, answers.get(question.code))
        if value is not None:
            yield Answered(theme.code, question.code, 100 * position(scale, value), half_step)


def habits(
    statements: Sequence[Answered], rule: ProfileRule, themes_first: Sequence[str] = ()
) -> Named:
    """Name the habits that stand out above the person's own mean, furthest first."""
    mean = _mean(statements)
    # Against the person's own mean: for somebody who answers 5 throughout, no 5 stands out.
    above = (one for one in statements if one.score - mean >= one.half_step)
    return _name((one for one in above if one.score >= rule.habit), _highest, themes_first)


def to_grow(
    statements: Sequence[Answered], rule: ProfileRule, themes_first: Sequence[str] = ()
) -> Named:
    """Name the statements with most room to grow under the person's own mean, furthest first."""
    mean = _mean(statements)
    below = (one for one in statements if mean - one.score >= one.half_step)
    return _name((one for one in below if one.score <= rule.room_to_grow), _lowest, themes_first)


def statements_of_theme(statements: Sequence[Answered], rule: ProfileRule) -> ThemeStatements:
    """Choose what the page of one theme speaks from, whatever was answered to other themes."""
    kept = _name((one for one in statements if one.score >= rule.habit), _highest)
    to_try = _name((one for one in statements if one.score <= rule.room_to_grow), _lowest)
    return ThemeStatements(kept, to_try, None if to_try.codes else _further(statements, kept))


def _further(statements: Sequence[Answered], kept: Named) -> str | None:
    """Return the lowest statement, if it can go further, and of a tie one not named as a habit."""
    # Of several lowest one that is not already praised on the same page.
    lowest = min(statements, key=lambda one: (one.score, one.code in kept.codes), default=None)
    return lowest.code if lowest and lowest.score < HIGHEST_SCORE else None


def _mean(statements: Sequence[Answered]) -> Fraction:
    return sum((one.score for one in statements), Fraction(0)) / max(len(statements), 1)


def _highest(one: Answered) -> Fraction:
    return -one.score


def _lowest(one: Answered) -> Fraction:
    return one.score


def _name(
    statements: Iterable[Answered],
    rank: Callable[[Answered], Fraction],
    themes_first: Sequence[str] = (),
) -> Named:
    """Name three at most from the lowest rank; where more share the last place, one a theme."""
    named: list[str] = []
    for _, group in groupby(sorted(statements, key=rank), key=rank):
        tied = list(group)
        # Cut off by theme, not by order in the bank: the first of twenty ties would all be of the first theme.
        chosen = _one_a_theme(tied, themes_first)[: MOST_NAMED - len(named)]
        named += [one.code for one in chosen]
        if len(named) == MOST_NAMED:
            return Named(tuple(named), tuple(one.code for one in tied if one not in chosen))
    return Named(tuple(named))


def _one_a_theme(tied: Sequence[Answered], themes_first: Sequence[str]) -> list[Answered]:
    """Put the first of each theme before the second of any, certain themes before the others."""
    themes = [*themes_first, *(one.theme for one in tied)]
    within = {one: [other for other in tied if other.theme == one.theme].index(one) for one in tied}
    return sorted(tied, key=lambda one: (within[one], themes.index(one.theme)))
