"""What the home page says of a report: its first page in brief, chosen by what chooses the report's own."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils import timezone

from assessments.models import Assessment
from assessments.presenters.scores import band_views
from banks.queries import instrument_of
from leadership.instrument import Instrument
from leadership.reading import read
from plans.presenters.goals import PlanView
from reports.presenters.first_page import FirstPage, first_page
from reports.presenters.report import Chart, chart_of
from reports.presenters.themes import theme_views
from reports.queries import Facts, facts_of


@dataclass(frozen=True)
class ReportGlance:
    """A report at a glance."""

    public_id: UUID
    language: str
    chart: Chart
    first_page: FirstPage

    @property
    def look_back_on(self) -> date | None:
        """When it is worth while to look back at it; None once that day is over."""
        day = self.first_page.look_back_on
        return day if day >= timezone.localdate() else None


def glance_of(assessment: Assessment, plan: PlanView) -> ReportGlance:
    found = present_glance(instrument_of(assessment.version_id), facts_of(assessment))
    return replace(found, first_page=found.first_page.beside(plan))


def present_glance(instrument: Instrument, facts: Facts) -> ReportGlance:
    bands = band_views(instrument)
    reading = read(instrument, facts.themes, facts.answers)
    themes = theme_views(instrument, facts, reading, bands)
    return ReportGlance(
        facts.public_id,
        instrument.instrument.language,
        chart_of(instrument, themes),
        first_page(instrument, facts, reading, themes),
    )
