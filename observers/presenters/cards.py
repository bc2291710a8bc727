"""Cards to print: a code to scan each, drawn as one path of squares."""

from collections.abc import Sequence
from dataclasses import dataclass

import qrcode
from django.urls import reverse
from qrcode.constants import ERROR_CORRECT_M

from accounts.mail import address
from observers import access
from observers.models import Rater, Round


@dataclass(frozen=True)
class Card:
    """One code: where it leads, and its drawing on a square of `size` units."""

    address: str
    path: str
    size: int
    code: str = ""
    """For whoever types it; a poster has none."""


@dataclass(frozen=True)
class Cards:
    """The cards of a round, and the poster's code if it has one."""

    cards: tuple[Card, ...]
    poster: Card | None


def cards_of(round_: Round, people: Sequence[Rater]) -> Cards:
    """Return a card for each that was made to be printed; whether it was used is not looked at."""
    made = [one for one in people if one.is_card and not one.revoked]
    poster = _card(access.open_link_of(round_)) if round_.has_open_link else None
    cards = (_card(access.link_of(one), access.code_of(one)) for one in made)
    return Cards(tuple(cards), poster)


def answer_page() -> str:
    """Return where codes are typed, as it stands on a card: without what every browser adds."""
    return address(reverse("answer:code")).partition("://")[2].rstrip("/")


def _card(path: str, typed: str = "") -> Card:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(address(path))
    code.make(fit=True)
    rows = code.get_matrix()
    squares = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return Card(address(path), "".join(squares), len(rows), typed)
