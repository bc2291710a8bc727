"""What the pages show, put together from what was read: home, progress, and the check before the end."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from accounts.queries import TeamTree
from assessments.models import Assessment, Campaign
from assessments.queries import Response, Sheet, Stored, answer_words
from leadership import scoring
from leadership.instrument import NOT_APPLICABLE, Instrument, Question, Theme

# Pilots of instruments like the default one take about so long over a statement.
SECONDS_A_STATEMENT = 17


def minutes(instrument: Instrument) -> int:
    """Return how long the statements take: what the bank says, or an estimate by their number."""
    said = instrument.instrument.estimated_minutes.get("themes")
    statements = len(list(instrument.questions()))
    return said or max(1, math.ceil(statements * SECONDS_A_STATEMENT / 60))


@dataclass(frozen=True)
class Progress:
    """How many of the statements have an answer."""

    answered: int
    statements: int

    @property
    def words(self) -> str:
        return ngettext(
            "%(answered)s of %(statements)s statement answered",
            "%(answered)s of %(statements)s statements answered",
            self.statements,
        ) % {"answered": self.answered, "statements": self.statements}


def progress(instrument: Instrument, answers: Mapping[str, Stored]) -> Progress:
    codes = [question.code for question in instrument.questions()]
    return Progress(sum(code in answers for code in codes), len(codes))


def first_gap(instrument: Instrument, answers: Mapping[str, Stored]) -> Theme | None:
    """Return the first theme with a statement that has no answer yet."""
    for theme in instrument.themes:
        if any(question.code not in answers for question in theme.questions):
            return theme
    return None


@dataclass(frozen=True)
class Place:
    """Where a theme stands among the themes."""

    number: int
    themes: int
    before: Theme | None
    after: Theme | None

    @property
    def words(self) -> str:
        return _("Theme %(number)s of %(themes)s") % {"number": self.number, "themes": self.themes}


def place_of(instrument: Instrument, theme: Theme) -> Place:
    index = instrument.themes.index(theme)
    after = instrument.themes[index + 1 : index + 2]
    return Place(
        number=index + 1,
        themes=len(instrument.themes),
        before=instrument.themes[index - 1] if index else None,
        after=after[0] if after else None,
    )


# Home ------------------------------------------------------------------------------------------


def title_of(assessment: Assessment, instrument: Instrument) -> str:
    campaign = assessment.campaign
    return campaign.name if campaign else instrument.instrument.title


@dataclass(frozen=True)
class ToDo:
    """A campaign that waits for a first answer."""

    campaign: Campaign
    minutes: int


@dataclass(frozen=True)
class Begun:
    """An unfinished assessment; one whose campaign has closed no longer counts for the group."""

    assessment: Assessment
    title: str
    progress: Progress
    closes_at: datetime | None
    is_closed: bool


@dataclass(frozen=True)
class Done:
    """A finished assessment, and the one before it that it can be compared with."""

    assessment: Assessment
    title: str
    earlier: Assessment | None


@dataclass(frozen=True)
class Home:
    """What a person has to do, has begun and has done."""

    to_do: list[ToDo]
    begun: list[Begun]
    done: list[Done]
    may_answer: bool
    own_time: list[Membership]
    """The memberships in which a new assessment in one's own time can be started."""
    names_organisation: bool
    """Whether the person belongs to several organisations, so that each card says which."""

    @property
    def is_empty(self) -> bool:
        return not (self.to_do or self.begun or self.done)


def home(
    *,
    memberships: list[Membership],
    campaigns: Iterable[Campaign],
    assessments: Iterable[Assessment],
    instruments: Mapping[int, Instrument],
    at: datetime,
) -> Home:
    """Sort what was read; `instruments` holds the versions that these campaigns and assessments use."""
    mine = list(assessments)
    answered = {assessment.campaign_id for assessment in mine}
    begun = [one for one in mine if one.submitted_at is None]
    busy = {one.member_id for one in begun if one.campaign_id is None}
    return Home(
        to_do=[
            ToDo(campaign, minutes(instruments[campaign.version_id]))
            for campaign in campaigns
            if campaign.pk not in answered
        ],
        begun=[_begun(one, instruments[one.version_id], at) for one in begun],
        done=_done([one for one in mine if one.submitted_at is not None], instruments),
        may_answer=bool(memberships),
        own_time=[one for one in memberships if one.pk not in busy],
        names_organisation=len({one.organisation_id for one in memberships}) > 1,
    )


