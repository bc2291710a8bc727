"""What the report says of readiness and of the learning areas, in the person's own order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.presenters import OwnReadiness, OwnSide, readiness_view
from banks.presenters.learning import type_words
from charts.bars import Cut, ScaleBar, scale_bar, tint
from charts.scatter import Mark, Scatter, scatter
from leadership.instrument import Activity, Instrument, LearningArea, Scale
from leadership.scoring import (
    AreaScore,
    Learning,
    learning,
    low_to_high,
    position,
    shown,
    shown_score,
)
from reports.queries import Facts

MOST_ACTIVITIES = 3
# What is done together with others, of the types that banks usually have.
WITH_OTHERS = frozenset(
    {
        "visit",
        "action_learning_set",
        "coaching",
        "mentoring",
        "shadowing",
        "workshop",
        "team_exercise",
        "discussion",
        "peer",
    }
)


# Readiness -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SideBar:
    """A side of readiness with its scale bar; none where there were too few answers."""

    side: OwnSide
    bar: ScaleBar | None

    @property
    def words(self) -> str:
        said = {"title": self.side.title, "score": self.side.score, "level": self.side.level}
        return _("%(title)s %(score)s out of 100, %(level)s") % said


@dataclass(frozen=True)
class ReadinessPage:
    """What was said of readiness, with its bars."""

    result: OwnReadiness
    bars: tuple[SideBar, ...]


def readiness_page(instrument: Instrument, facts: Facts) -> ReadinessPage | None:
    result = readiness_view(instrument, facts.readiness, facts.answers, facts.overall)
    if result is None:
        return None
    cuts = [Cut(level.min, level.label) for level in result.levels]
    return ReadinessPage(
        result,
        tuple(
            SideBar(side, None if side.exact is None else scale_bar(side.exact, cuts))
            for side in result.sides
        ),
    )


# Learning areas --------------------------------------------------------------------------------


@dataclass(frozen=True)
class AreaRow:
    """A learning area in the table; figures are '' where they are not known."""

    number: int
    """Its place; 0 where nothing gives it one. Shared by areas that nothing tells apart."""
    code: str
    title: str
    short_title: str
    plain_line: str
    definition: str
    priority: str
    level: str
    confidence: str
    importance: str
    mark: str

    @property
    def is_drawn(self) -> bool:
        return bool(self.confidence and self.importance)


@dataclass(frozen=True)
class SuggestedActivity:
    """Something to do, and whether it is done with other people."""

    code: str
    title: str
    type: str
    duration: str
    how: str
    with_others: bool


@dataclass(frozen=True)
class FeaturedArea:
    """An area to work on first: what one can do after learning, and how to learn it."""

    row: AreaRow
    outcomes: tuple[str, ...]
    activities: tuple[SuggestedActivity, ...]


@dataclass(frozen=True)
class PriorityChart:
    """The drawing, what it shows in words, and the levels that its tints stand for."""

    drawing: Scatter
    title: str
    levels: tuple[tuple[int, str], ...]
    legend: tuple[tuple[int, str], ...]
    """The number of each point, and the area that it stands for."""


@dataclass(frozen=True)
class LearningPage:
    """All areas in order, and those to look at first."""

    skipped: str
    """Why there are no priorities; '' where there are."""
    rows: tuple[AreaRow, ...]
    is_ordered: bool
    """Whether anything puts the areas in an order: priorities, or what the themes point to."""
    featured: tuple[FeaturedArea, ...]
    is_by_priority: bool
    """Whether what is featured comes of the person's own priorities, and not of the themes alone."""
    nothing_stands_out: str
    chart: PriorityChart | None


def learning_page(instrument: Instrument, facts: Facts) -> LearningPage | None:
    """Return the areas in the stored order, or by the themes alone; None where neither gives one."""
    # Nobody is left without: the themes alone point to areas where that part was skipped.
    found = facts.learning or learning(instrument, {}, facts.themes)
    if found.skipped and all(area.theme_need is None for area in found.areas):
        return None
    rows = tuple(_rows(instrument, found))
    first = _featured_codes(instrument, found)
    by_code = {row.code: row for row in rows}
    # Answered, and nothing is both important and unsure: that is said, not left blank, whatever the themes suggest.
    is_plain = not (found.skipped or {*first} & {*found.featured})
    return LearningPage(
        skipped=_skipped(instrument, facts, found) if found.skipped else "",
        rows=rows,
        is_ordered=not (found.skipped and found.is_level),
        featured=tuple(
            _featured(instrument, instrument.area(code), by_code[code]) for code in first
        ),
        is_by_priority=not (is_plain or found.skipped),
        nothing_stands_out=_nothing(instrument, found) if is_plain else "",
        chart=_chart(instrument, found, rows),
    )


def _featured_codes(instrument: Instrument, found: Learning) -> tuple[str, ...]:
    """Return the areas to look at first: never one at the lowest level, whatever the themes suggest."""
    levels = instrument.scoring.learning_priority.levels
    lowest = min(levels, key=lambda level: level.min).code if len(levels) > 1 else ""
    at_lowest = {area.code for area in found.areas if lowest and area.level == lowest}
    # An older report has stored the first of all that were alike.
    suggested = () if found.is_level else found.suggested
    return tuple(code for code in (*found.featured, *suggested) if code not in at_lowest)


