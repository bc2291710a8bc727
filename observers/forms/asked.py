"""The form of one page of statements about somebody else."""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy

from accounts.fields import LinesField
from accounts.languages import spoken
from accounts.plain_forms import PlainForm
from assessments.forms.statements import Statement, StatementField
from leadership.instrument import DONT_KNOW, RawAnswer
from leadership.observing import Observation, scale_for_others
from observers.models import COMMENT, Rater

COMMENTS = {
    "helps": gettext_lazy("One thing they do that helps"),
    "to_try": gettext_lazy("One thing they could try"),
}


class AskedForm(PlainForm):
    """Some statements and, on the last page, two comments. Nothing is required and nothing is chosen before."""

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        asked: Sequence[Observation],
        rater: Rater,
        comments: bool,
        language: str,
    ) -> None:
        super().__init__(data)
        self.asked = asked
        is_headed = len({one.scale.code for one in asked}) == 1
        for one in asked:
            self.fields[_name(one.code)] = StatementField(
                one.text,
                scale_for_others(one.scale),
                is_headed=is_headed,
                spoken=spoken(language),
                initial=str(rater.answers.get(one.code, "")),
            )
        for code, label in COMMENTS.items() if comments else ():
            self.fields[code] = LinesField(
                label=label,
                max_length=COMMENT,
                required=False,
                initial=getattr(rater, code),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            # What this page knew to be there, so that an older one that is left alone takes nothing back.
            self.fields[_was(code)] = LinesField(
                required=False, initial=getattr(rater, code), widget=forms.HiddenInput
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        statements = [Statement(_name(one.code)) for one in asked]
        words: list[Any] = [*COMMENTS, *map(_was, COMMENTS)] if comments else []
        self.helper.layout = Layout(*statements, *words)

    def answers(self) -> dict[str, RawAnswer]:
        """Return what was chosen; a statement that was left alone is not named."""
        found: dict[str, RawAnswer] = {}
        for one in self.asked:
            if text := self.cleaned_data.get(_name(one.code)):
                found[one.code] = DONT_KNOW if text == DONT_KNOW else int(text)
        return found

    def comments(self) -> dict[str, str]:
        """Return what was written here; a comment that did not come, or that this page did not change, is not named."""
        said = self.cleaned_data
        sent = (code for code in COMMENTS if code in self.data and code in said)
        return {code: said[code] for code in sent if said[code] != said.get(_was(code))}


def _was(code: str) -> str:
    return f"was-{code}"


def _name(code: str) -> str:
    return f"answer-{code}"
