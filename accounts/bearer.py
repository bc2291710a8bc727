"""Secrets that programs show in place of a password: made, kept as a hash, read from a request's header alone."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

from django.http import HttpRequest

# Longer than any of ours; a header may have some thousand characters.
LONGEST_SECRET: Final = 200
# When one was used last is written down so often and no more: programs send thousands of requests.
NOTED_EVERY: Final = timedelta(minutes=5)


def new_secret(prefix: str) -> str:
    """Return 256 random bits; by the prefix whoever finds one in a file or a log can tell what it is."""
    return prefix + token_urlsafe(32)


def hash_of(secret: str) -> str:
    """Return what is kept of a secret. It is random and long, so a slow hash would protect nothing more."""
    return sha256(secret.encode()).hexdigest()


def bearer_of(request: HttpRequest) -> str:
    """Return the secret of a request, from its header alone, as addresses end up in logs; '' without one."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and len(secret) <= LONGEST_SECRET else ""


def is_to_note(last_used_at: datetime | None, at: datetime) -> bool:
    """Tell whether it is time to write down that a secret was used."""
    return last_used_at is None or at - last_used_at >= NOTED_EVERY
