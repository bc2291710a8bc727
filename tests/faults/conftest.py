"""What the fault tests need: a real server that can be killed."""

import http.client
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bench.servers import free_port
from tests.factories import PASSWORD

ROOT = Path(__file__).parents[2]
BANK = "fixtures/customer-focused-leadership.yaml"
EMAIL = "priya.raman@ambleford.example"
CHOOSE_PASSWORD = (
    "from accounts.models import User; user = User.objects.get();"
    f" user.set_password({PASSWORD!r}); user.save()"
)
COMMANDS = """
import shlex
import sys

import django
from django.core.management import call_command

django.setup()
for line in sys.stdin:
    call_command(*shlex.split(line))
"""


class Service:
    """The service as it runs outside tests: gunicorn, two processes, an SQLite file, durable commits."""

    def __init__(self, folder: Path, migrated: Path | None = None) -> None:
        """Begin with a copy of a migrated database, or with the one that is there."""
        database = folder / "service.sqlite3"
        if migrated is not None:
            shutil.copyfile(migrated, database)
        self.port = free_port()
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests-only-for-tests",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "DATABASE_URL": f"sqlite:///{database}",
            "EMAIL_URL": f"file://{folder}/mail",
            "STATIC_ROOT": f"{folder}/static",
        }
        self.server: subprocess.Popen[bytes] | None = None
        if not database.exists():
            self.manage("migrate --no-input -v 0")

    def manage(self, *commands: str) -> str:
        """Run commands as `manage.py` does, all in one process, because starting one takes as long as many of them do."""
        run = subprocess.run(
            [sys.executable, "-c", COMMANDS],
            cwd=ROOT,
            env=self.environment,
            input="\n".join(commands),
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def start(self) -> None:
        address = f"127.0.0.1:{self.port}"
        self.server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", address, "-w", "2"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(600):
            with suppress(OSError):
                self.get("/healthz")
                return
            time.sleep(0.1)
        pytest.fail("the service does not start")

    def kill(self) -> None:
        """Kill the server and its workers with no chance to finish anything."""
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    def get(self, path: str) -> http.client.HTTPResponse:
        return Visitor(self.port).request("GET", path)


class Visitor:
    """A person's browser, as far as cookies go."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.text = ""

    def request(
        self, method: str, path: str, body: str = "", **headers: str
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(
            method,
            path,
            body or None,
            {"Cookie": cookies, "Host": f"127.0.0.1:{self.port}"} | headers,
        )
        response = connection.getresponse()
        self.text = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        connection.close()
        return response

    def post(self, path: str, fields: dict[str, str]) -> http.client.HTTPResponse:
        fields = fields | {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return self.request(
            "POST", path, urlencode(fields), **{"Content-Type": "application/x-www-form-urlencoded"}
        )

    def sign_in(self, email: str, password: str) -> None:
        self.request("GET", "/accounts/login/")
        response = self.post("/accounts/login/", {"login": email, "password": password})
        assert response.status == 302, self.text

    def hidden(self, name: str) -> str:
        """Return the value of a hidden field of the page that was read last."""
        (tag,) = re.findall(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', self.text)
        found = re.search(r'value="([^"]*)"', tag)
        return found.group(1) if found else ""


def killed_in_turn(environment: dict[str, str], *work: str) -> Iterator[int]:
    """Do some work again and again, killed a moment later each time until it is done; yield after each kill."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.killing", *work],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for line in process.stdout:
            yield int(line)
            process.stdin.write("\n")
            process.stdin.flush()
        assert process.wait() == 0, process.stderr.read()


@pytest.fixture
def service(tmp_path: Path, migrated: Path | None) -> Iterator[Service]:
    made = Service(tmp_path, migrated)
    made.manage(
        "createcachetable",
        "collectstatic --no-input -v 0",
        f"import_bank {BANK} --publish",
        f"invite {EMAIL} --name Priya --organisation ambleford --organisation-name Ambleford",
        f"shell -v 0 -c {shlex.quote(CHOOSE_PASSWORD)}",
    )
    yield made
    made.kill()
