"""Campaigns with their results, how they were protected, and their files; the pages are in `pages`."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from assessments.models import Campaign
from assessments.presenters import concerns_before_closing
from assessments.queries import is_published
from documents.views import hand_out
from results import actions
from results.access import (
    campaign_to_close,
    may_read_results,
    organisations_with_results,
    protection_to_read,
    results_to_read,
    team_to_read,
)
from results.documents import Kind, results_spec
from results.presenters.campaigns import present_campaigns
from results.presenters.closing import present_closing
from results.presenters.navigation import ResultsTab, tabs
from results.presenters.protection import present_protection
from results.presenters.publishing import present_publishing
from results.queries.published import Reach, groups_with, reasons_counted
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


@require_safe
@never_cache
def protection(request: MemberRequest, slug: str) -> HttpResponse:
    release = protection_to_read(request.user, slug)
    found = present_protection(release, reasons_counted(release))
    pages: tuple[ResultsTab, ...] = ()
    # An administrator, and a data protection officer through them, reads this page alone.
    if may_read_results(request.user, release):
        pages = _tabs_of_protection(results_to_read(request.user, slug))
    context = {"protection": found, "tabs": pages}
    return render(request, "results/protection.html", context)


def _tabs_of_protection(reach: Reach) -> tuple[ResultsTab, ...]:
    """Return the pages of what the reader looks after: how results were protected is one page for all groups."""
    group = reach.landing
    inside = reach.groups[1:] if group == reach.organisation else reach.within(group)[1:]
    return tabs(
        reach,
        group,
        "protection",
        has_teams=bool(inside),
        has_figures=bool(groups_with([group], "people")),
    )


# Files: made when the results are published, or on the first request for some branches or one team --


@require_safe
@never_cache
def team_pdf(request: MemberRequest, slug: str, group: int) -> HttpResponse:
    return _of_team(request, slug, group, "results_pdf")


@require_safe
@never_cache
def team_summary(request: MemberRequest, slug: str, group: int) -> HttpResponse:
    return _of_team(request, slug, group, "results_summary")


@require_safe
@never_cache
def team_pptx(request: MemberRequest, slug: str, group: int) -> HttpResponse:
    return _of_team(request, slug, group, "results_pptx")


def _of_team(request: MemberRequest, slug: str, group: int, kind: Kind) -> HttpResponse:
    reach, found = team_to_read(request.user, slug, group)
    back = reverse("results:team", args=[slug, found.pk])
    return hand_out(request, results_spec(kind, reach, found), back=back)


@require_safe
@never_cache
def results_pdf(request: MemberRequest, slug: str) -> HttpResponse:
    return _whole(request, slug, "results_pdf")


@require_safe
@never_cache
def results_summary(request: MemberRequest, slug: str) -> HttpResponse:
    return _whole(request, slug, "results_summary")


@require_safe
@never_cache
def results_pptx(request: MemberRequest, slug: str) -> HttpResponse:
    return _whole(request, slug, "results_pptx")


@require_safe
@never_cache
def results_json(request: MemberRequest, slug: str) -> HttpResponse:
    return _whole(request, slug, "results_json")


@require_safe
@never_cache
def results_csv(request: MemberRequest, slug: str) -> HttpResponse:
    return _whole(request, slug, "results_csv")


@require_safe
@never_cache
def results_xlsx(request: MemberRequest, slug: str) -> HttpResponse:
    return _whole(request, slug, "results_xlsx")


def _whole(request: MemberRequest, slug: str, kind: Kind) -> HttpResponse:
    """Hand out a file of all that the HR lead may see."""
    reach = results_to_read(request.user, slug)
    spec = results_spec(kind, reach, reach.organisation)
    return hand_out(request, spec, back=reverse("results:results", args=[slug]))
