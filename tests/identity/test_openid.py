"""What is taken for true of a provider: its description, and the tokens that it signs."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from authlib.common.errors import AuthlibBaseError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey

from accounts.permissions import Role
from identity import openid
from identity.claims import ClaimError, ClaimRules, Visitor, read_claims
from identity.openid import Client, Description, Journey, ProviderError, UnknownKeyError

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}, private=True)
OTHER = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
CLIENT = Client("leadership", "secret", "https://site.example/back/")
JOURNEY = Journey(state="state", nonce="nonce", verifier="verifier")
ISSUER = "https://login.example"


def about(**changed: Any) -> Description:
    said: dict[str, Any] = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "userinfo_endpoint": "",
        "auth_method": "client_secret_basic",
        "algorithms": ("RS256",),
        "keys": {"keys": [KEY.as_dict(private=False)]},
    }
    return Description(**said | changed)


def token(key: Any = KEY, header: dict[str, Any] | None = None, **changed: Any) -> dict[str, str]:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": "leadership", "sub": "1", "nonce": "nonce"}
    claims |= {"iat": now, "exp": now + 300} | changed  # type: ignore[dict-item]
    kept = {name: value for name, value in claims.items() if value is not None}
    header = {"alg": "RS256", "kid": "one", **(header or {})}
    signed = jwt.encode(header, kept, key, algorithms=["RS256", "HS256"])
    return {"id_token": signed, "access_token": "access"}


def test_right_token_is_taken() -> None:
    assert openid.check_token(about(), CLIENT, JOURNEY, token())["sub"] == "1"


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://other.example"},
        {"aud": "another"},
        {"aud": ["another", "leadership"], "azp": "another"},
        {"exp": 1_700_000_000},  # a day of 2023
        {"exp": None},
        {"iat": 4_000_000_000},  # a day of 2096
        {"sub": None},
        {"at_hash": "of-another-access-token"},
    ],
    ids=str,
)
def test_token_with_a_wrong_claim_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises((JoseError, AuthlibBaseError)):
        openid.check_token(about(), CLIENT, JOURNEY, token(**changed))


def test_token_with_a_wrong_signature_is_refused() -> None:
    shared = OctKey.import_key(json.dumps(KEY.as_dict(private=False)))
    right = token()["id_token"]
    header = urlsafe_b64encode(b'{"alg":"none","kid":"one"}').rstrip(b"=").decode()
    unsigned = f"{header}.{right.split('.')[1]}."

    for forged in (
        token(OTHER)["id_token"],
        # The public key taken for a shared secret, and no signature at all.
        token(shared, {"alg": "HS256"})["id_token"],
        unsigned,
        right[:-6] + "AAAAAA",
    ):
        with pytest.raises((JoseError, ValueError)):
            openid.check_token(about(), CLIENT, JOURNEY, {"id_token": forged})


def test_token_with_an_unknown_key_says_so_and_one_without_token_is_refused() -> None:
    with pytest.raises(UnknownKeyError):
        openid.check_token(about(), CLIENT, JOURNEY, token(header={"kid": "two"}))
    with pytest.raises(ProviderError):
        openid.check_token(about(), CLIENT, JOURNEY, {"access_token": "access"})


# What a provider says of itself ------------------------------------------------------------------


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = self.server.answers.get(self.path, (404, b""))  # type: ignore[attr-defined]
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


class FakeServer:
    """A server that says what a test has it say."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.issuer = f"http://127.0.0.1:{server.server_port}"
        self.answers: dict[str, tuple[int, bytes]] = {}
        server.answers = self.answers  # type: ignore[attr-defined]
        self.says()

    def says(self, status: int = 200, **changed: Any) -> None:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        keys = changed.pop("keys", [KEY.as_dict(private=False)])
        body = json.dumps({name: one for name, one in (said | changed).items() if one is not None})
        self.answers[openid.WELL_KNOWN] = (status, body.encode())
        self.answers["/keys"] = (200, json.dumps({"keys": keys}).encode())


@pytest.fixture
def server(settings: Any) -> Iterator[FakeServer]:
    settings.ALLOW_INTERNAL_PROVIDERS = True
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield FakeServer(listening)
        listening.shutdown()
        thread.join()


