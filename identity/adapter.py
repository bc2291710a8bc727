"""How django-allauth keeps second steps here: secrets encrypted, and for the address that the service has."""

from base64 import urlsafe_b64encode
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from identity import queries


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
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Return the name that an app files the codes under; allauth's own would be the request's host."""
        return str(settings.PRODUCT_NAME)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        return _("Passkey %(number)d") % {"number": queries.number_of_passkeys(user) + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom a passkey is for: the service by its own address, whatever a request says its host is."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.PRODUCT_NAME}


def _box() -> MultiFernet:
    """Return what seals with the key in use and opens with those before it as well."""
    return MultiFernet(
        [
            Fernet(_key(str(secret)))
            for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ]
    )


def _key(secret: str) -> bytes:
    # A key of its own for each purpose (NIST SP 800-108): whoever has one of them has none of the others.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"identity.second-step")
    return urlsafe_b64encode(derived.derive(secret.encode()))
