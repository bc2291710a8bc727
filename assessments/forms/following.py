"""Whom of a campaign somebody looks for. It goes in the address, so that a search can be kept."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.plain_forms import PlainForm
from assessments.access import Following
from assessments.queries import FollowSearch
from assessments.queries.following import FINISHED, NOT_STARTED, STARTED, UNFINISHED


class FollowForm(PlainForm):
    """A name, how far people are, and a team with all below it."""

    text = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("Everybody")),
            (UNFINISHED, gettext_lazy("Not finished")),
            (NOT_STARTED, gettext_lazy("Not started")),
            (STARTED, gettext_lazy("Started, not finished")),
            (FINISHED, gettext_lazy("Finished")),
        ],
    )
    team = forms.ChoiceField(label=gettext_lazy("Team, with all below it"), required=False)

    def __init__(self, data: Mapping[str, Any], *, following: Following) -> None:
        super().__init__(data)
        self.tree = following.tree
        within = following.team_ids
        team = self.fields["team"]
        assert isinstance(team, forms.ChoiceField)  # noqa: S101 - narrows the type
        team.choices = [
            ("", _("All teams")),
            *(
                (str(one.pk), self.tree.path(one.pk))
                for one in self.tree.teams
                if within is None or one.pk in within
            ),
        ]
        for field in self.fields.values():
            field.hide_optional = True  # type: ignore[attr-defined]

    def search(self) -> FollowSearch:
        """Return what is looked for; a part that makes no sense is not asked about."""
        self.is_valid()
        team = self.cleaned_data.get("team")
        return FollowSearch(
            text=self.cleaned_data.get("text", ""),
            state=self.cleaned_data.get("state", ""),
            team_ids=self.tree.branch(int(team)) if team else None,
        )
