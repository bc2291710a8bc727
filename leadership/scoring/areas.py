"""Learning areas: importance times the gap in confidence, and what the themes say of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from leadership.instrument import Instrument, LearningArea
from leadership.scoring.showing import Number, code_of, shown_score, stretch_of
from leadership.scoring.themes import Answers, ThemeScore, mean_of, position


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
    # The reader may have skipped this part: then the needs of the themes alone give the order.
    ordered = sorted(areas, key=_area_order)  # stable: the last tie goes by area order
    featured = tuple(
        area.code
        for area in ordered[: rule.show_top]
        # By what is shown: nobody should see a 25 left out where 25 is enough.
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
    # An area that no scored theme points to comes after all that have a need, which are 0 or less here.
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
    confidence = mean_of(values) if len(values) >= rule.min_statements_answered else None
    raw = answers.get(area.importance_code)
    importance = raw if isinstance(raw, int) else None
    priority = None
    if confidence is not None and importance is not None:
        weight = position(instrument.scales["importance"], importance)
        # A product: what is not important, or is mastered already, comes to nothing, however large the other is.
        priority = 100 * weight * (1 - position(instrument.scales["confidence"], confidence))
    level = stretch_of(rule.levels, priority) if priority is not None else None
    need = theme_need(instrument, area, themes)
    return AreaScore(area.code, confidence, importance, priority, code_of(level), need)


def theme_need(
    instrument: Instrument, area: LearningArea, themes: Sequence[ThemeScore]
) -> Fraction | None:
    """Return the weighted mean distance from 100 of the scored themes linked to the area."""
    scores = {theme.code: theme.score for theme in themes}
    pairs = [
        # Weights are floats in the bank; as fractions they add up without a rest, whatever their order.
        (Fraction(link.weight), Fraction(found))
        for link in instrument.mapping
        if link.area == area.code and (found := scores.get(link.theme)) is not None
    ]
    if not pairs:
        return None
    total = sum((weight for weight, _ in pairs), Fraction(0))
    return sum((weight * (100 - found) for weight, found in pairs), Fraction(0)) / total
