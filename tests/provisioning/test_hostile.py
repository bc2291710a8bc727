"""Whatever is sent by whoever has a token: an answer in the terms of SCIM, never a fault of the service."""

import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.provisioning.bodies import entra_group, entra_person
from tests.provisioning.conftest import Directory

pytestmark = pytest.mark.django_db
ANY_TEXT = st.text(max_size=30) | st.sampled_from(
    ["\x00", "\ud800", "members", "emails", "a" * 300]
)
PATHS = st.sampled_from(
    [
        *(
            "active",
            "emails",
            "members",
            "name",
            "name.givenName",
            "userName",
            "id",
            "meta",
            "schemas",
        ),
        *(
            'emails[type eq "work"].value',
            "emails[",
            'members[value eq "',
            "members[value eq 1]",
            "groups",
        ),
        *(
            "members.value",
            'members[display eq "x"]',
            "a" * 2_000,
            "[" * 500,
            "urn:x:y:members",
            "\x00",
        ),
        *('emails[type eq "work" and (value eq "a" or value eq "b")]', "displayName", "externalId"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT | PATHS, inner, max_size=4)
    ),
    max_leaves=8,
)
OPERATIONS = st.lists(
    st.fixed_dictionaries(
        {"op": st.sampled_from(["add", "Replace", "remove", "move", "", None, 1])},
        optional={"path": PATHS | ANY_TEXT | VALUES, "value": VALUES},
    ),
    max_size=3,
)
NAMES = [
    "userName",
    "displayName",
    "emails",
    "active",
    "name",
    "members",
    "externalId",
    "schemas",
    "title",
]
BODIES = st.dictionaries(st.sampled_from(NAMES) | ANY_TEXT, VALUES, max_size=5)


@pytest.fixture
def places(directory: Directory) -> list[str]:
    person = directory.post("Users", entra_person())
    group = directory.post("Groups", entra_group(members=[{"value": person["id"]}]))
    return [f"Users/{person['id']}", f"Groups/{group['id']}"]


def fault(directory: Directory, method: str, place: str, body: Any, **headers: str) -> str:
    """Send, take back what it changed, and say what is wrong with the answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with transaction.atomic():
        answer = directory.send(method, place, raw, **headers)
        transaction.set_rollback(True)
    if answer.status_code in {200, 201, 204}:
        return ""
    if answer.status_code >= 500:
        return f"{answer.status_code} {method} {place} {raw[:300]!r}"
    said = json.loads(answer.content)
    kind = answer.headers["Content-Type"]
    fine = kind == "application/scim+json" and said["status"] == str(answer.status_code)
    return "" if fine else f"{kind} {said}"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS, body=BODIES)
def test_no_body_breaks_the_service(
    directory: Directory, places: list[str], operations: Any, body: Any
) -> None:
    patch = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations}
    whole = entra_person("eve") | body
    faults = [fault(directory, "PATCH", place, patch) for place in places]
    faults += [fault(directory, "PUT", place, body) for place in places]
    faults += [fault(directory, "POST", "Users", said) for said in (body, whole)]
    faults += [fault(directory, "POST", "Groups", entra_group("Other") | body)]

    assert [one for one in faults if one] == []


RAW = {
    "nothing": (b"", 400),
    "no object": (b"[]", 400),
    "no JSON": (b"{", 400),
    "no number": (b'{"userName": NaN}', 400),
    "long number": (b'{"userName": %s}' % (b"9" * 9_000), 400),
    "no text": (b'{"userName": "\xff"}', 400),
    "half a character": (b'{"userName": "\\ud800@a.example", "displayName": "\\u0000"}', 400),
    "deep": (b"[" * 50_000, 400),
    "deep object": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400),
    "large": (b'{"userName": "' + b"a" * 1_000_000 + b'"}', 413),
    "many operations": (
        json.dumps({"Operations": [{"op": "remove", "path": "title"}] * 1_001}).encode(),
        400,
    ),
}


@pytest.mark.parametrize("what", RAW)
def test_body_that_is_none_is_refused(directory: Directory, places: list[str], what: str) -> None:
    raw, status = RAW[what]
    for method, place in (("POST", "Users"), ("PATCH", places[0]), ("PATCH", places[1])):
        answer = directory.send(method, place, raw)
        assert answer.status_code == status, (method, place)
        assert json.loads(answer.content)["status"] == str(status)


@pytest.mark.parametrize(
    ("method", "place", "status"),
    [
        ("GET", "Nothing", 404),
        ("GET", "Users/1", 404),
        ("GET", "Users/00000000-0000-4000-8000-000000000000", 404),
        ("GET", "Users/%00", 404),
        ("GET", "Schemas/none", 404),
        ("PUT", "Users", 405),
        ("POST", "ServiceProviderConfig", 405),
        ("POST", "Bulk", 501),
        ("POST", ".search", 501),
        ("GET", "Users?attributes=a&excludedAttributes=b", 400),
        ("GET", "Users?attributes=[", 400),
        ("GET", "Users?count=x&startIndex=%00", 200),
    ],
)
def test_every_fault_is_told_as_the_standard_has_it(
    directory: Directory, method: str, place: str, status: int
) -> None:
    answer = directory.send(method, place)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/scim+json"
    if status != 200:
        assert json.loads(answer.content)["status"] == str(status)


def test_form_in_place_of_json_is_refused(directory: Directory) -> None:
    for kind in (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/xml",
    ):
        answer = directory.send("POST", "Users", b"a=1", **{"Content-Type": kind})
        assert answer.status_code == 415


def test_crash_is_told_as_the_standard_has_it(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_arguments: object) -> None:
        raise RuntimeError("Ada Byron")

    monkeypatch.setattr("provisioning.views.scim.queries.people_of", crash)

    answer = directory.send("GET", "Users")

    assert answer.status_code == 500
    assert json.loads(answer.content)["detail"] == "Internal Server Error"
