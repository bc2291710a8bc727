"""What a directory does with people: bringing them in, changing what is said of them, letting them go."""

from collections import Counter
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actions import (
    Erasure,
    MemberDetails,
    ask_for_address,
    bring_in_member,
    change_member,
    end_membership,
    why_not_to_readdress,
)
from accounts.actions.accepting import name_to_give
from accounts.errors import AccountError
from accounts.models import NAME_MAX_LENGTH, Membership
from accounts.people_file import MAX_ATTRIBUTE
from accounts.permissions import Role
from accounts.queries import grants_of, lock_organisation
from accounts.table_faults import CellError
from accounts.table_file import one_line
from provisioning.actions.errors import TakenError
from provisioning.actions.giving import give_what_groups_give
from provisioning.directory_data import PersonData, key_of
from provisioning.models import DirectoryGroup, DirectoryPerson, DirectoryToken


@transaction.atomic
def create_person(token: DirectoryToken, data: PersonData, *, at: datetime) -> DirectoryPerson:
    """Bring a person in, or take over the member whom the organisation has with this address.

    Raises TakenError for one whom the directory has brought in already.
    """
    organisation = lock_organisation(token.organisation_id)
    row = DirectoryPerson(organisation=organisation, created_at=at)
    _write(row, data, at=at)
    known = DirectoryPerson.objects.filter(organisation=organisation)
    if known.filter(membership__user__email=data.work_email).exists():
        raise _taken()
    membership = _bring_in(token, data.work_email, data, at=at)
    row.membership = membership
    _store(row)
    if not data.active:
        end_membership(membership, by=token.actor, at=at)
    return row


@transaction.atomic
def change_person(
    token: DirectoryToken, row: DirectoryPerson, data: PersonData, *, at: datetime
) -> DirectoryPerson:
    """Set what the directory says of somebody, and let them go or bring them back as it says.

    Only what it says otherwise than before is changed here: what an administrator has changed meanwhile stays.
    A new address is asked for as a page asks for it, and is theirs once its mailbox has answered; of somebody who is
    away it is asked for as they come back.
    """
    lock_organisation(token.organisation_id)
    row = DirectoryPerson.objects.select_for_update(of=("self",)).get(pk=row.pk)
    membership = Membership.objects.select_related("user", "organisation").get(pk=row.membership_id)
    before = PersonData(row.content)
    _write(row, data, at=at)
    _store(row)
    is_here = membership.left_at is None
    if data.active and not is_here:
        membership = _bring_in(token, membership.user.email, data, at=at)
        give_what_groups_give([row.pk], organisation=row.organisation, by=token.actor, at=at)
        _ask_for_address(token, membership, data.work_email, at=at)
    elif is_here:
        _change_member(token, membership, before, data, at=at)
        if not data.active:
            end_membership(membership, by=token.actor, at=at)
        elif data.work_email != before.work_email:
            _ask_for_address(token, membership, data.work_email, at=at)
    return row


@transaction.atomic
def remove_person(token: DirectoryToken, row: DirectoryPerson, *, at: datetime) -> None:
    """Let somebody go, and forget what the directory said of them; what they answered is erased by nobody here."""
    lock_organisation(token.organisation_id)
    membership = Membership.objects.select_related("user", "organisation").get(pk=row.membership_id)
    end_membership(membership, by=token.actor, at=at)
    _forget(DirectoryPerson.objects.filter(pk=row.pk), at=at)


def erase_directory_people(erasure: Erasure) -> Counter[str]:
    """Erase what the directory said of somebody; it is told that it has never brought them in."""
    people = DirectoryPerson.objects.filter(membership__in=erasure.membership_ids)
    return _forget(people, at=erasure.at)


def _forget(people: QuerySet[DirectoryPerson], *, at: datetime) -> Counter[str]:
    """Delete people, and have the groups that they were in known as changed: what was read of these is old by now."""
    keys = list(people.values_list("pk", flat=True))
    DirectoryGroup.objects.filter(group_people__person__in=keys).update(changed_at=at)
    return Counter(people.delete()[1])


def _bring_in(token: DirectoryToken, address: str, data: PersonData, *, at: datetime) -> Membership:
    roles = [(Role.MANAGER.value, None)] if token.makes_managers else []
    return bring_in_member(
        address,
        MemberDetails(
            name=_name(data),
            team_id=None,
            grants=frozenset(roles),
            attributes={name: value for name, value in _attributes(data).items() if value},
        ),
        organisation=token.organisation,
        by=token.actor,
        brought_by=token.made_by,
        at=at,
        invites=token.invites,
    )


def _change_member(
    token: DirectoryToken,
    membership: Membership,
    before: PersonData,
    after: PersonData,
    *,
    at: datetime,
) -> None:
    name = membership.name
    attributes = dict(membership.attributes)
    if after.name != before.name:
        name = name_to_give(membership, _name(after))
    for key, value in _attributes(after).items():
        if value and value != before.attributes[key]:
            attributes[key] = value
        elif not value and attributes.get(key) == before.attributes[key]:
            attributes.pop(key, None)
    change_member(
        membership,
        MemberDetails(
            name=name,
            team_id=membership.team_id,
            grants=frozenset((grant.role, grant.branch_id) for grant in grants_of(membership)),
            attributes=attributes,
        ),
        by=token.actor,
        at=at,
    )


def _ask_for_address(
    token: DirectoryToken, membership: Membership, wanted: str, *, at: datetime
) -> None:
    if wanted != membership.user.email and not why_not_to_readdress(membership):
        ask_for_address(membership, wanted, by=token.actor, at=at, brought_by=token.made_by)


def _write(row: DirectoryPerson, data: PersonData, *, at: datetime) -> None:
    row.user_name = key_of(data.user_name)
    row.work_email = data.work_email
    row.external_id = data.external_id
    row.content = dict(data.content)
    row.changed_at = at


def _store(row: DirectoryPerson) -> None:
    try:
        # Of its own, so that a name that is taken leaves the transaction as it was.
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise _taken() from None


def _taken() -> TakenError:
    return TakenError(
        _(
            "The directory has brought in somebody with this userName, externalId or address already."
        )
    )


def _name(data: PersonData) -> str:
    return _cell(data.name, NAME_MAX_LENGTH, _("name"))


def _attributes(data: PersonData) -> dict[str, str]:
    return {name: _cell(text, MAX_ATTRIBUTE, name) for name, text in data.attributes.items()}


def _cell(text: str, most: int, what: str) -> str:
    try:
        return one_line(text, at_most=most)
    except CellError as error:
        raise AccountError(_("%(what)s: %(fault)s") % {"what": what, "fault": error}) from None
