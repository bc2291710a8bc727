"""What the doctor says of each thing, well and ill; and that nothing ends in a traceback."""

import io
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from bench.servers import free_port
from operations import worker_probe
from operations.databases import server
from operations.doctor import machine, service
from operations.doctor import settings as of_settings
from operations.doctor.diagnosis import Diagnosis, Verdict
from operations.management.commands import doctor
from results.models import TICKED
from tests.operations.test_backups import keep_documents_in


def levels(look: Callable[[], Iterator[Diagnosis]]) -> list[str]:
    return [one.level.value for one in look()]


def test_all_is_looked_at_and_what_fails_keeps_nothing_else_from_it(db, monkeypatch, settings):
    monkeypatch.setattr(service, "WORKER_ANSWERS_WITHIN", 0.01)
    monkeypatch.setattr(machine, "ROOM", 0)
    settings.SITE_URL = "http://127.0.0.1:9"
    monkeypatch.setitem(doctor.LAST, "mail", lambda: iter([1 / 0]))
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"^3 wrong, \d to attend to.$"):
        call_command("doctor", stdout=out)

    told = out.getvalue()
    assert "mail: could not be looked at: ZeroDivisionError: division by zero" in told
    assert "timer: tick has never run" in told
    assert "worker: has not answered" in told
    for about in (
        "settings",
        "time zone",
        "database",
        "migrations",
        "address",
        "static files",
        "disk",
        "PDFs",
    ):
        assert f"  {about}: " in told
    assert not DBTaskResult.objects.exists()


def test_what_needs_the_database_is_left_out_without_it(db, monkeypatch):
    def away() -> None:
        raise OperationalError("connection refused\nIs it running?")

    monkeypatch.setattr(doctor, "LAST", {})
    out = io.StringIO()

    with monkeypatch.context() as patch:
        patch.setattr(connection, "ensure_connection", away)
        with pytest.raises(CommandError, match=r"^1 wrong"):
            call_command("doctor", stdout=out)

    assert "does not answer: connection refused\n" in out.getvalue()
    assert out.getvalue().count("not looked at, for want of the database") == 3


def test_nothing_wrong_ends_well(db, monkeypatch):
    for looks in ("FIRST", "IN_THE_DATABASE", "LAST"):
        monkeypatch.setattr(doctor, looks, {})
    out = io.StringIO()

    call_command("doctor", stdout=out)

    assert out.getvalue() == "Nothing is wrong; 0 to attend to.\n"


def test_database_is_told_with_what_is_odd_about_it(db, monkeypatch):
    assert "wrong" not in levels(service.database)
    monkeypatch.setattr(service.migrations, "are_missing", lambda: True)
    monkeypatch.setattr(server, "faults", lambda: iter(()))

    assert [one.about for one in service.database() if one.level is Verdict.WRONG] == ["migrations"]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cache RENAME TO cache_elsewhere")
    assert [one.about for one in service.database() if one.level is Verdict.WRONG][
        -1
    ] == "cache table"


