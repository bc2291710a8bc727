"""The first page: what stands out, and one thing to try. It can stand alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.instrument import Instrument
from leadership.reading import CommonLevel, Reading, ThemeReading, WhyNothing
from plans.presenters.alike import planned_like
from plans.presenters.goals import GoalView, PlanView
from reports.presenters.statements import NamedStatements, ToTry, named_statements, to_try
from reports.presenters.themes import ThemeView
from reports.queries import Facts

# Long enough to have tried it a few times, and the first of the plan's reviews.
LOOK_BACK = timedelta(weeks=6)


@dataclass(frozen=True)
class ThemeLine:
    """A theme by its title and its score in words; `anchor` is where the report says more."""

    title: str
    anchor: str
    words: str


@dataclass(frozen=True)
class Pointed:
    """Themes to name under a heading, or why none is."""

    heading: str
    themes: tuple[ThemeLine, ...]
    words: str


@dataclass(frozen=True)
class Suggestion:
    """The one thing to try. `step` is its number among the band's next steps, for a bank without such things."""

    when: str
    then: str
    question: str = ""
    theme: str = ""
    step: int = -1
    goal: str = ""
    """The goal that the bank proposes to make of it."""

    @property
    def is_of_bank(self) -> bool:
        """Whether its words are the bank's: from those a goal can be made."""
        return bool(self.question) or self.step >= 0


@dataclass(frozen=True)
class FirstPage:
    """What stands out. `nothing` says why nothing does; then neither list has themes."""

    nothing: str
    strengths: Pointed
    room: Pointed
    near: tuple[ThemeLine, ...]
    habits: NamedStatements
    to_grow: NamedStatements
    suggestions: tuple[Suggestion, ...]
    """What to try, first things first; never empty."""
    look_back_on: date
    planned: GoalView | None = None
    """The open goal that the first of them is already, for who sees the plan."""

    @property
    def attempt(self) -> Suggestion:
        """The one thing to try."""
        return self.suggestions[0]

    def beside(self, plan: PlanView) -> "FirstPage":
        """Return the same beside a plan: nothing is advised that was a goal before, and what is one now is said to be."""
        for place, one in enumerate(self.suggestions):
            like = planned_like(plan, goal=one.goal, action=one.then)
            if like is None or like.is_open:
                return replace(self, suggestions=self.suggestions[place:], planned=like)
        return self

    @property
    def statements_alike(self) -> bool:
        return not (self.habits.named or self.to_grow.named)


def first_page(
    instrument: Instrument, facts: Facts, reading: Reading, themes: Sequence[ThemeView]
) -> FirstPage:
    lines = {
        one.code: ThemeLine(one.title, one.anchor, one.result.words) for one in themes if one.result
    }
    # As shown, so that the points named in words are those that the reader can count.
    scores = [one.result.score for one in themes if one.result]
    found = reading.themes
    return FirstPage(
        # Where all are habits, what could go further is named although it is no room to grow.
        nothing="" if found.stands_out else _nothing(instrument, found, scores),
        strengths=_strengths(instrument, found, lines),
        room=_room(instrument, found, lines),
        near=tuple(lines[one.theme] for one in reading.near_a_line),
        habits=named_statements(instrument, reading.habits, facts.answers),
        to_grow=named_statements(instrument, reading.to_grow, facts.answers),
        suggestions=tuple(_suggestions(instrument, facts, reading, themes)),
        look_back_on=timezone.localdate(facts.submitted_at) + LOOK_BACK,
    )


# Themes ----------------------------------------------------------------------------------------


def _nothing(instrument: Instrument, found: ThemeReading, scores: Sequence[int]) -> str:
    """Say why neither a strength nor room to grow is named, with the level that the themes share."""
    if found.reason is WhyNothing.TOO_FEW:
        return _("There are too few scored themes to say what stands out.")
    apart = max(scores) - min(scores)
    if found.reason is WhyNothing.TIED:
        said = [_("Nothing stands out: too many themes share a place to name one of them.")]
    else:
        within = ngettext(
            "Nothing stands out: your themes lie within %(points)d point of each other.",
            "Nothing stands out: your themes lie within %(points)d points of each other.",
            apart,
        ) % {"points": apart}
        same = _("Nothing stands out: all your themes have the same score.")
        said = [within if apart else same]
    said += [_level(instrument, found, scores), _nearest(instrument, found)]
    if found.reason is WhyNothing.ALIKE:
        # The bank's words speak of small differences: where there is none, only the advice is left.
        choose = _("Choose the theme that matters most to those you serve now.")
        said.append(instrument.text("flat_profile") if apart else choose)
    return " ".join(one for one in said if one)


