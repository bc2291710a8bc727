"""What the pages on which a part of a bank is begun, or taken out, are sent."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from banks.forms.drafts import NamingForm, field_for
from leadership.editing.beginnings import Submitted, lines
from leadership.editing.sections import OptionalPart, Wanted
from leadership.instrument import Instrument

EXAMPLE, OWN = "example", "own"


class BeginPartForm(NamingForm):
    """From the example or with words of one's own; the words are needed only where they are chosen."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        part: OptionalPart,
        instrument: Instrument,
    ) -> None:
        super().__init__(data)
        self.part = part
        if part.example and part.asked:
            self.fields["begin"] = forms.ChoiceField(
                label=_("Begin with"),
                choices=[(EXAMPLE, gettext(part.example)), (OWN, _("Words of your own, below"))],
                widget=forms.RadioSelect,
            )
        for one in part.asked:
            choices = None
            if one.field.of:
                choices = [("", gettext("The usual ones")), *one.field.of(instrument, ())]
            field = field_for(one.field, one.shape, choices)
            field.required, field.initial = False, gettext(one.initial)
            field.hide_optional = True  # type: ignore[attr-defined]  # read by the form templates
            self.fields[one.field.name] = field

    @property
    def is_own(self) -> bool:
        """Whether the part begins with what was written here."""
        chosen = self.cleaned_data.get("begin") if "begin" in self.fields else OWN
        return bool(self.part.asked) and chosen == OWN

    def clean(self) -> dict[str, Any]:
        if self.is_own:
            for one in self.part.asked:
                self._check(one)
        return self.cleaned_data

    def _check(self, one: Wanted) -> None:
        name = one.field.name
        if name in self.errors or not one.shape.required:
            return
        count = len(lines(self.cleaned_data[name]))
        if not count:
            words = self.fields[name].error_messages["required"]
            self.add_error(name, ValidationError(words, code="required"))
        elif count < one.least:
            words = ngettext(
                "Write at least %(least)s line.", "Write at least %(least)s lines.", one.least
            )
            self.add_error(name, words % {"least": one.least})
        elif one.most and count > one.most:
            words = ngettext(
                "Write at most %(most)s line.", "Write at most %(most)s lines.", one.most
            )
            self.add_error(name, words % {"most": one.most})

    def submitted(self) -> Submitted:
        """Return what was written in place of the example; None where the example is to be taken."""
        if not self.is_own:
            return None
        return {one.field.name: self.cleaned_data[one.field.name] for one in self.part.asked}


class SeenForm(NamingForm):
    """What a page showed that asks whether something is to go."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
