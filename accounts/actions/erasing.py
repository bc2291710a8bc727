"""Erasing a person on request: what is held about them goes, figures that name nobody stay (decision 31).

Each app erases its own rows by a function that `settings.ERASERS` names, the highest first, so that nothing is left
that points to a membership when it goes at last.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts import queries
from accounts.actions.erased_values import hide_values_of
from accounts.actions.log import audit
from accounts.actions.people import keep_an_administrator
from accounts.actions.readdressing import forget_who_asked
from accounts.kept_posts import keeps_words_of
from accounts.models import NO_ADDRESS, AuditEntry, Membership, Organisation, PendingImport, User
from documents.actions import forget_documents_like, forget_documents_of

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Erasure:
    """Whose memberships go. The account goes with the last of them."""

    user: User
    memberships: tuple[Membership, ...]
    takes_account: bool
    at: datetime

    def has_left_by(self, moment: datetime) -> bool:
        return all(one.left_at and one.left_at <= moment for one in self.memberships)

    @property
    def membership_ids(self) -> list[int]:
        return [membership.pk for membership in self.memberships]

    @property
    def organisations(self) -> list[Organisation]:
        return [membership.organisation for membership in self.memberships]


@transaction.atomic
def erase_person(
    user: User,
    *,
    organisation: Organisation | None,
    by: User | None,
    at: datetime,
    dry_run: bool = False,
    if_left_by: datetime | None = None,
) -> Counter[str]:
    """Erase what an organisation holds about a person, or with None what all do; return how many rows of what.

    Raises LastAdministratorError. A dry run counts by doing it all and taking it back. With `if_left_by` nothing is
    done to somebody who is back, or left later.
    """
    erasure = _locked(user, organisation, at)
    if if_left_by and not erasure.has_left_by(if_left_by):
        return Counter()
    for membership in erasure.memberships:
        keep_an_administrator(membership, membership.role_grants.all())
    erased: Counter[str] = Counter()
    for path in settings.ERASERS:
        erased.update(import_string(path)(erasure))
    erased.update(_erase_membership(erasure))
    _log(erasure, by=by)
    if dry_run:
        transaction.set_rollback(True)
    return erased


@transaction.atomic
def erase_guest(email: str, *, at: datetime, dry_run: bool = False) -> Counter[str]:
    """Erase what is kept of somebody who has no account, as of those whom managers ask; return how many rows of what."""
    erased: Counter[str] = import_string(settings.GUEST_ERASER)(email)
    if erased.total():
        audit("person.erased", at=at, by=None, subject="", organisation=None)
    if dry_run:
        transaction.set_rollback(True)
    return erased


@transaction.atomic
def empty_membership(membership: Membership, *, if_left_by: datetime, at: datetime) -> bool:
    """Erase what somebody who has left answered and planned, for retention; who they were stays. False if they are back."""
    erasure = replace(_locked(membership.user, membership.organisation, at), takes_account=False)
    if not erasure.has_left_by(if_left_by):
        return False
    for path in settings.ERASERS:
        import_string(path)(erasure)
    forget_documents_of(erasure.user.pk)
    Membership.objects.filter(pk__in=erasure.membership_ids).update(emptied_at=at)
    return True


def _locked(user: User, organisation: Organisation | None, at: datetime) -> Erasure:
    """Return what goes, locked in the order in which all others lock, or two would wait for each other.

    First so that rows which point to a membership can still be written, as whoever finishes or reminds does at
    the end of what they do; at last whole, so that none can.
    """
    memberships = Membership.objects.filter(user=user)
    within = memberships if organisation is None else memberships.filter(organisation=organisation)
    for pk in within.order_by("organisation").values_list("organisation", flat=True):
        queries.lock_organisation(pk)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    found = within.select_related("organisation").order_by("pk")
    gone = tuple(found.select_for_update(of=("self",), no_key=True))
    # A membership that they left elsewhere counts too: what is theirs there is not this organisation's to erase.
    others = memberships.exclude(pk__in=[one.pk for one in gone])
    erasure = Erasure(user, gone, takes_account=not others.exists(), at=at)
    for path in settings.HELD_TO_ERASE:
        import_string(path)(erasure)
    list(found.select_for_update(of=("self",)))
    return erasure


def _erase_membership(erasure: Erasure) -> Counter[str]:
    """Erase what this app holds, the account last."""
    user, organisations = erasure.user, erasure.organisations
    forget_documents_of(user.pk)
    # Files of the log and of people name them, and what they were searched by may.
    forget_documents_like("log_")
    forget_documents_like("people")
    for membership in erasure.memberships:
        hide_values_of(membership)
    # A file that waits to be brought in may hold them, and would bring them back.
    PendingImport.objects.filter(organisation__in=organisations).delete()
    # Before the account is emptied. A former address may be a colleague's by now, so this one alone.
    address, former = user.email, _former_addresses(user)
    Organisation.objects.filter(
        pk__in=[one.pk for one in organisations], contact_email=address
    ).update(contact_name="", contact_email="")
    forget_who_asked(user, organisations)
    erased = Counter(Membership.objects.filter(pk__in=erasure.membership_ids).delete()[1])
    erased.update(_sessions_of(erasure).delete()[1])
    if erasure.takes_account:
        erased.update(_erase_account(user, at=erasure.at))
    _hide_in_log(erasure, address, former)
    return erased


def _erase_account(user: User, *, at: datetime) -> Counter[str]:
    """Empty the account. Its row stays for what it did, such as a bank that it published, under no name."""
    erased = Counter(EmailAddress.objects.filter(user=user).delete()[1])
    erased.update(UserSession.objects.filter(user=user).delete()[1])
    for name, value in _nobody(at).items():
        setattr(user, name, value)
    user.save()
    erased[User._meta.label] += 1
    return erased


def _nobody(at: datetime) -> dict[str, Any]:
    """Return what stands in an account that is no longer anybody's."""
    return {
        "email": f"{_pseudonym()}@erased{NO_ADDRESS}",
        "name": _("Erased person"),
        "language": "",
        "password": make_password(None),
        "last_login": None,
        "date_joined": at,
        "signs_in": False,
        "is_active": False,
    }