def _begun(assessment: Assessment, instrument: Instrument, at: datetime) -> Begun:
    campaign = assessment.campaign
    answered: int = getattr(assessment, "answered", 0)  # annotated by queries.own_assessments
    return Begun(
        assessment=assessment,
        title=title_of(assessment, instrument),
        progress=Progress(answered, len(list(instrument.questions()))),
        closes_at=campaign.closes_at if campaign else None,
        is_closed=campaign is not None and not campaign.is_open_at(at),
    )


def _done(assessments: list[Assessment], instruments: Mapping[int, Instrument]) -> list[Done]:
    """Pair each with the next older one of the same bank; they come newest first."""
    return [
        Done(
            assessment=one,
            title=title_of(one, instruments[one.version_id]),
            earlier=next(
                (older for older in assessments[index + 1 :] if _is_of_same_bank(one, older)), None
            ),
        )
        for index, one in enumerate(assessments)
    ]


def _is_of_same_bank(one: Assessment, other: Assessment) -> bool:
    return one.version.bank_id == other.version.bank_id


# Check your answers ----------------------------------------------------------------------------


@dataclass(frozen=True)
class CheckedStatement:
    """One statement and its answer in words; '' where there is none."""

    question: Question
    answer: str
    is_not_applicable: bool


@dataclass(frozen=True)
class CheckedTheme:
    """One theme's statements, and whether they are enough for a score."""

    theme: Theme
    statements: list[CheckedStatement]
    note: str
    rated: int
    needed: int

    @property
    def is_enough(self) -> bool:
        return self.rated >= self.needed

    @property
    def gaps(self) -> int:
        return sum(not statement.answer for statement in self.statements)


@dataclass(frozen=True)
class Check:
    """The whole questionnaire before it is finished."""

    themes: list[CheckedTheme]
    progress: Progress
    is_straight_line: bool

    @property
    def too_few(self) -> list[CheckedTheme]:
        """The themes that would have no score."""
        return [one for one in self.themes if not one.is_enough]

    @property
    def gaps(self) -> int:
        return self.progress.statements - self.progress.answered


def check(instrument: Instrument, sheet: Sheet) -> Check:
    raw = {code: stored.given for code, stored in sheet.answers.items()}
    return Check(
        themes=[_checked(instrument, theme, sheet) for theme in instrument.themes],
        progress=progress(instrument, sheet.answers),
        is_straight_line=scoring.is_straight_line(instrument, raw),
    )


def _checked(instrument: Instrument, theme: Theme, sheet: Sheet) -> CheckedTheme:
    scale = instrument.scale_of(theme)
    answers = {question.code: sheet.answer(question.code) for question in theme.questions}
    return CheckedTheme(
        theme=theme,
        statements=[
            CheckedStatement(
                question=question,
                answer=answer_words(scale, answers[question.code]),
                is_not_applicable=answers[question.code] == NOT_APPLICABLE,
            )
            for question in theme.questions
        ],
        note=sheet.note(theme.code),
        rated=sum(isinstance(sheet.given(question.code), int) for question in theme.questions),
        needed=scoring.minimum_answers(len(theme.questions)),
    )


# Campaigns -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """Whether a campaign can be answered, in words and with the look of their tag."""

    code: str
    words: str

    @property
    def tint(self) -> str:
        return {"open": "progress", "closed": "done"}.get(self.code, "")


def state_of(campaign: Campaign, at: datetime) -> State:
    if at < campaign.opens_at:
        return State("scheduled", _("Not open yet"))
    if campaign.is_open_at(at):
        return State("open", _("Open"))
    return State("closed", _("Closed"))


@dataclass(frozen=True)
class TeamResponse:
    """A line of the table of teams."""

    path: str
    response: Response


def team_responses(tree: TeamTree, responses: Mapping[int | None, Response]) -> list[TeamResponse]:
    """Return the teams with anybody invited, in the order of the tree, those without a team last."""
    rows = [
        TeamResponse(tree.path(team.pk), responses[team.pk])
        for team in tree.teams
        if team.pk in responses
    ]
    if None in responses:
        rows.append(TeamResponse(_("No team"), responses[None]))
    return rows


def total_response(responses: Iterable[Response]) -> Response:
    found = list(responses)
    return Response(
        invited=sum(one.invited for one in found),
        started=sum(one.started for one in found),
        submitted=sum(one.submitted for one in found),
    )
