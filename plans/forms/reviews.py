"""The forms of a look back at a goal: how it stands, and what was found."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext as _

from accounts.fields import DayField, LinesField
from accounts.plain_forms import PlainForm
from assessments.next_time import months_after
from leadership.concurrency import own_conflict_words
from plans.actions import LookBack
from plans.models import NOTE, Goal
from plans.template import FURTHEST, Template, reviews_by, weekday


class StatusForm(PlainForm):
    """How a goal stands."""

    status = forms.ChoiceField(choices=Goal.Status.choices)


class ReviewForm(PlainForm):
    """What a look back found, how the goal stands now, and when the next one is."""

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        template: Template,
        goal: Goal,
        next_on: date | None,
        today: date,
    ) -> None:
        super().__init__(data)
        self.today, self.is_conflict = today, False
        asked = template.field("review_notes")
        self.fields["notes"] = LinesField(
            label=asked.label,
            help_text=asked.help or "",
            max_length=min(asked.max_length or NOTE, NOTE),
            widget=forms.Textarea(attrs={"rows": 8}),
            error_messages={"required": _("Write a few words for your later self.")},
        )
        self.fields["status"] = forms.ChoiceField(
            label=template.field("status").label,
            choices=Goal.Status.choices,
            initial=goal.status if goal.status != Goal.Status.NOT_STARTED else "IN_PROGRESS",
            widget=forms.RadioSelect,
        )
        self.fields["next_on"] = DayField(
            label=_("Next review"),
            help_text=_("Leave it empty if you need no further one."),
            required=False,
        )
        self.fields["next_on"].initial = next_on or _next_day(goal.target_on, today)
        # The notes that this page knows to be there: none at first.
        self.fields["knows"] = LinesField(required=False, widget=forms.HiddenInput)

    def keep_both(self, stored: str) -> None:
        """Show the notes that another tab has stored beside those written here; saving again replaces them."""
        self.is_conflict = True
        self.data = {name: self.data.get(name, "") for name in self.fields} | {"knows": stored}
        self.add_error("notes", own_conflict_words(stored))

    def clean_next_on(self) -> date | None:
        next_on: date | None = self.cleaned_data["next_on"]
        if next_on and next_on <= self.today:
            raise forms.ValidationError(_("The next review must be after today."))
        if next_on and next_on > self.today + FURTHEST:
            raise forms.ValidationError(_("This is more than ten years ahead."))
        return next_on

    def look_back(self) -> LookBack:
        submitted = self.cleaned_data
        is_open = submitted["status"] in Goal.OPEN
        return LookBack(
            notes=submitted["notes"],
            status=submitted["status"],
            next_on=submitted["next_on"] if is_open else None,
            replaces=submitted["knows"],
        )


def _next_day(target: date, today: date) -> date:
    """Return when to look back once more: in three months or, where that comes sooner, on the target date."""
    usual = weekday(months_after(today, 3))
    near = reviews_by(target, [usual])[0]
    return near if near > today else usual
