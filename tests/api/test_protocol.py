"""What holds for every operation: pages, versions, writes that come twice, problems, the OpenAPI document."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.models import Membership, Organisation, Team, User
from api.actions import begin_write
from api.models import KeptAnswer
from api.operations.api import document
from api.scopes import Scope
from tests.api.conftest import Speaker, speaker_of
from tests.factories import TeamFactory

pytestmark = pytest.mark.django_db


# Pages -----------------------------------------------------------------------------------------


@pytest.fixture
def teams(organisation: Organisation) -> list[str]:
    return [TeamFactory(organisation=organisation, name=f"T{n:02}").name for n in range(23)]


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limit=st.integers(1, 30))
def test_pages_hold_everything_once_and_in_order(hr: Speaker, teams: list[str], limit: int) -> None:
    found, path, pages = [], f"teams?limit={limit}", 0
    while path:
        page = hr.get(path)
        found += [one["name"] for one in page["items"]]
        assert (page["total"], page["limit"]) == (len(teams), limit)
        assert len(page["items"]) <= limit
        pages += 1
        path = page["next"] and page["next"].partition("/api/v1/")[2]
    assert found == teams
    assert pages == max(1, -(-len(teams) // limit))


def test_next_page_has_the_same_address_but_for_its_query(hr: Speaker, teams: list[str]) -> None:
    following = urlsplit(hr.get("teams?limit=2")["next"])

    assert (following.path, following.query) == ("/api/v1/teams", "limit=2&page=2")
    kept = hr.get("people?text=a&limit=1")["next"]
    assert kept is None or "text=a" in kept


@pytest.mark.parametrize("asked", ["limit=0", "limit=201", "page=0", "page=100001", "page=x"])
def test_pages_are_bounded(hr: Speaker, asked: str) -> None:
    assert hr.get(f"teams?{asked}", 422)["errors"][0]["in"] == "query"


def test_page_past_the_last_is_empty(hr: Speaker, teams: list[str]) -> None:
    assert hr.get("teams?page=100000&limit=200")["items"] == []


def test_head_is_answered_as_get_without_a_body(hr: Speaker, teams: list[str]) -> None:
    for path in ("teams", f"teams/{Team.objects.earliest('pk').pk}", "people", "nothing"):
        got, head = hr.send("GET", path), hr.send("HEAD", path)

        assert head.status_code == got.status_code
        assert head.content == b""
        for name in ("ETag", "Content-Type", "Content-Length"):
            assert head.headers.get(name) == got.headers.get(name)
    known = hr.send("HEAD", "teams").headers["ETag"]
    assert hr.send("HEAD", "teams", **{"If-None-Match": known}).status_code == 304
    assert hr.send("PUT", "teams").headers["Allow"] == "GET, HEAD, POST"
    assert hr.send("HEAD", "token").status_code == 405


# Versions --------------------------------------------------------------------------------------


def test_what_is_known_is_not_sent_again(hr: Speaker, teams: list[str]) -> None:
    for path in ("teams", f"teams/{Team.objects.first().pk}"):
        first = hr.send("GET", path)
        again = hr.send("GET", path, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert first.headers["Cache-Control"] == "private, no-cache"

    team = Team.objects.first()
    path = f"teams/{team.pk}"
    known = hr.send("GET", path).headers["ETag"]
    hr.patch(path, {"name": "Renamed"})
    assert hr.send("GET", path, **{"If-None-Match": known}).status_code == 200


# Writes that come twice ------------------------------------------------------------------------

KEY = {"Idempotency-Key": "2026-11-29-0001"}


def test_same_request_is_done_once_and_answered_alike(hr: Speaker) -> None:
    first = hr.send("POST", "teams", {"name": "Care"}, **KEY)
    again = hr.send("POST", "teams", {"name": "Care"}, **KEY)

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.headers["ETag"] == again.headers["ETag"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Team.objects.count() == 1
    # Without the key it would be another request.
    hr.post("teams", {"name": "Care"}, 409)


def test_key_that_is_let_go_meanwhile_is_taken(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between finding it taken and reading its row, whoever took it was refused."""
    KeptAnswer.objects.create(
        organisation=organisation, holder="x", key="1", asked="a", begun_at=timezone.now()
    )
    first = QuerySet.first

    def late(rows: QuerySet[KeptAnswer]) -> KeptAnswer | None:
        rows.delete()
        return first(rows)

    monkeypatch.setattr(QuerySet, "first", late)

    assert begin_write(organisation, "x", "1", "b", at=timezone.now()).is_ours


def test_same_key_for_another_body_is_a_conflict(hr: Speaker) -> None:
    hr.post("teams", {"name": "Care"}, **KEY)

    assert "another request" in hr.post("teams", {"name": "Homes"}, 409, **KEY)["detail"]
    assert Team.objects.count() == 1


def test_keys_of_others_are_their_own(hr: Speaker, admin: Speaker) -> None:
    hr.post("teams", {"name": "Care"}, **KEY)
    admin.post("teams", {"name": "Homes"}, **KEY)

    assert Team.objects.count() == 2


