"""What those who lead a group could talk about for each theme, and where learning may help."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from leadership.instrument import Instrument, Link, Theme
from results.presenters.group_statements import StatementView

# Questions for one conversation: those of two statements, or of three where the second place is shared.
WANTED, MOST = 2, 3


@dataclass(frozen=True)
class LinkedArea:
    """A learning area that a theme points to, and why."""

    title: str
    rationale: str


@dataclass(frozen=True)
class ThemeTalk:
    """Questions about what is least usual in a group, and the learning areas that a theme points to."""

    questions: tuple[str, ...]
    primary: tuple[LinkedArea, ...]
    secondary: tuple[LinkedArea, ...]

    def __bool__(self) -> bool:
        return bool(self.questions or self.primary or self.secondary)


def theme_talk(
    instrument: Instrument, theme: Theme, statements: Iterable[StatementView]
) -> ThemeTalk:
    asks = {question.code: question.ask for question in theme.counted}
    return ThemeTalk(
        tuple(ask for one in least_favourable(statements) if (ask := asks[one.code])),
        _areas(instrument, instrument.links_of(theme, "primary")),
        _areas(instrument, instrument.links_of(theme, "secondary")),
    )


by_favour = attrgetter("favour")


def least_favourable(statements: Iterable[StatementView]) -> tuple[StatementView, ...]:
    """Return the statements of a theme with the fewest favourable answers, from what is shown alone.

    What is answered alike is chosen together or not at all, as in a person's report.
    """
    shown = sorted((one for one in statements if one.favourable.text), key=by_favour)
    chosen: list[StatementView] = []
    for _favour, group in groupby(shown, key=by_favour):
        alike = list(group)
        if len(chosen) >= WANTED or len(chosen) + len(alike) > MOST:
            break
        chosen += alike
    return tuple(chosen)


def _areas(instrument: Instrument, links: Iterable[Link]) -> tuple[LinkedArea, ...]:
    return tuple(
        LinkedArea(instrument.area(link.area).title, link.rationale or "") for link in links
    )
