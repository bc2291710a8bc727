"""The pages on which HR leads run campaigns: the list, three steps and a review, and who has answered."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from accounts.models import Organisation
from accounts.queries import team_tree
from assessments import access, actions, presenters, queries
from assessments.forms.campaigns import (
    BankForm,
    ChangeForm,
    WhenForm,
    WhoForm,
    first_moment,
    last_day,
    last_moment,
    version_words,
)
from assessments.models import Campaign

# Where the session keeps what has been typed of a campaign that is not confirmed yet.
DRAFT = "campaign_draft"
# More than any field takes: what is too long is refused by the form, not kept for ever.
MOST_TYPED = 300
STEPS = ("bank", "who", "when")
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
    context = {"places": places, "draft_of": _kept(request).get("organisation")}
    return render(request, "assessments/campaigns/list.html", context)


# A new one -------------------------------------------------------------------------------------


@dataclass
class Draft:
    """What has been typed so far, a dictionary a step; nothing of it is a campaign yet."""

    organisation: Organisation
    typed: dict[str, dict[str, str]] = field(default_factory=dict)

    def form(self, step: str, **data: Any) -> forms.Form:
        """Return the form of a step. Each is made anew, for what it offers may have changed."""
        if step == "bank":
            return BankForm(versions=queries.versions_to_run(self.organisation), **data)
        if step == "who":
            return WhoForm(invited=queries.managers_of(self.organisation.pk).count(), **data)
        return WhenForm(today=timezone.localdate(), **data)

    def checked(self, step: str) -> forms.Form:
        form = self.form(step, data=self.typed.get(step, {}))
        form.full_clean()
        return form

    def first_fault(self, before: str = "") -> str:
        """Name the first step, of those before another, that is not done; '' for none."""
        steps = STEPS[: STEPS.index(before)] if before else STEPS
        return next((step for step in steps if not self.checked(step).is_valid()), "")

    def address(self, step: str) -> str:
        """Return the address of a step; one that was done before shows what is wrong with it now."""
        return reverse(ADDRESSES[step]) + ("?check=1" if step in self.typed else "")


ADDRESSES = {
    "bank": "assessments:new_campaign",
    "who": "assessments:new_campaign_who",
    "when": "assessments:new_campaign_when",
    "review": "assessments:new_campaign_review",
}


def _kept(request: MemberRequest) -> dict[str, Any]:
    kept: dict[str, Any] = request.session.get(DRAFT, {})
    return kept


def _draft(request: MemberRequest) -> Draft:
    """Take up the draft, or begin one where there is none or it is of another organisation."""
    kept = _kept(request)
    slug = request.GET.get("organisation") or kept.get("organisation", "")
    organisation = access.organisation_to_run_for(request.user, slug)
    if kept.get("organisation") != organisation.slug:
        return Draft(organisation)
    return Draft(organisation, kept["typed"])


def _keep(request: MemberRequest, draft: Draft) -> None:
    request.session[DRAFT] = {"organisation": draft.organisation.slug, "typed": draft.typed}


@require_http_methods(["GET", "POST"])
def new_bank(request: MemberRequest) -> HttpResponse:
    return _step(request, "bank")


@require_http_methods(["GET", "POST"])
def new_who(request: MemberRequest) -> HttpResponse:
    return _step(request, "who")


@require_http_methods(["GET", "POST"])
def new_when(request: MemberRequest) -> HttpResponse:
    return _step(request, "when")


def _step(request: MemberRequest, step: str) -> HttpResponse:
    draft = _draft(request)
    fault = draft.first_fault(before=step)
    if fault:
        return redirect(draft.address(fault))
    if request.method != "POST":
        typed = draft.typed.get(step, {})
        check = "check" in request.GET
        form = draft.form(step, data=typed) if check else draft.form(step, initial=typed)
        return _step_page(request, draft, step, form)
    form = draft.form(step, data=request.POST)
    draft.typed[step] = {
        name: request.POST[name][:MOST_TYPED] for name in form.fields if name in request.POST
    }
    _keep(request, draft)
    place = STEPS.index(step)
    if request.POST.get("then") == "back" and place:
        return redirect(ADDRESSES[STEPS[place - 1]])
    if form.is_valid() and not _name_is_taken(form, draft):
        return redirect(ADDRESSES[(*STEPS, "review")[place + 1]])
    return _step_page(request, draft, step, form)


def _name_is_taken(form: forms.Form, draft: Draft) -> bool:
    name = form.cleaned_data.get("name")
    taken = bool(name and queries.campaign_named(draft.organisation, name))
    if taken:
        form.add_error("name", _("Your organisation has a campaign of this name already."))
    return taken


def _step_page(request: MemberRequest, draft: Draft, step: str, form: forms.Form) -> HttpResponse:
    number = STEPS.index(step) + 1
    context = {
        "organisation": draft.organisation,
        "step": step,
        "form": form,
        "back": ADDRESSES[STEPS[number - 2]] if number > 1 else "",
        "place": _("Step %(number)s of %(steps)s") % {"number": number, "steps": len(STEPS)},
    }
    return render(request, "assessments/campaigns/step.html", context)


@require_http_methods(["GET", "POST"])
def review(request: MemberRequest) -> HttpResponse:
    if "made" in _kept(request):
        # A second click: the campaign is there already.
        return redirect("assessments:campaign", _kept(request)["made"])
    draft = _draft(request)
    fault = draft.first_fault()
    if fault:
        return redirect(draft.address(fault))
    if request.method == "POST":
        try:
            return _run(request, draft)
        except actions.CampaignError as error:
            messages.error(request, str(error))
            return redirect("assessments:new_campaign_review")
    return _review_page(request, draft)


def _run(request: MemberRequest, draft: Draft) -> HttpResponseRedirect:
    when = draft.checked("when").cleaned_data
    now = timezone.now()
    campaign = actions.run_campaign(
        actions.Plan(
            version_id=draft.checked("bank").cleaned_data["version"],
            smallest_group=draft.checked("who").cleaned_data["smallest_group"],
            name=when["name"],
            opens_at=first_moment(when["opens"]),
            closes_at=last_moment(when["closes"]),
        ),
        organisation=draft.organisation,
        confirmed_by=request.user,
        at=now,
    )
    request.session[DRAFT] = {"made": campaign.slug}
    words = (
        _("The campaign is open.") if campaign.opens_at <= now else _("The campaign is planned.")
    )
    messages.success(request, words)
    return HttpResponseRedirect(reverse("assessments:campaign", args=[campaign.slug]))


def _review_page(request: MemberRequest, draft: Draft) -> HttpResponse:
    version_id = draft.checked("bank").cleaned_data["version"]
    who, when = draft.checked("who"), draft.checked("when").cleaned_data
    assert isinstance(who, WhoForm)  # noqa: S101 - tells the type
    versions = queries.versions_to_run(draft.organisation)
    smallest = who.cleaned_data["smallest_group"]
    context = {
        "organisation": draft.organisation,
        "bank": next(version_words(one) for one in versions if one.pk == version_id),
        "invited": who.invited,
        "smallest": smallest,
        "too_few": who.invited < smallest,
        "when": when,
        "opens_now": when["opens"] <= timezone.localdate(),
    }
    return render(request, "assessments/campaigns/review.html", context)


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
        by=request.user,
        at=timezone.now(),
    )
