"""How what is told is signed, so that whoever hears it knows that it is ours: Standard Webhooks."""

from base64 import b64encode
from datetime import datetime
from secrets import token_bytes
from typing import Final

from standardwebhooks import Webhook as Signer

from api.models import Webhook
from identity.encryption import seal, unseal

PURPOSE: Final = b"api.webhook"


def new_secret() -> str:
    """Return a secret in the form that the standard gives it."""
    return "whsec_" + b64encode(token_bytes(32)).decode()


def sealed(secret: str) -> str:
    return seal(secret, PURPOSE)


def headers_of(webhook: Webhook, message: str, body: str, *, at: datetime) -> dict[str, str]:
    """Return what goes along with a body; while an old secret still works, its signature stands beside the new one."""
    secrets = [webhook.sealed_secret]
    if webhook.sealed_previous and webhook.previous_until and at < webhook.previous_until:
        secrets.append(webhook.sealed_previous)
    signatures = [Signer(unseal(one, PURPOSE)).sign(message, at, body) for one in secrets]
    return {
        "Content-Type": "application/json",
        "User-Agent": "leadership-self-assessment",
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
