"""What of rounds goes with a person who is erased, as the one rated and as one who was asked."""

from collections import Counter
from collections.abc import Iterable

from accounts.actions import Erasure, hide_details
from accounts.models import Message
from documents.actions import forget_documents_of
from leadership.observing import RaterGroup
from observers.models import (
    PeopleBehind,
    Pulse,
    PulseAnswer,
    Rater,
    RaterQuerySet,
    Round,
    RoundQuerySet,
)
from plans.actions import delete_with_shares


def delete_with_rounds(keys: Iterable[int]) -> None:
    """Delete assessments for good with the rounds that follow them, shares included; call it in a transaction."""
    gone = list(keys)
    _delete_rounds(Round.objects.filter(assessment__in=gone))
    delete_with_shares(gone)


def _delete_rounds(rounds: RoundQuerySet) -> Counter[str]:
    found = list(rounds.values_list("pk", "public_id"))
    hide_details(public_id for _pk, public_id in found)
    # E-mails to those who were asked name whom they are about.
    topics = (f"round:{pk}{part}" for pk, _id in found for part in ("", ":owner", ":again"))
    Message.objects.filter(topic__in=list(topics)).delete()
    return Counter(rounds.delete()[1])


def erase_rounds(erasure: Erasure) -> Counter[str]:
    """Erase the rounds about somebody whole, and of rounds about others what `erase_guest` does."""
    PeopleBehind.objects.filter(member__in=erasure.memberships).delete()
    erased = _delete_rounds(Round.objects.filter(assessment__member__in=erasure.memberships))
    if erasure.takes_account:
        erased.update(erase_guest(erasure.user.email))
    return erased


def erase_guest(email: str) -> Counter[str]:
    """Erase what is kept of an address that was asked, whether or not anybody has an account by it; call it in a transaction.

    Name, address and unpublished words; what they said as a line manager goes though it is published, for it is
    theirs alone. A published figure that they are in stays: it names nobody.
    """
    asked = Rater.objects.filter(email=email)
    _erase_as_line_manager(asked)
    # What they said in a pulse that is not published yet goes whole.
    said = PulseAnswer.objects.filter(rater__in=asked).delete()[0]
    sent = Message.objects.filter(address=email, topic__startswith="round:").delete()[0]
    # The row of a published round stays without a name: how many were asked is its owner's to know.
    published = asked.filter(round__published_at__isnull=False)
    kept = published.update(name="", email="")
    gone = {"observers.Rater": kept + asked.delete()[0], "observers.PulseAnswer": said}
    return Counter(gone | {"accounts.Message": sent})


def _erase_as_line_manager(asked: RaterQuerySet) -> None:
    rounds = Round.objects.filter(raters__in=asked.filter(group=RaterGroup.LINE_MANAGER))
    owners = set(rounds.values_list("assessment__member__user", flat=True))
    pulses = Pulse.objects.filter(round__in=rounds)
    for row in (*rounds.select_for_update(), *pulses.select_for_update()):
        if row.results is not None:
            row.results["line_manager"] = None
            row.save(update_fields=["results"])
    for owner in owners:
        forget_documents_of(owner)
