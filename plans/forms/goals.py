"""The form of a goal, new or stored, in the words of the bank's plan."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.fields import DayField, LinesField
from accounts.plain_forms import PlainForm
from leadership.concurrency import (
    Outcome,
    ValueChange,
    decide_texts,
    own_conflict_words,
    with_outcome,
)
from leadership.instrument import Instrument
from plans.actions import GoalDetails, Intention, Words
from plans.models import LINE, PERSON, TEXT, review_title
from plans.queries import WholeGoal
from plans.template import (
    FURTHEST,
    REVIEWS,
    WHEN_THENS,
    date_faults,
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
            choices=[(one.code, one.label) for one in self.template.plan.support_types],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose who will support you.")},
        )
        self._add_text("support_person")
        self._add_text("measure", rows=2, required=False)
        self._add_text("baseline")

    def _add_dates(self) -> None:
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
        # How far ahead works well is no help beside the day on which an activity ends.
        words = "" if self.initial.get("target_date") else target.help or ""
        self._add_day("target_date", target.label, words)
        for position in range(1, REVIEWS + 1):
            number = self.held + position
            self._add_day(
                f"review_{position}",
                review_title(number),
                helps.get(number, ""),
                required=number == 1,
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
        reviews = [f"review_{number}" for number in range(1, REVIEWS + 1)]
        folded = [
            Fieldset(_("How you will know"), "measure", "baseline", "obstacle"),
            Fieldset(_("More actions"), *pairs[1:]),
            Fieldset(_("What it belongs to"), *(one for one in links if one in self.fields)),
            Fieldset(_("Others, and dates"), "critical_mass", "start_date", *reviews),
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
        reviews = [submitted.get(f"review_{number}") for number in range(1, REVIEWS + 1)]
        words = {
            ("target_date", "before_start"): _("The target date must be after the start date."),
            ("review", "before_start"): _("A review must be after the start date."),
            ("review", "before_review"): _("This review must be after the one before it."),
        }
        for fault in date_faults(start, target, reviews):
            kind = fault.field if fault.field == "target_date" else "review"
            self.add_error(fault.field, words[kind, fault.why])
        if start and abs(start - self.today) > FURTHEST:
            self.add_error("start_date", _("This is more than ten years away."))
        if target and target > self.today + FURTHEST:
            self.add_error("target_date", _("This is more than ten years ahead."))
        elif target and target < self.today and "target_date" in self.changed_data:
            self.add_error("target_date", _("This day is in the past. Choose one to work towards."))
        for number, due in enumerate(reviews, 1):
            if due and f"review_{number}" not in self.errors:
                self._clean_review(f"review_{number}", due)

    def _clean_review(self, name: str, due: date) -> None:
        if self.held_on and due <= self.held_on:
            self.add_error(name, _("A review must be after the last one that you held."))
        elif due > self.today + FURTHEST:
            self.add_error(name, _("This is more than ten years ahead."))
        elif due < self.today and name in self.changed_data:
            self.add_error(name, _("A review in the past cannot be held any more."))

    def details(self) -> GoalDetails:
        submitted = self.cleaned_data
        named = {one.name for one in fields(Words)} & submitted.keys()
        pairs = ((submitted[f"when_{n}"], submitted[f"what_{n}"]) for n in range(1, WHEN_THENS + 1))
        reviews = (submitted[f"review_{number}"] for number in range(1, REVIEWS + 1))
        return GoalDetails(
            words=Words(
                **{name: submitted[name] for name in named},
                start_on=submitted["start_date"],
                target_on=submitted["target_date"],
            ),
            when_thens=tuple(Intention(when, what) for when, what in pairs if when),
            reviews=tuple(due for due in reviews if due),
        )


class StoredGoalForm(GoalForm):
    """A goal that is stored already; beside each field goes, hidden, what its page knew (`was-`).

    What another tab has changed since is taken over. Only what was changed in both is a conflict: both
    are shown, and saving again keeps what is written here.
    """

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        whole: WholeGoal,
        instrument: Instrument,
        today: date,
    ) -> None:
        held = whole.held
        super().__init__(
            data,
            instrument=instrument,
            today=today,
            initial=as_typed(whole),
            held=len(held),
            held_on=timezone.localdate(held[-1].held_at) if held else None,
        )
        self.conflicts: dict[str, str] = {}
        self.names = tuple(self.fields)
        stored = {name: str(self.initial.get(name, "")) for name in self.names}
        for name, text in stored.items():
            self.fields[f"was-{name}"] = forms.CharField(
                required=False, initial=text, widget=forms.HiddenInput
            )
        self.helper.layout.extend(f"was-{name}" for name in self.names)
        if data is not None:
            self.data = self._merged(data, stored)

    def _merged(self, sent: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
        """Return what was written here, and what is stored now of all that was not."""
        changes = {
            name: ValueChange(
                self._means(name, sent.get(f"was-{name}", now)),
                self._means(name, sent.get(name, "")),
            )
            for name, now in stored.items()
        }
        meanings = {name: self._means(name, now) for name, now in stored.items()}
        outcomes = decide_texts(changes, meanings)
        self.conflicts = {name: stored[name] for name in with_outcome(outcomes, Outcome.CONFLICT)}
        written = {
            name: sent.get(name, "")
            for name, outcome in outcomes.items()
            if outcome is not Outcome.MADE
        }
        return {**stored, **written, **{f"was-{name}": now for name, now in stored.items()}}

    def _means(self, name: str, text: str) -> object:
        """Return what a field makes of a text: of two ways to write a day, the same day."""
        try:
            return self.fields[name].to_python(text) or ""
        except forms.ValidationError:
            return text

    def clean(self) -> dict[str, Any]:
        submitted = super().clean()
        for name, stored in self.conflicts.items():
            self.add_error(name, own_conflict_words(self._shown(name, stored)))
        return submitted

    def _shown(self, name: str, text: str) -> str:
        field, value = self.fields[name], self._means(name, text)
        if isinstance(value, date):
            return date_format(value, "j F Y")
        if isinstance(field, forms.ChoiceField):
            return _label(field.choices, text)
        return text


def _label(choices: Any, code: str) -> str:
    """Return what is chosen by a code; choices may stand in groups."""
    for value, words in choices:
        if isinstance(words, list | tuple):
            found = _label(words, code)
            if found:
                return found
        elif value == code:
            return str(words)
    return ""


def as_typed(whole: WholeGoal) -> dict[str, object]:
    """Return a stored goal as its form shows it; its coming reviews are the form's first ones."""
    goal = whole.goal
    found: dict[str, object] = {one.name: getattr(goal, one.name) for one in fields(Words)}
    found |= {"start_date": goal.start_on, "target_date": goal.target_on}
    for number, pair in enumerate(whole.when_thens, 1):
        found |= {f"when_{number}": pair.when, f"what_{number}": pair.what}
    return found | {f"review_{number}": one.due_on for number, one in enumerate(whole.coming, 1)}