@pytest.mark.django_db(transaction=True)
def test_tables_of_another_owner_are_told(elsewhere):
    """As they are after a dump was restored by somebody else."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no owners")
    elsewhere.enter()
    assert list(server.faults()) == []
    assert list(server.remarks()) == []
    elsewhere.make_a_table_of_somebody_else()

    ((words, do),) = server.faults()

    assert words == "1 tables belong to another role than that of DATABASE_URL."
    assert "manage.py restore" in do


@pytest.mark.parametrize(
    ("found", "level", "words"),
    [
        (server.Follower("", True, True, 300_000), "ok", "is 0.3 MB behind"),
        (server.Follower("", True, True, 80 * 2**20), "attend to", "is 80.0 MB behind; what it lacks is read from the primary"),
        (server.Follower("", True, False, 0), "attend to", "follows nobody, and is 0.0 MB behind; what it lacks is read from the primary"),
        (server.Follower("", False), "wrong", "is a database of its own, or the primary itself"),
        (server.Follower("no route"), "attend to", "does not answer, so that the primary is read in its place: no route"),
    ],
)  # fmt: skip
def test_replica_is_told_with_how_far_it_is_behind(found, level, words):
    told = service.of_replica(found)

    assert (told.level.value, told.words) == (level, words)


@pytest.mark.django_db(transaction=True)
def test_replica_that_is_none_or_away_is_seen(monkeypatch, settings):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has none")
    its = connection.copy()
    monkeypatch.setitem(connections.settings, "replica", its.settings_dict)
    monkeypatch.setitem(settings.DATABASES, "replica", its.settings_dict)
    connections["replica"] = its
    try:
        itself = [one.words for one in service.database() if one.about == "replica"]
        its.close()
        its.settings_dict["PORT"] = "9"
        away = server.follower("replica")
    finally:
        its.close()
        del connections["replica"]

    assert itself == ["is a database of its own, or the primary itself"]
    assert "failed" in away.trouble


def test_worker_answers_is_busy_or_is_not_there(db, monkeypatch):
    monkeypatch.setattr(service, "WORKER_ANSWERS_WITHIN", 0.05)
    assert levels(service.worker) == ["wrong"]
    busy = worker_probe.answer.enqueue()
    DBTaskResult.objects.filter(pk=busy.id).update(status="RUNNING", started_at=timezone.now())
    assert levels(service.worker) == ["attend to"]
    monkeypatch.setattr(service, "WORKER_ANSWERS_WITHIN", 60)

    def do_what_waits(seconds: float) -> None:
        for waiting in DBTaskResult.objects.ready():
            waiting.set_successful(None)

    monkeypatch.setattr(worker_probe.time, "sleep", do_what_waits)

    assert levels(service.worker) == ["ok"]
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(("minutes", "level"), [(1, "ok"), (20, "wrong")])
def test_timer_is_told_by_when_tick_was_last_done(db, minutes, level):
    assert levels(service.timer) == ["wrong"]
    call_command("tick")
    assert levels(service.timer) == ["ok"]
    then = timezone.now() - timedelta(minutes=minutes)
    cache.set(TICKED, int(then.timestamp()), None)

    assert levels(service.timer) == [level]


def test_mail_server_is_signed_in_to(settings):
    assert levels(service.mail) == ["attend to"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert levels(service.mail) == ["wrong"]
    post = Controller(
        Sink(),
        "127.0.0.1",
        free_port(),
        auth_require_tls=False,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
    )
    post.start()
    try:
        settings.EMAIL_PORT = post.port
        assert levels(service.mail) == ["ok"]
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "somebody", "wrong"
        (told,) = service.mail()
    finally:
        post.stop()

    assert told.words.endswith("refuses the user or the password")


@pytest.mark.parametrize(
    ("status", "place", "level", "do"),
    [
        (200, "", "ok", ""),
        (301, "{site}/accounts/login/", "wrong", "TRUST_PROXY_HEADERS"),
        (302, "/elsewhere", "wrong", "The log of the service"),
        (400, "", "wrong", "proxy_set_header Host"),
        (502, "", "wrong", "Start the service"),
    ],
)
def test_the_address_is_asked_for_as_people_do(settings, status, place, level, do):
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Location", place.format(site=settings.SITE_URL))
            self.end_headers()

        def log_message(self, *words: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answers) as front:
        threading.Thread(target=front.handle_request, daemon=True).start()
        settings.SITE_URL = f"http://127.0.0.1:{front.server_port}"

        (told,) = service.site()

    assert told.level.value == level
    assert do in told.do


def test_an_address_that_does_not_answer_may_be_out_of_reach(settings):
    settings.SITE_URL = "http://127.0.0.1:9"

    assert levels(service.site) == ["attend to"]


def test_static_files_are_missing_of_another_version_or_current(settings, tmp_path):
    (tmp_path / "source").mkdir()
    picture, style = tmp_path / "source/picture.png", tmp_path / "source/page.css"
    picture.write_bytes(b"1")
    style.write_text("a { background: url(picture.png) }")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [tmp_path / "source"], tmp_path / "root"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    kept = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"

    def now() -> str:
        settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": kept}}
        (told,) = machine.static()
        return told.words

    assert now().endswith("has none: every page fails")
    call_command("collectstatic", interactive=False, verbosity=0)
    assert now().startswith("collected in ")
    picture.write_bytes(b"2")
    (tmp_path / "source/new.js").touch()
    assert now().endswith("is of another version: new.js, picture.png")


def test_disk_and_stored_files(settings, tmp_path, monkeypatch):
    assert levels(machine.storage) == ["ok"]
    settings.DOCUMENT_STORAGE = "files"
    keep_documents_in(tmp_path / "documents", settings)
    assert levels(machine.storage) == ["ok"]
    assert (tmp_path / "documents").stat().st_mode & 0o777 == 0o700
    (tmp_path / "a file").touch()
    keep_documents_in(tmp_path / "a file", settings)
    assert levels(machine.storage) == ["wrong"]

    keep_documents_in(tmp_path / "documents", settings)
    monkeypatch.setattr(machine, "ROOM", 2**60)
    assert set(levels(machine.disk)) == {"attend to"}
    monkeypatch.setattr(machine.health, "LEAST_FREE", 2**60)
    assert set(levels(machine.disk)) == {"wrong"}


def test_settings_are_told_with_what_the_checks_say(db, settings):
    settings.SITE_URL, settings.ACCENT_COLOUR, settings.DEBUG = "https://a.example", "#ffffff", True
    found = {one.about: one for one in of_settings.system_checks()}
    assert found["settings"].level is not Verdict.OK
    assert found["DEBUG"].level is Verdict.WRONG
    assert any("ACCENT_COLOUR" in one.words for one in of_settings.system_checks())
    assert levels(of_settings.backups) == ["attend to"]
    settings.BACKUP_KEYS = ["age1lardmdez8527jsm9zd93jn7s9cxq07cs8pe0zpnp3rsa3aa4kqfsq4dcwm"]
    assert levels(of_settings.backups) == ["ok"]
