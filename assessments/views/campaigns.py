"""The pages on which HR leads follow campaigns: the list, who has answered, and what was done."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from accounts.languages import is_choice, read_by
from accounts.presenters import message_lines
from accounts.queries import chosen_languages, failed_messages, message_counts
from assessments import access, presenters, queries
from assessments.forms.campaigns import version_words
from assessments.forms.following import FollowForm
from assessments.models import Campaign
from assessments.views.new_campaign import kept

PEOPLE_ON_A_PAGE = 100
MOST_FAILED = 50


@require_safe
def campaigns(request: MemberRequest) -> HttpResponse:
    organisations = access.organisations_to_follow(request.user)
    now = timezone.now()
    campaigns = list(queries.campaigns_of(organisations))
    drafts = list(queries.drafts_of(organisations))
    listed = [
        presenters.followed_campaigns(organisation, branches, campaigns, drafts, now)
        for organisation, branches in organisations.items()
    ]
    counts = chosen_languages(one.pk for one in organisations) if is_choice() else {}
    context = {
        "listed": listed,
        # Of an organisation in which nobody has chosen there is nothing to tell.
        "languages": {pk: read_by(chosen) for pk, chosen in counts.items() if set(chosen) - {""}},
        "draft_of": kept(request).get("organisation"),
        "told": queries.told_of_news(request.user, organisations),
    }
    return render(request, "assessments/campaigns/list.html", context)


@require_safe
def campaign(request: MemberRequest, slug: str) -> HttpResponse:
    """Show how many and who have answered: never what, and never a score."""
    following = access.campaign_to_follow(request.user, slug)
    campaign, tree, within = following.campaign, following.tree, following.team_ids
    responses = queries.response_by_team(campaign, within=within)
    total = presenters.total_response(responses.values())
    teams = presenters.team_responses(tree, responses, within)
    least_first = request.GET.get("teams") == "least"
    context = {
        "campaign": campaign,
        "may_run": following.is_whole,
        "bank": version_words(campaign.version),
        "parts": presenters.parts_words(campaign),
        "overview_words": presenters.overview_words(campaign),
        "mail_words": _mail_words(campaign),
        "state": presenters.state_of(campaign, timezone.now()),
        "total": total,
        "teams": presenters.least_finished_first(teams) if least_first else teams,
        "least_first": least_first,
        **_people(request, following),
    }
    if following.is_whole:
        context |= _for_who_runs_it(campaign, total.invited)
    return render(request, "assessments/campaigns/campaign.html", context)


def _mail_words(campaign: Campaign) -> str:
    reminded = queries.days_reminded(campaign) if campaign.sends_mail else []
    return presenters.sent_words(campaign, reminded, timezone.now())


def _people(request: MemberRequest, following: access.Following) -> dict[str, Any]:
    form = FollowForm(request.GET, following=following)
    people = queries.people_followed(
        following.campaign, within=following.team_ids, search=form.search()
    )
    page = Paginator(people, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    wanted = urlencode({name: said for name in form.fields if (said := request.GET.get(name))})
    return {
        "form": form,
        "page": page,
        "people": [(person, following.tree.path(person.team_id)) for person in page],
        "wanted": f"{wanted}&" if wanted else "",
    }


def _for_who_runs_it(campaign: Campaign, invited: int) -> dict[str, Any]:
    failed = failed_messages(campaign.organisation_id, at=timezone.now(), topic=campaign.topic)
    return {
        "audience": presenters.audience_words(campaign.audience, invited),
        "delivery_lines": presenters.delivery_lines(message_counts(campaign.topic)),
        "failed": message_lines(failed[:MOST_FAILED]),
        "repeat_words": presenters.repeat_words(queries.repeat_of(campaign)),
        "held": queries.held_invitations(campaign, timezone.now()),
        "beside": queries.submitted_beside(campaign),
    }


@require_safe
def history(request: MemberRequest, slug: str) -> HttpResponse:
    campaign = access.campaign_to_run(request.user, slug)
    lines = presenters.campaign_history(queries.history_of(campaign))
    context = {"campaign": campaign, "lines": lines}
    return render(request, "assessments/campaigns/history.html", context)
