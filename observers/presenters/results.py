"""What the person rated reads: their own view beside the others', in pictures, tables and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.presenters.scores import rings
from banks.queries import instrument_of
from charts.bars import Bars, Spoke
from charts.dumbbell import Dumbbell, dumbbell
from charts.radar import Radar, draw
from leadership.instrument import Instrument, Theme
from leadership.observing import RaterGroup, observations, step_of, words_for
from leadership.scoring import shown_score
from observers.disclosure import TOGETHER, Box, Figure, Levels, Unit, box_of, is_picture
from observers.models import GROUP_NAMES, Round
from observers.published import Published, from_plain

BOXES: dict[Box, tuple[str | Promise, str | Promise, str | Promise]] = {
    "both_high": (
        gettext_lazy("Both high"),
        gettext_lazy("You and others see this as a habit of yours."),
        gettext_lazy("Thank them, and build on it: where else would it help?"),
    ),
    "both_low": (
        gettext_lazy("Both low"),
        gettext_lazy("You and others see room to grow here."),
        gettext_lazy("Agree one change with those it would help, and say when you will ask again."),
    ),
    "you_higher": (
        gettext_lazy("You higher"),
        gettext_lazy("You see more of this than others do."),
        gettext_lazy("Ask for examples: when would they have liked to see it, and did not?"),
    ),
    "others_higher": (
        gettext_lazy("Others higher"),
        gettext_lazy("Others see more of this than you do."),
        gettext_lazy("It is there. Use it more, and ask what they find good about it."),
    ),
}


@dataclass(frozen=True)
class FigureView:
    """A figure of a group in words; empty where there is none."""

    title: str | Promise
    words: str
    people: int


@dataclass(frozen=True)
class StatementResult:
    """One statement: your own answer and the others', keyed, from 0 to 100."""

    label: str
    you: str
    others: str
    customers: str
    line_manager: str
    is_reversed: bool


@dataclass(frozen=True)
class ThemeResult:
    """One theme from all sides."""

    code: str
    title: str
    short_title: str
    you: float | None
    others: Figure | None
    groups: tuple[FigureView, ...]
    statements: tuple[StatementResult, ...]
    drawing: Dumbbell

    @property
    def anchor(self) -> str:
        return f"others-{self.code}"

    @property
    def you_words(self) -> str:
        return _score_words(self.you)

    @property
    def others_words(self) -> str:
        return figure_words(self.others)

    @property
    def middle_words(self) -> str:
        figure = self.others
        if figure is None or figure.low is None or figure.high is None:
            return _("not shown: too few")
        if figure.low == figure.high:
            return _("about %(place)d") % {"place": figure.low}
        return _("%(low)d to %(high)d") % {"low": figure.low, "high": figure.high}

    @property
    def words(self) -> str:
        """Return what the drawing shows, for who cannot see it."""
        return _("%(theme)s: you %(you)s, others %(others)s.") % {
            "theme": self.short_title, "you": self.you_words, "others": self.others_words,
        }  # fmt: skip


@dataclass(frozen=True)
class BoxView:
    """One of the four boxes, with its themes and what to do."""

    code: Box
    title: str | Promise
    says: str | Promise
    to_do: str | Promise
    themes: tuple[ThemeResult, ...]


@dataclass(frozen=True)
class CommentsView:
    """What was written to one question, in no order."""

    title: str | Promise
    texts: tuple[str, ...]


