"""The pages on which HR leads follow campaigns: the list, who has answered, and changing one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import AccountError, send_message_again
from accounts.http import MemberRequest
from accounts.presenters import message_lines
from accounts.queries import failed_messages, message_counts
from assessments import access, actions, presenters, queries
from assessments.forms.campaigns import ChangeForm, last_day, last_moment, version_words
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


@require_POST
def remind(request: MemberRequest, slug: str) -> HttpResponse:
    campaign = access.campaign_to_run(request.user, slug)
    try:
        people = actions.remind_unfinished_people(campaign, by=request.user, at=timezone.now())
    except actions.CampaignError as error:
        messages.error(request, str(error))
    else:
        words = ngettext(
            "A reminder is on its way to %(people)s person.",
            "Reminders are on their way to %(people)s people.",
            people,
        )
        messages.success(request, words % {"people": people})
    return redirect("assessments:campaign", slug)


@require_POST
def send_again(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    message = access.message_to_send_again(request.user, slug, pk)
    try:
        send_message_again(message, by=request.user, at=timezone.now())
    except AccountError as error:
        messages.error(request, str(error))
    else:
        words = _("The e-mail to %(email)s is sent again.") % {"email": message.to.user.email}
        messages.success(request, words)
    return redirect("assessments:campaign", slug)


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
