"""The addresses that an organisation has told: added, given another secret, switched on again, removed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.errors import AccountError
from accounts.models import Organisation, User
from accounts.queries import lock_organisation
from api.actions.deliveries import store_deliveries, wake_worker
from api.events import TEST
from api.models import Webhook
from api.signing import new_secret, sealed

MOST_WEBHOOKS: Final = 10
# So long whoever listens has to take the new secret.
OLD_SECRET_WORKS: Final = timedelta(days=1)


@dataclass(frozen=True)
class WebhookDetails:
    """What is said of an address: where it is, and what it is told."""

    url: str
    events: frozenset[str]


def check_url(url: str) -> None:
    """Refuse an address that nothing may be sent to: not HTTPS, or with parts that belong to none."""
    parts = urlsplit(url)
    is_https = parts.scheme == "https" or (
        parts.scheme == "http" and settings.ALLOW_INTERNAL_PROVIDERS
    )
    if not is_https or not parts.hostname or parts.username or parts.fragment:
        raise AccountError(_("The address has to begin with https://."))


@transaction.atomic
def add_webhook(
    organisation: Organisation, details: WebhookDetails, *, by: User, at: datetime
) -> tuple[Webhook, str]:
    """Add an address and return it with its secret, which is shown nowhere from then on."""
    organisation = lock_organisation(organisation.pk)
    check_url(details.url)
    if organisation.webhooks.count() >= MOST_WEBHOOKS:
        raise AccountError(
            _("There are %(most)s already. Remove one that is not used first.")
            % {"most": MOST_WEBHOOKS}
        )
    secret = new_secret()
    webhook = Webhook.objects.create(
        organisation=organisation,
        url=details.url,
        events=sorted(details.events),
        sealed_secret=sealed(secret),
        made_by=by,
        made_at=at,
    )
    _log(webhook, "webhook.added", by=by, at=at, events=webhook.events)
    return webhook, secret


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: User, at: datetime) -> str:
    """Return a new secret; the old one signs beside it for a day."""
    webhook = Webhook.objects.select_for_update(of=("self",)).get(pk=webhook.pk)
    secret = new_secret()
    webhook.sealed_previous, webhook.previous_until = webhook.sealed_secret, at + OLD_SECRET_WORKS
    webhook.sealed_secret = sealed(secret)
    webhook.save(update_fields=["sealed_previous", "previous_until", "sealed_secret"])
    _log(webhook, "webhook.secret_renewed", by=by, at=at)
    return secret


@transaction.atomic
def switch_on(webhook: Webhook, *, by: User, at: datetime) -> None:
    """Tell an address again what happens from now on, and what still waits for it."""
    webhook = Webhook.objects.select_for_update(of=("self",)).get(pk=webhook.pk)
    if webhook.disabled_at is None:
        return
    webhook.disabled_at, webhook.disabled_why = None, ""
    webhook.switched_on_at = at
    webhook.save(update_fields=["disabled_at", "disabled_why", "switched_on_at"])
    _log(webhook, "webhook.switched_on", by=by, at=at)
    wake_worker()


@transaction.atomic
def remove_webhook(webhook: Webhook, *, by: User, at: datetime) -> None:
    """Tell an address nothing any more, and forget what it was told."""
    _log(webhook, "webhook.removed", by=by, at=at)
    webhook.delete()


@transaction.atomic
def send_test(webhook: Webhook, *, by: User, at: datetime) -> None:
    """Have the worker send something that means nothing; refused where nothing is sent."""
    if webhook.disabled_at is not None:
        raise AccountError(_("It is not told any more. Have it told again first."))
    store_deliveries([(webhook, TEST, f"test:{at.isoformat()}", {})], at=at)
    _log(webhook, "webhook.tried", by=by, at=at)


def _log(webhook: Webhook, act: str, *, by: User | None, at: datetime, **details: object) -> None:
    audit(act, at=at, by=by, subject=webhook.host, organisation=webhook.organisation, **details)
