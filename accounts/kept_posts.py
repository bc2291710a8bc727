"""What somebody sends after the session has ended: kept until they have signed in again, then given back.

Kept by the new session of the same browser, where another person may sign in next: so it says who wrote it, signed.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from allauth.core import ratelimit
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.models import User

View = TypeVar("View", bound=Callable[..., object])
KEPT = "sent_signed_out"
FIELD = "written-by"
# More than any of these forms takes; a session is no place for files.
MOST_KEPT = 50_000
_signer = Signer(salt="accounts.given_back")


def gives_back(view: View) -> View:
    """Mark a view whose forms ask for words: outermost, so that the middleware sees it."""
    view.gives_back = True  # type: ignore[attr-defined]  # read by `SignInMiddleware`
    return view


def writer(user: User) -> str:
    """Return what a form sends along to say whose words it holds."""
    return _signer.sign(str(user.pk))


def keep(request: HttpRequest) -> None:
    """Keep what was sent, if somebody of ours wrote it."""
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    try:
        written_by = _signer.unsign(str(fields.pop(FIELD, [""])[-1]))
    except BadSignature:
        return
    sent = fields.urlencode()
    # By whoever wrote it: a form that one person has opened must not fill the table of sessions.
    if len(sent) <= MOST_KEPT and ratelimit.consume(request, action="kept_words", key=written_by):
        request.session[KEPT] = {"path": request.path, "by": written_by, "fields": sent}


def keeps_words_of(session: Mapping[str, Any], user: User) -> bool:
    """Tell whether a session keeps words of somebody: those of here, and answers to a page of statements."""
    kept = (value for value in session.values() if isinstance(value, dict))
    return any(value.get("by") == str(user.pk) for value in kept)


def sent_or_given_back(request: HttpRequest) -> QueryDict | None:
    """Return what was sent now or, on the page where it was written, before the session ended."""
    if request.method == "POST":
        return request.POST
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    if kept["by"] != str(request.user.pk):
        return None
    messages.warning(
        request, _("You were signed out before this was saved. Look at it and save it again.")
    )
    return QueryDict(kept["fields"])
