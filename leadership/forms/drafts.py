"""What the pages on which a draft is edited are sent."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadership.bank_file import refusal_of
from leadership.drafting import STATEMENT_FIELDS, THEME_FIELDS, YES, Change
from leadership.fields import LinesField, normal_text
from leadership.instrument import Facet

# As long as a line and a text of a bank file may be.
LINE, TEXT = 300, 4000


class WordsField(LinesField):
    """Words as a bank may hold them; as in a file, nothing unseen among them."""

    def validate(self, value: str) -> None:
        super().validate(value)
        refusal = refusal_of(value)
        if refusal:
            raise ValidationError(_("This text %(refusal)s"), params={"refusal": refusal})


class DraftForm(forms.Form):
    """Fields of a draft; beside each goes, hidden, the text that the page knows to be stored (`was-`)."""

    names: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, str] | None = None, *, stored: Mapping[str, str]) -> None:
        super().__init__(data)
        for name in self.names:
            is_flag = isinstance(self.fields[name], forms.BooleanField)
            self.fields[name].initial = stored[name] == YES if is_flag else stored[name]
            self.fields[f"was-{name}"] = forms.CharField(
                required=False, initial=stored[name], widget=forms.HiddenInput
            )

    def said(self) -> dict[str, str]:
        return {name: self._text(self.cleaned_data[name]) for name in self.names}

    def was(self) -> dict[str, str]:
        """Return what the page knew, even where the rest of it is not valid."""
        return {name: normal_text(str(self.data.get(f"was-{name}", ""))) for name in self.names}

    def changes(self) -> dict[str, Change]:
        said, was = self.said(), self.was()
        return {name: Change(was=was[name], new=said[name]) for name in self.names}

    def again(self, stored: Mapping[str, str], conflicts: Mapping[str, str]) -> Self:
        """Return the form with what was written here and, at each conflict, what is stored."""
        data = {name: text for name, text in self.said().items() if text}
        data |= {f"was-{name}": text for name, text in stored.items()}
        form = self._like(data, stored)
        for name, text in conflicts.items():
            form.add_error(name, conflict_words(text))
        return form

    def _like(self, data: Mapping[str, str], stored: Mapping[str, str]) -> Self:
        return type(self)(data, stored=stored)

    @staticmethod
    def _text(value: Any) -> str:
        return (YES if value else "") if isinstance(value, bool) else value


def conflict_words(stored: str) -> str:
    return gettext(
        "Somebody else has changed this since you opened the page. Stored is now: “%(stored)s” "
        "What you wrote here is not saved yet. To keep it instead, save again."
    ) % {"stored": stored or gettext("(empty)")}


class ThemeForm(DraftForm):
    """The words of a theme."""

    names = THEME_FIELDS

    title = WordsField(label=_("Title"), max_length=LINE)
    short_title = WordsField(
        label=_("Short title"),
        help_text=_("For charts. Without one, the title is used."),
        max_length=LINE,
        required=False,
    )
    page_intro = WordsField(
        label=_("Introduction of the page"),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    definition = WordsField(
        label=_("Definition"),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence_prompt = WordsField(
        label=_("Evidence prompt"),
        help_text=_("What the note under the statements asks for."),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StatementForm(DraftForm):
    """One statement of a theme."""

    names = STATEMENT_FIELDS

    text = WordsField(
        label=_("Statement"), max_length=TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    label = WordsField(
        label=_("Label"),
        help_text=_(
            "Names the helpful behaviour in reports, whichever way the statement is worded. "
            "Without one, the statement is used."
        ),
        max_length=LINE,
        required=False,
    )
    facet = forms.ChoiceField(label=_("Facet"), required=False)
    reverse = forms.BooleanField(
        label=_("Reversed: agreeing shows the unhelpful behaviour"), required=False
    )

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        stored: Mapping[str, str],
        facets: Iterable[Facet],
    ) -> None:
        self.facets = tuple(facets)
        super().__init__(data, stored=stored)
        choices = [
            ("", _("None")),
            *((one.code, f"{one.code}: {one.title}") for one in self.facets),
        ]
        self.fields["facet"] = forms.ChoiceField(
            label=_("Facet"), choices=choices, required=False, initial=stored["facet"]
        )

    def _like(self, data: Mapping[str, str], stored: Mapping[str, str]) -> Self:
        return type(self)(data, stored=stored, facets=self.facets)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if len(said.get("text", "")) > LINE and not said.get("label"):
            self.add_error(
                "label", _("The statement is too long to stand for its label: write one.")
            )
        return said
