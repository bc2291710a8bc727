"""What of rounds goes with a person who is erased, as the one rated and as one who was asked."""

from collections import Counter
from collections.abc import Iterable

from accounts.actions import Erasure, hide_details
from accounts.models import Message
from observers.models import PeopleBehind, PulseAnswer, Rater, Round, RoundQuerySet
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
    """Erase the rounds about somebody whole, and of rounds about others their name, address and unpublished words.

    A published figure that they are in stays: it names nobody.
    """
    PeopleBehind.objects.filter(member__in=erasure.memberships).delete()
    erased = _delete_rounds(Round.objects.filter(assessment__member__in=erasure.memberships))
    if erasure.takes_account:
        erased.update(erase_guest(erasure.user.email))
    return erased


def erase_guest(email: str) -> Counter[str]:
    """Erase what is kept of an address that was asked, whether or not anybody has an account by it; call it in a transaction."""
    asked = Rater.objects.filter(email=email)
    # What they said in a pulse that is not published yet goes whole.
    said = PulseAnswer.objects.filter(rater__in=asked).delete()[0]
    Message.objects.filter(address=email, topic__startswith="round:").delete()
    # The row of a published round stays without a name: how many were asked is its owner's to know.
    published = asked.filter(round__published_at__isnull=False)
    kept = published.update(name="", email="")
    return Counter({"observers.Rater": kept + asked.delete()[0], "observers.PulseAnswer": said})
