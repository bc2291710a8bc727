"""Learning areas: importance times the gap in confidence, and what the themes say of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from leadership.instrument import Instrument, LearningArea
from leadership.scoring.showing import Number, code_of, interval_of, shown_score
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
    """The learning areas in the person's order, those to feature, and those that the themes suggest besides."""

    areas: tuple[AreaScore, ...]
    featured: tuple[str, ...]
    suggested: tuple[str, ...]
    skipped: bool

    @property
    def is_level(self) -> bool:
        """Whether the themes point to no area more than to another, by what people would see."""
        needs = (one.theme_need for one in self.areas)
        shown = {None if need is None else shown_score(need) for need in needs}
        return len(shown) == 1 < len(self.areas)


def learning(instrument: Instrument, answers: Answers, themes: Sequence[ThemeScore]) -> Learning:
    """Order the learning areas by priority, or by the themes alone where that step was skipped."""
    rule = instrument.scoring.learning_priority
    areas = [score_area(instrument, area, answers, themes) for area in instrument.learning_areas]
    # The reader may have skipped this part: then the needs of the themes alone give the order.
    ordered = sorted(areas, key=_area_order)  # stable: the last tie goes by area order
    # By what is shown: nobody should see a 25 left out where 25 is enough.
    high = [
        area
        for area in ordered
        if area.priority is not None and shown_score(area.priority) >= rule.show_if_at_least
    ]
    featured = _first_whole(high, rule.show_top)
    return Learning(
        tuple(ordered),
        featured,
        _suggested(areas, featured, instrument),
        skipped=all(area.priority is None for area in areas),
    )


def _first_whole(ordered: Sequence[AreaScore], most: int) -> tuple[str, ...]:
    """Return the first so many; those that nothing tells apart are named all or none, never by the bank's order."""
    found: list[str] = []
    for _order, alike in groupby(ordered, key=_area_order):
        codes = [area.code for area in alike]
        if len(found) + len(codes) > most:
            break
        found += codes
    return tuple(found)


def _suggested(
    areas: Sequence[AreaScore], featured: Sequence[str], instrument: Instrument
) -> tuple[str, ...]:
    """Return what the themes point to most and is not featured: all that share that place, as shown, or none."""
    rule = instrument.scoring.learning_priority
    needs = {
        area.code: shown_score(area.theme_need) for area in areas if area.theme_need is not None
    }
    most = max(needs.values(), default=0)
    if most < rule.add_theme_suggestion_if_at_least:
        return ()
    highest = [code for code, need in needs.items() if need == most]
    more = [code for code in highest if code not in featured]
    points_to_all = len(highest) == len(areas) > 1
    # One more beside those that are featured, as many as could be where none is.
    if points_to_all or len(more) > max(1, rule.show_top - len(featured)):
        return ()
    return tuple(more)


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
    level = interval_of(rule.levels, priority) if priority is not None else None
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
