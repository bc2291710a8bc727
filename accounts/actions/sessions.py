"""Where somebody is signed in: listed and ended by themselves, ended by an administrator or as their roles change."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from accounts.actions.session_rounds import end_sessions_of
from accounts.actions.signing_in import log_for
from accounts.models import User


def note_activity(session_key: str, *, at: datetime) -> None:
    """Write down that a session was used just now."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at)


@transaction.atomic
def end_session(user: User, pk: int, *, by: User, at: datetime) -> None:
    """End one of somebody's own sessions; one that is no more is ended already."""
    found = UserSession.objects.filter(user=user, pk=pk)
    Session.objects.filter(pk__in=list(found.values_list("session_key", flat=True))).delete()
    if found.delete()[0]:
        log_for(user, "sessions.ended", by=by, at=at)


@transaction.atomic
def end_sessions(user: User, *, by: User | None, at: datetime) -> None:
    """Sign somebody out everywhere. Whoever does it of themselves is let in again by the view."""
    end_sessions_of([user.pk])
    user.refresh_from_db(fields=["session_round"])
    log_for(user, "sessions.ended", by=by, at=at)


def renew_session(request: HttpRequest) -> None:
    """Let the person of this request stay signed in here, though all their sessions have ended."""
    if isinstance(request.user, User):
        request.user.refresh_from_db(fields=["session_round"])
        update_session_auth_hash(request, request.user)
        UserSession.objects.create_from_request(request)