def test_description_is_read_and_kept(server: FakeServer) -> None:
    encryption = {"kty": "RSA", "use": "enc", "kid": "unread"}
    server.says(keys=[{"kty": "strange"}, encryption, KEY.as_dict(private=False)])

    found = openid.describe(server.issuer)

    assert (found.auth_method, found.algorithms) == ("client_secret_basic", ("RS256",))
    assert [key["kid"] for key in found.keys["keys"]] == ["one"]
    assert Description.of_json(json.loads(json.dumps(found.as_json()))) == found


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"issuer": "https://other.example"}, "calls itself https://other.example"),
        ({"token_endpoint": None}, "does not say its token_endpoint"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "begin with https://"),
        ({"response_types_supported": ["id_token"]}, "authorisation code flow"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "no client secret"),
        ({"id_token_signing_alg_values_supported": ["none", "HS256"]}, "checked safely"),
        ({"keys": []}, "publishes no key"),
        ({"status": 404}, "answered with status 404"),
        # It is not followed, wherever it leads.
        ({"status": 302}, "answered with status 302"),
        ({"padding": "x" * openid.MOST_BYTES}, "could not be reached"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_with_a_provider_is_said(
    server: FakeServer, said: dict[str, Any], words: str
) -> None:
    server.says(**said)

    with pytest.raises(ProviderError, match=words):
        openid.describe(server.issuer)


def test_nothing_inside_the_network_is_asked(server: FakeServer, settings: Any) -> None:
    settings.ALLOW_INTERNAL_PROVIDERS = False
    port = server.issuer.rpartition(":")[2]

    with pytest.raises(ProviderError, match="begin with https://"):
        openid.describe(server.issuer)
    # Whether something listens there or nothing, the answer is the same.
    for address in (f"https://127.0.0.1:{port}", "https://localhost:1", "https://[::1]:1"):
        with pytest.raises(ProviderError, match="private network"):
            openid.describe(address)


# Claims ------------------------------------------------------------------------------------------

ENTRA = {"iss": ISSUER, "sub": "pairwise", "oid": "object", "tid": "tenant", "name": " Sam  Lee "}
READING = ClaimRules("sub", trusts_addresses=False, role_claim="", roles={})
BY_ROLE = {"Managers": "manager", "People team": "hr_lead"}


def test_address_counts_only_where_somebody_vouches_for_it() -> None:
    trusting = ClaimRules("oid_tid", trusts_addresses=True, role_claim="", roles={})
    claims = {**ENTRA, "email": "Sam@Council.example"}
    vouched = Visitor(ISSUER, "pairwise", "sam@council.example", "Sam Lee")

    assert read_claims({**claims, "email_verified": True}, READING) == vouched
    for said in ({}, {"email_verified": False}, {"email_verified": "true"}):
        assert read_claims({**claims, **said}, READING).address == ""
    assert read_claims(claims, trusting) == Visitor(
        ISSUER, "tenant:object", "sam@council.example", "Sam Lee"
    )


@pytest.mark.parametrize(
    ("claims", "roles"),
    [
        ({}, None),
        ({"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {}}}, None),
        ({"groups": []}, set()),
        ({"groups": ["Managers", "Others", 7]}, {Role.MANAGER}),
        ({"groups": "People team"}, {Role.HR_LEAD}),
        ({"groups": {"Managers": True}}, None),
    ],
    ids=str,
)
def test_roles_are_those_of_the_values_and_none_are_said_where_the_claim_is_missing(
    claims: dict[str, Any], roles: set[Role] | None
) -> None:
    reading = ClaimRules("sub", trusts_addresses=False, role_claim="groups", roles=BY_ROLE)

    assert read_claims({**ENTRA, **claims}, reading).roles == roles


def test_roles_are_found_inside_another_claim_or_under_a_name_with_dots() -> None:
    inside = ClaimRules(
        "sub", trusts_addresses=False, role_claim="realm_access.roles", roles=BY_ROLE
    )
    dotted = ClaimRules(
        "sub", trusts_addresses=False, role_claim="https://a.b/roles", roles=BY_ROLE
    )

    found = read_claims({**ENTRA, "realm_access": {"roles": ["Managers"]}}, inside)
    named = read_claims({**ENTRA, "https://a.b/roles": ["Managers"]}, dotted)

    assert found.roles == named.roles == {Role.MANAGER}


@pytest.mark.parametrize("claims", [{}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 300}], ids=str)
def test_nobody_is_told_from_others_without_a_subject(claims: dict[str, Any]) -> None:
    with pytest.raises(ClaimError):
        read_claims({"iss": ISSUER, **claims}, READING)
