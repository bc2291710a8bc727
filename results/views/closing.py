"""Campaigns with their results, and closing one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from assessments.models import Campaign
from assessments.presenters import concerns_before_closing
from assessments.queries import is_published
from results import actions
from results.access import campaign_to_close, organisations_with_results
from results.presenters.campaigns import present_campaigns
from results.presenters.closing import present_closing
from results.presenters.publishing import present_publishing
from results.queries.publishing import publishing_of
from results.queries.standing import standing_of


@require_safe
@never_cache
def campaigns(request: MemberRequest) -> HttpResponse:
    listed = [
        present_campaigns(organisation, branches)
        for organisation, branches in organisations_with_results(request.user)
    ]
    return render(request, "results/campaigns.html", {"listed": listed, "now": timezone.now()})


@require_http_methods(["GET", "POST"])
@never_cache
def close(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask, then close a campaign and say how far its results are; only who follows the whole organisation may."""
    campaign = campaign_to_close(request.user, slug)
    if request.method == "POST":
        try:
            actions.begin_closing(campaign, by=request.user, at=timezone.now())
        except actions.PublishingError as error:
            messages.error(request, str(error))
            return redirect("results:campaigns")
        return redirect("results:close", slug)
    if is_published(campaign):
        return redirect("results:results", slug)
    publishing = publishing_of(campaign) if campaign.is_closing else None
    if publishing is not None:
        progress = present_publishing(campaign, publishing, at=timezone.now())
        # Accepted, and not done yet: as of a file that is being made.
        return render(request, "results/publishing.html", {"progress": progress}, status=202)
    return _ask_to_close(request, campaign)


def _ask_to_close(request: MemberRequest, campaign: Campaign) -> HttpResponse:
    now = timezone.now()
    if campaign.opens_at >= now:
        messages.error(request, actions.not_open_words())
        return redirect("assessments:campaign", campaign.slug)
    closing = present_closing(campaign, standing_of(campaign, at=now), at=now)
    context = {"closing": closing, "concerns": concerns_before_closing(campaign)}
    return render(request, "results/close.html", context)
