"""The forms of second steps: allauth's in our words, and an organisation's rule of who needs one."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, RoleGrant, User
from accounts.permissions import Role, bit_of, roles_of_bits
from accounts.plain_forms import PlainForm, PlainWords


def _code(help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        help_text=help_text,
        max_length=20,
        error_messages={"required": _("Enter a code.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ConfirmPasswordForm(PlainWords, account_forms.ReauthenticateForm):  # type: ignore[misc]
    password = forms.CharField(
        label=_("Password"),
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SecondStepForm(PlainWords, base_forms.AuthenticateForm):  # type: ignore[misc]
    code = _code(_("Six figures from your authenticator app, or one of your recovery codes."))


class ConfirmCodeForm(PlainWords, base_forms.ReauthenticateForm):  # type: ignore[misc]
    code = _code()


class SetUpAppForm(PlainWords, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    code = _code(_("Six figures, shown in the app once it knows the key."))

    def clean_code(self) -> str:
        code: str = super().clean_code()
        _proven(self.user, Authenticator.Type.TOTP)
        return code


class AddPasskeyForm(PlainWords, webauthn_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A key that knows its holder by a PIN or a finger, so that it signs in without a password as well."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("So that you can tell it from others, such as: Work laptop."),
        required=False,
        max_length=60,
    )
    # Every key here is one that signs in alone: nobody is asked what they would have to look up.
    passwordless = None

    def clean(self) -> dict[str, object]:
        self.cleaned_data["passwordless"] = True
        super().clean()
        if "credential" in self.cleaned_data and not self.errors:
            _proven(self.user, Authenticator.Type.WEBAUTHN)
        return self.cleaned_data


class RenamePasskeyForm(PlainWords, webauthn_forms.EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(label=_("Name"), max_length=60)


class SignInRuleForm(PlainForm):
    """Which roles need a second step."""

    roles = forms.MultipleChoiceField(
        label=_("Who has to use a second step"),
        choices=RoleGrant.ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Everybody else may. Administrators and HR leads see the most: begin with them."
        ),
    )

    def __init__(self, data: QueryDict | None = None, *, organisation: Organisation) -> None:
        held = roles_of_bits(organisation.second_step_roles)
        super().__init__(data, initial={"roles": [role.value for role in held]})

    def bits(self) -> int:
        return sum(bit_of(Role(role)) for role in self.cleaned_data["roles"])


def _proven(user: User, type_: str) -> None:
    """Remember that whoever sets a second step up has just shown it: they are not asked for it again at once."""
    record_authentication(context.request, user, "mfa", type=str(type_))
