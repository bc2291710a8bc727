"""Bringing in people from a file: all of them or nobody, in bounded memory, as often as wanted."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import queries
from accounts.actions.log import AccountError, audit
from accounts.actions.people import cannot_be_added, send_invitations
from accounts.actions.teams import TeamBook
from accounts.models import AuditEntry, Membership, Organisation, PendingImport, RoleGrant, User
from accounts.people_file import (
    MAX_ATTRIBUTES,
    PATH,
    Fault,
    FoundFaults,
    PersonRow,
    TeamPath,
    UnreadableFileError,
    read_people,
    role_words,
)
from accounts.permissions import Role

CHUNK = 500
# What people read of a long list; the count is of all.
MOST_CHANGES = 200

Held = frozenset[tuple[str, TeamPath]]


@dataclass(frozen=True)
class Change:
    """What a file does to one person: each field as it was and as it will be."""

    line: int
    email: str
    name: str
    kind: str  # added, returned or changed
    fields: tuple[tuple[str, str, str], ...]


@dataclass
class ImportReport(FoundFaults):
    """What an import did or, in a dry run, would do."""

    added: int = 0
    returned: int = 0
    changed: int = 0
    unchanged: int = 0
    new_teams: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    # The keys of the places that people got, for their invitations.
    places: list[int] = field(default_factory=list)

    @property
    def people(self) -> int:
        return self.added + self.returned + self.changed + self.unchanged

    def change(self, change: Change) -> None:
        setattr(self, change.kind, getattr(self, change.kind) + 1)
        if len(self.changes) < MOST_CHANGES:
            self.changes.append(change)


class RefusedFileError(AccountError):
    """A file with faults, of which nothing was written; the report names them."""

    def __init__(self, report: FoundFaults) -> None:
        super().__init__(_("The file has faults, so nothing was written."))
        self.report = report


def import_people(
    file: BinaryIO,
    *,
    organisation: Organisation,
    by: User | None,
    at: datetime,
    gives: frozenset[Role] = frozenset(Role),
    dry_run: bool = False,
    on_rows: Callable[[int], object] = lambda rows: None,
) -> ImportReport:
    """Add and change people as a file says; those who are not in it are left alone.

    `gives` are the roles that may be given or taken away. A dry run writes nothing and returns the
    report with any faults; otherwise a fault raises RefusedFileError and undoes everything.
    """
    try:
        with nullcontext() if dry_run else transaction.atomic():
            organisations = Organisation.objects.filter(pk=organisation.pk)
            if not dry_run:  # two imports wait for each other
                organisation = organisations.select_for_update().get()
            work = _Import(organisation, by, at, gives, dry_run=dry_run)
            work.run(file, on_rows)
            if work.report.fault_count and not dry_run:
                raise RefusedFileError(work.report)
    except IntegrityError:
        raise AccountError(
            _("Somebody else changed people at the same moment. Nothing was written: try again.")
        ) from None
    return work.report


@transaction.atomic
def keep_import(
    content: bytes, file_name: str, *, organisation: Organisation, by: User, at: datetime
) -> PendingImport:
    """Keep a file until it is brought in. One a person: an earlier one goes, as do old ones of others."""
    PendingImport.objects.filter(made_by=by).delete()
    PendingImport.objects.filter(made_at__lte=at - queries.PENDING_FOR).delete()
    return PendingImport.objects.create(
        organisation=organisation,
        made_by=by,
        made_at=at,
        file_name=file_name[:200],
        content=content,
    )


def look_at_import(pending: PendingImport, *, gives: frozenset[Role], at: datetime) -> ImportReport:
    """Tell what a kept file would change, and its faults."""
    return import_people(
        BytesIO(pending.content),
        organisation=pending.organisation,
        by=pending.made_by,
        at=at,
        gives=gives,
        dry_run=True,
    )


@transaction.atomic
def confirm_import(
    pending: PendingImport,
    *,
    gives: frozenset[Role],
    by: User,
    at: datetime,
    invites: bool = False,
) -> ImportReport:
    """Bring a kept file in, and forget it; invite those who got a place, if that is wanted.

    Raises RefusedFileError as `import_people` does.
    """
    report = import_people(
        BytesIO(pending.content), organisation=pending.organisation, by=by, at=at, gives=gives
    )
    if invites:
        send_invitations(queries.places_with(report.places), by=by, at=at)
    pending.delete()
    return report


@dataclass(frozen=True)
class _Plan:
    """What becomes of one row."""

    row: PersonRow
    user: User
    place: Membership
    kind: str
    name: str
    team: tuple[str, str] | None
    grants: list[RoleGrant]
    held: Held
    wanted: Held

    @property
    def shown(self) -> str:
        """The name that may be told: of whom this organisation does not know, what the file says."""
        return self.row.name if _unsaved(self.place) else self.name

    @property
    def attributes(self) -> dict[str, str]:
        return {**self.place.attributes, **dict(self.row.attributes)}

    @cached_property
    def fields(self) -> tuple[tuple[str, str, str], ...]:
        """Return each field that changes, as it is and as it will be."""
        fields = []
        if self.kind != "added" and self.name != self.user.name:
            fields.append(("name", self.user.name, self.name))
        if self.team:
            fields.append(("team", *self.team))
        if self.held != self.wanted:
            fields.append(("roles", role_words(self.held), role_words(self.wanted)))
        had = self.place.attributes
        return (
            *fields,
            *((k, had.get(k, ""), v) for k, v in self.row.attributes if had.get(k) != v),
        )


class _Import:
    def __init__(
        self,
        organisation: Organisation,
        by: User | None,
        at: datetime,
        gives: frozenset[Role],
        *,
        dry_run: bool,
    ) -> None:
        self.organisation, self.by, self.at = organisation, by, at
        self.gives, self.dry_run = gives, dry_run
        self.report = ImportReport()
        self.book = TeamBook(organisation, dry_run=dry_run)
        self.administrators = queries.administrators_of(organisation)

    def run(self, file: BinaryIO, on_rows: Callable[[int], object]) -> None:
        had_administrators = bool(self.administrators)
        try:
            rows = read_people(file)
            while chunk := list(islice(rows, CHUNK)):
                self._take(chunk)
                on_rows(len(chunk))
        except UnreadableFileError as error:
            self.report.fault(*error.faults)
        if had_administrators and not self.administrators:
            message = _("nobody would be left who is an administrator.")
            self.report.fault(Fault(0, "roles", message))
        self.report.new_teams = self.book.new
        if not self.dry_run and not self.report.fault_count:
            self._write_summary()

    def _take(self, chunk: list[PersonRow | list[Fault]]) -> None:
        rows = []
        for item in chunk:
            if isinstance(item, PersonRow):
                rows.append(item)
            else:
                self.report.fault(*item)
        plans = list(self._plans(rows))
        # After the first fault the rest is only read for more of them.
        if not self.dry_run and not self.report.fault_count:
            self._write(plans)

    # What is to be done -------------------------------------------------------------------------

    def _plans(self, rows: list[PersonRow]) -> Iterator[_Plan]:
        known = queries.known_people([row.email for row in rows], self.organisation)
        for row in rows:
            plan = self._plan(row, known)
            faults = list(self._faults_of(plan))
            if faults:
                self.report.fault(*faults)
                continue
            self._count_teams(row)
            if plan.kind == "changed" and not plan.fields:
                self.report.unchanged += 1
                continue
            self.report.change(Change(row.line, row.email, plan.shown, plan.kind, plan.fields))
            self._count_administrators(plan)
            yield plan

    def _plan(self, row: PersonRow, known: queries.KnownPeople) -> _Plan:
        user = known.users.get(row.email) or User(email=row.email)
        place = known.places.get(row.email) or Membership(user=user, organisation=self.organisation)
        is_added = _unsaved(place) or not user.signs_in
        is_new = is_added or place.left_at is not None
        grants = [] if _unsaved(place) else list(place.role_grants.all())
        held = frozenset((grant.role, self.book.path(grant.branch_id)) for grant in grants)
        return _Plan(
            row=row,
            user=user,
            place=place,
            kind=("added" if is_added else "returned") if is_new else "changed",
            # A name that another organisation sees too is not one organisation's to change.
            name=row.name if row.name and user.pk not in known.elsewhere else user.name,
            team=self._team(row, place),
            grants=grants,
            held=held,
            wanted=_wanted(row, held, is_new=is_new),
        )

    def _team(self, row: PersonRow, place: Membership) -> tuple[str, str] | None:
        """Return the team's path as it is and as it will be; None where it stays."""
        if not row.team or self.book.same(row.team, place.team_id):
            return None
        return self.book.words(place.team_id), PATH.join(row.team)

    def _faults_of(self, plan: _Plan) -> Iterator[Fault]:
        line = plan.row.line
        if not plan.shown:
            yield Fault(line, "name", _("a new person needs a name."))
        if plan.user.signs_in and not plan.user.is_active:
            yield Fault(line, "email", cannot_be_added(plan.row.email))
        forbidden = {role for role, _path in plan.held ^ plan.wanted} - self.gives
        if forbidden:
            message = _("you cannot give or take away this role: %(roles)s. An administrator can.")
            yield Fault(line, "roles", message % {"roles": ", ".join(sorted(forbidden))})
        if len(plan.attributes) > MAX_ATTRIBUTES:
            message = _("this person would have more than %(most)s attributes.")
            yield Fault(line, "", message % {"most": MAX_ATTRIBUTES})

    def _count_teams(self, row: PersonRow) -> None:
        """Find or make the teams now, so that the report has them in the order of the file."""
        if self.dry_run or not self.report.fault_count:
            self.book.find(row.team)
            for _role, path in row.roles:
                self.book.find(path)

    def _count_administrators(self, plan: _Plan) -> None:
        if any(role == Role.ADMINISTRATOR for role, _path in plan.wanted):
            self.administrators.add(plan.row.email)
        else:
            self.administrators.discard(plan.row.email)

    # Doing it -----------------------------------------------------------------------------------

    def _write(self, plans: list[_Plan]) -> None:
        self._write_people(plans)
        self._write_places(plans)
        self._write_roles(plans)
        AuditEntry.objects.bulk_create(self._entry(plan) for plan in plans)

    def _write_people(self, plans: list[_Plan]) -> None:
        changed = [
            plan.user
            for plan in plans
            if plan.user.pk and (plan.user.name != plan.name or not plan.user.signs_in)
        ]
        new = [plan.user for plan in plans if _unsaved(plan.user)]
        for plan in plans:
            plan.user.name = plan.name
            plan.user.signs_in = plan.user.is_active = True
        for user in new:
            user.password = make_password(None)
        User.objects.bulk_create(new)
        User.objects.bulk_update(changed, ["name", "signs_in", "is_active"])

    def _write_places(self, plans: list[_Plan]) -> None:
        for plan in plans:
            plan.place.user = plan.user
            plan.place.left_at = None
            plan.place.attributes = plan.attributes
            if plan.team:
                plan.place.team_id = self.book.find(plan.row.team)
        new = [plan.place for plan in plans if _unsaved(plan.place)]
        old = [plan.place for plan in plans if not _unsaved(plan.place)]
        Membership.objects.bulk_create(new)
        Membership.objects.bulk_update(old, ["left_at", "team", "attributes"])
        self.report.places += [plan.place.pk for plan in plans if plan.kind != "changed"]

    def _write_roles(self, plans: list[_Plan]) -> None:
        gone = [
            grant.pk
            for plan in plans
            for grant in plan.grants
            if (grant.role, self.book.path(grant.branch_id)) not in plan.wanted
        ]
        RoleGrant.objects.filter(pk__in=gone).delete()
        RoleGrant.objects.bulk_create(
            RoleGrant(membership=plan.place, role=role, branch_id=self.book.find(path))
            for plan in plans
            for role, path in sorted(plan.wanted - plan.held)
        )

    def _entry(self, plan: _Plan) -> AuditEntry:
        return AuditEntry(
            act=f"membership.{plan.kind}",
            at=self.at,
            actor=self.by,
            subject=plan.row.email[:200],
            organisation=self.organisation,
            details={"changed": {key: [was, now] for key, was, now in plan.fields}},
        )

    def _write_summary(self) -> None:
        report = self.report
        AuditEntry.objects.bulk_create(
            AuditEntry(
                act="team.added",
                at=self.at,
                actor=self.by,
                subject=path[:200],
                organisation=self.organisation,
            )
            for path in report.new_teams
        )
        audit(
            "people.imported",
            at=self.at,
            by=self.by,
            subject=self.organisation,
            organisation=self.organisation,
            added=report.added,
            returned=report.returned,
            changed=report.changed,
            unchanged=report.unchanged,
            new_teams=len(report.new_teams),
        )


def _wanted(row: PersonRow, held: Held, *, is_new: bool) -> Held:
    """Return the roles that a row asks for, branches written as they are known."""
    if not row.roles:
        return frozenset({(Role.MANAGER.value, ())}) if is_new else held
    known = {(role, _folded(path)): (role, path) for role, path in held}
    asked = ((role.value, path) for role, path in row.roles)
    return frozenset(known.get((role, _folded(path)), (role, path)) for role, path in asked)


def _unsaved(row: User | Membership) -> bool:
    return row._state.adding


def _folded(path: TeamPath) -> TeamPath:
    return tuple(name.casefold() for name in path)
