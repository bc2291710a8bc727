"""Published results of one group as people see them: one view for the page, the PDF and the files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.models import Campaign
from assessments.presenters.scores import rings
from assessments.queries import Response
from charts.bars import Bars, Spoke
from charts.radar import Radar, draw
from leadership.instrument import Instrument
from results.models import Cell, ReleaseGroup
from results.presenters.cells import NotShown, ShownCell, by_reason, show_cell, why_unpublished
from results.presenters.group_change import ChangeCells, GroupChange, present_group_change
from results.presenters.group_goals import GoalsView, present_goals
from results.presenters.group_learning import LearningView, present_learning
from results.presenters.group_profile import GroupProfile, present_profile
from results.presenters.group_readiness import GroupReadinessView, present_readiness
from results.presenters.group_themes import GroupThemeView, present_themes
from results.presenters.judging import Figures, Judged, judge_beside
from results.queries.published import Reach, by_code, figures
from results.queries.snapshot import rules_of


@dataclass(frozen=True)
class GroupHeading:
    """Which group of which campaign this is, and by which rules it was published."""

    campaign: str
    slug: str
    organisation: str
    title: str
    path: str
    is_organisation: bool
    breakdown: str
    language: str
    bank: str
    version: str
    opened_at: datetime
    closed_at: datetime
    published_at: datetime
    invited: int
    response: str
    some_do_not_count: bool  # though they took part
    smallest_group: int
    spread_group: int
    unpublished: tuple[str, ...]

    @property
    def full_title(self) -> str:
        """Return what tells the group from every other: a team's whole path."""
        return self.title if self.path == self.organisation else self.path


@dataclass(frozen=True)
class GroupResults(GroupHeading):
    """Everything published about one group of one campaign."""

    people: ShownCell
    themes: tuple[GroupThemeView, ...]
    has_bands: bool
    learning: LearningView | None
    readiness: GroupReadinessView | None
    goals: GoalsView | None
    change: GroupChange | None
    profile: GroupProfile
    beside: Mapping[str, Judged]  # each theme beside the whole organisation, where both are shown
    drawing: Radar | Bars | None
    drawing_title: str
    whole: Mapping[str, ShownCell]  # the organisation's means, beside those of one of its groups
    purpose_limit: str
    privacy_notice: str

    @property
    def took_part(self) -> str:
        """Return how many the figures rest on, of how many; empty where that is hidden."""
        if not self.people.text:
            return ""
        if not self.response:
            words = _("%(people)s people took part")
            if self.some_do_not_count:
                words = _("%(people)s people took part and count")
        elif self.some_do_not_count:
            words = _("%(people)s of %(invited)s invited took part and count (%(response)s)")
        else:
            words = _("%(people)s of %(invited)s invited took part (%(response)s)")
        return words % {
            "people": self.people.text, "invited": self.invited, "response": self.response
        }  # fmt: skip

    @property
    def statements_why(self) -> str:
        """Return why no statement of any theme is shown; empty where one is."""
        reasons = [theme.counted.why for theme in self.themes]
        return reasons[0] if reasons and all(reasons) else ""

    @property
    def averages_why(self) -> tuple[str, ...]:
        """Return each reason why an average is not shown, once."""
        return tuple(dict.fromkeys(theme.mean.why for theme in self.themes if theme.mean.why))

    @property
    def learning_not_shown(self) -> tuple[NotShown, ...]:
        """Return the parts of the page of learning that show nothing, by reason."""
        learning, readiness, goals = self.learning, self.readiness, self.goals
        parts = (
            (learning.why if learning else "", _("What people want to learn")),
            (readiness.statements_why if readiness else "", _("What people say about the organisation")),
            (readiness.spectrum_why if readiness else "", readiness.spectrum_title if readiness else ""),
            (goals.why if goals else "", _("Goals in people’s plans")),
        )  # fmt: skip
        return by_reason(parts)

    @property
    def spread_shown(self) -> bool:
        return any(theme.spread or theme.sd.text or theme.median.text for theme in self.themes)

    @property
    def has_figures(self) -> bool:
        """Whether anything is shown of the group but why nothing is."""
        return bool(self.people.text)


