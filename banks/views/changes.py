"""The last edit of a draft is taken back, or made again, from the page on which the person is."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import MemberRequest
from accounts.models import User
from banks import access, actions
from banks.models import BankVersion, DraftChange
from banks.presenters import drafts as pages
from banks.presenters.changes import change_words
from banks.queries import source_of
from banks.views.drafts import refused
from leadership.editing.sections import SECTIONS

Step = Callable[..., DraftChange]


@require_POST
def undo(request: MemberRequest, version_id: int) -> HttpResponse:
    return _step(request, version_id, actions.undo, _("Taken back. %(what)s"))


@require_POST
def redo(request: MemberRequest, version_id: int) -> HttpResponse:
    return _step(request, version_id, actions.redo, _("Made again. %(what)s"))


def _step(request: MemberRequest, version_id: int, step: Step, words: str) -> HttpResponse:
    version, _instrument = access.draft_to_edit(request.user, version_id)
    try:
        change_id = int(request.POST.get("change", ""))
        change = step(version, change_id, by=request.user, at=timezone.now())
    except ValueError:
        return HttpResponseBadRequest()
    except actions.BankError as error:
        return refused(request, version, error)
    told = change_words(source_of(version.pk), change)
    messages.success(request, words % {"what": told.words if told else ""})
    return redirect(_way_back(request.user, version, request.POST.get("from", ""), change))


def _way_back(user: User, version: BankVersion, path: str, change: DraftChange) -> str:
    """Return the page of the draft that the person came from or, where the edit took it away, the next above it."""
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return pages.draft_url(version.pk)
    if match.kwargs.get("version_id") != version.pk or match.view_name not in PLACES:
        return pages.draft_url(version.pk)
    return PLACES[match.view_name](user, version, path, change)


def _same(_user: User, _version: BankVersion, path: str, _change: DraftChange) -> str:
    return path


def _list(user: User, version: BankVersion, path: str, change: DraftChange) -> str:
    """Return to the list, at the thing that is changed where it stands there."""
    kwargs = resolve(path.partition("?")[0]).kwargs
    name, parent = kwargs["name"], kwargs.get("parent", "")
    try:
        access.list_to_edit(user, version.pk, name, parent)
    except Http404:
        return pages.draft_url(version.pk)
    keys = tuple(change.keys)
    is_of_it = change.section == name and "/".join(keys[:-1]) == parent and keys
    return f"{path}#{pages.anchor_of(keys)}" if is_of_it else path


def _thing(user: User, version: BankVersion, path: str, change: DraftChange) -> str:
    kwargs = resolve(path).kwargs
    name, keys = kwargs["name"], kwargs.get("keys", "")
    try:
        access.thing_to_edit(user, version.pk, name, keys)
    except Http404:
        parent = tuple(keys.split("/")[:-1])
        above = pages.url_of("things", version.pk, SECTIONS[name], parent)
        return _list(user, version, above, change)
    return path


PLACES: dict[str, Callable[[User, BankVersion, str, DraftChange], str]] = {
    "banks:draft": _same, "banks:search": _same, "banks:things": _list, "banks:thing": _thing,
    "banks:language": _same,
}  # fmt: skip
