"""Asks the API what its OpenAPI document allows and what it does not, with schemathesis, as each role.

    bin/demo --no-serve
    .venv/bin/python -m bench.api [--examples 20] [--port 8139] [ROLE …]

A copy of the demonstration's database is asked, and thrown away; no address but this machine's is. Ends with a status other than 0
where anything is found.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / ".demo"
ROLES = {
    "manager": "megan.ellis",
    "hr": "helen.whitcombe",
    "administrator": "samir.patel",
}
MAKE_TOKENS = """
import json, sys
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from api.actions import ProgramDetails, SecretDetails, grant_access, make_personal_token, make_program
from api.models import AccessToken
from api.scopes import Scope
now, tokens = timezone.now(), {}
ends = now + timedelta(days=1)
for role, name in json.loads(%r).items():
    person = User.objects.get(email=f"{name}@ambleford.example")
    ours = person.memberships.get().organisation
    details = SecretDetails("bench", frozenset(Scope), ends)
    tokens[role] = make_personal_token(person, ours, details, at=now)[1]
scopes = frozenset(Scope) - {Scope.READ_OWN, Scope.READ_RESULTS}
program, _secret = make_program(ours, ProgramDetails("bench", scopes, ends), by=person, at=now)
token, tokens["program"] = grant_access(program, scopes, at=now)
AccessToken.objects.update(ends_at=ends)
print("TOKENS", json.dumps(tokens))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("roles", nargs="*", help="manager, hr, administrator, program: all of them")
    parser.add_argument("--examples", type=int, default=20, help="how many an operation and phase")
    parser.add_argument("--port", type=int, default=8139)
    arguments = parser.parse_args()
    roles = arguments.roles or [*ROLES, "program"]
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(Path(folder), arguments.port)
        tokens = _tokens(environment)
        server = _serve(environment, arguments.port)
        try:
            found = [_ask(one, tokens[one], arguments, Path(folder)) for one in roles]
        finally:
            server.terminate()
            server.wait()
    return int(any(found))


def _environment(folder: Path, port: int) -> dict[str, str]:
    shutil.copy(DEMO / "demo.sqlite3", folder / "api.sqlite3")
    return {
        **os.environ,
        "SECRET_KEY": (DEMO / "secret").read_text().strip(),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{folder / 'api.sqlite3'}",
        "EMAIL_URL": f"file://{folder / 'mail'}",
        "STATIC_ROOT": str(DEMO / "static"),
        "DJANGO_SETTINGS_MODULE": "bench.api_settings",
    }


def _tokens(environment: dict[str, str]) -> dict[str, str]:
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", MAKE_TOKENS % json.dumps(ROLES)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    line = next(one for one in said.stdout.splitlines() if one.startswith("TOKENS"))
    tokens: dict[str, str] = json.loads(line.removeprefix("TOKENS"))
    return tokens


def _serve(environment: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    gunicorn = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--log-level", "critical"]
    gunicorn += ["--bind", f"127.0.0.1:{port}", "--threads", "4", "config.wsgi"]
    server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    for _second in range(60):
        time.sleep(1)
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz")
        except OSError:
            continue
        return server
    server.terminate()
    raise SystemExit("The service does not start.")


def _ask(role: str, token: str, arguments: argparse.Namespace, folder: Path) -> int:
    origin = f"http://127.0.0.1:{arguments.port}"
    began = time.monotonic()
    run = subprocess.run(
        [
            Path(sys.executable).parent / "schemathesis", "--config-file", ROOT / "bench/api.toml",
            "run", f"{origin}/api/v1/openapi.json", "--url", origin,
            "--header", f"Authorization: Bearer {token}", "--max-examples", str(arguments.examples),
            "--phases", "examples,coverage,fuzzing", "--checks", "all", "--no-color",
        ],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = run.stdout.splitlines()
    at = next((n for n, line in enumerate(lines) if line.startswith("Test cases:")), None)
    counts = lines[at + 1].strip() if at is not None else "did not run"
    print(f"{role}: {counts}, {time.monotonic() - began:.0f} s")
    if run.returncode:
        print(run.stdout, run.stderr)
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
