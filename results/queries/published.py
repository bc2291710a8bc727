"""What is published: read from the stored cells and from nothing else."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import Organisation
from accounts.queries import Branches
from accounts.reading_order import reading_order
from assessments.models import Campaign, counts_as_finished
from results.models import Cell, Release, ReleaseGroup
from results.queries.codes import code_of
from results.queries.replica import database_of


@dataclass(frozen=True)
class Reach:
    """What an HR lead may see of a release: the organisation with its breakdown, and all or some teams."""

    release: Release
    groups: tuple[ReleaseGroup, ...]
    branches: Branches = None
    # Groups that join a branch of the reader's with teams of others', which they do not see.
    joined_away: tuple[ReleaseGroup, ...] = ()

    @property
    def organisation(self) -> ReleaseGroup:
        return self.groups[0]

    @property
    def teams(self) -> tuple[ReleaseGroup, ...]:
        return tuple(one for one in self.groups if one.kind == ReleaseGroup.Kind.TEAM)

    @property
    def breakdown(self) -> tuple[ReleaseGroup, ...]:
        return tuple(one for one in self.groups if one.kind == ReleaseGroup.Kind.ATTRIBUTE)

    @property
    def own_branches(self) -> tuple[ReleaseGroup, ...]:
        """Return the heads of the branches that somebody looks after; of the whole organisation there is none."""
        return topmost(one for one in self.teams if one.is_head_of(self.branches or ()))

    @property
    def landing(self) -> ReleaseGroup:
        """Return the group that its results begin with: one's own branch, where it is one."""
        own = self.own_branches
        return own[0] if len(own) == 1 else self.organisation

    def within(self, group: ReleaseGroup) -> tuple[ReleaseGroup, ...]:
        """Return a group with the teams below it."""
        inside = {group.pk}
        for one in self.groups:  # parents come first
            if one.parent_id in inside:
                inside.add(one.pk)
        return tuple(one for one in self.groups if one.pk in inside)


def topmost(groups: Iterable[ReleaseGroup]) -> tuple[ReleaseGroup, ...]:
    """Leave out a branch within another: it is reached from there."""
    kept: list[ReleaseGroup] = []
    for group in groups:  # parents come first
        if not any(group.path.startswith(f"{one.path} > ") for one in kept):
            kept.append(group)
    return tuple(kept)


def reach_of(release: Release, branches: Branches) -> Reach:
    """Return the groups within the branches, by the tree as it was at the close.

    The breakdown is of the whole organisation, so it belongs to the organisation's own figures.
    """
    groups = in_reading_order(groups_of(release).order_by("order"))
    within = within_branches(groups, branches)
    if branches is None:
        return Reach(release, within)
    # By keys, because of thousands of groups each would be compared with each.
    inside = {one.pk for one in within}
    away = tuple(one for one in groups if one.pk not in inside and one.joined_teams & branches)
    return Reach(release, within, branches, away)


def groups_of(release: Release) -> QuerySet[ReleaseGroup]:
    """Return the groups of a release from where they are read; their cells are read there too."""
    return ReleaseGroup.objects.using(database_of(release)).filter(release=release.pk)


def in_reading_order(groups: Iterable[ReleaseGroup]) -> list[ReleaseGroup]:
    """Return the groups of a release as their reader expects them: by name within each, teams before the breakdown."""
    below: dict[int | None, list[ReleaseGroup]] = {}
    for group in groups:
        below.setdefault(group.parent_id, []).append(group)
    ordered: list[ReleaseGroup] = []
    # A stack, taken from its end.
    waiting = below.get(None, [])
    while waiting:
        ordered.append(group := waiting.pop())
        waiting += sorted(below.get(group.pk, []), key=_place, reverse=True)
    return ordered


def _place(group: ReleaseGroup) -> tuple[bool, str, int]:
    is_breakdown = group.kind == ReleaseGroup.Kind.ATTRIBUTE
    return is_breakdown, reading_order(group.name), group.order


def within_branches(groups: Sequence[ReleaseGroup], branches: Branches) -> tuple[ReleaseGroup, ...]:
    """Return those of a release's groups that are within the branches."""
    if branches is None:
        return tuple(groups)
    inside: set[int] = set()
    for group in groups:  # parents come first
        if group.is_head_of(branches) or group.parent_id in inside:
            inside.add(group.pk)
    # The organisation's own figures are for the HR lead of a branch too, to compare with.
    return tuple(g for g in groups if g.kind != ReleaseGroup.Kind.TEAM or g.pk in inside)


def _cells(groups: Collection[ReleaseGroup]) -> QuerySet[Cell]:
    """Return the cells of groups, read where these were; of several releases that may be more than one database."""
    read_from = {group._state.db for group in groups}
    database = read_from.pop() if len(read_from) == 1 else None
    return Cell.objects.using(database).filter(group__in=[group.pk for group in groups])


def cells_in(groups: Collection[ReleaseGroup], statistics: Sequence[str] = ()) -> QuerySet[Cell]:
    """Return the cells of groups, all or of some statistics, group by group in the order of publication."""
    cells = _cells(groups)
    if statistics:
        cells = cells.filter(statistic__in=statistics)
    return cells.order_by("group", "order")


