"""An organisation's identity provider: set up, tried, taken away."""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.http import MemberRequest
from identity import actions, queries
from identity.forms import ProviderForm
from identity.openid import ProviderError


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="try_provider")  # type: ignore[untyped-decorator]
def provider(request: MemberRequest) -> HttpResponse:
    ours = access.organisation_to_rule_sign_in(request.user)
    _ask_who_it_is(request)
    found = queries.provider_of(ours)
    form = ProviderForm(request.POST if request.method == "POST" else None, provider=found)
    if form.is_valid():
        details, now = form.details(), timezone.now()
        secret = details.secret or (actions.client_of(found).secret if found else "")
        try:
            about = actions.try_provider(ours, details.issuer, details.client_id, secret)
        except ProviderError as wrong:
            form.add_error("issuer", str(wrong))
        else:
            actions.set_provider(ours, details, about, by=request.user, at=now)
            messages.success(request, _("The provider answers, and is saved."))
            return redirect("identity:provider")
    context = {
        "organisation": ours,
        "provider": found,
        "form": form,
        "callback": actions.callback_of(ours),
        "site": settings.SITE_URL,
    }
    return render(request, "identity/provider.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_provider(request: MemberRequest) -> HttpResponse:
    ours = access.organisation_to_rule_sign_in(request.user)
    _ask_who_it_is(request)
    found = queries.provider_of(ours)
    if found is None:
        return redirect("identity:provider")
    if request.method == "POST":
        actions.remove_provider(found, by=request.user, at=timezone.now())
        messages.success(request, _("People sign in in the other ways now."))
        return redirect("identity:sign_in_rule")
    context = {"organisation": ours, "provider": found, "people": queries.number_connected(found)}
    return render(request, "identity/remove_provider.html", context)


def _ask_who_it_is(request: MemberRequest) -> None:
    """Have the password entered anew: whoever sets the provider can sign in as everybody who uses it.

    What was sent waits in the session meanwhile, but for the secret: that is stored sealed or not at all.
    """
    if not is_reauthentication_required(request, app=""):
        return
    if request.POST.get("secret"):
        sent = request.POST.copy()
        del sent["secret"]
        request.POST = sent  # type: ignore[assignment]  # allauth keeps what it finds there
    raise ReauthenticationRequired
