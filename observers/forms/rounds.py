"""The forms of a round: its days, its people, its customers without addresses, and what the organisation decides."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import YEARS, DayField
from accounts.plain_forms import PlainForm
from assessments.campaign_days import first_moment, last_moment
from leadership.observing import RaterGroup
from observers.actions import Days
from observers.actions.rounds import MOST_CARDS
from observers.disclosure import FEWEST, FEWEST_IF_ALLOWED
from observers.models import GROUP_NAMES, NAME, Approval, ObserverRule, Round

USUAL, LONGEST = timedelta(days=21), timedelta(days=92)


class DaysForm(PlainForm):
    """When a round begins and ends."""

    opens = DayField(
        years=YEARS,
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("From then on those you ask can answer."),
        missing=gettext_lazy("Enter the first day."),
    )
    closes = DayField(
        years=YEARS,
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy(
            "Two to four weeks give people time. You read the results after it."
        ),
        missing=gettext_lazy("Enter the last day."),
    )

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        today: date,
        round_: Round | None = None,
        latest: date | None = None,
    ) -> None:
        """`latest` is the day on which all rounds of the person's campaign are over, where it offers them."""
        initial = {"opens": today, "closes": latest or today + USUAL}
        if round_:
            initial = {
                "opens": timezone.localdate(round_.opens_at),
                "closes": timezone.localdate(round_.closes_at),
            }
        super().__init__(data, initial=initial)
        self.today, self.round, self.latest = today, round_, latest
        if round_ and round_.is_frozen:
            # It runs by these days already, as all of them have read.
            del self.fields["opens"]

    def clean_opens(self) -> date:
        opens: date = self.cleaned_data["opens"]
        if opens < self.today:
            raise forms.ValidationError(_("This day is in the past. Today is the earliest."))
        return opens

    def clean_closes(self) -> date:
        closes: date = self.cleaned_data["closes"]
        first = self.cleaned_data.get("opens", self.today)
        if closes < self.today:
            raise forms.ValidationError(_("This day is in the past."))
        if closes < first:
            raise forms.ValidationError(_("It would end before it begins. Choose a later day."))
        if closes > max(first, self.today) + LONGEST:
            raise forms.ValidationError(_("A round lasts three months at most."))
        if self.latest and closes > self.latest:
            words = _(
                "All rounds of your campaign end on %(last)s. Choose that day or an earlier one."
            )
            raise forms.ValidationError(words % {"last": date_format(self.latest, "j F Y")})
        return closes

    def days(self) -> Days:
        closes_at = last_moment(self.cleaned_data["closes"])
        if self.round and "opens" not in self.fields:
            return Days(self.round.opens_at, closes_at)
        return Days(first_moment(self.cleaned_data["opens"]), closes_at)


class PersonForm(PlainForm):
    """Somebody to ask."""

    group = forms.ChoiceField(
        label=gettext_lazy("Who are they to you?"),
        choices=[(group.value, words) for group, words in GROUP_NAMES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say who they are to you.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=NAME,
        error_messages={"required": gettext_lazy("Enter a name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Their link goes there. They need no account."),
        error_messages={"required": gettext_lazy("Enter an e-mail address.")},
    )

    def chosen(self) -> tuple[RaterGroup, dict[str, str]]:
        said = self.cleaned_data
        return RaterGroup(said["group"]), {"name": said["name"], "email": said["email"]}


class CustomersForm(PlainForm):
    """How customers without an address are reached, and who looks after that."""

    keeper = forms.EmailField(
        label=gettext_lazy("E-mail address of the colleague who looks after the cards"),
        help_text=gettext_lazy(
            "Somebody in your organisation who uses this service. They print the cards, hand them out and enter "
            "answers given on paper. You never see the cards."
        ),
        required=False,
    )
    cards = forms.IntegerField(
        label=gettext_lazy("Cards to print"),
        help_text=gettext_lazy("Each has a code of its own that works once. None is fine too."),
        min_value=0,
        max_value=MOST_CARDS,
        required=False,
    )
    has_open_link = forms.BooleanField(
        label=gettext_lazy("Also a poster with one code for everybody"),
        help_text=gettext_lazy(
            "Anybody can use it, and more than once: it is not checked for repeats."
        ),
        required=False,
    )

    def submitted(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "keeper_email": said["keeper"],
            "cards": said["cards"] or 0,
            "has_open_link": said["has_open_link"],
        }


class RuleForm(PlainForm):
    """What an organisation decides about asking others."""

    approval = forms.ChoiceField(
        label=gettext_lazy("Who agrees to the list of people before they are asked?"),
        choices=Approval.choices,
        widget=forms.RadioSelect,
    )
    fewest = forms.TypedChoiceField(
        label=gettext_lazy("From how many people are staff and colleagues shown?"),
        choices=[
            (FEWEST, gettext_lazy("5, as everywhere")),
            (FEWEST_IF_ALLOWED, gettext_lazy("3, for small teams")),
        ],
        help_text=gettext_lazy("Customers are never shown under 10."),
        coerce=int,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Mapping[str, str] | None = None, *, rule: ObserverRule) -> None:
        super().__init__(data, initial={"approval": rule.approval, "fewest": rule.fewest})
