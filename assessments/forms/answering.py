"""What pages send of a questionnaire: the form of one page, and the body of an autosave."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.fields import LinesField, normal_text
from accounts.languages import spoken
from accounts.plain_forms import PlainForm
from assessments.actions import AnswerChange, AnswerChanges, InvalidChangeError, SaveOutcome
from assessments.forms.statements import HiddenFields, Statement, StatementField
from assessments.models import NOTE_MAX_LENGTH
from assessments.pages import Page
from assessments.queries import AnswerSheet
from leadership.concurrency import own_conflict_words
from leadership.instrument import (
    Asked,
    Instrument,
    Scale,
    Theme,
)

NOTE = "note"
# A page that has not heard back in so many changes of mind has other troubles.
MOST_SENT = 20


def moment(text: str) -> datetime | None:
    """Read the moment that a page has been given back; None where it says none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


class PageForm(PlainForm):
    """The questions of one page and its note. Nothing is required and nothing is chosen before.

    Beside each control goes, hidden, the text that the page knows to be saved (`was-`), and the
    script adds those it has sent without an answer (`sent-`): see `actions.AnswerChange`.
    """

    def __init__(
        self,
        data: Mapping[str, str] | QueryDict | None = None,
        *,
        instrument: Instrument,
        page: Page,
        sheet: AnswerSheet,
    ) -> None:
        super().__init__(data)
        self.instrument, self.page, self.sheet = instrument, page, sheet
        # What tells the bank's words from the page's where they are in another language.
        self.spoken = spoken(instrument.instrument.language)
        for question in page.questions:
            self._add_question(question)
        if page.theme is not None:
            self._add_note(page.theme)
        known_revision = sheet.revision
        self.fields["known_revision"] = _hidden(
            known_revision.isoformat() if known_revision else ""
        )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self._layout())

    def _add_question(self, question: Asked) -> None:
        answer = self.sheet.answer(question.code)
        self.fields[_name(question.code)] = StatementField(
            question.text,
            question.scale,
            is_headed=self.page.is_under_lead(question),
            spoken=self.spoken,
            initial=answer,
        )
        self.fields[f"was-{_name(question.code)}"] = _hidden(answer)

    def _add_note(self, theme: Theme) -> None:
        note = self.sheet.note(theme.code)
        field = LinesField(
            label=theme.evidence_prompt or _("Is there an example you would like to remember?"),
            help_text=self.instrument.text("evidence_warning"),
            max_length=NOTE_MAX_LENGTH,
            required=False,
            initial=note,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        field.spoken = self.spoken if theme.evidence_prompt else ""  # type: ignore[attr-defined]
        self.fields[NOTE] = field
        self.fields[f"was-{NOTE}"] = _hidden(note)

    def _layout(self) -> list[Any]:
        names = [_name(question.code) for question in self.page.questions]
        notes = [NOTE] if self.page.theme else []
        return [
            *(Statement(name) for name in names),
            *(Div(name, css_class="evidence") for name in notes),
            HiddenFields(*(f"was-{name}" for name in (*names, *notes)), "known_revision"),
        ]

    def changes(self) -> AnswerChanges:
        """Return what differs from what the page knew. A control that was not sent is no change."""
        answers = {
            question.code: change
            for question in self.page.questions
            if (change := self._change(_name(question.code))) and change.now
        }
        theme = self.page.theme
        note = self._change(NOTE) if theme else None
        return AnswerChanges(
            answers=answers,
            notes={theme.code: note} if theme and note else {},
            known_revision=moment(self.cleaned_data["known_revision"]),
        )

    def _change(self, name: str) -> AnswerChange | None:
        now, was = self.cleaned_data[name], self.cleaned_data[f"was-{name}"]
        texts = self.data.getlist(f"sent-{name}") if isinstance(self.data, QueryDict) else []
        sent = tuple(normal_text(text) for text in texts[-MOST_SENT:])
        if name not in self.data or (now == was and not sent):
            return None
        return AnswerChange(now=now, was=was, sent=sent)

    def after_conflicts(self, outcome: SaveOutcome) -> "PageForm":
        """Return the form again after a save that met other answers than this page knew of.

        A statement in conflict shows what is stored and says so; a note keeps what was written here.
        """
        sheet, data = outcome.stored, {"known_revision": outcome.revision.isoformat()}
        for question in self.page.questions:
            name, answer = _name(question.code), sheet.answer(question.code)
            data |= {name: answer, f"was-{name}": answer}
        theme = self.page.theme
        if theme:
            data |= {f"was-{NOTE}": sheet.note(theme.code), NOTE: self.cleaned_data[NOTE]}
        form = PageForm(data, instrument=self.instrument, page=self.page, sheet=sheet)
        for code, stored in outcome.conflicts.items():
            if theme and code == theme.code:
                form.add_error(NOTE, own_conflict_words(stored))
            else:
                scale = self.instrument.asked[code].scale
                form.add_error(_name(code), answer_conflict_words(scale, stored))
        return form


def _name(code: str) -> str:
    return f"answer-{code}"


def _hidden(initial: str) -> forms.CharField:
    # Not stripped: it is only ever compared with what is stored.
    return LinesField(required=False, initial=initial, widget=forms.HiddenInput)


def answer_conflict_words(scale: Scale, stored: str) -> str:
    return _(
        "You answered this in another tab or on another device: %(answer)s. "
        "Choose again here if you want to change it."
    ) % {"answer": scale.label_of_text(stored) or _("no answer")}


# Autosave --------------------------------------------------------------------------------------


def read_changes(body: bytes) -> AnswerChanges:
    """Read the JSON of an autosave; raise InvalidChangeError where it is not what a page sends."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidChangeError(_("What was sent could not be read.")) from None
    if not isinstance(sent, dict):
        raise _unreadable()
    return AnswerChanges(
        answers=_read_group(sent.get("answers", {})),
        notes={
            code: AnswerChange(
                now=normal_text(change.now),
                was=normal_text(change.was),
                sent=tuple(normal_text(text) for text in change.sent),
            )
            for code, change in _read_group(sent.get("notes", {})).items()
        },
        known_revision=moment(_text(sent.get("known_revision", ""))),
    )


def _read_group(group: object) -> dict[str, AnswerChange]:
    if not isinstance(group, dict):
        raise _unreadable()
    return {code: _read_change(change) for code, change in group.items()}


def _read_change(change: object) -> AnswerChange:
    if not isinstance(change, dict) or "now" not in change:
        raise _unreadable()
    sent = change.get("sent", [])
    if not isinstance(sent, list):
        raise _unreadable()
    return AnswerChange(
        now=_text(change["now"]),
        was=_text(change.get("was", "")),
        sent=tuple(_text(text) for text in sent[-MOST_SENT:]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _unreadable()
    return value


def _unreadable() -> InvalidChangeError:
    return InvalidChangeError(_("What was sent could not be read."))
