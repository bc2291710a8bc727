"""How answers become scores: the only place that computes one. Exact arithmetic, no Django, no clock.

Rules: domain brief 4.1 to 4.8. Answers map question codes to raw answers; a blank is an absent key.
Scores run from 0 to 100 and means along the question's own scale, both exact fractions until they are
stored or shown. "Shown" numbers are rounded half up; bands and levels are read from the shown score.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal, Protocol, TypeVar

from leadership.instrument import (
    Band,
    Instrument,
    LearningArea,
    Question,
    RawAnswer,
    ReadinessSide,
    Reliability,
    Scale,
    Theme,
)

SCORER_VERSION = 1
"""Stored with every score; raise it whenever the same answers would give another number."""

Number = Fraction | float
Answers = Mapping[str, RawAnswer]
Status = Literal["scored", "insufficient"]
SCORED: Status = "scored"
INSUFFICIENT: Status = "insufficient"

CLEAR_CHANGE = 1.96
POSSIBLE_CHANGE = 1.28
SOONEST_COMPARISON = timedelta(weeks=8)
# A statement this far up its scale (4 or 5 of 5) is never listed among the lowest.
HELPFUL_ENOUGH = Fraction(3, 4)
HIGHLIGHTS = 3


# Showing ---------------------------------------------------------------------------------------


def shown(number: Number, places: int = 0) -> Decimal:
    """Round half up (away from zero), after clearing binary noise beyond ten places."""
    if isinstance(number, Fraction):
        scaled = abs(number) * 10**places + Fraction(1, 2)
        return Decimal(math.floor(scaled)).scaleb(-places).copy_sign(Decimal(number.numerator))
    clean = Decimal(repr(float(number))).quantize(Decimal("1e-10"))
    return clean.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def shown_score(score: Number) -> int:
    """Return the whole number that people see for a score."""
    return int(shown(score))


class _Stretch(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def min(self) -> int: ...
    @property
    def max(self) -> int: ...


_S = TypeVar("_S", bound=_Stretch)


def stretch_of(stretches: Iterable[_S], score: Number) -> _S | None:
    """Return the band or level that holds the shown score; None where there are none."""
    whole = shown_score(score)
    return next((one for one in stretches if one.min <= whole <= one.max), None)


def is_near_boundary(bands: Sequence[Band], score: Number, *, points: int) -> bool:
    """Tell whether the shown score is within so many points of a cut between two bands."""
    whole = shown_score(score)
    cuts = sorted(band.min for band in bands)[1:]
    return any(abs(whole - cut) <= points for cut in cuts)


# Statements and means --------------------------------------------------------------------------


def keyed(question: Question, scale: Scale, raw: RawAnswer | None) -> int | None:
    """Return the answer with a reversed statement turned round; None for blank and not applicable."""
    if not isinstance(raw, int):
        return None
    return scale.min + scale.max - raw if question.reverse else raw


def position(scale: Scale, value: Number) -> Fraction:
    """Return where a value or a mean lies on its scale, from 0 (lowest) to 1 (highest)."""
    return (Fraction(value) - scale.min) / (scale.max - scale.min)


def minimum_answers(questions: int) -> int:
    """Return how many answers a theme of so many questions needs: two thirds, never fewer than 3."""
    return min(questions, max(3, math.ceil(Fraction(2 * questions, 3))))


def _mean(values: Sequence[int]) -> Fraction:
    return Fraction(sum(values), len(values))


# Themes and overall ----------------------------------------------------------------------------


@dataclass(frozen=True)
class ThemeScore:
    """One theme's result. Mean, score and band are None where there are too few answers."""

    code: str
    status: Status
    answered: int
    mean: Number | None = None
    score: Number | None = None
    band: str | None = None


@dataclass(frozen=True)
class OverallScore:
    """The mean of the themes' scores; its mean is None where the themes have different scales."""

    status: Status
    themes_scored: int
    mean: Number | None = None
    score: Number | None = None
    band: str | None = None


@dataclass(frozen=True)
class Scores:
    """What one person's answers give, themes in bank order."""

    themes: tuple[ThemeScore, ...]
    overall: OverallScore


def score(instrument: Instrument, answers: Answers) -> Scores:
    """Score one person's answers."""
    themes = tuple(score_theme(instrument, theme, answers) for theme in instrument.themes)
    return Scores(themes, score_overall(instrument, themes))


