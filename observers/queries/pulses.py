"""Asking the same people again about one thing: what is open, due, and what publishing rests on."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from leadership.observing import RaterGroup
from observers.disclosure import RoundRules, shown_groups
from observers.models import PeopleBehind, Pulse, PulseAnswer, Rater, Round
from observers.queries.hashed import as_hashed_now
from observers.queries.publishing import LAID_BESIDE, former_hashes_of
from observers.queries.rounds import WITH_NAMES
from plans.models import Goal

# What somebody works on takes a while to be seen.
AGAIN_AFTER = timedelta(weeks=13)
# Later than that nobody remembers how it was.
NO_LATER_THAN = timedelta(weeks=39)
WITH_ROUND = ("round__pulse", *(f"round__{name}" for name in WITH_NAMES))


def pulse_of(round_: Round) -> Pulse | None:
    return Pulse.objects.filter(round=round_).first()


def lock_pulse(round_id: int) -> Pulse | None:
    """Return the pulse of a round that is locked already."""
    return Pulse.objects.filter(round=round_id).select_related(*WITH_ROUND).first()


def reached_again(round_: Round) -> QuerySet[Rater]:
    """Return those of a round who can be asked again: whoever was asked by e-mail and whose link was not taken back."""
    return Rater.objects.standing().filter(round=round_).exclude(email="").order_by("pk")


def can_ask_again(round_: Round) -> bool:
    """Tell whether enough of any group could be asked again for anything to be shown; else nobody's time is taken."""
    groups = reached_again(round_).values_list("group", flat=True)
    return bool(shown_groups(Counter(map(RaterGroup, groups)), RoundRules()))


def is_in_time_for_pulse(round_: Round, at: datetime) -> bool:
    return round_.published_at is not None and at < round_.published_at + NO_LATER_THAN


def open_pulses(at: datetime) -> QuerySet[Pulse]:
    found = Pulse.objects.filter(published_at=None, opens_at__lte=at, closes_at__gt=at)
    return found.select_related(*WITH_ROUND).order_by("pk")


def pulses_to_publish(at: datetime) -> QuerySet[Pulse]:
    found = Pulse.objects.filter(published_at=None, closes_at__lte=at)
    return found.select_related(*WITH_ROUND).order_by("closes_at", "pk")


def rounds_to_ask_again(at: datetime) -> list[Round]:
    """Return the rounds that were published some three months ago and whose owners have said nothing of a pulse."""
    due = Round.objects.filter(
        published_at__lte=at - AGAIN_AFTER,
        published_at__gt=at - NO_LATER_THAN,
        pulse=None,
        assessment__member__left_at=None,
    )
    return list(due.select_related(*WITH_NAMES).order_by("pk"))


def pulse_answers(pulse: Pulse) -> list[PulseAnswer]:
    """Return what was answered of a pulse, with who did (one query)."""
    answers = PulseAnswer.objects.filter(rater__round=pulse.round_id)
    return list(answers.select_related("rater").order_by("rater"))


def newest_goal(user: User, longest: int) -> str:
    """Return the goal of the person's plan that asking again may begin with, where it is short enough; '' without one."""
    goals = Goal.objects.owned_by(user).open().order_by("-made_at", "-pk")
    return next((one for one in goals.values_list("goal", flat=True) if len(one) <= longest), "")


def has_answered_again(rater: Rater) -> bool:
    return PulseAnswer.objects.filter(rater=rater).exists()


def earlier_pulses(pulse: Pulse, code: str, at: datetime) -> list[frozenset[str]]:
    """Return who was behind each group that an earlier pulse about the same person showed within a year."""
    earlier = PeopleBehind.objects.filter(
        member__user=pulse.round.assessment.member.user_id, published_at__gt=at - LAID_BESIDE
    )
    groups = (
        people
        for figures in earlier.values_list("figures", flat=True)
        for people in figures.get(code, ())
    )
    return as_hashed_now(groups, former_hashes_of(pulse.round))


def first_moment_again(round_: Round, at: datetime) -> datetime:
    """Return when a pulse that is named now opens: three months after the round was published, or at once."""
    return max((round_.published_at or at) + AGAIN_AFTER, at)
