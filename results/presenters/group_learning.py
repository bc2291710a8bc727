"""What a group wants to learn: each learning area's figures, and which offers would serve most people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from banks.presenters.learning import type_words
from charts.bars import Bars, Cut, Spoke, bars
from leadership.instrument import Activity, Instrument, LearningArea, Level, PriorityRule
from results.models import Cell
from results.presenters.cells import ShownCell, show_cell, show_share
from results.queries.published import by_code

# What an organisation can put on for several people, those that the framework names first.
OFFERED_TOGETHER = (
    "visit",
    "case_study",
    "action_learning_set",
    "workshop",
    "team_exercise",
    "discussion",
    "data_exercise",
)
OFFERS_AN_AREA = 3


@dataclass(frozen=True)
class GroupAreaView:
    """One learning area: how urgent it is on average, and for how many it is a top area."""

    code: str
    title: str
    short_title: str
    plain_line: str
    priority: ShownCell
    level: str
    top_three: ShownCell
    importance: ShownCell
    confidence: ShownCell


@dataclass(frozen=True)
class GroupActivityView:
    """Something to put on."""

    title: str
    kind: str
    duration: str

    @property
    def words(self) -> str:
        """Its title with what kind it is and how long it takes, as far as the bank says so."""
        details = ", ".join(part for part in (self.kind, self.duration) if part)
        return f"{self.title} ({details})" if details else self.title


@dataclass(frozen=True)
class OfferView:
    """An area that many want to learn, with what could be put on for them together."""

    code: str
    title: str
    reason: str
    activities: tuple[GroupActivityView, ...]


@dataclass(frozen=True)
class LearningView:
    """The learning demand of a group; without offers nothing stands out, or nothing is shown."""

    areas: tuple[GroupAreaView, ...]
    why: str
    drawing: Bars | None
    drawing_title: str
    offers: tuple[OfferView, ...]


def present_learning(instrument: Instrument, cells: Sequence[Cell]) -> LearningView | None:
    """Return what the cells say about learning; None where the campaign did not ask."""
    found = {
        name: by_code(cells, f"area_{name}")
        for name in ("priority", "top_three", "importance", "confidence")
    }
    if not found["priority"]:
        return None
    areas = tuple(_area(instrument, area, found) for area in instrument.learning_areas)
    any_shown = any(area.priority.exact is not None for area in areas)
    return LearningView(
        areas=areas,
        why="" if any_shown else _reasons(areas),
        drawing=_drawing(instrument, areas) if any_shown else None,
        drawing_title=_drawing_title(areas),
        offers=tuple(_offers(instrument, areas)),
    )


def _reasons(areas: Iterable[GroupAreaView]) -> str:
    """Return each reason once: areas may be hidden for different ones."""
    return " ".join(dict.fromkeys(area.priority.why for area in areas if area.priority.why))


def _area(
    instrument: Instrument, area: LearningArea, found: Mapping[str, Mapping[str, Cell]]
) -> GroupAreaView:
    priority = found["priority"].get(area.code)
    return GroupAreaView(
        code=area.code,
        title=area.title,
        short_title=area.short_title or area.title,
        plain_line=area.plain_line or "",
        priority=show_cell(priority),
        level=level_of_mean(instrument.scoring.learning_priority.levels, priority),
        top_three=show_share(found["top_three"].get(area.code)),
        importance=show_cell(found["importance"].get(area.code)),
        confidence=show_cell(found["confidence"].get(area.code)),
    )


def level_of_mean(levels: Iterable[Level], mean: Cell | None) -> str:
    """Return the level that all numbers a mean may stand for lie in; empty where there is none."""
    if mean is None or mean.value is None:
        return ""
    low = 0 if mean.bound == "at_most" else mean.value
    high = 100 if mean.bound == "at_least" else mean.value
    return next((one.label for one in levels if one.min <= low and high <= one.max), "")


def _drawing(instrument: Instrument, areas: Sequence[GroupAreaView]) -> Bars:
    levels = instrument.scoring.learning_priority.levels
    cuts = tuple(Cut(level.min, str(level.min)) for level in levels if level.min > 0)
    spokes = [
        Spoke(area.short_title, area.priority.text or "–", area.priority.exact) for area in areas
    ]
    return bars(spokes, cuts)


def _drawing_title(areas: Sequence[GroupAreaView]) -> str:
    words = ", ".join(f"{area.title} {area.priority.text or _('not shown')}" for area in areas)
    return _("Bars of the average priority of each learning area, from 0 to 100. %(areas)s.") % {
        "areas": words
    }


def _offers(instrument: Instrument, areas: Sequence[GroupAreaView]) -> Iterable[OfferView]:
    """Yield the areas worth commissioning for most people first."""
    views = {area.code: area for area in areas}
    wanted = most_wanted(
        instrument.scoring.learning_priority,
        [(area.code, area.priority.exact, area.top_three.exact) for area in areas],
    )
    for code in wanted:
        area = views[code]
        yield OfferView(code, area.title, _reason(area), activities_for(instrument, code))


def most_wanted(
    rule: PriorityRule, areas: Iterable[tuple[str, float | None, float | None]]
) -> tuple[str, ...]:
    """Return the areas worth planning by how many want them: each is its code, priority and share."""
    wanted = [
        (code, share or 0.0, priority)
        for code, priority, share in areas
        if priority is not None and priority >= rule.show_if_at_least
    ]
    # Stable: in the bank's order where they are level.
    wanted.sort(key=lambda one: one[1:], reverse=True)
    return tuple(code for code, _share, _priority in wanted[: rule.show_top])


def _reason(area: GroupAreaView) -> str:
    if area.top_three.exact is None:
        return _("average priority %(priority)s out of 100") % {"priority": area.priority.text}
    return _(
        "among the top areas of %(share)s of people; average priority %(priority)s out of 100"
    ) % {
        "share": area.top_three.text,
        "priority": area.priority.text,
    }


def activities_for(instrument: Instrument, code: str) -> tuple[GroupActivityView, ...]:
    together = [one for one in instrument.area(code).activities if one.type in OFFERED_TOGETHER]
    together.sort(key=_place)
    return tuple(
        GroupActivityView(one.title, type_words(instrument, one.type), one.duration or "")
        for one in together[:OFFERS_AN_AREA]
    )


def _place(activity: Activity) -> int:
    return OFFERED_TOGETHER.index(activity.type)
