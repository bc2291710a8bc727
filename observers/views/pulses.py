"""Asking the same people again: for whose round it is, and for those who are asked."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from observers import access, actions, queries
from observers.forms.pulses import AskedAgainForm, PulseGoalForm
from observers.models import GOAL, Round
from observers.presenters.pulses import AgainView, asked_again, pulse_seen


@require_http_methods(["GET", "POST"])
@never_cache
def again(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Name what the same people are asked about, or say that they are not; afterwards read what they say."""
    found, now = access.round_to_ask_again(request.user, public_id), timezone.now()
    pulse = queries.pulse_of(found)
    if pulse and pulse.published_at:
        return render(request, "observers/pulse.html", {"round": found, "seen": pulse_seen(pulse)})
    goal = pulse.goal if pulse and pulse.goal else queries.newest_goal(request.user, GOAL)
    form = PulseGoalForm(request.POST or None, initial={"goal": goal})
    if request.method == "POST":
        try:
            if done := _act(request, found, form):
                messages.success(request, done)
                return redirect("observers:again", public_id)
        except actions.RoundError as error:
            messages.error(request, str(error))
            return redirect("observers:again", public_id)
    view = AgainView(
        found,
        pulse,
        queries.first_moment_again(found, now),
        queries.can_ask_again(found),
        queries.is_in_time_for_pulse(found, now),
        now,
    )
    return render(request, "observers/again.html", {"view": view, "round": found, "form": form})


def _act(request: MemberRequest, found: Round, form: PulseGoalForm) -> str:
    if request.POST.get("do") == "decline":
        actions.decline_pulse(found, by=request.user, at=timezone.now())
        return _("Nobody is asked again.")
    if not form.is_valid():
        return ""
    actions.ask_again(found, form.cleaned_data["goal"], by=request.user, at=timezone.now())
    return _("Saved. They are asked by e-mail when it opens.")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Ask two questions about one thing, once; a link that does not work is answered with 200, as all of them."""
    found = access.pulse_of_link(token, at=timezone.now())
    if found is None:
        return render(request, "observers/asked/no_longer.html")
    pulse, rater = found
    page = asked_again(pulse, rater)
    if queries.has_answered_again(rater):
        return render(request, "observers/asked/again_sent.html", {"page": page})
    form = AskedAgainForm(request.POST or None, name=page.about)
    if form.is_valid():
        try:
            actions.answer_again(rater, **form.cleaned_data, at=timezone.now())
        except actions.CannotAnswerError:
            return render(request, "observers/asked/no_longer.html")
        return redirect(request.path)
    return render(request, "observers/asked/again.html", {"page": page, "form": form})
