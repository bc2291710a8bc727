"""The cookie by which a browser is known in which somebody has signed in: guessing elsewhere cannot lock it out.

It says no more than that these accounts were signed in to here. It opens nothing: a password is asked for all the same.
"""

from secrets import token_hex

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

SALT = "accounts.known_devices"
YEAR = 365 * 24 * 3600
# A machine in a library or a canteen: the last few who signed in there.
MOST_PEOPLE = 5


def device_of(request: HttpRequest, address: str) -> str:
    """Return the name of the browser if the owner of an address has signed in there; '' otherwise."""
    device, people = _read(request)
    return device if any(mark in people for mark in _marks(address)) else ""


def remember_device(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    """Have the browser known for the owner of an address from now on."""
    device, people = _read(request)
    marks = _marks(address)
    known = [marks[0], *(one for one in people if one not in marks)][:MOST_PEOPLE]
    response.set_cookie(
        settings.KNOWN_DEVICE_COOKIE,
        Signer(salt=SALT).sign_object([device or token_hex(16), known]),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, people = Signer(salt=SALT).unsign_object(
            request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE, "")
        )
    except (BadSignature, ValueError):
        return "", []
    return device, people


def _marks(address: str) -> list[str]:
    """Return what stands for an address in the cookie, by the key in use and by those before it."""
    # Keyed, so that the cookie names nobody to whoever finds it.
    said = address.strip().lower()
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(SALT, said, secret=key).hexdigest()[:32] for key in keys]
