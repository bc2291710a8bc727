"""A release is stored in steps while nobody can read it: until it is given to its campaign, it belongs to none.

Each step is one short transaction. Whatever is killed between two of them leaves rows that nobody reads, and that are
removed in steps too, once it is certain that nobody goes on with them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from accounts.actions import batches, step
from assessments.models import Campaign
from results import disclosure
from results.actions.cells import CELL_COLUMNS, cell_rows
from results.actions.errors import PublishingError
from results.models import Cell, Release, ReleaseGroup, Roll
from results.queries.codes import ROOT, value_code
from results.queries.groups import TeamGroup
from results.queries.snapshot import Close

# So many rows in one transaction: on a slow disk still far below a fifth of a second. Rolls are the longest rows.
CELLS, GROUPS, ROLLS = 2_000, 500, 300
# So many steps from one word that storing goes on to the next: on the slowest disk far fewer minutes than a worker is given.
HEARD_EVERY = 10
# Of the largest council storing takes a minute.
GIVEN_UP_AFTER = timedelta(hours=1)
# Since when a release that is being removed is said to be prepared: nobody who goes on with it finds it so.
GOING = datetime(1970, 1, 1, tzinfo=UTC)

One = TypeVar("One")


def prepare_release(
    campaign: Campaign,
    close: Close,
    found: disclosure.Release,
    *,
    go_on: Callable[[], None] = lambda: None,
) -> Release:
    """Store all that is published of a campaign but for the word whose it is (`give_to_campaign`).

    `go_on` hears every few steps that whoever stores is still there.
    """
    decisions, audit = [asdict(decision) for decision in found.decisions], asdict(found.audit)
    with step():
        release = Release.objects.create(
            published_at=timezone.now(),
            earlier=close.earlier,
            smallest_group=found.rules.smallest,
            invited=close.invited,
            submitted=close.counted,
            came_late=close.left_out.came_late,
            unconfirmed=close.left_out.unconfirmed,
            publishable=found.publishable,
            reasons=list(found.reasons),
            decisions=decisions,
            audit=audit,
        )
    # Copies of the teams as they are now: later moves must not change what was published.
    groups = _store_groups(release, campaign, close)
    for rows in _heard(batches(cell_rows(groups, found.cells), CELLS), go_on):
        with step():
            Cell.objects.insert_rows(CELL_COLUMNS, rows)
    for rolls in _heard(batches(_rolls(groups, close, found), ROLLS), go_on):
        with step():
            Roll.objects.bulk_create(rolls)
    return release


def _heard(rows: Iterator[list[One]], go_on: Callable[[], None]) -> Iterator[list[One]]:
    """Yield batches, and say before every few of them that storing goes on."""
    for number, batch in enumerate(rows):
        if number % HEARD_EVERY == 0:
            go_on()
        yield batch


def give_to_campaign(release: Release, campaign: Campaign, *, at: datetime) -> None:
    """Publish what was prepared: from now on everybody who may finds it, whole. One row changes."""
    mine = Release.objects.filter(pk=release.pk, campaign=None, published_at=release.published_at)
    if not mine.update(campaign=campaign, published_at=at):
        raise PublishingError("What was prepared was given up meanwhile.")
    release.campaign, release.published_at = campaign, at


def remove_prepared(release: Release) -> None:
    """Remove in steps what was prepared and is not published; nothing where it is."""
    # First of all it is taken from whoever might go on with it.
    if not _prepared().filter(pk=release.pk).update(published_at=GOING):
        return
    _remove_some(Roll.objects.filter(group__release=release), ROLLS)
    _remove_some(Cell.objects.filter(group__release=release), CELLS)
    # From the end: each goes before the one that it is in.
    _remove_some(ReleaseGroup.objects.filter(release=release).order_by("-order"), GROUPS)
    release.delete()


def remove_what_was_given_up(*, at: datetime) -> int:
    """Remove what killed workers had prepared; return of how many releases."""
    left = list(_prepared().filter(published_at__lte=at - GIVEN_UP_AFTER).only("pk"))
    for release in left:
        remove_prepared(release)
    return len(left)


def _prepared() -> QuerySet[Release]:
    return Release.objects.filter(campaign=None)


def _remove_some(
    rows: "QuerySet[Roll] | QuerySet[Cell] | QuerySet[ReleaseGroup]", most: int
) -> None:
    while keys := list(rows.values_list("pk", flat=True)[:most]):
        with step():
            rows.model._default_manager.filter(pk__in=keys).delete()


def _rolls(
    groups: dict[str, ReleaseGroup], close: Close, found: disclosure.Release
) -> Iterator[Roll]:
    for statistic in ("people", "matched_change"):
        for code, group, people in disclosure.people_behind(
            close.snapshot, found.cells, statistic, found.rules
        ):
            yield Roll(group=groups[group], statistic=statistic, code=code, assessments=people)


def _store_groups(release: Release, campaign: Campaign, close: Close) -> dict[str, ReleaseGroup]:
    """Store the organisation, its teams as they are now, parents first, and the breakdown's groups."""
    organisation = campaign.organisation
    whole = ReleaseGroup(
        release=release,
        kind=ReleaseGroup.Kind.ORGANISATION,
        name=organisation.name,
        path=organisation.name,
        order=0,
    )
    _insert([whole])
    groups = {ROOT: whole} | _store_teams(release, whole, close.groups.teams)
    codes = {value_code(campaign.breakdown, value): value for value in close.groups.values}
    values = [
        ReleaseGroup(
            release=release,
            kind=ReleaseGroup.Kind.ATTRIBUTE,
            parent=whole,
            name=value,
            path=code,
            order=order,
        )
        for order, (code, value) in enumerate(codes.items(), len(groups))
    ]
    _insert(values)
    return groups | dict(zip(codes, values, strict=True))


def _insert(groups: Iterable[ReleaseGroup]) -> None:
    for some in batches(groups, GROUPS):
        with step():
            ReleaseGroup.objects.bulk_create(some)


def _store_teams(
    release: Release, whole: ReleaseGroup, teams: tuple[TeamGroup, ...]
) -> dict[str, ReleaseGroup]:
    """Store the teams floor by floor, because each needs its parent's key."""
    groups = {ROOT: whole}
    waiting = list(enumerate(teams, 1))
    while waiting:
        floor = {
            team.code: _team_group(release, groups[team.parent], team, order)
            for order, team in waiting
            if team.parent in groups
        }
        waiting = [each for each in waiting if each[1].code not in floor]
        _insert(floor.values())
        groups |= floor
    return groups


def _team_group(
    release: Release, parent: ReleaseGroup, team: TeamGroup, order: int
) -> ReleaseGroup:
    at_the_top = parent.kind == ReleaseGroup.Kind.ORGANISATION
    return ReleaseGroup(
        release=release,
        kind=ReleaseGroup.Kind.TEAM,
        parent=parent,
        team=team.team,
        joined=[{"team": one.pk, "name": one.name} for one in team.joined],
        name=team.name,
        path=team.name if at_the_top else f"{parent.path} > {team.name}",
        order=order,
    )
