"""A write that is sent twice is done once: the answer is kept by the key that came with it, and given again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Organisation
from api.models import KeptAnswer


@dataclass(frozen=True)
class ClaimedKey:
    """What is known of a write with a key: its row, and whether it is this request's to do."""

    row: KeptAnswer
    is_ours: bool


def begin_write(
    organisation: Organisation, holder: str, key: str, asked: str, *, at: datetime
) -> ClaimedKey:
    """Take a key for a request, or find the row of the one that took it before.

    A request that was cut off is taken over. Whatever it had done by then is found by the act itself: somebody
    is a member already, a team is there already, the same campaign is the same campaign.
    """
    rows = KeptAnswer.objects.filter(organisation=organisation, holder=holder, key=key)
    row = None
    # The one that took it may let it go just then.
    while row is None:
        try:
            with transaction.atomic():
                row = KeptAnswer.objects.create(
                    organisation=organisation, holder=holder, key=key, asked=asked, begun_at=at
                )
                return ClaimedKey(row, is_ours=True)
        except IntegrityError:
            row = rows.first()
    over = row.begun_at <= at - KeptAnswer.kept_for
    lost = row.status is None and row.begun_at <= at - KeptAnswer.lost_after
    # By the moment, so that of two who find it only one does it.
    if (over or (lost and row.asked == asked)) and rows.filter(begun_at=row.begun_at).update(
        begun_at=at, asked=asked, status=None, headers={}, body=""
    ):
        row.refresh_from_db()
        return ClaimedKey(row, is_ours=True)
    return ClaimedKey(row, is_ours=False)


def keep_answer(row: KeptAnswer, *, status: int, headers: dict[str, str], body: str) -> None:
    """Keep what a request was answered."""
    KeptAnswer.objects.filter(pk=row.pk).update(status=status, headers=headers, body=body)


def release_key(row: KeptAnswer) -> None:
    """Forget a request that was refused: nothing was done, and the same key may do it once it is put right."""
    KeptAnswer.objects.filter(pk=row.pk).delete()
