"""The forms of connecting a directory: a new token, and what one of its groups means here."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RoleGrant
from accounts.plain_forms import PlainForm
from accounts.queries import TeamTree
from accounts.table_faults import CellError
from accounts.table_file import one_line
from provisioning.actions import GroupMeaning, TokenDetails
from provisioning.models import DirectoryGroup

TEAM, ROLE = "team", "role"


class TokenForm(PlainForm):
    """What a token is for, how long it works, and what becomes of people who are new by it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("So that you can tell it from others, such as: Entra ID."),
        max_length=60,
        error_messages={"required": gettext_lazy("Give the token a name.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long it works"),
        help_text=gettext_lazy("Make the next one before it ends; both work side by side."),
        coerce=int,
        choices=[
            ("90", gettext_lazy("90 days")),
            ("365", gettext_lazy("A year")),
            ("730", gettext_lazy("Two years")),
        ],
        initial="365",
    )
    makes_managers = forms.BooleanField(
        label=gettext_lazy("New people are managers"),
        help_text=gettext_lazy(
            "Managers answer. Without this, new people have no role until a group gives them one."
        ),
        required=False,
        initial=True,
    )
    invites = forms.BooleanField(
        label=gettext_lazy("New people are invited by e-mail"),
        help_text=gettext_lazy(
            "Without this they hear of the service with the first campaign, or when you invite them."
        ),
        required=False,
    )

    def clean_name(self) -> str:
        try:
            return one_line(self.cleaned_data["name"], at_most=60)
        except CellError as error:
            raise ValidationError(str(error)) from None

    def details(self, *, at: datetime) -> TokenDetails:
        submitted = self.cleaned_data
        return TokenDetails(
            name=submitted["name"],
            ends_at=at + timedelta(days=submitted["days"]),
            makes_managers=submitted["makes_managers"],
            invites=submitted["invites"],
        )


class MeaningForm(PlainForm):
    """What being in a group of the directory means here."""

    meaning = forms.ChoiceField(label=gettext_lazy("Whoever is in it"), required=False)

    def __init__(
        self, data: QueryDict | None = None, *, group: DirectoryGroup, tree: TeamTree
    ) -> None:
        held = f"{TEAM}-{group.team_id}" if group.team_id else ""
        held = f"{ROLE}-{group.role}" if group.role else held
        super().__init__(data, initial={"meaning": held})
        field = self.fields["meaning"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.hide_optional = True  # type: ignore[attr-defined]
        choices: list[tuple[str, Any]] = [("", _("gets nothing by it"))]
        roles = [(f"{ROLE}-{role}", str(words)) for role, words in RoleGrant.ROLES]
        choices.append((_("has this role in the whole organisation"), roles))
        if tree.teams:
            teams = [(f"{TEAM}-{team.pk}", tree.path(team.pk)) for team in tree.teams]
            choices.append((_("is in this team"), teams))
        field.choices = choices

    def chosen(self) -> GroupMeaning:
        kind, _dash, what = self.cleaned_data["meaning"].partition("-")
        if kind == TEAM:
            return GroupMeaning(team_id=int(what))
        return GroupMeaning(role=what)
