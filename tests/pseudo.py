"""A made-up language: every message of the service in wide letters. Whatever is shown in plain ones is no message.

Wide letters take twice the room, so that a page in them also shows what has no room for longer words.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils.translation import trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR

# Values, tags and entities stay as they are, as translators leave them.
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^<>]*>|&\w+;)")
WIDE = {plain: plain - ord("!") + ord("！") for plain in map(ord, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")}  # fmt: skip


def wide(message: str) -> str:
    """Return a message as the made-up language has it."""
    return "".join(
        part if KEPT.fullmatch(part) else part.translate(WIDE) for part in KEPT.split(message)
    )


class MadeUp:
    """Stands where Django keeps what it has read of a catalogue; remembers what was asked for."""

    def __init__(self, language: str) -> None:
        self.code = language
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        words = message.rpartition(CONTEXT_SEPARATOR)[2]
        self.asked.add(words)
        return wide(words)

    def ngettext(self, one: str, many: str, number: int) -> str:
        self.asked.add(one)
        return wide(one if number == 1 else many)

    def language(self) -> str:
        return self.code

    def to_language(self) -> str:
        return self.code


@contextmanager
def made_up(language: str) -> Iterator[MadeUp]:
    """Have the service say everything in a made-up way where it is read in a language."""
    made = MadeUp(language)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(trans_real._translations, language, made)
        yield made
