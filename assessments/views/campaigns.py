"""The pages on which HR leads follow campaigns: the list, who has answered, and what was done."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from accounts.presenters import message_lines
from accounts.queries import failed_messages, message_counts
from assessments import access, presenters, queries
from assessments.forms.campaigns import version_words
from assessments.models import Campaign
from assessments.views.new_campaign import kept

PEOPLE_ON_A_PAGE = 100
MOST_FAILED = 50


@require_safe
def campaigns(request: MemberRequest) -> HttpResponse:
    organisations = access.organisations_to_follow(request.user)
    now = timezone.now()
    followed = list(queries.campaigns_of(organisations))
    listed = [
        (
            organisation,
            runs,
            [
                (campaign, presenters.state_of(campaign, now))
                for campaign in followed
                if campaign.organisation_id == organisation.pk
            ],
        )
        for organisation, runs in organisations.items()
    ]
    context = {"listed": listed, "draft_of": kept(request).get("organisation")}
    return render(request, "assessments/campaigns/list.html", context)


@require_safe
def campaign(request: MemberRequest, slug: str) -> HttpResponse:
    """Show how many and who have answered: never what, and never a score."""
    following = access.campaign_to_follow(request.user, slug)
    campaign, tree = following.campaign, following.tree
    responses = queries.response_by_team(campaign, within=following.team_ids)
    people = queries.people_followed(campaign, within=following.team_ids)
    page = Paginator(people, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    total = presenters.total_response(responses.values())
    context = {
        "campaign": campaign,
        "may_run": following.is_whole,
        "bank": version_words(campaign.version),
        "parts": presenters.parts_words(campaign),
        "mail_words": presenters.mail_words(campaign),
        "state": presenters.state_of(campaign, timezone.now()),
        "total": total,
        "teams": presenters.team_responses(tree, responses),
        "page": page,
        "people": [(person, tree.path(person.team_id)) for person in page],
    }
    if following.is_whole:
        context |= _for_who_runs_it(campaign, total.invited)
    return render(request, "assessments/campaigns/campaign.html", context)


def _for_who_runs_it(campaign: Campaign, invited: int) -> dict[str, Any]:
    failed = failed_messages(campaign.organisation_id, at=timezone.now(), topic=campaign.topic)
    return {
        "audience": presenters.audience_words(campaign.audience, invited),
        "delivery_lines": presenters.delivery_lines(message_counts(campaign.topic)),
        "failed": message_lines(failed[:MOST_FAILED]),
        "beside": queries.submitted_beside(campaign),
    }


@require_safe
def history(request: MemberRequest, slug: str) -> HttpResponse:
    campaign = access.campaign_to_run(request.user, slug)
    lines = presenters.campaign_history(queries.history_of(campaign))
    context = {"campaign": campaign, "lines": lines}
    return render(request, "assessments/campaigns/history.html", context)
