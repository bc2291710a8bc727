"""Rounds of others in the made-up council: with all displays, with too few answers, open, asked again, and a campaign's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from accounts.models import Message, Organisation
from accounts.permissions import Role
from assessments.models import Assessment, AssessmentQuerySet, Campaign
from banks.queries import instrument_of
from leadership.instrument import DONT_KNOW, RawAnswer
from leadership.observing import Asked, RaterGroup, observations
from observers import actions
from observers.follow_up import Change, Worked
from observers.models import Approval, ObserverRule, Rater, Round
from observers.queries import counted_from
from results.actions import count_rounds_of

Sizes = Mapping[RaterGroup, int]
# How helpful others find what Joe does in each theme, from 0 to 1: so that each of the four boxes has one.
SEEN_OF_JOE = {"ASP": 0.86, "EMA": 0.32, "LCF": 0.5, "LIS": 0.84, "EVA": 0.92, "AGI": 0.62}
SEEN_OF_GRACE = {"ASP": 0.62, "EMA": 0.5, "LCF": 0.4, "LIS": 0.55, "EVA": 0.45, "AGI": 0.66}
SEEN_OF_MOST = {"ASP": 0.6, "EMA": 0.5, "LCF": 0.52, "LIS": 0.5, "EVA": 0.62, "AGI": 0.55}
CANNOT_SAY = 0.03
FIRST_NAMES = ("Carol", "Dev", "Elin", "Frank", "Gita", "Hugh", "Ines", "Jack", "Kay")
LAST_NAMES = ("Whitlock", "Marsh", "Osei", "Tan")
HELPS = (
    "Tells us why something matters before asking for it.",
    "Always has time for a question.",
    "Says openly when a figure was poor.",
    "Comes back and says what was done.",
)
TO_TRY = (
    "Let us settle small things ourselves.",
    "Ask customers before the plan is made.",
    "Leave a task with whoever has begun it.",
)


@dataclass(frozen=True)
class _Ask:
    """Whom somebody asks, and how many of each group send an answer."""

    name: str
    asked: Sizes
    sent: Sizes


ROUNDS = (
    _Ask(
        "Joe Marchetti",
        {
            RaterGroup.LINE_MANAGER: 1,
            RaterGroup.STAFF: 7,
            RaterGroup.COLLEAGUES: 8,
            RaterGroup.CUSTOMERS: 30,
        },
        {
            RaterGroup.LINE_MANAGER: 1,
            RaterGroup.STAFF: 6,
            RaterGroup.COLLEAGUES: 7,
            RaterGroup.CUSTOMERS: 24,
        },
    ),
    _Ask(
        "Ruth Calder",
        {RaterGroup.LINE_MANAGER: 1, RaterGroup.STAFF: 4, RaterGroup.COLLEAGUES: 3},
        {RaterGroup.STAFF: 2, RaterGroup.COLLEAGUES: 2},
    ),
)
# After her first report, so that there was time to ask again.
AGAIN = _Ask(
    "Grace Okafor",
    {RaterGroup.LINE_MANAGER: 1, RaterGroup.STAFF: 8, RaterGroup.COLLEAGUES: 7},
    {RaterGroup.LINE_MANAGER: 1, RaterGroup.STAFF: 8, RaterGroup.COLLEAGUES: 6},
)
GOAL = "I ask customers what they need before I decide how we do it"
# What eight staff and six colleagues say of it.
SAID_AGAIN: Mapping[RaterGroup, Sequence[tuple[Worked, Change]]] = {
    RaterGroup.LINE_MANAGER: [(Worked.YES, Change.MORE)],
    RaterGroup.STAFF: [
        *[(Worked.YES, Change.MORE)] * 5,
        *[(Worked.PARTLY, Change.SAME)] * 2,
        (Worked.NO, Change.LESS),
    ],
    RaterGroup.COLLEAGUES: [
        *[(Worked.YES, Change.MORE)] * 3,
        *[(Worked.PARTLY, Change.SAME)] * 3,
    ],
}
# So many of the campaign that is over, of eight people each.
OF_A_CAMPAIGN = 14
OPEN = _Ask(
    "Megan Ellis", {RaterGroup.STAFF: 6, RaterGroup.COLLEAGUES: 8, RaterGroup.CUSTOMERS: 8}, {}
)


def make_rounds(council: Organisation, *, at: datetime) -> None:
    """Make the rounds, with nobody to agree to them; nobody is sent an e-mail."""
    ObserverRule.objects.create(organisation=council, approval=Approval.NOBODY)
    chance = Random(2027)  # noqa: S311 - the same each time
    for one in ROUNDS:
        round_ = _begin(council, one, closes_at=at)
        if round_ is not None:
            _answer(round_, one.sent, chance)
            actions.publish_round(round_, at=at)
    _begin(council, OPEN, closes_at=at + timedelta(days=17))
    _ask_again(council, chance, at=at)
    _rounds_of_a_campaign(council, chance)
    _offer(council, at=at)
    # They would lead to addresses that nobody has.
    Message.objects.filter(kind__regex="^(guest|round)_").delete()


def _of(council: Organisation, name: str) -> AssessmentQuerySet:
    found = Assessment.objects.submitted().filter(
        member__organisation=council, member__user__name=name
    )
    return found.order_by("submitted_at")


def _begin(council: Organisation, ask: _Ask, *, closes_at: datetime) -> Round | None:
    assessment = _of(council, ask.name).last()
    return _ask(council, ask, assessment, closes_at=closes_at) if assessment else None


def _ask(
    council: Organisation, ask: _Ask, assessment: Assessment, *, closes_at: datetime
) -> Round | None:
    if assessment.submitted_at is None:
        return None
    by, at = assessment.member.user, assessment.submitted_at + timedelta(minutes=30)
    round_ = actions.begin_round(assessment, actions.Days(at, closes_at), by=by, at=at)
    for group, number in ask.asked.items():
        for one in range(0 if group is RaterGroup.CUSTOMERS else number):
            name = f"{FIRST_NAMES[one]} {LAST_NAMES[list(ask.asked).index(group)]}"
            email = f"{group.value.replace('_', '-')}{one + 1}@asked.example"
            actions.add_person(round_, group, name=name, email=email)
    keeper = council.memberships.filter(user__name="Grace Okafor").first()
    if keeper and ask.asked.get(RaterGroup.CUSTOMERS):
        actions.set_customers(
            round_,
            keeper_email=keeper.user.email,
            cards=ask.asked[RaterGroup.CUSTOMERS],
            has_open_link=not ask.sent,
        )
    return actions.hand_in_round(round_, by=by, at=at)


def _ask_again(council: Organisation, chance: Random, *, at: datetime) -> None:
    """Let one have asked the same people again, and read what they say."""
    first = _of(council, AGAIN.name).first()
    if first is None or first.submitted_at is None:
        return
    closes_at = first.submitted_at + timedelta(days=21)
    round_ = _ask(council, AGAIN, first, closes_at=closes_at)
    if round_ is None:
        return
    _answer(round_, AGAIN.sent, chance, SEEN_OF_GRACE)
    round_ = actions.publish_round(round_, at=closes_at)
    pulse = actions.ask_again(round_, GOAL, by=first.member.user, at=closes_at + timedelta(days=2))
    opens_at, over_at = pulse.opens_at or at, pulse.closes_at or at
    for group, said in SAID_AGAIN.items():
        raters = Rater.objects.filter(round=round_, group=group).order_by("pk")
        for rater, (worked, change) in zip(raters, said, strict=False):
            actions.answer_again(rater, worked=worked, change=change, at=opens_at)
    if over_at <= at:
        actions.publish_pulse(pulse, at=over_at)


def _rounds_of_a_campaign(council: Organisation, chance: Random) -> None:
    """Let some of the campaign that is over have asked others, and HR read what it adds up to."""
    campaign = council.campaigns.filter(published_at__isnull=False).order_by("closes_at").last()
    if campaign is None:
        return
    sittings = Assessment.objects.submitted().filter(campaign=campaign).order_by("pk")
    closes_at = campaign.closes_at + timedelta(days=28)
    for number, one in enumerate(sittings.select_related("member__user")[:OF_A_CAMPAIGN]):
        sizes = {RaterGroup.STAFF: 8}
        round_ = _ask(council, _Ask(f"{number}", sizes, sizes), one, closes_at=closes_at)
        if round_ is not None:
            _answer(round_, {RaterGroup.STAFF: 7 + number % 2}, chance, SEEN_OF_MOST)
            actions.publish_round(round_, at=closes_at)
    count_rounds_of(campaign, at=counted_from(campaign))


def _offer(council: Organisation, *, at: datetime) -> None:
    """Have the open campaign offer it to those who finish."""
    campaign = Campaign.objects.open_at(at).filter(organisation=council).first()
    lead = council.memberships.filter(role_grants__role=Role.HR_LEAD).order_by("pk").first()
    if campaign and lead:
        actions.offer_in_campaign(campaign, days_after=21, by=lead.user, at=at)


def _answer(
    round_: Round, sent: Sizes, chance: Random, seen: Mapping[str, float] = SEEN_OF_JOE
) -> None:
    instrument = instrument_of(round_.assessment.version_id)
    at = round_.opens_at + timedelta(hours=1)
    for group, number in sent.items():
        asked = observations(instrument, group)
        for rater in Rater.objects.filter(round=round_, group=group).order_by("pk")[:number]:
            mood = chance.gauss(0, 0.08)
            comments = {"helps": chance.choice(HELPS), "to_try": chance.choice(TO_TRY)}
            if chance.random() < 0.7:  # noqa: PLR2004 - most write nothing
                comments = {}
            actions.save_answers(rater, dict(_answers(asked, seen, mood, chance)), comments, at=at)
            actions.send_answers(rater, at=at)


def _answers(
    asked: Asked, seen: Mapping[str, float], mood: float, chance: Random
) -> Iterator[tuple[str, RawAnswer]]:
    for one in asked:
        if chance.random() < CANNOT_SAY:
            yield one.code, DONT_KNOW
            continue
        place = seen.get(one.theme.code, 0.6) + mood + chance.gauss(0, 0.1)
        low, high = one.scale.min, one.scale.max
        value = min(max(round(low + place * (high - low)), low), high)
        yield one.code, low + high - value if one.question.reverse else value
