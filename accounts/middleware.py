"""The outer wall: leavers see nothing, closed pages stay private, uploads are bounded, texts can be kept."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts import actions, kept_posts, languages
from accounts.http import BEGAN, SEEN, is_closed
from documents.characters import keepable


class SessionLifeMiddleware:
    """Ends a session that was not used for a while, or that began too long ago, before anybody asks whose it is.

    When it was used is written down every few minutes and not at each request, which would cost a write each.
    """

    every = 300

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Sessions from before this was written down have none of it, and end after SESSION_HOURS all the same.
        seen = request.session.get(SEEN) if SESSION_KEY in request.session else None
        if seen is not None:
            self._look_at(request, seen)
        return self.get_response(request)

    def _look_at(self, request: HttpRequest, seen: int) -> None:
        now = timezone.now()
        moment, began = int(now.timestamp()), request.session.get(BEGAN, seen)
        if (
            moment - seen > settings.IDLE_MINUTES * 60
            or moment - began > settings.SESSION_COOKIE_AGE
        ):
            logout(request)
        elif moment - seen > self.every:
            request.session[SEEN] = moment
            actions.note_activity(request.session.session_key or "", at=now)


class LanguageMiddleware:
    """Has the service speak the language of whoever asks for a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = languages.language_of_session(request)
        with translation.override(language):
            response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", language)
            if languages.is_choice():
                patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks to sign in, and keeps until then the words that came with a form of which the view says so."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method == "POST" and getattr(view_func, "gives_back", False):
            kept_posts.keep(request)
        return super().handle_no_permission(request, view_func)


class KeepableMiddleware:
    """Lets nothing past to a view that no database can keep: the one check of all that comes with a request.

    What is typed loses characters that nobody can type; a part of an address that holds one, or a number larger
    than any key, names nothing. A body in JSON is read, and checked alike, by the view that takes it.
    """

    most = 2**63 - 1

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        for part in kwargs.values():
            if isinstance(part, int) and part > self.most:
                raise Http404
            if isinstance(part, str) and keepable(part) != part:
                raise Http404
        request.GET = _keepable(request.GET)
        # Django has read a form by now, to find its token.
        if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            request.POST = _keepable(request.POST)


Sent = TypeVar("Sent", bound=QueryDict)


def _keepable(sent: Sent) -> Sent:
    """Return what was sent in keepable characters; nearly always that is what it was."""
    if all(keepable(text) == text for name, texts in sent.lists() for text in (name, *texts)):
        return sent
    clean = QueryDict(mutable=True)
    for name, texts in sent.lists():
        clean.setlist(keepable(name), [keepable(text) for text in texts])
    clean._mutable = False
    return cast("Sent", clean)


class MembersOnlyMiddleware:
    """Answers in place of a closed page when the signed-in person is no longer a member anywhere.

    Pages that are open to everyone stay open. What it asks was read with the session's person
    (`accounts.backends`), so it costs no query.

    A closed page is for its reader alone. Those about people, campaigns, results, reports and accounts are kept
    by no browser. The others are not `no-store`, because some browsers then lose at Back what was typed but never
    arrived; the pages on which Back has to show what is saved by now say `never_cache` themselves. Signing out
    tells the browser to forget all (`views.sign_out`).
    """

    kept_nowhere = ("accounts/", "people/", "campaigns/", "results/", "reports/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.route.startswith(self.kept_nowhere):
            response.headers.setdefault("Cache-Control", "private, no-store")
        elif match and is_closed(match.func):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        user = request.user
        if not is_closed(view) or not user.is_authenticated or user.belongs:
            return None
        # An address that names a thing answers as it would to any stranger: not found.
        return _no_longer_a_member(request, status=404 if _names_a_thing(request) else 403)


def _names_a_thing(request: HttpRequest) -> bool:
    """Tell whether something of the address itself, not only of its route, says what is asked for."""
    match = request.resolver_match
    return match is not None and bool(match.captured_kwargs)  # type: ignore[attr-defined]  # the stubs lag


class ToldFaultsMiddleware:
    """Tells programs below an address of a fault in their own format, whoever found it. It stands outside all that
    may refuse a request: an address that is none, a body too large, a crash.

    Without HTTPS nothing is answered, nor led on: a program that was set up so would send its token in the open
    each time, and nobody would notice.
    """

    below: str
    content_type: str

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def fault(self, status: int, detail: str) -> HttpResponse:
        """Return a fault as these programs expect it."""
        raise NotImplementedError

    def is_told(self, request: HttpRequest, response: HttpResponseBase) -> bool:
        """Tell whether an answer is in their format already."""
        return response.headers.get("Content-Type", "").startswith(self.content_type)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(self.below):
            return self.get_response(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return self.fault(HTTPStatus.FORBIDDEN, "Only over HTTPS.")
        response = self.get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or self.is_told(request, response):
            return response
        told = self.fault(response.status_code, HTTPStatus(response.status_code).phrase)
        for name, value in response.headers.items():
            if name not in {"Content-Type", "Content-Length"}:
                told.headers[name] = value
        return told


class BoundedUploadMiddleware:
    """Refuses a form with files that is far too large before any of it is read.

    Django bounds what it keeps in memory and leaves files to us. Without a length it reads nothing.
    """

    # How many MB a file may have, and on pages that take larger ones.
    most = 5
    larger = {"/banks/import/": 10}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        megabytes = self.larger.get(request.path, self.most)
        # A form with a file in it is a little larger than the file.
        if (
            request.content_type == "multipart/form-data"
            and length.isdecimal()
            and int(length) > (megabytes + 1) * 2**20
        ):
            return render(request, "accounts/too_large.html", {"most": megabytes}, status=413)
        return self.get_response(request)


def _no_longer_a_member(request: HttpRequest, *, status: int) -> HttpResponse:
    if request.accepts("text/html"):
        return render(request, "accounts/no_longer_a_member.html", status=status)
    message = _("You are no longer a member of an organisation that uses this service.")
    return JsonResponse({"message": message}, status=status)
