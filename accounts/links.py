"""The signed parts of links: an e-mail's, which holds for its person and their address alone, and one for guests."""

from django.core.signing import BadSignature, Signer

from accounts.models import Message, User

SEPARATOR = "."


def token_of(message: Message) -> str:
    """Return what stands in the link of a message, the same each time; nothing of it is stored."""
    return _signer(message.to.user).sign(str(message.pk))


def message_number(token: str) -> int | None:
    """Return which message a token says it is of. Nothing is proved by that: see `is_token_of`."""
    number = token.partition(SEPARATOR)[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None  # noqa: PLR2004 - fits a key


def is_token_of(token: str, message: Message) -> bool:
    try:
        _signer(message.to.user).unsign(token)
    except BadSignature:
        return False
    return True


def guest_path(path: str) -> str:
    """Return a path that whoever has it may follow without signing in: itself, signed whole."""
    return f"{_guests().sign(path)}/"


def read_guest_path(signed: str) -> str | None:
    """Return the path that was signed, or None for one that never was."""
    try:
        return _guests().unsign(signed.removesuffix("/"))
    except BadSignature:
        return None


def _guests() -> Signer:
    return Signer(sep=SEPARATOR, salt="accounts.links:guest")


def _signer(user: User) -> Signer:
    # The person and their address are signed and not said: another address, and the link is no more.
    return Signer(sep=SEPARATOR, salt=f"accounts.links:{user.pk}:{user.email}")
