"""What an organisation's directory may do here, whom it has brought in, and its groups."""

import uuid
from datetime import datetime

from django.db import models

from accounts.models import Membership, Organisation, RoleGrant, Team, User
from accounts.permissions import Role

# As long as what directories send for an id of their own.
ID_LENGTH = 255


class DirectoryToken(models.Model):
    """The key by which one directory speaks to the service, for one organisation, until a day.

    Only its hash is kept: it is random and long, so that nobody finds it by trying.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="directory_tokens")
    name = models.CharField(max_length=60)
    hashed = models.CharField(max_length=64, unique=True)
    # Stands in the log for whatever it does; nobody can sign in with it.
    actor = models.OneToOneField(User, models.PROTECT, related_name="directory_token")
    # Who answers for whom it brings in, should they read results.
    made_by = models.ForeignKey(User, models.PROTECT, related_name="directory_tokens_made")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    # What happens to people who are new by it.
    makes_managers = models.BooleanField(default=True)
    invites = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    def works(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.ends_at


class DirectoryPerson(models.Model):
    """Somebody whom the directory has brought in, as the directory knows them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="directory_people")
    membership = models.OneToOneField(Membership, models.CASCADE, related_name="directory_person")
    # In the case that does not matter, so that a name is there once.
    user_name = models.CharField(max_length=ID_LENGTH)
    work_email = models.CharField(max_length=ID_LENGTH)
    external_id = models.CharField(max_length=ID_LENGTH, blank=True)
    # What the directory said, and nothing that `resources` does not declare.
    content = models.JSONField()
    # What its groups gave, so that leaving them takes this and nothing else.
    given_roles = models.JSONField(default=list, blank=True)
    given_team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="given_to"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user_name"], name="directory_person_once_by_name"
            ),
            models.UniqueConstraint(
                fields=["organisation", "external_id"],
                condition=~models.Q(external_id=""),
                name="directory_person_once_by_external_id",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "work_email"], name="directory_person_by_email"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def own_groups(self) -> "list[DirectoryGroup]":
        return list(self.groups.all())


class DirectoryGroup(models.Model):
    """A group of the directory, and what an administrator says it means here: a team, a role, or nothing."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="directory_groups")
    name = models.CharField(max_length=ID_LENGTH)
    # As it is looked for: in the case that does not matter.
    name_key = models.CharField(max_length=ID_LENGTH)
    external_id = models.CharField(max_length=ID_LENGTH, blank=True)
    # Gone with its team, which nothing else may hold up.
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="directory_groups"
    )
    role = models.CharField(max_length=20, blank=True, choices=RoleGrant.ROLES)
    people: "models.ManyToManyField[DirectoryPerson, DirectoryGroupPerson]" = (
        models.ManyToManyField(
            DirectoryPerson, through="DirectoryGroupPerson", related_name="groups"
        )
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "external_id"],
                condition=~models.Q(external_id=""),
                name="directory_group_once_by_external_id",
            ),
            models.CheckConstraint(
                condition=models.Q(team=None) | models.Q(role=""),
                name="directory_group_is_a_team_or_a_role",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["", *(role.value for role in Role)]),
                name="directory_group_role_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "name_key"], name="directory_group_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DirectoryGroupPerson(models.Model):
    """That somebody is in a group of the directory."""

    group = models.ForeignKey(DirectoryGroup, models.CASCADE, related_name="group_people")
    person = models.ForeignKey(DirectoryPerson, models.CASCADE, related_name="group_people")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], name="directory_person_once_in_a_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.person}"
