"""A new campaign: its steps one after the other, and their review, where it is confirmed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.addresses import addresses_in
from accounts.http import MemberRequest
from assessments import access, actions, presenters, queries
from assessments.forms.campaigns import GroupsForm, PeopleForm, TeamsForm, version_words
from assessments.forms.mail_words import MailWordsForm
from assessments.forms.new_campaign import (
    FIRST,
    CampaignDraft,
    refuse_taken_name,
    typed_from,
    typed_in,
)
from assessments.views.mail_words import send_test, with_mail_preview

# Where the session keeps what has been typed of a campaign that is not confirmed yet.
DRAFT = "campaign_draft"
MOST_FOUND = 20
REVIEW = "assessments:new_campaign_review"


def route(step: str) -> str:
    """Return the name of a step's address."""
    return "assessments:new_campaign" + ("" if step == FIRST else f"_{step}")


def kept(request: MemberRequest) -> dict[str, Any]:
    """Return what the session keeps of a new campaign."""
    draft: dict[str, Any] = request.session.get(DRAFT, {})
    return draft


def _draft(request: MemberRequest) -> CampaignDraft:
    """Take up the draft, or begin one where there is none or it is of another organisation."""
    draft = kept(request)
    slug = request.GET.get("organisation") or draft.get("organisation", "")
    organisation = access.organisation_to_run_for(request.user, slug)
    if draft.get("organisation") != organisation.slug:
        return CampaignDraft(organisation)
    return CampaignDraft(organisation, draft["typed"], draft.get("repeats", ""))


def _address(draft: CampaignDraft, step: str) -> str:
    """Return the address of a step; one that was done before shows what is wrong with it now."""
    return reverse(route(step)) + ("?check=1" if step in draft.typed else "")


def keep(request: MemberRequest, draft: CampaignDraft) -> None:
    request.session[DRAFT] = {
        "organisation": draft.organisation.slug,
        "typed": draft.typed,
        "repeats": draft.repeat_of_slug,
    }


@require_http_methods(["GET", "POST"])
@with_mail_preview
def step(request: MemberRequest, *, step: str) -> HttpResponse:
    draft = _draft(request)
    stops = draft.walk(until=step)
    if stops != step:
        # A fault before it; or by what was said since, there is no such step.
        return redirect(_address(draft, stops or "who"))
    if request.method != "POST":
        is_check = "check" in request.GET
        typed = MultiValueDict(draft.typed.get(step, {}))
        form = draft.form(step, data=typed) if is_check else draft.form_as_typed(step)
        return _step_page(request, draft, step, form)
    form = draft.form(step, data=request.POST)
    draft.typed[step] = typed_in(form, request.POST)
    keep(request, draft)
    return _go_on(request, draft, step, form)


def _go_on(
    request: MemberRequest, draft: CampaignDraft, step: str, form: forms.Form
) -> HttpResponse:
    """Go where the button that was pressed leads, or show the step again with what is wrong."""
    then = request.POST.get("then")
    if then == "back" and draft.step_before:
        return redirect(route(draft.step_before))
    if then in {"find", "add"}:
        return redirect(route(step))
    if form.is_valid() and not refuse_taken_name(form, draft):
        draft.done[step] = form
        if step == "mail" and (then == "show" or str(then).startswith("test_")):
            _send_test(request, draft, str(then))
            return redirect(route(step))
        following = draft.after(step)
        return redirect(route(following) if following else REVIEW)
    return _step_page(request, draft, step, form)


def _send_test(request: MemberRequest, draft: CampaignDraft, then: str) -> None:
    """Send the e-mail whose button was pressed to the one who pressed it; of any other only the preview is wanted."""
    campaign = draft.plan().campaign(draft.organisation)
    send_test(request, campaign, then.removeprefix("test_"))


@require_POST
def copy(request: MemberRequest) -> HttpResponse:
    """Fill the steps in as in an earlier campaign, and ask for what has to be new: the name and the days."""
    organisation = access.organisation_to_run_for(
        request.user, request.POST.get("organisation", "")
    )
    slug = request.POST.get("campaign", "")
    if not slug:
        messages.error(request, _("Choose the campaign to start from."))
        return redirect(f"{reverse(route(FIRST))}?organisation={organisation.slug}")
    earlier = access.campaign_to_copy(organisation, slug)
    draft = CampaignDraft(organisation, typed_from(earlier))
    keep(request, draft)
    words = _("Filled in as in “%(name)s”. You can change all of it before it goes out.")
    messages.success(request, words % {"name": earlier.name})
    # What is not there any more stops on the way, at its own step.
    return redirect(route("when"))


