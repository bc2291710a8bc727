"""The forms of signing in: allauth's, in our words and without words that vanish while typing."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import actions, queries
from accounts.plain_forms import PlainWords

EMAIL = _("E-mail address")
ENTER_EMAIL = _("Enter your e-mail address.")
NEW_PASSWORD_HINT = _(
    "At least 12 characters. Three or four words that have nothing to do with each other are easy to"
    " remember and hard to guess."
)


class SignInForm(PlainWords, allauth_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", EMAIL, missing=ENTER_EMAIL)
        _say(self, "password", _("Password"), missing=_("Enter your password."))
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class AskForCodeForm(PlainWords, allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]
    email = forms.EmailField(
        label=EMAIL,
        error_messages={"required": ENTER_EMAIL},
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    def clean_email(self) -> str:
        """Find who it is; how often is limited by the view and, by mailbox, where the e-mail is queued."""
        address = str(self.cleaned_data["email"])
        self._user = queries.account_to_sign_in(address)
        return address


class EnterCodeForm(PlainWords, allauth_forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six figures, from the e-mail."),
        max_length=20,
        error_messages={"required": _("Enter the code.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    # To whom the code was sent, which the view knows.
    address = ""

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        mark = self.expected_code or ""
        get_adapter().check_login_code(context.request, code, mark=mark, address=self.address)
        return code


class ForgottenPasswordForm(PlainWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "email", EMAIL, missing=ENTER_EMAIL)
        self.fields["email"].help_text = _("The one that your invitation was sent to.")

    def clean_email(self) -> str:
        """Look nobody up: what happens next is the same for a known address and any other."""
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        address = str(self.cleaned_data["email"])
        actions.ask_for_password_link(address)
        return address


class ChoosePasswordForm(PlainWords, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class SetPasswordForm(PlainWords, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class ChangePasswordForm(PlainWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Password now"), missing=_("Enter the password you have now."))
        _say_new_password(self)


def _say_new_password(form: forms.Form) -> None:
    _say(form, "password1", _("New password"), missing=_("Enter a new password."))
    _say(form, "password2", _("New password again"), missing=_("Enter the new password again."))
    form.fields["password1"].help_text = NEW_PASSWORD_HINT


def _say(form: forms.Form, name: str, label: Any, *, missing: Any) -> None:
    field = form.fields[name]
    field.label = label
    field.help_text = ""
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)
