"""One's own tokens: made, shown once, revoked."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import AccountError
from accounts.http import MemberRequest
from api import access, actions, queries
from api.forms import PersonalTokenForm
from api.presenters import own_token_rows
from api.views.programs import MOST_SHOWN, base


@require_safe
def tokens(request: MemberRequest) -> HttpResponse:
    found = queries.personal_tokens_of(request.user)[:MOST_SHOWN]
    context = {"tokens": own_token_rows(found, at=timezone.now()), "base": base()}
    return render(request, "api/tokens.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=False)  # type: ignore[untyped-decorator]
def new_token(request: MemberRequest) -> HttpResponse:
    form = PersonalTokenForm(
        request.POST if request.method == "POST" else None,
        choices=access.own_choices(request.user),
    )
    context = {"form": form, "base": base()}
    if form.is_valid():
        now = timezone.now()
        try:
            made, secret = actions.make_personal_token(
                request.user, form.organisation(), form.details(at=now), at=now
            )
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            context |= {"token": made, "secret": secret}
            return render(request, "api/token_made.html", context)
    return render(request, "api/new_token.html", context)


@require_POST
def revoke_token(request: MemberRequest, pk: int) -> HttpResponse:
    token = access.own_token(request.user, pk)
    actions.revoke_personal_token(token, by=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token})
    return redirect("account_tokens")