def score_theme(instrument: Instrument, theme: Theme, answers: Answers) -> ThemeScore:
    """Score one theme: the mean of the keyed answers given, if there are enough of them."""
    scale = instrument.scale_of(theme)
    values = _keyed_values(theme.counted, scale, answers)
    if len(values) < minimum_answers(len(theme.counted)):
        return ThemeScore(theme.code, INSUFFICIENT, len(values))
    mean = _mean(values)
    result = 100 * position(scale, mean)
    return ThemeScore(
        theme.code, SCORED, len(values), mean, result, _code(stretch_of(instrument.bands, result))
    )


def _keyed_values(questions: Iterable[Question], scale: Scale, answers: Answers) -> list[int]:
    values = (keyed(question, scale, answers.get(question.code)) for question in questions)
    return [value for value in values if value is not None]


def score_overall(instrument: Instrument, themes: Sequence[ThemeScore]) -> OverallScore:
    """Average the scored themes, each with equal weight, if there are enough of them."""
    scores = [Fraction(theme.score) for theme in themes if theme.score is not None]
    if len(scores) < minimum_themes(instrument):
        return OverallScore(INSUFFICIENT, len(scores))
    result = sum(scores, Fraction(0)) / len(scores)
    return OverallScore(
        SCORED,
        len(scores),
        _on_common_scale(instrument, result),
        result,
        _code(stretch_of(instrument.bands, result)),
    )


def minimum_themes(instrument: Instrument) -> int:
    """Return how many themes the overall score needs: what the bank says, or five sixths of them."""
    themes = len(instrument.themes)
    named = instrument.scoring.overall.min_themes_scored
    return min(themes, named or math.ceil(Fraction(5 * themes, 6)))


def _on_common_scale(instrument: Instrument, result: Fraction) -> Fraction | None:
    scales = [instrument.scale_of(theme) for theme in instrument.themes]
    ends = {(scale.min, scale.max) for scale in scales}
    if len(ends) > 1:
        return None
    ((low, high),) = ends
    return low + (high - low) * result / 100


def _code(stretch: _Stretch | None) -> str | None:
    return stretch.code if stretch else None


def is_straight_line(instrument: Instrument, answers: Answers) -> bool:
    """Tell whether all that counts has the same answer although some is worded the other way round."""
    questions = list(instrument.counted())
    given = {answers.get(question.code) for question in questions}
    return (
        len(given) == 1
        and isinstance(next(iter(given)), int)
        and any(question.reverse for question in questions)
    )


# Profile ---------------------------------------------------------------------------------------


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
    chosen = ordered[:count]
    for code in ordered[count : count + 1]:
        if chosen and by_score[code] == by_score[chosen[-1]]:
            chosen.append(code)
    return tuple(chosen)


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


# Learning areas --------------------------------------------------------------------------------


@dataclass(frozen=True)
class AreaScore:
    """One learning area. Priority and level are None where confidence or importance is missing."""

    code: str
    confidence: Number | None
    importance: int | None
    priority: Number | None
    level: str | None
    theme_need: Number | None


@dataclass(frozen=True)
class Learning:
    """The learning areas in the person's order, those to feature, and one more the themes suggest."""

    areas: tuple[AreaScore, ...]
    featured: tuple[str, ...]
    suggested: str | None
    skipped: bool


def learning(instrument: Instrument, answers: Answers, themes: Sequence[ThemeScore]) -> Learning:
    """Order the learning areas by priority, or by the themes alone where that step was skipped."""
    rule = instrument.scoring.learning_priority
    areas = [score_area(instrument, area, answers, themes) for area in instrument.learning_areas]
    ordered = sorted(areas, key=_area_order)  # stable: the last tie goes by area order
    featured = tuple(
        area.code
        for area in ordered[: rule.show_top]
        if area.priority is not None and shown_score(area.priority) >= rule.show_if_at_least
    )
    needs = [(area.theme_need, area.code) for area in areas if area.theme_need is not None]
    most = max(needs, key=lambda need: need[0], default=None)
    suggest = (
        most is not None
        and most[0] >= rule.add_theme_suggestion_if_at_least
        and most[1] not in featured
    )
    return Learning(
        tuple(ordered),
        featured,
        most[1] if most and suggest else None,
        skipped=all(area.priority is None for area in areas),
    )


