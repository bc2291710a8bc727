"""Asking the same people once more, about the one thing that somebody works on: named, asked, published once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import queue_message, queue_messages
from accounts.models import Message, User
from assessments.campaign_days import last_moment
from leadership.observing import RaterGroup
from observers import access, queries
from observers.actions.answering import CannotAnswerError
from observers.actions.rounds import RoundError, audit_round
from observers.disclosure import RoundRules
from observers.follow_up import ASKED_AGAIN, PulseAnswers, PulseRelease, release_pulse
from observers.models import PeopleBehind, Pulse, PulseAnswer, Rater, Round
from observers.published import LineManagerAgain, PublishedPulse, plain_pulse
from observers.queries.publishing import person_of

LASTS = timedelta(days=21)
AGAIN, REMINDER = "guest_again", "guest_again_reminder"


@transaction.atomic
def ask_again(round_: Round, goal: str, *, by: User, at: datetime) -> Pulse:
    """Name what the same people are asked about, three months after the round or now. Until it opens it can be changed."""
    round_ = queries.lock_round(round_.pk)
    _refuse_once_begun(round_, at)
    if not queries.can_ask_again(round_):
        raise RoundError(_("Too few people could be asked again for anything to be shown."))
    if not queries.is_in_time_for_pulse(round_, at):
        raise RoundError(_("It is too long ago: nobody remembers how it was."))
    opens_at = queries.first_moment_again(round_, at)
    pulse, _made = Pulse.objects.update_or_create(
        round=round_,
        defaults={
            "goal": goal,
            "opens_at": opens_at,
            "closes_at": last_moment(timezone.localdate(opens_at) + LASTS),
            "declined_at": None,
        },
    )
    audit_round("round.asked_again", round_, by=by, at=at)
    return pulse


@transaction.atomic
def decline_pulse(round_: Round, *, by: User, at: datetime) -> None:
    """Ask nobody again, and keep nothing of what was named; nobody is reminded of it any more."""
    round_ = queries.lock_round(round_.pk)
    _refuse_once_begun(round_, at)
    nothing = {"goal": "", "opens_at": None, "closes_at": None}
    Pulse.objects.update_or_create(round=round_, defaults={**nothing, "declined_at": at})
    audit_round("round.not_asked_again", round_, by=by, at=at)


def _refuse_once_begun(round_: Round, at: datetime) -> None:
    pulse = queries.pulse_of(round_)
    if round_.published_at is None:
        raise RoundError(_("The results of this round are not there yet."))
    if pulse and pulse.opens_at and pulse.opens_at <= at:
        raise RoundError(_("They are being asked already, so this stays as it is."))


@transaction.atomic
def answer_again(rater: Rater, *, worked: str, change: str, at: datetime) -> None:
    """Keep what somebody answers, for good: it counts at once. Raise CannotAnswerError for a second time, or too late."""
    # Publishing holds the rows likewise, so that what is said is in it or refused.
    found = Rater.objects.select_for_update().filter(pk=rater.pk, revoked=False).first()
    pulse = Pulse.objects.filter(round=rater.round_id).first()
    if found is None or pulse is None or not pulse.is_open_at(at):
        raise CannotAnswerError
    _answer, is_new = PulseAnswer.objects.get_or_create(
        rater=found, defaults={"worked": worked, "change": change}
    )
    if not is_new:
        raise CannotAnswerError


# E-mails ---------------------------------------------------------------------------------------


def queue_pulse_messages(*, at: datetime) -> None:
    """Queue what is due of every open pulse, and remind once whoever could ask again; nothing is queued twice."""
    for pulse in queries.open_pulses(at):
        queue_messages(_messages(pulse, AGAIN, at))
        if pulse.opens_at and pulse.opens_at + LASTS / 2 <= at:
            queue_messages(_messages(pulse, REMINDER, at))
    for round_ in queries.rounds_to_ask_again(at):
        if queries.can_ask_again(round_):
            queue_message(
                to=round_.assessment.member,
                kind="round_ask_again",
                key=f"round_ask_again:{round_.pk}",
                topic=f"{round_.topic}:owner",
                template="observers/email/ask_again",
                leads_to=reverse("observers:again", args=[round_.public_id]),
                at=at,
            )


def _messages(pulse: Pulse, kind: str, at: datetime) -> Iterator[Message]:
    """Word one e-mail to each; whether they have answered is not looked at, and what is worked on is not in it."""
    member, closes_at = pulse.round.assessment.member, pulse.closes_at or at
    last_day = timezone.localdate(closes_at - timedelta(minutes=1))
    for rater in queries.reached_again(pulse.round):
        yield Message(
            to=member,
            kind=kind,
            key=f"{kind}:{rater.public_id.hex}",
            topic=pulse.topic,
            address=rater.email,
            template=f"observers/email/{kind.removeprefix('guest_')}",
            context={"rater": rater.name, "about": member.name, "until_on": last_day.isoformat()},
            leads_to=f"{access.AGAIN}{rater.public_id.hex}",
            expires_at=closes_at,
            queued_at=at,
            due_at=at,
        )


# Publishing ------------------------------------------------------------------------------------


@transaction.atomic
def publish_pulse(pulse: Pulse, *, at: datetime) -> None:
    """Publish a pulse that is over, if it is not published yet, and delete what each has answered in the same act."""
    round_ = queries.lock_round(pulse.round_id)
    locked = queries.lock_pulse(round_.pk)
    if locked is None or locked.published_at is not None or locked.closes_at is None:
        return
    raters = list(Rater.objects.select_for_update().filter(round=round_).order_by("pk"))
    answers = {one.rater_id: one for one in queries.pulse_answers(locked)}
    found = _decide(locked, raters, answers, at)
    locked.results = plain_pulse(
        PublishedPulse(_line_manager(raters, answers), found.units, found.hidden)
    )
    locked.published_at = at
    locked.save(update_fields=["results", "published_at"])
    PeopleBehind.objects.create(
        member=round_.assessment.member,
        published_at=at,
        figures={ASKED_AGAIN: [sorted(people) for people in found.behind]},
    )
    PulseAnswer.objects.filter(rater__round=round_).delete()
    audit_round("round.pulse_published", round_, by=None, at=at)
    queue_message(
        to=round_.assessment.member,
        kind="round_pulse_published",
        key=f"round_pulse_published:{round_.pk}",
        topic=f"{round_.topic}:owner",
        template="observers/email/pulse_published",
        leads_to=reverse("observers:again", args=[round_.public_id]),
        at=at,
    )


def _decide(
    pulse: Pulse, raters: list[Rater], answers: dict[int, PulseAnswer], at: datetime
) -> PulseRelease:
    said = [
        PulseAnswers(person_of(one), RaterGroup(one.group), _answers(answers[one.pk]))
        for one in raters
        if one.pk in answers and one.group != RaterGroup.LINE_MANAGER
    ]
    asked = {RaterGroup(one.group) for one in raters if one.email}
    # From five whatever the organisation allows for means: of three answers in words nobody's stays open.
    return release_pulse(
        said, asked, rules=RoundRules(), earlier=queries.earlier_pulses(pulse, ASKED_AGAIN, at)
    )


def _line_manager(raters: list[Rater], answers: dict[int, PulseAnswer]) -> LineManagerAgain | None:
    named = (one for one in raters if one.group == RaterGroup.LINE_MANAGER and one.pk in answers)
    found = next(named, None)
    return LineManagerAgain(found.name, _answers(answers[found.pk])) if found else None


def _answers(row: PulseAnswer) -> dict[str, str]:
    return {"worked": row.worked, "change": row.change}
