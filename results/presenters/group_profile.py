"""Which themes stand out in a group, by the same reading as a person's report, and in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.instrument import Instrument
from leadership.reading import CommonLevel, ThemeReading, WhyNothing, read_themes
from results.presenters.judging import Figures, clear_between_themes


@dataclass(frozen=True)
class GroupProfile:
    """The themes to name, by short title; neither where nothing stands out clearly."""

    strengths: tuple[str, ...]
    room: tuple[str, ...]
    words: str


def present_profile(
    instrument: Instrument, own: Figures, whole: Figures, population: int | None
) -> GroupProfile:
    """Name a theme only where it stands clearly above or below others, by the group's own error."""
    means = {theme.code: own.get(("theme_mean", theme.code)) for theme in instrument.themes}
    scores = {
        code: int(cell.value) for code, cell in means.items() if cell and cell.value is not None
    }
    if len(scores) < 2:  # noqa: PLR2004 - one theme alone cannot stand out
        return GroupProfile((), (), "")
    apart = clear_between_themes(instrument, own, whole, population)
    reading = read_themes(scores, instrument.bands, smallest_difference=apart)
    # As the radar names them: a sentence of full titles is hard to read.
    titles = {theme.code: theme.short_title or theme.title for theme in instrument.themes}
    strengths = tuple(titles[code] for code in reading.strengths)
    room = tuple(titles[code] for code in (*reading.room_to_grow, *reading.further))
    of_all = len(scores) == len(instrument.themes)
    return GroupProfile(strengths, room, _words(strengths, room, reading, of_all=of_all))


def listed(titles: Sequence[str]) -> str:
    """Return titles as a list in a sentence."""
    return get_text_list(list(titles), _("and"))


def _words(
    strengths: Sequence[str], room: Sequence[str], reading: ThemeReading, *, of_all: bool
) -> str:
    named = {
        "high": listed(strengths),
        "low": listed(room),
        # Nothing is said of a theme that is hidden. "No" and "every" begin a sentence, "none" does not.
        "No": _("No theme") if of_all else _("No theme shown"),
        "none": _("no theme") if of_all else _("no theme shown"),
        "Every": _("Every theme") if of_all else _("Every theme shown"),
    }
    if reading.level is CommonLevel.NO_HABIT_YET and room:
        words = _("%(No)s is an established habit yet. A start could be made with %(low)s.")
    elif reading.level is CommonLevel.ALL_HABITS and room:
        words = _("%(Every)s is a habit on average. The group could go further in %(low)s.")
    elif strengths and room:
        words = ngettext(
            "The answers suggest a strength in %(high)s, and most room to grow in %(low)s.",
            "The answers suggest strengths in %(high)s, and most room to grow in %(low)s.",
            len(strengths),
        )
    elif strengths:
        words = ngettext(
            "The answers suggest a strength in %(high)s; %(none)s stands clearly below the rest.",
            "The answers suggest strengths in %(high)s; %(none)s stands clearly below the rest.",
            len(strengths),
        )
    elif room:
        words = _(
            "The answers suggest most room to grow in %(low)s; %(none)s stands clearly above the rest."
        )
    elif reading.reason is WhyNothing.TIED:
        words = _(
            "Too many themes share the highest or the lowest place to name one of them. Choose the one that matters"
            " most to your customers now."
        )
    else:
        words = _(
            "The answers suggest an even profile: %(none)s stands clearly above or below the others. Choose the"
            " one that matters most to your customers now."
        )
    return words % named
