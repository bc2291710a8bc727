"""The tree of teams: adding, renaming, moving, deleting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, actions, presenters, queries
from accounts.errors import AccountError
from accounts.forms.people import TeamForm
from accounts.http import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: MemberRequest) -> HttpResponse:
    reach = access.people_to_manage(request.user)
    organisation = reach.membership.organisation
    form = TeamForm(request.POST or None, reach=reach)
    if form.is_valid():
        submitted = form.cleaned_data
        try:
            team = actions.add_team(
                submitted["name"],
                organisation=organisation,
                parent_id=submitted["parent"],
                by=request.user,
                at=timezone.now(),
            )
        except AccountError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The team %(team)s is added.") % {"team": team})
            return redirect("people:teams")
    rows = presenters.team_rows(reach, queries.members_by_team(organisation.pk))
    context = {"reach": reach, "form": form, "rows": rows}
    return render(request, "accounts/people/teams.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: MemberRequest, pk: int) -> HttpResponse:
    reach, changing = access.team_to_change(request.user, pk)
    form = TeamForm(request.POST or None, reach=reach, team=changing)
    if form.is_valid():
        submitted = form.cleaned_data
        try:
            actions.change_team(
                changing,
                name=submitted["name"],
                parent_id=submitted["parent"],
                by=request.user,
                at=timezone.now(),
            )
        except AccountError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("people:teams")
    context = {"reach": reach, "team": changing, "path": reach.tree.path(pk), "form": form}
    return render(request, "accounts/people/team.html", context)


@require_POST
def delete_team(request: MemberRequest, pk: int) -> HttpResponse:
    reach, team = access.team_to_change(request.user, pk)
    try:
        actions.delete_team(team, by=request.user, at=timezone.now())
    except actions.TeamInUseError as error:
        messages.error(request, str(error))
        return redirect("people:team", pk=pk)
    path = reach.tree.path(pk)
    messages.success(request, _("The team %(team)s is deleted.") % {"team": path})
    return redirect("people:teams")
