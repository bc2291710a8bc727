"""The id of a request, and a log of JSON lines that names nobody."""

import io
import json
import logging

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from operations.json_log import JsonFormatter
from operations.request_id import request_id


@pytest.fixture
def lines():
    """All that the service logs meanwhile, as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_request_has_an_id_and_a_line_that_names_its_page_and_nobody(
    lines, client_of, manager, settings
):
    settings.LOG_FORMAT = "json"

    answer = client_of(manager).get("/privacy/", {"name": manager.name})

    (line,) = [one for one in lines() if one["logger"] == "operations.requests"]
    assert len(answer["X-Request-ID"]) == 32
    assert line["request"] == answer["X-Request-ID"]
    assert (line["page"], line["status"], line["message"]) == ("privacy", 200, "GET privacy")
    assert line["ms"] >= 0
    assert manager.name not in json.dumps(lines())
    assert request_id.get() == ""


def test_a_refusal_has_the_id_of_its_request(db, lines):
    answer = Client().get("/metrics")

    (line,) = [one for one in lines() if one["logger"] == "django.request"]
    assert (line["message"], line["request"]) == (
        "404 Not Found: metrics",
        answer["X-Request-ID"],
    )


def test_an_id_is_taken_from_the_web_server_in_front_alone(db, settings):
    given = {"x-request-id": "front-0123456789"}
    assert Client().get("/healthz", headers=given)["X-Request-ID"] != "front-0123456789"
    settings.TRUST_PROXY_HEADERS = True
    assert Client().get("/healthz", headers=given)["X-Request-ID"] == "front-0123456789"
    hostile = Client().get("/healthz", headers={"x-request-id": "a b\tc<script>"})
    assert len(hostile["X-Request-ID"]) == 32


def test_probes_and_the_log_of_lines_leave_none(db, lines, settings):
    Client().get("/privacy/")
    settings.LOG_FORMAT = "json"
    Client().get("/healthz")

    assert [one for one in lines() if one["logger"] == "operations.requests"] == []


def test_an_exception_is_told_without_its_words(manager, lines):
    """PostgreSQL's would be: Key (email)=(morgan@council.example) already exists."""
    try:
        User.objects.create_user(email=manager.email, name="Twice")
    except IntegrityError:
        logging.getLogger("leadership").exception("It failed")

    (line,) = [one for one in lines() if one["logger"] == "leadership"]
    assert line["exception"] == "IntegrityError"
    assert any(one.startswith("accounts/models/people.py:") for one in line["where"])
    assert manager.email not in json.dumps(line)
