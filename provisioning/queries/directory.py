"""Reads of an organisation's directory: its tokens, its people, its groups."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import Organisation, User, name_in
from accounts.queries import HeldBeside
from accounts.reading_order import ReadingOrder
from provisioning.models import (
    DirectoryGroup,
    DirectoryGroupPerson,
    DirectoryPerson,
    DirectoryToken,
)


def token_with(hashed: str) -> DirectoryToken | None:
    """Return the token of a hash, whether or not it works still, with its organisation and who acts."""
    tokens = DirectoryToken.objects.select_related("organisation", "actor", "made_by")
    return tokens.filter(hashed=hashed).first()


def tokens_of(organisation: Organisation) -> QuerySet[DirectoryToken]:
    """Return an organisation's tokens, the newest first."""
    tokens = DirectoryToken.objects.filter(organisation=organisation)
    tokens = tokens.annotate(made_by_name=name_in("organisation", "made_by"))
    return tokens.order_by("-made_at", "-pk")


def people_of(organisation: Organisation, wanted: Q | None = None) -> QuerySet[DirectoryPerson]:
    """Return whom the directory has brought in, leavers too, in the order in which they came."""
    people = DirectoryPerson.objects.filter(organisation=organisation)
    if wanted is not None:
        people = people.filter(wanted)
    return people.select_related("membership").order_by("pk")


def said_by_directory(user: User) -> list[HeldBeside]:
    """Return what the directories of their organisations say of a person, and in which of their groups they are."""
    people = DirectoryPerson.objects.filter(membership__user=user).select_related("organisation")
    return [
        HeldBeside(
            "directory",
            one.organisation.name,
            one.created_at,
            details={**one.content, "groups": [group.name for group in one.groups.all()]},
        )
        for one in with_groups(people.order_by("pk"))
    ]


def with_groups(people: QuerySet[DirectoryPerson]) -> QuerySet[DirectoryPerson]:
    """Bring along which groups each is in (one more query for all)."""
    groups = DirectoryGroup.objects.only("public_id", "name").order_by("pk")
    return people.prefetch_related(Prefetch("groups", groups))


def groups_of(organisation: Organisation, wanted: Q | None = None) -> QuerySet[DirectoryGroup]:
    """Return the directory's groups in the order in which they came."""
    groups = DirectoryGroup.objects.filter(organisation=organisation)
    return (groups if wanted is None else groups.filter(wanted)).order_by("pk")


def people_in_groups(organisation: Organisation) -> QuerySet[DirectoryGroup]:
    """Return the groups by name, with how many of their people are here (`number`) and what they mean."""
    groups = DirectoryGroup.objects.filter(organisation=organisation).select_related("team")
    return groups.annotate(number=Count("group_people")).order_by(ReadingOrder("name"), "pk")


def members_of_groups(groups: Iterable[DirectoryGroup]) -> dict[int, list[UUID]]:
    """Return the ids of those in each group, by the group's key."""
    keys = [group.pk for group in groups]
    members: dict[int, list[UUID]] = {key: [] for key in keys}
    rows = DirectoryGroupPerson.objects.filter(group__in=keys).order_by("pk")
    for key, person in rows.values_list("group", "person__public_id"):
        members[key].append(person)
    return members
