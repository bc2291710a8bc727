"""What is read to run a campaign: who may, with which bank, who is invited and who has answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import (
    AuditEntry,
    Membership,
    MembershipQuerySet,
    Organisation,
    RoleGrant,
    User,
)
from accounts.permissions import Permission, roles_that_allow
from accounts.queries import current_memberships
from assessments.models import Assessment, Campaign
from assessments.queries.audience import invited_to
from banks.models import BankVersion


def memberships_that_run_campaigns(user: User) -> MembershipQuerySet:
    """Keep of the current memberships those that allow it for the whole organisation, not a branch."""
    grants = RoleGrant.objects.filter(
        membership=OuterRef("pk"),
        role__in=roles_that_allow(Permission.RUN_CAMPAIGNS),
        branch=None,
    )
    return current_memberships(user).filter(Exists(grants))


def campaigns_of(organisations: Iterable[Organisation]) -> QuerySet[Campaign]:
    """Return the organisations' campaigns, the last to open first."""
    return (
        Campaign.objects.filter(organisation__in=list(organisations))
        .select_related("organisation", "version")
        .defer("version__content")
        .order_by("-opens_at", "-pk")
    )


def campaign_with_slug(slug: str) -> Campaign | None:
    """Return a campaign with its organisation, its version and who confirmed its purpose."""
    return (
        Campaign.objects.select_related("organisation", "version__bank", "purpose_confirmed_by")
        .defer("version__content")
        .filter(slug=slug)
        .first()
    )


def campaign_named(organisation: Organisation, name: str) -> Campaign | None:
    """Return the organisation's campaign of this name, whatever the case."""
    return Campaign.objects.filter(organisation=organisation, name__iexact=name).first()


def is_published(campaign: Campaign) -> bool:
    """Tell whether results of a campaign are published, which `reports` keeps; they never change."""
    # By the name of the relation, as `results` may not be imported from here.
    return Campaign.objects.filter(pk=campaign.pk, release__isnull=False).exists()


def who_has_begun(campaign: Campaign, member_ids: Iterable[int]) -> list[int]:
    """Return which of some members have begun a campaign, finished or not."""
    begun = Assessment.objects.filter(campaign=campaign, member__in=list(member_ids))
    return list(begun.values_list("member", flat=True))


def versions_to_run(organisation: Organisation) -> QuerySet[BankVersion]:
    """Return the published versions of the organisation's own banks, then of the platform's."""
    return (
        BankVersion.objects.published()
        .filter(Q(bank__organisation=organisation) | Q(bank__organisation=None))
        .select_related("bank")
        .defer("content")
        # The order of the choice: what a council has made for itself comes first.
        .order_by(F("bank__organisation_id").asc(nulls_last=True), "title", "-published_at", "-pk")
    )


# Following -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Response:
    """How many were invited, have started, and have finished."""

    invited: int
    started: int
    submitted: int


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
    campaign: Campaign, *, within: frozenset[int] | None = None
) -> QuerySet[Membership]:
    """Return the invited by name, each with `has_started` and `has_submitted`."""
    return _followed(campaign, within).select_related("user").order_by("user__name", "pk")


def response_by_team(
    campaign: Campaign, *, within: frozenset[int] | None = None
) -> dict[int | None, Response]:
    """Return the response of those who belong to each team itself; None for those without a team."""
    rows = (
        _followed(campaign, within)
        .order_by()
        .values("team_id")
        .annotate(
            invited=Count("pk"),
            started=Count("pk", filter=Q(has_started=True)),
            submitted=Count("pk", filter=Q(has_submitted=True)),
        )
    )
    return {
        row["team_id"]: Response(row["invited"], row["started"], row["submitted"]) for row in rows
    }


def submitted_beside(campaign: Campaign) -> int:
    """Count the finished assessments of people who are not among the invited any more."""
    invited = invited_to(campaign).values("pk")
    return (
        Assessment.objects.submitted().filter(campaign=campaign).exclude(member__in=invited).count()
    )


def history_of(campaign: Campaign) -> list[AuditEntry]:
    """Return what was done to a campaign, newest first; never what anybody answered in it.

    The log knows it by its name of the time: a campaign that was renamed is followed back by its renaming,
    and not beyond its beginning, for one that was cancelled may have had its name before.
    """
    found: list[AuditEntry] = []
    name = campaign.name
    while name:
        acts = _acts_on(name, campaign.organisation_id, before=found[-1].pk if found else None)
        name = ""
        for entry in acts:
            found.append(entry)
            if entry.act == "campaign.created":
                return found
            if "name" in entry.details:
                name = entry.details["name"][0]
                break
    return found


def _acts_on(name: str, organisation_id: int, *, before: int | None) -> QuerySet[AuditEntry]:
    acts = AuditEntry.objects.filter(
        organisation=organisation_id, subject=name, act__startswith="campaign."
    )
    if before is not None:
        acts = acts.filter(pk__lt=before)
    return acts.select_related("actor").order_by("-at", "-pk")
