"""A bank file waits, between the page that shows what it would change and the one that stores it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from banks import queries
from banks.models import PendingBank

# Whoever compares two files in two tabs loses neither.
MOST_WAITING = 5


@transaction.atomic
def keep_file(content: bytes, *, by: User, at: datetime) -> PendingBank:
    """Keep a file until it is stored, for the person who chose it alone."""
    PendingBank.objects.filter(made_at__lte=at - queries.PENDING_FOR).delete()
    own = PendingBank.objects.filter(made_by=by).order_by("-pk")
    newest = list(own.values_list("pk", flat=True)[: MOST_WAITING - 1])
    own.exclude(pk__in=newest).delete()
    return PendingBank.objects.create(made_by=by, made_at=at, content=content)
