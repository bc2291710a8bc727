"""People, organisations, teams and memberships with their roles."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Coalesce, Lower, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, Role, roles_of_bits, roles_that_allow

NAME_MAX_LENGTH = 200
# Addresses under this name lead nowhere, by the rules of the internet (RFC 2606).
NO_ADDRESS = ".invalid"


class UserManager(BaseUserManager["User"]):
    """Makes users; an address is kept in lower case, so that one person is one account."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who can sign in, with their e-mail address. What they may do, their memberships say."""

    # 254 is the longest address that mail servers pass on (RFC 5321).
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=NAME_MAX_LENGTH)
    is_active = models.BooleanField(default=True)
    # False: known from imported answers only. Inviting or adding them by name is what changes it.
    signs_in = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    # What they have said that they read; '' until they have said it.
    language = models.CharField(max_length=10, blank=True, default="", db_default="")
    # Sessions of an earlier round have ended; see `actions.end_sessions`.
    session_round = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        constraints = [
            # The manager lowers it already; this holds for what goes round the manager, such as bulk rows.
            models.UniqueConstraint(Lower("email"), name="user_email_whatever_the_case"),
            models.CheckConstraint(
                condition=models.Q(signs_in=True) | models.Q(is_active=False),
                name="user_without_sign_in_is_not_active",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def address(self) -> str:
        """Return where mail reaches them; '' for somebody who came with a code in place of an address."""
        return "" if self.email.endswith(NO_ADDRESS) else self.email

    @cached_property
    def belongs(self) -> bool:
        """Whether they are a current member of any organisation; a session brings it along, unasked."""
        return self.memberships.current().exists()

    @cached_property
    def is_invited(self) -> bool:
        """Whether an invitation waits for them to accept it; a session brings it along, unasked."""
        return self.memberships.current().exclude(typed_name="").exists()

    @cached_property
    def held_roles(self) -> frozenset[Role]:
        """The roles they hold anywhere now; a session brings them along in `role_bits`, unasked."""
        if "role_bits" in self.__dict__:
            return roles_of_bits(self.__dict__["role_bits"])
        held = RoleGrant.objects.filter(membership__user=self, membership__left_at=None)
        return frozenset(Role(role) for role in held.values_list("role", flat=True))

    @cached_property
    def needs_second_step(self) -> bool:
        """Whether an organisation asks for one of a role that they hold there; a session brings it along, unasked."""
        grants = RoleGrant.objects.filter(membership__user=self, membership__left_at=None)
        asked = grants.values_list("role", "membership__organisation__second_step_roles")
        return any(Role(role) in roles_of_bits(bits) for role, bits in asked)

    @property
    def brand(self) -> "Brand | None":
        """Whose page they read; None of several organisations, and where no session brought it along."""
        found = self.__dict__
        if not found.get("home_id"):
            return None
        return Brand(
            found["home_name"],
            logo_address(found["home_id"], found["home_logo"]),
            Contact(found["home_contact_name"], found["home_contact_email"]),
        )

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what each session has to hold, so that a new password, or a new round, ends all of them."""
        value: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # the stubs lag
        return f"{value}:{self.session_round}" if self.session_round else value

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class Organisation(models.Model):
    """A council or other public body; nothing of one is seen from another."""

    name = models.CharField(max_length=NAME_MAX_LENGTH)
    slug = models.SlugField(max_length=60, unique=True)
    # Whom its members may ask; pages and e-mails name them, and answers to e-mails go there.
    contact_name = models.CharField(max_length=NAME_MAX_LENGTH, blank=True, default="")
    contact_email = models.EmailField(max_length=254, blank=True, default="")
    # A hash of its logo, '' without one. Here and not beside the logo, so that what shows it can tell
    # whether it has changed, and where it is, from the row that is read anyway.
    logo_mark = models.CharField(max_length=64, blank=True, default="")
    # The bits of the roles (`permissions.bit_of`) that need a second step to sign in.
    second_step_roles = models.PositiveSmallIntegerField(default=0)
    # For those who have not said what they read; '' leaves it to their browsers.
    language = models.CharField(max_length=10, blank=True, default="", db_default="")
    # As it was said on the page of the last file of people: a heading, and what its column is.
    people_columns = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def logo_address(self) -> str:
        return logo_address(self.pk, self.logo_mark)

    @property
    def contact(self) -> "Contact":
        return Contact(self.contact_name, self.contact_email)


def logo_address(organisation_id: int, mark: str) -> str:
    """Return where the logo is, '' for none. Another logo has another address, so that browsers may keep it."""
    return f"{reverse('logo', args=[organisation_id])}?v={mark[:16]}" if mark else ""


@dataclass(frozen=True)
class Contact:
    """Whom to ask, as far as the organisation has said."""

    name: str
    email: str


@dataclass(frozen=True)
class Brand:
    """What the head and foot of each page say of the organisation of whoever reads it."""

    name: str
    logo: str
    contact: Contact


class Logo(models.Model):
    """An organisation's picture, made anew from what was uploaded; apart, so that it is read only to be shown."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="logo")
    png = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.organisation} {self.width} x {self.height}"


class Team(models.Model):
    """A part of an organisation; teams form a tree."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="team_name_once_in_its_parent"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=models.Q(parent=None),
                name="team_name_once_at_the_top",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        """Keep those who have not left."""
        return self.filter(left_at=None)

    def accepted(self) -> "MembershipQuerySet":
        """Keep those whose person has accepted the invitation: what they do elsewhere is theirs until then."""
        return self.filter(typed_name="")

    def joined_by(self, at: datetime) -> "MembershipQuerySet":
        return self.filter(joined_at__lte=at)

    def unconfirmed(self) -> "MembershipQuerySet":
        """Keep those whom somebody brought in who could see results here, or can now, until one is confirmed.

        People who do not exist would take somebody's answers out of a small group's figures: whoever reads
        those must not be able to make them up alone.
        """
        sees_results = RoleGrant.objects.filter(
            membership__user=models.OuterRef("added_by"),
            membership__organisation=models.OuterRef("organisation"),
            membership__left_at=None,
            role__in=roles_that_allow(Permission.VIEW_RESULTS),
        )
        by_reader = models.Q(added_by_reader=True) | models.Exists(sees_results)
        return self.filter(by_reader, confirmed_at=None)


class Membership(models.Model):
    """A person's membership of an organisation. It is ended, never deleted, when they leave."""

    # PROTECT throughout: nobody is deleted by the way, while answers or the log speak of them.
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    # What whoever brought them in calls them; '' once they have accepted, and are called as their account is.
    typed_name = models.CharField(max_length=NAME_MAX_LENGTH, blank=True, default="")
    # Short words about the person's job, such as grade or location; see `people_file`.
    attributes = models.JSONField(default=dict, blank=True)
    # When they came, or came back: in a campaign that was open by then they do not count.
    joined_at = models.DateTimeField(default=timezone.now)
    # Who brought them in; nobody where a command did.
    added_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="memberships_added"
    )
    # Whether whoever brought them in could see results then: a role laid down since changes nothing.
    added_by_reader = models.BooleanField(default=False)
    # By an administrator other than who brought them in.
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="memberships_confirmed"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # One row for good: who comes back has their old assessments again.
    left_at = models.DateTimeField(null=True, blank=True)
    # When what they had answered and planned went, after they had left, because the time to keep it was over.
    emptied_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="membership_once_in_an_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"

    @property
    def name(self) -> str:
        """What this organisation may call them; the one place that says so, with `shown_name` (decision 41)."""
        return self.typed_name or str(self.user)

    @property
    def has_accepted(self) -> bool:
        return not self.typed_name


