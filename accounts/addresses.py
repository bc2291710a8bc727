"""Finds e-mail addresses in what people copy: from a mail program, a chat or a spreadsheet, with names around them."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from documents.characters import tidy, without_unseen

IN_BRACKETS = re.compile(r"<\s*([^<>\s]+)\s*>")
ONE_IN_BRACKETS = re.compile(r"[^<>]*<\s*([^<>\s]+)\s*>[\s;,]*")
QUOTED_NAME = re.compile(r'"[^"\n]*"\s*(?=<)')
MAIL_HEAD = re.compile(
    r"^[ \t]*(?:sent|date|subject|importance)[ \t]*:.*$", re.IGNORECASE | re.MULTILINE
)
LONGEST = 200
AROUND = " '\"‘’“”<>()[];,.:"


def bare_address(text: str) -> str:
    """Return what is an address of what was copied with one: its name, brackets, marks that nobody sees."""
    text = tidy(without_unseen(text)).strip()
    if found := ONE_IN_BRACKETS.fullmatch(text):
        text = found[1]
    return _bare(text)


def addresses_in(text: str) -> list[str]:
    """Return the addresses of a pasted list, each once: also of `Byron, Ada <ada@council.example>`.

    A name that stands before an address in brackets may have commas in it, and the bracket may stand on the next line.
    """
    text = QUOTED_NAME.sub(" ", tidy(without_unseen(text)))
    found: list[str] = []
    for piece in _pieces(text):
        if IN_BRACKETS.search(piece):
            found += _beside_names(piece)
        else:
            found += _listed(piece)
    return list(dict.fromkeys(filter(None, map(_bare, found))))


def _pieces(text: str) -> list[str]:
    """Return what stands between semicolons and lines; a bracket belongs to the line before.

    A line of a table is one piece, and of the head of an e-mail only who wrote it and to whom.
    """
    pieces: list[str] = []
    for piece in re.split(r"[;\n\r]", MAIL_HEAD.sub("", text)):
        words = piece.strip()
        if words.startswith("<") and pieces:
            pieces[-1] += f" {words}"
        elif words:
            pieces.append(words)
    return pieces


def _beside_names(piece: str) -> list[str]:
    """Return what is in brackets, and of all else what may be an address: the rest is names."""
    found, at = [], 0
    for bracket in IN_BRACKETS.finditer(piece):
        found += _likely(piece[at : bracket.start()])
        found.append(bracket[1])
        at = bracket.end()
    return found + _likely(piece[at:])


def _listed(piece: str) -> list[str]:
    """Return the addresses between commas, and whole what has none: somebody whose address is missing is told.

    What stands beside an address, in a cell of the same line too, is its name, a number or a remark.
    """
    if "\t" in piece and "@" in piece:
        return _likely(piece)
    found: list[str] = []
    for part in piece.split(","):
        found += _likely(part) if "@" in part else [" ".join(part.split())]
    return found


def _likely(words: str) -> list[str]:
    return [word for word in re.split(r"[,\s()\[\]]+", words) if "@" in word]


def _bare(text: str) -> str:
    return text.strip(AROUND).lower().removeprefix("mailto:").strip(AROUND)


def is_address(text: str) -> bool:
    """Tell whether a text is an e-mail address as accounts have them, and no longer than one may be."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST
