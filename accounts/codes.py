"""Codes to sign in with, sent by e-mail: what is kept of one is a mark, and only the service's key makes the code of it."""

from secrets import token_hex

from django.utils.crypto import salted_hmac

SALT = "accounts.codes"
FIGURES = 6


def new_mark() -> str:
    """Return what stands for a code in a session and in the outbox; whoever reads it there has no code."""
    return token_hex(16)


def code_of(mark: str) -> str:
    number = int(salted_hmac(SALT, mark, algorithm="sha256").hexdigest(), 16)
    return f"{number % 10**FIGURES:0{FIGURES}}"