def shown_name(member: str = "") -> Coalesce:
    """Return `Membership.name` for sorting and searching: of the rows themselves, or of what they point to."""
    at = f"{member}__" if member else ""
    return Coalesce(NullIf(f"{at}typed_name", models.Value("")), f"{at}user__name")


def name_in(organisation: str, user: str) -> Coalesce:
    """Return what an organisation may call somebody who did something there, for rows that point to both."""
    own = Membership.objects.filter(
        user=models.OuterRef(user), organisation=models.OuterRef(organisation)
    )
    typed = models.Subquery(own.values("typed_name")[:1])
    return Coalesce(NullIf(typed, models.Value("")), f"{user}__name")


class RoleGrant(models.Model):
    """A role that a member holds, in the whole organisation or in one branch of its teams."""

    ROLES = [
        (Role.MANAGER.value, _("Manager")),
        (Role.HR_LEAD.value, _("HR lead")),
        (Role.BANK_EDITOR.value, _("Bank editor")),
        (Role.ADMINISTRATOR.value, _("Administrator")),
    ]

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=ROLES)
    branch = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="role_grants"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "role", "branch"], name="role_grant_once_in_a_branch"
            ),
            models.UniqueConstraint(
                # Of NULLs SQL takes no two for the same, so that the constraint above does not see these.
                fields=["membership", "role"],
                condition=models.Q(branch=None),
                name="role_grant_once_in_the_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]),
                name="role_grant_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.get_role_display()}"


class PendingImport(models.Model):
    """A file of people that was looked at and not yet brought in; it is kept for an hour at most."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="pending_imports")
    made_by = models.ForeignKey(User, models.CASCADE, related_name="pending_imports")
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    # What was said of how to read it: sheet, line of the headings, what each column is.
    layout = models.JSONField(default=dict, blank=True)
    # In the database and no file, because several web processes may share no disk.
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.file_name
