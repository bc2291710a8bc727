"""What the questionnaire's script sends while somebody answers."""

import json
import logging
from datetime import datetime

import pytest
from django.db import OperationalError, connection
from django.test import Client

from assessments import queries
from tests.assessments.sitting import finish, stored, url
from tests.factories import (
    answer,
)

pytestmark = pytest.mark.django_db


def autosave(client, assessment, body, **extra):
    if not isinstance(body, (str, bytes)):
        body = json.dumps(body)
    extra = {"content_type": "application/json"} | extra
    return client.post(url("save", assessment), body, **extra)


def test_autosave_saves_and_says_how_far_one_is(client, assessment) -> None:
    response = autosave(
        client,
        assessment,
        {
            "answers": {"ASP-01": {"was": "", "now": "4"}},
            "notes": {"ASP": {"was": "", "now": " One\r\nTwo "}},
        },
    )

    reply = response.json()
    known_revision = reply.pop("known_revision")
    assert reply == {
        "saved": ["ASP-01", "ASP"],
        "conflicts": {},
        "progress": {
            "answered": 1,
            "statements": 42,
            "words": "1 of 42 statements answered",
        },
    }
    assert datetime.fromisoformat(known_revision) == queries.sheet(assessment).revision
    assert stored(assessment) == {"ASP-01": "4"}
    assert queries.stored_notes(assessment)["ASP"].text == "One\nTwo"


def test_autosave_reports_a_conflict_in_words(client, assessment) -> None:
    answer(assessment, {"ASP-01": "4"}, note="Theirs")

    reply = autosave(
        client,
        assessment,
        {
            "answers": {"ASP-01": {"was": "", "now": "2"}},
            "notes": {"ASP": {"was": "", "now": "Mine"}},
        },
    ).json()

    assert reply["saved"] == []
    assert reply["conflicts"]["ASP-01"] == {
        "stored": "4",
        "words": "You answered this in another tab or on another device: Usually. "
        "Choose again here if you want to change it.",
    }
    assert reply["conflicts"]["ASP"]["stored"] == "Theirs"
    assert "“Theirs”" in reply["conflicts"]["ASP"]["words"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (" ", 400),
        ("{", 400),
        ("[]", 400),
        ("[" * 100_000, 400),
        (b"\xff\xfe", 400),
        ('{"answers": []}', 400),
        ('{"answers": {"ASP-01": "4"}}', 400),
        ('{"answers": {"ASP-01": {"was": ""}}}', 400),
        ('{"answers": {"ASP-01": {"now": 4}}}', 400),
        ('{"answers": {"ASP-01": {"now": null}}}', 400),
        ('{"answers": {"ASP-01": {"now": "4", "was": 3}}}', 400),
        ('{"answers": {"ASP-01": {"now": "4", "sent": "3"}}}', 400),
        ('{"answers": {"ASP-01": {"now": "4", "sent": [3]}}}', 400),
        ('{"answers": {"ASP-01": {"now": "0"}}}', 400),
        ('{"answers": {"ASP-01": {"now": "6"}}}', 400),
        ('{"answers": {"ASP-01": {"now": "DK"}}}', 400),
        ('{"answers": {"XXX-01": {"now": "4"}}}', 400),
        ('{"answers": {"\\ud800": {"now": "4"}}}', 400),
        ('{"answers": {"ASP-01": {"now": "\\ud800"}}}', 400),
        ('{"notes": {"XXX": {"now": "A note"}}}', 400),
        ('{"notes": {"ASP": {"now": "a\\u0000b"}}}', 400),
        ('{"notes": {"ASP": {"now": "a\\ud800b"}}}', 400),
        (json.dumps({"notes": {"ASP": {"now": "x" * 1001}}}), 400),
        (json.dumps({"notes": {"ASP": {"now": "x" * 2**20}}}), 413),
        ('{"known_revision": 4, "answers": {"ASP-01": {"now": "4"}}}', 400),
    ],
)
def test_autosave_refuses_bad_input_in_words_and_touches_nothing(
    client, assessment, body, status
) -> None:
    answer(assessment, {"ASP-02": "3"})

    response = autosave(client, assessment, body)

    assert response.status_code == status
    assert len(response.json()["error"]) > 20
    assert stored(assessment) == {"ASP-02": "3"}
    assert queries.stored_notes(assessment) == {}


@pytest.mark.parametrize(
    "body",
    [
        '{"answers": {"ASP-01": {"now": "1"}}}',
        '{"answers": {"ASP-01": {"now": "5", "was": "", "sent": ["4"]}}}',
        '{"answers": {"ASP-01": {"now": "NA"}}}',
        '{"known_revision": "", "answers": {"ASP-01": {"now": "4"}}}',
        '{"known_revision": "no moment", "answers": {"ASP-01": {"now": "4"}}}',
        '{"known_revision": "2026-01-01T10:00:00", "answers": {"ASP-01": {"now": "4"}}}',
        '{"more": "keys", "answers": {"ASP-01": {"now": "4"}}}',
        json.dumps({"notes": {"ASP": {"now": "x" * 1000}}}),
        json.dumps({"notes": {"ASP": {"now": "\r\n".join(["x" * 99] * 10)}}}),
        '{"notes": {"ASP": {"now": "\\ud83d\\ude00"}}}',
        "{}",
    ],
)
def test_autosave_allows_what_stands_beside_the_refusals(client, assessment, body) -> None:
    assert autosave(client, assessment, body).status_code == 200


