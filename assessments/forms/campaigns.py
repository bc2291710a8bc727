"""What the steps of a new campaign send: what is asked, of whom, and in which groups results are shown."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.addresses import addresses_in
from accounts.fields import LinesField
from accounts.models import Organisation
from accounts.plain_forms import PlainForm
from accounts.queries import TeamTree
from assessments import queries
from assessments.actions import (
    REMINDER_DAYS,
    breakdowns_of,
    nobody_words,
    short_list_words,
    smallest_group_words,
)
from assessments.models import Campaign
from assessments.parts import OFFERED
from assessments.queries import AttributeInUse, CampaignAudience
from banks.models import BankVersion
from leadership import group_sizes
from leadership.instrument import Instrument

# What people read of a long list.
MOST_FAULTS = 20
SHOWN_VALUES = 4


class SmallestGroupField(forms.IntegerField):
    def __init__(self) -> None:
        words = smallest_group_words()
        super().__init__(
            label=_("Smallest group"),
            help_text=_(
                "Results show only groups in which at least so many people have finished, from "
                "%(least)s to %(most)s. A larger number protects people better and shows fewer "
                "teams. It is locked once the campaign opens, because people answer on this promise."
            )
            % {"least": group_sizes.SMALLEST, "most": group_sizes.LARGEST},
            min_value=group_sizes.SMALLEST,
            max_value=group_sizes.LARGEST,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
        )


class ShowsOverviewField(forms.BooleanField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Show the overview of the results to those who take part"),
            help_text=_(
                "Once results are published, everybody whose answers count in them can read the overview "
                "of the whole organisation, without teams and without files. They are told before "
                "they answer, so once the campaign is open it can be switched off, but not on."
            ),
            required=False,
        )
        self.hide_optional = True


class RemindersField(forms.TypedMultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Remind those who have not finished"),
            help_text=_("At nine in the morning. You can also send a reminder yourself."),
            choices=[(days, _days_words(days)) for days in REMINDER_DAYS],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.hide_optional = True


def _days_words(days: int) -> str:
    return ngettext("The day before the end", "%(days)s days before the end", days) % {"days": days}


class BankForm(PlainForm):
    """Which published version."""

    def __init__(self, *args: Any, versions: Iterable[BankVersion], **rest: Any) -> None:
        super().__init__(*args, **rest)
        choices = [(version.pk, version_words(version)) for version in versions]
        self.fields["version"] = forms.TypedChoiceField(
            label=_("Question bank"),
            coerce=int,
            choices=choices,
            initial=choices[0][0] if len(choices) == 1 else None,
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Choose a question bank."),
                "invalid_choice": _("Choose one of the published question banks."),
            },
        )


def version_words(version: BankVersion) -> str:
    words = _("%(title)s, version %(number)s") % {"title": version.title, "number": version.number}
    if version.bank.organisation_id is None:
        return words
    return _("%(bank)s (your organisation’s own)") % {"bank": words}


class PartsForm(PlainForm):
    """Which parts beside the themes, of those that the bank has."""

    def __init__(self, *args: Any, instrument: Instrument, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for part in OFFERED:
            if part.codes(instrument):
                self.fields[part.campaign_field] = forms.BooleanField(label=_(part.offer))
        for field in self.fields.values():
            field.required, field.initial = False, True
            field.hide_optional = True  # type: ignore[attr-defined]


class WhoForm(PlainForm):
    """Whom to invite: everybody, some branches, or a list."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Who is invited?"),
        widget=forms.RadioSelect,
        initial=Campaign.Audience.EVERYONE,
        error_messages={"required": gettext_lazy("Choose who is invited.")},
    )

    def __init__(self, *args: Any, invited: int, has_teams: bool = True, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.invited = invited
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)  # noqa: S101 - narrows the type
        everyone = ngettext(
            "Everybody with the role of a manager: %(invited)s person today",
            "Everybody with the role of a manager: %(invited)s people today",
            invited,
        )
        audience.choices = [
            (Campaign.Audience.EVERYONE, everyone % {"invited": invited}),
            *(
                [(Campaign.Audience.BRANCHES, _("The managers of some teams and all below them"))]
                if has_teams
                else []
            ),
            (Campaign.Audience.PEOPLE, _("A list of managers")),
        ]

    def clean(self) -> dict[str, Any]:
        if not self.invited:
            raise forms.ValidationError(nobody_words())
        return self.cleaned_data


