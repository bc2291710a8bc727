"""The forms of looking after people: the search, and what is submitted about a member."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import PeopleReach
from accounts.actions import MemberDetails
from accounts.forms.attributes import AttributesForm
from accounts.models import NAME_MAX_LENGTH, Membership, RoleGrant, Team
from accounts.permissions import Role
from accounts.plain_forms import PlainForm
from accounts.queries import Search, grants_of
from accounts.table_faults import CellError
from accounts.table_file import one_line

WHOLE = "all"
MAX_UPLOAD = 5 * 2**20
Choices = list[tuple[str, str]]


def team_choices(reach: PeopleReach) -> Choices:
    """Return the teams within reach, by their paths."""
    return [
        (str(team.pk), reach.tree.path(team.pk))
        for team in reach.tree.teams
        if reach.covers(team.pk)
    ]


class SearchForm(PlainForm):
    """What people are looked for by. It goes in the address, so that a search can be kept."""

    text = forms.CharField(
        label=gettext_lazy("Name or e-mail address"), required=False, max_length=100
    )
    team = forms.ChoiceField(label=gettext_lazy("Team, with all below it"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    left = forms.BooleanField(label=gettext_lazy("People who have left"), required=False)

    def __init__(self, data: Mapping[str, Any], *, reach: PeopleReach) -> None:
        super().__init__(data)
        self.reach = reach
        self._choose("team", [("", _("All teams")), *team_choices(reach)])
        self._choose("role", [("", _("All roles")), *((k, str(v)) for k, v in RoleGrant.ROLES)])
        for field in self.fields.values():
            field.hide_optional = True  # type: ignore[attr-defined]

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = choices

    def search(self) -> Search:
        """Return what is looked for; a part that makes no sense is not asked about."""
        self.is_valid()
        submitted = self.cleaned_data
        team = submitted.get("team")
        return Search(
            text=submitted.get("text", ""),
            team_ids=self.reach.tree.branch(int(team)) if team else None,
            role=submitted.get("role", ""),
            left=submitted.get("left", False),
        )

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("team", "role", "left"))


class MemberForm(AttributesForm):
    """What an organisation says about a member, as far as the reach of who fills it in goes.

    Roles beyond that reach stay as they are: they are in `kept`, and no field speaks of them.
    """

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=NAME_MAX_LENGTH,
        error_messages={"required": gettext_lazy("Enter their name.")},
    )
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), coerce=int, empty_value=None)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        reach: PeopleReach,
        membership: Membership | None = None,
        fixed_name: bool = False,
        branches: int = 0,
    ) -> None:
        super().__init__(data)
        self.reach, self.membership, self._branches = reach, membership, branches
        grants = grants_of(membership) if membership else []
        own = [grant for grant in grants if reach.may_give(grant.role, grant.branch_id)]
        self.kept = [grant for grant in grants if grant not in own]
        self._add_name(fixed=fixed_name)
        self._add_team()
        self._add_roles([grant.role for grant in own] if membership else [Role.MANAGER.value])
        self._add_branches([grant.branch_id for grant in own if grant.role == Role.HR_LEAD])
        self.add_attributes(reach, membership.attributes if membership else {})

    def _add_name(self, *, fixed: bool) -> None:
        field = self.fields["name"]
        if self.membership:
            field.initial = self.membership.name
        if fixed:
            field.disabled = True
            field.help_text = _(
                "They belong to another organisation too, so the name cannot be changed here."
            )

    def _add_team(self) -> None:
        field = self.fields["team"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - narrows the type
        none = _("No team") if self.reach.is_whole else _("Choose a team")
        field.choices = [("", none), *team_choices(self.reach)]
        field.required = not self.reach.is_whole
        field.error_messages["required"] = _("Choose a team.")
        field.initial = self.membership.team_id if self.membership else None

    def _add_roles(self, held: list[str]) -> None:
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - narrows the type
        field.choices = [
            (role, str(words))
            for role, words in RoleGrant.ROLES
            if role in self.reach.gives and role != Role.HR_LEAD
        ]
        field.initial = held

    def _add_branches(self, held: list[int | None]) -> None:
        """Add a field for each branch in which they are HR lead, and one more, or as many as are asked for."""
        whole = [(WHOLE, _("The whole organisation"))] if self.reach.is_whole else []
        choices = [("", _("Not an HR lead")), *whole, *team_choices(self.reach)]
        if len(held) > 0:
            choices[0] = ("", _("Nothing more"))
        fields = max(len(held) + 1, self._branches)
        self.branch_names = [f"hr_lead_of_{number}" for number in range(1, fields + 1)]
        for number, name in enumerate(self.branch_names):
            initial = (str(held[number] or WHOLE)) if number < len(held) else ""
            label = _("HR lead of") if number == 0 else _("HR lead also of")
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, initial=initial, required=False
            )

    def clean_name(self) -> str:
        return _cell(self.cleaned_data["name"], at_most=NAME_MAX_LENGTH)

    def details(self) -> MemberDetails:
        """Return what was submitted, with the roles that were not for this form to change."""
        submitted = self.cleaned_data
        branches = {submitted[name] for name in self.branch_names} - {""}
        return MemberDetails(
            name=submitted["name"],
            team_id=submitted["team"],
            grants=frozenset(
                {
                    *((role, None) for role in submitted["roles"]),
                    *((Role.HR_LEAD.value, _branch(branch)) for branch in branches),
                    *((grant.role, grant.branch_id) for grant in self.kept),
                }
            ),
            attributes=self.attributes,
        )


class NewMemberForm(MemberForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter their e-mail address.")},
    )
    field_order = ("email", "name")


class TeamForm(PlainForm):
    """A team's name, and below which team it is."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=NAME_MAX_LENGTH,
        error_messages={"required": gettext_lazy("Enter the team’s name.")},
    )
    parent = forms.TypedChoiceField(
        label=gettext_lazy("Part of"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, reach: PeopleReach, team: Team | None = None
    ) -> None:
        super().__init__(data)
        below = reach.tree.branch(team.pk) if team else frozenset()
        teams = [choice for choice in team_choices(reach) if int(choice[0]) not in below]
        parent = self.fields["parent"]
        assert isinstance(parent, forms.TypedChoiceField)  # noqa: S101 - narrows the type
        parent.choices = [("", _("Nothing: it is at the top")), *teams] if reach.is_whole else teams
        parent.required = not reach.is_whole
        parent.hide_optional = True  # type: ignore[attr-defined]
        if team:
            self.fields["name"].initial, parent.initial = team.name, team.parent_id


class FileForm(PlainForm):
    """A file of people. What is far too large is refused before it is read: see `middleware`."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV in UTF-8, or an Excel workbook (.xlsx), of at most 5 MB"),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty."),
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_UPLOAD:
            raise ValidationError(
                _("This file is larger than 5 MB. Split it into two, or leave out columns.")
            )
        return file


def _branch(chosen: str) -> int | None:
    return None if chosen == WHOLE else int(chosen)


def _cell(text: str, *, at_most: int) -> str:
    try:
        return one_line(text, at_most=at_most)
    except CellError as error:
        raise ValidationError(str(error)) from None
