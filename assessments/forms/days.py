"""The name and the days of a campaign: of a new one, of one that is not open yet, and more time for an open one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import YEARS, DayField
from accounts.plain_forms import PlainForm
from assessments import queries
from assessments.actions import taken_name_words
from assessments.forms.campaigns import (
    RemindersField,
    ShowsOverviewField,
    SmallestGroupField,
)
from assessments.models import Campaign


class NameAndDaysForm(PlainForm):
    """What a campaign is called, and from when to when it asks."""

    name = forms.CharField(
        label=gettext_lazy("Name of the campaign"),
        help_text=gettext_lazy("Those who are invited see it, for example “Spring 2027”."),
        max_length=Campaign._meta.get_field("name").max_length,
        error_messages={"required": gettext_lazy("Enter a name.")},
    )
    opens = DayField(
        years=YEARS,
        label=gettext_lazy("Opens"),
        help_text=gettext_lazy("With today’s date it opens as soon as you have confirmed it."),
        missing=gettext_lazy("Enter the day it opens."),
    )
    closes = DayField(
        years=YEARS,
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy(
            "The last day on which people can answer. It can be extended later."
        ),
        missing=gettext_lazy("Enter the day it closes."),
    )

    def __init__(self, *args: Any, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.today = today

    def clean_name(self) -> str:
        # As it is read: with two spaces it would stand beside the same name.
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_opens(self) -> date:
        opens: date = self.cleaned_data["opens"]
        if opens < self.today:
            raise forms.ValidationError(
                _("The day it opens is in the past. Today is the earliest.")
            )
        return opens

    def clean_closes(self) -> date:
        closes: date = self.cleaned_data["closes"]
        opens = self.cleaned_data.get("opens")
        if closes < self.today:
            raise forms.ValidationError(_("The day it closes is in the past."))
        if opens and closes < opens:
            raise forms.ValidationError(_("It would close before it opens. Choose a later day."))
        return closes


class WhenForm(NameAndDaysForm):
    """The name, the days, the e-mails, and what the answers are for."""

    sends_mail = forms.BooleanField(
        label=gettext_lazy(
            "Send e-mails: an invitation on the first day, and thanks to those who finish"
        ),
        required=False,
        initial=True,
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy(
            "I confirm that the answers and results are for development only. They are not used for "
            "appraisal, pay, promotion, selection or discipline."
        ),
        help_text=gettext_lazy("Your name and the time are kept with this confirmation."),
        error_messages={
            "required": gettext_lazy(
                "Confirm that the campaign is for development only. It cannot be run for anything else."
            )
        },
    )
    field_order = ("name", "opens", "closes", "sends_mail", "reminders", "confirmed")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["sends_mail"].hide_optional = True  # type: ignore[attr-defined]
        self.fields["reminders"] = RemindersField()
        self.fields["reminders"].initial = [7, 1]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        # Without e-mails there are no reminders, whatever is ticked.
        if not self.cleaned_data.get("sends_mail"):
            self.cleaned_data["reminders"] = []
        return self.cleaned_data


class PlannedForm(NameAndDaysForm):
    """Another name, other days, another smallest group, who sees the overview: for a campaign that is not open yet."""

    def __init__(
        self, data: Mapping[str, str] | None = None, *, campaign: Campaign, today: date
    ) -> None:
        initial = {
            "name": campaign.name,
            "opens": timezone.localdate(campaign.opens_at),
            "closes": timezone.localdate(campaign.closes_at),
            "smallest_group": campaign.smallest_group,
            "shows_overview": campaign.shows_overview,
            "reminders": campaign.reminder_days,
        }
        super().__init__(data, initial=initial, today=today)
        self.campaign = campaign
        if campaign.sends_mail:
            self.fields["reminders"] = RemindersField()
        self.fields["smallest_group"] = SmallestGroupField()
        self.fields["shows_overview"] = ShowsOverviewField()

    def clean_name(self) -> str:
        name = super().clean_name()
        same = queries.campaign_named(self.campaign.organisation, name)
        if same and same != self.campaign:
            raise forms.ValidationError(taken_name_words())
        return name


class ChangeForm(PlainForm):
    """More time and other reminders, for a campaign that is open."""

    closes = DayField(
        years=YEARS,
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy("A campaign can be extended, not shortened."),
        missing=gettext_lazy("Enter the day it closes."),
    )

    def __init__(self, data: Mapping[str, str] | None = None, *, campaign: Campaign) -> None:
        self.closes_on = timezone.localdate(campaign.closes_at)
        initial = {"closes": self.closes_on, "reminders": campaign.reminder_days}
        super().__init__(data, initial=initial)
        if campaign.sends_mail:
            self.fields["reminders"] = RemindersField()

    def clean_closes(self) -> date:
        closes: date = self.cleaned_data["closes"]
        if closes < self.closes_on:
            words = _("It closes on %(day)s now. Choose that day or a later one.")
            raise forms.ValidationError(words % {"day": date_format(self.closes_on, "j F Y")})
        return closes