def _nothing(instrument: Instrument, found: Learning) -> str:
    """Say why no area is featured: nothing is both important and unsure, or too many are so alike."""
    least = instrument.scoring.learning_priority.show_if_at_least
    # What the scorer featured and is not shown, being at the lowest level, is no tie.
    if not found.featured and any(
        one.priority is not None and shown_score(one.priority) >= least for one in found.areas
    ):
        return _("No area stands out: too many share the first place to name one of them.")
    return instrument.text("no_priority")


def _skipped(instrument: Instrument, facts: Facts, found: Learning) -> str:
    if found.is_level:
        return _("Your themes point to no area more than to another, so these are in no order. Choose the one that would help you most now.")  # fmt: skip
    if facts.asks_learning:
        return instrument.text("learning_skipped")
    return _("You were not asked about these areas, so they are ordered by your theme answers.")


def _rows(instrument: Instrument, found: Learning) -> Iterator[AreaRow]:
    labels = {level.code: level.label for level in instrument.scoring.learning_priority.levels}
    featured = _featured_codes(instrument, found)
    for number, score in zip(_places(found), found.areas, strict=True):
        area = instrument.area(score.code)
        yield AreaRow(
            number=number,
            code=score.code,
            title=area.title,
            short_title=area.short_title or area.title,
            plain_line=area.plain_line or "",
            definition=area.definition or "",
            priority="" if score.priority is None else str(shown_score(score.priority)),
            level=labels.get(score.level or "", ""),
            confidence="" if score.confidence is None else str(shown(score.confidence, 1)),
            importance="" if score.importance is None else str(score.importance),
            mark=instrument.text("theme_suggestion")
            if score.code in found.suggested and score.code in featured
            else "",
        )


def _places(found: Learning) -> Sequence[int]:
    """Return the number of each area: by the themes alone, those they point to equally share one, and others have none."""
    if not found.skipped:
        # The points of the chart go by it, and each priority is told apart by more than is shown.
        return range(1, len(found.areas) + 1)
    needs = [None if one.theme_need is None else shown_score(one.theme_need) for one in found.areas]
    return [0 if need is None else needs.index(need) + 1 for need in needs]


def _featured(instrument: Instrument, area: LearningArea, row: AreaRow) -> FeaturedArea:
    return FeaturedArea(
        row=row,
        outcomes=area.outcomes,
        activities=tuple(
            SuggestedActivity(
                code=one.code,
                title=one.title,
                type=type_words(instrument, one.type),
                duration=one.duration or "",
                how=one.how or "",
                with_others=one.type in WITH_OTHERS,
            )
            for one in choose_activities(area.activities)
        ),
    )


def choose_activities(activities: Sequence[Activity]) -> tuple[Activity, ...]:
    """Return the first few of different types, with at least one done with others if there is one."""
    varied = list(_first_of_each_type(activities))
    chosen = varied[:MOST_ACTIVITIES]
    together = [one for one in varied if one.type in WITH_OTHERS]
    if together and not any(one in together for one in chosen):
        # In place of the last, so that the first choices of the bank stay.
        chosen[-1] = together[0]
    return tuple(chosen)


def _first_of_each_type(activities: Iterable[Activity]) -> Iterator[Activity]:
    seen: set[str] = set()
    for activity in activities:
        if activity.type not in seen:
            seen.add(activity.type)
            yield activity


# The chart -------------------------------------------------------------------------------------


def _chart(
    instrument: Instrument, found: Learning, rows: Sequence[AreaRow]
) -> PriorityChart | None:
    confidence = instrument.scales.get("confidence")
    importance = instrument.scales.get("importance")
    if found.skipped or confidence is None or importance is None:
        return None
    levels = low_to_high(instrument.scoring.learning_priority.levels)
    tints = [(tint(index, len(levels)), level) for index, level in enumerate(levels) if level.min]
    drawing = scatter(
        list(_marks(found.areas, confidence, importance)),
        confidence=[point.value for point in confidence.points],
        importance=[point.value for point in importance.points],
        levels=[(number, level.min) for number, level in tints],
    )
    return PriorityChart(
        drawing=drawing,
        title=_chart_title(rows),
        levels=tuple((number, level.label) for number, level in reversed(tints)),
        legend=tuple((row.number, row.short_title) for row in rows if row.is_drawn),
    )


def _marks(areas: Sequence[AreaScore], confidence: Scale, importance: Scale) -> Iterator[Mark]:
    for number, area in enumerate(areas, 1):
        if area.confidence is not None and area.importance is not None:
            # At their values: points that are moved apart would say something that nobody answered.
            across = float(position(confidence, area.confidence))
            yield Mark(number, across, float(position(importance, area.importance)))


def _chart_title(rows: Sequence[AreaRow]) -> str:
    drawn = [row for row in rows if row.is_drawn]
    what = ngettext(
        "Chart of one learning area by importance and confidence",
        "Chart of %(count)d learning areas by importance and confidence",
        len(drawn),
    ) % {"count": len(drawn)}
    each = [
        _("%(number)d, %(title)s: importance %(importance)s, confidence %(confidence)s")
        % {
            "number": row.number,
            "title": row.short_title,
            "importance": row.importance,
            "confidence": row.confidence,
        }
        for row in drawn
    ]
    return f"{what}. {'. '.join(each)}."
