"""A round from its beginning to its start: whom a manager asks, who agrees to that, when it runs."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import audit, extend_messages, queue_message
from accounts.errors import DomainError
from accounts.models import Membership, Message, Organisation, User
from accounts.queries import colleague_in
from assessments.models import Assessment
from banks.queries import instrument_of
from leadership.observing import RaterGroup, can_be_asked
from observers import access, queries
from observers.actions.messages import queue_invitations
from observers.disclosure import FEWEST_ASKED
from observers.models import GROUP_NAMES, Approval, ObserverRule, Rater, Round

MOST_PEOPLE, MOST_CARDS = 100, 300
# People are asked at addresses that nobody has checked: that must be no way to send e-mails at will.
MOST_IN_A_MONTH, A_MONTH = 3, timedelta(days=30)


class RoundError(DomainError):
    """Something that cannot be done to a round, in a line for people."""


@dataclass(frozen=True)
class Days:
    """When a round begins and ends."""

    opens_at: datetime
    closes_at: datetime


@transaction.atomic
def change_rule(
    organisation: Organisation, *, approval: str, fewest: int, by: User, at: datetime
) -> ObserverRule:
    """Say for an organisation who agrees to lists and how small a group may be; rounds handed in keep what held then."""
    rule, _made = ObserverRule.objects.update_or_create(
        organisation=organisation, defaults={"approval": approval, "fewest": fewest}
    )
    audit("observers.rule_changed", at=at, by=by, subject=organisation, organisation=organisation)
    return rule


@transaction.atomic
def begin_round(assessment: Assessment, days: Days, *, by: User, at: datetime) -> Round:
    """Begin a list of people to ask, or return the one that there is. Raise RoundError where nobody may be asked."""
    # Who asks twice at once waits here, and finds the first.
    Membership.objects.select_for_update(no_key=True).get(pk=assessment.member_id)
    there = queries.rounds_of(assessment.pk).in_hand().first()
    if there is not None:
        return there
    if queries.rule_of(assessment.member.organisation).approval == Approval.OFF:
        raise RoundError(_("Your organisation does not offer this."))
    if not can_be_asked(instrument_of(assessment.version_id)):
        raise RoundError(_("This question bank has no statements for others."))
    return Round.objects.create(
        assessment=assessment, made_at=at, opens_at=days.opens_at, closes_at=days.closes_at
    )


@transaction.atomic
def change_round(round_: Round, days: Days) -> None:
    """Set other days; of one that has started only a later end."""
    round_ = queries.lock_round(round_.pk)
    if round_.is_draft:
        round_.opens_at, round_.closes_at = days.opens_at, days.closes_at
    elif round_.is_frozen and days.closes_at >= round_.closes_at:
        round_.closes_at = days.closes_at
        extend_messages(round_.topic, expires_at=days.closes_at)
    else:
        raise RoundError(
            _("Once a list is handed in, its round can be extended and not shortened.")
        )
    round_.save(update_fields=["opens_at", "closes_at"])


@transaction.atomic
def add_person(round_: Round, group: RaterGroup, *, name: str, email: str) -> Rater:
    """Put somebody on the list. Raise RoundError for oneself, for who is on it, and for a second line manager."""
    round_ = _draft(round_)
    email = email.strip().lower()
    there = {one.email: one for one in queries.people_in(round_.pk)}
    if email == round_.assessment.member.user.email:
        raise RoundError(_("This is your own address. You have answered for yourself already."))
    if email in there:
        words = _("This address is on the list already, under %(group)s.")
        raise RoundError(words % {"group": there[email].get_group_display()})
    if len(there) >= MOST_PEOPLE:
        raise RoundError(
            _("The list is full: it can have %(most)s people.") % {"most": MOST_PEOPLE}
        )
    if group is RaterGroup.LINE_MANAGER and any(r.group == group for r in there.values()):
        raise RoundError(_("There is one line manager. Remove the one on the list first."))
    try:
        with transaction.atomic():
            return Rater.objects.create(round=round_, group=group, name=name, email=email)
    except IntegrityError:
        raise RoundError(_("This address is on the list already.")) from None


@transaction.atomic
def remove_person(round_: Round, key: int) -> None:
    Rater.objects.filter(round=_draft(round_), pk=key).delete()


@transaction.atomic
def set_customers(round_: Round, *, keeper_email: str, cards: int, has_open_link: bool) -> None:
    """Say how customers are reached without addresses, and which colleague looks after that.

    Somebody else than the person rated: who holds all cards could answer most of them and read off the rest.
    """
    round_ = _draft(round_)
    member = round_.assessment.member
    keeper = colleague_in(member.organisation, keeper_email) if keeper_email else None
    if (cards or has_open_link) and keeper is None:
        raise RoundError(
            _(
                "Name a colleague in your organisation who uses this service to look after the cards."
            )
        )
    if keeper and keeper.pk == member.pk:
        raise RoundError(_("Somebody else has to look after the cards: you never hold them."))
    round_.keeper, round_.has_open_link = keeper, has_open_link
    round_.save(update_fields=["keeper", "has_open_link"])
    Rater.objects.filter(round=round_, email="").delete()
    made = [Rater(round=round_, group=RaterGroup.CUSTOMERS) for _n in range(min(cards, MOST_CARDS))]
    for card in made:
        card.code_digest = access.digest_for(card)
    Rater.objects.bulk_create(made)


@transaction.atomic
def hand_in_round(round_: Round, *, by: User, at: datetime) -> Round:
    """Freeze the list: it starts, or waits for whom the organisation's rule names. Raise RoundError where it cannot."""
    round_ = _draft(round_)
    member = round_.assessment.member
    rule = queries.rule_of(member.organisation)
    if rule.approval == Approval.OFF:
        raise RoundError(_("Your organisation does not offer this."))
    if round_.closes_at <= at:
        raise RoundError(_("The last day is in the past. Choose another one first."))
    if queries.handed_in_since(member.pk, at - A_MONTH) >= MOST_IN_A_MONTH:
        raise RoundError(_("You have asked three times in a month. Give people a rest first."))
    raters = queries.people_in(round_.pk)
    _check_groups(round_, raters)
    round_.approval, round_.fewest, round_.asked_at = rule.approval, rule.fewest, at
    by_manager = rule.approval == Approval.LINE_MANAGER
    round_.approver = _line_manager(round_, raters) if by_manager else None
    round_.save(update_fields=["approval", "fewest", "asked_at", "approver"])
    if rule.approval == Approval.NOBODY:
        return _start(round_, by=by, at=at)
    _ask_to_agree(round_, at=at)
    return round_


