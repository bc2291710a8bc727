"""The form of a goal, in the words of the bank's plan."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from itertools import zip_longest
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _

from accounts.fields import DayField, LinesField
from accounts.plain_forms import PlainForm
from leadership.instrument import Instrument
from plans.actions import GoalDetails, Intention, Words
from plans.models import LINE, PERSON, TEXT, review_title
from plans.template import (
    AFTER_TARGET,
    FURTHEST,
    REVIEWS,
    WHEN_THENS,
    date_faults,
    reviews_by,
    template_of,
)

# What each text may hold at most, whatever the bank says.
MOST = {
    "goal": TEXT,
    "own_activity": TEXT,
    "action_when": LINE,
    "action_what": TEXT,
    "support_person": PERSON,
    "measure": TEXT,
    "baseline": LINE,
    "obstacle": TEXT,
    "critical_mass": LINE,
}
# What the form sends for a goal that has no support; stored as no kind of it.
NOBODY = "NOBODY"
REVIEW_NAMES = [f"review_{position}" for position in range(1, REVIEWS + 1)]


class Folded(Div):  # type: ignore[misc]  # crispy has no types
    """Fields that are folded away until they are wanted, or hold a fault."""

    template = "plans/_folded.html"

    def __init__(self, *parts: Any, names: Sequence[str]) -> None:
        super().__init__(*parts)
        self.names = names

    def render(self, form: Any, context: Any, **kwargs: Any) -> str:
        self.is_open = bool({*self.names} & form.errors.keys())
        rendered: str = super().render(form, context, **kwargs)
        return rendered


class GoalForm(PlainForm):
    """A goal with up to three actions and the days of its reviews.

    `held` reviews were held, the last of them on `held_on`; those to come lie after it.
    """

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        instrument: Instrument,
        today: date,
        initial: Mapping[str, object],
        held: int = 0,
        held_on: date | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.instrument, self.today = instrument, today
        self.held, self.held_on = held, held_on
        self.template = template_of(instrument)
        for add in (self._add_aim, self._add_actions, self._add_support, self._add_dates):
            add()
        self._add_text("obstacle", rows=2)
        self._add_text("critical_mass")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self._layout()
        # Faults are listed in this order: it is to be the one in which the page asks.
        self.order_fields([one.name for one in self.helper.layout.get_field_names()])

    # Fields -----------------------------------------------------------------------------------

    def _add_text(self, code: str, *, name: str = "", rows: int = 0, required: bool = True) -> None:
        asked = self.template.field(code)
        most = min(asked.max_length or MOST[code], MOST[code])
        kind = LinesField if rows else forms.CharField
        self.fields[name or code] = kind(
            label=asked.label,
            help_text=asked.help or "",
            max_length=most,
            required=required and (asked.required or code == "goal"),
            widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput,
            error_messages={"required": _("Answer “%(question)s”") % {"question": asked.label}},
        )

    def _add_choice(self, code: str, choices: list[Any]) -> None:
        asked = self.template.field(code)
        self.fields[code] = forms.ChoiceField(
            label=asked.label,
            help_text=asked.help or "",
            choices=[("", _("Choose, if you like")), *choices],
            required=False,
        )

    def _add_aim(self) -> None:
        self._add_text("goal", rows=3)
        self._add_choice("theme", [(one.code, one.title) for one in self.instrument.themes])
        areas = self.instrument.learning_areas
        if areas:
            self._add_choice("learning_area", [(one.code, one.title) for one in areas])
            self._add_choice(
                "activity",
                [
                    (area.title, [(one.code, one.title) for one in area.activities])
                    for area in areas
                    if area.activities
                ],
            )
        self.fields["own_activity"] = forms.CharField(
            label=_("Or a learning activity of your own"),
            max_length=MOST["own_activity"],
            required=False,
        )

    def _add_actions(self) -> None:
        for number in range(1, WHEN_THENS + 1):
            # Both are sentences, and one line would hide their end on a phone.
            self._add_text("action_when", name=f"when_{number}", rows=2, required=number == 1)
            self._add_text("action_what", name=f"what_{number}", rows=2, required=number == 1)
        words = {
            2: (_("A second action: when?"), _("And what?")),
            3: (_("A third: when?"), _("And what?")),
        }
        for number, labels in words.items():
            for name, label in zip((f"when_{number}", f"what_{number}"), labels, strict=True):
                self.fields[name].label, self.fields[name].help_text = label, ""

    def _add_support(self) -> None:
        self.fields["support_type"] = forms.ChoiceField(
            label=self.template.field("support_type").label,
            choices=[
                *((one.code, one.label) for one in self.template.plan.support_types),
                (NOBODY, _("Nobody yet")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose who will support you.")},
        )
        self._add_text("support_person")
        self._add_text("measure", rows=2, required=False)
        self._add_text("baseline")

    def _add_dates(self) -> None:
        follows = _(
            "No review is later than two weeks after your target date. Days that you leave as they are follow it."
        )
        helps = {
            1: self.template.field("review_date").help or "",
            2: _("Three months after you start often works well."),
            3: _("After six months, a good day to take the self-assessment again."),
        }
        self._add_day(
            "start_date",
            self.template.field("start_date").label,
            _("If you leave it empty: today."),
            required=False,
        )
        target = self.template.field("target_date")
        if self.initial.get("target_date"):
            # How far ahead works well is no help beside a day that is there already.
            target, helps = replace(target, help=""), {}
        self._add_day("target_date", target.label, target.help or "")
        for position, name in enumerate(REVIEW_NAMES, 1):
            number = self.held + position
            words = [helps.get(number, ""), follows if position == 1 else ""]
            self._add_day(
                name, review_title(number), " ".join(filter(None, words)), required=number == 1
            )

    def _add_day(self, name: str, label: str, words: str = "", *, required: bool = True) -> None:
        self.fields[name] = DayField(
            label=label,
            help_text=words,
            required=required,
            missing=_("Enter a date for “%(question)s”.") % {"question": label},
        )

    def _layout(self) -> Layout:
        """Five things first; what else there is to say is folded, and open where it holds a fault."""
        pairs = [
            Div(f"when_{number}", f"what_{number}", css_class="when-then")
            for number in range(1, WHEN_THENS + 1)
        ]
        links = ("theme", "learning_area", "activity", "own_activity")
        folded = [
            Fieldset(_("How you will know"), "measure", "baseline", "obstacle"),
            Fieldset(_("More actions"), *pairs[1:]),
            Fieldset(_("What it belongs to"), *(one for one in links if one in self.fields)),
            Fieldset(_("Others, and dates"), "critical_mass", "start_date", *REVIEW_NAMES),
        ]
        first = Fieldset(
            _("Your goal"), "goal", pairs[0], "target_date", "support_type", "support_person"
        )
        names = [one.name for part in folded for one in part.get_field_names()]
        return Layout(first, Folded(*folded, names=names))

    # What it means ----------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        submitted = self.cleaned_data
        for number in range(1, WHEN_THENS + 1):
            self._clean_pair(number)
        if submitted.get("activity") and submitted.get("own_activity"):
            self.add_error(
                "own_activity",
                _("Choose an activity from the list or write your own, not both."),
            )
        self._clean_days()
        return submitted

    def clean_support_type(self) -> str:
        chosen: str = self.cleaned_data["support_type"]
        return "" if chosen == NOBODY else chosen

    def _clean_pair(self, number: int) -> None:
        when, what = f"when_{number}", f"what_{number}"
        if self.errors.get(when) or self.errors.get(what):
            return
        said = bool(self.cleaned_data[when]), bool(self.cleaned_data[what])
        # Read before: a field with an error is taken out of what was cleaned.
        if said == (False, True):
            self.add_error(when, _("Say when you will do this."))
        elif said == (True, False):
            self.add_error(what, _("Say what you will do then."))

    def _clean_days(self) -> None:
        submitted = self.cleaned_data
        if "start_date" in submitted:
            submitted["start_date"] = submitted["start_date"] or self.today
        start, target = submitted.get("start_date"), submitted.get("target_date")
        if target and abs(target - self.today) <= FURTHEST:
            self._follow_target(target)
        reviews = [submitted.get(name) for name in REVIEW_NAMES]
        self._clean_order(start, target, reviews)
        if start and abs(start - self.today) > FURTHEST:
            self.add_error("start_date", _("This is more than ten years away."))
        if target and target > self.today + FURTHEST:
            self.add_error("target_date", _("This is more than ten years ahead."))
        elif target and target < self.today and "target_date" in self.changed_data:
            self.add_error("target_date", _("This day is in the past. Choose one to work towards."))
        for name, due in zip(REVIEW_NAMES, reviews, strict=True):
            if due and name not in self.errors:
                self._clean_review(name, due)

    def _clean_order(
        self, start: date | None, target: date | None, reviews: Sequence[date | None]
    ) -> None:
        words = {
            ("target_date", "before_start"): _("The target date must be after the start date."),
            ("review", "before_start"): _("A review must be after the start date."),
            ("review", "before_review"): _("This review must be after the one before it."),
        }
        for fault in date_faults(start, target, reviews):
            kind = fault.field if fault.field == "target_date" else "review"
            self.add_error(fault.field, words[kind, fault.why])

    def _follow_target(self, target: date) -> None:
        """Let reviews that nobody has chosen follow a target date that was chosen."""
        submitted, chosen = self.cleaned_data, self.changed_data
        named = {name: submitted[name] for name in REVIEW_NAMES if submitted.get(name)}
        late = {name for name, due in named.items() if due > target + AFTER_TARGET}
        if (
            "target_date" not in chosen
            or (late & {*chosen})
            or (self.errors.keys() & {*REVIEW_NAMES})
        ):
            return
        # A target date that cannot be may come before the start, or before a review that was held.
        least = self.held_on or submitted.get("start_date") or self.today
        days = list(named.values())
        found = [day for day in reviews_by(target, days) if day in days or day > least]
        submitted |= dict(zip_longest(REVIEW_NAMES, found))

    def _clean_review(self, name: str, due: date) -> None:
        target = self.cleaned_data.get("target_date")
        if self.held_on and due <= self.held_on:
            self.add_error(name, _("A review must be after the last one that you held."))
        elif due > self.today + FURTHEST:
            self.add_error(name, _("This is more than ten years ahead."))
        elif due < self.today and name in self.changed_data:
            self.add_error(name, _("A review in the past cannot be held any more."))
        elif target and due > target + AFTER_TARGET and name in self.changed_data:
            self.add_error(
                name,
                _("This is more than two weeks after your target date. Choose an earlier day."),
            )

    def details(self) -> GoalDetails:
        submitted = self.cleaned_data
        named = {one.name for one in fields(Words)} & submitted.keys()
        pairs = ((submitted[f"when_{n}"], submitted[f"what_{n}"]) for n in range(1, WHEN_THENS + 1))
        reviews = (submitted[name] for name in REVIEW_NAMES)
        return GoalDetails(
            words=Words(
                **{name: submitted[name] for name in named},
                start_on=submitted["start_date"],
                target_on=submitted["target_date"],
            ),
            when_thens=tuple(Intention(when, what) for when, what in pairs if when),
            reviews=tuple(due for due in reviews if due),
        )
