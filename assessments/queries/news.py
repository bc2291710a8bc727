"""Who is told how campaigns go: the HR leads of the whole organisation who have not switched that off."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import (
    Membership,
    MembershipQuerySet,
    Message,
    Organisation,
    User,
)
from accounts.queries import current_memberships, leads_the_whole
from assessments.models import Campaign, NewsSwitchedOff


def leads_to_tell(organisation_id: int) -> MembershipQuerySet:
    off = NewsSwitchedOff.objects.filter(member=OuterRef("pk"))
    current = Membership.objects.current().filter(organisation=organisation_id)
    return current.filter(leads_the_whole()).exclude(Exists(off))


def membership_as_lead(user: User, organisation: Organisation) -> Membership | None:
    """Return the membership in which somebody runs an organisation's campaigns."""
    own = current_memberships(user).filter(organisation=organisation)
    return own.filter(leads_the_whole()).first()


def lead_to_test(user: User, organisation: Organisation) -> Membership | None:
    """Return the same, locked: who presses a button twice has the first counted before the second."""
    member = membership_as_lead(user, organisation)
    if member is None:
        return None
    return Membership.objects.select_for_update(no_key=True).get(pk=member.pk)


def tests_sent(member: Membership, *, kind: str, since: datetime) -> int:
    """Count the test e-mails that somebody has asked for since then."""
    return Message.objects.filter(to=member, kind=kind, queued_at__gt=since).count()


def told_of_news(user: User, organisations: Iterable[Organisation]) -> set[int]:
    """Return the keys of those organisations of whose campaigns the person is told."""
    off = NewsSwitchedOff.objects.filter(member=OuterRef("pk"))
    own = current_memberships(user).filter(organisation__in=list(organisations))
    told = own.filter(leads_the_whole()).exclude(Exists(off))
    return set(told.values_list("organisation_id", flat=True))


def campaigns_with_news(at: datetime, *, within: timedelta) -> QuerySet[Campaign]:
    """Return the campaigns of pages that are open, or closed a short while ago and wait to be published."""
    made_by_page = Campaign.objects.filter(purpose_confirmed_at__isnull=False, opens_at__lte=at)
    return made_by_page.filter(closes_at__gt=at - within, published_at=None).order_by("pk")