def _check_groups(round_: Round, raters: list[Rater]) -> None:
    sizes = Counter(RaterGroup(one.group) for one in raters)
    for group in (RaterGroup.STAFF, RaterGroup.COLLEAGUES, RaterGroup.CUSTOMERS):
        asked_openly = group is RaterGroup.CUSTOMERS and round_.has_open_link
        if 0 < sizes[group] < FEWEST_ASKED and not asked_openly:
            words = _("%(group)s: ask at least %(least)s, or none.")
            raise RoundError(words % {"group": GROUP_NAMES[group], "least": FEWEST_ASKED})
    if not (set(sizes) - {RaterGroup.LINE_MANAGER}) and not round_.has_open_link:
        raise RoundError(_("Ask at least three staff, colleagues or customers."))
    instrument = instrument_of(round_.assessment.version_id)
    asks_customers = sizes[RaterGroup.CUSTOMERS] or round_.has_open_link
    if asks_customers and not can_be_asked(instrument, RaterGroup.CUSTOMERS):
        raise RoundError(_("This question bank has no statements for customers."))


def _line_manager(round_: Round, raters: list[Rater]) -> Membership:
    organisation = round_.assessment.member.organisation
    named = next((one for one in raters if one.group == RaterGroup.LINE_MANAGER), None)
    if named is None:
        raise RoundError(
            _("In your organisation the line manager agrees to the list. Add yours to it.")
        )
    approver = colleague_in(organisation, named.email)
    if approver is None:
        words = _(
            "%(name)s has to agree to the list and does not use this service under that address."
        )
        raise RoundError(words % {"name": named.name})
    return approver


def _ask_to_agree(round_: Round, *, at: datetime) -> None:
    member = round_.assessment.member
    approvers = (
        [round_.approver]
        if round_.approver
        else list(queries.leads_to_approve(member.organisation, besides=member.user))
    )
    if not approvers:
        raise RoundError(_("There is no HR lead who could agree to the list."))
    for one in approvers:
        queue_message(
            to=one,
            kind="round_to_agree",
            key=f"round_to_agree:{round_.pk}:{one.pk}:{at.isoformat()}",
            topic=round_.topic,
            template="observers/email/to_agree",
            context={"by": member.name},
            leads_to=reverse("observers:approve", args=[round_.public_id]),
            expires_at=round_.closes_at,
            at=at,
        )


