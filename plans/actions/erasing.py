"""What of plans, sets and shares goes with a person who is erased."""

from collections import Counter

from django.db.models import Q

from accounts.actions import Erasure, hide_details
from accounts.models import Message
from documents.actions import forget_documents_of
from plans import queries
from plans.models import Goal, LearningSet, Plan, Seat, Share


def hold_sets_of(erasure: Erasure) -> None:
    """Hold the sets somebody takes part in, as whoever invites to one or sets a meeting does."""
    keys = Seat.objects.filter(member__in=erasure.memberships).values("learning_set")
    list(LearningSet.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def erase_plans(erasure: Erasure) -> Counter[str]:
    """Erase somebody's plan, their seats in sets, and what they shared or could read.

    What others wrote in plans of their own stays theirs, also where it names the person.
    """
    erased = _erase_shares(erasure)
    erased.update(_erase_seats(erasure))
    goals = Goal.objects.filter(plan__member__in=erasure.memberships)
    hide_details(goals.values_list("public_id", flat=True))
    erased.update(goals.delete()[1])
    erased.update(Plan.objects.filter(member__in=erasure.memberships).delete()[1])
    return erased


def _erase_shares(erasure: Erasure) -> Counter[str]:
    own = erasure.memberships
    shares = Share.objects.filter(Q(assessment__member__in=own) | Q(reader__in=own))
    facts = list(
        shares.values_list(
            "pk", "public_id", "assessment", "assessment__member__user", "reader__user"
        )
    )
    hide_details(public_id for _pk, public_id, *_others in facts)
    # The e-mail that told of a share names its owner, whoever it went to.
    for _pk, _id, assessment, _owner, _reader in facts:
        Message.objects.filter(key__startswith=f"report_shared:{assessment}:").delete()
    # A file made for the other of the two may name this one.
    for person in {person for *_facts, owner, reader in facts for person in (owner, reader)}:
        forget_documents_of(person)
    return Counter(Share.objects.filter(pk__in=[pk for pk, *_facts in facts]).delete()[1])


def _erase_seats(erasure: Erasure) -> Counter[str]:
    seats = Seat.objects.filter(member__in=erasure.memberships)
    sets = list(LearningSet.objects.filter(seats__in=seats).distinct())
    erased = Counter(seats.delete()[1])
    for learning_set in sets:
        named = Message.objects.filter(
            key__contains=f":{learning_set.public_id}:", context__by_key=erasure.user.pk
        )
        named.delete()
        # The next to join looks after it; where nobody takes part there is nothing of anybody else's in it.
        if queries.organiser_of(learning_set) is None:
            erased.update(learning_set.delete()[1])
            continue
        for seat in queries.seats_in(learning_set):
            forget_documents_of(seat.member.user_id)
    return erased