def test_autosave_refuses_another_content_type(client, assessment) -> None:
    body = {"answers": {"ASP-01": {"now": "4"}}}

    response = autosave(client, assessment, body, content_type="text/plain")

    assert response.status_code == 415
    assert stored(assessment) == {}


def test_autosave_with_an_expired_session_answers_401_and_touches_nothing(
    client, assessment
) -> None:
    answer(assessment, {"ASP-02": "3"})
    client.session.flush()

    response = autosave(client, assessment, {"answers": {"ASP-01": {"now": "4"}}})

    assert (response.status_code, response["Content-Type"]) == (401, "application/json")
    assert stored(assessment) == {"ASP-02": "3"}


def test_autosave_to_a_finished_assessment_answers_409(client, assessment) -> None:
    answer(assessment, {"ASP-01": "4"})
    finish(assessment)

    response = autosave(client, assessment, {"answers": {"ASP-01": {"was": "4", "now": "2"}}})

    assert response.status_code == 409
    assert stored(assessment) == {"ASP-01": "4"}


def test_autosave_by_someone_else_answers_404(client_of, assessment, colleague, hr_lead) -> None:
    for person in (colleague, hr_lead):
        response = autosave(client_of(person), assessment, {"answers": {"ASP-01": {"now": "4"}}})
        assert response.status_code == 404
    assert stored(assessment) == {}


def test_autosave_without_a_token_is_refused(manager, assessment) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)

    assert autosave(client, assessment, {"answers": {"ASP-01": {"now": "4"}}}).status_code == 403

    client.get(url("theme", assessment, "ASP"))
    token = {"HTTP_X_CSRFTOKEN": client.cookies["csrftoken"].value}
    response = autosave(client, assessment, {"answers": {"ASP-01": {"now": "4"}}}, **token)
    assert response.status_code == 200


def test_autosave_answers_in_json_whatever_happens(
    client_of, manager, assessment, monkeypatch, caplog
) -> None:
    own, guarded = client_of(manager), Client(enforce_csrf_checks=True)
    guarded.force_login(manager)
    change = {"answers": {"ASP-01": {"now": "4"}}}

    answers = [own.get(url("save", assessment)), autosave(guarded, assessment, change)]
    # No row of the real kind can be made to fail, so what writes them is taken away.
    monkeypatch.setattr("assessments.views.answering.actions.save_answers", None)
    answers.append(autosave(own, assessment, change))

    assert [one.status_code for one in answers] == [405, 403, 500]
    assert all(one.json()["error"] for one in answers)
    assert "Internal Server Error: assessments:save" in caplog.text


@pytest.mark.parametrize("statements", [1, 3])
def test_autosave_takes_five_queries_however_much_it_brings(
    client, assessment, statements, django_assert_num_queries
) -> None:
    """Session, person, door with lock, what is stored, one write; and the begin and end of a test's
    savepoint in place of the transaction's own.
    """
    autosave(client, assessment, {"answers": {"LCF-01": {"now": "4"}}})
    codes = [f"ASP-0{number + 1}" for number in range(statements)]

    with django_assert_num_queries(5 + 2):
        autosave(client, assessment, {"answers": {code: {"now": "4"} for code in codes}})

    assert len(stored(assessment)) == 1 + statements


@pytest.mark.parametrize("when", ["session", "save"])
def test_autosave_while_the_database_is_away_answers_503_and_is_sent_again(
    client, assessment, caplog, when
) -> None:
    """As it restarts: whatever asks it first, in a middleware or in the view, is told that it is away."""
    client.raise_request_exception = False
    waits_for = {"session": "django_session", "save": "assessments_answer"}[when]

    def away(execute, sql, params, many, context):
        if waits_for in sql:
            raise OperationalError("terminating connection due to administrator command")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away), caplog.at_level(logging.INFO, logger="django"):
        response = autosave(client, assessment, {"answers": {"ASP-01": {"was": "", "now": "4"}}})
        page = client.get(url("check", assessment))

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "sent again" in response.json()["error"]
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert b"Please try again in a moment" in page.content
    assert {one.getMessage()[:23] for one in caplog.records} == {"503 Service Unavailable"}
    assert [one for one in caplog.records if one.exc_info] == []
    # Once it is back, the same is saved.
    assert autosave(client, assessment, {"answers": {"ASP-01": {"now": "4"}}}).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no replicas")
def test_a_primary_that_another_has_replaced_is_asked_once_and_left(client, assessment) -> None:
    """It answers, and lets nobody write: the same connection would say so again and again."""
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")

    first, second = (
        autosave(client, assessment, {"answers": {"ASP-01": {"was": "", "now": "4"}}})
        for _ in range(2)
    )

    assert (first.status_code, first["Retry-After"]) == (503, "5")
    assert "sent again" in first.json()["error"]
    assert second.status_code == 200