def _area_order(area: AreaScore) -> tuple[bool, Number, int, Number, Number]:
    """Sort by priority; ties by higher importance, lower confidence, higher need of the themes."""
    need = -area.theme_need if area.theme_need is not None else Fraction(1)
    if area.priority is None:
        return (True, 0, 0, 0, need)
    return (False, -area.priority, -(area.importance or 0), area.confidence or 0, need)


def score_area(
    instrument: Instrument, area: LearningArea, answers: Answers, themes: Sequence[ThemeScore]
) -> AreaScore:
    """Score one learning area: importance times the gap to full confidence."""
    rule = instrument.scoring.learning_priority
    given = [answers.get(statement.code) for statement in area.statements]
    values = [value for value in given if isinstance(value, int)]
    confidence = _mean(values) if len(values) >= rule.min_statements_answered else None
    raw = answers.get(area.importance_code)
    importance = raw if isinstance(raw, int) else None
    priority = None
    if confidence is not None and importance is not None:
        weight = position(instrument.scales["importance"], importance)
        priority = 100 * weight * (1 - position(instrument.scales["confidence"], confidence))
    level = stretch_of(rule.levels, priority) if priority is not None else None
    need = theme_need(instrument, area, themes)
    return AreaScore(area.code, confidence, importance, priority, _code(level), need)


def theme_need(
    instrument: Instrument, area: LearningArea, themes: Sequence[ThemeScore]
) -> Fraction | None:
    """Return the weighted mean distance from 100 of the scored themes linked to the area."""
    scores = {theme.code: theme.score for theme in themes}
    pairs = [
        (Fraction(link.weight), Fraction(found))
        for link in instrument.mapping
        if link.area == area.code and (found := scores.get(link.theme)) is not None
    ]
    if not pairs:
        return None
    total = sum((weight for weight, _ in pairs), Fraction(0))
    return sum((weight * (100 - found) for weight, found in pairs), Fraction(0)) / total


# Readiness -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SideScore:
    """One side of readiness; a key statement answered low keeps it out of the top level."""

    side: str
    status: Status
    answered: int
    mean: Number | None = None
    score: Number | None = None
    level_before_cap: str | None = None
    level: str | None = None
    low_key: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadinessScore:
    """Both sides, and the code of what they suggest together."""

    individual: SideScore
    organisational: SideScore
    outcome: str


def readiness(instrument: Instrument, answers: Answers) -> ReadinessScore | None:
    """Score readiness; None for a bank without it."""
    if instrument.readiness is None:
        return None
    individual, organisational = (
        _score_side(instrument, name, side, answers) for name, side in instrument.readiness.sides
    )
    outcome = readiness_outcome(instrument, individual.level, organisational.level)
    return ReadinessScore(individual, organisational, outcome)


def _score_side(
    instrument: Instrument, name: str, side: ReadinessSide, answers: Answers
) -> SideScore:
    rule = instrument.scoring.readiness
    scale = instrument.scales[side.scale]
    given = {statement.code: answers.get(statement.code) for statement in side.statements}
    values = {code: value for code, value in given.items() if isinstance(value, int)}
    if len(values) < min(rule.min_items_answered, len(side.statements)):
        return SideScore(name, INSUFFICIENT, len(values))
    mean = _mean(list(values.values()))
    result = 100 * position(scale, mean)
    low_key = tuple(
        statement.code
        for statement in side.statements
        if statement.key and is_low(scale, answers.get(statement.code))
    )
    codes = [level.code for level in rule.levels]
    before = _code(stretch_of(rule.levels, result))
    capped = bool(low_key) and before == codes[-1]
    level = codes[-2] if capped else before
    return SideScore(name, SCORED, len(values), mean, result, before, level, low_key)


def is_low(scale: Scale, raw: RawAnswer | None) -> bool:
    """Tell whether a readiness statement is answered so low that its tip may help: 1 or 2 of 5."""
    return isinstance(raw, int) and raw <= scale.min + 1


def readiness_outcome(
    instrument: Instrument, individual: str | None, organisational: str | None
) -> str:
    """Return the code of what the levels of both sides suggest together; a level may be missing."""
    if individual is None or organisational is None:
        return "UNKNOWN"
    levels = [level.code for level in instrument.scoring.readiness.levels]
    lowest, highest = levels[0], levels[-1]
    match (individual == lowest, organisational == lowest):
        case (True, True):
            return "PLAN_FIRST"
        case (True, False):
            return "SELF_FIRST"
        case (False, True):
            return "GROUND_FIRST"
    both_ready = individual == highest and organisational == highest
    return "GO" if both_ready else "GO_STRENGTHEN"


