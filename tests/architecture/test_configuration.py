"""The settings: safe in production, loud about bad values; migrations complete."""

import gc
import os
import re
import runpy
import subprocess
import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import clear_url_caches, get_resolver

from config.checks import variables_are_known
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


def settings_with(**changed: str) -> dict[str, Any]:
    """Return what the settings are in production's environment, changed as told."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "environ", PRODUCTION | changed)
        return runpy.run_path(str(ROOT / "config" / "settings.py"))


def test_deployment_check_finds_nothing(tmp_path):
    database = f"sqlite:///{tmp_path / 'production.sqlite3'}"

    run = manage("check", "--deploy", "--fail-level", "WARNING", DATABASE_URL=database)

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
        ("SITE_URL", "https://council.example/leadership"),
        ("DATABASE_URL", None),
        ("DEBUG", "perhaps"),
        ("ACCENT_COLOUR", "blue"),
        ("SUPPORT_EMAIL", "nobody"),
        ("DATABASE_URL", "oracle-ish"),
        ("EMAIL_URL", "pigeon://post"),
        ("SESSION_HOURS", "0"),
        ("SESSION_HOURS", "long"),
        ("TRUST_PROXY_HEADERS", "2"),
        ("TIME_ZONE", "Europe/Cardif"),
        ("LANGUAGES", "en-gb,xx"),
        ("LANGUAGES", ""),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_bad_value_stops_the_start_and_is_named(variable, value):
    run = manage("check", **{variable: value})

    assert run.returncode != 0
    (line,) = run.stderr.strip().splitlines()
    assert variable in line
    assert len(line) < 300


# Each begins a process, so that what can be wrong at once is.
@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        (
            {
                "SECRET_KEY": "at-least-fifty-characters-that-nobody-else-could-ever-guess",
                "DATABASE_URL": f"{PRODUCTION['DATABASE_URL']}?sslmode=prefer",
                "EMAIL_URL": "smtp://mail.example:25",
                "EMAIL_HOST": "no setting",
            },
            {"E002", "E003", "E004", "E005", "W001"},
        ),
        (
            {
                "SECRET_KEY": "leadership" * 6,
                "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
                "REPLICA_URL": "postgres://nobody@db.example/none?sslmode=prefer",
            },
            {"E002", "E003", "E005"},
        ),
        (
            {
                "SECRET_KEY_FALLBACKS": "x" * 60,
                "DATABASE_URL": "sqlite:////no/such/folder/database",
            },
            {"E002", "E005"},
        ),
    ],
)
def test_deployment_check_refuses_what_is_open(changed: dict[str, str], faults: set[str]):
    run = manage("check", "--deploy", **changed)

    assert run.returncode != 0
    assert set(re.findall(r"leadership\.([EW]\d+)", run.stderr)) == faults


@pytest.mark.parametrize(
    "changed",
    [
        {"DATABASE_URL": "postgres://a:b@127.0.0.1/c", "EMAIL_URL": "smtp://localhost:25"},
        {"EMAIL_URL": "smtp://mail.example:25", "ALLOW_PLAIN_CONNECTIONS": "true"},
    ],
)
def test_deployment_check_lets_this_machine_and_what_is_allowed_be(changed: dict[str, str]):
    run = manage("check", "--deploy", **changed)

    # The database of neither is there, which is another matter.
    assert set(re.findall(r"leadership\.E\d+", run.stderr)) == {"leadership.E005"}


def test_production_asks_for_encryption_and_names_its_cookies_for_one_host():
    said = settings_with()

    assert said["DATABASES"]["default"]["OPTIONS"]["sslmode"] == "require"
    for name in ("SESSION", "CSRF"):
        assert said[f"{name}_COOKIE_NAME"].startswith("__Host-")
    assert said["KNOWN_DEVICE_COOKIE"] == "__Host-known_device"


def test_emails_to_a_folder_are_files_of_their_own():
    said = settings_with(EMAIL_URL="file:///srv/leadership/mail")

    assert said["EMAIL_BACKEND"] == "accounts.mail_files.EmailBackend"
    assert said["EMAIL_FILE_PATH"] == "/srv/leadership/mail"


def test_names_that_look_like_settings_are_told_and_others_are_not(monkeypatch):
    changed = {"TRUST_PROXY_HEADER": "true", "EMAIL_HOST": "x", "LANG": "C", "HTTPS_PROXY": "x"}
    monkeypatch.setattr(os, "environ", PRODUCTION | changed)

    email, proxy = (one.msg for one in variables_are_known(None))

    assert email == "EMAIL_HOST is no setting of this service and changes nothing."
    assert "TRUST_PROXY_HEADER is no setting of this service and changes nothing." in proxy
    assert "Did you mean TRUST_PROXY_HEADERS?" in proxy


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtps://u:p@mail.example:465", 465, True, False),
        ("smtps://u:p@mail.example", 465, True, False),
        ("submission://u:p@mail.example", 587, False, True),
    ],
)
def test_mail_is_encrypted_as_its_port_expects(url: str, port: int, ssl: bool, tls: bool):
    said = settings_with(EMAIL_URL=url)

    assert said["EMAIL_PORT"] == port
    # What settings leave out is false to Django.
    assert said.get("EMAIL_USE_SSL", False) is ssl
    assert said.get("EMAIL_USE_TLS", False) is tls


@pytest.mark.parametrize("words", [["verify_scores"], ["tick"]])
def test_a_database_without_tables_is_told_in_few_lines(words: list[str], tmp_path):
    run = manage(*words, DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")

    assert run.returncode != 0
    assert "Traceback" not in run.stderr
    assert "no such table" in run.stderr


def test_a_folder_that_cannot_be_written_to_is_told_in_a_line(tmp_path):
    (tmp_path / "file").touch()

    run = manage("collectstatic", "--no-input", STATIC_ROOT=str(tmp_path / "file" / "static"))

    assert run.returncode != 0
    (line,) = run.stderr.strip().splitlines()
    assert str(tmp_path) in line


def test_the_application_server_tells_a_bad_setting_in_a_line_and_before_it_listens():
    run = subprocess.run(
        [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", "127.0.0.1:0"],
        cwd=ROOT,
        env=PRODUCTION | {"SECRET_KEY": "short"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode != 0
    (line,) = run.stderr.strip().splitlines()
    assert "SECRET_KEY" in line


def test_a_web_process_loads_its_views_and_spares_them_before_anybody_comes():
    of_server = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    clear_url_caches()
    gc.unfreeze()

    of_server["post_worker_init"](None)

    assert "url_patterns" in vars(get_resolver())
    assert gc.get_freeze_count() > 100_000
    gc.unfreeze()


def test_a_superuser_is_refused_with_what_to_do_instead():
    with pytest.raises(CommandError, match=r"manage\.py invite"):
        call_command("createsuperuser", email="a@b.example")


def test_database_that_is_away_is_named_in_a_line():
    run = manage("migrate", "--check", DATABASE_URL="postgres://nobody@127.0.0.1:9/none")

    assert run.returncode != 0
    (line,) = run.stderr.strip().splitlines()
    assert line.startswith("The database: ")
    assert "127.0.0.1" in line


@pytest.mark.parametrize(("said", "off"), [({}, False), ({"DATABASE_POOLER": "true"}, True)])
def test_behind_a_pooler_no_cursor_outlives_its_transaction(said: dict[str, str], off: bool):
    assert settings_with(**said)["DATABASES"]["default"]["DISABLE_SERVER_SIDE_CURSORS"] is off


def test_a_replica_is_reached_as_the_primary_is_and_waited_for_less():
    away = {"DATABASE_URL": "postgres://me@db.example/one", "REPLICA_URL": "postgres://me@db2.example/one"}  # fmt: skip
    databases = settings_with(**away)["DATABASES"]

    assert databases["replica"]["HOST"] == "db2.example"
    assert databases["replica"]["OPTIONS"] == {
        "sslmode": "require",
        "connect_timeout": 2,
        "tcp_user_timeout": 2000,
    }
    assert "replica" not in settings_with()["DATABASES"]


def test_a_replica_of_a_file_is_refused():
    run = manage("check", REPLICA_URL="sqlite:////tmp/copy.sqlite3")

    assert run.returncode != 0
    assert run.stderr.strip() == (
        "REPLICA_URL is for a streaming replica of PostgreSQL: it and DATABASE_URL must begin with postgres://."
    )


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
