"""What others do for a round: agree to its list, keep its cards; and what an organisation decides about all of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from observers import access, actions, queries
from observers.forms.pulses import OfferForm
from observers.forms.rounds import RuleForm
from observers.presenters.cards import answer_page, cards_of
from observers.presenters.rounds import round_view


@require_http_methods(["GET", "POST"])
@never_cache
def approve(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Read the list of somebody else's round, and agree to it or send it back."""
    found, now = access.round_to_approve(request.user, public_id), timezone.now()
    if not found.is_waiting:
        # Somebody else was first, or it was sent twice.
        agreed = _("This list is agreed to already.")
        back = _("This list does not wait any more: whoever made it has it back.")
        messages.info(request, agreed if found.started_at else back)
        return redirect("observers:rounds")
    if request.method == "POST":
        try:
            if request.POST.get("do") == "agree":
                actions.agree_to_round(found, by=request.user, at=now)
                messages.success(request, _("You have agreed to the list."))
            else:
                actions.return_round(found, by=request.user, at=now)
                messages.success(request, _("The list is sent back."))
        except actions.RoundError as error:
            messages.error(request, str(error))
            return redirect("observers:approve", public_id)
        return redirect("observers:rounds")
    view = round_view(found, queries.people_in(found.pk), set(), at=now)
    return render(request, "observers/approve.html", {"round": view})


@require_safe
@never_cache
def cards(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show the cards to print: one code each, and the poster's."""
    found = access.round_to_keep(request.user, public_id, at=timezone.now())
    context = {
        "round": found,
        "cards": cards_of(found, queries.people_in(found.pk)),
        "answer_page": answer_page(),
    }
    return render(request, "observers/cards.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def rules(request: MemberRequest) -> HttpResponse:
    """Say who agrees to lists and how small a group may be shown."""
    # Of several organisations the address says which; the form is sent to the same.
    organisation = access.organisation_of_rules(request.user, request.GET.get("organisation", ""))
    form = RuleForm(request.POST or None, rule=queries.rule_of(organisation))
    if form.is_valid():
        actions.change_rule(organisation, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved. Rounds that were handed in keep what held then."))
        return redirect(request.get_full_path())
    return render(request, "observers/rules.html", {"form": form, "organisation": organisation})


@require_http_methods(["GET", "POST"])
@never_cache
def offer(request: MemberRequest, slug: str) -> HttpResponse:
    """Say whether a campaign offers to ask others, and when all its rounds end."""
    campaign, now = access.campaign_to_offer_in(request.user, slug), timezone.now()
    form = OfferForm(request.POST or None, offer=queries.offer_in(campaign))
    if form.is_valid():
        try:
            if form.cleaned_data["is_offered"]:
                days = form.cleaned_data["days_after"]
                actions.offer_in_campaign(campaign, days_after=days, by=request.user, at=now)
            else:
                actions.end_offer_in_campaign(campaign, by=request.user, at=now)
        except actions.RoundError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("assessments:campaign", slug)
    rule = queries.rule_of(campaign.organisation)
    context = {"form": form, "campaign": campaign, "rule": rule}
    return render(request, "observers/offer.html", context)
