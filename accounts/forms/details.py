"""The forms by which a name or an address is put right, one's own or a member's."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import NAME_MAX_LENGTH, User
from accounts.people_file import address
from accounts.plain_forms import PlainForm
from accounts.table_faults import CellError
from accounts.table_file import one_line


class NameForm(PlainForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=NAME_MAX_LENGTH,
        error_messages={"required": gettext_lazy("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        try:
            return one_line(self.cleaned_data["name"], at_most=NAME_MAX_LENGTH)
        except CellError as error:
            raise ValidationError(str(error)) from None


class AddressForm(PlainForm):
    """A new address. Text and no e-mail field: `Ann Lee <ann@council.example>` is pasted too."""

    address = forms.CharField(
        label=gettext_lazy("New e-mail address"),
        max_length=320,
        error_messages={"required": gettext_lazy("Enter the new e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_address(self) -> str:
        try:
            return address(self.cleaned_data["address"])
        except CellError as error:
            raise ValidationError(str(error)) from None


class OwnAddressForm(AddressForm):
    """One's own new address, with the password: a browser left open must not be enough."""

    password = forms.CharField(
        label=gettext_lazy("Your password, to make sure that it is you"),
        strip=False,
        error_messages={"required": gettext_lazy("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("This is not the password you have now."))
        return password
