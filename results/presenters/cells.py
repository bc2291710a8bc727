"""One published cell in words: its figure, what it rests on, or why it is not there."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from leadership.scoring import shown
from results.disclosure import IN_WORDS, Hidden
from results.models import Cell

# Looked up for every cell of a council's workbook: translated where it is shown, and only the one.
REASONS = {
    Hidden.SMALL_ORGANISATION: gettext_noop(
        "Not shown: too few people answered in the organisation."
    ),
    Hidden.TOO_FEW: gettext_noop(
        "Not shown, to protect people’s privacy: it would rest on too few people."
    ),
    Hidden.PROTECTS_OTHERS: gettext_noop(
        "Not shown, because the figures of a smaller group could be worked out from it."
    ),
    Hidden.INSIDE_HIDDEN: gettext_noop("Not shown, because the group it belongs to is not shown."),
    Hidden.CROSSING: gettext_noop("Not shown, because other groups overlap with it too closely."),
    Hidden.MERGED: gettext_noop("Counted together with the answers beside it, to protect privacy."),
    Hidden.FEW_OR_NONE: gettext_noop("few or none"),
    Hidden.NEARLY_EVERYONE: gettext_noop("nearly everyone"),
    Hidden.UNMATCHED: gettext_noop(
        "Not shown: too few of the same people were in this group’s results both times, or only"
        " a few came or went."
    ),
    Hidden.LIKE_LATELY: gettext_noop(
        "Not shown: only a few people set this group apart from what it was in another campaign shortly"
        " before, and the two would tell what those few answered."
    ),
    Hidden.NOT_UNDER: gettext_noop("Not shown, because the average it belongs to is not shown."),
    Hidden.BOUNDED: gettext_noop("Not shown, because it would say too much about one person."),
}
# That answers are alike is what is hidden: the reason for it may not tell.
TELLING = {Hidden.ALIKE: Hidden.BOUNDED}


def told(code: str) -> str:
    """Return the reason code that people and files may read."""
    return str(TELLING.get(Hidden(code), code)) if code else ""


def why_hidden(code: str) -> str:
    """Return the sentence for a reason code."""
    return _(REASONS[Hidden(told(code))]) if code else ""


def why_unpublished(code: str) -> str:
    """Return the sentence for why a whole release holds no figures."""
    reasons = {
        "organisation_too_small": _("Too few people took part."),
        "nothing_can_be_shown": _("There is no figure that rests on enough people."),
        "like_a_recent_release": _(
            "Only a few people set those who took part apart from those of another campaign shortly before. Laid side by side, the two would tell what those few answered."
        ),
        "audit_not_clean": _(
            "Somebody could still be picked out after everything that can be hidden was hidden."
        ),
    }
    return reasons.get(code, "")


def figure(cell: Cell, places: int = 0) -> str:
    """Return a published number in words for people: rounded already, with its bound."""
    if cell.value is None:
        return ""
    number = str(shown(cell.value, places))
    if cell.bound == "at_least":
        return _("%(number)s or more") % {"number": number}
    if cell.bound == "at_most":
        return _("%(number)s or less") % {"number": number}
    return number


@dataclass(frozen=True)
class NotShown:
    """What is not shown for one reason, which is said once for all of it."""

    why: str
    titles: tuple[str, ...]


def by_reason(parts: Iterable[tuple[str, str]]) -> tuple[NotShown, ...]:
    """Gather titles by their reason; a part without one is shown."""
    found: dict[str, list[str]] = {}
    for why, title in parts:
        if why:
            found.setdefault(why, []).append(title)
    return tuple(NotShown(why, tuple(titles)) for why, titles in found.items())


@dataclass(frozen=True)
class ShownCell:
    """One cell: its figure, or why it is not there."""

    text: str
    why: str = ""
    exact: float | None = None
    note: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the text is a number and no more, unlike "97 or more"."""
        return self.text.rstrip("%").lstrip("+−").replace(".", "", 1).isdigit()


def show_cell(cell: Cell | None, places: int = 0, group_n: int | None = None) -> ShownCell:
    if cell is None:
        return ShownCell("", _("Not part of these results."))
    if cell.hidden:
        words = why_hidden(cell.hidden)
        return ShownCell(words) if cell.hidden in IN_WORDS else ShownCell("", words)
    return ShownCell(figure(cell, places), exact=cell.value, note=_based_on(cell, group_n))


def _based_on(cell: Cell, group_n: int | None) -> str:
    if group_n is None or cell.n == group_n:
        return ""
    if cell.n is None:
        return _("based on nearly everyone")
    return _("based on %(n)d people") % {"n": cell.n}


def show_share(cell: Cell | None) -> ShownCell:
    """Return a share as a percentage, or in the words that stand for it."""
    found = show_cell(cell)
    return ShownCell(f"{found.text}%", exact=found.exact) if found.exact is not None else found
