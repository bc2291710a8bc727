"""Reads for files of people: who of them is known, what is new about them, who is not in them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import (
    AuditEntry,
    Membership,
    MembershipQuerySet,
    Organisation,
    User,
    shown_name,
)
from accounts.reading_order import ReadingOrder

# By attribute and value, how many people have it.
AttributeCounts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class KnownPeople:
    """Who of some addresses the service knows, by address, and their memberships in one organisation."""

    users: Mapping[str, User]
    memberships: Mapping[str, Membership]
    # The keys of those who have accepted the invitation of another organisation too.
    elsewhere: frozenset[int]


def known_people(emails: Iterable[str], organisation: Organisation) -> KnownPeople:
    """Find people by address with their memberships in the organisation, past ones too; four queries."""
    users = {user.email: user for user in User.objects.filter(email__in=list(emails))}
    keys = [user.pk for user in users.values()]
    memberships = Membership.objects.filter(organisation=organisation, user__in=keys)
    elsewhere = Membership.objects.current().accepted().exclude(organisation=organisation)
    return KnownPeople(
        users=users,
        memberships={
            membership.user.email: membership
            for membership in memberships.select_related("user").prefetch_related("role_grants")
        },
        elsewhere=frozenset(elsewhere.filter(user__in=keys).values_list("user_id", flat=True)),
    )


def count_attributes(members: MembershipQuerySet) -> AttributeCounts:
    """Return the attributes that these members have, each with how many have which value."""
    # The database puts those together who have the same ones: of all the people there are few kinds.
    kinds = members.order_by().values("attributes").annotate(number=Count("pk"))
    found: AttributeCounts = {}
    for attributes, number in kinds.values_list("attributes", "number").iterator():
        for name, value in attributes.items():
            counts = found.setdefault(name, {})
            counts[value] = counts.get(value, 0) + number
    return found


def attribute_counts(
    organisation_id: int, *, within: Collection[int] | None = None
) -> AttributeCounts:
    """Return the attributes of current members, with how many have which value; None is all teams."""
    members = Membership.objects.current().filter(organisation=organisation_id)
    return count_attributes(members if within is None else members.filter(team__in=within))


def former_addresses(organisation_id: int) -> dict[str, str]:
    """Return the addresses that members had before, each with the one they have in its place."""
    entries = AuditEntry.objects.filter(
        organisation=organisation_id, act="membership.address_changed"
    )
    # What the log says of somebody stands under the address they have now.
    return {
        entry.details["changed"]["email"][0]: entry.subject
        for entry in entries.order_by("pk")
        if "changed" in entry.details
    }


def members_to_leave(organisation_id: int, staying: Collection[str]) -> list[Membership]:
    """Return the current members with a sign-in whose addresses are not among those of a whole file."""
    members = Membership.objects.current().filter(organisation=organisation_id, user__signs_in=True)
    rows = (
        members.select_related("user")
        .prefetch_related("role_grants")
        .order_by(ReadingOrder(shown_name()), "pk")
    )
    return [one for one in rows if one.user.email not in staying]
