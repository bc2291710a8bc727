"""The steps of a new campaign and their review: what is typed is a draft until it is confirmed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from accounts.models import Organisation
from accounts.queries import team_tree
from assessments import access, actions, presenters, queries
from assessments.forms.campaigns import (
    BankForm,
    GroupsForm,
    PartsForm,
    PeopleForm,
    TeamsForm,
    WhenForm,
    WhoForm,
    addresses_in,
    first_moment,
    last_moment,
    version_words,
)
from assessments.models import Campaign
from assessments.parts import OFFERED, parts_of_campaign
from assessments.queries import CampaignAudience
from banks.queries import instrument_of

# Where the session keeps what has been typed of a campaign that is not confirmed yet.
DRAFT = "campaign_draft"
# More than any field takes: what is too long is refused by the form, not kept for ever.
MOST_TYPED = 300
MOST_LISTED = 200_000
MOST_FOUND = 20
STEPS = {
    "bank": "assessments:new_campaign",
    "parts": "assessments:new_campaign_parts",
    "who": "assessments:new_campaign_who",
    "teams": "assessments:new_campaign_teams",
    "people": "assessments:new_campaign_people",
    "groups": "assessments:new_campaign_groups",
    "when": "assessments:new_campaign_when",
}
REVIEW = "assessments:new_campaign_review"
Typed = dict[str, list[str]]


@dataclass
class Draft:
    """What has been typed so far, a dictionary a step; nothing of it is a campaign yet."""

    organisation: Organisation
    typed: dict[str, Typed] = field(default_factory=dict)
    # The forms of the steps that are done, in order: filled by `walk`.
    done: dict[str, forms.Form] = field(default_factory=dict)

    def walk(self, until: str = "") -> str:
        """Check the steps in order, up to one of them; return where it stops.

        That is the first step with a fault; `until` itself; or '' past the last step.
        """
        self.done = {}
        step = "bank"
        while step and step != until:
            form = self.form(step, data=MultiValueDict(self.typed.get(step, {})))
            if not form.is_valid():
                return step
            self.done[step] = form
            step = self.after(step)
        return step

    def after(self, step: str) -> str:
        """Return the step that follows, by what was said so far; '' after the last."""
        if step == "bank" and self._has_parts():
            return "parts"
        if step == "who" and "who" in self.done:
            kinds = {Campaign.Audience.BRANCHES: "teams", Campaign.Audience.PEOPLE: "people"}
            return kinds.get(self.said("who", "audience"), "groups")
        follows = {"bank": "who", "parts": "who", "groups": "when", "when": ""}
        return follows.get(step, "groups")

    def _has_parts(self) -> bool:
        if "bank" not in self.done:
            return False
        instrument = instrument_of(self.said("bank", "version"))
        return any(part.codes(instrument) for part in OFFERED)

    def said(self, step: str, name: str, default: Any = None) -> Any:
        """Return what a step that is done says; the default where there is no such step or field."""
        return self.done[step].cleaned_data.get(name, default) if step in self.done else default

    @property
    def audience(self) -> CampaignAudience:
        chosen = self.done.get("teams") or self.done.get("people")
        return (
            chosen.audience() if isinstance(chosen, TeamsForm | PeopleForm) else CampaignAudience()
        )

    def step_words(self, step: str) -> str:
        """Say which step it is of how many, as far as that is known."""
        number = total = len(self.done) + 1
        ahead = step
        while ahead := self.after(ahead):
            total += 1
        return _("Step %(number)s of %(steps)s") % {"number": number, "steps": total}

    def address(self, step: str) -> str:
        """Return the address of a step; one that was done before shows what is wrong with it now."""
        return reverse(STEPS[step]) + ("?check=1" if step in self.typed else "")

    # The form of each step, made anew each time, for what it offers may have changed.

    def form(self, step: str, **data: Any) -> forms.Form:
        makers: dict[str, Callable[..., forms.Form]] = {
            "bank": self._bank_form,
            "parts": self._parts_form,
            "who": self._who_form,
            "teams": self._teams_form,
            "people": self._people_form,
            "groups": self._groups_form,
            "when": self._when_form,
        }
        return makers[step](**data)

    def form_as_typed(self, step: str) -> forms.Form:
        """Return the form with what was typed in it and no word on faults."""
        typed = MultiValueDict(self.typed.get(step, {}))
        initial = {
            name: field.widget.value_from_datadict(typed, MultiValueDict(), name)
            for name, field in self.form(step).fields.items()
        }
        return self.form(step, initial=initial) if typed else self.form(step)

    def _bank_form(self, **data: Any) -> BankForm:
        return BankForm(versions=queries.versions_to_run(self.organisation), **data)

    def _parts_form(self, **data: Any) -> PartsForm:
        return PartsForm(instrument=instrument_of(self.said("bank", "version")), **data)

    def _who_form(self, **data: Any) -> WhoForm:
        invited = queries.managers_of(self.organisation.pk).count()
        has_teams = bool(queries.team_keys(self.organisation))
        return WhoForm(invited=invited, has_teams=has_teams, **data)

    def _teams_form(self, **data: Any) -> TeamsForm:
        tree = team_tree(self.organisation.pk)
        return TeamsForm(tree=tree, managers=queries.managers_by_team(self.organisation), **data)

    def _people_form(self, **data: Any) -> PeopleForm:
        return PeopleForm(organisation=self.organisation, **data)

    def _groups_form(self, **data: Any) -> GroupsForm:
        invited = queries.invited_by(self.organisation, self.audience)
        return GroupsForm(attributes=queries.attributes_in_use(invited), **data)

    def _when_form(self, **data: Any) -> WhenForm:
        return WhenForm(today=timezone.localdate(), **data)

    def plan(self) -> actions.CampaignPlan:
        """Return what was said in all the steps, which `walk` has found done."""
        return actions.CampaignPlan(
            version_id=self.said("bank", "version"),
            parts=parts_of_campaign(
                self.done["parts"].cleaned_data if "parts" in self.done else {}
            ),
            audience=self.audience,
            breakdown=self.said("groups", "breakdown", default=""),
            smallest_group=self.said("groups", "smallest_group"),
            name=self.said("when", "name"),
            opens_at=first_moment(self.said("when", "opens")),
            closes_at=last_moment(self.said("when", "closes")),
            sends_mail=self.said("when", "sends_mail"),
            reminder_days=tuple(self.said("when", "reminders")),
        )


def kept(request: MemberRequest) -> dict[str, Any]:
    """Return what the session keeps of a new campaign."""
    found: dict[str, Any] = request.session.get(DRAFT, {})
    return found


def _draft(request: MemberRequest) -> Draft:
    """Take up the draft, or begin one where there is none or it is of another organisation."""
    found = kept(request)
    slug = request.GET.get("organisation") or found.get("organisation", "")
    organisation = access.organisation_to_run_for(request.user, slug)
    if found.get("organisation") != organisation.slug:
        return Draft(organisation)
    return Draft(organisation, found["typed"])


def _keep(request: MemberRequest, draft: Draft) -> None:
    request.session[DRAFT] = {"organisation": draft.organisation.slug, "typed": draft.typed}


@require_http_methods(["GET", "POST"])
def bank(request: MemberRequest) -> HttpResponse:
    return _step(request, "bank")


@require_http_methods(["GET", "POST"])
def parts(request: MemberRequest) -> HttpResponse:
    return _step(request, "parts")


@require_http_methods(["GET", "POST"])
def who(request: MemberRequest) -> HttpResponse:
    return _step(request, "who")


@require_http_methods(["GET", "POST"])
def teams(request: MemberRequest) -> HttpResponse:
    return _step(request, "teams")


@require_http_methods(["GET", "POST"])
def people(request: MemberRequest) -> HttpResponse:
    return _step(request, "people")


@require_http_methods(["GET", "POST"])
def groups(request: MemberRequest) -> HttpResponse:
    return _step(request, "groups")


@require_http_methods(["GET", "POST"])
def when(request: MemberRequest) -> HttpResponse:
    return _step(request, "when")


def _step(request: MemberRequest, step: str) -> HttpResponse:
    draft = _draft(request)
    stops = draft.walk(until=step)
    if stops != step:
        # A fault before it; or by what was said since, there is no such step.
        return redirect(draft.address(stops or "who"))
    if request.method != "POST":
        is_check = "check" in request.GET
        typed = MultiValueDict(draft.typed.get(step, {}))
        form = draft.form(step, data=typed) if is_check else draft.form_as_typed(step)
        return _step_page(request, draft, step, form)
    form = draft.form(step, data=request.POST)
    draft.typed[step] = _typed(request, form)
    _keep(request, draft)
    return _go_on(request, draft, step, form)


def _typed(request: MemberRequest, form: forms.Form) -> Typed:
    typed = {
        name: [value[: _most(name)] for value in request.POST.getlist(name)]
        for name in form.fields
        if name in request.POST
    }
    if request.POST.get("then") == "add":
        listed = [*typed.get("addresses", []), *request.POST.getlist("chosen")]
        typed["addresses"] = ["\n".join(one.strip() for one in listed if one.strip())[:MOST_LISTED]]
    return typed


def _most(name: str) -> int:
    return MOST_LISTED if name == "addresses" else MOST_TYPED


def _go_on(request: MemberRequest, draft: Draft, step: str, form: forms.Form) -> HttpResponse:
    """Go where the button that was pressed leads, or show the step again with what is wrong."""
    then = request.POST.get("then")
    if then == "back" and draft.done:
        return redirect(STEPS[list(draft.done)[-1]])
    if then in {"find", "add"}:
        return redirect(STEPS[step])
    if form.is_valid() and not _name_is_taken(form, draft):
        draft.done[step] = form
        following = draft.after(step)
        return redirect(STEPS[following] if following else REVIEW)
    return _step_page(request, draft, step, form)


def _name_is_taken(form: forms.Form, draft: Draft) -> bool:
    name = form.cleaned_data.get("name")
    taken = bool(name and queries.campaign_named(draft.organisation, name))
    if taken:
        form.add_error("name", _("Your organisation has a campaign of this name already."))
    return taken


def _step_page(request: MemberRequest, draft: Draft, step: str, form: forms.Form) -> HttpResponse:
    context = {
        "organisation": draft.organisation,
        "step": step,
        "form": form,
        "back": STEPS[list(draft.done)[-1]] if draft.done else "",
        "step_words": draft.step_words(step),
    }
    if isinstance(form, PeopleForm):
        context |= _people_found(draft, form)
    return render(request, "assessments/campaigns/step.html", context)


def _people_found(draft: Draft, form: PeopleForm) -> dict[str, Any]:
    """Return whom the search finds that are not on the list yet."""
    text = draft.typed.get("people", {}).get("find", [""])[0].strip()
    if not text:
        return {}
    listed = addresses_in(str(form["addresses"].value() or ""))
    found = queries.managers_found(draft.organisation, text)[: MOST_FOUND + 1]
    people = [one for one in found if one.user.email not in listed]
    return {"sought": text, "found": people[:MOST_FOUND], "is_more": len(found) > MOST_FOUND}


@require_http_methods(["GET", "POST"])
def review(request: MemberRequest) -> HttpResponse:
    if "made" in kept(request):
        # A second click: the campaign is there already.
        return redirect("assessments:campaign", kept(request)["made"])
    draft = _draft(request)
    fault = draft.walk()
    if fault:
        return redirect(draft.address(fault))
    if request.method == "POST":
        try:
            return _run(request, draft)
        except actions.CampaignError as error:
            messages.error(request, str(error))
            return redirect(REVIEW)
    return _review_page(request, draft)


def _run(request: MemberRequest, draft: Draft) -> HttpResponseRedirect:
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


def _review_page(request: MemberRequest, draft: Draft) -> HttpResponse:
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
        "who_step": STEPS[next(one for one in ("teams", "people", "who") if one in draft.done)],
        "has_breakdown": "breakdown" in draft.done["groups"].fields,
        "too_few": invited < plan.smallest_group,
        "mail_words": presenters.mail_words(plan),
        "opens_now": draft.said("when", "opens") <= timezone.localdate(),
    }
    return render(request, "assessments/campaigns/review.html", context)


def _chosen_teams(draft: Draft) -> list[str]:
    form = draft.done.get("teams")
    if not isinstance(form, TeamsForm):
        return []
    return [form.tree.path(key) for key in form.cleaned_data["teams"]]
