"""The form of a goal that is stored already, and may have been changed in another tab."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from leadership.concurrency import (
    Outcome,
    ValueChange,
    decide_texts,
    own_conflict_words,
    with_outcome,
)
from leadership.instrument import Instrument
from plans.actions import Words
from plans.forms.goals import NOBODY, GoalForm
from plans.queries import WholeGoal


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
    found["support_type"] = goal.support_type or NOBODY
    for number, pair in enumerate(whole.when_thens, 1):
        found |= {f"when_{number}": pair.when, f"what_{number}": pair.what}
    return found | {f"review_{number}": one.due_on for number, one in enumerate(whole.coming, 1)}
