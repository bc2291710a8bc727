"""What programs send, put through the forms of the pages: so that what a page refuses no program gets in."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.utils.datastructures import MultiValueDict

from accounts import actions, queries
from accounts.access import PeopleReach
from accounts.fields import YEARS
from accounts.forms.people import WHOLE, MemberForm, NewMemberForm, TeamForm
from accounts.models import Membership, Organisation, Team
from accounts.permissions import Role
from api.callers import Caller
from api.problems import ProblemError
from api.schemas import (
    CampaignPatch,
    NewCampaign,
    NewPerson,
    NewTeam,
    PersonPatch,
    RoleWanted,
    TeamPatch,
)
from assessments.actions import (
    CampaignPlan,
    MailWords,
    PlannedChange,
    change_campaign,
    change_planned_campaign,
    opened_words,
    run_campaign,
)
from assessments.campaign_days import first_moment, last_moment
from assessments.forms.campaigns import PeopleForm
from assessments.forms.mail_words import MailWordsForm
from assessments.models import Campaign
from assessments.parts import OFFERED
from assessments.queries import CampaignAudience
from leadership.instrument.parts import THEMES

Json = dict[str, Any]

# Which member of a body a field of a form is; what begins otherwise is an attribute.
POINTERS = {
    **{name: f"/{name}" for name in ("email", "name", "roles")},
    "team": "/team_id",
    "parent": "/parent_id",
    "addresses": "/emails",
    "__all__": "",
}


def _refuse(form: BaseForm) -> None:
    """Tell of each fault at which member of the body it is.

    Conflicts, all of them: what can be seen from the body alone was looked at before, as the OpenAPI document has it.
    """
    if form.is_valid():
        return
    raise ProblemError(
        HTTPStatus.CONFLICT,
        "What was sent cannot be stored.",
        errors=[
            {"in": "body", "pointer": _pointer(field), "detail": str(fault)}
            for field, faults in form.errors.items()
            for fault in faults
        ],
    )


def _pointer(field: str) -> str:
    if field.startswith("hr_lead_of"):
        return "/roles"
    return POINTERS.get(field, "/attributes")


def _unlike(pointer: str, detail: str) -> ProblemError:
    return ProblemError(
        HTTPStatus.CONFLICT,
        "What was sent cannot be stored.",
        errors=[{"in": "body", "pointer": pointer, "detail": detail}],
    )


# People ----------------------------------------------------------------------------------------


def add_person(caller: Caller, reach: PeopleReach, body: NewPerson, *, at: datetime) -> Membership:
    """Add somebody as the page does. Raises ProblemError for what its form would refuse."""
    blank = NewMemberForm(reach=reach, branches=_branches(body.roles))
    data = _filled_in(blank, _said(blank, body.model_dump(exclude={"roles"})))
    _set_roles(data, blank, body.roles)
    form = NewMemberForm(data, reach=reach, branches=_branches(body.roles))
    _refuse(form)
    return actions.add_member(
        form.cleaned_data["email"],
        form.details(),
        organisation=reach.membership.organisation,
        by=caller.user,
        brought_by=caller.brings_in,
        at=at,
        within=reach.team_ids,
    )


def change_person(
    caller: Caller, reach: PeopleReach, membership: Membership, body: PersonPatch, *, at: datetime
) -> Membership:
    """Change somebody as their page does; what the body leaves out stays."""
    said = body.model_dump(exclude_unset=True, exclude={"roles"})
    is_fixed = membership.has_accepted and queries.known_elsewhere(membership)
    if is_fixed and said.get("name", membership.name) != membership.name:
        words = "They belong to another organisation too, so the name cannot be changed here."
        raise ProblemError(HTTPStatus.CONFLICT, words)
    about: Json = {
        "reach": reach,
        "membership": membership,
        "fixed_name": is_fixed,
        "branches": _branches(body.roles or ()),
    }
    shown = MemberForm(**about)
    data = _filled_in(shown, _said(shown, said))
    if body.roles is not None:
        _set_roles(data, shown, body.roles)
    form = MemberForm(data, **about)
    _refuse(form)
    return actions.change_member(membership, form.details(), by=caller.user, at=at)


def _filled_in(form: BaseForm, said: Mapping[str, list[str]]) -> MultiValueDict[str, str]:
    """Return what a browser would send of a form as it is shown, with some fields filled in anew."""
    data: MultiValueDict[str, str] = MultiValueDict()
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        values = value if isinstance(value, list) else [value]
        data.setlist(name, ["" if one is None else str(one) for one in values])
    for name, values in said.items():
        data.setlist(name, values)
    return data


def _said(form: BaseForm, said: Json) -> dict[str, list[str]]:
    """Return the fields of what a body says, each as a list, as a browser sends them."""
    fields: dict[str, list[str]] = {}
    for name, value in said.items():
        if name == "attributes":
            # All of them anew: what is not named goes.
            fields |= {one: [""] for one in form.fields if one.startswith("attribute_")}
            lines = "\n".join(f"{key} = {words}" for key, words in (value or {}).items())
            fields["attributes"] = [lines]
        elif name in {"team_id", "parent_id"}:
            fields[name.removesuffix("_id")] = ["" if value is None else str(value)]
        elif value is not None:
            fields[name] = [value]
    return fields


def _branches(roles: Iterable[RoleWanted]) -> int:
    return sum(one.role == Role.HR_LEAD for one in roles)


def _set_roles(data: MultiValueDict[str, str], form: MemberForm, roles: list[RoleWanted]) -> None:
    """Put roles where the form has them; 403 for one that the caller may not give, unless it is held already."""
    kept = {(grant.role, grant.branch_id) for grant in form.kept}
    wanted = [one for one in roles if (one.role.value, one.team_id) not in kept]
    for one in wanted:
        if one.team_id is not None and one.role != Role.HR_LEAD:
            raise _unlike("/roles", "Only an HR lead has a role in one team.")
        if not form.reach.may_give(one.role, one.team_id):
            raise PermissionDenied
    data.setlist("roles", [one.role.value for one in wanted if one.role != Role.HR_LEAD])
    heads = [str(one.team_id or WHOLE) for one in wanted if one.role == Role.HR_LEAD]
    blank = [""] * len(form.branch_names)
    for name, head in zip(form.branch_names, [*heads, *blank], strict=False):
        data[name] = head


# Teams -----------------------------------------------------------------------------------------


def add_team(caller: Caller, reach: PeopleReach, body: NewTeam, *, at: datetime) -> Team:
    blank = TeamForm(reach=reach)
    form = TeamForm(_filled_in(blank, _said(blank, body.model_dump())), reach=reach)
    _refuse(form)
    return actions.add_team(
        form.cleaned_data["name"],
        organisation=reach.membership.organisation,
        parent_id=form.cleaned_data["parent"],
        by=caller.user,
        at=at,
    )


def change_team(
    caller: Caller, reach: PeopleReach, team: Team, body: TeamPatch, *, at: datetime
) -> Team:
    shown = TeamForm(reach=reach, team=team)
    data = _filled_in(shown, _said(shown, body.model_dump(exclude_unset=True)))
    form = TeamForm(data, reach=reach, team=team)
    _refuse(form)
    return actions.change_team(
        team,
        name=form.cleaned_data["name"],
        parent_id=form.cleaned_data["parent"],
        by=caller.user,
        at=at,
    )


# Campaigns -------------------------------------------------------------------------------------


def set_up_campaign(
    caller: Caller, organisation: Organisation, body: NewCampaign, *, at: datetime
) -> Campaign:
    """Set a campaign up as its steps do; what a campaign may not be, `run_campaign` says."""
    fields = {part.kind: getattr(body, part.campaign_field) for part in OFFERED}
    plan = CampaignPlan(
        version_id=body.version_id,
        smallest_group=body.smallest_group,
        name=body.name.strip(),
        opens_at=_first_moment(body.opens_on),
        closes_at=_last_moment(body.closes_on),
        parts=frozenset({THEMES, *(kind for kind, asked in fields.items() if asked)}),
        audience=_audience(organisation, body),
        breakdown=body.breakdown,
        shows_overview=body.shows_overview,
        sends_mail=body.sends_mail,
        reminder_days=tuple(set(body.reminder_days)),
        words=_mail_words(body),
    )
    return run_campaign(plan, organisation=organisation, confirmed_by=caller.user, at=at)


def _mail_words(body: NewCampaign) -> MailWords:
    """Return the words as the page of e-mails stores them, without marks that nobody sees."""
    words = {"invitation_words": body.invitation_words, "reminder_words": body.reminder_words}
    form = MailWordsForm(words)
    _refuse(form)
    return form.words()


def _first_moment(day: date) -> datetime:
    if day.year not in YEARS:
        raise _unlike("/opens_on", "This day is too far away.")
    return first_moment(day)


def _last_moment(day: date) -> datetime:
    if day.year not in YEARS:
        raise _unlike("/closes_on", "This day is too far away.")
    return last_moment(day)


def _audience(organisation: Organisation, body: NewCampaign) -> CampaignAudience:
    kinds = Campaign.Audience
    if body.team_ids and body.audience != kinds.BRANCHES:
        raise _unlike("/team_ids", "Teams go with the audience “branches”.")
    if body.emails and body.audience != kinds.PEOPLE:
        raise _unlike("/emails", "Addresses go with the audience “people”.")
    if body.audience == kinds.BRANCHES:
        return CampaignAudience(kinds.BRANCHES, branches=frozenset(body.team_ids))
    if body.audience == kinds.PEOPLE:
        addresses = {"addresses": "\n".join(body.emails)}
        form = PeopleForm(addresses, organisation=organisation)
        _refuse(form)
        return form.audience()
    return CampaignAudience()


def change_one_campaign(
    caller: Caller, campaign: Campaign, body: CampaignPatch, *, at: datetime
) -> Campaign:
    """Change a campaign as its page does: before it opens what `CampaignPatch` has, afterwards its end and its reminders."""
    said = body.model_dump(exclude_unset=True, exclude_none=True)
    closes_at = _last_moment(body.closes_on) if body.closes_on else campaign.closes_at
    days = body.reminder_days if body.reminder_days is not None else campaign.reminder_days
    if campaign.opens_at > at:
        wanted = PlannedChange(
            name=said.get("name", campaign.name).strip(),
            opens_at=_first_moment(body.opens_on) if body.opens_on else campaign.opens_at,
            closes_at=closes_at,
            smallest_group=said.get("smallest_group", campaign.smallest_group),
            shows_overview=said.get("shows_overview", campaign.shows_overview),
            reminder_days=tuple(set(days)),
        )
        return change_planned_campaign(campaign, wanted, by=caller.user, at=at)
    if said.keys() - {"closes_on", "reminder_days"}:
        raise ProblemError(HTTPStatus.CONFLICT, opened_words())
    return change_campaign(
        campaign, closes_at=closes_at, reminder_days=set(days), by=caller.user, at=at
    )
