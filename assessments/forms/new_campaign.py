"""The steps of a new campaign: which there are, what each asks, and which follows; what is typed is a draft."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.queries import team_tree
from assessments import queries
from assessments.actions import CampaignPlan, MailWords, taken_name_words
from assessments.campaign_days import first_moment, last_moment
from assessments.forms.campaigns import (
    BankForm,
    GroupsForm,
    PartsForm,
    PeopleForm,
    TeamsForm,
    WhoForm,
)
from assessments.forms.days import WhenForm
from assessments.forms.mail_words import MailWordsForm
from assessments.models import Campaign
from assessments.parts import OFFERED, parts_of_campaign
from assessments.queries import CampaignAudience
from banks.queries import instrument_of

# More than any field takes: what is too long is refused by the form, not kept for ever.
MOST_TYPED = 300
MOST_LISTED = 200_000
MOST_WRITTEN = 20_000
LONG = {
    "addresses": MOST_LISTED,
    "invitation_words": MOST_WRITTEN,
    "reminder_words": MOST_WRITTEN,
}
Typed = dict[str, list[str]]


@dataclass
class CampaignDraft:
    """What has been typed so far, a dictionary a step; nothing of it is a campaign yet."""

    organisation: Organisation
    typed: dict[str, Typed] = field(default_factory=dict)
    # The address of the campaign whose prepared draft this is; '' for one that was begun by hand.
    repeat_of_slug: str = ""
    # The forms of the steps that are done, in order: filled by `walk`.
    done: dict[str, forms.Form] = field(default_factory=dict)

    def walk(self, until: str = "") -> str:
        """Check the steps in order, up to one of them; return where it stops.

        That is the first step with a fault; `until` itself; or '' past the last step.
        """
        self.done = {}
        step = FIRST
        while step and step != until:
            form = self.form(step, data=MultiValueDict(self.typed.get(step, {})))
            if not form.is_valid():
                return step
            self.done[step] = form
            step = self.after(step)
        return step

    def after(self, step: str) -> str:
        """Return the step that follows, by what was submitted so far; '' after the last."""
        return STEPS[step].after(self)

    def submitted(self, step: str, name: str, default: Any = None) -> Any:
        """Return what was submitted in a step that is done; the default where there is no such step or field."""
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

    @property
    def step_before(self) -> str:
        """The step that was done last; '' on the first."""
        return next(reversed(self.done), "")

    def form(self, step: str, **data: Any) -> forms.Form:
        """Return a step's form, made anew each time, for what it offers may have changed."""
        return STEPS[step].form(self, **data)

    def form_as_typed(self, step: str) -> forms.Form:
        """Return the form with what was typed in it and no word on faults."""
        typed = MultiValueDict(self.typed.get(step, {}))
        initial = {
            name: field.widget.value_from_datadict(typed, MultiValueDict(), name)
            for name, field in self.form(step).fields.items()
        }
        return self.form(step, initial=initial) if typed else self.form(step)

    def plan(self) -> CampaignPlan:
        """Return what was submitted in all the steps, which `walk` has found done; `mail` may be missing."""
        words = self.done.get("mail")
        return CampaignPlan(
            version_id=self.submitted("bank", "version"),
            parts=parts_of_campaign(
                self.done["parts"].cleaned_data if "parts" in self.done else {}
            ),
            audience=self.audience,
            breakdown=self.submitted("groups", "breakdown", default=""),
            smallest_group=self.submitted("groups", "smallest_group"),
            shows_overview=self.submitted("groups", "shows_overview"),
            name=self.submitted("when", "name"),
            opens_at=first_moment(self.submitted("when", "opens")),
            closes_at=last_moment(self.submitted("when", "closes")),
            sends_mail=self.submitted("when", "sends_mail"),
            reminder_days=tuple(self.submitted("when", "reminders")),
            repeat_of_slug=self.repeat_of_slug,
            words=words.words() if isinstance(words, MailWordsForm) else MailWords(),
        )


def typed_in(form: forms.Form, data: QueryDict) -> Typed:
    """Return what was typed in a step; who was found and chosen joins those who are listed."""
    typed = {
        name: [value[: LONG.get(name, MOST_TYPED)] for value in data.getlist(name)]
        for name in form.fields
        if name in data
    }
    if data.get("then") == "add":
        listed = [*typed.get("addresses", []), *data.getlist("chosen")]
        typed["addresses"] = ["\n".join(one.strip() for one in listed if one.strip())[:MOST_LISTED]]
    return typed


