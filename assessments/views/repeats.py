"""A campaign that comes again: after how many months, and what becomes of the draft that waits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from assessments import access, actions, presenters, queries
from assessments.forms.new_campaign import CampaignDraft, typed_from
from assessments.forms.repeats import RepeatForm
from assessments.models import Campaign, CampaignRepeat
from assessments.views.new_campaign import keep, route

YEAR = 12


@require_http_methods(["GET", "POST"])
def repeat(request: MemberRequest, slug: str) -> HttpResponse:
    """Say whether a campaign comes again, and decide on the draft once it is there."""
    campaign = access.campaign_to_run(request.user, slug)
    if campaign.is_imported:
        messages.error(request, actions.imported_words())
        return redirect("assessments:campaign", slug)
    found = queries.repeat_of(campaign)
    then = request.POST.get("then", "")
    if then == "confirm":
        return _confirm(request, campaign, found)
    if then in {"skip", "stop"}:
        _decline(request, campaign, then)
        return redirect("assessments:repeat", slug)
    form = RepeatForm(
        request.POST if request.method == "POST" else None,
        initial={"months": found.months if found else YEAR},
    )
    if form.is_valid() and _set(request, campaign, form):
        return redirect("assessments:repeat", slug)
    context = {
        "campaign": campaign,
        "form": form,
        "repeat": found,
        "repeat_words": presenters.repeat_words(found),
    }
    if found is not None and found.prepared_at is not None:
        context |= _draft(campaign, found)
    return render(request, "assessments/campaigns/repeat.html", context)


def _set(request: MemberRequest, campaign: Campaign, form: RepeatForm) -> bool:
    months, now = form.cleaned_data["months"], timezone.now()
    try:
        made = actions.set_repeat(campaign, months=months, by=request.user, at=now)
    except actions.CampaignError as error:
        form.add_error("months", str(error))
        return False
    words = _("It comes again. %(words)s.") % {"words": presenters.repeat_words(made)}
    messages.success(request, words)
    return True


def _decline(request: MemberRequest, campaign: Campaign, then: str) -> None:
    now = timezone.now()
    try:
        if then == "stop":
            actions.end_repeat(campaign, by=request.user, at=now)
            messages.success(request, _("The campaign is not repeated any more."))
        else:
            left = actions.skip_repeat(campaign, by=request.user, at=now)
            words = _("Left out this time. %(words)s.")
            messages.success(request, words % {"words": presenters.repeat_words(left)})
    except actions.CampaignError as error:
        messages.error(request, str(error))


def _confirm(
    request: MemberRequest, campaign: Campaign, found: CampaignRepeat | None
) -> HttpResponse:
    """Fill the steps in as the draft says, and ask for what only a person can say: the days, and what it is for."""
    if found is None or found.prepared_at is None:
        messages.error(request, actions.gone_words())
        return redirect("assessments:repeat", campaign.slug)
    proposed = presenters.next_campaign(found, today=timezone.localdate())
    typed = typed_from(campaign)
    typed["when"] |= {
        "name": [proposed.name],
        "opens": [proposed.opens.isoformat()],
        "closes": [proposed.closes.isoformat()],
    }
    keep(request, CampaignDraft(campaign.organisation, typed, campaign.slug))
    return redirect(route("when"))


def _draft(campaign: Campaign, found: CampaignRepeat) -> dict[str, object]:
    audience = queries.audience_of(campaign)
    invited = queries.invited_by(campaign.organisation, audience).count()
    return {
        "proposed": presenters.next_campaign(found, today=timezone.localdate()),
        "audience": presenters.audience_words(campaign.audience, invited),
        "invited": invited,
        "overlaps": queries.overlaps_of(
            campaign.organisation, audience, version_id=campaign.version_id, at=timezone.now()
        ),
    }
