"""Connecting a directory: its address and tokens, its groups and what they mean here."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import AccountError
from accounts.http import MemberRequest
from accounts.queries import team_tree
from provisioning import access, actions, queries
from provisioning.forms import MeaningForm, TokenForm
from provisioning.presenters import group_rows, token_rows

PER_PAGE = 50


@require_safe
def directory(request: MemberRequest) -> HttpResponse:
    ours = access.organisation_to_connect(request.user)
    groups = Paginator(queries.people_in_groups(ours), PER_PAGE)
    page = groups.get_page(request.GET.get("page"))
    context = {
        "organisation": ours,
        "base": f"{settings.SITE_URL}/scim/v2",
        "tokens": token_rows(queries.tokens_of(ours), at=timezone.now()),
        "people": queries.people_of(ours).count(),
        "page": page,
        "groups": group_rows(page.object_list, team_tree(ours.pk)),
    }
    return render(request, "provisioning/directory.html", context)


# A token opens a door for as long as it works: whoever is at an unlocked screen makes none.
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=False)  # type: ignore[untyped-decorator]
def new_token(request: MemberRequest) -> HttpResponse:
    ours = access.organisation_to_connect(request.user)
    form = TokenForm(request.POST if request.method == "POST" else None)
    context = {"organisation": ours, "form": form, "base": f"{settings.SITE_URL}/scim/v2"}
    if form.is_valid():
        now = timezone.now()
        try:
            token, secret = actions.make_token(ours, form.details(at=now), by=request.user, at=now)
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            context |= {"token": token, "secret": secret}
            return render(request, "provisioning/token_made.html", context)
    return render(request, "provisioning/new_token.html", context)


@require_POST
def revoke_token(request: MemberRequest, pk: int) -> HttpResponse:
    token = access.token_to_revoke(request.user, pk)
    actions.revoke_token(token, by=request.user, at=timezone.now())
    messages.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": token})
    return redirect("provisioning:directory")


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: MemberRequest, public_id: UUID) -> HttpResponse:
    ours = access.group_to_map(request.user, public_id)
    tree = team_tree(ours.organisation_id)
    form = MeaningForm(request.POST if request.method == "POST" else None, group=ours, tree=tree)
    if form.is_valid():
        actions.map_group(ours, form.chosen(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("provisioning:directory")
    return render(request, "provisioning/group.html", {"group": ours, "form": form})
