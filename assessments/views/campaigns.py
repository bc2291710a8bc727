"""The pages on which HR leads follow campaigns: the list, who has answered, and changing one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from accounts.queries import team_tree
from assessments import access, actions, presenters, queries
from assessments.forms.campaigns import ChangeForm, last_day, last_moment, version_words
from assessments.models import Campaign
from assessments.views.new_campaign import kept

PEOPLE_ON_A_PAGE = 100


@require_safe
def campaigns(request: MemberRequest) -> HttpResponse:
    organisations = access.organisations_to_list_for(request.user)
    now = timezone.now()
    found = list(queries.campaigns_of(organisations))
    places = [
        (
            organisation,
            [
                (campaign, presenters.state_of(campaign, now))
                for campaign in found
                if campaign.organisation_id == organisation.pk
            ],
        )
        for organisation in organisations
    ]
    context = {"places": places, "draft_of": kept(request).get("organisation")}
    return render(request, "assessments/campaigns/list.html", context)


# One that is there -----------------------------------------------------------------------------


@require_safe
def campaign(request: MemberRequest, slug: str) -> HttpResponse:
    """Show how many and who have answered: never what, and never a score."""
    campaign = access.campaign_to_run(request.user, slug)
    responses = queries.response_by_team(campaign)
    tree = team_tree(campaign.organisation_id)
    page = Paginator(queries.people_followed(campaign), PEOPLE_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "campaign": campaign,
        "bank": version_words(campaign.version),
        "state": presenters.state_of(campaign, timezone.now()),
        "total": presenters.total_response(responses.values()),
        "teams": presenters.team_responses(tree, responses),
        "page": page,
        "people": [(person, tree.path(person.team_id)) for person in page],
        "beside": queries.submitted_beside(campaign),
    }
    return render(request, "assessments/campaigns/campaign.html", context)


@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, slug: str) -> HttpResponse:
    campaign = access.campaign_to_run(request.user, slug)
    now = timezone.now()
    if campaign.closes_at <= now:
        messages.error(request, _("This campaign has closed, so it cannot be changed."))
        return redirect("assessments:campaign", slug)
    form = ChangeForm(request.POST if request.method == "POST" else None, campaign=campaign, at=now)
    if form.is_valid():
        try:
            _change(request, campaign, form.cleaned_data)
        except actions.CampaignError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The campaign is changed."))
        return redirect("assessments:campaign", slug)
    return render(
        request, "assessments/campaigns/change.html", {"campaign": campaign, "form": form}
    )


def _change(request: MemberRequest, campaign: Campaign, wanted: dict[str, Any]) -> None:
    """Make the changes that were asked for; a day that stays as it is keeps its moment."""
    closes_at = campaign.closes_at
    if wanted["closes"] > last_day(closes_at):
        closes_at = last_moment(wanted["closes"])
    actions.change_campaign(
        campaign,
        closes_at=closes_at,
        smallest_group=wanted.get("smallest_group"),
        reminder_days=wanted.get("reminders"),
        by=request.user,
        at=timezone.now(),
    )
