"""Whom a campaign invites: all managers of an organisation, those of some branches, or a list."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import (
    Membership,
    MembershipQuerySet,
    Organisation,
    RoleGrant,
    shown_name,
)
from accounts.people_file import MAX_DEPTH
from accounts.permissions import Permission, roles_that_allow
from accounts.queries import count_attributes, names_with, team_tree
from accounts.reading_order import ReadingOrder, reading_order
from assessments.models import Assessment, Campaign
from banks.models import BankVersion


@dataclass(frozen=True)
class CampaignAudience:
    """Whom a campaign is for; the keys of teams or of members where it is not for everybody."""

    kind: str = Campaign.Audience.EVERYONE
    branches: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Overlap:
    """Another campaign that asks the same bank, and how many are asked by both."""

    campaign: Campaign
    people: int


def managers_of(organisation_id: int) -> MembershipQuerySet:
    """Return those of an organisation who may answer: its managers of the moment."""
    return Membership.objects.current().filter(Exists(_answering()), organisation=organisation_id)


def _answering() -> QuerySet[RoleGrant]:
    roles = roles_that_allow(Permission.ANSWER)
    return RoleGrant.objects.filter(membership=OuterRef("pk"), role__in=roles)


def invited_by(organisation: Organisation, audience: CampaignAudience) -> MembershipQuerySet:
    """Return whom a campaign for this audience would invite now."""
    managers = managers_of(organisation.pk)
    if audience.kind == Campaign.Audience.BRANCHES:
        return managers.filter(team__in=_teams_of(organisation.pk, audience.branches))
    if audience.kind == Campaign.Audience.PEOPLE:
        return managers.filter(pk__in=audience.people)
    return managers


def invited_to(campaign: Campaign) -> MembershipQuerySet:
    """Return whom a campaign invites now: who joins its audience later is invited too, who leaves is not."""
    managers = managers_of(campaign.organisation_id)
    if campaign.audience == Campaign.Audience.BRANCHES:
        branches = campaign.branches.values_list("pk", flat=True)
        return managers.filter(team__in=_teams_of(campaign.organisation_id, list(branches)))
    if campaign.audience == Campaign.Audience.PEOPLE:
        return managers.filter(campaigns=campaign)
    return managers


def branch_keys(campaign: Campaign) -> list[int]:
    """Return the keys of the teams that a campaign names, without those below them."""
    return list(campaign.branches.order_by("pk").values_list("pk", flat=True))


def audience_of(campaign: Campaign) -> CampaignAudience:
    """Return whom a campaign is for, as one is asked for that is not stored yet."""
    people = campaign.people.values_list("pk", flat=True)
    return CampaignAudience(
        campaign.audience, frozenset(branch_keys(campaign)), frozenset(people.order_by())
    )


def overlaps_with(campaign: Campaign, at: datetime) -> list[Overlap]:
    """Return the other open and planned campaigns that ask the same bank of some of the same people."""
    found = overlaps_of(
        campaign.organisation, audience_of(campaign), version_id=campaign.version_id, at=at
    )
    return [one for one in found if one.campaign != campaign]


def addresses_invited(campaign: Campaign) -> list[str]:
    """Return the addresses of those whom a campaign invites today."""
    invited = invited_to(campaign).order_by("user__email")
    return list(invited.values_list("user__email", flat=True))


def overlaps_of(
    organisation: Organisation, audience: CampaignAudience, *, version_id: int, at: datetime
) -> list[Overlap]:
    """Return the open and planned campaigns that ask this bank, whichever version, of some of the same people."""
    invited = invited_by(organisation, audience)
    bank = BankVersion.objects.filter(pk=version_id).values("bank")
    others = Campaign.objects.filter(
        organisation=organisation, version__bank__in=bank, closes_at__gt=at, is_imported=False
    )
    found = [
        # An organisation has one or two that are not over, so a query each is no matter.
        Overlap(other, invited.filter(pk__in=invited_to(other).values("pk")).count())
        for other in others.order_by("opens_at", "pk")
    ]
    return [one for one in found if one.people]


def is_invited(campaign: Campaign, membership: Membership) -> bool:
    """Tell whether a member who may answer is in the campaign's audience."""
    everyone = campaign.audience == Campaign.Audience.EVERYONE
    return everyone or Campaign.objects.filter(_for([membership]), pk=campaign.pk).exists()


