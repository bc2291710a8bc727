"""What becomes of plans and shares when an assessment goes: goals stay their owner's, shares of its report end."""

from collections.abc import Iterable

from accounts.models import Message
from assessments.actions import delete_assessments
from documents.actions import forget_documents_of
from plans.models import Goal, Share


def delete_with_shares(keys: Iterable[int]) -> None:
    """Delete assessments for good, with answers, notes, scores, documents and shares; call it in a transaction.

    A goal that was made from a report is in the words of its owner and goes on without it.
    """
    gone = list(keys)
    Goal.objects.filter(assessment__in=gone).update(assessment=None)
    shares = Share.objects.filter(assessment__in=gone)
    readers = set(shares.values_list("reader__user", flat=True))
    for key in shares.values_list("assessment", flat=True).distinct():
        # The e-mail that tells of a share would lead nowhere.
        Message.objects.filter(key__startswith=f"report_shared:{key}:").delete()
    shares.delete()
    owners = delete_assessments(gone)
    # Also those of other assessments: they may compare with one that is gone.
    for person in readers | owners:
        forget_documents_of(person)
