"""Rounds and those who are asked in them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from accounts.models import Membership, MembershipQuerySet, Message, Organisation, User
from accounts.queries import leads_the_whole
from accounts.reading_order import ReadingOrder
from observers.models import Approval, ObserverRule, Rater, Round, RoundQuerySet

WITH_NAMES = (
    "assessment__member__user",
    "assessment__member__organisation",
    "assessment__campaign",
    "approver__user",
    "keeper__user",
)

# In plain SQL, because every download of a ready PDF asks for it (see `reports.queries.stored`).
_NEWEST_PUBLISHED = """
SELECT id FROM observers_round WHERE assessment_id = %s AND published_at IS NOT NULL
ORDER BY published_at DESC, id DESC LIMIT 1
"""


def rule_of(organisation: Organisation) -> ObserverRule:
    """Return what an organisation has decided, or the defaults."""
    found = ObserverRule.objects.filter(organisation=organisation).first()
    return found or ObserverRule(organisation=organisation)


def rounds_about(user: User) -> RoundQuerySet:
    """Return the rounds about a person that were not given up, newest first."""
    own = Round.objects.owned_by(user).filter(cancelled_at=None)
    return own.select_related(*WITH_NAMES).order_by("-made_at", "-pk")


def rounds_of(assessment_id: int) -> RoundQuerySet:
    """Return the rounds that follow an assessment and were not given up, newest first."""
    return Round.objects.filter(assessment=assessment_id, cancelled_at=None).order_by("-pk")


def handed_in_since(member_id: int, moment: datetime) -> int:
    """Count the lists that somebody has handed in since then, given up or not."""
    return Round.objects.filter(assessment__member=member_id, asked_at__gt=moment).count()


def newest_published(assessment_id: int) -> Round | None:
    """Return what was published last about the person of an assessment, in rounds that follow it."""
    published = Round.objects.filter(assessment=assessment_id, published_at__isnull=False)
    return published.order_by("-published_at", "-pk").first()


def published_key(assessment_id: int) -> int | None:
    """Return which round `newest_published` finds. What is published of it stays, but for what goes with an erased line
    manager, and then the documents of its owner go too.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST_PUBLISHED, [assessment_id])
        found = cursor.fetchone()
    return found[0] if found else None


def lock_round(pk: int) -> Round:
    """Return a round that nobody else changes until the transaction ends."""
    return (
        Round.objects.select_related(*WITH_NAMES)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=pk)
    )


def rounds_to_approve(user: User) -> RoundQuerySet:
    """Return the lists of others that wait for this person's word."""
    return rounds_to_say(user).filter(asked_at__isnull=False, started_at=None)


def rounds_to_say(user: User) -> RoundQuerySet:
    """Return the lists of others on which it is, or was, for this person to say something."""
    leads = Membership.objects.current().filter(
        leads_the_whole(), user=user, organisation=OuterRef("assessment__member__organisation")
    )
    named = Q(approval=Approval.LINE_MANAGER, approver__user=user, approver__left_at=None)
    as_lead = Q(Exists(leads), approval=Approval.HR)
    # Whoever is rated has no say in it, whatever their role.
    mine = Q(assessment__member__user=user)
    found = Round.objects.filter(named | as_lead, cancelled_at=None).exclude(mine)
    return found.select_related(*WITH_NAMES).order_by("pk")


def rounds_to_keep(user: User, at: datetime) -> RoundQuerySet:
    """Return the open rounds of others for which this person looks after the customers' cards."""
    mine = Round.objects.open_at(at).filter(keeper__user=user, keeper__left_at=None)
    return mine.select_related(*WITH_NAMES).order_by("pk")


def open_rounds(at: datetime) -> RoundQuerySet:
    return Round.objects.open_at(at).select_related(*WITH_NAMES).order_by("pk")


def people_in(round_id: int) -> list[Rater]:
    """Return those asked in a round, by group and name; those of cards last, by their key."""
    return list(
        Rater.objects.filter(round=round_id).order_by("group", ReadingOrder("name"), "public_id")
    )


def rater_by_id(public_id: UUID) -> Rater | None:
    raters = Rater.objects.select_related("round__pulse", *(f"round__{n}" for n in WITH_NAMES))
    return raters.filter(public_id=public_id).first()


def cards_with(digests: Collection[str], at: datetime) -> list[Rater]:
    """Return the cards whose code has one of these digests, where their round is open."""
    cards = Rater.objects.standing().filter(code_digest__in=digests).exclude(code_digest="")
    return list(cards.filter(round__in=Round.objects.open_at(at))[:2])


def round_of_open_link(public_id: UUID) -> Round | None:
    return (
        Round.objects.select_related(*WITH_NAMES)
        .filter(public_id=public_id, has_open_link=True)
        .first()
    )


def leads_to_approve(organisation: Organisation, *, besides: User) -> MembershipQuerySet:
    """Return the HR leads of the whole organisation, but for the person rated."""
    current = Membership.objects.current().filter(leads_the_whole(), organisation=organisation)
    return current.exclude(user=besides)


def invitations_failed(round_: Round) -> set[str]:
    """Return the addresses of a round that mail does not reach; whether anybody answered is no part of it."""
    failed = Message.objects.failed().filter(topic=round_.topic)
    return set(failed.exclude(address="").values_list("address", flat=True))
