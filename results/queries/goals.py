"""What each person contributes by their plan when goals are counted: areas and kinds of support, never words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import numpy as np
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.queries import finished_by
from assessments.queries.arrays import Ints
from banks.queries import source_of
from plans.queries import goals_to_count, plan_facts
from plans.template import template_of
from results.disclosure import Measure, Share, Snapshot, Team
from results.models import Cell, GoalCount, ReleaseGroup, Roll
from results.queries.codes import ROOT, code_of

HAS, HAS_NOT = 0, 1
ANY, AREA, SUPPORT = "goal_any", "goal_area", "goal_support"


def goal_counts_due(at: datetime) -> QuerySet[GoalCount]:
    due = GoalCount.objects.filter(published_at=None, due_at__lte=at)
    return due.select_related("release__campaign").order_by("due_at", "pk")


def counted_until(count: GoalCount) -> datetime | None:
    """Return up to when other counts of the organisation and the bank have the goals; none where there is no other.

    Goals stay for months. Counted twice, they would tell of a newcomer by subtraction. So each is counted
    once: a count begins where the one before it in time ends, and finds nothing where a later one came first.
    """
    campaign = count.release.campaign
    before = Q(due_at__lt=count.due_at) | Q(due_at=count.due_at, pk__lt=count.pk)
    found: datetime | None = (
        GoalCount.objects.filter(
            before | Q(published_at__isnull=False),
            release__campaign__organisation=campaign.organisation_id,
            release__campaign__version__bank=campaign.version.bank_id,
        )
        .exclude(pk=count.pk)
        .aggregate(last=Max("due_at"))["last"]
    )
    return found


def quick_look(count: GoalCount, *, after: datetime | None) -> tuple[object, ...]:
    """Return what a count rests on and may change: who took part may be erased, and goals stopped or deleted."""
    campaign = count.release.campaign
    sittings = Assessment.objects.filter(campaign=campaign).submitted()
    goals = goals_to_count(
        sittings.values("member"),
        bank_id=campaign.version.bank_id,
        after=after,
        until=count.due_at,
    )
    return finished_by(campaign, at=campaign.closes_at), goals


def goals_snapshot(count: GoalCount, *, after: datetime | None) -> Snapshot:
    """Return who had a goal with what, of the same people in the same groups that were shown at the close."""
    rolls = dict(
        Roll.objects.filter(group__release=count.release, statistic="people").values_list(
            "group", "assessments"
        )
    )
    groups = [one for one in count.release.groups.order_by("order") if one.pk in rolls]
    codes = {group.pk: code_of(group) for group in groups}
    attribute = [one for one in groups if one.kind == ReleaseGroup.Kind.ATTRIBUTE]
    teams = [one for one in groups if one not in attribute]
    team_of = {pk: codes[group.pk] for group in teams for pk in rolls[group.pk]}
    value_of = {pk: codes[group.pk] for group in attribute for pk in rolls[group.pk]}
    people = sorted(team_of)
    return Snapshot(
        tuple(people),
        tuple(
            Team(codes[one.pk], codes[one.parent_id] if one.parent_id else None) for one in teams
        ),
        tuple(team_of[pk] for pk in people),
        tuple(_measures(count, people, after=after)),
        attribute=tuple(codes[one.pk] for one in attribute),
        attribute_of=tuple(value_of.get(pk) for pk in people) if attribute else (),
    )


def hidden_groups(count: GoalCount) -> Mapping[ReleaseGroup, str]:
    """Return the groups that were not shown at the close, each with the reason why."""
    cells = Cell.objects.filter(group__release=count.release, statistic="people").exclude(hidden="")
    return {cell.group: cell.hidden for cell in cells.select_related("group")}


def _measures(
    count: GoalCount, people: Sequence[int], *, after: datetime | None
) -> Iterator[Measure]:
    """Yield who has any goal, and who has one in each area and with each kind of support.

    Everybody counts, with a goal or without, so that whether there are any goals shows in nothing
    but the cells. A share is a number only where those inside, and those outside, could be a group.
    """
    campaign = count.release.campaign
    instrument = source_of(campaign.version_id)
    sittings = Assessment.objects.filter(campaign=campaign).submitted()
    facts = {
        one.member_id: one
        for one in plan_facts(
            sittings.values("member"),
            bank_id=campaign.version.bank_id,
            after=after,
            until=count.due_at,
        )
    }
    members = dict(sittings.filter(member__in=list(facts)).values_list("pk", "member"))
    places = {pk: place for place, pk in enumerate(people)}
    found = {places[pk]: facts[member] for pk, member in members.items() if pk in places}
    least = count.release.smallest_group
    yield Share(
        ROOT, _("Any goal"), _having(found, len(people)),
        statistic=ANY, rest=(), covered_by=(AREA, SUPPORT), fewest=least,
    )  # fmt: skip
    for area in instrument.learning_areas:
        has = _having({at: one for at, one in found.items() if area.code in one.areas}, len(people))
        yield Share(area.code, area.title, has, statistic=AREA, rest=(), fewest=least)
    for kind in template_of(instrument).plan.support_types:
        has = _having(
            {at: one for at, one in found.items() if kind.code in one.support}, len(people)
        )
        yield Share(kind.code, kind.label, has, statistic=SUPPORT, rest=(), fewest=least)


def _having(places: Collection[int], people: int) -> Ints:
    has = np.full(people, HAS_NOT, dtype=np.int64)
    has[list(places)] = HAS
    return has