@transaction.atomic
def agree_to_round(round_: Round, *, by: User, at: datetime) -> Round:
    """Agree to a list that waits; it starts. Doing it twice changes nothing."""
    round_ = queries.lock_round(round_.pk)
    if not round_.is_waiting:
        return round_
    if round_.closes_at <= at:
        raise RoundError(_("The last day has passed. Send it back, so that another can be chosen."))
    return _start(round_, by=by, at=at)


@transaction.atomic
def return_round(round_: Round, *, by: User, at: datetime) -> None:
    """Send a list that waits back to its owner, who may change it and hand it in again."""
    round_ = queries.lock_round(round_.pk)
    if round_.is_waiting:
        _wait_no_more(round_)
        _tell_owner(round_, "returned", at=at)
        audit_round("round.returned", round_, by=by, at=at)


@transaction.atomic
def take_back_round(round_: Round, *, by: User, at: datetime) -> None:
    """Give its owner a list back that waits for a line manager who has left. Raise RoundError for any other."""
    round_ = queries.lock_round(round_.pk)
    if not round_.waits_for_nobody:
        raise RoundError(_("This list does not wait for somebody who has left."))
    _wait_no_more(round_)
    audit_round("round.taken_back", round_, by=by, at=at)


def _wait_no_more(round_: Round) -> None:
    round_.asked_at = None
    round_.save(update_fields=["asked_at"])
    _drop_questions(round_)


def _drop_questions(round_: Round) -> None:
    """Ask nobody any more to agree: what has not left yet would lead to a list that does not wait."""
    asked = Message.objects.filter(kind="round_to_agree", topic=round_.topic)
    asked.filter(status=Message.Status.QUEUED).drop()


def _start(round_: Round, *, by: User, at: datetime) -> Round:
    _drop_questions(round_)
    round_.started_at = at
    # Agreed to after the day it was to open: it opens now.
    round_.opens_at = max(round_.opens_at, at)
    round_.save(update_fields=["started_at", "opens_at"])
    audit_round("round.started", round_, by=by, at=at)
    if round_.approval != Approval.NOBODY:
        _tell_owner(round_, "agreed", at=at)
    if round_.is_open_at(at):
        queue_invitations(round_, at=at)
    return round_


def _tell_owner(round_: Round, what: str, *, at: datetime) -> None:
    queue_message(
        to=round_.assessment.member,
        kind=f"round_{what}",
        key=f"round_{what}:{round_.pk}:{at.isoformat()}",
        topic=f"{round_.topic}:owner",
        template=f"observers/email/{what}",
        leads_to=reverse("observers:round", args=[round_.public_id]),
        at=at,
    )


@transaction.atomic
def withdraw_link(round_: Round, key: int, *, by: User, at: datetime) -> None:
    """Take one person's link back. What they had sent by then stays, so that nothing tells whether they had."""
    round_ = queries.lock_round(round_.pk)
    if not round_.is_frozen:
        raise RoundError(_("This round is over."))
    rater = Rater.objects.select_for_update().filter(round=round_, pk=key).first()
    if rater is None or rater.revoked:
        return
    rater.revoked = True
    rater.save(update_fields=["revoked"])
    _drop_messages(round_, rater)
    audit_round("round.link_withdrawn", round_, by=by, at=at)


def _drop_messages(round_: Round, rater: Rater) -> None:
    waiting = Message.objects.filter(
        topic=round_.topic, address=rater.email, status=Message.Status.QUEUED
    )
    waiting.exclude(address="").drop()


@transaction.atomic
def give_up_round(round_: Round, *, by: User, at: datetime) -> None:
    """End a round that is not published, for good: whoever was asked and whatever they wrote is deleted."""
    round_ = queries.lock_round(round_.pk)
    if round_.published_at is not None or round_.cancelled_at is not None:
        return
    round_.cancelled_at = at
    round_.save(update_fields=["cancelled_at"])
    Rater.objects.filter(round=round_).delete()
    # Those that were sent hold addresses, too.
    Message.objects.filter(topic=round_.topic).delete()
    audit_round("round.given_up", round_, by=by, at=at)


def _draft(round_: Round) -> Round:
    round_ = queries.lock_round(round_.pk)
    if not round_.is_draft:
        raise RoundError(_("The list is frozen: it can no longer be changed."))
    return round_


def audit_round(act: str, round_: Round, *, by: User | None, at: datetime) -> None:
    organisation = round_.assessment.member.organisation
    audit(act, at=at, by=by, subject=round_.public_id, organisation=organisation)
