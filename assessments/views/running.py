"""What HR leads do with a campaign that is there: remind, change, cancel, keep its overview to themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import send_message_again
from accounts.errors import AccountError
from accounts.http import MemberRequest
from accounts.queries import team_tree
from assessments import access, actions, presenters, queries
from assessments.campaign_days import first_moment, last_moment
from assessments.forms.days import ChangeForm, PlannedForm
from assessments.forms.following import RemindForm
from assessments.models import Campaign


@require_http_methods(["GET", "POST"])
def remind(request: MemberRequest, slug: str) -> HttpResponse:
    """Say how many would get a reminder, of everybody or of a team, and send it once that is agreed to."""
    campaign = access.campaign_to_run(request.user, slug)
    now = timezone.now()
    if not campaign.is_open_at(now):
        messages.error(request, actions.not_open_words())
        return redirect("assessments:campaign", slug)
    form = RemindForm(
        request.POST if request.method == "POST" else None,
        tree=team_tree(campaign.organisation_id),
        waiting=queries.to_remind_by_team(campaign, now),
    )
    if form.is_valid():
        return _remind(request, campaign, form)
    response = queries.response_to(campaign)
    context = {
        "campaign": campaign,
        "form": form,
        "unfinished": response.invited - response.submitted,
        "lately": response.invited - response.submitted - form.people,
    }
    return render(request, "assessments/campaigns/remind.html", context)


def _remind(request: MemberRequest, campaign: Campaign, form: RemindForm) -> HttpResponse:
    try:
        people = actions.remind_unfinished_people(
            campaign, by=request.user, at=timezone.now(), team=form.chosen()
        )
    except actions.CampaignError as error:
        messages.error(request, str(error))
    else:
        words = ngettext(
            "A reminder is on its way to %(people)s person.",
            "Reminders are on their way to %(people)s people.",
            people,
        )
        messages.success(request, words % {"people": people})
    return redirect("assessments:campaign", campaign.slug)


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
    if campaign.opens_at <= now and "opens" in request.POST:
        # From a page of before it opened: to take the days alone would look as if the name had been taken too.
        messages.error(request, actions.opened_words())
        return redirect("assessments:campaign", slug)
    data = request.POST if request.method == "POST" else None
    form: PlannedForm | ChangeForm
    if campaign.opens_at > now:
        form = PlannedForm(data, campaign=campaign, today=timezone.localdate(now))
    else:
        form = ChangeForm(data, campaign=campaign)
    if form.is_valid():
        try:
            _change(request, campaign, form)
        except actions.CampaignError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The campaign is changed."))
        return redirect("assessments:campaign", slug)
    is_planned = isinstance(form, PlannedForm)
    context: dict[str, object] = {"campaign": campaign, "form": form, "is_planned": is_planned}
    if is_planned:
        # Other days may be the way out of asking the same people twice.
        context["invited"] = queries.invited_to(campaign).count()
        context["overlaps"] = queries.overlaps_with(campaign, now)
    return render(request, "assessments/campaigns/change.html", context)


def _change(request: MemberRequest, campaign: Campaign, form: PlannedForm | ChangeForm) -> None:
    """Make the changes that were asked for; a day that stays as it is keeps its moment."""
    wanted, at = form.cleaned_data, timezone.now()
    closes_at = campaign.closes_at
    if wanted["closes"] != timezone.localdate(closes_at):
        closes_at = last_moment(wanted["closes"])
    if isinstance(form, ChangeForm):
        actions.change_campaign(
            campaign,
            closes_at=closes_at,
            reminder_days=wanted.get("reminders"),
            by=request.user,
            at=at,
        )
        return
    opens_at = campaign.opens_at
    if wanted["opens"] != timezone.localdate(opens_at):
        opens_at = first_moment(wanted["opens"])
    change = actions.PlannedChange(
        name=wanted["name"],
        opens_at=opens_at,
        closes_at=closes_at,
        smallest_group=wanted["smallest_group"],
        shows_overview=wanted["shows_overview"],
        reminder_days=tuple(wanted.get("reminders", campaign.reminder_days)),
    )
    actions.change_planned_campaign(campaign, change, by=request.user, at=at)


@require_http_methods(["GET", "POST"])
def cancel(request: MemberRequest, slug: str) -> HttpResponse:
    campaign = access.campaign_to_run(request.user, slug)
    now = timezone.now()
    if request.method == "POST":
        return _cancel(request, campaign)
    if campaign.opens_at <= now:
        messages.error(request, actions.opened_words())
        return redirect("assessments:campaign", slug)
    invited = queries.invited_to(campaign).count()
    context = {
        "campaign": campaign,
        "audience": presenters.audience_words(campaign.audience, invited),
        "mail_words": presenters.mail_words(campaign),
        "repeat_words": presenters.repeat_words(found)
        if (found := queries.repeat_of(campaign))
        else "",
    }
    return render(request, "assessments/campaigns/cancel.html", context)


@require_http_methods(["GET", "POST"])
def hide_overview(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask, then keep the overview from those who took part; before it opens that is one of the changes."""
    campaign = access.campaign_to_run(request.user, slug)
    if request.method == "POST":
        actions.stop_showing_overview(campaign, by=request.user, at=timezone.now())
        messages.success(request, _("Those who took part do not see the overview any more."))
        return redirect("assessments:campaign", slug)
    if not campaign.shows_overview:
        messages.info(request, _("Those who take part do not see the overview of this campaign."))
        return redirect("assessments:campaign", slug)
    return render(request, "assessments/campaigns/hide_overview.html", {"campaign": campaign})


def _cancel(request: MemberRequest, campaign: Campaign) -> HttpResponse:
    try:
        actions.cancel_campaign(campaign, by=request.user, at=timezone.now())
    except actions.CampaignError as error:
        messages.error(request, str(error))
        return redirect("assessments:campaign", campaign.slug)
    words = _("“%(name)s” is cancelled. Nobody was invited.")
    messages.success(request, words % {"name": campaign.name})
    return redirect("assessments:campaigns")


@require_POST
def news(request: MemberRequest) -> HttpResponse:
    """Switch the e-mails on how campaigns go on or off, for the one who asks."""
    organisation = access.organisation_to_run_for(
        request.user, request.POST.get("organisation", "")
    )
    on = request.POST.get("news") == "yes"
    actions.set_campaign_news(organisation, on=on, by=request.user)
    words = _("You are told by e-mail how campaigns go.") if on else _("No more of these e-mails.")
    messages.success(request, words)
    return redirect("assessments:campaigns")
