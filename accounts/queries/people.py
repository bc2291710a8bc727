"""Reads about people and where they belong."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import (
    AuditEntry,
    Logo,
    Membership,
    MembershipQuerySet,
    Message,
    Organisation,
    PendingImport,
    RoleGrant,
    Team,
    User,
    shown_name,
)
from accounts.people_file import PATH
from accounts.permissions import Permission, Role, roles_that_allow
from accounts.queries.names import names_with
from accounts.reading_order import ReadingOrder, reading_order

# How long a file waits between being looked at and being brought in.
PENDING_FOR = timedelta(hours=1)

# What those who look after people see of the outbox: e-mails that would tell them whether somebody has
# answered, plans or shares anything are none of their business.
MEMBERSHIP_KINDS = ("invitation", "campaign_invitation")

NEW_ADDRESS = "new_address"
# To people who are no members, at an address of their own: sent in the name of the member they hear about.
GUEST_KINDS = frozenset({"guest_asked", "guest_reminder", "guest_again", "guest_again_reminder"})
PASSWORD_LINK = "password_link"  # noqa: S105 - what an e-mail is about
LOGIN_CODE = "login_code"


def account_of_address(address: str) -> int | None:
    """Return the number of the account that somebody can sign in to with an address, if there is one."""
    users = User.objects.filter(email=address.strip().lower(), is_active=True)
    return users.values_list("pk", flat=True).first()


def account_to_sign_in(address: str) -> User | None:
    """Return the account that a code signs in to; None also where its person has not chosen a password yet."""
    user = User.objects.filter(email=address.strip().lower(), is_active=True).first()
    return user if user and user.has_usable_password() else None


def account(user_id: int | None) -> User | None:
    """Return an open account by its number; None for none."""
    return User.objects.filter(pk=user_id or 0, is_active=True).first()


def current_memberships(user: User) -> MembershipQuerySet:
    """Return the person's memberships, oldest first, with organisation and team, without those they left."""
    return (
        Membership.objects.current()
        .filter(user=user)
        .select_related("organisation", "team")
        .order_by("pk")
    )


def sessions_of(user: User) -> list[UserSession]:
    """Return where somebody is signed in, the newest first; those that have run out are forgotten."""
    found: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda one: one.last_seen_at, reverse=True)


@dataclass(frozen=True)
class OwnMembership:
    """Where a person belongs and what they are there to do, in words for them."""

    organisation: str
    team: str
    roles: list[str]


def own_memberships(user: User) -> list[OwnMembership]:
    """Return the person's current memberships, oldest first."""
    return [
        OwnMembership(
            organisation=membership.organisation.name,
            team=membership.team.name if membership.team else "",
            roles=sorted(
                {grant.get_role_display() for grant in membership.role_grants.all()},
                key=reading_order,
            ),
        )
        for membership in current_memberships(user).prefetch_related("role_grants")
    ]


def memberships_that_allow(user: User, permission: Permission) -> MembershipQuerySet:
    """Keep of the current memberships those with a role that gives the permission."""
    return current_memberships(user).filter(_granted(permission))


def leads_the_whole() -> Exists:
    """Tell of a membership whether it runs the campaigns of the whole organisation, and not of a branch alone."""
    roles = roles_that_allow(Permission.RUN_CAMPAIGNS)
    return Exists(RoleGrant.objects.filter(membership=OuterRef("pk"), role__in=roles, branch=None))


def colleague_in(organisation: Organisation, email: str) -> Membership | None:
    """Return the current member of the organisation with this address who can sign in."""
    members = Membership.objects.current().select_related("user", "organisation")
    email = email.strip().lower()
    return members.filter(
        organisation=organisation, user__email=email, user__is_active=True
    ).first()


def membership_for(
    user: User, permission: Permission, *, organisation_id: int | None = None
) -> tuple[Membership | None, bool]:
    """Return a current membership and whether it gives the permission: one that does, if there is any."""
    memberships: QuerySet[Membership] = current_memberships(user)
    if organisation_id is not None:
        memberships = memberships.filter(organisation_id=organisation_id)
    # Both answers in one query: whether somebody belongs decides between 404 and 403.
    best = memberships.annotate(permitted=_granted(permission)).order_by("-permitted", "pk").first()
    return best, bool(best and best.permitted)


def _granted(permission: Permission) -> Exists:
    roles = roles_that_allow(permission)
    return Exists(RoleGrant.objects.filter(membership=OuterRef("pk"), role__in=roles))


# The teams at the head of the branches that somebody looks after; None for the whole organisation.
Branches = frozenset[int] | None


