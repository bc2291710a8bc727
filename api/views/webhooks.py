"""Which addresses are told what happens: added, tried, given another secret, switched on again, removed."""

from allauth.account.decorators import reauthentication_required
from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import AccountError
from accounts.http import MemberRequest
from api import access, actions, queries
from api.forms import WebhookForm
from api.models import Webhook
from api.presenters import delivery_rows, webhook_row

MOST_SHOWN = 50


@require_safe
def webhooks(request: MemberRequest) -> HttpResponse:
    ours, _offered = access.organisation_to_connect(request.user)
    rows = [webhook_row(one, one.waiting) for one in queries.webhooks_of(ours)]  # type: ignore[attr-defined]  # annotated
    return render(request, "api/webhooks.html", {"organisation": ours, "rows": rows})


# Whoever has the secret can make others believe what never happened: not from an unlocked screen.
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=False)  # type: ignore[untyped-decorator]
def new_webhook(request: MemberRequest) -> HttpResponse:
    ours, _offered = access.organisation_to_connect(request.user)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made, secret = actions.add_webhook(
                ours, form.details(), by=request.user, at=timezone.now()
            )
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            return _with_secret(request, made, secret)
    return render(request, "api/new_webhook.html", {"organisation": ours, "form": form})


@require_safe
def webhook(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.webhook_to_change(request.user, pk)
    deliveries = list(queries.deliveries_of(found)[:MOST_SHOWN])
    row = webhook_row(found, queries.number_waiting(found))
    context = {"organisation": found.organisation, "row": row}
    return render(request, "api/webhook.html", context | {"deliveries": delivery_rows(deliveries)})


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=False)  # type: ignore[untyped-decorator]
def renew_secret(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.webhook_to_change(request.user, pk)
    if request.method != "POST":
        context = {"organisation": found.organisation, "webhook": found}
        return render(request, "api/renew_secret.html", context)
    secret = actions.renew_secret(found, by=request.user, at=timezone.now())
    return _with_secret(request, found, secret)


def _with_secret(request: MemberRequest, found: Webhook, secret: str) -> HttpResponse:
    context = {"organisation": found.organisation, "webhook": found, "secret": secret}
    return render(request, "api/webhook_secret.html", context)


@require_POST
@rate_limit(action="try_provider")  # type: ignore[untyped-decorator]
def try_webhook(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.webhook_to_change(request.user, pk)
    try:
        actions.send_test(found, by=request.user, at=timezone.now())
    except AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("A test is on its way. Load this page again to see what was answered.")
        )
    return redirect("api_pages:webhook", pk)


@require_POST
def switch_on(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.webhook_to_change(request.user, pk)
    actions.switch_on(found, by=request.user, at=timezone.now())
    messages.success(request, _("It is told again from now on, and what still waited."))
    return redirect("api_pages:webhook", pk)


@require_POST
def remove_webhook(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.webhook_to_change(request.user, pk)
    actions.remove_webhook(found, by=request.user, at=timezone.now())
    messages.success(request, _("%(address)s is told nothing any more.") % {"address": found.url})
    return redirect("api_pages:webhooks")