@dataclass(frozen=True)
class RoundResults:
    """Everything that a published round says."""

    themes: tuple[ThemeResult, ...]
    chart: Radar | Bars | None
    boxes: tuple[BoxView, ...]
    in_no_box: tuple[ThemeResult, ...]
    groups: tuple[FigureView, ...]
    others_people: int
    hidden: tuple[str | Promise, ...]
    line_manager: str
    comments: tuple[CommentsView, ...]
    line_manager_comments: tuple[CommentsView, ...]
    has_statements: bool
    has_customers: bool
    """Whether customers are one of the groups that are shown."""

    @property
    def shows_anything(self) -> bool:
        """Whether enough people answered for any of them to be shown."""
        return bool(self.groups or self.line_manager)

    @property
    def statement_columns(self) -> int:
        """How many columns the table of statements has: the statement, you, others, and who else is shown."""
        return 3 + self.has_customers + bool(self.line_manager)

    @property
    def is_mostly_higher(self) -> bool:
        """Whether the person rates themselves higher than others do in most themes."""
        pairs = [(one.you, one.others.value) for one in self.themes if one.others]
        return sum(you is not None and you > value for you, value in pairs) * 2 > len(pairs)

    @property
    def has_others(self) -> bool:
        return self.others_people > 0

    @property
    def is_radar(self) -> bool:
        return isinstance(self.chart, Radar)

    @property
    def chart_words(self) -> str:
        """Say what the drawing is of; the table after it has what it shows."""
        return _("Chart of your scores and those of others. The next table has them.")


COMMENT_TITLES = {
    "helps": gettext_lazy("What helps"),
    "to_try": gettext_lazy("What you could try"),
}


def results_of(round_: Round) -> RoundResults:
    """Return a published round in the words of the version that was asked."""
    return results_from(
        from_plain(round_.results),
        instrument_of(round_.assessment.version_id),
        by_poster=round_.has_open_link,
    )


def results_from(
    published: Published, instrument: Instrument, *, by_poster: bool = False
) -> RoundResults:
    asked = {theme.code: theme for theme in instrument.themes}
    codes = [code for code in asked if _has_words(asked[code])]
    themes = tuple(_theme(published, instrument, asked[code]) for code in codes)
    boxed = {theme.code: _box(instrument, theme) for theme in themes}
    boxes = tuple(
        BoxView(code, *words, tuple(theme for theme in themes if boxed[theme.code] == code))
        for code, words in BOXES.items()
    )
    manager = published.line_manager
    has_others = published.others is not None
    return RoundResults(
        themes=themes,
        chart=_chart(instrument, themes) if has_others else None,
        boxes=boxes if has_others else (),
        in_no_box=tuple(theme for theme in themes if boxed[theme.code] is None),
        groups=tuple(
            FigureView(_title(unit), _enough(unit, by_poster=by_poster), unit.people)
            for unit in published.units
        ),
        others_people=published.others.people if published.others else 0,
        hidden=tuple(GROUP_NAMES[group] for group in published.hidden),
        line_manager=manager.name if manager else "",
        comments=_comments(published.comments),
        line_manager_comments=_comments(
            {code: (text,) for code, text in (manager.comments if manager else {}).items()}
        ),
        has_statements=any(theme.statements for theme in themes),
        has_customers=any(unit.groups == (RaterGroup.CUSTOMERS,) for unit in published.units),
    )


def _has_words(theme: Theme) -> bool:
    return any(one.for_others for one in theme.counted)


def _theme(published: Published, instrument: Instrument, theme: Theme) -> ThemeResult:
    you, others = published.you.themes.get(theme.code), published.others
    figure = others.themes.get(theme.code) if others else None
    groups = [
        FigureView(_title(unit), figure_words(unit.themes.get(theme.code)), unit.people)
        for unit in published.units
    ]
    if manager := published.line_manager:
        groups.insert(0, FigureView(manager.name, _score_words(manager.themes.get(theme.code)), 1))
    value = figure.value if figure else None
    middle = (figure.low, figure.high) if figure else (None, None)
    return ThemeResult(
        theme.code,
        theme.title,
        theme.short_title or theme.title,
        you,
        figure,
        tuple(groups),
        tuple(_statements(published, instrument, theme)),
        dumbbell(you, value, *middle),
    )


