"""What somebody may have meant who wrote a sheet or a head that no workbook of a bank has."""

from difflib import get_close_matches

from leadership.translation import gettext as _
from leadership.translation import gettext_noop

DELETE_IT = gettext_noop(
    "Delete it from the file; notes of your own may stand on the sheet Read me."
)


def plain_head(text: str) -> str:
    return " ".join(text.split()).casefold()


def did_you_mean(text: str, known: list[str]) -> str:
    near = get_close_matches(text, known, n=1, cutoff=0.6)
    return _("Did you mean %(near)s?") % {"near": near[0]} if near else ""
