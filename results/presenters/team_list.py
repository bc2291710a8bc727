"""The groups of a page side by side: found by name, a page at a time, with those that show nothing folded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator

from documents.characters import folded
from leadership.instrument import Instrument
from results.models import ReleaseGroup
from results.presenters.learning_teams import STATISTICS as AREA_STATISTICS
from results.presenters.learning_teams import AreasOfGroup, area_rows
from results.presenters.teams import STATISTICS, GroupRow, HiddenGroups, fold, team_rows
from results.queries.published import Reach, figures_of, groups_with

# So many rows keep a page under 100 KB, whatever the size of the council.
ON_A_PAGE = 40


@dataclass(frozen=True)
class TeamList:
    """A page of groups with the organisation on top, and the groups that have no figures."""

    rows: tuple[GroupRow, ...]
    hidden: tuple[HiddenGroups, ...]
    page: Page[ReleaseGroup]
    words: str

    @property
    def hidden_count(self) -> int:
        return sum(one.count for one in self.hidden)

    @property
    def is_long(self) -> bool:
        return self.page.paginator.num_pages > 1 or bool(self.words)


@dataclass(frozen=True)
class AreaList:
    """A page of groups by learning area."""

    rows: tuple[AreasOfGroup, ...]
    page: Page[ReleaseGroup]


def team_list(
    instrument: Instrument,
    reach: Reach,
    groups: Sequence[ReleaseGroup],
    *,
    words: str = "",
    number: str | None = None,
    on_a_page: int = ON_A_PAGE,
) -> TeamList:
    """List groups in the order of the organisation, or those whose path has the words (three queries)."""
    whole = reach.organisation
    matches = [one for one in groups if folded(words) in folded(one.path)]
    shown = groups_with(matches, "theme_mean")
    page = Paginator([one for one in matches if one.pk in shown], on_a_page).get_page(number)
    figures = figures_of([whole, *page], STATISTICS)
    without = [one for one in matches if one.pk not in shown]
    reasons = figures_of([whole, *without], ("people", "theme_mean"))
    rows = team_rows(instrument, whole, [whole, *page], figures)
    _none, hidden = fold(team_rows(instrument, whole, without, reasons))
    if words:
        # Found by name, a team stands without those above it.
        rows = tuple(replace(row, name=row.path, depth=min(row.depth, 1)) for row in rows)
    return TeamList(rows, hidden, page, words)


def area_list(
    instrument: Instrument, reach: Reach, groups: Sequence[ReleaseGroup], number: str | None
) -> AreaList:
    """List the groups that have figures about learning (two queries)."""
    whole = reach.organisation
    shown = groups_with(groups, "area_priority")
    page = Paginator([one for one in groups if one.pk in shown], ON_A_PAGE).get_page(number)
    figures = figures_of([whole, *page], AREA_STATISTICS)
    return AreaList(area_rows(instrument, whole, [whole, *page], figures), page)
