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

import pytest

from bench.servers import free_port, is_listening

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("production")
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "Yk3-production-like-and-long-enough-0123456789-abcdefghijklmnop",
        "SITE_URL": f"http://127.0.0.1:{free_port()}",
        "DATABASE_URL": f"sqlite:///{folder / 'production.sqlite3'}",
        "STATIC_ROOT": str(folder / "static"),
    }
    for command in (["migrate"], ["createcachetable"], ["collectstatic", "--no-input"]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "--verbosity", "0"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
    return environment


@pytest.fixture(scope="module")
def address(environment: dict[str, str]) -> Iterator[str]:
    address = environment["SITE_URL"].removeprefix("http://")
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
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response, response.read()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_checks_answer(address, path):
    response, _body = get(address, path)

    assert response.status == 200


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
