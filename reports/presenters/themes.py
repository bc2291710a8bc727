"""What the report says of one theme, from its own answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessments.presenters.scores import (
    BandView,
    Result,
    bar_of,
    result_of,
    title_of_separate,
    why_separate,
)
from charts.bars import ScaleBar
from leadership.instrument import Feedback, Instrument, Link, Theme
from leadership.reading import Reading, ThemeStatements, may_not_fit_role
from leadership.scoring import low_to_high, minimum_answers
from reports.presenters.statements import (
    Habit,
    StatementRow,
    ToTry,
    habits_of,
    label_by_code,
    statement_rows,
    to_try,
)
from reports.queries import Facts


@dataclass(frozen=True)
class AreaView:
    """A learning area that a theme points to, and why."""

    code: str
    title: str
    rationale: str


@dataclass(frozen=True)
class Separate:
    """The statements of a theme that are no part of its score, under a title that says whose they are."""

    statements: tuple[StatementRow, ...]
    title: str
    why: str


@dataclass(frozen=True)
class OtherReading:
    """What the report would say on the other side of a line that the score is near."""

    band: str
    summary: str


@dataclass(frozen=True)
class Advice:
    """What the person does and could try, from their own answers.

    `strengths` and `next_steps` are those of the band, for a bank that says nothing of single statements.
    """

    habits: tuple[Habit, ...]
    other_habits: tuple[str, ...]
    to_try: tuple[ToTry, ...]
    others_to_try: tuple[str, ...]
    further: ToTry | None
    strengths: tuple[str, ...]
    next_steps: tuple[str, ...]


@dataclass(frozen=True)
class ThemeView:
    """Everything the report says about one theme."""

    number: int
    code: str
    title: str
    short_title: str
    definition: str
    good: tuple[str, ...]
    poor: tuple[str, ...]
    answered: int
    asked: int
    needed: int
    result: Result | None
    bar: ScaleBar | None
    summary: str
    other_reading: OtherReading | None
    advice: Advice
    statements: tuple[StatementRow, ...]
    separate: Separate | None
    questions: tuple[str, ...]
    misfit: bool
    note: str
    primary: tuple[AreaView, ...]
    secondary: tuple[AreaView, ...]

    @property
    def anchor(self) -> str:
        return f"theme-{slugify(self.code)}"

    @property
    def answered_words(self) -> str:
        return _("%(answered)d of %(asked)d") % {"answered": self.answered, "asked": self.asked}

    @property
    def words(self) -> str:
        """Return the theme and its score, for a list read aloud."""
        said = self.result.words if self.result else _("not enough answers")
        return f"{self.title}: {said}"


def theme_views(
    instrument: Instrument, facts: Facts, reading: Reading, bands: Mapping[str, BandView]
) -> tuple[ThemeView, ...]:
    """Return the themes in the order of the bank, counted from 1."""
    return tuple(
        _theme_view(instrument, theme, number, facts, reading, bands)
        for number, theme in enumerate(instrument.themes, 1)
    )


def _theme_view(
    instrument: Instrument,
    theme: Theme,
    number: int,
    facts: Facts,
    reading: Reading,
    bands: Mapping[str, BandView],
) -> ThemeView:
    score = next(one for one in facts.themes if one.code == theme.code)
    result = result_of(instrument, bands, score=score.score, mean=score.mean, band=score.band)
    # None for a theme without a score, or for a bank without bands.
    feedback = theme.feedback.get(score.band or "")
    scale = instrument.scale_of(theme)
    return ThemeView(
        number=number,
        code=theme.code,
        title=theme.title,
        short_title=theme.short_title or theme.title,
        definition=theme.definition or "",
        good=theme.good,
        poor=theme.poor,
        answered=score.answered,
        asked=len(theme.counted),
        needed=minimum_answers(len(theme.counted)),
        result=result,
        bar=bar_of(instrument, result.exact) if result else None,
        summary=feedback.summary if feedback else "",
        other_reading=_other_reading(theme, reading, bands),
        advice=_advice(instrument, theme, reading.by_theme[theme.code], feedback, facts),
        statements=statement_rows(instrument, scale, theme.counted, facts.answers),
        separate=_separate(instrument, theme, facts),
        questions=feedback.questions if feedback else _middle_questions(instrument, theme),
        misfit=score.score is None and may_not_fit_role(theme, facts.answers),
        note=facts.notes.get(theme.code, ""),
        primary=_areas(instrument, instrument.links_of(theme, "primary")),
        secondary=_areas(instrument, instrument.links_of(theme, "secondary")),
    )


def _other_reading(
    theme: Theme, reading: Reading, bands: Mapping[str, BandView]
) -> OtherReading | None:
    code = next((one.neighbour for one in reading.near_a_line if one.theme == theme.code), None)
    feedback = theme.feedback.get(code or "")
    return OtherReading(bands[code].label, feedback.summary) if code and feedback else None


def _advice(
    instrument: Instrument,
    theme: Theme,
    chosen: ThemeStatements,
    feedback: Feedback | None,
    facts: Facts,
) -> Advice:
    answers = facts.answers
    says_helps = any(question.helps for question in theme.questions)
    says_try = any(question.to_try for question in theme.questions)

    def labels(codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(label_by_code(instrument, code, answers) for code in codes)

    further = chosen.to_go_further
    return Advice(
        habits=habits_of(instrument, chosen.habits, answers),
        other_habits=labels(chosen.habits.others),
        to_try=tuple(to_try(instrument, code, answers) for code in chosen.to_try.codes),
        others_to_try=labels(chosen.to_try.others),
        further=to_try(instrument, further, answers) if further else None,
        strengths=feedback.strengths if feedback and not says_helps else (),
        next_steps=feedback.next_steps if feedback and not says_try else (),
    )


def _separate(instrument: Instrument, theme: Theme, facts: Facts) -> Separate | None:
    if not theme.separate:
        return None
    scale = instrument.scale_of(theme)
    rows = statement_rows(instrument, scale, theme.separate, facts.answers)
    return Separate(rows, title_of_separate(theme), why_separate(theme))


def _middle_questions(instrument: Instrument, theme: Theme) -> tuple[str, ...]:
    """Return the questions of the middle band, which suit someone whose score is not known."""
    ordered = low_to_high(instrument.bands)
    if not ordered:
        return ()
    feedback = theme.feedback.get(ordered[len(ordered) // 2].code)
    return feedback.questions if feedback else ()


def _areas(instrument: Instrument, links: Iterable[Link]) -> tuple[AreaView, ...]:
    return tuple(
        AreaView(link.area, instrument.area(link.area).title, link.rationale or "")
        for link in links
    )