def test_refused_request_may_be_put_right_with_the_same_key(hr: Speaker) -> None:
    hr.post("teams", {"name": "a > b"}, 409, **KEY)
    hr.post("teams", {"name": "Care"}, **KEY)


def test_request_that_is_worked_on_is_not_done_beside(hr: Speaker) -> None:
    hr.post("teams", {"name": "Care"}, **KEY)
    KeptAnswer.objects.update(status=None, body="")
    assert "still" in hr.post("teams", {"name": "Care"}, 409, **KEY)["detail"]

    # One that was cut off is taken over, and finds what it had done.
    KeptAnswer.objects.update(begun_at=timezone.now() - timedelta(minutes=3))
    assert "already" in hr.post("teams", {"name": "Care"}, 409, **KEY)["detail"]


def test_key_that_is_over_is_a_new_one(hr: Speaker) -> None:
    hr.post("teams", {"name": "Care"}, **KEY)
    KeptAnswer.objects.update(begun_at=timezone.now() - timedelta(days=1, seconds=1))

    hr.post("teams", {"name": "Homes"}, **KEY)


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
def test_key_that_is_none_is_refused(hr: Speaker, key: str) -> None:
    hr.post("teams", {"name": "Care"}, 400, **{"Idempotency-Key": key})


def test_answer_is_given_again_to_whoever_still_may_have_it(hr_lead: User) -> None:
    both = speaker_of(hr_lead, scopes=frozenset({Scope.WRITE_PEOPLE}))
    both.post("teams", {"name": "Care"}, **KEY)
    reads = speaker_of(hr_lead, scopes=frozenset({Scope.READ_PEOPLE}))

    assert reads.send("POST", "teams", {"name": "Care"}, **KEY).status_code == 403


def test_crash_leaves_the_key_free(hr: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("api.operations.people.add_team", crash)
        said = hr.post("teams", {"name": "Care"}, 500, **KEY)
    assert said["detail"] == "Internal Server Error"
    hr.post("teams", {"name": "Care"}, **KEY)


# Problems --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nothing", None, 404),
        ("GET", "people/0", None, 422),
        ("GET", f"people/{2**63}", None, 422),
        ("GET", "people/1234567", None, 404),
        ("DELETE", "people", None, 405),
        ("POST", "teams", "{", 400),
        ("POST", "teams", '{"name": "\\ud800"}', 422),
        ("POST", "teams", "[" * 100_000, 400),
        ("POST", "teams", b"x" * 300_000, 413),
        ("GET", "campaigns/none", None, 404),
        ("GET", "results/none", None, 404),
    ],
)
def test_whatever_is_wrong_is_told_as_a_problem(
    hr: Speaker, method: str, path: str, body: Any, status: int
) -> None:
    answer = hr.send(method, path, body)

    said = json.loads(answer.content)
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert said["status"] == status
    assert said["title"]
    if status == 405:
        assert answer.headers["Allow"]


# The document ----------------------------------------------------------------------------------


def test_document_is_open_and_known_once(db: None) -> None:
    first = Client().get(reverse("api_openapi"))
    assert json.loads(first.content)["openapi"] == "3.1.0"

    again = Client().get(reverse("api_openapi"), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_document_is_in_one_language_whoever_asks_first() -> None:
    document.cache_clear()
    with translation.override("cy"):
        first = document()
    document.cache_clear()

    assert first == document()


def test_every_operation_says_which_token_it_needs_and_how_it_refuses() -> None:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            needs = [
                scope for way in operation["security"] for one in way.values() for scope in one
            ]
            assert needs or path == "/api/v1/me", path
            assert {"401", "403", "429"} <= set(operation["responses"]), (method, path)


def test_page_names_every_operation(db: None) -> None:
    page = Client().get(reverse("api_docs")).content.decode()

    for path, operations in document()["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path.removeprefix('/api/v1')}" in page


def test_reading_scope_writes_nothing(hr_lead: User) -> None:
    """Ask everything that writes with a token that only reads, and the other way round."""
    reads = frozenset(one for one in Scope if one.value.endswith(":read"))
    speakers = {
        True: speaker_of(hr_lead, scopes=reads),
        False: speaker_of(hr_lead, scopes=frozenset(Scope) - reads),
    }
    before = Membership.objects.count(), Team.objects.count()
    for path, operations in document()["paths"].items():
        for method in operations:
            if path == "/api/v1/me":
                continue
            asked = path.removeprefix("/api/v1/").replace("{report_id}", "0" * 32)
            asked = (
                asked.replace("{slug}", "x").replace("{person_id}", "1").replace("{team_id}", "1")
            )
            answer = speakers[method != "get"].send(method.upper(), asked, {"x": 1})
            assert answer.status_code == 403, (method, path, answer.content)
    assert (Membership.objects.count(), Team.objects.count()) == before
