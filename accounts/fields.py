"""Form fields that every app uses: a day, and lines of text counted as they will be stored."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Beyond them a moment could not be reckoned with, such as a week after the last day there is.
YEARS = range(2000, 2101)
# A browser's control sends the first; the others are for typing where there is none.
DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]


def normal_text(text: str) -> str:
    """Return a text as it is stored: one character for a line's end, nothing around the words."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class LinesField(forms.CharField):
    """Counts what will be stored, not the extra character a browser sends at each line's end."""

    def to_python(self, value: Any) -> str:
        return normal_text(super().to_python(value) or "")


class DayField(forms.DateField):
    """A date, by the browser's control or typed as people in the UK write it; of these years, if any are named."""

    def __init__(
        self,
        *,
        label: Any,
        help_text: Any = "",
        missing: Any = "",
        required: bool = True,
        years: range | None = None,
    ) -> None:
        self.years = years
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            input_formats=DATES,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={
                "required": missing or gettext_lazy("Enter a date."),
                "invalid": gettext_lazy("Enter a real date, such as 31/3/2027."),
            },
        )

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and self.years and day.year not in self.years:
            raise forms.ValidationError(_("Choose a day of the years 2000 to 2100."))
        return day
