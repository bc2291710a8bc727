"""Bringing in people from a file: all of them or nobody, in bounded memory, as often as wanted."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import queries
from accounts.actions.arrivals import CAME_IN, arrival_in, come_in
from accounts.actions.attribute_book import AttributeBook
from accounts.actions.layouts import layout_of, remembered
from accounts.actions.leavers import Leavers, end_memberships, leavers_of
from accounts.actions.log import audit, audit_line, audit_many
from accounts.actions.people import send_invitations
from accounts.actions.rows import RowPlan, is_unsaved, plan_row
from accounts.actions.session_rounds import end_sessions_of
from accounts.actions.teams import TeamBook
from accounts.errors import AccountError
from accounts.models import AuditEntry, Membership, Organisation, PendingImport, RoleGrant, User
from accounts.people_file import Layout, PeopleFile, PersonRow
from accounts.permissions import Role
from accounts.table_faults import FaultReport, RowFault, UnreadableFileError

CHUNK = 500
# What people read of a long list; the count is of all.
MOST_CHANGES = 200


@dataclass(frozen=True)
class PersonChange:
    """What a file does to one person: each field as it was and as it will be."""

    line: int
    email: str
    name: str
    kind: str  # added, returned or changed
    fields: tuple[tuple[str, str, str], ...]


@dataclass
class ImportReport(FaultReport):
    """What an import did or, in a dry run, would do."""

    added: int = 0
    returned: int = 0
    changed: int = 0
    unchanged: int = 0
    new_teams: list[str] = field(default_factory=list)
    # What to look at before it is done: teams that look like others, columns taken for something else.
    advice: list[str] = field(default_factory=list)
    new_attributes: list[str] = field(default_factory=list)
    # How many get each role that they have not got yet.
    given_roles: Counter[str] = field(default_factory=Counter)
    leavers: Leavers = field(default_factory=Leavers)
    columns: list[str] = field(default_factory=list)
    changes: list[PersonChange] = field(default_factory=list)
    # The keys of the memberships that people got, for their invitations.
    membership_ids: list[int] = field(default_factory=list)

    @property
    def people(self) -> int:
        return self.added + self.returned + self.changed + self.unchanged

    def change(self, change: PersonChange) -> None:
        setattr(self, change.kind, getattr(self, change.kind) + 1)
        if len(self.changes) < MOST_CHANGES:
            self.changes.append(change)


class RefusedFileError(AccountError):
    """A file with faults, of which nothing was written; the report names them."""

    def __init__(self, report: FaultReport) -> None:
        super().__init__(_("The file has faults, so nothing was written."))
        self.report = report


@dataclass(frozen=True)
class ImportChoices:
    """What was said of a file: how to read it, and whether those whom it does not name leave."""

    layout: Layout | None = None
    everybody: bool = False
    # Of the leavers that were agreed to; others are a reason to ask again. None asks nobody.
    agreed: str | None = None


AS_IT_IS = ImportChoices()


def import_people(  # noqa: PLR0913 - each says something of its own about one file
    file: BinaryIO,
    *,
    organisation: Organisation,
    by: User | None,
    at: datetime,
    gives: frozenset[Role] = frozenset(Role),
    dry_run: bool = False,
    choices: ImportChoices = AS_IT_IS,
    on_rows: Callable[[int], object] = lambda rows: None,
) -> ImportReport:
    """Add and change people as a file says; those who are not in it are left alone, unless it is everybody.

    `gives` are the roles that may be given or taken away. A dry run writes nothing and returns the
    report with any faults; otherwise a fault raises RefusedFileError and undoes everything.
    """
    try:
        with nullcontext() if dry_run else transaction.atomic():
            if not dry_run:  # two imports wait for each other
                organisation = queries.lock_organisation(organisation.pk)
            work = _PeopleImport(organisation, by, at, gives, choices, dry_run=dry_run)
            work.run(file, on_rows)
            if work.report.fault_count and not dry_run:
                raise RefusedFileError(work.report)
    # Somebody added by page between the look and the write: the whole file is undone, and may be tried again.
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
    # People's names and addresses are kept no longer than they are needed.
    PendingImport.objects.filter(made_by=by).delete()
    PendingImport.objects.filter(made_at__lte=at - queries.PENDING_FOR).delete()
    return PendingImport.objects.create(
        organisation=organisation,
        made_by=by,
        made_at=at,
        file_name=file_name[:200],
        content=content,
    )


def look_at_import(
    pending: PendingImport, *, gives: frozenset[Role], at: datetime, everybody: bool = False
) -> ImportReport:
    """Tell what a kept file would change, and its faults."""
    return import_people(
        BytesIO(pending.content),
        organisation=pending.organisation,
        by=pending.made_by,
        at=at,
        gives=gives,
        dry_run=True,
        choices=ImportChoices(layout_of(pending), everybody=everybody),
    )


@transaction.atomic
def confirm_import(
    pending: PendingImport,
    *,
    gives: frozenset[Role],
    by: User,
    at: datetime,
    invites: bool = False,
    agreed: str | None = None,
) -> ImportReport:
    """Bring a kept file in, and forget it; invite those who got a membership, if that is wanted.

    `agreed` is the mark of the leavers, where the file is everybody. What was said of its columns is remembered
    for the organisation. Raises RefusedFileError as `import_people` does.
    """
    report = import_people(
        BytesIO(pending.content),
        organisation=pending.organisation,
        by=by,
        at=at,
        gives=gives,
        choices=ImportChoices(layout_of(pending), everybody=agreed is not None, agreed=agreed),
    )
    if uses := pending.layout.get("uses"):
        organisation = queries.lock_organisation(pending.organisation_id)
        organisation.people_columns = remembered(organisation.people_columns, uses)
        organisation.save(update_fields=["people_columns"])
    if invites:
        send_invitations(queries.memberships_with(report.membership_ids), by=by, at=at)
    pending.delete()
    return report


class _PeopleImport:
    def __init__(
        self,
        organisation: Organisation,
        by: User | None,
        at: datetime,
        gives: frozenset[Role],
        choices: ImportChoices,
        *,
        dry_run: bool,
    ) -> None:
        self.organisation, self.by, self.at = organisation, by, at
        self.arrival = arrival_in(organisation, by=by, at=at)
        self.gives, self.dry_run, self.choices = gives, dry_run, choices
        self.named: set[str] = set()
        self.attributes = AttributeBook(organisation)
        self.former = queries.former_addresses(organisation.pk)
        self.report = ImportReport()
        self.book = TeamBook(organisation, dry_run=dry_run)
        self.administrators = queries.administrators_of(organisation)

    def run(self, file: BinaryIO, on_rows: Callable[[int], object]) -> None:
        had_administrators = bool(self.administrators)
        try:
            layout = self.choices.layout or Layout(uses=self.organisation.people_columns)
            people = PeopleFile(file, layout)
            self.report.columns, self.report.advice = people.fates, people.notes
            rows = people.rows()
            while chunk := list(islice(rows, CHUNK)):
                self._take(chunk)
                on_rows(len(chunk))
        except UnreadableFileError as error:
            self.report.fault(*error.faults)
        if self.choices.everybody and not self.report.fault_count:
            self._let_go()
        # Looked at over the whole file, as one row may take the role that another gives.
        if had_administrators and not self.administrators:
            message = _("nobody would be left who is an administrator.")
            self.report.fault(RowFault(0, "roles", message))
        self.report.new_teams = self.book.new
        self.report.advice += [*self.book.twins(), *self.attributes.advice]
        self.report.new_attributes = self.attributes.new
        if not self.dry_run and not self.report.fault_count:
            self._write_summary()

    def _take(self, chunk: list[PersonRow | list[RowFault]]) -> None:
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

    def _plans(self, rows: list[PersonRow]) -> Iterator[RowPlan]:
        known = queries.known_people([row.email for row in rows], self.organisation)
        for row in rows:
            plan = plan_row(row, known, self.book, self.organisation)
            faults = list(plan.faults(gives=self.gives))
            if faults:
                self.report.fault(*faults)
                continue
            self.named.add(row.email)
            if plan.kind == "added" and (now := self.former.get(row.email)):
                said = _("line %(line)s: %(was)s is the former address of %(now)s. Somebody new would be added.")  # fmt: skip
                self.report.advice.append(said % {"line": row.line, "was": row.email, "now": now})
            self._count_teams(row)
            self.attributes.note(row.attributes)
            self.report.given_roles.update({role for role, _path in plan.wanted - plan.held})
            if plan.kind == "changed" and not plan.fields:
                self.report.unchanged += 1
                continue
            self.report.change(PersonChange(row.line, row.email, plan.name, plan.kind, plan.fields))
            self._count_administrators(plan)
            yield plan

    def _count_teams(self, row: PersonRow) -> None:
        """Find or make the teams now, so that the report has them in the order of the file."""
        if self.dry_run or not self.report.fault_count:
            self.book.find(row.team)
            for _role, path in row.roles:
                self.book.find(path)

    def _count_administrators(self, plan: RowPlan) -> None:
        if any(role == Role.ADMINISTRATOR for role, _path in plan.wanted):
            self.administrators.add(plan.row.email)
        else:
            self.administrators.discard(plan.row.email)

    def _let_go(self) -> None:
        """Find who leaves, and let them go; nobody where others than those who were agreed to would go."""
        if not self.named:
            self.report.fault(
                RowFault(0, "", _("the file names nobody, so it cannot be everybody."))
            )
            return
        leavers = leavers_of(self.organisation, self.named, by=self.by, gives=self.gives)
        self.report.leavers = leavers
        self.administrators -= {one.user.email for one in leavers.going}
        if self.dry_run:
            return
        if self.choices.agreed not in {None, leavers.mark}:
            raise AccountError(
                _(
                    "Other people would leave than those you agreed to. Nothing was written: look again."
                )
            )
        end_memberships(leavers.going, self.organisation, by=self.by, at=self.at)

    # Doing it -----------------------------------------------------------------------------------

    def _write(self, plans: list[RowPlan]) -> None:
        self._write_people(plans)
        self._write_memberships(plans)
        self._write_roles(plans)
        audit_many(self._entry(plan) for plan in plans)

    def _write_people(self, plans: list[RowPlan]) -> None:
        changed = [
            plan.user
            for plan in plans
            if plan.user.pk and (plan.user.name != plan.account_name or not plan.user.signs_in)
        ]
        # Before the loop below, after which nobody differs any more.
        new = [plan.user for plan in plans if is_unsaved(plan.user)]
        for plan in plans:
            plan.user.name = plan.account_name
            plan.user.signs_in = plan.user.is_active = True
        # In this order: rows of memberships need the keys of people, and roles those of memberships.
        User.objects.bulk_create(new)
        User.objects.bulk_update(changed, ["name", "signs_in", "is_active"])

    def _write_memberships(self, plans: list[RowPlan]) -> None:
        for plan in plans:
            plan.membership.user = plan.user
            if plan.kind != "changed":
                come_in(plan.membership, self.arrival, plan.name)
            elif not plan.membership.has_accepted:
                plan.membership.typed_name = plan.name
            plan.membership.attributes = plan.attributes
            if plan.team:
                plan.membership.team_id = self.book.find(plan.row.team)
        new = [plan.membership for plan in plans if is_unsaved(plan.membership)]
        old = [plan.membership for plan in plans if not is_unsaved(plan.membership)]
        Membership.objects.bulk_create(new)
        Membership.objects.bulk_update(old, [*CAME_IN, "team", "attributes"])
        self.report.membership_ids += [
            plan.membership.pk for plan in plans if plan.kind != "changed"
        ]

    def _write_roles(self, plans: list[RowPlan]) -> None:
        gone = [
            grant.pk
            for plan in plans
            for grant in plan.grants
            if (grant.role, self.book.path(grant.branch_id)) not in plan.wanted
        ]
        RoleGrant.objects.filter(pk__in=gone).delete()
        # Who is only coming has none.
        end_sessions_of(plan.user.pk for plan in plans if plan.ends_sessions)
        RoleGrant.objects.bulk_create(
            RoleGrant(membership=plan.membership, role=role, branch_id=self.book.find(path))
            for plan in plans
            for role, path in sorted(plan.wanted - plan.held)
        )

    def _entry(self, plan: RowPlan) -> AuditEntry:
        return audit_line(
            f"membership.{plan.kind}",
            at=self.at,
            by=self.by,
            subject=plan.row.email,
            organisation=self.organisation,
            changed={key: [was, now] for key, was, now in plan.fields},
        )

    def _write_summary(self) -> None:
        report = self.report
        audit_many(
            audit_line(
                "team.added",
                at=self.at,
                by=self.by,
                subject=path,
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
            left=len(report.leavers.going),
            new_teams=len(report.new_teams),
        )
