"""Reads about second steps, providers and who is connected to them."""

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, RoleGrant, User
from accounts.permissions import Role
from accounts.queries import HeldBeside
from accounts.reading_order import ReadingOrder
from identity.encryption import CLIENT_SECRET, unseal
from identity.models import Provider, ProviderLink

# Recovery codes are none of their own: they stand in for one of these.
_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_step(user: User) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=_STEPS).exists())


def number_of_passkeys(user: AbstractBaseUser) -> int:
    """Return how many they have, to name the next one."""
    keys = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return int(keys.count())


def held_to_sign_in(user: User) -> list[HeldBeside]:
    """Return a person's second steps, and who they are at their organisations' sign-in."""
    steps = Authenticator.objects.filter(user=user).order_by("created_at", "pk")
    names = {
        Authenticator.Type.TOTP: _("Authenticator app"),
        Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
    }
    links = ProviderLink.objects.filter(user=user).select_related("provider").order_by("pk")
    return [
        *(
            HeldBeside(
                "second_step",
                # A passkey has the name that its owner gave it.
                names.get(one.type) or str(one),
                one.created_at,
                used_at=one.last_used_at,
            )
            for one in steps
        ),
        *(
            HeldBeside(
                "provider",
                one.provider.label,
                one.linked_at,
                used_at=one.used_at,
                details={"issuer": one.issuer, "subject": one.subject},
            )
            for one in links
        ),
    ]


def second_steps_by_role(organisation: Organisation) -> list[tuple[Role, int, int]]:
    """Return each role with how many hold it now and how many of these have a second step."""
    have = Authenticator.objects.filter(user=OuterRef("user"), type__in=_STEPS)
    counted = []
    for role in Role:
        grants = RoleGrant.objects.filter(membership=OuterRef("pk"), role=role)
        holders = Membership.objects.current().filter(
            Exists(grants), organisation=organisation, user__signs_in=True
        )
        # What somebody has who has not accepted is another's to know.
        having = holders.accepted().filter(Exists(have))
        counted.append((role, holders.count(), having.count()))
    return counted


# Single sign-on ----------------------------------------------------------------------------------

# So many organisations are named on the sign-in page; where there are more, each gives its own address to its people.
FEW = 5


def provider_of(organisation: Organisation) -> Provider | None:
    return Provider.objects.filter(organisation=organisation).first()


def provider_at(slug: str) -> Provider | None:
    """Return the provider of the organisation with a short name."""
    found = Provider.objects.select_related("organisation").filter(organisation__slug=slug)
    return found.first()


def secret_of(provider: Provider) -> str | None:
    """Return a provider's client secret; None where the key of the service that sealed it is gone."""
    try:
        return unseal(provider.sealed_secret, CLIENT_SECRET)
    except InvalidToken:
        return None


def providers_without_secret() -> list[Provider]:
    """Return those whose secret cannot be read any more, so that nobody signs in there."""
    found = Provider.objects.select_related("organisation").order_by("pk")
    return [one for one in found if secret_of(one) is None]


def providers_on_offer() -> list[Provider]:
    """Return where people may sign in with their organisation's account, if these are few; otherwise none."""
    found = Provider.objects.select_related("organisation").order_by(
        ReadingOrder("organisation__name"), "pk"
    )
    few = list(found[: FEW + 1])
    return few if len(few) <= FEW else []


def providers_for(user: User) -> list[tuple[Provider, bool]]:
    """Return the providers of the person's organisations, each with whether they are connected to it."""
    own = ProviderLink.objects.filter(provider=OuterRef("pk"), user=user)
    found = Provider.objects.filter(
        organisation__memberships__user=user, organisation__memberships__left_at=None
    )
    found = found.select_related("organisation").annotate(is_connected=Exists(own))
    return [(one, one.is_connected) for one in found.order_by("pk")]


def number_connected(provider: Provider) -> int:
    return ProviderLink.objects.filter(provider=provider).count()


def waives_second_step(user: User, provider_id: int) -> bool:
    """Tell whether who came from a provider is asked for no second step here.

    Where its organisation leaves that to the provider, and of those alone who belong to no other: that one has
    not said whom it trusts.
    """
    organisations = set(
        Membership.objects.current().filter(user=user).values_list("organisation", flat=True)
    )
    found = Provider.objects.filter(
        pk=provider_id, organisation__in=organisations, asks_second_step=False
    )
    return len(organisations) == 1 and found.exists()
