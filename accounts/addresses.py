"""Finds e-mail addresses in what people copy: from a mail program, a chat or a spreadsheet, with names around them."""

import re

from documents.characters import tidy, without_unseen

IN_BRACKETS = re.compile(r"<\s*([^<>\s]+)\s*>")
ONE_IN_BRACKETS = re.compile(r"[^<>]*<\s*([^<>\s]+)\s*>[\s;,]*")
QUOTED_NAME = re.compile(r'"[^"\n]*"\s*(?=<)')
AROUND = " '\"‘’“”<>()[];,"


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
            found += re.split(r"[,\s]+", piece)
    return list(dict.fromkeys(filter(None, map(_bare, found))))


def _pieces(text: str) -> list[str]:
    """Return what stands between semicolons, tabs and lines; a bracket belongs to the line before."""
    pieces: list[str] = []
    for piece in re.split(r"[;\n\r\t]", text):
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


def _likely(words: str) -> list[str]:
    return [word for word in re.split(r"[,\s]+", words) if "@" in word]


def _bare(text: str) -> str:
    return text.strip(AROUND).lower().removeprefix("mailto:").strip(AROUND)
