"""Rounds of others in the made-up council: one with all displays, one with too few answers, one that is open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from accounts.models import Message, Organisation
from assessments.models import Assessment
from banks.queries import instrument_of
from leadership.instrument import DONT_KNOW, RawAnswer
from leadership.observing import Asked, RaterGroup, observations
from observers import actions
from observers.models import Approval, ObserverRule, Rater, Round

Sizes = Mapping[RaterGroup, int]
# How helpful others find what Joe does in each theme, from 0 to 1: so that each of the four boxes has one.
SEEN_OF_JOE = {"ASP": 0.86, "EMA": 0.32, "LCF": 0.5, "LIS": 0.84, "EVA": 0.92, "AGI": 0.62}
CANNOT_SAY = 0.03
FIRST_NAMES = ("Carol", "Dev", "Elin", "Frank", "Gita", "Hugh", "Ines", "Jack")
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
    # They would lead to addresses that nobody has.
    Message.objects.filter(kind__regex="^(guest|round)_").delete()


def _begin(council: Organisation, ask: _Ask, *, closes_at: datetime) -> Round | None:
    found = Assessment.objects.submitted().filter(
        member__organisation=council, member__user__name=ask.name
    )
    assessment = found.order_by("-submitted_at").first()
    if assessment is None or assessment.submitted_at is None:
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


def _answer(round_: Round, sent: Sizes, chance: Random) -> None:
    instrument = instrument_of(round_.assessment.version_id)
    at = round_.opens_at + timedelta(hours=1)
    for group, number in sent.items():
        asked = observations(instrument, group)
        for rater in Rater.objects.filter(round=round_, group=group).order_by("pk")[:number]:
            mood = chance.gauss(0, 0.08)
            comments = {"helps": chance.choice(HELPS), "to_try": chance.choice(TO_TRY)}
            if chance.random() < 0.7:  # noqa: PLR2004 - most write nothing
                comments = {}
            actions.save_answers(rater, dict(_answers(asked, mood, chance)), comments, at=at)
            actions.send_answers(rater, at=at)


def _answers(asked: Asked, mood: float, chance: Random) -> Iterator[tuple[str, RawAnswer]]:
    for one in asked:
        if chance.random() < CANNOT_SAY:
            yield one.code, DONT_KNOW
            continue
        place = SEEN_OF_JOE.get(one.theme.code, 0.6) + mood + chance.gauss(0, 0.1)
        low, high = one.scale.min, one.scale.max
        value = min(max(round(low + place * (high - low)), low), high)
        yield one.code, low + high - value if one.question.reverse else value
