"""What the pages on which a bank is translated are sent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banks.actions import Wording
from banks.forms.drafts import NamingForm, WordsField
from leadership.files import MAX_BYTES
from leadership.instrument import LANGUAGE_PATTERN, Instrument
from leadership.languages import TextPair, TextState, digest, is_written_in

STATES = (
    ("draft", _("Draft")),
    ("checked", _("Checked")),
    ("approved", _("Approved")),
)
LEAVE = ("", _("Does not fit the new words yet"))


class LanguageForm(NamingForm):
    """In which language a bank is to be translated."""

    language = forms.CharField(
        label=_("Language"),
        max_length=20,
        help_text=_("Its tag: cy for Welsh, pl for Polish, pt-BR for the Portuguese of Brazil."),
        validators=[
            RegexValidator(LANGUAGE_PATTERN, _("Enter the tag of a language, such as cy or pl."))
        ],
    )

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if is_written_in(self.instrument, language):
            raise ValidationError(_("The bank is written in this language itself."))
        return language


class TranslationFileForm(NamingForm):
    """A file with translations."""

    file = forms.FileField(
        label=_("File with translations"),
        help_text=_("XLIFF (.xlf) or the workbook (.xlsx) that this page gives out."),
    )

    def clean_file(self) -> bytes:
        """Return what the file holds, of which a giant one is never read."""
        content: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise ValidationError(_("The file is too large: translations have at most 2 MB."))
        return content


class PairForm(NamingForm):
    """One text beside its words in another language, with what the person saw of both."""

    place = forms.CharField(widget=forms.HiddenInput)
    was = WordsField(required=False, widget=forms.HiddenInput)
    was_state = forms.CharField(required=False, widget=forms.HiddenInput)
    made_from = forms.CharField(widget=forms.HiddenInput)
    text = WordsField(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Mapping[str, Any] | None, *, pair: TextPair, number: int) -> None:
        is_stale = pair.state == TextState.STALE
        state = "" if is_stale else "draft" if pair.state == TextState.MISSING else pair.state
        initial = {"place": pair.place, "was": pair.text, "text": pair.text, "state": state}
        initial |= {"was_state": state, "made_from": digest(pair.source)}
        super().__init__(data, prefix=f"text-{number}", initial=initial)
        self.pair = pair
        self.fields["text"].label = pair.source
        longer = max(len(pair.source), len(pair.text))
        self.fields["text"].widget.attrs["rows"] = 2 + min(longer // 50, 8)
        choices = [*([LEAVE] if is_stale else []), *STATES]
        self.fields["state"] = forms.ChoiceField(
            label=_("How far is it?"), choices=choices, required=False
        )
        self.stored = ""
        """What somebody else has stored since, where that stands in the way."""

    @property
    def is_changed(self) -> bool:
        said = self.cleaned_data
        return (said["text"], said["state"]) != (said["was"], said["was_state"])

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) > self.pair.longest:
            words = _("It may have %(most)s characters here, and has %(length)s.")
            raise ValidationError(words % {"most": self.pair.longest, "length": len(text)})
        return text

    def wording(self) -> Wording:
        said = self.cleaned_data
        # Left at "does not fit yet", a mended letter makes no words fit.
        made_from = said["made_from"] if said["state"] else ""
        return Wording(said["was"], said["text"], said["state"] or "draft", made_from)

    def again(self, pair: TextPair) -> "PairForm":
        """Return the form with what was written here, beside what is stored by now."""
        prefix = self.prefix
        data = {
            name: str(self.data.get(name, ""))
            for name in self.data
            if name.startswith(f"{prefix}-")
        }
        data |= {f"{prefix}-was": pair.text, f"{prefix}-made_from": digest(pair.source)}
        form = PairForm(data, pair=pair, number=int(str(prefix).rpartition("-")[2]))
        form.stored = pair.text or gettext("(taken out)")
        return form


def pair_forms(
    pairs: Sequence[TextPair], data: Mapping[str, Any] | None = None
) -> Iterator[PairForm]:
    """Yield a form for each text of a page; what was sent finds its text by its place."""
    for number, pair in enumerate(pairs):
        yield PairForm(data, pair=pair, number=number)