@dataclass(frozen=True)
class TeamTree:
    """An organisation's teams in the order of a contents page: parents before their children."""

    teams: tuple[Team, ...]
    parts: Mapping[int, tuple[str, ...]]

    def parts_of(self, team_id: int | None) -> tuple[str, ...]:
        return self.parts[team_id] if team_id else ()

    def path(self, team_id: int | None) -> str:
        """Return `A > B > C`; nothing for no team."""
        return PATH.join(self.parts_of(team_id))

    def depth(self, team_id: int | None) -> int:
        """Return on which floor a team is: 1 at the top, 0 for no team."""
        return len(self.parts_of(team_id))

    def branch(self, team_id: int) -> frozenset[int]:
        """Return the keys of a team and of all below it."""
        top = self.parts[team_id]
        # By names and not keys: within one parent a name is there once, so a path is as good as a key.
        return frozenset(key for key, parts in self.parts.items() if parts[: len(top)] == top)

    def within(self, branches: Iterable[int] | None) -> frozenset[int] | None:
        """Return the keys of all teams of some branches; None, the whole, stays None."""
        return None if branches is None else frozenset().union(*map(self.branch, branches))

    def rolled_up(self, own: Mapping[int | None, int]) -> dict[int, int]:
        """Return for each team what it and all teams below it have together."""
        sums = {team.pk: own.get(team.pk, 0) for team in self.teams}
        # From the end, where every team comes before the one above it.
        for team in reversed(self.teams):
            if team.parent_id is not None:
                sums[team.parent_id] += sums[team.pk]
        return sums

    def height(self, team_id: int) -> int:
        """Return how many floors a branch has: 1 for a team with none below it."""
        floors = max(len(self.parts[key]) for key in self.branch(team_id))
        return floors - self.depth(team_id) + 1


def team_tree(organisation_id: int, *, by: Callable[[str], str] = reading_order) -> TeamTree:
    """Return the whole tree in one query, teams beside each other by name; paths are put together here."""
    children: dict[int | None, list[Team]] = {}
    for team in Team.objects.filter(organisation=organisation_id):
        children.setdefault(team.parent_id, []).append(team)
    ordered: list[Team] = []
    parts: dict[int, tuple[str, ...]] = {}
    # A stack and no recursion, taken from its end, so that children follow right after their parent.
    waiting = _by_name(children.get(None, []), by)
    while waiting:
        team = waiting.pop()
        above = parts[team.parent_id] if team.parent_id else ()
        parts[team.pk] = (*above, team.name)
        ordered.append(team)
        waiting += _by_name(children.get(team.pk, []), by)
    return TeamTree(teams=tuple(ordered), parts=parts)


def _by_name(teams: list[Team], by: Callable[[str], str]) -> list[Team]:
    """Return teams so that the first by name is the last, which is the next to be taken."""
    return sorted(teams, key=lambda team: (by(team.name), team.pk), reverse=True)


def administrators_of(organisation: Organisation) -> set[str]:
    """Return the addresses of those who administer the organisation now."""
    grants = RoleGrant.objects.filter(
        membership__organisation=organisation,
        membership__left_at=None,
        role=Role.ADMINISTRATOR.value,
    )
    return set(grants.values_list("membership__user__email", flat=True))


def memberships_with(keys: Iterable[int]) -> Iterator[Membership]:
    """Yield memberships with person and organisation, a few hundred at a time."""
    memberships = Membership.objects.filter(pk__in=list(keys)).select_related(
        "user", "organisation"
    )
    return memberships.order_by("pk").iterator(chunk_size=500)


def grants_of(membership: Membership) -> list[RoleGrant]:
    return list(membership.role_grants.all())


def branches_of(grants: Iterable[RoleGrant], permission: Permission) -> Branches:
    """Return the teams at the head of the branches where a role gives the permission; None for the whole."""
    allowing = roles_that_allow(permission)
    branches = {grant.branch_id for grant in grants if grant.role in allowing}
    # One grant in the whole outweighs any number of branches.
    return None if None in branches else frozenset(key for key in branches if key)


def organisation(pk: int) -> Organisation | None:
    return Organisation.objects.filter(pk=pk).first()


def lock_organisation(pk: int) -> Organisation:
    """Hold an organisation until the transaction ends. What points to it can be written all the while."""
    # `no_key`, or every new row that points to the organisation would have to wait as well.
    return Organisation.objects.select_for_update(no_key=True).get(pk=pk)


def logo_of(organisation_id: int) -> bytes | None:
    png = Logo.objects.filter(organisation=organisation_id).values_list("png", flat=True).first()
    return None if png is None else bytes(png)


def logo_data(organisation: Organisation) -> str:
    """Return the logo as the address of an image that holds it all, for documents; '' without one."""
    png = logo_of(organisation.pk) if organisation.logo_mark else None
    return f"data:image/png;base64,{b64encode(png).decode()}" if png else ""


def member(pk: int) -> Membership | None:
    """Return a membership, a past one too, with its person, organisation and roles."""
    memberships = Membership.objects.select_related("user", "organisation", "team")
    return memberships.prefetch_related("role_grants").filter(pk=pk).first()