def _level(instrument: Instrument, found: ThemeReading, scores: Sequence[int]) -> str:
    if found.level is None:
        return ""
    band = next(one.label for one in instrument.bands if one.min <= scores[0] <= one.max)
    words = {
        CommonLevel.NO_HABIT_YET: _("All are in the lowest band, %(band)s: none is a habit yet."),
        CommonLevel.ONE_BAND: _("All are in the same band, %(band)s."),
        CommonLevel.ALL_HABITS: _("All are in the highest band, %(band)s: all are habits."),
    }
    return words[found.level] % {"band": band}


def _nearest(instrument: Instrument, found: ThemeReading) -> str:
    if found.nearest_to_habit is None:
        return ""
    title = instrument.theme(found.nearest_to_habit).title
    return _("Nearest to the next band: %(theme)s.") % {"theme": title}


def _strengths(instrument: Instrument, found: ThemeReading, lines: dict[str, ThemeLine]) -> Pointed:
    words = ""
    if not found.strengths and found.level is CommonLevel.NO_HABIT_YET:
        words = " ".join(
            (_("No theme is a regular habit yet."), _nearest(instrument, found))
        ).strip()
    elif not found.strengths and found.share_highest:
        words = _shared(found.share_highest, lines, _("the highest place"))
    return Pointed(_("Strengths"), _lines(found.strengths, lines), words)


def _room(instrument: Instrument, found: ThemeReading, lines: dict[str, ThemeLine]) -> Pointed:
    if found.further:
        return Pointed(_("Where you could go further"), _lines(found.further, lines), "")
    heading = _("Where to start") if found.is_start else _("Most room to grow")
    words = ""
    if not found.room_to_grow and found.share_lowest:
        words = _shared(found.share_lowest, lines, _("the lowest place"))
    elif not found.room_to_grow and found.level is CommonLevel.ALL_HABITS:
        words = _("None: all your themes are in the highest band.")
    return Pointed(heading, _lines(found.room_to_grow, lines), words)


def _shared(codes: Sequence[str], lines: dict[str, ThemeLine], place: str) -> str:
    return _("%(count)d themes share %(place)s (%(score)s), so none of them is named.") % {
        "count": len(codes),
        "place": place,
        "score": lines[codes[0]].words,
    }


def _lines(codes: Iterable[str], lines: dict[str, ThemeLine]) -> tuple[ThemeLine, ...]:
    return tuple(lines[code] for code in codes)


# One thing to try ------------------------------------------------------------------------------


def _suggestions(
    instrument: Instrument, facts: Facts, reading: Reading, themes: Sequence[ThemeView]
) -> Iterator[Suggestion]:
    """Give first what statements with most room propose, then the themes with most, then to ask others."""
    for one in _to_try_in_order(instrument, facts, reading, themes):
        if one.then:
            theme = instrument.theme_of(one.code).code
            goal = instrument.question(one.code).goal or ""
            yield Suggestion(one.when, one.then, question=one.code, theme=theme, goal=goal)
    for view in _by_room(reading, themes):
        if view.advice.next_steps:
            yield Suggestion("", view.advice.next_steps[0], theme=view.code, step=0)
    yield Suggestion(
        _("When I next talk with somebody who sees me lead"),
        _("I will ask for one thing that I could do more of."),
    )


def _to_try_in_order(
    instrument: Instrument, facts: Facts, reading: Reading, themes: Sequence[ThemeView]
) -> Iterator[ToTry]:
    for code in reading.to_grow.codes:
        yield to_try(instrument, code, facts.answers)
    ordered = _by_room(reading, themes)
    for view in ordered:
        yield from view.advice.to_try
    for view in ordered:
        if view.advice.further:
            yield view.advice.further


def _by_room(reading: Reading, themes: Sequence[ThemeView]) -> list[ThemeView]:
    """Return the themes, those named for their room first, then from the lowest score."""
    named = (*reading.themes.room_to_grow, *reading.themes.further)
    return sorted(
        themes,
        key=lambda one: (one.code not in named, one.result.exact if one.result else 101),
    )
