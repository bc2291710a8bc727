"""The form for the code of a card that is typed."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.plain_forms import PlainForm
from observers.card_codes import read_code


class CodeForm(PlainForm):
    """A code as it stands on a card; small letters, spaces and dashes are all fine."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Ten letters and figures, such as B4KX7-92HTM."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-10",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": gettext_lazy("Enter the code on your card.")},
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                _(
                    "There is no such code. Look at each letter and figure again: there are no vowels, no 0, no 1 and no 5."
                )
            )
        return code
