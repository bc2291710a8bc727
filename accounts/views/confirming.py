"""Confirming people whom somebody brought in who can see results."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import access, actions, presenters, queries
from accounts.forms.confirming import ConfirmForm
from accounts.http import MemberRequest

PER_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_people(request: MemberRequest) -> HttpResponse:
    organisation, waiting = access.members_to_confirm(request.user)
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    # Nothing ticked is submitted as nothing at all.
    form = ConfirmForm(request.POST if request.method == "POST" else None, waiting=waiting)
    if form.is_valid():
        confirmed = actions.confirm_members(
            form.chosen(), organisation=organisation, by=request.user, at=timezone.now()
        )
        words = ngettext(
            "%(people)s person is confirmed.", "%(people)s people are confirmed.", confirmed
        )
        messages.success(request, words % {"people": confirmed})
        return redirect("people:confirm_people")
    rows = presenters.confirm_rows(page.object_list, queries.team_tree(organisation.pk))
    context = {
        "organisation": organisation,
        "page": page,
        "rows": rows,
        "form": form,
        "kept": "",
        "now": timezone.now(),
    }
    return render(request, "accounts/people/confirm_people.html", context)
