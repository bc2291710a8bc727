"""OpenID Connect as a client: what a provider says of itself, sending somebody there, and checking what comes back.

Authlib does the protocol. Here is which answers are taken: from where, how large, how long it may last, and that an
ID token is checked whole (signature, issuer, audience, times, nonce) though it came over a connection of our own.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client.oauth2_session import OAuth2Auth, OAuth2ClientAuth
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests_hardened.ip_filter import InvalidIPAddress

from accounts.errors import DomainError
from identity.outbound_http import OutsideSession

WELL_KNOWN: Final = "/.well-known/openid-configuration"
# Nothing that a provider says is larger, and no page waits for one longer, in seconds.
MOST_BYTES, LONGEST = 512 * 1024, 8
CLOCKS_DIFFER: Final = 60
# A shared secret would let whoever knows it make tokens, and "none" lets everybody.
ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"),
)
WAYS_TO_SHOW_A_SECRET: Final = ("client_secret_basic", "client_secret_post")

Claims = Mapping[str, Any]
# As a provider sends it: what is in it is looked at where it is used.
Json = dict[str, Any]


class ProviderError(DomainError):
    """What is wrong with a provider, or with what came from it, for whoever set it up."""


class UnknownKeyError(ProviderError):
    """A token is signed with a key that the provider has not told of: it may have a new one."""


@dataclass(frozen=True)
class Description:
    """What a provider says of itself, as far as it is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    auth_method: str
    algorithms: tuple[str, ...]
    keys: Json

    def as_json(self) -> Json:
        return asdict(self)

    @classmethod
    def of_json(cls, stored: Claims) -> "Description":
        return cls(**{**stored, "algorithms": tuple(stored["algorithms"])})


@dataclass(frozen=True)
class Client:
    """What the service is to a provider."""

    client_id: str
    secret: str
    callback: str


@dataclass(frozen=True)
class Journey:
    """What is kept in the browser's session while somebody is at their provider."""

    state: str
    nonce: str
    verifier: str


# What a provider says of itself ------------------------------------------------------------------


def describe(issuer: str) -> Description:
    """Ask a provider what it says of itself, and for its keys; ProviderError says in words what is wrong."""
    found = _fetch(issuer.rstrip("/") + WELL_KNOWN)
    called = found.get("issuer")
    if called != issuer:
        raise ProviderError(
            _("It calls itself %(called)s. Enter exactly that as its address.") % {"called": called}
        )
    if "code" not in found.get("response_types_supported", ["code"]):
        raise ProviderError(_("It does not offer the authorisation code flow."))
    keys = _fetch(_address_of(found, "jwks_uri"))
    return Description(
        issuer=issuer,
        authorization_endpoint=_address_of(found, "authorization_endpoint"),
        token_endpoint=_address_of(found, "token_endpoint"),
        userinfo_endpoint=(
            _address_of(found, "userinfo_endpoint") if found.get("userinfo_endpoint") else ""
        ),
        auth_method=_first(
            WAYS_TO_SHOW_A_SECRET,
            found.get("token_endpoint_auth_methods_supported", WAYS_TO_SHOW_A_SECRET[:1]),
            _("It takes no client secret."),
        )[0],
        algorithms=_first(
            ALGORITHMS,
            found.get("id_token_signing_alg_values_supported", ALGORITHMS[:1]),
            _("It signs its tokens in no way that can be checked safely."),
        ),
        keys=_keys(keys),
    )


def check_address(address: str) -> None:
    """Refuse an address that nothing may be asked of: not HTTPS, or with parts that belong to no provider."""
    parts = urlsplit(address)
    is_https = parts.scheme == "https" or (
        parts.scheme == "http" and settings.ALLOW_INTERNAL_PROVIDERS
    )
    if not is_https or not parts.hostname or parts.username or parts.fragment:
        raise ProviderError(_("Its addresses have to begin with https://."))


def _address_of(found: Claims, name: str) -> str:
    address = found.get(name)
    if not isinstance(address, str):
        raise ProviderError(_("It does not say its %(name)s.") % {"name": name})
    check_address(address)
    return address


def _first(ours: tuple[str, ...], theirs: object, otherwise: str) -> tuple[str, ...]:
    both = tuple(one for one in ours if isinstance(theirs, list | tuple) and one in theirs)
    if not both:
        raise ProviderError(otherwise)
    return both


def _keys(found: Json) -> Json:
    # One that nobody knows how to read would make all of them unreadable.
    usable = [
        key
        for key in found.get("keys", [])
        if isinstance(key, dict)
        and key.get("kty") in {"RSA", "EC", "OKP"}
        and key.get("use") != "enc"
    ]
    try:
        KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, KeyError, TypeError):
        usable = []
    if not usable:
        raise ProviderError(_("It publishes no key with which its tokens could be checked."))
    return {"keys": usable}


# There and back ----------------------------------------------------------------------------------


