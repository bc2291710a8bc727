"""An organisation's rule of second steps, and help for who has lost theirs; one's own pages are allauth's."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.errors import AccountError
from accounts.http import MemberRequest
from accounts.models import RoleGrant
from identity import actions, queries
from identity.forms import SignInRuleForm


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_rule(request: MemberRequest) -> HttpResponse:
    ours = access.organisation_to_rule_sign_in(request.user)
    form = SignInRuleForm(request.POST if request.method == "POST" else None, organisation=ours)
    if form.is_valid():
        actions.change_sign_in_rule(ours, form.bits(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("identity:sign_in_rule")
    names = dict(RoleGrant.ROLES)
    counts = [
        {"role": names[role.value], "people": people, "have": have}
        for role, people, have in queries.second_steps_by_role(ours)
    ]
    context = {
        "organisation": ours,
        "form": form,
        "counts": counts,
        "provider": queries.provider_of(ours),
    }
    return render(request, "identity/sign_in_rule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_second_step(request: MemberRequest, pk: int) -> HttpResponse:
    membership = access.member_to_help_sign_in(request.user, pk)
    error = ""
    if request.method == "POST":
        try:
            actions.remove_second_step(membership, by=request.user, at=timezone.now())
        except AccountError as refused:
            error = str(refused)
        else:
            words = _("%(name)s signs in with their password alone now, and is told so by e-mail.")
            messages.success(request, words % {"name": membership.name})
            return redirect("people:member", pk=pk)
    context = {"membership": membership, "error": error}
    return render(request, "identity/remove_second_step.html", context)
