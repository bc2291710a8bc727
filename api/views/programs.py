"""Which programs speak for the organisation, and which of its members have tokens: made and revoked."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import AccountError
from accounts.http import MemberRequest
from api import access, actions, queries
from api.forms import ProgramForm
from api.presenters import program_rows, token_rows

MOST_SHOWN = 200


@require_safe
def programs(request: MemberRequest) -> HttpResponse:
    ours, offered = access.organisation_to_connect(request.user)
    now = timezone.now()
    context = {
        "organisation": ours,
        "base": base(),
        "programs": program_rows(queries.programs_of(ours)[:MOST_SHOWN], at=now),
        "tokens": token_rows(queries.personal_tokens_in(ours)[:MOST_SHOWN], at=now),
        "offered": offered,
    }
    return render(request, "api/programs.html", context)


def base() -> str:
    """Return where the API is."""
    return f"{settings.SITE_URL}/api/v1"


# A secret opens a door for as long as it works: whoever is at an unlocked screen makes none.
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=False)  # type: ignore[untyped-decorator]
def new_program(request: MemberRequest) -> HttpResponse:
    ours, offered = access.organisation_to_connect(request.user)
    form = ProgramForm(request.POST if request.method == "POST" else None, offered=offered)
    context = {"organisation": ours, "form": form, "base": base()}
    if form.is_valid():
        now = timezone.now()
        try:
            made, secret = actions.make_program(ours, form.details(at=now), by=request.user, at=now)
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            context |= {"program": made, "secret": secret, "token_url": f"{base()}/token"}
            return render(request, "api/program_made.html", context)
    return render(request, "api/new_program.html", context)


@require_POST
def revoke_program(request: MemberRequest, pk: int) -> HttpResponse:
    program = access.program_to_revoke(request.user, pk)
    actions.revoke_program(program, by=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": program})
    return redirect("api_pages:programs")


@require_POST
def revoke_token(request: MemberRequest, pk: int) -> HttpResponse:
    token = access.token_to_revoke(request.user, pk)
    actions.revoke_personal_token(token, by=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token})
    return redirect("api_pages:programs")
