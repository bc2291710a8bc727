"""Which teams are joined in the results of a campaign, and what they are called together."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.plain_forms import PlainForm
from assessments.models import JoinedGroup
from documents.characters import tidy, without_unseen
from results.presenters.joining import joined_name
from results.queries.neighbours import Neighbour, Neighbours


class GroupNameForm(PlainForm):
    """What joined teams are called: on pages and in files, in place of their own names."""

    name = forms.CharField(
        label=gettext_lazy("Name of the group"),
        max_length=JoinedGroup._meta.get_field("name").max_length,
    )

    main_field = "name"

    def clean_name(self) -> str:
        return without_unseen(tidy(str(self.cleaned_data["name"]))).strip()


class JoinForm(GroupNameForm):
    """Teams directly below the same, to be ticked; those that are proposed are ticked already."""

    teams = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose two or more teams to join.")},
    )
    field_order = ("teams", "name")
    main_field = "teams"

    def __init__(self, data: QueryDict | None = None, *, neighbours: Neighbours) -> None:
        super().__init__(data, prefix=f"in-{neighbours.parent or 0}")
        self.neighbours = neighbours
        proposed = neighbours.proposed
        teams = self.fields["teams"]
        teams.label = neighbours.path or _("At the top of the organisation")
        teams.choices = [(one.team.pk, _choice(one)) for one in neighbours.teams]  # type: ignore[attr-defined]
        teams.initial = [one.team.pk for one in proposed]
        name = self.fields["name"]
        name.required = False
        name.help_text = _("If you leave it empty, it is made of the names of the teams.")
        if proposed:
            teams.help_text = _("%(people)s people together in those ticked") % {
                "people": sum(one.people for one in proposed)
            }
            words = _("If you leave it empty: “%(name)s”, or as you tick.")
            name.help_text = words % {"name": joined_name([one.team.name for one in proposed])}

    def chosen_name(self) -> str:
        chosen = set(self.cleaned_data["teams"])
        names = [one.team.name for one in self.neighbours.teams if one.team.pk in chosen]
        return self.cleaned_data["name"] or joined_name(names)


def _choice(one: Neighbour) -> str:
    people = ngettext("%(people)s person", "%(people)s people", one.people) % {"people": one.people}
    if one.is_small:
        return _("%(team)s, %(people)s: too few to show alone") % {
            "team": one.team.name,
            "people": people,
        }
    return _("%(team)s, %(people)s") % {"team": one.team.name, "people": people}
