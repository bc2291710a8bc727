"""What somebody finds at home: what to do, what is begun, what is done."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments.access import may_reopen
from assessments.models import Assessment, Campaign
from assessments.presenters.questionnaire import Progress
from assessments.queries import came_late, questionnaire_in
from leadership.instrument import Instrument
from leadership.wording import Worded


def title_of(assessment: Assessment, instrument: Instrument) -> Worded:
    campaign, about = assessment.campaign, instrument.instrument
    return Worded(campaign.name) if campaign else Worded(about.title, about.language)


@dataclass(frozen=True)
class ToDo:
    """A campaign that waits for a first answer."""

    campaign: Campaign
    minutes: int
    optional_minutes: int


@dataclass(frozen=True)
class Begun:
    """An unfinished assessment; one whose campaign has closed no longer counts for the group."""

    assessment: Assessment
    title: Worded
    progress: Progress
    beside: str
    """How much is answered in the optional parts; '' for nothing."""
    closes_at: datetime | None
    is_closed: bool
    counts: str
    """Which campaign counts it, or does not; '' where that goes without saying."""


@dataclass(frozen=True)
class Done:
    """A finished assessment, and the one before it that it can be compared with."""

    assessment: Assessment
    title: Worded
    earlier: Assessment | None
    can_change: bool
    """Whether it can be opened again, and is not yet."""
    sees_overview: bool
    """Whether it counts in published results whose overview is shown to those who took part."""


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
    def newest(self) -> Done | None:
        return next(iter(self.done), None)

    @property
    def is_empty(self) -> bool:
        return not (self.to_do or self.begun or self.done)


def home(
    *,
    memberships: list[Membership],
    campaigns: Iterable[Campaign],
    assessments: Iterable[Assessment],
    instruments: Mapping[int, Instrument],
    overviews: Collection[int] = (),
    at: datetime,
) -> Home:
    """Sort what was read; `instruments` holds the versions that these campaigns and assessments use, `overviews`
    the campaigns whose overview the person may read.
    """
    mine, open_campaigns = list(assessments), list(campaigns)
    answered = {assessment.campaign_id for assessment in mine}
    begun = [one for one in mine if one.submitted_at is None]
    # One questionnaire at a time, and a campaign's first: a second copy would leave nobody sure which of them counts.
    busy = {one.member_id for one in begun}
    to_do = [one for one in open_campaigns if one.pk not in answered]
    waiting = {one.organisation_id for one in to_do}
    return Home(
        to_do=[_to_do(campaign, instruments[campaign.version_id]) for campaign in to_do],
        begun=[_begun(one, instruments, open_campaigns, at) for one in begun],
        done=_done(
            [one for one in mine if one.submitted_at is not None], instruments, overviews, at
        ),
        may_answer=bool(memberships),
        own_time=[
            one for one in memberships if one.pk not in busy and one.organisation_id not in waiting
        ],
        names_organisation=len({one.organisation_id for one in memberships}) > 1,
    )


def _to_do(campaign: Campaign, instrument: Instrument) -> ToDo:
    asked = questionnaire_in(instrument, campaign)
    return ToDo(campaign, asked.minutes, asked.optional_minutes)


def _begun(
    assessment: Assessment,
    instruments: Mapping[int, Instrument],
    campaigns: Iterable[Campaign],
    at: datetime,
) -> Begun:
    campaign, instrument = assessment.campaign, instruments[assessment.version_id]
    code = instrument.instrument.code
    asking = [one for one in campaigns if instruments[one.version_id].instrument.code == code]
    # Both annotated by queries.own_assessments.
    answered: int = getattr(assessment, "answered", 0)
    beside: int = getattr(assessment, "answered_in_all", 0) - answered
    return Begun(
        assessment=assessment,
        title=title_of(assessment, instrument),
        progress=Progress(answered, len(list(instrument.questions()))),
        beside=_("%(count)d in the optional parts") % {"count": beside} if beside else "",
        closes_at=campaign.closes_at if campaign else None,
        is_closed=campaign is not None and not campaign.is_open_at(at),
        counts=_counts(assessment, asking, at),
    )


def _counts(assessment: Assessment, asking: list[Campaign], at: datetime) -> str:
    """Say which of a person's assessments a campaign counts, where they could wonder."""
    campaign = assessment.campaign
    if campaign is not None:
        counts = campaign.is_open_at(at) and not came_late(campaign, assessment.member)
        words = _("It counts for “%(name)s” once you finish it.")
        return words % {"name": campaign.name} if counts else ""
    if not asking:
        return ""
    return _("In your own time, for you alone: it does not count for “%(name)s”.") % {
        "name": asking[0].name
    }


def _done(
    assessments: list[Assessment],
    instruments: Mapping[int, Instrument],
    overviews: Collection[int],
    at: datetime,
) -> list[Done]:
    """Pair each with the next older one of the same bank; they come newest first."""
    return [
        Done(
            assessment=one,
            title=title_of(one, instruments[one.version_id]),
            earlier=next(
                (older for older in assessments[index + 1 :] if _is_of_same_bank(one, older)), None
            ),
            can_change=may_reopen(one, at) and one.in_hand is None,
            sees_overview=one.campaign_id in overviews,
        )
        for index, one in enumerate(assessments)
    ]


def _is_of_same_bank(one: Assessment, other: Assessment) -> bool:
    return one.version.bank_id == other.version.bank_id
