"""One person's report: built from what was stored on submit, and from the words of their bank version."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Assessment
from assessments.presenters.scores import BandView, Result, band_views, result_of, rings
from banks.queries import instrument_of, instrument_to_compare
from charts.bars import Bars, Spoke
from charts.radar import Radar, draw
from leadership.instrument import Instrument, Source
from leadership.reading import Reading, read
from leadership.scoring import common_range, minimum_themes
from observers.presenters.results import RoundResults
from plans.presenters.goals import PlanView
from plans.presenters.tips import own_tips
from reports.presenters.change import ChangeView, present_change
from reports.presenters.first_page import FirstPage, first_page
from reports.presenters.learning import (
    LearningPage,
    ReadinessPage,
    learning_page,
    readiness_page,
)
from reports.presenters.readers import SharedWith
from reports.presenters.talk import Talk, habit_to_keep, talk_of
from reports.presenters.themes import ThemeView, theme_views
from reports.queries import Facts, Finished, earlier_facts, facts_of

# So many themes with what good looks like fill what the sheet for a talk leaves of its page.
FILLS_A_PAGE = 5


@dataclass(frozen=True)
class Chart:
    """The profile's drawing, and what it shows in words."""

    drawing: Radar | Bars
    title: str

    @property
    def is_radar(self) -> bool:
        return isinstance(self.drawing, Radar)


@dataclass(frozen=True)
class ReportSection:
    """A place that the contents list leads to."""

    anchor: str
    title: str
    within: "tuple[ReportSection, ...]" = ()


@dataclass(frozen=True)
class Report:
    """A manager's report, complete."""

    public_id: UUID
    title: str
    bank_code: str
    version: str
    language: str
    words_are_draft: bool
    """Whether nobody stands by the bank's words in this language yet."""
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
    reading: Reading
    first_page: FirstPage
    habit: str
    """What the person may want to keep, for a talk; '' where no habit can be named without its answer."""
    chart: Chart
    readiness: ReadinessPage | None
    learning: LearningPage | None
    change: ChangeView | None
    sources: tuple[Source, ...]
    others: RoundResults | None = None
    """What others say, where its owner has asked them and reads it; None for anybody else."""
    readers: tuple[SharedWith, ...] = ()
    """Who else reads it now, for its owner on screen: on paper it would soon be untrue."""
    plan: PlanView | None = None
    """The person's plan as it stands now, unlike the rest; None where it is not to be seen."""
    logo: str = ""
    """The organisation's, as the address of an image that holds it all; on paper alone."""

    @cached_property
    def talk(self) -> Talk:
        """What to take to a one-to-one: of the plan, only where that is to be seen."""
        return talk_of(self.habit, self.plan)

    @property
    def sheet_needs_a_page(self) -> bool:
        """Whether what follows the sheet for a talk would come to scores on the same page: a short text on each theme lies between."""
        return sum(bool(theme.good or theme.poor) for theme in self.themes) < FILLS_A_PAGE

    @property
    def bands_have_meanings(self) -> bool:
        return any(band.meaning for band in self.bands)

    @property
    def has_view_of_others(self) -> bool:
        """Whether anything of what others answered is shown, not only that too few did."""
        return bool(self.others and self.others.shows_anything)

    @property
    def seen_differently(self) -> tuple[str, ...]:
        """Return the themes named by the person's own answers that others place clearly elsewhere.

        Where both see room to grow, or a habit, nobody sees it differently, though beside the person's other themes it stands out.
        """
        found = self.reading.themes
        against: dict[str, tuple[str, ...]] = {
            "you_higher": found.strengths,
            "others_higher": found.room_to_grow,
        }
        boxes = self.others.boxes if self.others else ()
        return tuple(
            theme.title
            for box in boxes
            for theme in box.themes
            if theme.code in against.get(box.code, ())
        )

    @property
    def first_scored(self) -> str:
        """Return the theme whose bar draws the bands; on screen those of the others are the same drawing."""
        return next((theme.code for theme in self.themes if theme.result), "")

    @property
    def insufficient(self) -> tuple[ThemeView, ...]:
        return tuple(theme for theme in self.themes if theme.result is None)

    @cached_property
    def contents(self) -> tuple[ReportSection, ...]:
        """Return the parts in order. What the report says of the themes comes first."""
        parts = [
            ReportSection("profile", _("Your profile")),
            ReportSection("themes", _("Your themes"), self._theme_sections),
        ]
        if self.others:
            parts.append(ReportSection("others", _("How others see you")))
        if self.readiness:
            parts.append(ReportSection("readiness", _("Getting ready to learn")))
        if self.learning:
            parts.append(ReportSection("learning", _("What to learn next")))
        if self.plan:
            parts.append(ReportSection("your-plan", _("My plan")))
        return (
            *parts,
            ReportSection("talk", _("Talk about it")),
            ReportSection("about", _("About this report")),
        )

    @property
    def _theme_sections(self) -> tuple[ReportSection, ...]:
        return tuple(ReportSection(theme.anchor, theme.short_title) for theme in self.themes)


FIXED_TEXTS = (
    "self_view_notice",
    "privacy_notice_individual",
    "purpose_limit",
    "near_boundary",
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


def for_owner(report: Report, assessment: Assessment) -> Report:
    """Return the report as its owner reads it: no tip asks for what they have done (one query at most)."""
    page = report.readiness
    if page is None:
        return report
    tips = own_tips(page.result.tips, assessment.member_id)
    return replace(report, readiness=replace(page, result=replace(page.result, tips=tips)))


def with_plan(report: Report, plan: PlanView) -> Report:
    """Return the report beside its owner's plan, which changes what it advises first."""
    return replace(report, plan=plan, first_page=report.first_page.beside(plan))


def for_reader(report: Report, *, with_notes: bool) -> Report:
    """Return the report as somebody else may read it: the person's own notes only if they said so."""
    if with_notes:
        return report

    return replace(report, themes=tuple(replace(theme, note="") for theme in report.themes))


def present(instrument: Instrument, facts: Facts, change: ChangeView | None = None) -> Report:
    """Build the report. Scores are those stored on submit; nothing is scored again."""
    bands = band_views(instrument)
    # From stored scores: what is read from them may be reworded, the numbers are those of the day.
    reading = read(instrument, facts.themes, facts.answers)
    themes = theme_views(instrument, facts, reading, bands)
    overall = facts.overall
    return Report(
        public_id=facts.public_id,
        title=instrument.instrument.title,
        bank_code=instrument.instrument.code,
        version=instrument.instrument.version,
        language=instrument.instrument.language,
        words_are_draft=instrument.has_draft_words,
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
        reading=reading,
        first_page=first_page(instrument, facts, reading, themes),
        habit=habit_to_keep(instrument, reading),
        chart=chart_of(instrument, themes, change),
        readiness=readiness_page(instrument, facts),
        learning=learning_page(instrument, facts) if instrument.learning_areas else None,
        change=change,
        sources=instrument.sources,
    )


def _mean_range(instrument: Instrument) -> str:
    """Return the ends of the themes' common scale, such as "1 to 5"; empty where they differ."""
    ends = common_range(instrument)
    return _("%(low)d to %(high)d") % {"low": ends[0], "high": ends[1]} if ends else ""


def chart_of(
    instrument: Instrument, themes: tuple[ThemeView, ...], change: ChangeView | None = None
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
