"""What the pages of looking after people show, ready for their templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import PeopleReach
from accounts.actions import ImportReport
from accounts.acts import act_words
from accounts.attribute_twins import look_alikes
from accounts.models import AuditEntry, Membership, Message, RoleGrant
from accounts.queries import TeamTree, grants_of
from accounts.reading_order import reading_order

# What people read of a long list; the count is of all.
MOST_LEAVERS = 200
# Higher apps name theirs here, as the header does with its links.
MESSAGES = {
    "invitation": gettext_lazy("Invitation"),
    "new_address": gettext_lazy("Link to confirm a new address"),
    "address_told": gettext_lazy("Word that the address is to change"),
    "password_link": gettext_lazy("Link to choose a new password"),
    "password_changed": gettext_lazy("Word that the password was changed"),
    "sign_in_paused": gettext_lazy("Word of failed attempts to sign in"),
    "campaign_invitation": gettext_lazy("Invitation to a campaign"),
    "campaign_reminder": gettext_lazy("Reminder of a campaign"),
    "campaign_thanks": gettext_lazy("Thanks for taking part"),
    "campaign_test": gettext_lazy("Test of a campaign’s e-mail"),
    "campaign_news": gettext_lazy("How a campaign goes, for HR leads"),
    "review_due": gettext_lazy("Reminder of a review"),
    "report_shared": gettext_lazy("A report shared with you"),
    "set_invitation": gettext_lazy("Invitation to a learning set"),
    "round_to_agree": gettext_lazy("List of people to ask, for your word"),
    "round_agreed": gettext_lazy("Word that your list of people to ask is agreed to"),
    "round_returned": gettext_lazy("Word that your list of people to ask was sent back"),
    "round_published": gettext_lazy("Word that others’ views of you are ready"),
    "round_ask_again": gettext_lazy("Reminder that you can ask the same people again"),
    "round_pulse_published": gettext_lazy("Word that what people say of your goal is ready"),
    "set_meeting": gettext_lazy("Meeting of a learning set"),
}
KINDS = {
    "added": gettext_lazy("New"),
    "returned": gettext_lazy("Comes back"),
    "changed": gettext_lazy("Changes"),
}
FIELDS = {
    "name": gettext_lazy("name"),
    "email": gettext_lazy("e-mail address"),
    "team": gettext_lazy("team"),
    "roles": gettext_lazy("roles"),
}


@dataclass(frozen=True)
class MemberRow:
    """One line of the list of people."""

    pk: int
    name: str
    email: str
    signs_in: bool
    team: str
    roles: list[str]


@dataclass(frozen=True)
class ConfirmRow:
    """One of those who wait until an administrator says that they are there."""

    pk: int
    name: str
    email: str
    team: str
    added_by: str
    joined_at: datetime


@dataclass(frozen=True)
class TeamRow:
    """One team of the nested list: whether a list opens before it, and how many close after it."""

    pk: int
    name: str
    members: int
    may_change: bool
    opens: bool
    is_leaf: bool
    closes: range


@dataclass(frozen=True)
class FieldChange:
    field: str
    was: str
    becomes: str


@dataclass(frozen=True)
class ImportLine:
    """What a file does to one person, in words."""

    line: int
    name: str
    email: str
    kind: str
    changes: list[FieldChange]


@dataclass(frozen=True)
class MembershipEvent:
    """One act of the audit log, in words."""

    at: datetime
    act: str
    by: str
    changes: list[FieldChange]


@dataclass(frozen=True)
class MessageLine:
    """One e-mail: to whom, what it is and what became of it; never what it says."""

    pk: int
    name: str
    email: str
    kind: str
    at: datetime
    state: str
    error: str
    is_failed: bool


@dataclass(frozen=True)
class ValueRow:
    """A value of an attribute, with what it may be another spelling of."""

    value: str
    people: int
    twin: str


@dataclass(frozen=True)
class AttributeRow:
    """An attribute with its values, as many as a page shows, and what its name may be another spelling of."""

    name: str
    twin: str
    values: tuple[ValueRow, ...]
    number: int
    people: int
    alike: int


def attribute_rows(
    counts: Mapping[str, Mapping[str, int]], *, at_most: int
) -> tuple[AttributeRow, ...]:
    """Return the attributes by name; their values the look-alikes first, then the most frequent."""
    twins = look_alikes({name: sum(values.values()) for name, values in counts.items()})
    return tuple(
        _attribute_row(name, counts[name], twins.get(name, ""), at_most)
        for name in sorted(counts, key=reading_order)
    )


def _attribute_row(name: str, counts: Mapping[str, int], twin: str, at_most: int) -> AttributeRow:
    twins = look_alikes(counts)
    values = sorted(
        counts, key=lambda value: (value not in twins, -counts[value], reading_order(value))
    )
    return AttributeRow(
        name=name,
        twin=twin,
        values=tuple(
            ValueRow(value, counts[value], twins.get(value, "")) for value in values[:at_most]
        ),
        number=len(counts),
        people=sum(counts.values()),
        alike=len(twins),
    )


def message_lines(messages: Iterable[Message]) -> list[MessageLine]:
    return [
        MessageLine(
            pk=message.pk,
            name=message.to.name,
            email=message.to.user.email,
            kind=str(MESSAGES.get(message.kind, _("E-mail"))),
            at=message.sent_at or message.queued_at,
            state=message.get_status_display(),
            error="" if message.sent_at else message.last_error,
            is_failed=message.status == Message.Status.FAILED,
        )
        for message in messages
    ]


def member_rows(memberships: Iterable[Membership], tree: TeamTree) -> list[MemberRow]:
    return [
        MemberRow(
            pk=membership.pk,
            name=membership.name,
            email=membership.user.address,
            signs_in=membership.user.signs_in,
            team=tree.path(membership.team_id),
            roles=grant_words(grants_of(membership), tree),
        )
        for membership in memberships
    ]


def confirm_rows(memberships: Iterable[Membership], tree: TeamTree) -> list[ConfirmRow]:
    return [
        ConfirmRow(
            pk=membership.pk,
            name=membership.name,
            email=membership.user.address,
            team=tree.path(membership.team_id),
            added_by=membership.added_by_name,  # type: ignore[attr-defined]  # annotated by the query
            joined_at=membership.joined_at,
        )
        for membership in memberships
    ]


def team_rows(reach: PeopleReach, members: Mapping[int | None, int]) -> list[TeamRow]:
    """Return the teams within reach as a nested list, the tops of the reach on its first floor."""
    teams = [team for team in reach.tree.teams if reach.covers(team.pk)]
    floors: dict[int, int] = {}
    for team in teams:
        floors[team.pk] = floors.get(team.parent_id or 0, 0) + 1
    row_floors = [floors[team.pk] for team in teams]
    return [
        TeamRow(
            pk=team.pk,
            name=team.name,
            members=members.get(team.pk, 0),
            may_change=reach.may_change(team),
            opens=floor > before,
            is_leaf=after <= floor,
            closes=range(floor - max(after, 1)),
        )
        for team, before, floor, after in zip(
            teams, [0, *row_floors], row_floors, [*row_floors[1:], 1], strict=False
        )
    ]


def grant_words(grants: Iterable[RoleGrant], tree: TeamTree) -> list[str]:
    """Return roles in words, each with the branch it is held in."""
    return sorted(
        (_role_words(grant.get_role_display(), tree.path(grant.branch_id)) for grant in grants),
        key=reading_order,
    )


def _role_words(role: str, branch: str) -> str:
    return _("%(role)s of %(branch)s") % {"role": role, "branch": branch} if branch else role


def import_lines(report: ImportReport) -> list[ImportLine]:
    return [
        ImportLine(
            line=change.line,
            name=change.name,
            email=change.email,
            kind=str(KINDS[change.kind]),
            changes=_field_changes(change.fields),
        )
        for change in report.changes
    ]


def leaver_rows(members: Iterable[Membership], tree: TeamTree) -> list[MemberRow]:
    """Return the first of those who leave by a file, or stay all the same."""
    return member_rows(islice(members, MOST_LEAVERS), tree)


def role_counts(given: Mapping[str, int]) -> list[str]:
    """Return how many people a file gives each role that they have not got yet."""
    words = dict(RoleGrant.ROLES)
    return [f"{words[role]}: {given[role]}" for role in words if given.get(role)]


def _field_changes(fields: Iterable[tuple[str, str, str]]) -> list[FieldChange]:
    return [
        FieldChange(
            str(FIELDS.get(field, field)), value_words(field, was), value_words(field, becomes)
        )
        for field, was, becomes in fields
    ]


def history(entries: Iterable[AuditEntry]) -> list[MembershipEvent]:
    return [
        MembershipEvent(
            at=entry.at,
            act=act_words(entry.act),
            by=entry.actor_name or _("the service"),  # type: ignore[attr-defined]  # annotated by the query
            changes=_field_changes(
                (field, was, becomes)
                for field, (was, becomes) in entry.details.get("changed", {}).items()
            ),
        )
        for entry in entries
    ]


def value_words(field: str, value: str) -> str:
    """Return a value of the log in words; roles stand there as files have them."""
    if field != "roles":
        return value
    words = dict(RoleGrant.ROLES)
    held = (one.partition(": ") for one in value.split("; ") if one)
    return ", ".join(
        _role_words(str(words.get(role, role)), branch) for role, _colon, branch in held
    )
