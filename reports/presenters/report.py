"""One person's report: built from what was stored on submit, and from the words of their bank version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Assessment
from assessments.presenters.scores import (
    BandView,
    Result,
    StatementRow,
    band_views,
    bar_of,
    has_label,
    result_of,
    rings,
    statement_rows,
    title_of_separate,
    why_separate,
)
from banks.queries import instrument_of, instrument_to_compare
from charts.bars import Bars, ScaleBar, Spoke
from charts.radar import Radar, draw
from leadership.instrument import NOT_APPLICABLE, Feedback, Instrument, Link, Source, Theme
from leadership.scoring import (
    Highlight,
    ThemeScore,
    common_range,
    highlights,
    minimum_answers,
    minimum_themes,
    profile,
)
from plans.presenters.goals import PlanView
from reports.presenters.change import ChangeView, present_change
from reports.presenters.learning import (
    LearningPage,
    ReadinessPage,
    learning_page,
    readiness_page,
)
from reports.queries import Facts, Finished, earlier_facts, facts_of

# So many "not applicable" in a theme that the theme, not the person, may be the misfit.
MISFIT = 3


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
    lowest_word: str
    highest_word: str
    statements: tuple[StatementRow, ...]
    separate: Separate | None
    feedback: Feedback | None
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


@dataclass(frozen=True)
class HighlightView:
    """One of the statements answered highest or lowest."""

    label: str
    theme: str
    note: str


@dataclass(frozen=True)
class Chart:
    """The profile's drawing, and what it shows in words."""

    drawing: Radar | Bars
    title: str

    @property
    def is_radar(self) -> bool:
        return isinstance(self.drawing, Radar)


@dataclass(frozen=True)
class Section:
    """A place that the contents list leads to."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Report:
    """A manager's report, complete."""

    public_id: UUID
    title: str
    bank_code: str
    version: str
    language: str
    person: str
    organisation: str
    campaign: str
    submitted_at: datetime
    not_for: tuple[str, ...]
    texts: Mapping[str, str]
    bands: tuple[BandView, ...]
    mean_range: str
    overall: Result | None
    themes_scored: int
    themes_needed: int
    themes: tuple[ThemeView, ...]
    flat: bool
    strengths: tuple[ThemeView, ...]
    priorities: tuple[ThemeView, ...]
    highest: tuple[HighlightView, ...]
    lowest: tuple[HighlightView, ...]
    chart: Chart
    readiness: ReadinessPage | None
    learning: LearningPage | None
    change: ChangeView | None
    sources: tuple[Source, ...]
    plan: PlanView | None = None
    """The person's plan as it stands now, unlike the rest; None where it is not to be seen."""

    @property
    def bands_have_meanings(self) -> bool:
        return any(band.meaning for band in self.bands)

    @property
    def near_boundary(self) -> tuple[ThemeView, ...]:
        return tuple(theme for theme in self.themes if theme.result and theme.result.near_boundary)

    @property
    def insufficient(self) -> tuple[ThemeView, ...]:
        return tuple(theme for theme in self.themes if theme.result is None)

    @cached_property
    def contents(self) -> tuple[Section, ...]:
        fixed = [
            Section("how-to-read", _("How to read this report")),
            Section("profile", _("Your profile at a glance")),
            Section("strengths", _("Strengths and priorities")),
            *(Section(theme.anchor, theme.title) for theme in self.themes),
        ]
        if self.readiness:
            fixed.append(Section("readiness", _("Getting ready to learn")))
        if self.learning:
            fixed.append(Section("learning", _("What to learn next")))
        if self.learning and self.learning.featured:
            fixed.append(Section("activities", _("Suggested activities")))
        if self.plan:
            fixed.append(Section("your-plan", _("Your plan")))
        if self.change:
            fixed.append(Section("change", _("Change since last time")))
        return (*fixed, Section("about", _("About this report")))

    @property
    def page_contents(self) -> tuple[Section, ...]:
        """Return the order of the page on screen, where the profile comes before how to read it."""
        how_to_read, profile, *rest = self.contents
        return (profile, how_to_read, *rest)


FIXED_TEXTS = (
    "self_view_notice",
    "privacy_notice_individual",
    "purpose_limit",
    "near_boundary",
    "flat_profile",
    "small_difference",
    "not_enough_answers",
    "role_fit_note",
)


def report_of(assessment: Assessment, earlier: Finished | None = None) -> Report:
    """Read and build the report of a submitted assessment, compared with an earlier one if named."""
    instrument = instrument_of(assessment.version_id)
    facts = facts_of(assessment)
    if earlier is None:
        return present(instrument, facts)
    then = instrument_to_compare(earlier.version_id, assessment.version_id)
    return present(
        instrument, facts, present_change(instrument, facts, then, earlier_facts(earlier))
    )


def for_reader(report: Report, *, with_notes: bool) -> Report:
    """Return the report as somebody else may read it: the person's own notes only if they said so."""
    if with_notes:
        return report

    def without(themes: tuple[ThemeView, ...]) -> tuple[ThemeView, ...]:
        return tuple(replace(theme, note="") for theme in themes)

    return replace(
        report,
        themes=without(report.themes),
        strengths=without(report.strengths),
        priorities=without(report.priorities),
    )


