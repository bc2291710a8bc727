"""Asking others as a part of campaigns: where it is offered, to whom, and what is counted of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import memberships_that_allow
from assessments.models import Assessment, Campaign
from assessments.queries import counting
from banks.queries import instrument_of
from leadership.observing import can_be_asked
from observers.models import Approval, CampaignRounds, Round
from observers.published import from_plain
from observers.queries.hashed import former_hashes, hashed

# Rounds of a campaign that does not offer them begin whenever somebody likes, as goals do; they are counted as late.
COUNTED_AFTER = timedelta(weeks=13)
RATED = "observers.rated"


@dataclass(frozen=True)
class Rated:
    """One person of a campaign about whom a round was published: numbers, and by theme self minus others."""

    person: str
    """A keyed hash: the same in another campaign, and nothing that leads back."""
    formerly: tuple[str, ...]
    """The same by the keys of before."""
    asked: int
    answered: int
    gaps: Mapping[str, float]


def offer_in(campaign: Campaign | None) -> CampaignRounds | None:
    """Return how a campaign offers to ask others, where it does."""
    if campaign is None:
        return None
    return CampaignRounds.objects.filter(campaign=campaign).select_related("campaign").first()


def finished_with_rounds(user: User) -> QuerySet[Assessment]:
    """Return the person's finished assessments, the newest first, with whether a round `has_begun` beside each."""
    asked = Round.objects.filter(assessment=OuterRef("pk"), cancelled_at=None)
    found = Assessment.objects.owned_by(user).submitted().annotate(has_begun=Exists(asked))
    return found.select_related("member__organisation").order_by("-submitted_at")


def offers_to(user: User, at: datetime) -> list[Assessment]:
    """Return the person's finished assessments after which their campaign offers to ask others and they have not yet."""
    asked = Round.objects.filter(assessment=OuterRef("pk"), cancelled_at=None)
    off = Q(member__organisation__observer_rule__approval=Approval.OFF)
    found = (
        Assessment.objects.submitted()
        # Who leads no more is led nowhere that they may not go.
        .filter(~Exists(asked), member__in=memberships_that_allow(user, Permission.ANSWER))
        .filter(campaign__rounds_offered__isnull=False)
        .exclude(off)
        .select_related("campaign__rounds_offered")
        .order_by("-submitted_at")
    )
    return [
        one
        for one in found
        if _offer(one).closes_at > at and can_be_asked(instrument_of(one.version_id))
    ]


def _offer(assessment: Assessment) -> CampaignRounds:
    assert assessment.campaign is not None  # noqa: S101 - the query asks for it
    offer: CampaignRounds = assessment.campaign.rounds_offered
    return offer


def counted_from(campaign: Campaign) -> datetime:
    """Return when the rounds of a closed campaign are counted: when all are over where it offers them, else later."""
    offer = offer_in(campaign)
    if offer is None:
        return campaign.closes_at + COUNTED_AFTER
    return max(campaign.closes_at, offer.closes_at)


def rounds_not_ready(campaign: Campaign, at: datetime) -> bool:
    """Tell whether rounds of the campaign are over and wait to be published."""
    over = Q(started_at__isnull=False, closes_at__lte=at)
    return Round.objects.in_hand().filter(over, assessment__campaign=campaign).exists()


def rated_in(campaign: Campaign) -> list[Rated]:
    """Return of each person of a campaign the round that was published last (one query).

    Of those alone who count in any figure of the campaign: people who were made up would leave one person's numbers.
    Whoever came by a poster was not asked by anybody, and may have come twice: they are in neither number. Nor is
    anybody whose link was taken back, or a card that nobody has used.
    """
    unused = Q(raters__email="", raters__sent_in=None)
    asked = Q(raters__by_poster=False, raters__revoked=False) & ~unused
    finished = counting(Assessment.objects.filter(campaign=campaign))
    rounds = (
        Round.objects.filter(assessment__in=finished, published_at__isnull=False)
        .annotate(
            asked=Count("raters", filter=asked),
            answered=Count("raters", filter=asked & Q(raters__sent_in__isnull=False)),
        )
        .select_related("assessment__member")
        .order_by("published_at", "pk")
    )
    newest = {one.assessment.member.user_id: one for one in rounds}
    return [_rated(user, one) for user, one in sorted(newest.items())]


def _rated(user_id: int, row: Round) -> Rated:
    published = from_plain(row.results)
    others = published.others.themes if published.others else {}
    gaps = {
        code: published.you.themes[code] - figure.value
        for code, figure in others.items()
        if code in published.you.themes
    }
    person, formerly = hashed(RATED, str(user_id)), former_hashes(RATED, str(user_id))
    return Rated(person, formerly, row.asked, row.answered, gaps)  # type: ignore[attr-defined]
