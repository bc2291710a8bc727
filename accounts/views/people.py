"""Looking after people: the list, adding, changing, inviting again, letting go."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access, actions, presenters, queries
from accounts.errors import AccountError, LastAdministratorError
from accounts.forms.people import MemberForm, NewMemberForm, SearchForm
from accounts.http import MemberRequest

PER_PAGE = 50


@require_safe
def people(request: MemberRequest) -> HttpResponse:
    reach = access.people_to_manage(request.user)
    form = SearchForm(request.GET, reach=reach)
    matches = queries.matching_members(
        reach.membership.organisation_id, form.search(), within=reach.team_ids
    )
    page = Paginator(matches, PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "reach": reach,
        "form": form,
        "page": page,
        "rows": presenters.member_rows(page.object_list, reach.tree),
        "kept": f"{kept.urlencode()}&" if kept else "",
        "waiting": access.number_waiting(reach),
        "rules_sign_in": access.rules_sign_in(request.user),
        "rules_retention": access.rules_retention(request.user),
        "connects_programs": access.connects_programs(request.user),
        "connects_directory": access.connects_directory(request.user),
        "failed": queries.failed_messages(
            reach.membership.organisation_id, at=timezone.now(), within=reach.team_ids
        ).count(),
    }
    return render(request, "accounts/people/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="mail")  # type: ignore[untyped-decorator]
def add(request: MemberRequest) -> HttpResponse:
    reach = access.people_to_manage(request.user)
    form = NewMemberForm(request.POST or None, reach=reach)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.add_member(
                email,
                form.details(),
                organisation=reach.membership.organisation,
                by=request.user,
                at=timezone.now(),
                within=reach.team_ids,
            )
        except AccountError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("%(email)s is invited.") % {"email": email})
            return redirect("people:people")
    return render(request, "accounts/people/add.html", {"reach": reach, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: MemberRequest, pk: int) -> HttpResponse:
    reach, membership = access.member_to_manage(request.user, pk)
    form = MemberForm(
        request.POST or None,
        reach=reach,
        membership=membership,
        fixed_name=membership.has_accepted and queries.known_elsewhere(membership),
    )
    if form.is_valid():
        try:
            actions.change_member(membership, form.details(), by=request.user, at=timezone.now())
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            if membership.user_id == request.user.pk:
                actions.renew_session(request)
            messages.success(request, _("Saved."))
            return redirect("people:member", pk=pk)
    context = {
        "reach": reach,
        "membership": membership,
        "form": form,
        "kept": presenters.grant_words(form.kept, reach.tree),
        "may_end": reach.may_end(membership),
        "may_readdress": membership.user.signs_in and reach.may_end(membership),
        "may_sign_out": membership.user.signs_in
        and membership.has_accepted
        and reach.may_end(membership),
        "may_help_sign_in": membership.user.signs_in
        and membership.has_accepted
        and reach.may_end(membership)
        and access.rules_sign_in(request.user),
        "pending": queries.pending_address_of(membership, at=timezone.now()),
        "may_erase": reach.is_whole and reach.may_end(membership),
        "emails": presenters.message_lines(queries.messages_to(membership)),
        "history": presenters.history(queries.history_of(membership)),
    }
    return render(request, "accounts/people/member.html", context)


@require_POST
@rate_limit(action="mail")  # type: ignore[untyped-decorator]
def send_invitation(request: MemberRequest, pk: int) -> HttpResponse:
    _reach, membership = access.member_to_manage(request.user, pk)
    if membership.left_at is not None or not membership.user.signs_in:
        return redirect("people:member", pk=pk)
    try:
        actions.send_invitations([membership], by=request.user, at=timezone.now())
    except AccountError as error:
        messages.error(request, str(error))
    else:
        words = _("The invitation to %(email)s is sent again.")
        messages.success(request, words % {"email": membership.user.email})
    return redirect("people:member", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: MemberRequest, pk: int) -> HttpResponse:
    _reach, membership = access.member_to_end(request.user, pk)
    error = ""
    if request.method == "POST":
        try:
            actions.end_membership(membership, by=request.user, at=timezone.now())
        except LastAdministratorError as refused:
            error = str(refused)
        else:
            words = _("%(name)s no longer has access.") % {"name": membership.name}
            messages.success(request, words)
            return redirect("people:people")
    context = {"membership": membership, "error": error}
    return render(request, "accounts/people/end.html", context)
