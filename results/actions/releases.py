"""The results of a closed campaign are worked out and published: whole, and once."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation

from accounts.actions import audit
from accounts.languages import language_in
from assessments.actions import tell_published
from assessments.models import Campaign
from assessments.queries import Response, counted_in
from documents.actions import queue as queue_document
from results import disclosure
from results.actions.cells import CELL_COLUMNS, cell_rows
from results.actions.errors import PublishingError
from results.documents import KINDS, about_results
from results.models import Cell, GoalCount, Publishing, Release, ReleaseGroup, Roll
from results.queries.codes import ROOT, value_code
from results.queries.groups import TeamGroup
from results.queries.lately import one_close_at_a_time
from results.queries.snapshot import Close, close_of

# Plans are made after the report, and most goals after the one-to-one that follows it.
GOALS_AFTER = timedelta(weeks=13)


# So often what results rest on may change while they are worked out; each time they are worked out anew.
MOST_READINGS = 5
Step = Publishing.Step


def publish_results(campaign: Campaign, *, at: datetime, tell: Callable[[str], None]) -> Release:
    """Work out the results of a campaign that has closed and store them: whole or not at all, and once.

    Reading and working out hold no lock, so that nobody's answers wait for them. The results are stored in one
    transaction on the locked campaign, if what they rest on is still as it was read. Killed at any moment
    this leaves nothing behind; run again it returns what is published already. `tell` hears of each step.
    """
    for _reading in range(MOST_READINGS):
        published = Release.objects.filter(campaign=campaign).first()
        if published is not None:
            return published
        tell(Step.READING)
        facts = _facts_of(campaign)
        close = close_of(campaign, at=campaign.closes_at)
        tell(Step.DECIDING)
        found = disclosure.publish(close.snapshot, close.rules)
        tell(Step.STORING)
        release = _store_once(campaign, facts, close, found, at=at)
        if release is not None:
            return release
        campaign = Campaign.objects.get(pk=campaign.pk)
    raise PublishingError("What the results rest on kept changing.")


def _facts_of(campaign: Campaign) -> tuple[object, ...]:
    """Return what may change of a closed campaign, and of the releases that this one has to know."""
    releases = Release.objects.filter(campaign__organisation=campaign.organisation_id)
    return (
        campaign.breakdown,
        frozenset(counted_in(campaign, at=campaign.closes_at).values_list("pk", flat=True)),
        list(releases.order_by("pk").values_list("pk", "erased")),
    )


@transaction.atomic
def _store_once(
    campaign: Campaign,
    facts: tuple[object, ...],
    close: Close,
    found: disclosure.Release,
    *,
    at: datetime,
) -> Release | None:
    """Store what was worked out; nothing where somebody was erased or another campaign published meanwhile."""
    one_close_at_a_time(campaign.organisation_id)
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    published = Release.objects.filter(campaign=campaign).first()
    if published is not None:
        return published
    if _facts_of(campaign) != facts:
        return None
    publishing = Publishing.objects.filter(campaign=campaign).select_related("asked_by").first()
    campaign.published_at = at
    campaign.save(update_fields=["published_at"])
    release = _store(campaign, close, found, at=at)
    audit(
        "campaign.published",
        at=at,
        by=publishing.asked_by if publishing else None,
        subject=campaign,
        organisation=campaign.organisation,
        publishable=found.publishable,
    )
    make_files_ahead(release, at=at)
    response = Response(close.invited, close.counted, close.counted)
    tell_published(campaign, response, at=at, shown=found.publishable)
    Publishing.objects.filter(campaign=campaign).delete()
    return release


def make_files_ahead(release: Release, *, at: datetime) -> None:
    """Have the worker make the files of the whole organisation; branches and teams are made when asked for.

    In the organisation's language: who reads another has them made when they ask.
    """
    with translation.override(language_in(release.campaign.organisation)):
        for kind in KINDS:
            queue_document(kind, about_results(release), owner_id=None, at=at)


def _store(campaign: Campaign, close: Close, found: disclosure.Release, *, at: datetime) -> Release:
    release = Release.objects.create(
        campaign=campaign,
        published_at=at,
        earlier=close.earlier,
        smallest_group=found.rules.smallest,
        invited=close.invited,
        submitted=close.counted,
        came_late=close.left_out.came_late,
        unconfirmed=close.left_out.unconfirmed,
        publishable=found.publishable,
        reasons=list(found.reasons),
        decisions=[asdict(decision) for decision in found.decisions],
        audit=asdict(found.audit),
    )
    # Copies of the teams as they are now: later moves must not change what was published.
    groups = _store_groups(release, close)
    Cell.objects.insert_rows(CELL_COLUMNS, cell_rows(groups, found.cells))
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
    groups = {ROOT: whole} | _store_teams(release, whole, close.groups.teams)
    for order, value in enumerate(close.groups.values, len(groups)):
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
    release: Release, whole: ReleaseGroup, teams: tuple[TeamGroup, ...]
) -> dict[str, ReleaseGroup]:
    """Store the teams floor by floor, because each needs its parent's key."""
    groups = {ROOT: whole}
    waiting = list(enumerate(teams, 1))
    while waiting:
        floor = [(order, team) for order, team in waiting if team.parent in groups]
        waiting = [each for each in waiting if each[1].parent not in groups]
        made = ReleaseGroup.objects.bulk_create(
            _team_group(release, groups[team.parent], team, order) for order, team in floor
        )
        groups |= {team.code: group for (_, team), group in zip(floor, made, strict=True)}
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