@dataclass(frozen=True)
class Search:
    """What people are looked for by; empty parts are not asked about."""

    text: str = ""
    team_ids: frozenset[int] | None = None
    role: str = ""
    left: bool = False


def matching_members(
    organisation_id: int, search: Search, *, within: frozenset[int] | None
) -> QuerySet[Membership]:
    """Return the members that are looked for, by name; `within` keeps to the teams of a branch."""
    memberships = Membership.objects.filter(
        organisation=organisation_id, left_at__isnull=not search.left
    ).select_related("user")
    for team_ids in (within, search.team_ids):
        if team_ids is not None:
            memberships = memberships.filter(team__in=team_ids)
    # Each word by itself, so that "okafor grace" finds Grace Okafor.
    for word in search.text.split():
        memberships = memberships.filter(names_with(word))
    if search.role:
        held = RoleGrant.objects.filter(membership=OuterRef("pk"), role=search.role)
        memberships = memberships.filter(Exists(held))
    return memberships.prefetch_related("role_grants").order_by(ReadingOrder(shown_name()), "pk")


def history_of(membership: Membership) -> QuerySet[AuditEntry]:
    """Return what was done to a membership, newest first; never what the person did in it."""
    entries = AuditEntry.objects.filter(
        organisation=membership.organisation_id,
        # As long as the column of the log, which cuts longer ones as well.
        subject=membership.user.email[:200],
        act__startswith="membership.",
    )
    return entries.with_actors().order_by("-at", "-pk")[:100]


def messages_to(membership: Membership) -> QuerySet[Message]:
    """Return the last e-mails to somebody about their membership, newest first."""
    return Message.objects.filter(to=membership, kind__in=MEMBERSHIP_KINDS).order_by("-pk")[:10]


def pending_address(user: User, *, at: datetime) -> Message | None:
    """Return the e-mail to a new address that its reader has still to confirm: the newest, if there is one."""
    asked = Message.objects.filter(to__user=user, kind=NEW_ADDRESS).order_by("-pk").first()
    if asked is None or asked.address == user.email:
        return None
    return asked if asked.expires_at and at < asked.expires_at else None


def pending_address_of(membership: Membership, *, at: datetime) -> Message | None:
    """Return the e-mail that waits, for whoever looks after a member: none that is not their organisation's to know."""
    pending = pending_address(membership.user, at=at)
    is_ours = membership.has_accepted or (pending and pending.to_id == membership.pk)
    return pending if is_ours else None


def came_with_answers(user: User) -> bool:
    """Tell whether they became known by answers from a file, in any organisation."""
    return AuditEntry.objects.filter(subject=user.email[:200], act="membership.recorded").exists()


def failed_messages(
    organisation_id: int,
    *,
    at: datetime,
    within: frozenset[int] | None = None,
    topic: str = "",
) -> QuerySet[Message]:
    """Return the e-mails that were given up and can be sent again, by person.

    `within` keeps to the teams of a branch. Without a topic, those about memberships alone.
    """
    failed = Message.objects.failed().in_time(at)
    failed = failed.filter(to__organisation=organisation_id, to__left_at=None)
    if within is not None:
        failed = failed.filter(to__team__in=within)
    failed = failed.filter(topic=topic) if topic else failed.filter(kind__in=MEMBERSHIP_KINDS)
    return failed.select_related("to__user").order_by(ReadingOrder(shown_name("to")), "pk")


def messages_due(at: datetime) -> QuerySet[Message]:
    """Return the e-mails that should have been sent by a moment."""
    return Message.objects.due(at)


def message_counts(topic: str) -> dict[tuple[str, str], int]:
    """Count the e-mails about something, by kind and status."""
    rows = Message.objects.filter(topic=topic).values_list("kind", "status").annotate(Count("pk"))
    return {(kind, status): count for kind, status, count in rows.order_by("kind", "status")}


def message(pk: int) -> Message | None:
    messages = Message.objects.select_related("to__user", "to__organisation")
    return messages.filter(pk=pk).first()


def members_by_team(organisation_id: int) -> dict[int | None, int]:
    """Count the current members of each team, those below it not included."""
    members = Membership.objects.current().filter(organisation=organisation_id)
    return dict(members.values_list("team").annotate(Count("pk")).order_by())


def team(pk: int) -> Team | None:
    return Team.objects.select_related("organisation").filter(pk=pk).first()


def pending_import(user: User, public_id: UUID, *, at: datetime) -> PendingImport | None:
    """Return a file that the person is about to bring in, if it is theirs and not too old."""
    pending = PendingImport.objects.select_related("organisation")
    # Of the person alone: a colleague's file may hold people that they may not see.
    return pending.filter(public_id=public_id, made_by=user, made_at__gt=at - PENDING_FOR).first()
