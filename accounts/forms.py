"""The forms of signing in: allauth's, in our words and without words that vanish while typing."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

EMAIL = _("E-mail address")
NEW_PASSWORD = _("New password")
NEW_PASSWORD_HINT = _(
    "At least 12 characters. Three or four words that have nothing to do with each other are easy to"
    " remember and hard to guess."
)
AGAIN = _("New password again")


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", EMAIL, autocomplete="username")
        _say(self, "password", _("Password"))


class ForgottenPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "email", EMAIL, _("The one that your invitation was sent to."))


class ChoosePasswordForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class SetPasswordForm(allauth_forms.SetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Password now"))
        _say_new_password(self)


def _say_new_password(form: forms.Form) -> None:
    _say(form, "password1", NEW_PASSWORD, NEW_PASSWORD_HINT)
    _say(form, "password2", AGAIN)


def _say(
    form: forms.Form, name: str, label: Any, hint: Any = "", *, autocomplete: str = ""
) -> None:
    field = form.fields[name]
    field.label = label
    field.help_text = hint
    field.widget.attrs.pop("placeholder", None)
    if autocomplete:
        field.widget.attrs["autocomplete"] = autocomplete