def present_group(
    instrument: Instrument,
    reach: Reach,
    group: ReleaseGroup,
    cells: Mapping[int, Sequence[Cell]],
    then: Mapping[int, Mapping[str, Cell]] | None = None,
    *,
    draws: bool = True,
) -> GroupResults:
    """Present one group from its own cells and the organisation's; `then` holds earlier means by group.

    A workbook has no use for the drawing, which takes longer than all the figures.
    """
    heading = _heading(instrument, reach, group)
    own = cells[group.pk]
    own_figures = figures(own)
    whole_figures = figures(cells[reach.organisation.pk])
    # How many it speaks for is known of the organisation only: nobody counts who was invited by team.
    population = reach.release.invited if heading.is_organisation else None
    themes = present_themes(instrument, own)
    # The organisation is not compared with itself.
    whole = {} if heading.is_organisation else by_code(cells[reach.organisation.pk], "theme_mean")
    people = show_cell(next(iter(by_code(own, "people").values()), None))
    change = ChangeCells(own, whole_figures, (then or {}).get(group.pk, {}), population)
    return GroupResults(
        **vars(heading),
        people=people,
        themes=themes,
        has_bands=bool(instrument.bands),
        learning=present_learning(instrument, own),
        readiness=present_readiness(instrument, own),
        goals=present_goals(reach.release, own),
        change=present_group_change(instrument, reach.release, change),
        profile=present_profile(instrument, own_figures, whole_figures, population),
        beside=_beside(instrument, own_figures, whole_figures) if whole else {},
        drawing=_drawing(instrument, themes, whole) if draws else None,
        drawing_title=_drawing_title(themes),
        whole={code: show_cell(cell) for code, cell in whole.items()},
        purpose_limit=instrument.text("purpose_limit"),
        privacy_notice=instrument.text("privacy_notice_group").replace("{n}", people.text),
    )


def _beside(instrument: Instrument, own: Figures, whole: Figures) -> dict[str, Judged]:
    judged = {
        theme.code: judge_beside(instrument, own, whole, theme.code) for theme in instrument.themes
    }
    return {code: one for code, one in judged.items() if one}


def _heading(instrument: Instrument, reach: Reach, group: ReleaseGroup) -> GroupHeading:
    release, campaign = reach.release, reach.release.campaign
    is_organisation = group.pk == reach.organisation.pk
    return GroupHeading(
        campaign=campaign.name,
        slug=campaign.slug,
        organisation=campaign.organisation.name,
        title=_title(group, campaign),
        path=group.path if group.kind == ReleaseGroup.Kind.TEAM else campaign.organisation.name,
        is_organisation=is_organisation,
        breakdown=breakdown_title(campaign),
        language=instrument.instrument.language,
        bank=instrument.instrument.title,
        version=instrument.instrument.version,
        opened_at=campaign.opens_at,
        closed_at=campaign.closes_at,
        published_at=release.published_at,
        invited=release.invited,
        response=_response(release.submitted, release.invited) if is_organisation else "",
        some_do_not_count=bool(release.came_late or release.unconfirmed),
        smallest_group=release.smallest_group,
        spread_group=rules_of(instrument, release.smallest_group).spread_minimum,
        unpublished=tuple(why_unpublished(code) for code in release.reasons),
    )


def breakdown_title(campaign: Campaign) -> str:
    """Return the attribute that results are broken down by, to begin a heading; empty for none."""
    return campaign.breakdown[:1].upper() + campaign.breakdown[1:]


def _title(group: ReleaseGroup, campaign: Campaign) -> str:
    if group.kind != ReleaseGroup.Kind.ATTRIBUTE:
        return group.name
    attribute = breakdown_title(campaign)
    return _("%(attribute)s: %(value)s") % {"attribute": attribute, "value": group.name}


def _response(submitted: int, invited: int) -> str:
    """Return the share of those invited who answered, when it is about enough people to say."""
    if not invited or submitted > invited:
        return ""
    return _("%(percent)s%%") % {"percent": Response(invited, submitted=submitted).percent}


def _drawing(
    instrument: Instrument, themes: Sequence[GroupThemeView], whole: Mapping[str, Cell]
) -> Radar | Bars | None:
    if not any(theme.mean.exact is not None for theme in themes):
        return None
    spokes = [
        Spoke(
            instrument.theme(theme.code).short_title or theme.title,
            theme.mean.text or "–",
            theme.mean.exact,
            whole[theme.code].value if theme.code in whole else None,
        )
        for theme in themes
    ]
    return draw(spokes, rings(instrument))


def _drawing_title(themes: Sequence[GroupThemeView]) -> str:
    scores = ", ".join(f"{theme.title} {theme.mean.text or _('not shown')}" for theme in themes)
    return _("Radar chart of the group’s averages, from 0 to 100. %(scores)s.") % {"scores": scores}