def _statements(
    published: Published, instrument: Instrument, theme: Theme
) -> Sequence[StatementResult]:
    customers = next((u for u in published.units if u.groups == (RaterGroup.CUSTOMERS,)), None)
    manager = published.line_manager
    rows = []
    for one in observations(instrument, RaterGroup.STAFF):
        if one.theme.code != theme.code:
            continue
        others = published.others.statements.get(one.code) if published.others else None
        said = customers.statements.get(one.code) if customers else None
        theirs = manager.statements.get(one.code) if manager else None
        if others or said or theirs is not None:
            rows.append(
                StatementResult(
                    one.label,
                    _score_words(published.you.statements.get(one.code)),
                    figure_words(others),
                    figure_words(said) if words_for(one.question, RaterGroup.CUSTOMERS) else "–",
                    _score_words(theirs),
                    one.question.reverse,
                )
            )
    return rows


def _score_words(score: float | None) -> str:
    return "–" if score is None else str(shown_score(Fraction(score).limit_denominator(1000)))


def figure_words(figure: Figure | None) -> str:
    if figure is None:
        return _("not shown")
    if figure.bound == "at_least":
        return _("%(value)d or more") % {"value": figure.value}
    if figure.bound == "at_most":
        return _("%(value)d or less") % {"value": figure.value}
    return str(figure.value)


def _title(unit: Unit) -> str | Promise:
    if unit.code == TOGETHER:
        return _("Staff and colleagues together")
    return GROUP_NAMES[RaterGroup(unit.code)]


def _enough(unit: Unit, *, by_poster: bool) -> str:
    """Say how much rests on a group; with its number, as that is shown, and what that number is worth."""
    people = ngettext("%(n)d person", "%(n)d people", unit.people) % {"n": unit.people}
    words = _("enough for a picture") if is_picture(unit) else _("an impression")
    if by_poster and unit.code == RaterGroup.CUSTOMERS:
        words = _("%(words)s; with a poster, so not checked for repeats") % {"words": words}
    return f"{people}: {words}"


def _box(instrument: Instrument, theme: ThemeResult) -> Box | None:
    if theme.others is None:
        return None
    rules = instrument.scoring.profile
    step = float(step_of(instrument.scale_of(instrument.theme(theme.code))))
    return box_of(theme.you, theme.others, Levels(rules.habit, rules.room_to_grow, step))


def _chart(instrument: Instrument, themes: Sequence[ThemeResult]) -> Radar | Bars:
    spokes = [
        Spoke(
            theme.short_title,
            _("you %(you)s, others %(others)s")
            % {"you": theme.you_words, "others": theme.others_words},
            theme.you,
            theme.others.value if theme.others else None,
        )
        for theme in themes
    ]
    return draw(spokes, rings(instrument))


def _comments(texts: Mapping[str, tuple[str, ...]]) -> tuple[CommentsView, ...]:
    return tuple(
        CommentsView(title, texts[code])
        for code, title in COMMENT_TITLES.items()
        if texts.get(code)
    )


def words_to_tell(seen: RoundResults, *, asks_again: bool) -> str:
    """Return what a manager can say to all whom they asked: thanks, what they have read, and what comes of it."""
    if not seen.shows_anything:
        return "\n\n".join((
            _("Thank you to all of you whom I asked how you see me lead. So few answers came that nothing is shown of them, to protect those who gave them. I do not know who has answered, and need not."),
            _("I should still like to know. Please tell me, when it suits you, one thing that I do that helps you, and one that I could try."),
        ))  # fmt: skip
    themes = {box.code: ", ".join(theme.title for theme in box.themes) for box in seen.boxes}
    parts = [
        _(
            "Thank you for taking the time to say how you see me lead. I have read what you say together; I do not know who has answered or who said what, and need not."
        )
    ]
    good = ", ".join(filter(None, (themes.get("both_high"), themes.get("others_higher"))))
    less = ", ".join(filter(None, (themes.get("you_higher"), themes.get("both_low"))))
    if good:
        parts.append(_("You see this in what I do: %(themes)s. I will go on with it.") % {"themes": good})  # fmt: skip
    if less:
        parts.append(_("You see less of this than I should like: %(themes)s.") % {"themes": less})
    last = _("Please tell me when you see me do it, and when you do not.")
    again = _("In three months I will ask you again whether it shows.")
    if asks_again:
        last = f"{last} {again}"
    return "\n\n".join((*parts, _("What I will do differently, from now on: …"), last))
