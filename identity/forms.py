"""The forms of second steps, allauth's in our words; of an organisation's rule of who needs one, and of its provider."""

import re
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
from identity.actions import ProviderDetails
from identity.models import Provider
from identity.openid import WELL_KNOWN, ProviderError, check_address
from identity.queries import secret_of


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


DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
VALUES_OF = "values_of_"


class ProviderForm(PlainForm):
    """Where people sign in with the organisation's account, and what is believed of what is said there."""

    label = forms.CharField(
        label=_("What people call it"),
        help_text=_("Shown on the button, such as: Ambleford account."),
        max_length=60,
    )
    issuer = forms.CharField(
        label=_("Its address (issuer)"),
        help_text=_(
            "For Entra ID: https://login.microsoftonline.com/TENANT/v2.0, with your tenant’s ID for TENANT."
            " For Keycloak: https://KEYCLOAK/realms/REALM, with its address and the name of your realm."
        ),
        max_length=500,
    )
    client_id = forms.CharField(
        label=_("Client ID"),
        help_text=_("For Entra ID: the application (client) ID."),
        max_length=255,
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    subject_claim = forms.ChoiceField(
        label=_("How it says who somebody is"), choices=Provider.SUBJECTS, widget=forms.RadioSelect
    )
    trusts_addresses = forms.BooleanField(
        label=_("Trust the e-mail addresses that it sends"),
        help_text=_(
            "Tick this if it does not send “email_verified” (Entra ID does not) and only your own"
            " administrators can set an address there. It matters for the next question alone."
        ),
        required=False,
    )
    domains = forms.CharField(
        label=_("Who becomes a member by signing in"),
        help_text=_(
            "People with an e-mail address in these domains, separated by commas, such as:"
            " ambleford.gov.uk. If it is empty, everybody has to be invited first."
        ),
        required=False,
        max_length=1000,
    )
    asks_second_step = forms.BooleanField(
        label=_("Ask for a second step here as well"),
        help_text=_(
            "Not needed if the provider asks for one itself. People who belong to another organisation"
            " as well are always asked."
        ),
        required=False,
    )
    role_claim = forms.CharField(
        label=_("The claim that says which roles people have"),
        help_text=_(
            "Such as: roles, groups or realm_access.roles. If it is empty, roles are given under People."
            " If somebody signs in without this claim, their roles stay as they are. Separate several"
            " values below by commas."
        ),
        required=False,
        max_length=100,
    )

    def __init__(self, data: QueryDict | None = None, *, provider: Provider | None) -> None:
        super().__init__(data, initial=_said_of(provider))
        secret_left_out = data is not None and "secret" not in data
        self.fields["secret"].required = provider is None or secret_left_out
        if secret_left_out:
            self.fields["secret"].error_messages["required"] = _(
                "Enter the client secret again: it was not kept while you showed that it is you."
            )
        self.secret_is_lost = provider is not None and secret_of(provider) is None
        if self.secret_is_lost:
            self.fields["secret"].required = True
        elif provider:
            self.fields["secret"].help_text = _("Leave it empty to keep the one that is stored.")
        for role, words in RoleGrant.ROLES:
            self.fields[f"{VALUES_OF}{role}"] = forms.CharField(
                label=_("Values for: %(role)s") % {"role": words},
                required=False,
                max_length=1000,
            )

    def clean_issuer(self) -> str:
        # As it is copied most often; the standard's name for it is without.
        address = str(self.cleaned_data["issuer"]).strip().removesuffix(WELL_KNOWN)
        try:
            check_address(address)
        except ProviderError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return address

    def clean_domains(self) -> tuple[str, ...]:
        domains = _listed(str(self.cleaned_data["domains"]).lower().replace("@", ""))
        wrong = [one for one in domains if not DOMAIN.fullmatch(one)]
        if wrong:
            words = _(
                "This is no domain: %(wrong)s. Enter the part after the @, such as ambleford.gov.uk."
            )
            raise forms.ValidationError(words % {"wrong": wrong[0]})
        return domains

    def clean(self) -> None:
        values: dict[str, str] = {}
        for role, words in RoleGrant.ROLES:
            for value in _listed(self.cleaned_data.get(f"{VALUES_OF}{role}", "")):
                if value in values:
                    said = _("“%(value)s” stands for another role already: %(role)s.")
                    self.add_error(
                        f"{VALUES_OF}{role}", said % {"value": value, "role": values[value]}
                    )
                values.setdefault(value, str(words))
        # Where the claim itself was refused, its own words are enough.
        if values and self.cleaned_data.get("role_claim") == "":
            self.add_error(
                "role_claim", _("Enter the claim that has the values below, or take these away.")
            )

    def details(self) -> ProviderDetails:
        said = self.cleaned_data
        values = {
            value: role
            for role, _name in RoleGrant.ROLES
            for value in _listed(said[f"{VALUES_OF}{role}"])
        }
        return ProviderDetails(
            **{name: said[name] for name in PLAIN}, secret=said["secret"], roles=values
        )


PLAIN = (
    *("label", "issuer", "client_id", "subject_claim", "trusts_addresses"),
    *("domains", "asks_second_step", "role_claim"),
)


def _said_of(provider: Provider | None) -> dict[str, object]:
    if provider is None:
        return {"subject_claim": "sub"}
    said: dict[str, object] = {name: getattr(provider, name) for name in PLAIN}
    said["domains"] = ", ".join(provider.domains)
    for role, _name in RoleGrant.ROLES:
        values = (value for value, given in provider.roles.items() if given == role)
        said[f"{VALUES_OF}{role}"] = ", ".join(values)
    return said


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))


def _proven(user: User, type_: str) -> None:
    """Remember that whoever sets a second step up has just shown it: they are not asked for it again at once."""
    record_authentication(context.request, user, "mfa", type=str(type_))