def open_campaigns(memberships: Sequence[Membership], at: datetime) -> QuerySet[Campaign]:
    """Return the campaigns that these members are invited to answer now, the first to close first."""
    return (
        Campaign.objects.open_at(at)
        .filter(_for(memberships))
        .select_related("organisation")
        .order_by("closes_at", "pk")
    )


def campaigns_to_begin(membership: Membership, at: datetime) -> QuerySet[Campaign]:
    """Return the campaigns that a member is invited to answer now and has not begun."""
    begun = Assessment.objects.filter(member=membership, revises=None, campaign=OuterRef("pk"))
    return open_campaigns([membership], at).exclude(Exists(begun))


def _for(memberships: Sequence[Membership]) -> Q:
    """Return what makes a campaign one for any of these members, in one query: their teams are few."""
    own = Membership.objects.filter(pk__in=[one.pk for one in memberships])
    everyone = Q(
        audience=Campaign.Audience.EVERYONE,
        organisation__in=[one.organisation_id for one in memberships],
    )
    listed = Campaign.people.through.objects.filter(campaign=OuterRef("pk"), membership__in=own)
    # The members' teams, and those above them up to the top.
    above = Q()
    # One join a floor: a tree of teams has few, and a query per floor would cost more.
    for floor in range(MAX_DEPTH):
        above |= Q(team__in=own.values("__".join(["team", *["parent"] * floor])))
    branch = Campaign.branches.through.objects.filter(above, campaign=OuterRef("pk"))
    return (
        everyone
        | Q(Exists(listed), audience=Campaign.Audience.PEOPLE)
        | Q(Exists(branch), audience=Campaign.Audience.BRANCHES)
    )


def _teams_of(organisation_id: int, branches: Collection[int]) -> frozenset[int]:
    """Return the keys of the branches' teams with all below them."""
    tree = team_tree(organisation_id)
    return frozenset().union(*(tree.branch(key) for key in branches if key in tree.parts))


# Choosing one ----------------------------------------------------------------------------------


def team_keys(organisation: Organisation) -> frozenset[int]:
    return frozenset(organisation.teams.values_list("pk", flat=True))


def managers_by_team(organisation: Organisation) -> dict[int | None, int]:
    """Count the managers of each team, those below it not included."""
    managers = managers_of(organisation.pk).order_by()
    return dict(managers.values_list("team").annotate(Count("pk")))


def members_by_address(
    organisation: Organisation, addresses: Iterable[str]
) -> dict[str, tuple[int, bool]]:
    """Return the key of each member whom an address names, and whether they are a manager."""
    wanted = sorted(set(addresses))
    found: dict[str, tuple[int, bool]] = {}
    for start in range(0, len(wanted), 500):
        members = (
            Membership.objects.current()
            .filter(organisation=organisation, user__email__in=wanted[start : start + 500])
            .annotate(is_manager=Exists(_answering()))
        )
        for email, key, is_manager in members.values_list("user__email", "pk", "is_manager"):
            found[email] = key, is_manager
    return found


def matching_managers(organisation: Organisation, text: str) -> QuerySet[Membership]:
    """Return the managers whose names or addresses have all these words, by name."""
    managers: QuerySet[Membership] = managers_of(organisation.pk).select_related("user", "team")
    for word in text.split():
        managers = managers.filter(names_with(word))
    return managers.order_by(ReadingOrder(shown_name()), "pk")


@dataclass(frozen=True)
class AttributeInUse:
    """An attribute that those who are invited have, and its values, the most frequent first."""

    name: str
    counts: Mapping[str, int]

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self.counts)

    @property
    def people(self) -> int:
        return sum(self.counts.values())


def attributes_in_use(members: MembershipQuerySet) -> list[AttributeInUse]:
    """Return the attributes of these members, by name."""
    found = count_attributes(members)
    return [
        AttributeInUse(
            name, dict(sorted(counts.items(), key=lambda one: (-one[1], reading_order(one[0]))))
        )
        for name, counts in sorted(found.items(), key=lambda one: reading_order(one[0]))
    ]
