"""Whom of a campaign somebody looks for, which goes in the address so that it can be kept; and whom they remind."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.plain_forms import PlainForm
from accounts.queries import TeamTree
from assessments.access import Following
from assessments.actions import RemindedTeam
from assessments.queries import FollowSearch
from assessments.queries.following import (
    BY_STATE,
    BY_TEAM,
    FINISHED,
    NOT_STARTED,
    STARTED,
    UNFINISHED,
)


class FollowForm(PlainForm):
    """A name, how far people are, and a team with all below it."""

    text = forms.CharField(
        label=gettext_lazy("Name or e-mail address"), required=False, max_length=100
    )
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
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[
            ("", gettext_lazy("By name")),
            (BY_TEAM, gettext_lazy("By team")),
            (BY_STATE, gettext_lazy("Not started first, finished last")),
        ],
    )

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
            order=self.cleaned_data.get("order", ""),
        )


class RemindForm(PlainForm):
    """Everybody who has not finished, or those of one team with all below it; each with how many that is."""

    team = forms.ChoiceField(
        label=gettext_lazy("Who gets the reminder"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the teams.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        tree: TeamTree,
        waiting: Mapping[int | None, int],
    ) -> None:
        super().__init__(data)
        self.tree, self.people = tree, sum(waiting.values())
        team = self.fields["team"]
        assert isinstance(team, forms.ChoiceField)  # noqa: S101 - narrows the type
        everybody = _("Everybody who has not finished (%(people)s)") % {"people": self.people}
        together = tree.rolled_up(waiting)
        team.choices = [
            ("", everybody),
            *(
                (str(one.pk), f"{tree.path(one.pk)} ({together[one.pk]})")
                for one in tree.teams
                if together[one.pk]
            ),
        ]
        team.hide_optional = True  # type: ignore[attr-defined]

    def chosen(self) -> RemindedTeam | None:
        key = self.cleaned_data["team"]
        if not key:
            return None
        return RemindedTeam(self.tree.path(int(key)), self.tree.branch(int(key)))