class TeamsForm(PlainForm):
    """Which branches, where only some are invited."""

    def __init__(
        self, *args: Any, tree: TeamTree, managers: Mapping[int | None, int], **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.tree, self.managers = tree, managers
        self.fields["teams"] = forms.TypedMultipleChoiceField(
            label=_("Teams"),
            help_text=_(
                "Each with all the teams below it. In brackets: how many managers that is."
            ),
            choices=[
                (team.pk, f"{tree.path(team.pk)} ({self._managers_of({team.pk})})")
                for team in tree.teams
            ],
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one team.")},
        )

    def _managers_of(self, keys: Iterable[int]) -> int:
        teams = {team for key in keys for team in self.tree.branch(key)}
        return sum(self.managers.get(team, 0) for team in teams)

    def clean_teams(self) -> list[int]:
        chosen: list[int] = self.cleaned_data["teams"]
        if not self._managers_of(chosen):
            raise forms.ValidationError(nobody_words())
        return chosen

    def audience(self) -> CampaignAudience:
        chosen = frozenset(self.cleaned_data["teams"])
        return CampaignAudience(Campaign.Audience.BRANCHES, branches=chosen)


class PeopleForm(PlainForm):
    """Who is on the list: addresses as people paste them, or found by name."""

    addresses = LinesField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy(
            "One a line, or with commas or semicolons between them. Paste them from a spreadsheet or "
            "an e-mail, or find people by name below."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter at least one e-mail address.")},
    )
    find = forms.CharField(
        label=gettext_lazy("Find managers by name or address"), required=False, max_length=100
    )

    def __init__(self, *args: Any, organisation: Organisation, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.organisation = organisation
        self.fields["find"].hide_optional = True  # type: ignore[attr-defined]

    def clean_addresses(self) -> list[str]:
        addresses = addresses_in(self.cleaned_data["addresses"])
        self.found = queries.members_by_address(self.organisation, addresses)
        faults = [fault for address in addresses if (fault := self._fault_of(address))]
        if faults:
            more = len(faults) - MOST_FAULTS
            words = ngettext("And %(more)s more fault.", "And %(more)s more faults.", max(more, 0))
            rest = [words % {"more": more}] if more > 0 else []
            raise forms.ValidationError([*faults[:MOST_FAULTS], *rest])
        if len(addresses) < group_sizes.FEWEST_LISTED:
            raise forms.ValidationError(short_list_words())
        return addresses

    def _fault_of(self, address: str) -> str:
        if address in self.found:
            _key, is_manager = self.found[address]
            words = _("%(address)s does not have the role of a manager.")
            return "" if is_manager else words % {"address": address}
        try:
            validate_email(address)
        except ValidationError:
            return _("“%(text)s” is not an e-mail address.") % {"text": address[:80]}
        return _("Nobody in your organisation has the address %(address)s.") % {"address": address}

    def audience(self) -> CampaignAudience:
        keys = frozenset(self.found[address][0] for address in self.cleaned_data["addresses"])
        return CampaignAudience(Campaign.Audience.PEOPLE, people=keys)


class GroupsForm(PlainForm):
    """How results are grouped beside the teams, and the smallest group."""

    def __init__(self, *args: Any, attributes: Iterable[AttributeInUse], **rest: Any) -> None:
        super().__init__(*args, **rest)
        in_use = list(attributes)
        offered = breakdowns_of(in_use)
        self.offered = [one for one in in_use if one.name in offered]
        self.not_offered = [one.name for one in in_use if one.name not in offered]
        if offered:
            self.fields["breakdown"] = forms.ChoiceField(
                label=_("Results also by"),
                help_text=_(
                    "Results are shown by team. One attribute can be added: the whole organisation "
                    "is then also shown by its values, where each has enough people. Only one, "
                    "because from several people could be picked out."
                ),
                choices=[
                    ("", _("Teams only")),
                    *((one.name, _attribute_words(one)) for one in in_use if one.name in offered),
                ],
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields["breakdown"].hide_optional = True  # type: ignore[attr-defined]
        self.fields["smallest_group"] = SmallestGroupField()
        self.fields["smallest_group"].initial = group_sizes.SMALLEST
        self.fields["shows_overview"] = ShowsOverviewField()

    def smallest_group(self) -> int:
        """Return the smallest group as far as it was chosen, otherwise the one that is proposed."""
        chosen = str(self["smallest_group"].value())
        is_number = chosen.isascii() and chosen.isdigit()
        return (
            int(chosen)
            if is_number and group_sizes.is_allowed(int(chosen))
            else group_sizes.SMALLEST
        )


def _attribute_words(attribute: AttributeInUse) -> str:
    first = attribute.values[:SHOWN_VALUES]
    shown = ", ".join(first) + (" …" if len(attribute.values) > len(first) else "")
    words = _("%(name)s: %(count)s values (%(values)s)")
    return words % {"name": attribute.name, "count": len(attribute.values), "values": shown}
