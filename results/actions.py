"""Campaigns are closed and published, and the goals of those who took part are counted: each whole, and once."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit, extend_messages
from accounts.models import Team, User
from accounts.queries import lock_organisation
from assessments.models import Campaign
from banks.queries import instrument_of
from documents.actions import queue as queue_document
from results import disclosure
from results.documents import KINDS, about_results
from results.models import Cell, GoalCount, Release, ReleaseGroup, Roll
from results.queries.codes import ROOT, code_of, team_code, value_code
from results.queries.goals import counted_until, goals_snapshot, hidden_groups
from results.queries.snapshot import Close, close_of, rules_of

# Plans are made after the report, and most goals after the one-to-one that follows it.
GOALS_AFTER = timedelta(weeks=13)

# In the order of `_cell_rows`.
CELL_COLUMNS = (
    *("group_id", "statistic", "code", "label", "parts"),
    *("n", "value", "bound", "hidden", "order"),
)


class PublishingError(Exception):
    """A campaign's results cannot be published now; its words are for people."""


def close_campaign(campaign: Campaign, *, by: User | None, at: datetime) -> Release:
    """Close a campaign, if it is still open, and publish its results: whole or not at all, and once.

    Everything happens in one transaction on the locked campaign, for which whoever finishes waits:
    each assessment is counted, or finished afterwards. Killed at any moment it leaves nothing
    behind; run again it returns what is published already.
    """
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
        published = Release.objects.filter(campaign=campaign).first()
        if published is not None:
            return published
        if campaign.opens_at >= at:
            raise PublishingError(_("This campaign has not opened yet."))
        campaign.closes_at = min(campaign.closes_at, at)
        campaign.published_at = at
        campaign.save(update_fields=["closes_at", "published_at"])
        extend_messages(campaign.topic, expires_at=campaign.closes_at)
        close = close_of(campaign, at=campaign.closes_at)
        found = disclosure.publish(close.snapshot, close.rules)
        release = _store(campaign, close, found, at=at)
        audit(
            "campaign.published",
            at=at,
            by=by,
            subject=campaign,
            organisation=campaign.organisation,
            publishable=found.publishable,
        )
        _make_files_ahead(release, at=at)
    return release


def _make_files_ahead(release: Release, *, at: datetime) -> None:
    """Have the worker make the files of the whole organisation; branches and teams are made when asked for."""
    for kind in KINDS:
        queue_document(kind, about_results(release), owner_id=None, at=at)


def publish_goals(count: GoalCount, *, at: datetime) -> GoalCount:
    """Count the goals of those who took part, if it is time, and publish how many have which: once.

    The same people in the same groups as at the close. Counts of one organisation take turns, so that
    no goal is in two of them.
    """
    with transaction.atomic():
        lock_organisation(count.release.campaign.organisation_id)
        count = GoalCount.objects.select_related("release__campaign__version").get(pk=count.pk)
        if count.published_at is not None:
            return count
        if at < count.due_at:
            raise PublishingError(_("It is not time yet to count the goals of this campaign."))
        count.after = counted_until(count)
        instrument = instrument_of(count.release.campaign.version_id)
        found = disclosure.publish(
            goals_snapshot(count, after=count.after),
            rules_of(instrument, count.release.smallest_group),
        )
        _store_goals(count, [cell for cell in found.cells if cell.statistic != "people"])
        count.published_at = at
        count.reasons = list(found.reasons)
        count.decisions = [asdict(decision) for decision in found.decisions]
        count.audit = asdict(found.audit)
        count.save()
        campaign = count.release.campaign
        audit(
            "campaign.goals_published",
            at=at,
            by=None,
            subject=campaign,
            organisation=campaign.organisation,
            publishable=found.publishable,
        )
        _make_files_ahead(count.release, at=at)
    return count


