"""The settings: safe in production, loud about bad values; migrations complete."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.architecture.source import ROOT

PRODUCTION = {
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "Yk3qVx8w_ZpT1rUc5hNd0Lg9sMb7aJf2oEi4-HvKtQyXzWnRuGmPl6C",
    "SITE_URL": "https://leadership.example",
    "DATABASE_URL": "postgres://leadership:secret@db.example/leadership",
    "EMAIL_URL": "submission://leadership:secret@mail.example:587",
}


def manage(*arguments: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
    """Run manage.py with production's environment, changed as told (None takes a variable away)."""
    environment = {key: value for key, value in (PRODUCTION | changed).items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_deployment_check_finds_nothing():
    run = manage("check", "--deploy", "--fail-level", "WARNING")

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY_FALLBACKS", "short"),
        ("IDLE_MINUTES", "1"),
        ("SITE_URL", None),
        ("SITE_URL", "leadership.example"),
        ("SITE_URL", "http://leadership.example"),
        ("DEBUG", "perhaps"),
        ("ACCENT_COLOUR", "blue"),
        ("SUPPORT_EMAIL", "nobody"),
        ("DATABASE_URL", "oracle-ish"),
        ("EMAIL_URL", "pigeon://post"),
        ("SESSION_HOURS", "0"),
        ("SESSION_HOURS", "long"),
        ("TRUST_PROXY_HEADERS", "2"),
        ("TIME_ZONE", "Europe/Cardif"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_bad_value_stops_the_start_and_is_named(variable, value):
    run = manage("check", **{variable: value})

    assert run.returncode != 0
    (line,) = run.stderr.strip().splitlines()
    assert variable in line


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"SECRET_KEY": "at-least-fifty-characters-that-nobody-else-could-ever-guess"}, "E002"),
        ({"SECRET_KEY": "leadership" * 6}, "E002"),
        ({"SECRET_KEY_FALLBACKS": "x" * 60}, "E002"),
        ({"DATABASE_URL": f"{PRODUCTION['DATABASE_URL']}?sslmode=prefer"}, "E003"),
        ({"EMAIL_URL": "smtp://mail.example:25"}, "E004"),
    ],
)
def test_deployment_check_refuses_what_is_open(changed: dict[str, str], fault: str):
    run = manage("check", "--deploy", **changed)

    assert run.returncode != 0
    assert f"leadership.{fault}" in run.stderr


@pytest.mark.parametrize(
    "changed",
    [
        {"DATABASE_URL": "postgres://a:b@127.0.0.1/c", "EMAIL_URL": "smtp://localhost:25"},
        {"EMAIL_URL": "smtp://mail.example:25", "ALLOW_PLAIN_CONNECTIONS": "true"},
    ],
)
def test_deployment_check_lets_this_machine_and_what_is_allowed_be(changed: dict[str, str]):
    assert manage("check", "--deploy", **changed).returncode == 0


def test_production_asks_for_encryption_and_names_its_cookies_for_one_host():
    said = manage("diffsettings").stdout

    assert "'sslmode': 'require'" in said
    for name in ("SESSION", "CSRF"):
        assert f"{name}_COOKIE_NAME = '__Host-" in said
    assert "KNOWN_DEVICE_COOKIE = '__Host-known_device'" in said


def test_emails_to_a_folder_are_files_of_their_own():
    run = manage("diffsettings", EMAIL_URL="file:///srv/leadership/mail")

    assert "EMAIL_BACKEND = 'accounts.mail_files.EmailBackend'" in run.stdout
    assert "EMAIL_FILE_PATH = '/srv/leadership/mail'" in run.stdout


def test_database_that_is_away_is_named_in_a_line():
    run = manage("migrate", "--check", DATABASE_URL="postgres://nobody@127.0.0.1:9/none")

    assert run.returncode != 0
    (line,) = run.stderr.strip().splitlines()
    assert line.startswith("The database: ")
    assert "127.0.0.1" in line


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
