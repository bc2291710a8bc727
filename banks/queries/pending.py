"""Reads bank files that wait to be stored."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from banks.models import PendingBank

PENDING_FOR = timedelta(hours=1)


def pending_file(user: User, public_id: UUID, *, at: datetime) -> bytes | None:
    """Return one's own file that waits; None for anybody else's and for an old one."""
    waiting = PendingBank.objects.filter(
        made_by=user, public_id=public_id, made_at__gt=at - PENDING_FOR
    )
    content = waiting.values_list("content", flat=True).first()
    return None if content is None else bytes(content)