def cells_of(
    groups: Iterable[ReleaseGroup], statistics: Sequence[str] = ()
) -> dict[int, list[Cell]]:
    """Return the cells of groups by group, all or of some statistics, in the order of publication (one query)."""
    groups = list(groups)
    found: dict[int, list[Cell]] = {group.pk: [] for group in groups}
    for cell in cells_in(groups, statistics):
        found[cell.group_id].append(cell)
    return found


def theme_means(groups: Iterable[ReleaseGroup]) -> dict[int, dict[str, Cell]]:
    """Return each group's theme means by theme code (one query)."""
    groups = list(groups)
    found: dict[int, dict[str, Cell]] = {group.pk: {} for group in groups}
    for cell in _cells(groups).filter(statistic="theme_mean"):
        found[cell.group_id][cell.code] = cell
    return found


def figures_of(
    groups: Iterable[ReleaseGroup], statistics: Iterable[str], *, only_shown: bool = False
) -> dict[int, dict[tuple[str, str], Cell]]:
    """Return each group's cells of some statistics, by statistic and code (one query)."""
    groups = list(groups)
    found: dict[int, dict[tuple[str, str], Cell]] = {group.pk: {} for group in groups}
    cells = _cells(groups).filter(statistic__in=[*statistics])
    if only_shown:
        cells = cells.filter(value__isnull=False)
    # Neither labels nor parts: of a thousand teams they are most of what would be read.
    for cell in cells.defer("label", "parts"):
        found[cell.group_id][cell.statistic, cell.code] = cell
    return found


def groups_with(groups: Iterable[ReleaseGroup], statistic: str) -> set[int]:
    """Return which of the groups show any number of a statistic (one query)."""
    cells = _cells(list(groups)).filter(statistic=statistic, value__isnull=False)
    return set(cells.order_by().values_list("group", flat=True).distinct())


def means_then(reach: Reach, groups: Iterable[ReleaseGroup]) -> dict[int, Mapping[str, Cell]]:
    """Return the earlier release's theme means of the same groups, by group now (two queries at most, and one of a replica).

    By who may see what then: a team that has come into a branch since brings nothing along.
    """
    if reach.release.earlier is None:
        return {}
    then = {
        code_of(group): group for group in reach_of(reach.release.earlier, reach.branches).groups
    }
    # By code, as the rows of two releases have nothing else in common.
    same = {group.pk: then[code_of(group)] for group in groups if code_of(group) in then}
    means = theme_means(same.values())
    return {pk: means[group.pk] for pk, group in same.items()}


def branch_groups(
    organisation: Organisation, branches: frozenset[int]
) -> dict[int, list[ReleaseGroup]]:
    """Return the heads of somebody's branches in each release, by campaign (one query)."""
    found: dict[int, list[ReleaseGroup]] = {}
    groups = ReleaseGroup.objects.filter(
        Q(team__in=branches) | ~Q(joined=[]), release__campaign__organisation=organisation
    ).select_related("release")
    for group in filter(lambda one: one.is_head_of(branches), groups.order_by("release", "order")):
        found.setdefault(group.release.campaign_id or 0, []).append(group)
    return found


def campaigns_of(organisation: Organisation) -> QuerySet[Campaign]:
    """Return an organisation's campaigns, newest first, with how many began and how many finished."""
    return (
        Campaign.objects.filter(organisation=organisation)
        .select_related("release", "version")
        .annotate(
            started=Count("assessments", filter=Q(assessments__revises=None)),
            submitted=Count(
                "assessments",
                filter=counts_as_finished(timezone.now(), "assessments__"),
            ),
        )
        .order_by("-opens_at", "-pk")
    )


def release_with(slug: str) -> Release | None:
    return _releases().filter(campaign__slug=slug).first()


def releases_of(organisation: Organisation) -> QuerySet[Release]:
    """Return what an organisation has published, the newest first."""
    return _releases().filter(campaign__organisation=organisation).order_by("-published_at", "-pk")


def _releases() -> QuerySet[Release]:
    return (
        Release.objects.select_related(
            *("campaign__version", "earlier__campaign", "earlier__goal_count", "goal_count"),
            *("campaign__organisation__observer_rule", "campaign__rounds_offered"),
            "campaign__others_summary",
        )
        # The log is long, and only the page about protection reads it.
        .defer(
            *("decisions", "audit", "earlier__decisions", "earlier__audit"),
            *("goal_count__decisions", "goal_count__audit"),
            *("earlier__goal_count__decisions", "earlier__goal_count__audit"),
            *("campaign__others_summary__decisions", "campaign__others_summary__audit"),
        )
    )


def release_with_log(slug: str) -> Release | None:
    """Return the same with its log and its audit."""
    return (
        Release.objects.select_related("campaign__organisation", "goal_count")
        .filter(campaign__slug=slug)
        .first()
    )


def reasons_counted(release: Release) -> dict[str, int]:
    """Return how many cells are hidden for each reason; '' counts those that are shown (one query)."""
    cells = Cell.objects.using(database_of(release)).filter(group__release=release).order_by()
    return dict(cells.values_list("hidden").annotate(number=Count("pk")))


def figures(cells: Iterable[Cell]) -> dict[tuple[str, str], Cell]:
    """Return the cells of one group that are one a code, by statistic and code."""
    return {(cell.statistic, cell.code): cell for cell in cells}


def by_code(cells: Iterable[Cell], statistic: str) -> Mapping[str, Cell]:
    return {cell.code: cell for cell in cells if cell.statistic == statistic}
