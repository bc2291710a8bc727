"""What is read of action learning sets: one's own, who is in them and when they meet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.reading_order import ReadingOrder
from plans.models import LearningSet, Meeting, Seat


@dataclass(frozen=True)
class OwnSeat:
    """A set as one of its people sees it, and whether it is theirs to organise."""

    learning_set: LearningSet
    seat: Seat
    is_organiser: bool

    @property
    def is_taken(self) -> bool:
        return self.seat.state == Seat.State.ACCEPTED

    @property
    def stands(self) -> bool:
        """Whether it was neither turned down nor given up."""
        return self.seat.state in Seat.STANDING

    @property
    def may_organise(self) -> bool:
        return self.is_organiser and self.learning_set.ended_at is None


@dataclass(frozen=True)
class SetCard:
    """A set in a list, with its next meeting."""

    learning_set: LearningSet
    seat: Seat
    next_meeting: Meeting | None


def own_seat(user: User, public_id: UUID, *, given_up: bool = False) -> OwnSeat | None:
    """Return the person's seat in a set: offered or taken and, only where asked for, turned down or `given_up`."""
    seats = Seat.objects.filter(
        learning_set__public_id=public_id, member__user=user, member__left_at=None
    )
    seat = (
        (seats if given_up else seats.filter(state__in=Seat.STANDING))
        .select_related("learning_set__organisation", "member")
        .first()
    )
    if seat is None:
        return None
    return OwnSeat(seat.learning_set, seat, organiser_of(seat.learning_set) == seat.member_id)


def organiser_of(learning_set: LearningSet) -> int | None:
    """Return who looks after the set: of those who take part and have not left, the first to join."""
    found: int | None = (
        Seat.objects.filter(
            learning_set=learning_set, state=Seat.State.ACCEPTED, member__left_at=None
        )
        .order_by("answered_at", "pk")
        .values_list("member", flat=True)
        .first()
    )
    return found


def next_to_organise(own: OwnSeat) -> Seat | None:
    """Return whose seat it is to look after the set if this person goes; nobody's where they are the last."""
    others = (one for one in seats_in(own.learning_set) if one.pk != own.seat.pk)
    return next((one for one in others if one.state == Seat.State.ACCEPTED), None)


def seats_in(learning_set: LearningSet) -> list[Seat]:
    """Return the seats that stand, those who take part first, without people who have left."""
    seats = Seat.objects.filter(
        learning_set=learning_set, state__in=Seat.STANDING, member__left_at=None
    )
    # "accepted" comes before "invited".
    return list(seats.select_related("member__user").order_by("state", "answered_at", "pk"))


def meetings_of(learning_set: LearningSet) -> list[Meeting]:
    """Return all meetings in their order, cancelled ones too."""
    return list(Meeting.objects.filter(learning_set=learning_set).order_by("starts_at", "pk"))


def sets_of(user: User, *, at: datetime) -> list[SetCard]:
    """Return the sets that the person is in or invited to, without those that have ended (two queries)."""
    seats = list(
        Seat.objects.filter(
            member__user=user,
            member__left_at=None,
            state__in=Seat.STANDING,
            learning_set__ended_at=None,
        )
        .select_related("learning_set__organisation")
        .order_by(ReadingOrder("learning_set__name"), "pk")
    )
    if not seats:
        return []
    coming: dict[int, Meeting] = {}
    meetings = Meeting.objects.filter(
        learning_set__in=[one.learning_set_id for one in seats],
        cancelled_at=None,
        starts_at__gte=at,
    )
    for meeting in meetings.order_by("starts_at", "pk"):
        coming.setdefault(meeting.learning_set_id, meeting)
    return [SetCard(one.learning_set, one, coming.get(one.learning_set_id)) for one in seats]