def present(instrument: Instrument, facts: Facts, change: ChangeView | None = None) -> Report:
    """Build the report. Scores are those stored on submit; nothing is scored again."""
    bands = band_views(instrument)
    scores = {score.code: score for score in facts.themes}
    found = profile(instrument, facts.themes)
    themes = tuple(
        _theme(instrument, theme, number, facts, scores[theme.code], bands)
        for number, theme in enumerate(instrument.themes, 1)
    )
    by_code = {theme.code: theme for theme in themes}
    most = highlights(instrument, facts.answers, found)
    # Where every statement stands at the same place, none is highest or lowest.
    tells_apart = not most.lowest or most.highest[0].position > most.lowest[0].position
    overall = facts.overall
    return Report(
        public_id=facts.public_id,
        title=instrument.instrument.title,
        bank_code=instrument.instrument.code,
        version=instrument.instrument.version,
        language=instrument.instrument.language,
        person=facts.person,
        organisation=facts.organisation,
        campaign=facts.campaign,
        submitted_at=facts.submitted_at,
        not_for=instrument.instrument.not_for,
        texts={key: instrument.text(key) for key in FIXED_TEXTS},
        bands=tuple(bands.values()),
        mean_range=_mean_range(instrument),
        overall=result_of(
            instrument, bands, score=overall.score, mean=overall.mean, band=overall.band
        ),
        themes_scored=overall.themes_scored,
        themes_needed=minimum_themes(instrument),
        themes=themes,
        flat=found.flat,
        strengths=tuple(by_code[code] for code in found.strengths),
        priorities=tuple(by_code[code] for code in found.priorities),
        highest=_highlights(instrument, most.highest) if tells_apart else (),
        lowest=_highlights(instrument, most.lowest) if tells_apart else (),
        chart=_chart(instrument, themes, change),
        readiness=readiness_page(instrument, facts),
        learning=learning_page(instrument, facts) if instrument.learning_areas else None,
        change=change,
        sources=instrument.sources,
    )


def _mean_range(instrument: Instrument) -> str:
    """Return the ends of the themes' common scale, such as "1 to 5"; empty where they differ."""
    ends = common_range(instrument)
    return _("%(low)d to %(high)d") % {"low": ends[0], "high": ends[1]} if ends else ""


def _theme(
    instrument: Instrument,
    theme: Theme,
    number: int,
    facts: Facts,
    score: ThemeScore,
    bands: Mapping[str, BandView],
) -> ThemeView:
    result = result_of(instrument, bands, score=score.score, mean=score.mean, band=score.band)
    feedback = theme.feedback.get(score.band or "")
    scale = instrument.scale_of(theme)
    raw = [facts.answers.get(question.code) for question in theme.counted]
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
        lowest_word=scale.points[0].label,
        highest_word=scale.points[-1].label,
        statements=statement_rows(instrument, scale, theme.counted, facts.answers),
        separate=_separate(instrument, theme, facts),
        feedback=feedback,
        questions=feedback.questions if feedback else _middle_questions(instrument, theme),
        misfit=result is None and sum(answer == NOT_APPLICABLE for answer in raw) >= MISFIT,
        note=facts.notes.get(theme.code, ""),
        primary=_areas(instrument, instrument.links_of(theme, "primary")),
        secondary=_areas(instrument, instrument.links_of(theme, "secondary")),
    )


def _separate(instrument: Instrument, theme: Theme, facts: Facts) -> Separate | None:
    if not theme.separate:
        return None
    scale = instrument.scale_of(theme)
    rows = statement_rows(instrument, scale, theme.separate, facts.answers)
    return Separate(rows, title_of_separate(theme), why_separate(theme))


def _middle_questions(instrument: Instrument, theme: Theme) -> tuple[str, ...]:
    """Return the questions of the middle band, which suit someone whose score is not known."""
    ordered = sorted(instrument.bands, key=lambda band: band.min)
    if not ordered:
        return ()
    feedback = theme.feedback.get(ordered[len(ordered) // 2].code)
    return feedback.questions if feedback else ()


def _areas(instrument: Instrument, links: Iterable[Link]) -> tuple[AreaView, ...]:
    return tuple(
        AreaView(link.area, instrument.area(link.area).title, link.rationale or "")
        for link in links
    )


def _highlights(instrument: Instrument, found: Iterable[Highlight]) -> tuple[HighlightView, ...]:
    return tuple(
        HighlightView(
            label=one.question.label or one.question.text,
            theme=one.theme.short_title or one.theme.title,
            note=(
                instrument.text("reversed_marker")
                if one.question.reverse and not has_label(one.question)
                else ""
            ),
        )
        for one in found
    )


def _chart(
    instrument: Instrument, themes: tuple[ThemeView, ...], change: ChangeView | None
) -> Chart:
    earlier = change.earlier_scores if change else {}
    spokes = [
        Spoke(
            label=theme.short_title,
            value=theme.result.short if theme.result else _("no score"),
            score=theme.result.exact if theme.result else None,
            earlier=earlier.get(theme.code),
        )
        for theme in themes
    ]
    drawing = draw(spokes, rings(instrument))
    return Chart(drawing, _chart_title(drawing, themes))


def _chart_title(drawing: Radar | Bars, themes: tuple[ThemeView, ...]) -> str:
    what = (
        ngettext("Bar chart of one theme", "Bar chart of %(count)d themes", len(themes))
        if isinstance(drawing, Bars)
        else ngettext("Radar chart of one theme", "Radar chart of %(count)d themes", len(themes))
    ) % {"count": len(themes)}
    return _("%(chart)s, from 0 to 100. %(scores)s.") % {
        "chart": what,
        "scores": ". ".join(theme.words for theme in themes),
    }
