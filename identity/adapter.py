"""How django-allauth asks for second steps here and keeps them: encrypted, and for the address that the service has."""

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.adapter import InvitationOnlyAdapter
from identity import queries
from identity.encryption import SECOND_STEP, seal, unseal


class SignInAdapter(InvitationOnlyAdapter):
    def get_login_stages(self) -> list[str]:
        """Put the question for a second step that knows of single sign-on in place of allauth's."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "identity.stages.SecondStepStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This code is not right. Codes change every half minute: enter the one that the app shows now."
        ),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes stand in for an authenticator app or a passkey. Set one of these up first."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, SECOND_STEP)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, SECOND_STEP)

    def get_totp_issuer(self) -> str:
        """Return the name that an app files the codes under; allauth's own would be the request's host."""
        return str(settings.PRODUCT_NAME)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        return _("Passkey %(number)d") % {"number": queries.number_of_passkeys(user) + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom a passkey is for: the service by its own address, whatever a request says its host is."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.PRODUCT_NAME}
