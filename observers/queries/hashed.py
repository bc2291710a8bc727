"""People as keyed hashes, by which figures of one year are laid side by side; nothing in them leads back.

A renewed SECRET_KEY gives everybody another hash. Those in hand are looked up by the former keys too, for as long as
SECRET_KEY_FALLBACKS names them, or two groups of the same people would look like strangers.
"""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.crypto import salted_hmac

LENGTH = 32


def hashed(kind: str, word: str) -> str:
    return _by(settings.SECRET_KEY, kind, word)


def former_hashes(kind: str, word: str) -> tuple[str, ...]:
    return tuple(_by(key, kind, word) for key in settings.SECRET_KEY_FALLBACKS)


def as_hashed_now(
    groups: Iterable[Iterable[str]], former: Mapping[str, str]
) -> list[frozenset[str]]:
    """Return groups of hashes with those in hand under today's; `former` leads from each of their former ones."""
    return [frozenset(former.get(one, one) for one in group) for group in groups]


def _by(key: str, kind: str, word: str) -> str:
    return salted_hmac(kind, word, key, algorithm="sha256").hexdigest()[:LENGTH]
