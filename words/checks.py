"""What is wrong with a translation: missing or doubtful, or other values, tags or spaces than the message has."""

import re
from collections import Counter

import polib

# Python's and Django's placeholders, and those of `str.format`.
VALUES = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")


def faults(entry: polib.POEntry) -> list[str]:
    """Return what keeps a translation from being shown, in words for its translator."""
    if not entry.translated():
        return ["is doubtful" if entry.fuzzy else "is not translated"]
    said = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return [fault for words in said for fault in _faults_of(words, entry)]


def _faults_of(words: str, entry: polib.POEntry) -> list[str]:
    found = []
    message = entry.msgid_plural or entry.msgid
    # A form for one number may say it in words, where the message has one that does.
    asked, allowed = _values(entry.msgid), _values(message) | _values(entry.msgid)
    if entry.msgid_plural:
        asked &= _values(entry.msgid_plural)
    here = _values(words)
    if missing := asked - here:
        found.append(f"lacks {', '.join(sorted(missing))}")
    if strange := here - allowed:
        found.append(f"has {', '.join(sorted(strange))}, which the message has not")
    if _tags(words) not in (_tags(message), _tags(entry.msgid)):
        found.append("has other HTML tags than the message")
    if _ends(words) != _ends(message):
        found.append("begins or ends with other spaces than the message")
    return found


def _values(text: str) -> set[str]:
    return set(VALUES.findall(text))


def _tags(text: str) -> Counter[str]:
    return Counter(TAGS.findall(text))


def _ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
