"""What stands out of a person's answers: strengths and priorities, the highest and lowest statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from leadership.instrument import Instrument, Question, Theme
from leadership.scoring.showing import Number, shown, shown_score
from leadership.scoring.themes import Answers, ThemeScore, keyed, position

# A statement this far up its scale (4 or 5 of 5) is never listed among the lowest.
HELPFUL_ENOUGH = Fraction(3, 4)
HIGHLIGHTS = 3


@dataclass(frozen=True)
class Profile:
    """Which themes stand out. A flat profile, and one of fewer than two scored themes, names none."""

    range: Number | None
    flat: bool
    strengths: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()


def profile(instrument: Instrument, themes: Sequence[ThemeScore]) -> Profile:
    """Name strengths, highest first, and priorities, lowest first, by shown score."""
    scored = [(theme.code, theme.score) for theme in themes if theme.score is not None]
    if len(scored) < 2:  # noqa: PLR2004 - one theme alone cannot stand out
        return Profile(None, flat=False)
    values = [value for _, value in scored]
    spread = max(values) - min(values)
    rule = instrument.scoring.profile
    if shown(spread, 10) < rule.flat_if_range_less_than:
        return Profile(spread, flat=True)
    half = len(scored) // 2
    by_score = {code: shown_score(value) for code, value in scored}
    strengths = _ends(by_score, min(rule.show_top, half), sign=-1)
    others = {code: value for code, value in by_score.items() if code not in strengths}
    return Profile(
        spread,
        flat=False,
        strengths=strengths,
        priorities=_ends(others, min(rule.show_bottom, half), sign=1),
    )


def _ends(by_score: Mapping[str, int], count: int, *, sign: int) -> tuple[str, ...]:
    """Return the first codes by signed score; a tie with the last place adds one more at most."""
    ordered = sorted(by_score, key=lambda code: sign * by_score[code])  # stable: keeps theme order
    chosen, next_one = ordered[:count], ordered[count : count + 1]
    is_tie = chosen and next_one and by_score[chosen[-1]] == by_score[next_one[0]]
    return (*chosen, *next_one) if is_tie else tuple(chosen)


@dataclass(frozen=True)
class Highlight:
    """One statement with its keyed answer."""

    theme: Theme
    question: Question
    keyed: int
    position: Fraction


@dataclass(frozen=True)
class Highlights:
    """The statements answered highest and lowest, by keyed position on their scale."""

    highest: tuple[Highlight, ...]
    lowest: tuple[Highlight, ...]


def highlights(instrument: Instrument, answers: Answers, of: Profile) -> Highlights:
    """Pick three statements each way; ties go to the strength or priority themes, then item order."""
    every = list(_answered_statements(instrument, answers))
    highest = sorted(every, key=lambda one: (-one.position, one.theme.code not in of.strengths))
    picked = tuple(highest[:HIGHLIGHTS])
    rest = [one for one in every if one.position < HELPFUL_ENOUGH and one not in picked]
    lowest = sorted(rest, key=lambda one: (one.position, one.theme.code not in of.priorities))
    return Highlights(picked, tuple(lowest[:HIGHLIGHTS]))


def _answered_statements(instrument: Instrument, answers: Answers) -> Iterable[Highlight]:
    for theme in instrument.themes:
        scale = instrument.scale_of(theme)
        for question in theme.counted:
            value = keyed(question, scale, answers.get(question.code))
            if value is not None:
                yield Highlight(theme, question, value, position(scale, value))
