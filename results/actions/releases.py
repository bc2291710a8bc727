"""The results of a closed campaign are worked out and published: whole, and once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import translation

from accounts.actions import audit
from accounts.languages import language_in
from assessments.actions import tell_published
from assessments.models import Campaign
from assessments.queries import Response, counted_in, finished_by
from documents.actions import queue as queue_document
from results import disclosure
from results.actions.errors import PublishingError
from results.actions.preparing import give_to_campaign, prepare_release, remove_prepared
from results.documents import KINDS, about_results
from results.models import GoalCount, Publishing, Release
from results.queries.recent_releases import one_close_at_a_time
from results.queries.snapshot import close_of

# Plans are made after the report, and most goals after the one-to-one that follows it.
GOALS_AFTER = timedelta(weeks=13)


# So often what results rest on may change while they are worked out; each time they are worked out anew.
MOST_READINGS = 5
Step = Publishing.Step


def publish_results(campaign: Campaign, *, at: datetime, tell: Callable[[str], None]) -> Release:
    """Work out the results of a campaign that has closed and store them: whole or not at all, and once.

    Reading and working out hold no lock, and what comes of it is stored in short steps while nobody can read it, so
    that nobody's answers wait. One last step publishes it, if what it rests on is still as it was read. Killed at any
    moment this leaves nothing that shows; run again it returns what is published already. `tell` hears of each step.
    """
    for _reading in range(MOST_READINGS):
        published = Release.objects.filter(campaign=campaign).first()
        if published is not None:
            return published
        tell(Step.READING)
        seen = _seen_of(campaign)
        close = close_of(campaign, at=campaign.closes_at)
        tell(Step.DECIDING)
        found = disclosure.publish(close.snapshot, close.rules)
        tell(Step.STORING)
        prepared = prepare_release(campaign, close, found, go_on=partial(tell, Step.STORING))
        release = _publish_if_unchanged(campaign, seen, prepared, at=at)
        if release != prepared:
            remove_prepared(prepared)
        if release is not None:
            return release
        campaign = Campaign.objects.get(pk=campaign.pk)
    raise PublishingError("What the results rest on kept changing.")


def _publish_if_unchanged(
    campaign: Campaign, seen: "_Seen", prepared: Release, *, at: datetime
) -> Release | None:
    """Publish what was prepared; nothing where what it rests on has changed since it was read."""
    # Who counts is looked up for each person, which takes too long under the lock. Whoever is confirmed between this
    # look and the next is so after the publishing; that somebody was erased in between, the next one sees.
    if _seen_of(Campaign.objects.get(pk=campaign.pk)) != seen:
        return Release.objects.filter(campaign=campaign).first()
    return _publish_once(campaign, seen.quick, prepared, at=at)


@dataclass(frozen=True)
class _Seen:
    """What may change of a closed campaign, and of the releases that this one has to know."""

    quick: tuple[object, ...]  # what takes no time to look at again
    counted: frozenset[int]


def _seen_of(campaign: Campaign) -> _Seen:
    # In this order: what comes in between is seen by the second look at what is quick.
    quick = _quick_look(campaign)
    counted = counted_in(campaign, at=campaign.closes_at).values_list("pk", flat=True)
    return _Seen(quick, frozenset(counted))


def _quick_look(campaign: Campaign) -> tuple[object, ...]:
    releases = Release.objects.filter(campaign__organisation=campaign.organisation_id)
    return (
        campaign.breakdown,
        finished_by(campaign, at=campaign.closes_at),
        list(releases.order_by("pk").values_list("pk", "erased")),
    )


@transaction.atomic
def _publish_once(
    campaign: Campaign, seen: tuple[object, ...], prepared: Release, *, at: datetime
) -> Release | None:
    """Publish in one short transaction, where nobody was erased and no other campaign published meanwhile."""
    one_close_at_a_time(campaign.organisation_id)
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    published = Release.objects.filter(campaign=campaign).first()
    if published is not None:
        return published
    if _quick_look(campaign) != seen:
        return None
    publishing = Publishing.objects.filter(campaign=campaign).select_related("asked_by").first()
    campaign.published_at = at
    campaign.save(update_fields=["published_at"])
    give_to_campaign(prepared, campaign, at=at)
    if prepared.publishable:
        due_at = campaign.closes_at + GOALS_AFTER
        GoalCount.objects.create(release=prepared, due_at=due_at)
    audit(
        "campaign.published",
        at=at,
        by=publishing.asked_by if publishing else None,
        subject=campaign,
        organisation=campaign.organisation,
        publishable=prepared.publishable,
    )
    make_files_ahead(prepared, at=at)
    response = Response(prepared.invited, prepared.submitted, prepared.submitted)
    tell_published(campaign, response, at=at, shown=prepared.publishable)
    Publishing.objects.filter(campaign=campaign).delete()
    return prepared


def make_files_ahead(release: Release, *, at: datetime) -> None:
    """Have the worker make the files of the whole organisation; branches and teams are made when asked for.

    In the organisation's language: who reads another has them made when they ask.
    """
    with translation.override(language_in(release.campaign.organisation)):
        for kind in KINDS:
            queue_document(kind, about_results(release), owner_id=None, at=at)
