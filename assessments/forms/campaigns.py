"""What the pages of a campaign send: its three steps, and a change before its end."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.actions import LEAST_GROUP, MOST_GROUP, nobody_words, smallest_group_words
from assessments.models import Campaign
from leadership.fields import DayField
from leadership.models import BankVersion

# The last minute of a day, so that a page that shows the date shows the day that people were told.
LAST_MINUTE = time(23, 59)


def first_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def last_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, LAST_MINUTE))


def last_day(moment: datetime) -> date:
    return timezone.localdate(moment)


class SmallestGroupField(forms.IntegerField):
    def __init__(self) -> None:
        words = smallest_group_words()
        super().__init__(
            label=_("Smallest group"),
            help_text=_(
                "Results show only groups in which at least so many people have finished, from 5 "
                "to 20. A larger number protects people better and shows fewer teams. It is locked "
                "once the campaign opens, because people answer on this promise."
            ),
            min_value=LEAST_GROUP,
            max_value=MOST_GROUP,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
        )


class BankForm(forms.Form):
    """Step 1: which published version."""

    def __init__(self, *args: Any, versions: Iterable[BankVersion], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["version"] = forms.TypedChoiceField(
            label=_("Question bank"),
            coerce=int,
            choices=[(version.pk, version_words(version)) for version in versions],
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


class WhoForm(forms.Form):
    """Step 2: the smallest group. Whom to invite is no choice: everybody who is a manager."""

    def __init__(self, *args: Any, invited: int, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.invited = invited
        self.fields["smallest_group"] = SmallestGroupField()

    def clean(self) -> dict[str, Any]:
        if not self.invited:
            raise forms.ValidationError(nobody_words())
        return self.cleaned_data


class WhenForm(forms.Form):
    """Step 3: the name, the days, and what the answers are for."""

    name = forms.CharField(
        label=gettext_lazy("Name of the campaign"),
        help_text=gettext_lazy("Those who are invited see it, for example “Spring 2027”."),
        max_length=Campaign._meta.get_field("name").max_length,
        error_messages={"required": gettext_lazy("Enter a name.")},
    )
    opens = DayField(
        label=gettext_lazy("Opens"),
        help_text=gettext_lazy("With today’s date it opens as soon as you have confirmed it."),
        missing=gettext_lazy("Enter the day it opens."),
    )
    closes = DayField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy(
            "The last day on which people can answer. It can be extended later."
        ),
        missing=gettext_lazy("Enter the day it closes."),
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

    def __init__(self, *args: Any, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.today = today

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


class ChangeForm(forms.Form):
    """More time and, until the campaign opens, another smallest group."""

    closes = DayField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy("A campaign can be extended, not shortened."),
        missing=gettext_lazy("Enter the day it closes."),
    )

    def __init__(
        self, data: Mapping[str, str] | None = None, *, campaign: Campaign, at: datetime
    ) -> None:
        self.closes_on = last_day(campaign.closes_at)
        initial = {"closes": self.closes_on, "smallest_group": campaign.smallest_group}
        super().__init__(data, initial=initial)
        if campaign.opens_at > at:
            self.fields["smallest_group"] = SmallestGroupField()

    def clean_closes(self) -> date:
        closes: date = self.cleaned_data["closes"]
        if closes < self.closes_on:
            words = _("It closes on %(day)s now. Choose that day or a later one.")
            raise forms.ValidationError(words % {"day": date_format(self.closes_on, "j F Y")})
        return closes