def typed_from(campaign: Campaign) -> dict[str, Typed]:
    """Return what would be typed for another campaign like this one: all but its name, its days and the confirmation.

    What is not there any more is left out, or refused by its step, as if somebody had typed it.
    """
    on = [part.campaign_field for part in OFFERED if getattr(campaign, part.campaign_field)]
    typed: dict[str, Typed] = {
        "bank": {"version": [str(version)] if (version := _version_like(campaign)) else []},
        "parts": {name: ["on"] for name in on},
        "who": {"audience": [campaign.audience]},
        "groups": {
            "breakdown": [campaign.breakdown],
            "smallest_group": [str(campaign.smallest_group)],
            "shows_overview": ["on"] if campaign.shows_overview else [],
        },
        "when": {
            "sends_mail": ["on"] if campaign.sends_mail else [],
            "reminders": [str(days) for days in campaign.reminder_days],
        },
    }
    if campaign.sends_mail:
        typed["mail"] = {
            "invitation_words": [campaign.invitation_words],
            "reminder_words": [campaign.reminder_words],
        }
    if campaign.audience == Campaign.Audience.BRANCHES:
        typed["teams"] = {"teams": [str(key) for key in queries.branch_keys(campaign)]}
    if campaign.audience == Campaign.Audience.PEOPLE:
        typed["people"] = {"addresses": ["\n".join(queries.addresses_invited(campaign))]}
    return typed


def _version_like(campaign: Campaign) -> int | None:
    """Return the version that a campaign asks, or where that was retired the newest of its bank."""
    versions = [
        one
        for one in queries.versions_to_run(campaign.organisation)
        if one.bank_id == campaign.version.bank_id
    ]
    if any(one.pk == campaign.version_id for one in versions):
        return campaign.version_id
    newest = max(versions, key=lambda one: (one.published_at, one.pk), default=None)
    return newest.pk if newest else None


def refuse_taken_name(form: forms.Form, draft: CampaignDraft) -> bool:
    """Tell whether a campaign of the organisation has this name already, and say so in the form."""
    name = form.cleaned_data.get("name")
    taken = bool(name and queries.campaign_named(draft.organisation, name))
    if taken:
        form.add_error("name", taken_name_words())
    return taken


# The steps --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CampaignStep:
    """One step: its form, and the step after it."""

    form: Callable[..., forms.Form]
    after: Callable[[CampaignDraft], str]


def _bank_form(draft: CampaignDraft, **data: Any) -> BankForm:
    return BankForm(versions=queries.versions_to_run(draft.organisation), **data)


def _parts_form(draft: CampaignDraft, **data: Any) -> PartsForm:
    return PartsForm(instrument=instrument_of(draft.submitted("bank", "version")), **data)


def _who_form(draft: CampaignDraft, **data: Any) -> WhoForm:
    invited = queries.managers_of(draft.organisation.pk).count()
    has_teams = bool(queries.team_keys(draft.organisation))
    return WhoForm(invited=invited, has_teams=has_teams, **data)


def _teams_form(draft: CampaignDraft, **data: Any) -> TeamsForm:
    tree = team_tree(draft.organisation.pk)
    return TeamsForm(tree=tree, managers=queries.managers_by_team(draft.organisation), **data)


def _people_form(draft: CampaignDraft, **data: Any) -> PeopleForm:
    return PeopleForm(organisation=draft.organisation, **data)


def _groups_form(draft: CampaignDraft, **data: Any) -> GroupsForm:
    invited = queries.invited_by(draft.organisation, draft.audience)
    return GroupsForm(attributes=queries.attributes_in_use(invited), **data)


def _when_form(_draft: CampaignDraft, **data: Any) -> WhenForm:
    return WhenForm(today=timezone.localdate(), **data)


def _mail_form(_draft: CampaignDraft, **data: Any) -> MailWordsForm:
    return MailWordsForm(**data)


def _after_when(draft: CampaignDraft) -> str:
    """Ask for words where e-mails are sent, which is what most do before it is said."""
    return "mail" if draft.submitted("when", "sends_mail", default=True) else ""


def _after_bank(draft: CampaignDraft) -> str:
    """Ask for the parts where the bank has any beside the themes."""
    if "bank" in draft.done:
        versions = [draft.submitted("bank", "version")]
    else:
        # To count the steps ahead: most banks have parts, so one that is chosen among them will.
        versions = [one.pk for one in queries.versions_to_run(draft.organisation)]
    return "parts" if any(map(_has_parts, versions)) else "who"


def _has_parts(version_id: int) -> bool:
    instrument = instrument_of(version_id)
    return any(part.codes(instrument) for part in OFFERED)


def _after_who(draft: CampaignDraft) -> str:
    narrower = {Campaign.Audience.BRANCHES: "teams", Campaign.Audience.PEOPLE: "people"}
    return narrower.get(draft.submitted("who", "audience"), "groups")


FIRST = "bank"
STEPS = {
    "bank": CampaignStep(_bank_form, _after_bank),
    "parts": CampaignStep(_parts_form, lambda _draft: "who"),
    "who": CampaignStep(_who_form, _after_who),
    "teams": CampaignStep(_teams_form, lambda _draft: "groups"),
    "people": CampaignStep(_people_form, lambda _draft: "groups"),
    "groups": CampaignStep(_groups_form, lambda _draft: "when"),
    "when": CampaignStep(_when_form, _after_when),
    "mail": CampaignStep(_mail_form, lambda _draft: ""),
}
