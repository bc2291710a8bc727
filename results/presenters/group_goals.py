"""Goals in people's plans: how many have any, in which learning areas, with which support, and how far that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from banks.queries import instrument_of
from leadership.instrument import Instrument
from leadership.scoring import shown
from results.disclosure import Hidden
from results.models import Cell, Release
from results.presenters.cells import ShownCell, show_share, why_hidden
from results.queries.published import by_code

# From which shares on there is more to say than "a start": our own cuts, not a finding (decision 0021).
ONE_IN_FIVE, HALF = 20, 50


@dataclass(frozen=True)
class GoalRow:
    """How many have a goal in a learning area, or with a kind of support."""

    title: str
    share: ShownCell


@dataclass(frozen=True)
class GoalsView:
    """What is counted of goals, from when until when; `counted_at` is empty before it is."""

    after: datetime | None
    until: datetime
    counted_at: datetime | None
    any_goal: ShownCell
    people: str
    progress: str
    areas: tuple[GoalRow, ...]
    support: tuple[GoalRow, ...]
    why: str


def present_goals(release: Release, cells: Sequence[Cell]) -> GoalsView | None:
    """Return what is published about goals; None for results from before goals were counted."""
    count = getattr(release, "goal_count", None)
    if count is None:
        return None
    everybody = next(iter(by_code(cells, "goal_any").values()), None)
    labels = goal_labels(instrument_of(release.campaign.version_id))
    areas, support = (_rows(cells, name, labels) for name in ("goal_area", "goal_support"))
    any_goal = show_share(everybody)
    says = [any_goal, *(row.share for row in (*areas, *support))]
    why = any_goal.why if everybody else why_hidden(Hidden.TOO_FEW)
    return GoalsView(
        after=count.after,
        until=count.due_at,
        counted_at=count.published_at,
        any_goal=any_goal,
        people=_people(everybody),
        progress=_progress(everybody),
        areas=areas,
        support=support,
        why="" if any(one.text for one in says) or count.published_at is None else why,
    )


def goal_labels(instrument: Instrument) -> dict[str, str]:
    """Return what areas and kinds of support are called in the reader's language; what is published has its authors' words."""
    kinds = instrument.embedding_plan.support_types if instrument.embedding_plan else ()
    return {area.code: area.title for area in instrument.learning_areas} | {
        one.code: one.label for one in kinds
    }


def _rows(cells: Sequence[Cell], statistic: str, labels: Mapping[str, str]) -> tuple[GoalRow, ...]:
    """Return the shares in the order they were published in, which is the bank's."""
    found = by_code(cells, statistic).values()
    return tuple(GoalRow(labels.get(cell.code, cell.label), show_share(cell)) for cell in found)


def _people(cell: Cell | None) -> str:
    """Return a share as a number of people, as nearly as a whole per cent tells it."""
    if cell is None or cell.value is None or cell.n is None:
        return ""
    number = int(shown(cell.value * cell.n / 100))
    return _("about %(number)d of %(people)d people") % {"number": number, "people": cell.n}


def _progress(cell: Cell | None) -> str:
    """Return in words how far the group is from where colleagues carry each other along."""
    if cell is None or (cell.hidden and cell.value is None and not show_share(cell).text):
        return ""
    if cell.hidden == Hidden.FEW_OR_NONE:
        return _(
            "Hardly anybody has a goal from this time. Plans need a moment set aside: a one-to-one about"
            " the report is the usual start."
        )
    if cell.value is not None and cell.value < ONE_IN_FIVE:
        return _(
            "A start: fewer than one person in five has a goal. They will get further if they know of"
            " each other, for instance in an action learning set."
        )
    if cell.value is not None and cell.value < HALF:
        return _(
            "Growing: at least one person in five has a goal, so most people work beside somebody who does."
            " Bringing together those who work on the same area helps it to spread."
        )
    return _(
        "Widespread: at least half of those who took part have a goal. What they try can become the usual"
        " way of working, if those who lead them ask about it and make room for it."
    )
