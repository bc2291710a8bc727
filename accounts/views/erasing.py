"""Erasing a person: what goes and what stays is said, and it is asked twice."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import access, actions
from accounts.errors import LastAdministratorError
from accounts.forms.erasing import EraseForm
from accounts.http import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: MemberRequest, pk: int) -> HttpResponse:
    _reach, membership = access.member_to_erase(request.user, pk)
    form = EraseForm(request.POST or None, membership=membership)
    context = {"membership": membership, "form": form}
    if not form.is_valid():
        return render(request, "accounts/people/erase.html", context)
    if "sure" not in request.POST:
        return render(request, "accounts/people/erase_sure.html", context)
    try:
        actions.erase_person(
            membership.user,
            organisation=membership.organisation,
            by=request.user,
            at=timezone.now(),
        )
    except LastAdministratorError as refused:
        form.add_error(None, str(refused))
        return render(request, "accounts/people/erase.html", context)
    # No name: this is shown once more than it has to be, and they are gone.
    messages.success(request, _("What was held about this person is erased."))
    return redirect("people:people")