def _step_page(
    request: MemberRequest, draft: CampaignDraft, step: str, form: forms.Form
) -> HttpResponse:
    context = {
        "organisation": draft.organisation,
        "step": step,
        "form": form,
        "back": route(draft.step_before) if draft.step_before else "",
        "step_words": draft.step_words(step),
    }
    if step == FIRST:
        context |= {
            "earlier": queries.campaigns_to_copy(draft.organisation)[:MOST_FOUND],
            "has_begun": bool(draft.typed),
        }
    if isinstance(form, GroupsForm):
        context["concerns"] = presenters.breakdown_concerns(form.offered, form.smallest_group())
    if isinstance(form, MailWordsForm):
        context |= {"previews": _previews(request, draft, form), "tests_to": request.user.email}
    if isinstance(form, PeopleForm):
        context |= _matching_people(draft, form)
    return render(request, "assessments/campaigns/step.html", context)


def _previews(
    request: MemberRequest, draft: CampaignDraft, form: MailWordsForm
) -> list[presenters.MailPreview]:
    """Return the e-mails with what was typed; none while there is a fault in it."""
    if not form.is_bound:
        form = MailWordsForm(MultiValueDict(draft.typed.get("mail", {})))
    if not form.is_valid():
        return []
    draft.done["mail"] = form
    campaign = draft.plan().campaign(draft.organisation)
    return presenters.mail_previews(campaign, reader=request.user)


def _matching_people(draft: CampaignDraft, form: PeopleForm) -> dict[str, Any]:
    """Return whom the search finds that are not on the list yet."""
    text = draft.typed.get("people", {}).get("find", [""])[0].strip()
    if not text:
        return {}
    listed = addresses_in(str(form["addresses"].value() or ""))
    matches = queries.matching_managers(draft.organisation, text)[: MOST_FOUND + 1]
    people = [one for one in matches if one.user.email not in listed]
    return {"sought": text, "matches": people[:MOST_FOUND], "is_more": len(matches) > MOST_FOUND}


@require_http_methods(["GET", "POST"])
def review(request: MemberRequest) -> HttpResponse:
    if "made" in kept(request):
        # A second click: the campaign is there already.
        return redirect("assessments:campaign", kept(request)["made"])
    draft = _draft(request)
    fault = draft.walk()
    if fault:
        return redirect(_address(draft, fault))
    if request.method == "POST":
        try:
            return _run(request, draft)
        except actions.CampaignError as error:
            messages.error(request, str(error))
            return redirect(REVIEW)
    return _review_page(request, draft)


def _run(request: MemberRequest, draft: CampaignDraft) -> HttpResponseRedirect:
    now = timezone.now()
    campaign = actions.run_campaign(
        draft.plan(), organisation=draft.organisation, confirmed_by=request.user, at=now
    )
    request.session[DRAFT] = {"made": campaign.slug}
    words = _("The campaign is planned.")
    if campaign.is_open_at(now):
        words = _("The campaign is open.")
    if campaign.is_open_at(now) and campaign.sends_mail:
        words = _("The campaign is open, and the invitations are on their way.")
    messages.success(request, words)
    return HttpResponseRedirect(reverse("assessments:campaign", args=[campaign.slug]))


def _review_page(request: MemberRequest, draft: CampaignDraft) -> HttpResponse:
    plan = draft.plan()
    versions = queries.versions_to_run(draft.organisation)
    invited = queries.invited_by(draft.organisation, plan.audience).count()
    context = {
        "organisation": draft.organisation,
        "plan": plan,
        "bank": next(version_words(one) for one in versions if one.pk == plan.version_id),
        "parts": presenters.parts_words(plan) if "parts" in draft.done else "",
        "audience": presenters.audience_words(plan.audience.kind, invited),
        "teams": _chosen_teams(draft),
        "who_step": route(next(one for one in ("teams", "people", "who") if one in draft.done)),
        "has_breakdown": "breakdown" in draft.done["groups"].fields,
        "overlaps": queries.overlaps_of(
            draft.organisation, plan.audience, version_id=plan.version_id, at=timezone.now()
        ),
        "invited": invited,
        "too_few": invited < plan.smallest_group,
        "overview_words": presenters.overview_words(plan),
        "mail_words": presenters.mail_words(plan),
        "back": route(draft.step_before),
        "words_step": route("mail") if "mail" in draft.done else "",
        "opens_now": draft.submitted("when", "opens") <= timezone.localdate(),
    }
    return render(request, "assessments/campaigns/review.html", context)


def _chosen_teams(draft: CampaignDraft) -> list[str]:
    form = draft.done.get("teams")
    if not isinstance(form, TeamsForm):
        return []
    return [form.tree.path(key) for key in form.cleaned_data["teams"]]
