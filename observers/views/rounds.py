"""A manager's own rounds: begin one, put people on its list, hand it in, follow it, end it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from observers import access, actions, queries
from observers.forms.rounds import CustomersForm, DaysForm, PersonForm
from observers.models import Round
from observers.presenters.rounds import round_view


@require_safe
@never_cache
def rounds(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "rounds": [
            round_view(one, [], set(), at=now) for one in queries.rounds_about(request.user)
        ],
        "beside": access.assessments_to_ask_about(request.user),
        "to_approve": queries.rounds_to_approve(request.user),
        "to_keep": queries.rounds_to_keep(request.user, now),
    }
    return render(request, "observers/rounds.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Begin a round after one's own finished assessment; where there is one it is gone on with."""
    assessment = access.assessment_to_ask_about(request.user, public_id)
    there = queries.rounds_of(assessment.pk).in_hand().first()
    if there:
        return redirect("observers:round", there.public_id)
    today, offer = timezone.localdate(), queries.offer_in(assessment.campaign)
    # Once it is over, whoever asks does so by themselves.
    latest = timezone.localdate(offer.closes_at) if offer else None
    latest = latest if latest and latest >= today else None
    form = DaysForm(request.POST or None, today=today, latest=latest)
    if form.is_valid():
        try:
            made = actions.begin_round(assessment, form.days(), by=request.user, at=timezone.now())
        except actions.RoundError as error:
            form.add_error(None, str(error))
        else:
            return redirect("observers:round", made.public_id)
    rule = queries.rule_of(assessment.member.organisation)
    context = {"form": form, "assessment": assessment, "rule": rule, "latest": latest}
    return render(request, "observers/new.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def round_page(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a round; posting puts somebody on its list."""
    found = access.own_round(request.user, public_id)
    form = PersonForm(request.POST or None) if found.is_draft else None
    if form and form.is_valid():
        group, person = form.chosen()
        try:
            made = actions.add_person(found, group, **person)
        except actions.RoundError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("%(name)s is on the list.") % {"name": made.name})
            return redirect("observers:round", public_id)
    return _page(request, found, form)


def _page(request: MemberRequest, found: Round, form: PersonForm | None) -> HttpResponse:
    people = queries.people_in(found.pk)
    view = round_view(found, people, queries.invitations_failed(found), at=timezone.now())
    rule = queries.rule_of(found.assessment.member.organisation)
    return render(request, "observers/round.html", {"round": view, "form": form, "rule": rule})


@require_http_methods(["GET", "POST"])
@never_cache
def days(request: MemberRequest, public_id: UUID) -> HttpResponse:
    found = access.own_round(request.user, public_id)
    today, offer = timezone.localdate(), queries.offer_in(found.assessment.campaign)
    # One that has begun can be given more time than its campaign has; it is then in no count.
    latest = timezone.localdate(offer.closes_at) if offer and found.is_draft else None
    latest = latest if latest and latest >= today else None
    form = DaysForm(request.POST or None, today=today, round_=found, latest=latest)
    if form.is_valid():
        try:
            actions.change_round(found, form.days())
        except actions.RoundError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The days are changed."))
            return redirect("observers:round", public_id)
    return render(request, "observers/days.html", {"form": form, "round": found})


@require_http_methods(["GET", "POST"])
@never_cache
def customers(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say how customers without an address are reached."""
    found = access.own_round(request.user, public_id)
    people = queries.people_in(found.pk)
    initial = {
        "keeper": found.keeper.user.email if found.keeper else "",
        "cards": sum(one.is_card for one in people),
        "has_open_link": found.has_open_link,
    }
    form = CustomersForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.set_customers(found, **form.submitted())
        except actions.RoundError as error:
            form.add_error("keeper", str(error))
        else:
            return redirect("observers:round", public_id)
    return render(request, "observers/customers.html", {"form": form, "round": found})


@require_POST
def person(request: MemberRequest, public_id: UUID, key: int) -> HttpResponse:
    """Take somebody off a list that is not frozen, or the link of somebody who was asked."""
    found = access.own_round(request.user, public_id)
    try:
        if found.is_draft:
            actions.remove_person(found, key)
            messages.success(request, _("Removed from the list."))
        else:
            actions.withdraw_link(found, key, by=request.user, at=timezone.now())
            messages.success(request, _("The link no longer works."))
    except actions.RoundError as error:
        messages.error(request, str(error))
    return redirect("observers:round", public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def start(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then freeze the list."""
    found = access.own_round(request.user, public_id)
    if not found.is_draft:
        return redirect("observers:round", public_id)
    if request.method == "POST":
        try:
            done = actions.hand_in_round(found, by=request.user, at=timezone.now())
        except actions.RoundError as error:
            messages.error(request, str(error))
        else:
            words = _("The round has started.") if done.is_frozen else _("The list is handed in.")
            messages.success(request, words)
        return redirect("observers:round", public_id)
    people = queries.people_in(found.pk)
    context = {
        "round": round_view(found, people, set(), at=timezone.now()),
        "rule": queries.rule_of(found.assessment.member.organisation),
    }
    return render(request, "observers/start.html", context)


@require_POST
def take_back(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take back a list that waits for somebody who has left."""
    found = access.own_round(request.user, public_id)
    try:
        actions.take_back_round(found, by=request.user, at=timezone.now())
    except actions.RoundError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You have the list back, and can change it."))
    return redirect("observers:round", public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def stop(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then give the round up for good."""
    found = access.own_round(request.user, public_id)
    if found.published_at is not None:
        return redirect("observers:results", public_id)
    if request.method == "POST":
        actions.give_up_round(found, by=request.user, at=timezone.now())
        messages.success(request, _("The round is ended, and everything in it is deleted."))
        return redirect("observers:rounds")
    return render(request, "observers/stop.html", {"round": found})
