"""Who of those invited has answered, and how many: never what, and never a score."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    Max,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import Membership, Message, shown_name
from accounts.queries import names_with
from accounts.reading_order import ReadingOrder
from assessments.models import Assessment, Campaign
from assessments.queries.audience import invited_to


@dataclass(frozen=True)
class Response:
    """How many were invited, have started, and have finished."""

    invited: int = 0
    started: int = 0
    submitted: int = 0

    @property
    def percent(self) -> int:
        """The share that finished; 0 and 100 only where it is nobody and everybody."""
        if not self.invited or self.submitted in {0, self.invited}:
            return 100 if self.submitted else 0
        # Half up, as everywhere.
        return min(99, max(1, (200 * self.submitted + self.invited) // (2 * self.invited)))


UNFINISHED, NOT_STARTED, STARTED, FINISHED = "unfinished", "not_started", "started", "finished"
STATES = {
    UNFINISHED: Q(has_submitted=False),
    NOT_STARTED: Q(has_started=False),
    STARTED: Q(has_started=True, has_submitted=False),
    FINISHED: Q(has_submitted=True),
}


@dataclass(frozen=True)
class FollowSearch:
    """Whom of the invited somebody looks for; what is left empty leaves nobody out."""

    text: str = ""
    state: str = ""
    team_ids: frozenset[int] | None = None
    order: str = ""


BY_STATE, BY_TEAM = "state", "team"
ORDERS = {
    # Who has done least comes first: they are the ones to ask.
    BY_STATE: ("has_submitted", "has_started"),
    BY_TEAM: (
        ExpressionWrapper(Q(team=None), output_field=BooleanField()),  # whoever has none, last
        ReadingOrder("team__name"),
        "team",
    ),
}


def _followed(campaign: Campaign, within: frozenset[int] | None) -> QuerySet[Membership]:
    """Return the invited, marked with how far they are. Nothing of what they answered is read.

    `within` keeps to the teams of a branch.
    """
    # Two marks and nothing else leave this query: HR may know who has answered, never what.
    sittings = Assessment.objects.filter(campaign=campaign, member=OuterRef("pk"))
    invited = invited_to(campaign)
    if within is not None:
        invited = invited.filter(team__in=within)
    return invited.annotate(
        has_started=Exists(sittings), has_submitted=Exists(sittings.finished(timezone.now()))
    )


def people_followed(
    campaign: Campaign,
    *,
    within: frozenset[int] | None = None,
    search: FollowSearch | None = None,
) -> QuerySet[Membership]:
    """Return the invited by name, each with `has_started` and `has_submitted`."""
    people = _followed(campaign, within)
    if search is not None:
        for word in search.text.split():
            people = people.filter(names_with(word))
        if search.team_ids is not None:
            people = people.filter(team__in=search.team_ids)
        if search.state:
            people = people.filter(STATES[search.state])
    first = ORDERS.get(search.order, ()) if search is not None else ()
    return people.select_related("user").order_by(*first, ReadingOrder(shown_name()), "pk")


COUNTS = {
    "invited": Count("pk"),
    "started": Count("pk", filter=Q(has_started=True)),
    "submitted": Count("pk", filter=Q(has_submitted=True)),
}


def response_by_team(
    campaign: Campaign, *, within: frozenset[int] | None = None
) -> dict[int | None, Response]:
    """Return the response of those who belong to each team itself; None for those without a team."""
    rows = _followed(campaign, within).order_by().values("team_id").annotate(**COUNTS)
    return {
        row["team_id"]: Response(row["invited"], row["started"], row["submitted"]) for row in rows
    }


def response_to(campaign: Campaign, *, within: frozenset[int] | None = None) -> Response:
    """Return the response of a whole campaign, or of some teams."""
    return Response(**_followed(campaign, within).aggregate(**COUNTS))


def published_responses(campaigns: Iterable[Campaign]) -> dict[int, Response]:
    """Return of each campaign that is published how many were invited and count in its results."""
    # By the names of the relation, as `results` may not be imported from here.
    rows = Campaign.objects.filter(
        pk__in=[one.pk for one in campaigns], release__isnull=False
    ).values_list("pk", "release__invited", "release__submitted")
    return {pk: Response(invited, counted, counted) for pk, invited, counted in rows}


# Less than a day, so that a reminder at nine is not stopped by one of yesterday at half past.
PAUSE = timedelta(hours=20)
INVITATION = "campaign_invitation"


def to_remind(campaign: Campaign, at: datetime) -> QuerySet[Membership]:
    """Return who has not finished and has not had an e-mail of the campaign within a day."""
    lately = Message.objects.filter(
        # By when it was to leave: an invitation that is held back has not been read yet.
        topic=campaign.topic,
        to=OuterRef("pk"),
        due_at__gt=at - PAUSE,
    ).exclude(status=Message.Status.FAILED)
    sittings = Assessment.objects.filter(campaign=campaign, member=OuterRef("pk"))
    return invited_to(campaign).exclude(Exists(sittings.finished(at))).exclude(Exists(lately))


def invited_lately(
    campaign: Campaign, member_ids: Iterable[int], at: datetime
) -> dict[int, datetime]:
    """Return who was invited to another campaign within a day, or is about to be, and when last."""
    others = (
        Message.objects.filter(kind=INVITATION, to__in=list(member_ids), due_at__gt=at - PAUSE)
        .exclude(topic=campaign.topic)
        .exclude(status__in=[Message.Status.FAILED, Message.Status.DROPPED])
    )
    return dict(others.order_by().values_list("to").annotate(Max("due_at")))


def held_invitations(campaign: Campaign, at: datetime) -> tuple[int, datetime | None]:
    """Count the invitations that wait for another campaign's to be a day old, and say until when the last does."""
    held = Message.objects.filter(
        topic=campaign.topic,
        kind=INVITATION,
        status=Message.Status.QUEUED,
        # One that waits for the mail server has been tried.
        attempts=0,
        due_at__gt=at,
    ).aggregate(people=Count("pk"), until=Max("due_at"))
    return held["people"], held["until"]


def to_remind_by_team(campaign: Campaign, at: datetime) -> dict[int | None, int]:
    """Count them in each team itself; None for those without a team."""
    rows = to_remind(campaign, at).order_by().values_list("team_id").annotate(Count("pk"))
    return dict(rows)


def days_reminded(campaign: Campaign) -> list[date]:
    """Return the days on which reminders of a campaign left, in order."""
    sent = Message.objects.filter(
        topic=campaign.topic, kind="campaign_reminder", status=Message.Status.SENT
    )
    days = sent.annotate(day=TruncDate("sent_at")).order_by("day").values_list("day", flat=True)
    return list(days.distinct())


def campaigns_open(organisation_ids: Iterable[int], at: datetime) -> QuerySet[Campaign]:
    """Return the campaigns that people can answer now, the first to close first."""
    return (
        Campaign.objects.open_at(at)
        .filter(organisation__in=list(organisation_ids))
        .select_related("organisation")
        .order_by("closes_at", "pk")
    )


def newest_published(organisation_ids: Iterable[int]) -> dict[int, Campaign]:
    """Return the campaign of each organisation whose results came out last."""
    published = Campaign.objects.filter(
        organisation__in=list(organisation_ids), published_at__isnull=False
    )
    return {one.organisation_id: one for one in published.order_by("published_at", "pk")}


def submitted_beside(campaign: Campaign) -> int:
    """Count the finished assessments of people who are not among the invited any more."""
    invited = invited_to(campaign).values("pk")
    return (
        Assessment.objects.submitted().filter(campaign=campaign).exclude(member__in=invited).count()
    )
