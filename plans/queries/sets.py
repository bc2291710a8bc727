"""What is read of action learning sets: one's own, who is in them and when they meet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Membership, Organisation, User
from plans.models import LearningSet, Meeting, Place


@dataclass(frozen=True)
class Seat:
    """A set as one of its people sees it, and whether it is theirs to organise."""

    learning_set: LearningSet
    place: Place
    is_organiser: bool

    @property
    def is_taken(self) -> bool:
        return self.place.state == Place.State.ACCEPTED

    @property
    def may_organise(self) -> bool:
        return self.is_organiser and self.learning_set.ended_at is None


@dataclass(frozen=True)
class SetCard:
    """A set in a list, with its next meeting."""

    learning_set: LearningSet
    place: Place
    next_meeting: Meeting | None


def colleague(organisation: Organisation, email: str) -> Membership | None:
    """Return the current member of the organisation with this address who can sign in."""
    members = Membership.objects.current().select_related("user", "organisation")
    email = email.strip().lower()
    return members.filter(
        organisation=organisation, user__email=email, user__is_active=True
    ).first()


def seat_of(user: User, public_id: UUID) -> Seat | None:
    """Return the person's seat in a set: offered or taken, and none once they have left."""
    place = (
        Place.objects.filter(
            learning_set__public_id=public_id,
            member__user=user,
            member__left_at=None,
            state__in=Place.STANDING,
        )
        .select_related("learning_set__organisation", "member")
        .first()
    )
    if place is None:
        return None
    return Seat(place.learning_set, place, organiser_of(place.learning_set) == place.member_id)


def organiser_of(learning_set: LearningSet) -> int | None:
    """Return who looks after the set: of those who take part and have not left, the first to join."""
    found: int | None = (
        Place.objects.filter(
            learning_set=learning_set, state=Place.State.ACCEPTED, member__left_at=None
        )
        .order_by("answered_at", "pk")
        .values_list("member", flat=True)
        .first()
    )
    return found


def next_to_organise(seat: Seat) -> Place | None:
    """Return whose place it is to look after the set if this person goes; nobody's where they are the last."""
    others = (one for one in places_in(seat.learning_set) if one.pk != seat.place.pk)
    return next((one for one in others if one.state == Place.State.ACCEPTED), None)


def places_in(learning_set: LearningSet) -> list[Place]:
    """Return the places that stand, those who take part first, without people who have left."""
    places = Place.objects.filter(
        learning_set=learning_set, state__in=Place.STANDING, member__left_at=None
    )
    # "accepted" comes before "invited".
    return list(places.select_related("member__user").order_by("state", "answered_at", "pk"))


def meetings_of(learning_set: LearningSet) -> list[Meeting]:
    """Return all meetings in their order, cancelled ones too."""
    return list(Meeting.objects.filter(learning_set=learning_set).order_by("starts_at", "pk"))


def sets_of(user: User, *, at: datetime) -> list[SetCard]:
    """Return the sets that the person is in or invited to, without those that have ended (two queries)."""
    places = list(
        Place.objects.filter(
            member__user=user,
            member__left_at=None,
            state__in=Place.STANDING,
            learning_set__ended_at=None,
        )
        .select_related("learning_set__organisation")
        .order_by("learning_set__name", "pk")
    )
    coming: dict[int, Meeting] = {}
    meetings = Meeting.objects.filter(
        learning_set__in=[one.learning_set_id for one in places],
        cancelled_at=None,
        starts_at__gte=at,
    )
    for meeting in meetings.order_by("starts_at", "pk"):
        coming.setdefault(meeting.learning_set_id, meeting)
    return [SetCard(one.learning_set, one, coming.get(one.learning_set_id)) for one in places]
