"""Both sides of readiness, held down by key statements, and what they suggest together."""

from dataclasses import dataclass
from fractions import Fraction

from leadership.instrument import Instrument, RawAnswer, ReadinessSide, Scale
from leadership.scoring.showing import Number, code_of, interval_of
from leadership.scoring.themes import INSUFFICIENT, SCORED, Answers, Status, mean_of, position

# An answer this far up its scale (4 or 5 of 5) is good enough: of it there is no tip, and a group counts it as favourable.
HELPFUL_ENOUGH = Fraction(3, 4)


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
    # Don't know is no answer here: it is what the outcome UNKNOWN is for.
    if len(values) < min(rule.min_items_answered, len(side.statements)):
        return SideScore(name, INSUFFICIENT, len(values))
    mean = mean_of(list(values.values()))
    result = 100 * position(scale, mean)
    low_key = tuple(
        statement.code
        for statement in side.statements
        if statement.key and is_low(scale, answers.get(statement.code))
    )
    # Levels stand from the lowest to the highest, as the check of bank files makes sure.
    codes = [level.code for level in rule.levels]
    before = code_of(interval_of(rule.levels, result))
    # One missing condition, such as time, can undo all others, which a mean would hide.
    capped = bool(low_key) and before == codes[-1]
    level = codes[-2] if capped else before
    return SideScore(name, SCORED, len(values), mean, result, before, level, low_key)


def is_low(scale: Scale, raw: RawAnswer | None) -> bool:
    """Tell whether a readiness statement is answered so low that its tip may help: 1 or 2 of 5, no of yes and no."""
    # A readiness statement is never reversed, so a low answer is low as it stands.
    # Of a scale with few points, what lies in the middle or above is not low.
    return isinstance(raw, int) and raw <= scale.min + 1 and position(scale, raw) < Fraction(1, 2)


def readiness_outcome(
    instrument: Instrument, individual: str | None, organisational: str | None
) -> str:
    """Return the code of what the levels of both sides suggest together; a level may be missing."""
    if individual is None or organisational is None:
        return "UNKNOWN"
    # Of levels in the middle there may be any number: only the ends decide.
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
