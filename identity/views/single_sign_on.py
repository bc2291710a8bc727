"""Signing in with an organisation's account: its page, the way to its provider, and back.

Which browser went there is kept in its session, once; so is why: to sign in, to connect an account, or in answer to an
invitation. The page says the same to everybody, and a refusal says nothing of accounts.
"""

import logging
from dataclasses import asdict
from http import HTTPStatus
from typing import Final

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal.ratelimit import get_ip
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access as people
from accounts.http import MemberRequest
from accounts.models import Message, User
from identity import actions, openid, queries
from identity.actions import ConnectedError, LostSecretError, NotHereError
from identity.claims import Visitor
from identity.models import Provider
from identity.openid import Description, Journey, Json, ProviderError
from identity.signed_in_by import METHOD

logger = logging.getLogger(__name__)
# In a session: where somebody has gone, and why.
GONE: Final = "gone_to_provider"
BACK_WITHIN: Final = 600


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the button; a POST brings the link of an invitation along, which is to be in no address."""
    provider = _provider(slug)
    context = {
        "provider": provider,
        "next": _wanted(request),
        "link": request.POST.get("link", "") if request.method == "POST" else "",
    }
    return _with_way_out(render(request, "identity/organisation_sign_in.html", context), provider)


@login_not_required
@never_cache
@require_POST
@rate_limit(action="login")  # type: ignore[untyped-decorator]
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    return _go(request, _provider(slug), link=request.POST.get("link", ""))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def connect(request: MemberRequest, slug: str) -> HttpResponse:
    provider = _own_provider(request.user, slug)
    if request.method == "POST":
        return _go(request, provider, connects=True)
    context = {"provider": provider}
    return _with_way_out(render(request, "identity/connect.html", context), provider)


@require_POST
def disconnect(request: MemberRequest, slug: str) -> HttpResponse:
    provider = _own_provider(request.user, slug)
    try:
        actions.disconnect_person(provider, by=request.user, at=timezone.now())
    except ConnectedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Not connected any more."))
    return redirect("account")


@login_not_required
@never_cache
@require_safe
@rate_limit(action="login")  # type: ignore[untyped-decorator]
def come_back(request: HttpRequest, slug: str) -> HttpResponse:
    provider = _provider(slug)
    gone = request.session.pop(GONE, None)
    now = timezone.now()
    if not _is_theirs(request, provider, gone, int(now.timestamp())):
        return _refuse(request, provider, "state")
    if "code" not in request.GET:
        return _refuse(request, provider, "cancelled")
    try:
        who = actions.come_back(provider, Journey(**gone["journey"]), request.GET["code"], at=now)
    except ProviderError as wrong:
        return _fail(request, provider, wrong)
    try:
        return _arrive(request, provider, gone, who)
    except NotHereError:
        return _refuse(request, provider, "unknown")
    except ConnectedError as refused:
        messages.error(request, str(refused))
        return redirect("account" if request.user.is_authenticated else "account_login")


def _arrive(request: HttpRequest, provider: Provider, gone: Json, who: Visitor) -> HttpResponse:
    now = timezone.now()
    if gone["connects"]:
        if not isinstance(request.user, User) or request.user.pk != gone["user"]:
            return _refuse(request, provider, "state")
        actions.connect_person(provider, who, by=request.user, at=now)
        messages.success(request, _("Connected. You can sign in with it from now on."))
        return redirect("account")
    invited = _invited(provider, gone["link"])
    if invited is not None:
        user = actions.connect_invited(provider, who, invited.to.user, at=now)
    else:
        user = actions.let_in(provider, who, at=now)
    return _sign_in(request, provider, user, (invited and invited.leads_to) or gone["next"])


def _sign_in(request: HttpRequest, provider: Provider, user: User, there: str) -> HttpResponse:
    if request.user.is_authenticated:
        if request.user.pk == user.pk:
            return redirect(there or "assessments:home")
        # Whoever else was signed in here has left the machine to them.
        request.session.flush()
    record_authentication(request, user, METHOD, provider=provider.pk)
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=there or None))
    return response


def _go(
    request: HttpRequest, provider: Provider, *, link: str = "", connects: bool = False
) -> HttpResponse:
    about = Description.of_json(provider.description)
    try:
        url, journey = openid.begin(about, actions.client_of(provider))
    except ProviderError as wrong:
        return _fail(request, provider, wrong)
    request.session[GONE] = {
        "provider": provider.pk,
        "at": int(timezone.now().timestamp()),
        "journey": asdict(journey),
        "next": _wanted(request),
        "link": link,
        "connects": connects,
        "user": request.user.pk,
    }
    return redirect(url)


def _is_theirs(request: HttpRequest, provider: Provider, gone: object, now: int) -> bool:
    """Tell whether this browser has gone to this provider lately, and has not come back yet."""
    return (
        isinstance(gone, dict)
        and gone["provider"] == provider.pk
        and now - gone["at"] <= BACK_WITHIN
        and request.GET.get("state") == gone["journey"]["state"]
        # Who answers, where it says so (RFC 9207): another provider's answer is not this one's.
        and request.GET.get("iss", provider.issuer) == provider.issuer
    )


def _invited(provider: Provider, link: str) -> Message | None:
    """Return the e-mail by whose link somebody came who has no password, if it is this organisation's."""
    message = people.message_of_link(link) if link else None
    if message is None or not message.link_works(timezone.now()):
        return None
    is_ours = message.to.organisation_id == provider.organisation_id
    return message if is_ours and not message.to.user.has_usable_password() else None


def _fail(request: HttpRequest, provider: Provider, wrong: ProviderError) -> HttpResponse:
    """Say that the way does not work, and in the log why, for whoever can mend it."""
    logger.warning("single sign-on of organisation %s: %s", provider.organisation_id, wrong)
    why = "secret" if isinstance(wrong, LostSecretError) else "provider"
    return _refuse(request, provider, why)


def _refuse(request: HttpRequest, provider: Provider, why: str) -> HttpResponse:
    logger.info(
        "single sign-on refused: %s, organisation %s from %s",
        why,
        provider.organisation_id,
        get_ip(request),
    )
    context = {"provider": provider, "why": why}
    status = HTTPStatus.FORBIDDEN if why == "unknown" else HTTPStatus.BAD_REQUEST
    return render(request, "identity/not_signed_in.html", context, status=status)


def _provider(slug: str) -> Provider:
    found = queries.provider_at(slug)
    if found is None:
        raise Http404
    return found


def _own_provider(user: User, slug: str) -> Provider:
    """Return the provider of an organisation that the person belongs to; 404 for any other."""
    own = (one for one, _connected in queries.providers_for(user))
    found = next((one for one in own if one.organisation.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _wanted(request: HttpRequest) -> str:
    """Return the page of ours that somebody wanted, '' for none or another's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def _with_way_out(response: HttpResponse, provider: Provider) -> HttpResponse:
    """Let this page's forms lead to the provider; without it browsers stop there in silence."""
    response._csp_update = {"form-action": [provider.origin]}  # type: ignore[attr-defined]  # as csp_update does
    return response
