"""Reads about second steps."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef

from accounts.models import Membership, Organisation, RoleGrant, User
from accounts.permissions import Role

# Recovery codes are none of their own: they stand in for one of these.
_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_step(user: User) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=_STEPS).exists())


def number_of_passkeys(user: AbstractBaseUser) -> int:
    """Return how many they have, to name the next one."""
    keys = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return int(keys.count())


def second_steps_by_role(organisation: Organisation) -> list[tuple[Role, int, int]]:
    """Return each role with how many hold it now and how many of these have a second step."""
    have = Authenticator.objects.filter(user=OuterRef("user"), type__in=_STEPS)
    counted = []
    for role in Role:
        grants = RoleGrant.objects.filter(membership=OuterRef("pk"), role=role)
        holders = Membership.objects.current().filter(
            Exists(grants), organisation=organisation, user__signs_in=True
        )
        counted.append((role, holders.count(), holders.filter(Exists(have)).count()))
    return counted
