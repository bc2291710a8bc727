"""The service as an operator runs it: gunicorn, collected static files, settings from the environment."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bench.servers import free_port, is_listening

ROOT = Path(__file__).parents[2]
HOST = "leadership.example"
# What the web server in front says of a request that came to it by HTTPS.
BY_HTTPS = {"Host": HOST, "X-Forwarded-Proto": "https"}
EMAIL, PASSWORD = "sam@council.example", "a plain heron over water"
MAKE_PERSON = f"""
from accounts.models import Membership, Organisation, User
user = User.objects.create_user({EMAIL!r}, {PASSWORD!r}, name="Sam Lee")
Membership.objects.create(user=user, organisation=Organisation.objects.create(slug="a", name="A"))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("production")
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "Yk3-production-like-and-long-enough-0123456789-abcdefghijklmnop",
        "SITE_URL": f"https://{HOST}",
        "TRUST_PROXY_HEADERS": "true",
        "DATABASE_URL": f"sqlite:///{folder / 'production.sqlite3'}",
        "STATIC_ROOT": str(folder / "static"),
    }
    person = ["shell", "--command", MAKE_PERSON]
    for command in (["migrate"], ["createcachetable"], ["collectstatic", "--no-input"], person):
        subprocess.run(
            [sys.executable, "manage.py", *command, "--verbosity", "0"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
    return environment


@pytest.fixture(scope="module")
def address(environment: dict[str, str]) -> Iterator[str]:
    address = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", address]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as server:
        try:
            _wait_for(address, server)
            yield address
        finally:
            server.send_signal(signal.SIGTERM)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    host, port = address.split(":")
    for _ in range(600):
        if server.poll() is not None:
            pytest.fail(f"gunicorn stopped: {server.stderr.read().decode()}")
        if is_listening((host, int(port))):
            return
        time.sleep(0.1)
    pytest.fail("gunicorn does not answer")


def get(address: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    with closing(http.client.HTTPConnection(address, timeout=20)) as connection:
        connection.request("GET", path, headers=BY_HTTPS | headers)
        response = connection.getresponse()
        return response, response.read()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_checks_answer_by_plain_http_too(address, path):
    response, _body = get(address, path, **{"X-Forwarded-Proto": "http"})

    assert response.status == 200


def test_pages_are_there_by_https_alone(address):
    response, _body = get(address, "/accounts/login/", **{"X-Forwarded-Proto": "http"})

    assert response.status == 301
    assert response.headers["Location"] == f"https://{HOST}/accounts/login/"


def test_every_answer_has_the_heads_that_keep_a_browser_safe(address):
    for path in ("/accounts/login/", "/static/no-such-file.css", "/"):
        response, _body = get(address, path)

        heads = response.headers
        assert heads["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        assert heads["X-Content-Type-Options"] == "nosniff"
        assert heads["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in heads["Content-Security-Policy"]
        assert "object-src 'none'" in heads["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in heads


def test_cookies_are_for_this_host_alone_and_for_no_script(address):
    form, page = get(address, "/accounts/login/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)[1].decode()
    given = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token}
    with closing(http.client.HTTPConnection(address, timeout=20)) as connection:
        heads = BY_HTTPS | {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": form.headers["Set-Cookie"].partition(";")[0],
            "Referer": f"https://{HOST}/accounts/login/",
        }
        connection.request("POST", "/accounts/login/", urlencode(given), heads)
        signed_in = connection.getresponse()

    cookies = [one for one in signed_in.headers.get_all("Set-Cookie") if "max-age=0" not in one]
    assert signed_in.status == 302
    assert {one.partition("=")[0] for one in cookies} >= {
        "__Host-csrftoken",
        "__Host-known_device",
        "__Host-sessionid",
    }
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert parts >= {"secure", "path=/"}
        assert parts & {"samesite=lax", "samesite=strict"}
        assert not any(part.startswith("domain=") for part in parts)
        assert "httponly" in parts or cookie.startswith("__Host-csrftoken")


def test_pages_are_closed_and_forbid_inline_code(address):
    response, _body = get(address, "/")

    policy = response.headers["Content-Security-Policy"]
    assert response.status == 302
    assert response.headers["Location"].startswith("/accounts/login/")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_static_files_of_a_page_are_compressed_and_kept_for_ever(address):
    response, page = get(address, "/accounts/login/")

    assert response.status == 200
    links = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode())
    assert links != []
    for link in links:
        file, body = get(address, link, **{"Accept-Encoding": "br"})
        assert (link, file.status) == (link, 200)
        assert "immutable" in file.headers["Cache-Control"]
        assert file.headers["Content-Encoding"] == "br" or len(body) < 1000


def test_unknown_page_shows_nothing_of_the_inside(address):
    response, body = get(address, "/accounts/no-such-page/")

    assert response.status in {302, 404}
    assert b"urlpatterns" not in body
    assert b"Traceback" not in body


def test_other_host_names_are_refused(address):
    response, _body = get(address, "/healthz", Host="attacker.example")

    assert response.status == 400
