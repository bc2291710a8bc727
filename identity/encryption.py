"""Secrets as they are kept: sealed with a key made of the service's own, another one for each purpose."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SECOND_STEP = b"identity.second-step"
CLIENT_SECRET = b"identity.client-secret"


def seal(text: str, purpose: bytes) -> str:
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: bytes) -> str:
    return _box(purpose).decrypt(sealed.encode()).decode()


def _box(purpose: bytes) -> MultiFernet:
    """Return what seals with the key in use and opens with those before it as well."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(str(secret), purpose)) for secret in secrets])


def _key(secret: str, purpose: bytes) -> bytes:
    # A key of its own for each purpose (NIST SP 800-108): whoever has one of them has none of the others.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
    return urlsafe_b64encode(derived.derive(secret.encode()))
