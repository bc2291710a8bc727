"""The forms of an action learning set: its name, an invitation, a meeting."""

from datetime import UTC, date, datetime
from datetime import time as clock_time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import DayField, LinesField
from accounts.plain_forms import PlainForm
from plans.actions import When
from plans.models import LINE, PERSON, TEXT, Meeting
from plans.template import FURTHEST


class SetForm(PlainForm):
    """What a new set is called and for."""

    name = forms.CharField(
        label=gettext_lazy("Name of the set"),
        help_text=gettext_lazy("Those whom you invite see it, for example “Housing set, 2027”."),
        max_length=PERSON,
        error_messages={"required": gettext_lazy("Enter a name.")},
    )
    purpose = LinesField(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("They see this too, so leave out what is private."),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InvitationForm(PlainForm):
    """A colleague's address."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of a colleague"),
        help_text=gettext_lazy("Somebody in your organisation who uses this service."),
        error_messages={"required": gettext_lazy("Enter an e-mail address.")},
    )


class MeetingForm(PlainForm):
    """The day, the time by the clock on the wall, how long and where."""

    day = DayField(label=gettext_lazy("Day"), missing=gettext_lazy("Enter the day."))
    time = forms.TimeField(
        label=gettext_lazy("Start time"),
        help_text=gettext_lazy("For example 14:30."),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": gettext_lazy("Enter the start time."),
            "invalid": gettext_lazy("Enter a real time, such as 14:30."),
        },
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes?"),
        initial=180,
        min_value=15,
        max_value=720,
        error_messages={
            "required": gettext_lazy("Enter how many minutes it lasts."),
            "invalid": gettext_lazy("Enter a number of minutes."),
        },
    )
    where = forms.CharField(
        label=gettext_lazy("Where?"),
        help_text=gettext_lazy("A room, or the address of an online meeting."),
        max_length=LINE,
        required=False,
    )

    def __init__(self, *args: Any, at: datetime, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.at = at

    def clean(self) -> dict[str, Any]:
        day, hour = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        if day and hour:
            self._clean_moment(day, hour)
        return self.cleaned_data

    def _clean_moment(self, day: date, hour: clock_time) -> None:
        today = timezone.localdate(self.at)
        if day > today + FURTHEST:
            self.add_error("day", _("This is more than ten years ahead."))
            return
        # A day in the far past has no moment in every time zone, and is refused before it is asked for one.
        starts_at = timezone.make_aware(datetime.combine(max(day, today), hour))
        if day < today or starts_at <= self.at:
            self.add_error("day", _("A meeting must be in the future."))
        elif timezone.localtime(starts_at.astimezone(UTC)).time() != hour:
            # In the hour that spring skips there is nothing to meet in.
            self.add_error("time", _("The clocks go forward then, so there is no such time."))
        self.cleaned_data["starts_at"] = starts_at

    def when(self) -> When:
        submitted = self.cleaned_data
        return When(submitted["starts_at"], submitted["minutes"], submitted["where"])


def meeting_as_typed(meeting: Meeting) -> dict[str, object]:
    starts_at = timezone.localtime(meeting.starts_at)
    return {
        "day": starts_at.date(),
        "time": starts_at.time(),
        "minutes": meeting.minutes,
        "where": meeting.where,
    }
