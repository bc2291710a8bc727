"""How all sessions of an account end at once: each holds the number of the round in which it began."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.db.models import F

from accounts.models import User


def end_sessions_of(users: Iterable[int]) -> None:
    """End all sessions of some accounts; call it inside the transaction of the act that asks for it."""
    keys = list(users)
    User.objects.filter(pk__in=keys).update(session_round=F("session_round") + 1)
    UserSession.objects.filter(user__in=keys).delete()
