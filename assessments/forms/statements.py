"""A statement with the answers of its scale, as the forms of several questionnaires ask it."""

from functools import lru_cache
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadership.instrument import Scale

# Of each statement one for every answer, in two languages, of a few banks: some 5 MB.
MOST_RENDERED = 2000


class ChoiceLabel(str):
    """An answer's words, with what the template needs to set it out."""

    help: str | None
    apart: bool

    @classmethod
    def of(cls, label: str, text: str | None, *, apart: bool = False) -> "ChoiceLabel":
        made = cls(label)
        made.help, made.apart = text, apart
        return made


def choices(scale: Scale) -> list[tuple[str, ChoiceLabel]]:
    """Return a scale's answers from low to high, then those that are no point on it."""
    return [
        (str(raw), ChoiceLabel.of(choice.label, choice.help, apart=not isinstance(raw, int)))
        for raw, choice in scale.answers
    ]


class StatementField(forms.ChoiceField):
    """The answers to one statement; it need not be answered.

    `is_headed` says that the page's heading names the answers once, so the statement under it need not; `spoken`
    is the attribute that tells the bank's words from the page's where they are in another language.
    """

    def __init__(
        self, text: str, scale: Scale, *, is_headed: bool, spoken: str, initial: str
    ) -> None:
        super().__init__(
            label=text,
            choices=choices(scale),
            widget=forms.RadioSelect,
            required=False,
            initial=initial,
            error_messages={"invalid_choice": _("Choose one of the answers shown.")},
        )
        self.scale, self.is_headed, self.spoken = scale, is_headed, spoken


class Statement(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """Sets out a statement; where nothing is wrong with it, as it was set out for the last person who gave that answer."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, form: forms.Form, context: object, **_kwargs: Any) -> SafeString:
        bound = form[self.name]
        if bound.errors:
            return _set_out(bound)
        field: StatementField = form.fields[self.name]  # type: ignore[assignment]
        answer = str(bound.value() or "")
        text, scale = str(field.label), field.scale
        language = get_language() or ""
        return _rendered(
            self.name, text, scale, answer, field.spoken, language, is_headed=field.is_headed
        )


@lru_cache(MOST_RENDERED)
def _rendered(
    name: str, text: str, scale: Scale, answer: str, spoken: str, _language: str, *, is_headed: bool
) -> SafeString:
    """A page has up to ten statements with six answers each, and nothing on them is anybody's own but the choice."""
    form = forms.Form()
    form.fields[name] = StatementField(
        text, scale, is_headed=is_headed, spoken=spoken, initial=answer
    )
    return _set_out(form[name])


def _set_out(bound: BoundField) -> SafeString:
    return render_to_string("lsa/scale.html", {"field": bound})


class HiddenFields(LayoutObject):  # type: ignore[misc]
    """Sets out hidden fields, without a template for each."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def render(self, form: forms.Form, context: object, **_kwargs: Any) -> SafeString:
        values = ((name, form[name].value()) for name in self.names)
        return format_html_join(
            "",
            '<input type="hidden" name="{0}" value="{1}" id="id_{0}">',
            ((name, "" if value is None else value) for name, value in values),
        )
