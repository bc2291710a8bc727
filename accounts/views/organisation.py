"""What an organisation says about itself, and its logo."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access, actions
from accounts.forms.organisation import OrganisationForm
from accounts.http import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="upload")  # type: ignore[untyped-decorator]
def organisation(request: MemberRequest) -> HttpResponse:
    reach = access.whole_organisation_to_manage(request.user)
    ours = reach.membership.organisation
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OrganisationForm(*sent, organisation=ours)
    if form.is_valid():
        actions.change_organisation(ours, form.details(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("people:organisation")
    context = {"reach": reach, "organisation": ours, "form": form}
    return render(request, "accounts/people/organisation.html", context)


@require_safe
@cache_control(private=True, max_age=31536000, immutable=True)
def logo(request: MemberRequest, pk: int) -> HttpResponse:
    """Pages name it with its mark in the address, so that a browser may keep it for ever."""
    return HttpResponse(access.logo_to_see(request.user, pk), content_type="image/png")