def begin(about: Description, client: Client) -> tuple[str, Journey]:
    """Return where to send somebody, and what to keep until they come back."""
    journey = Journey(
        state=generate_token(32), nonce=generate_token(32), verifier=generate_token(64)
    )
    with _session() as session:
        url, _state = _oauth(session, about, client).create_authorization_url(
            about.authorization_endpoint,
            state=journey.state,
            nonce=journey.nonce,
            code_verifier=journey.verifier,
        )
    return str(url), journey


def finish(about: Description, client: Client, journey: Journey, code: str) -> Claims:
    """Return what a provider says of whoever came back with a code, each part of it checked."""
    try:
        with _session() as session:
            token = _oauth(session, about, client).fetch_token(
                about.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=journey.verifier,
            )
            claims = check_token(about, client, journey, token)
            if "email" in claims or not about.userinfo_endpoint:
                return claims
            return {**_more(session, about, token, claims), **claims}
    except (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError) as error:
        raise ProviderError(_wrong(error)) from error


def check_token(about: Description, client: Client, journey: Journey, token: Claims) -> Json:
    """Return the claims of an ID token whose signature, issuer, audience, times and nonce are right."""
    if not isinstance(token.get("id_token"), str):
        raise ProviderError(_("It sent no ID token."))
    registry = JWSRegistry(algorithms=list(about.algorithms), strict_check_header=False)
    try:
        keys = KeySet.import_key_set(about.keys)  # type: ignore[arg-type]
        signed = jwt.decode(token["id_token"], keys, registry=registry)
    except InvalidKeyIdError as error:
        raise UnknownKeyError(_("Its token is signed with an unknown key.")) from error
    expected = {
        "iss": {"essential": True, "value": about.issuer},
        "aud": {"essential": True, "value": client.client_id},
    }
    known = {
        "nonce": journey.nonce,
        "client_id": client.client_id,
        "access_token": token.get("access_token"),
    }
    CodeIDToken(signed.claims, signed.header, expected, known).validate(leeway=CLOCKS_DIFFER)
    return dict(signed.claims)


def accepts_secret(about: Description, client: Client) -> bool:
    """Tell whether the provider knows the client by its secret: it is asked for a code that nobody has."""
    try:
        with _session() as session:
            _oauth(session, about, client).fetch_token(
                about.token_endpoint,
                grant_type="authorization_code",
                code=generate_token(32),
                code_verifier=generate_token(64),
            )
    except AuthlibBaseError as error:
        return str(error.error) not in {"invalid_client", "unauthorized_client"}
    except (requests.RequestException, ValueError) as error:
        raise ProviderError(_wrong(error)) from error
    return True


def _more(session: OutsideSession, about: Description, token: Claims, claims: Claims) -> Json:
    """Return what the provider says beside the token; some put the e-mail address there alone."""
    bearer = {"Authorization": f"Bearer {token['access_token']}", "Accept": "application/json"}
    answer = session.get(about.userinfo_endpoint, headers=bearer)
    answer.raise_for_status()
    said = answer.json()
    # Of somebody else it is of no use (OpenID Connect Core, 5.3.2).
    return said if isinstance(said, dict) and said.get("sub") == claims["sub"] else {}


def _wrong(error: Exception) -> str:
    if isinstance(error, InvalidIPAddress):
        return _("Its address leads into a private network, which this service does not ask.")
    if isinstance(error, requests.RequestException):
        return _("It could not be reached, or did not answer in time.")
    # A code such as invalid_grant, and never what was sent along.
    what = getattr(error, "error", "") or type(error).__name__
    return _("Its answer was refused: %(what)s.") % {"what": str(what)[:80]}


# Asking ------------------------------------------------------------------------------------------


class _OAuth(OAuth2Client):  # type: ignore[misc]
    """Authlib's client over a session that is not its own."""

    client_auth_class = OAuth2ClientAuth
    token_auth_class = OAuth2Auth


def _session() -> OutsideSession:
    return OutsideSession(check=check_address, most_bytes=MOST_BYTES, longest=LONGEST)


def _oauth(session: OutsideSession, about: Description, client: Client) -> _OAuth:
    return _OAuth(
        session,
        client_id=client.client_id,
        client_secret=client.secret,
        token_endpoint_auth_method=about.auth_method,
        scope="openid profile email",
        redirect_uri=client.callback,
        code_challenge_method="S256",
    )


def _fetch(address: str) -> Json:
    check_address(address)
    try:
        with _session() as session:
            answer = session.get(address, headers={"Accept": "application/json"})
        if answer.status_code != requests.codes.ok:
            words = _("%(address)s answered with status %(status)s.")
            raise ProviderError(words % {"address": address, "status": answer.status_code})
        found = answer.json()
    except requests.JSONDecodeError as error:
        raise ProviderError(_("%(address)s is not JSON.") % {"address": address}) from error
    except requests.RequestException as error:
        raise ProviderError(_wrong(error)) from error
    if not isinstance(found, dict):
        raise ProviderError(_("%(address)s is not what was expected.") % {"address": address})
    return found
