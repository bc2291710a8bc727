"""The form that asks before a person is erased."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.plain_forms import PlainForm
from documents.characters import tidy


class EraseForm(PlainForm):
    """Whom to erase, typed once more: a click on the wrong line of a list is not enough."""

    who = forms.CharField(max_length=254)

    def __init__(self, data: QueryDict | None = None, *, membership: Membership) -> None:
        super().__init__(data)
        # Somebody who came with answers from a file may have no address.
        self.expected = membership.user.address or membership.name
        words = (
            _("To make sure, write their e-mail address")
            if membership.user.address
            else _("To make sure, write their name")
        )
        self.fields["who"].label = words
        self.fields["who"].help_text = self.expected
        self.fields["who"].error_messages["required"] = _("Write who is to be erased.")

    def clean_who(self) -> str:
        typed: str = self.cleaned_data["who"]
        if tidy(typed).strip().casefold() != tidy(self.expected).casefold():
            raise ValidationError(
                _("This is not %(expected)s. Is it the right person?") % {"expected": self.expected}
            )
        return typed
