"""The form with which a manager shares one report with one colleague."""

from collections.abc import Mapping
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import DayField
from accounts.plain_forms import PlainForm
from assessments.next_time import months_after
from plans.actions import Terms
from plans.models import Share

LONGEST = timedelta(days=366)


class ShareForm(PlainForm):
    """With whom, what goes with the report, and until when."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the colleague"),
        help_text=gettext_lazy(
            "Somebody in your organisation who uses this service. They read it after signing in."
        ),
        error_messages={"required": gettext_lazy("Enter an e-mail address.")},
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Who are they to you?"),
        choices=Share.Reader.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say who they are to you.")},
    )
    with_plan = forms.BooleanField(
        label=gettext_lazy("Share my plan too: my goals, actions and dates"), required=False
    )
    with_notes = forms.BooleanField(
        label=gettext_lazy("Share my notes too: my own examples and what I wrote at reviews"),
        required=False,
    )
    expires = DayField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The last day on which they can read it. You can end it sooner."),
        missing=gettext_lazy("Enter the last day."),
    )

    def __init__(self, data: Mapping[str, str] | None = None, *, today: date) -> None:
        super().__init__(data, initial={"expires": months_after(today, 3)})
        self.today = today

    def clean_expires(self) -> date:
        expires: date = self.cleaned_data["expires"]
        if expires < self.today:
            raise forms.ValidationError(_("This day is in the past."))
        if expires > self.today + LONGEST:
            raise forms.ValidationError(_("A report can be shared for a year at most."))
        return expires

    def terms(self) -> Terms:
        submitted = self.cleaned_data
        return Terms(
            email=submitted["email"],
            role=submitted["role"],
            with_plan=submitted["with_plan"],
            with_notes=submitted["with_notes"],
            expires_on=submitted["expires"],
        )
