"""What can happen to an action learning set: it starts, people join and leave, it meets, it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import queue_message
from accounts.models import Membership, Organisation, User
from accounts.queries import called_in, colleague_in
from plans import access, queries
from plans.actions.goals import PlanError
from plans.models import LearningSet, Meeting, Seat

# About five to eight people; with more, nobody's turn comes.
MOST_PEOPLE = 8


class InvitationError(PlanError):
    """Somebody who cannot be invited."""


def nobody_words(organisation: Organisation) -> str:
    """Say that there is no such colleague; the same whether or not the address is known elsewhere."""
    return _(
        "There is nobody in %(organisation)s with this e-mail address. Check the address, or ask "
        "whoever looks after people there to add them."
    ) % {"organisation": organisation.name}


def start_set(*, name: str, purpose: str, by: Membership, at: datetime) -> LearningSet:
    """Start a set in which the member takes part and which they organise."""
    with transaction.atomic():
        made = LearningSet.objects.create(
            organisation=by.organisation, name=name, purpose=purpose, started_at=at
        )
        Seat.objects.create(
            learning_set=made,
            member=by,
            state=Seat.State.ACCEPTED,
            invited_at=at,
            answered_at=at,
        )
    return made


def invite_to_set(public_id: UUID, email: str, *, by: User, at: datetime) -> Seat:
    """Offer a colleague a seat and send word; raise InvitationError where that cannot be."""
    with transaction.atomic():
        learning_set = access.set_to_organise(by, public_id, lock=True).learning_set
        member = colleague_in(learning_set.organisation, email)
        if member is None:
            raise InvitationError(nobody_words(learning_set.organisation))
        standing = queries.seats_in(learning_set)
        if any(one.member_id == member.pk for one in standing):
            raise InvitationError(
                _("%(name)s is in this set or invited already.") % {"name": member.name}
            )
        if len(standing) >= MOST_PEOPLE:
            raise InvitationError(
                _("A set has at most %(most)s people. With more, nobody’s turn comes.")
                % {"most": MOST_PEOPLE}
            )
        # Whoever declined or left may be asked again: it is the same seat, offered anew.
        seat, _new = Seat.objects.update_or_create(
            learning_set=learning_set,
            member=member,
            defaults={"state": Seat.State.INVITED, "invited_at": at, "answered_at": None},
        )
        # One a day, however often a seat is offered and turned down.
        _send_word(learning_set, [member], "set_invitation", f"{at:%Y-%m-%d}", by=by, at=at)
    return seat


def answer_invitation(public_id: UUID, *, accept: bool, by: User, at: datetime) -> Seat:
    """Take an offered seat or turn it down; an answer that was given stands."""
    with transaction.atomic():
        own = access.set_to_leave(by, public_id, lock=True)
        seat = own.seat
        if seat.state == Seat.State.INVITED and own.learning_set.ended_at is None:
            seat.state = Seat.State.ACCEPTED if accept else Seat.State.DECLINED
            seat.answered_at = at
            seat.save(update_fields=["state", "answered_at"])
    return seat


def leave_set(public_id: UUID, *, by: User, at: datetime) -> None:
    """Give one's seat up. If the organiser goes, whoever joined next looks after the set.

    Doing so again changes nothing.
    """
    with transaction.atomic():
        own = access.set_to_leave(by, public_id, lock=True)
        if not own.stands:
            return
        own.seat.state, own.seat.answered_at = Seat.State.LEFT, at
        own.seat.save(update_fields=["state", "answered_at"])
        # With nobody left to look after it, it would stay open for ever.
        if queries.organiser_of(own.learning_set) is None:
            _end(own.learning_set, at)


def end_set(public_id: UUID, *, by: User, at: datetime) -> None:
    """End a set for all and tell those who take part; meetings to come are cancelled. Again changes nothing."""
    with transaction.atomic():
        learning_set = access.set_to_end(by, public_id, lock=True).learning_set
        if learning_set.ended_at is not None:
            return
        others = _others_of(learning_set, by)
        _send_word(learning_set, others, "set_ended", f"{at:%Y-%m-%d}", by=by, at=at)
        _end(learning_set, at)


def _end(learning_set: LearningSet, at: datetime) -> None:
    if learning_set.ended_at is None:
        learning_set.ended_at = at
        learning_set.save(update_fields=["ended_at"])
        for meeting in Meeting.objects.filter(
            learning_set=learning_set, cancelled_at=None, starts_at__gt=at
        ):
            _cancel(meeting, at)


# Meetings --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class When:
    """When a set meets, for how long, and where."""

    starts_at: datetime
    minutes: int
    where: str


def _when(meeting: Meeting) -> When:
    return When(meeting.starts_at, meeting.minutes, meeting.where)


def add_meeting(public_id: UUID, when: When, *, by: User, at: datetime) -> Meeting:
    """Set a meeting and tell those who take part; the same one sent twice is set once."""
    with transaction.atomic():
        learning_set = access.set_to_organise(by, public_id, lock=True).learning_set
        for one in queries.meetings_of(learning_set):
            if one.cancelled_at is None and _when(one) == when:
                return one
        meeting = Meeting.objects.create(
            learning_set=learning_set,
            starts_at=when.starts_at,
            minutes=when.minutes,
            where=when.where,
            changed_at=at,
        )
        _tell(meeting, "set", by=by, at=at)
    return meeting


def change_meeting(public_id: UUID, pk: int, when: When, *, by: User, at: datetime) -> Meeting:
    """Move a meeting and tell those who take part; their calendars take the newer version."""
    with transaction.atomic():
        _own, meeting = access.meeting_to_change(by, public_id, pk, lock=True)
        if _when(meeting) != when:
            meeting.starts_at, meeting.minutes = when.starts_at, when.minutes
            meeting.where = when.where
            _touch(meeting, at)
            _tell(meeting, "moved", by=by, at=at)
    return meeting


def cancel_meeting(public_id: UUID, pk: int, *, by: User, at: datetime) -> Meeting:
    """Cancel a meeting and tell those who take part. Doing so again changes nothing."""
    with transaction.atomic():
        _own, meeting = access.meeting_to_cancel(by, public_id, pk, lock=True)
        # All that were to come are cancelled with the set.
        if meeting.cancelled_at is None and meeting.learning_set.ended_at is None:
            _cancel(meeting, at)
            _tell(meeting, "cancelled", by=by, at=at)
    return meeting


def _cancel(meeting: Meeting, at: datetime) -> None:
    meeting.cancelled_at = at
    _touch(meeting, at)


def _touch(meeting: Meeting, at: datetime) -> None:
    # A calendar ignores a cancellation whose sequence is not higher (RFC 5546).
    meeting.sequence += 1
    meeting.changed_at = at
    meeting.save()


def _tell(meeting: Meeting, what: str, *, by: User, at: datetime) -> None:
    """Send word of a meeting that was set, moved or cancelled to all who take part but the one who did it."""
    _send_word(
        meeting.learning_set,
        _others_of(meeting.learning_set, by),
        "set_meeting",
        # One word for each version of the meeting, however often the task runs.
        f"{meeting.uid}:{meeting.sequence}",
        by=by,
        at=at,
        more={
            "what": what,
            "when_at": meeting.starts_at.astimezone(UTC).isoformat(),
            "where": meeting.where,
        },
    )


def _others_of(learning_set: LearningSet, by: User) -> list[Membership]:
    return [
        one.member
        for one in queries.seats_in(learning_set)
        if one.state == Seat.State.ACCEPTED and one.member.user_id != by.pk
    ]


def _send_word(
    learning_set: LearningSet,
    members: list[Membership],
    template: str,
    key: str,
    *,
    by: User,
    at: datetime,
    more: Mapping[str, str] | None = None,
) -> None:
    name = called_in(learning_set.organisation_id, by)
    for member in members:
        queue_message(
            to=member,
            kind=template,
            key=f"{template}:{learning_set.public_id}:{member.pk}:{key}",
            template=f"plans/email/{template}",
            context={
                "set_name": learning_set.name,
                "by": name,
                "by_key": by.pk,
                **(more or {}),
            },
            leads_to=reverse("plans:set", args=[learning_set.public_id]),
            at=at,
        )