def _store_goals(count: GoalCount, cells: Sequence[disclosure.Cell]) -> None:
    """Store the cells behind those of the close; a group that was hidden then stays so."""
    groups = {code_of(group): group for group in count.release.groups.all()}
    kinds = {(cell.statistic, cell.code): cell for cell in cells}
    hidden = [
        replace(
            cell,
            kind=group.kind,
            group=code_of(group),
            n=None,
            value=None,
            hidden=disclosure.Hidden(why),
        )
        for group, why in hidden_groups(count).items()
        for cell in kinds.values()
    ]
    first = Cell.objects.filter(group__release=count.release).count()
    Cell.objects.insert_rows(CELL_COLUMNS, _cell_rows(groups, [*cells, *hidden], first))


def _store(campaign: Campaign, close: Close, found: disclosure.Release, *, at: datetime) -> Release:
    release = Release.objects.create(
        campaign=campaign,
        published_at=at,
        earlier=close.earlier,
        smallest_group=found.rules.smallest,
        invited=close.invited,
        submitted=close.submitted,
        publishable=found.publishable,
        reasons=list(found.reasons),
        decisions=[asdict(decision) for decision in found.decisions],
        audit=asdict(found.audit),
    )
    groups = _store_groups(release, close)
    Cell.objects.insert_rows(CELL_COLUMNS, _cell_rows(groups, found.cells))
    Roll.objects.bulk_create(
        Roll(group=groups[group], statistic=statistic, code=code, assessments=people)
        for statistic in ("people", "matched_change")
        for code, group, people in disclosure.people_behind(
            close.snapshot, found.cells, statistic, found.rules
        )
    )
    if found.publishable:
        GoalCount.objects.create(release=release, due_at=campaign.closes_at + GOALS_AFTER)
    return release


def _cell_rows(
    groups: Mapping[str, ReleaseGroup], cells: Iterable[disclosure.Cell], first: int = 0
) -> Iterator[tuple[Any, ...]]:
    for order, cell in enumerate(cells, first):
        yield (
            groups[cell.group].pk,
            cell.statistic,
            cell.code,
            cell.label,
            json.dumps(cell.parts),
            None if cell.hidden else cell.n,
            cell.value,
            cell.bound or "",
            cell.hidden.value if cell.hidden else "",
            order,
        )


def _store_groups(release: Release, close: Close) -> dict[str, ReleaseGroup]:
    """Store the organisation, its teams as they are now, parents first, and the breakdown's groups."""
    organisation = release.campaign.organisation
    whole = ReleaseGroup.objects.create(
        release=release,
        kind=ReleaseGroup.Kind.ORGANISATION,
        name=organisation.name,
        path=organisation.name,
        order=0,
    )
    groups = {ROOT: whole} | _store_teams(release, whole, close.teams)
    for order, value in enumerate(close.values, len(groups)):
        code = value_code(release.campaign.breakdown, value)
        groups[code] = ReleaseGroup.objects.create(
            release=release,
            kind=ReleaseGroup.Kind.ATTRIBUTE,
            parent=whole,
            name=value,
            path=code,
            order=order,
        )
    return groups


def _store_teams(
    release: Release, whole: ReleaseGroup, teams: tuple[Team, ...]
) -> dict[str, ReleaseGroup]:
    """Store the teams floor by floor, because each needs its parent's key."""
    groups = {ROOT: whole}
    waiting = list(enumerate(teams, 1))
    while waiting:
        floor = [(order, team) for order, team in waiting if team_code(team.parent_id) in groups]
        waiting = [each for each in waiting if team_code(each[1].parent_id) not in groups]
        made = ReleaseGroup.objects.bulk_create(
            _team_group(release, groups[team_code(team.parent_id)], team, order)
            for order, team in floor
        )
        groups |= {team_code(team.pk): group for (_, team), group in zip(floor, made, strict=True)}
    return groups


def _team_group(release: Release, parent: ReleaseGroup, team: Team, order: int) -> ReleaseGroup:
    return ReleaseGroup(
        release=release,
        kind=ReleaseGroup.Kind.TEAM,
        parent=parent,
        team=team,
        name=team.name,
        path=team.name if team.parent_id is None else f"{parent.path} > {team.name}",
        order=order,
    )
