"""Setting up an organisation's identity provider, trying it, and asking it who somebody is."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.actions import audit
from accounts.models import Organisation, User
from accounts.queries import lock_organisation
from identity import openid
from identity.claims import ClaimError, Visitor, read_claims
from identity.encryption import CLIENT_SECRET, seal
from identity.models import Provider, ProviderLink
from identity.openid import Client, Description, Journey, ProviderError, UnknownKeyError
from identity.queries import secret_of

# What a provider says of itself is asked for anew after so long, by the worker.
FRESH_FOR = timedelta(days=1)


class LostSecretError(ProviderError):
    """A client secret was sealed with a key of the service that is gone: somebody has to enter it again."""


@dataclass(frozen=True)
class ProviderDetails:
    """What an administrator says of a provider; an empty secret stays as it was."""

    label: str
    issuer: str
    client_id: str
    secret: str
    subject_claim: str
    trusts_addresses: bool
    domains: tuple[str, ...]
    role_claim: str
    roles: Mapping[str, str]
    asks_second_step: bool


def try_provider(
    organisation: Organisation, issuer: str, client_id: str, secret: str
) -> Description:
    """Return what a provider says of itself once it takes who the service is; ProviderError says what is wrong."""
    about = openid.describe(issuer)
    if not openid.accepts_secret(about, Client(client_id, secret, callback_of(organisation))):
        raise ProviderError(_("It does not know the client ID, or the client secret is wrong."))
    return about


@transaction.atomic
def set_provider(
    organisation: Organisation,
    details: ProviderDetails,
    about: Description,
    *,
    by: User,
    at: datetime,
) -> Provider:
    """Store a provider that was tried. Another issuer is another provider: nobody is connected to it yet."""
    lock_organisation(organisation.pk)
    found = Provider.objects.filter(organisation=organisation).first()
    provider = found or Provider(organisation=organisation)
    said = {**asdict(details), "domains": list(details.domains), "roles": dict(details.roles)}
    secret = said.pop("secret")
    changed = [name for name, value in said.items() if found and getattr(found, name) != value]
    if found and found.issuer != details.issuer:
        ProviderLink.objects.filter(provider=found).delete()
    for name, value in said.items():
        setattr(provider, name, value)
    if secret:
        provider.sealed_secret = seal(secret, CLIENT_SECRET)
        changed.append("secret")
    provider.description, provider.described_at = about.as_json(), at
    provider.save()
    audit(
        "organisation.provider_set",
        at=at,
        by=by,
        subject=organisation,
        organisation=organisation,
        fields=changed,
    )
    return provider


@transaction.atomic
def remove_provider(provider: Provider, *, by: User, at: datetime) -> None:
    """Take a provider away, and with it who is who there; people sign in in the other ways."""
    organisation = provider.organisation
    provider.delete()
    audit(
        "organisation.provider_removed",
        at=at,
        by=by,
        subject=organisation,
        organisation=organisation,
    )


def callback_of(organisation: Organisation) -> str:
    """Return where a provider sends people back to; never built from what a request says its host is."""
    return f"{settings.SITE_URL}{reverse('organisation_back', args=[organisation.slug])}"


def client_of(provider: Provider) -> Client:
    """Return as whom the service asks a provider; raises LostSecretError."""
    secret = secret_of(provider)
    if secret is None:
        raise LostSecretError(_("The client secret that is stored cannot be read any more."))
    return Client(provider.client_id, secret, callback_of(provider.organisation))


def come_back(provider: Provider, journey: Journey, code: str, *, at: datetime) -> Visitor:
    """Return who came back from a provider with a code; ProviderError where that cannot be believed."""
    about = Description.of_json(provider.description)
    if at - provider.described_at > FRESH_FOR:
        renew_description.enqueue(provider.pk)
    try:
        claims = openid.finish(about, client_of(provider), journey, code)
    except UnknownKeyError:
        # A code is good once. Whoever tries again finds the new keys.
        _describe_anew(provider, at)
        raise
    try:
        return read_claims(claims, provider.reading)
    except ClaimError as error:
        raise ProviderError(_("Its token has no %(claim)s.") % {"claim": error}) from error


@task()
def renew_description(provider_id: int) -> None:
    """Ask a provider anew what it says of itself; what it said before stays where it does not answer."""
    provider = Provider.objects.filter(pk=provider_id).first()
    if provider is not None:
        _describe_anew(provider, timezone.now())


def _describe_anew(provider: Provider, at: datetime) -> None:
    try:
        about = openid.describe(provider.issuer)
    except ProviderError:
        return
    # Not over what an administrator has set meanwhile.
    Provider.objects.filter(pk=provider.pk, issuer=provider.issuer).update(
        description=about.as_json(), described_at=at
    )
