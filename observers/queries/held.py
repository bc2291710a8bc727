"""What is held about a person as the one who asks others, and as one of those who are asked."""

from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import Message, User
from leadership.observing import RaterGroup
from observers.models import Rater, Round


@dataclass(frozen=True)
class HeldRater:
    """Somebody on a person's list; whether they have answered is nobody's to know."""

    group: str
    name: str
    email: str


@dataclass(frozen=True)
class HeldRound:
    """One of a person's own rounds, with what was published of it."""

    made_at: datetime
    opens_at: datetime
    closes_at: datetime
    published_at: datetime | None
    asked: tuple[HeldRater, ...]
    results: object
    asked_again_about: str = ""
    answers_again: object = None


@dataclass(frozen=True)
class HeldAsking:
    """One round in which the person is asked about somebody, with what they wrote as long as it is kept."""

    about: str
    called: str
    group: str
    closes_at: datetime
    answers: dict[str, object]
    helps: str
    to_try: str
    answers_again: dict[str, str] = field(default_factory=dict)
    published: object = None
    """What is told of them under their name, as of the line manager; of anybody else only figures together are."""
    published_again: object = None


@dataclass(frozen=True)
class HeldObservations:
    """Both sides of asking others."""

    rounds: tuple[HeldRound, ...]
    asked_in: tuple[HeldAsking, ...]


def observations_held_about(user: User) -> HeldObservations:
    """Read both (three queries, two without a round)."""
    rounds = (
        Round.objects.filter(assessment__member__user=user)
        .select_related("pulse")
        .prefetch_related("raters")
        .order_by("made_at", "pk")
    )
    return HeldObservations(tuple(_round(one) for one in rounds), askings_of(user.email))


def askings_of(email: str) -> tuple[HeldAsking, ...]:
    """Read in which rounds an address is asked, whether or not anybody has an account by it."""
    asked = (
        Rater.objects.filter(email=email)
        .select_related("round__assessment__member__user", "round__pulse", "pulse_answer")
        .order_by("round__made_at", "pk")
    )
    return tuple(_asking(one) for one in asked)


def _round(row: Round) -> HeldRound:
    people = sorted(
        (HeldRater(one.group, one.name, one.email) for one in row.raters.all() if one.email),
        key=lambda one: (one.group, one.name, one.email),
    )
    pulse = getattr(row, "pulse", None)
    return HeldRound(
        row.made_at,
        row.opens_at,
        row.closes_at,
        row.published_at,
        tuple(people),
        row.results,
        pulse.goal if pulse else "",
        pulse.results if pulse else None,
    )


def _asking(row: Rater) -> HeldAsking:
    about = row.round.assessment.member.name
    said = getattr(row, "pulse_answer", None)
    again = {"worked": said.worked, "change": said.change} if said else {}
    closes_at = row.round.closes_at
    told, told_again = _told_of_line_manager(row)
    return HeldAsking(
        about,
        row.name,
        row.group,
        closes_at,
        row.answers,
        row.helps,
        row.to_try,
        again,
        told,
        told_again,
    )


def _told_of_line_manager(row: Rater) -> tuple[object, object]:
    """Return what the round and its pulse tell of them alone, where they are published."""
    if row.group != RaterGroup.LINE_MANAGER:
        return None, None
    pulse = getattr(row.round, "pulse", None)
    results = (row.round.results, pulse.results if pulse else None)
    told, told_again = ((one or {}).get("line_manager") for one in results)
    return told, told_again


@dataclass(frozen=True)
class HeldGuestMail:
    """An e-mail to an address that was asked; what it said is not kept."""

    kind: str
    status: str
    queued_at: datetime
    sent_at: datetime | None


def mails_to_guest(email: str) -> tuple[HeldGuestMail, ...]:
    rows = Message.objects.filter(address=email, topic__startswith="round:").order_by("pk")
    values = rows.values_list("kind", "status", "queued_at", "sent_at")
    return tuple(HeldGuestMail(*row) for row in values)
