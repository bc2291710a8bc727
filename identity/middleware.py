"""Nobody whose role needs a second step sees a page before they have shown one in this session."""

from collections.abc import Callable
from typing import Final

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.http import is_closed
from identity.queries import has_second_step, waives_second_step
from identity.signed_in_by import provider_of_session

# What it takes to show one, or to leave.
SHOWING: Final = frozenset(
    {
        "account_logout",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)
# What it takes to set the first one up. Whoever has one shows that first: else a password alone could add another.
SETTING_UP: Final = SHOWING | {
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
}


class SecondStepMiddleware:
    """Answers in place of a closed page until a second step was shown. There is no time of grace to wait out.

    Whether one is needed was read with the session's person, so others cost no query. Of those who need one
    it is asked on each page whether they have one still: who takes theirs away stands outside at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> HttpResponse | None:
        user = request.user
        if not is_closed(view) or not user.is_authenticated or not user.needs_second_step:
            return None
        came_from = provider_of_session(request, user)
        if came_from is not None and waives_second_step(user, came_from):
            return None
        has_one = has_second_step(user)
        if has_one and _has_shown_one(request):
            return None
        open_now = SHOWING if has_one else SETTING_UP
        if request.resolver_match and request.resolver_match.view_name in open_now:
            return None
        return _ask(request, has_one=has_one)


def _has_shown_one(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def _ask(request: HttpRequest, *, has_one: bool) -> HttpResponse:
    words = _("Your organisation asks for a second step when you sign in.")
    if not request.accepts("text/html"):
        return JsonResponse({"message": words}, status=403)
    if has_one:
        # Signed in before it was asked of their role, or by a way that asked for none.
        there = request.get_full_path() if request.method == "GET" else reverse("assessments:home")
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': there})}")
    if request.method == "GET":
        messages.info(request, words)
    return redirect("mfa_index")