# Change ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReliableChange:
    """How large a difference is beside its likely error (Jacobson and Truax; Christensen and Mendoza)."""

    sem: float
    s_diff: float
    rci: float
    code: str


def reliable_change(before: Number, after: Number, precision: Reliability) -> ReliableChange:
    """Judge a difference between two scores by the precision of one."""
    sem = precision.sd_pomp * math.sqrt(1 - precision.alpha)
    s_diff = math.sqrt(2) * sem
    rci = float(after - before) / s_diff
    size = "CLEAR" if abs(rci) >= CLEAR_CHANGE else "POSSIBLE"
    way = "UP" if rci > 0 else "DOWN"
    code = f"{size}_{way}" if abs(rci) >= POSSIBLE_CHANGE else "NONE"
    return ReliableChange(sem, s_diff, rci, code)


@dataclass(frozen=True)
class Sitting:
    """One person's answers with the instrument they were given to."""

    instrument: Instrument
    answers: Answers


@dataclass(frozen=True)
class Change:
    """One theme, or the overall score, at two dates, rescored on what was answered both times."""

    code: str
    statements: int
    before: Fraction
    after: Fraction
    reliable: ReliableChange


@dataclass(frozen=True)
class Comparison:
    """Every theme that can be compared, in bank order; overall is None where too few can be."""

    themes: tuple[Change, ...]
    overall: Change | None


def compare(
    earlier: Sitting,
    later: Sitting,
    *,
    precision: Mapping[str, Reliability],
    overall_precision: Reliability,
) -> Comparison:
    """Compare two sittings of one person; `precision` holds each theme's reliability by its code."""
    themes = tuple(
        change
        for theme in later.instrument.themes
        if (change := _compare_theme(earlier, later, theme, precision[theme.code])) is not None
    )
    overall = None
    if themes and len(themes) >= minimum_themes(later.instrument):
        before = sum((change.before for change in themes), Fraction(0)) / len(themes)
        after = sum((change.after for change in themes), Fraction(0)) / len(themes)
        overall = Change(
            "overall",
            sum(change.statements for change in themes),
            before,
            after,
            reliable_change(before, after, overall_precision),
        )
    return Comparison(themes, overall)


def _compare_theme(
    earlier: Sitting, later: Sitting, theme: Theme, precision: Reliability
) -> Change | None:
    scale = later.instrument.scale_of(theme)
    common = [
        question
        for question in theme.counted
        if _counts_the_same(earlier.instrument, question, scale)
        and isinstance(earlier.answers.get(question.code), int)
        and isinstance(later.answers.get(question.code), int)
    ]
    wanted = later.instrument.scoring.change.min_common_items
    if len(common) < min(wanted, minimum_answers(len(theme.counted))):
        return None
    before, after = (
        100 * position(scale, _mean(_keyed_values(common, scale, answers)))
        for answers in (earlier.answers, later.answers)
    )
    return Change(theme.code, len(common), before, after, reliable_change(before, after, precision))


def is_same_theme(earlier: Instrument, later: Instrument, theme: Theme) -> bool:
    """Tell whether both instruments score a theme by the same statements, so that its scores compare."""
    scale = later.scale_of(theme)
    then = next((one for one in earlier.themes if one.code == theme.code), None)
    return (
        then is not None
        and len(then.counted) == len(theme.counted)
        and all(_counts_the_same(earlier, question, scale) for question in theme.counted)
    )


def _counts_the_same(earlier: Instrument, question: Question, scale: Scale) -> bool:
    """Tell whether the earlier instrument asked the same, and counted it in a theme's score."""
    asked = is_asked_the_same(earlier, question, scale)
    return asked and not earlier.question(question.code).separate


def is_asked_the_same(earlier: Instrument, question: Question, scale: Scale) -> bool:
    """Tell whether the earlier instrument asked the same words, keyed and answered the same way."""
    try:
        then, theme = earlier.question(question.code), earlier.theme_of(question.code)
    except KeyError:
        return False
    same_words = (then.text, then.reverse) == (question.text, question.reverse)
    return same_words and earlier.scale_of(theme).points == scale.points


def is_too_soon(earlier_at: datetime, later_at: datetime) -> bool:
    """Tell whether two assessments are too close together for a comparison to mean much."""
    return later_at - earlier_at < SOONEST_COMPARISON
