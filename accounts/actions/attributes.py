"""What can happen to an attribute for everybody at once: a value or a name that was typed differently is put right."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import ngettext

from accounts.actions.log import audit
from accounts.errors import AccountError
from accounts.models import Membership, Organisation, User
from accounts.queries import lock_organisation

AT_ONCE = 500


class AttributeInUseError(AccountError):
    """An attribute that something else rests on, or two of which people have both."""


@transaction.atomic
def rename_value(
    name: str, was: str, becomes: str, *, organisation: Organisation, by: User | None, at: datetime
) -> int:
    """Give everybody with one value of an attribute another, perhaps one that others have; return how many members.

    Leavers are changed too, and not counted: whoever agreed to this was told how many members there are.
    """
    people = _having(name, organisation)
    changing = [one for one in people if one.attributes[name] == was and was != becomes]
    for one in changing:
        one.attributes[name] = becomes
    # As a field that was changed: the page of the log shows no values, which may be one person's alone.
    changed = {"value": [was, becomes]}
    return _store(
        changing, name, organisation, by, at, act="attribute.value_changed", changed=changed
    )


@transaction.atomic
def rename_attribute(
    name: str, becomes: str, *, organisation: Organisation, by: User | None, at: datetime
) -> int:
    """Rename an attribute, or make it one with another; return how many members have it.

    Raises AttributeInUseError where somebody has both, with different values: nobody can tell which holds.
    """
    people = _having(name, organisation) if name != becomes else []
    both = sum(one.attributes.get(becomes, one.attributes[name]) != one.attributes[name] for one in people)  # fmt: skip
    if both:
        said = ngettext(
            "%(people)s person has both attributes with different values. Put that right first.",
            "%(people)s people have both attributes with different values. Put that right first.",
            both,
        )
        raise AttributeInUseError(said % {"people": both})
    for one in people:
        one.attributes[becomes] = one.attributes.pop(name)
    if people:
        _tell_others(organisation, name, becomes)
    return _store(people, becomes, organisation, by, at, act="attribute.renamed", was=name)


@transaction.atomic
def remove_attribute(
    name: str, *, organisation: Organisation, by: User | None, at: datetime
) -> int:
    """Take an attribute from everybody; return from how many members. Raises AttributeInUseError."""
    people = _having(name, organisation)
    for one in people:
        del one.attributes[name]
    if people:
        _tell_others(organisation, name, "")
    return _store(people, name, organisation, by, at, act="attribute.removed")


def _having(name: str, organisation: Organisation) -> list[Membership]:
    """Return everybody who has an attribute, leavers too, whom nobody else changes until this is done.

    Imports and the page of one person lock the organisation first as well.
    """
    lock_organisation(organisation.pk)
    rows = Membership.objects.filter(organisation=organisation).order_by("pk")
    # Looked for here: SQLite and PostgreSQL differ in which names they find inside of JSON.
    return [
        Membership(pk=pk, attributes=attributes, left_at=left_at)
        for pk, attributes, left_at in rows.values_list("pk", "attributes", "left_at").iterator()
        if name in attributes
    ]


def _tell_others(organisation: Organisation, name: str, becomes: str) -> None:
    """Let each app above take note of the new name, or refuse that the attribute goes."""
    for path in settings.ATTRIBUTE_FOLLOWERS:
        follow: Callable[[Organisation, str, str], None] = import_string(path)
        follow(organisation, name, becomes)


def _store(
    people: list[Membership],
    subject: str,
    organisation: Organisation,
    by: User | None,
    at: datetime,
    *,
    act: str,
    **details: object,
) -> int:
    """Write the attributes back, with one line in the log for all; where nobody has any, nothing is done."""
    if not people:
        return 0
    Membership.objects.bulk_update(people, ["attributes"], batch_size=AT_ONCE)
    members = sum(one.left_at is None for one in people)
    audit(act, at=at, by=by, subject=subject, organisation=organisation, people=members, **details)
    return members