def _pseudonym() -> str:
    return f"erased-{token_hex(6)}"


def _sessions_of(erasure: Erasure) -> QuerySet[Session]:
    """Return the sessions that keep words of somebody, also of signed-out browsers; with the account, all theirs."""
    key = str(erasure.user.pk)
    own = [
        one.pk
        for one in Session.objects.iterator()
        if keeps_words_of(held := one.get_decoded(), erasure.user)
        or (erasure.takes_account and held.get(SESSION_KEY) == key)
    ]
    return Session.objects.filter(pk__in=own)


def _former_addresses(user: User) -> dict[str, datetime]:
    """Return the addresses somebody had, as far as the log knows them, and until when each was theirs."""
    changes = AuditEntry.objects.filter(subject=user.email[:200], details__changed__has_key="email")
    return {entry.details["changed"]["email"][0]: entry.at for entry in changes.order_by("at")}


def _hide_in_log(erasure: Erasure, address: str, former: Mapping[str, datetime]) -> None:
    """Put a name that says nothing in the place of theirs, and take out what was said of them.

    That something was done, when and by whom stays: the log answers for those who did it.
    """
    entries = AuditEntry.objects.all()
    if not erasure.takes_account:
        entries = entries.filter(organisation__in=erasure.organisations)
        acts = entries.filter(actor=erasure.user)
        # The account is somebody's still, elsewhere; here its acts are those of nobody in particular.
        if acts.exists():
            acts.reword(actor=User.objects.create(**_nobody(erasure.at)))
    # Lines about a former address were moved to the next as it changed (`confirm_address`): those that
    # stand under it now are about whoever has it now.
    entries.filter(subject=address[:200]).reword(subject=_pseudonym(), details={})
    # By organisation, whether the contact was them when a line was written: then so was the name.
    is_contact: dict[int | None, bool] = {}
    for entry in entries.filter(act="organisation.changed").order_by("at", "pk"):
        changed = entry.details.get("changed", {})
        named = [
            one == address or entry.at <= former.get(one, LONG_AGO)
            for one in changed.get("contact_email", [])
        ]
        before = is_contact.get(entry.organisation_id, False)
        is_contact[entry.organisation_id] = named[-1] if named else before
        if any(named) or ("contact_name" in changed and before):
            entries.filter(pk=entry.pk).reword(details={})


def _log(erasure: Erasure, *, by: User | None) -> None:
    organisations: list[Organisation | None] = [*erasure.organisations]
    for organisation in organisations or [None]:
        subject = organisation.name if organisation else ""
        audit("person.erased", at=erasure.at, by=by, subject=subject, organisation=organisation)
