"""Whose answers count in figures about a group: nobody's whom the reader of those figures may have made up."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from accounts.models import Membership, MembershipQuerySet, User
from assessments.models import Assessment, Campaign

# Added to a campaign that was open already, somebody could be chosen by who had answered by then. On one's own, one is
# in no campaign; and those in a campaign of answers given elsewhere came with the file.
CAME_BEFORE = Q(campaign=None) | Q(member__joined_at__lte=F("campaign__opens_at"))


def came_late(campaign: Campaign, member: Membership) -> bool:
    """Tell whether somebody who answers a campaign became a member too late to count in it (`CAME_BEFORE`)."""
    return not campaign.is_imported and member.joined_at > campaign.opens_at


@dataclass(frozen=True)
class LeftOut:
    """How many who finished a campaign do not count in its figures, and why; each for one reason only."""

    came_late: int
    unconfirmed: int

    @property
    def people(self) -> int:
        return self.came_late + self.unconfirmed


def counting(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Keep those that count towards a smallest group, and in any figure of one."""
    by_themselves = Q(member__user__signs_in=True) & ~_unconfirmed("member")
    return assessments.filter(Q(campaign__is_imported=True) | (CAME_BEFORE & by_themselves))


def would_count(members: MembershipQuerySet) -> MembershipQuerySet:
    """Keep those whose answers would count in a campaign that has not opened yet."""
    return members.filter(~_unconfirmed("pk"), user__signs_in=True)


def counted_in(campaign: Campaign, *, at: datetime) -> QuerySet[Assessment]:
    """Return whose assessments count of those who finished a campaign by then; later ones never do."""
    return counting(_finished(campaign, at))


def finished_by(campaign: Campaign, *, at: datetime) -> tuple[int, int]:
    """Return how many finished a campaign by then, and the sum of their keys: quick to lay beside an earlier look.

    Of a campaign that has closed none comes back once it is gone, so two alike are of the same assessments.
    """
    found = _finished(campaign, at).aggregate(number=Count("pk"), total=Sum("pk"))
    return found["number"], found["total"] or 0


def left_out_of(campaign: Campaign, *, at: datetime) -> LeftOut:
    """Count those who finished a campaign by then and do not count (three queries)."""
    finished = _finished(campaign, at)
    if campaign.is_imported:
        return LeftOut(0, 0)
    late = finished.exclude(CAME_BEFORE).count()
    return LeftOut(late, finished.count() - late - counting(finished).count())


def overviews_of(user: User) -> QuerySet[Campaign]:
    """Return the published campaigns whose overview somebody may read as one whose answers count in it."""
    own = counting(Assessment.objects.submitted().owned_by(user)).filter(
        submitted_at__lte=F("campaign__closes_at")
    )
    return Campaign.objects.filter(
        shows_overview=True, published_at__isnull=False, pk__in=own.values("campaign")
    )


def _finished(campaign: Campaign, at: datetime) -> QuerySet[Assessment]:
    return Assessment.objects.submitted().filter(campaign=campaign, submitted_at__lte=at)


def _unconfirmed(member: str) -> Exists:
    return Exists(Membership.objects.unconfirmed().filter(pk=OuterRef(member)))
