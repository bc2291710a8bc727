"""After how many months a campaign comes again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.plain_forms import PlainForm
from assessments.models import FEWEST_MONTHS, MOST_MONTHS


class RepeatForm(PlainForm):
    """A number of months, counted from the day on which the campaign opened."""

    months = forms.IntegerField(
        label=gettext_lazy("After how many months"),
        help_text=gettext_lazy(
            "Counted from the day it opened. A year lets people change, and see that they have."
        ),
        min_value=FEWEST_MONTHS,
        max_value=MOST_MONTHS,
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        words = gettext_lazy("Enter a number of months from %(least)s to %(most)s.") % {
            "least": FEWEST_MONTHS,
            "most": MOST_MONTHS,
        }
        self.fields["months"].error_messages |= dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), words
        )
