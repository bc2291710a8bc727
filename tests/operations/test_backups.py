"""A backup is made, checked and restored: whole, into the right hands, and never over what somebody still needs."""

import io
import shutil
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection

from accounts.models import User
from assessments.models import Answer
from banks.queries import forget_instruments
from operations import backups
from operations.archive import DATABASE, Manifest, write_archive
from operations.backups import keep_newest, make_backup
from operations.databases import server, sqlite
from operations.encryption import identities_of, recipients_of, sealed, write_new_key
from operations.errors import OperationsError
from results.actions import close_campaign
from tests.factories import CampaignFactory, UserFactory, published
from tests.operations.conftest import LOG_OWNER
from tests.results.published import CLOSES, LATER, OPENS, four_teams

NOW = datetime(2026, 11, 29, 3, 15, tzinfo=UTC)


def said(*words: str, **options: object) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def refused(*words: str) -> str:
    with pytest.raises(CommandError) as found:
        said(*words)
    (line,) = str(found.value).splitlines()
    return line


@pytest.mark.django_db(transaction=True)
def test_drill_ends_with_the_same_published_cells_and_scores_that_are_right(
    organisation, key, elsewhere, tmp_path, settings
):
    campaign = CampaignFactory(
        organisation=organisation, version=published(), slug="spring", opens_at=OPENS, closes_at=CLOSES
    )  # fmt: skip
    four_teams(organisation, campaign)
    close_campaign(campaign, by=None, at=LATER)
    before = said("export_results", "spring", format="json")
    keep_documents_in(tmp_path / "documents", settings)
    (tmp_path / "documents" / "report").mkdir(parents=True)
    (tmp_path / "documents" / "report" / "a.pdf").write_bytes(b"%PDF")

    backup, manifest = make_backup(str(tmp_path), at=NOW)
    (tmp_path / "documents" / "report" / "a.pdf").unlink()
    elsewhere.enter()
    forget_instruments()
    told = said("restore", str(backup), "--key", str(key))

    assert backup.name == "leadership-20261129T031500Z.tar.gz.age"
    assert backup.stat().st_mode & 0o777 == 0o600
    assert manifest.counted() in told
    assert said("export_results", "spring", format="json") == before
    assert "every stored score is right" in said("verify_scores")
    said("verify_banks")
    call_command("migrate", check_unapplied=True, verbosity=0)
    assert Answer.objects.count() == manifest.rows["assessments_answer"] > 500
    # Keys go on where they were, and triggers still stand.
    UserFactory()
    with connection.cursor() as cursor:
        cursor.execute(OWNED_BY_OTHERS[connection.vendor])
        assert cursor.fetchall() == []
    assert (tmp_path / "documents" / "report" / "a.pdf").read_bytes() == b"%PDF"

    line = refused("restore", str(backup), "--key", str(key))
    assert line.startswith("The database is not empty: nothing was changed.")
    assert User.objects.count() == manifest.rows["accounts_user"] + 1
    said("restore", str(backup), "--key", str(key), "--replace")
    assert User.objects.count() == manifest.rows["accounts_user"]


def keep_documents_in(folder, settings):
    storage = settings.STORAGES["documents"]
    options = storage["OPTIONS"] | {"location": str(folder)}
    settings.STORAGES = settings.STORAGES | {"documents": storage | {"OPTIONS": options}}


OWNED_BY_OTHERS = {
    "sqlite": "SELECT 1 WHERE 0",
    "postgresql": (
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_get_userbyid(relowner) <> current_user"
        " UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND pg_get_userbyid(proowner) <> current_user"
    ),
}


@pytest.mark.django_db(transaction=True)
def test_a_log_with_an_owner_of_its_own_is_in_backups_and_can_be_given_back(
    organisation, key, elsewhere, tmp_path
):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no owners")
    backup, manifest = make_backup(str(tmp_path), at=NOW)
    elsewhere.enter()
    said("restore", str(backup), "--key", str(key))
    elsewhere.have_run_by_an_administrator(said("protect_log", "--role", LOG_OWNER))

    assert list(server.faults()) == []
    for dropped in ("TABLE accounts_auditentry", "SCHEMA public"):
        with pytest.raises(ProgrammingError, match="must be owner"), connection.cursor() as cursor:
            cursor.execute(f"DROP {dropped} CASCADE")
    again, its = make_backup(str(tmp_path), at=NOW + timedelta(days=1))
    assert its.rows == manifest.rows

    elsewhere.have_run_by_an_administrator(said("protect_log", "--undo"))
    said("restore", str(again), "--key", str(key), "--replace")
    assert list(server.faults()) == []


@pytest.mark.django_db(transaction=True)
def test_a_restore_that_fails_leaves_what_was_there(organisation, key, elsewhere, tmp_path):
    backup, manifest = make_backup(str(tmp_path), at=NOW)
    elsewhere.enter()
    said("restore", str(backup), "--key", str(key))
    people = User.objects.count()
    manifest.rows["accounts_organisation"] += 1
    (tmp_path / DATABASE).write_bytes(_unpacked(backup, key)[DATABASE])
    wrong = _written(tmp_path, manifest, tmp_path / DATABASE)

    line = refused("restore", str(wrong), "--key", str(key), "--replace")

    assert "the rows that its manifest names" in line
    assert User.objects.count() == people
    assert [*tmp_path.glob("*.restoring")] == []


def _unpacked(backup: Path, key: Path) -> dict[str, bytes]:
    """Open a backup with age and tar alone, as an operator without the service does."""
    packed = pyrage.decrypt(backup.read_bytes(), identities_of(key))
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}


def _written(folder: Path, manifest: Manifest, database: Path) -> Path:
    manifest.files = {}
    path = folder / "made-by-a-test.tar.gz.age"
    with path.open("wb") as target:
        write_archive(target, manifest, database, [], recipients_of(settings.BACKUP_KEYS))
    return path


@pytest.fixture
def small(key: Path, tmp_path: Path) -> Path:
    """A backup as far as the file goes; its database is none, so it is never restored."""
    (tmp_path / DATABASE).write_bytes(b"words of people" * 10_000)
    manifest = Manifest("0.1.0", "2026-11-29T03:15:00+00:00", "sqlite3", [], {"a": 1})
    manifest.engine = connection.settings_dict["ENGINE"].rpartition(".")[2]
    return _written(tmp_path, manifest, tmp_path / DATABASE)


def test_a_backup_is_read_without_being_restored(small, key):
    assert said("restore", str(small), "--key", str(key), "--check") == (
        "Whole and readable: version 0.1.0 of 2026-11-29T03:15:00+00:00, 1 rows in 1 tables.\n"
    )
    assert b"words of people" not in small.read_bytes()


def test_another_key_or_no_key_opens_nothing(small, tmp_path):
    write_new_key(tmp_path / "other.key")
    (tmp_path / "no.key").write_text("# nothing\n")

    for file, words in (
        ("other.key", "It cannot be opened: it is no backup, or encrypted for another key."),
        ("no.key", "holds no key."),
        ("missing.key", "cannot be read."),
    ):
        assert refused("restore", str(small), "--key", str(tmp_path / file)).endswith(words)


@pytest.mark.parametrize("end", ["cut", "changed", "empty", "something else"])
def test_a_damaged_file_is_told_in_a_line(small, key, end):
    content = small.read_bytes()
    half = len(content) // 2
    small.write_bytes(
        {
            "cut": content[:-20],
            "changed": content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :],
            "empty": b"",
            "something else": b"PK" * 5000,
        }[end]
    )

    line = refused("restore", str(small), "--key", str(key), "--replace")

    assert line.startswith(("It is damaged", "It cannot be opened: it is no backup"))


def test_what_does_not_fit_is_refused(key, tmp_path):
    (tmp_path / DATABASE).write_bytes(b"")
    engine = connection.settings_dict["ENGINE"].rpartition(".")[2]
    newer = Manifest("9.0.0", "-", engine, ["accounts.0999_of_the_future"], {})
    other = Manifest("0.1.0", "-", "oracle", [], {})

    line = refused(
        "restore", str(_written(tmp_path, newer, tmp_path / DATABASE)), "--key", str(key)
    )
    assert line.startswith("It was made by version 9.0.0, which is newer than this one")
    line = refused(
        "restore", str(_written(tmp_path, other, tmp_path / DATABASE)), "--key", str(key)
    )
    assert line.startswith("It is of oracle, and DATABASE_URL names")


def test_no_name_in_a_backup_leads_out_of_its_folder(key, tmp_path):
    path = tmp_path / "hostile"
    with (
        path.open("wb") as target,
        sealed(target, recipients_of(settings.BACKUP_KEYS)) as clear,
        tarfile.open(fileobj=clear, mode="w|gz") as tar,
    ):
        tar.addfile(tarfile.TarInfo("documents/../../escaped"), io.BytesIO(b""))

    assert "holds what no backup does" in refused("restore", str(path), "--key", str(key))


def test_keys_are_asked_for_and_made(settings, tmp_path):
    settings.BACKUP_KEYS = []
    assert refused("backup", str(tmp_path)).startswith("BACKUP_KEYS is not set")
    settings.BACKUP_KEYS = ["age1nonsense"]
    assert refused("backup", str(tmp_path)).startswith("BACKUP_KEYS has something")
    assert refused("backup").startswith("DEST is missing")

    line = said("backup", new_key=str(tmp_path / "new.key"))

    settings.BACKUP_KEYS = [line.strip().removeprefix("BACKUP_KEYS=")]
    assert (tmp_path / "new.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="never written over"):
        said("backup", new_key=str(tmp_path / "new.key"))


def test_the_newest_are_kept_and_nothing_is_written_over(db, key, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "_database", lambda: NothingInIt)
    for day in range(1, 5):
        make_backup(str(tmp_path), at=NOW.replace(day=day))
    (tmp_path / "something-else.txt").touch()

    assert refused("backup", str(tmp_path / "something-else.txt")).endswith("never written over.")
    assert "cannot be written" in refused("backup", str(tmp_path / "no" / "folder" / "file"))
    keep_newest(tmp_path, 2)

    left = sorted(path.name for path in tmp_path.glob("leadership-*"))
    assert left == [f"leadership-202611{day:02}T031500Z.tar.gz.age" for day in (3, 4)]
    assert (tmp_path / "something-else.txt").exists()


class NothingInIt:
    """A database in the place of the tests' own, which is in a transaction that nobody else sees."""

    @staticmethod
    def snapshot(copy: Path) -> dict[str, int]:
        copy.write_bytes(b"")
        return {}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the database of an SQLite installation is."""
    monkeypatch.setattr(sqlite, "database_path", lambda: tmp_path / "live.sqlite3")
    return tmp_path / "live.sqlite3"


def _made(path: Path, name: str, mode: str = "DELETE") -> sqlite3.Connection:
    link = sqlite3.connect(path)
    link.execute(f"PRAGMA journal_mode={mode}")
    link.execute("CREATE TABLE accounts_user (name)")
    link.execute("INSERT INTO accounts_user VALUES (?)", [name])
    link.commit()
    return link


def _who(path: Path) -> str:
    with closing(sqlite3.connect(path)) as link:
        return link.execute("SELECT name FROM accounts_user").fetchone()[0]


def test_a_log_that_was_left_over_brings_nothing_back(path, tmp_path):
    """Of a killed service: its newest rows are in the log alone, which SQLite would play into any file of that name."""
    killed = tmp_path / "killed.sqlite3"
    with closing(_made(killed, "newer", "WAL")):
        for end in ("", "-wal", "-shm"):
            shutil.copy(f"{killed}{end}", f"{path}{end}")
    _made(tmp_path / "copy", "from the backup").close()
    assert _who(path) == "newer"

    for loses_the_file in (False, True):
        if loses_the_file:
            path.unlink()
            shutil.copy(tmp_path / "copy", f"{path}-wal")
        sqlite.restore(tmp_path / "copy", {"accounts_user": 1})

        assert _who(path) == "from the backup"
        assert [one.name for one in tmp_path.glob("live.sqlite3*")] == ["live.sqlite3"]


def test_a_database_that_is_in_use_is_left_alone(path, tmp_path):
    _made(tmp_path / "copy", "from the backup").close()
    with closing(_made(path, "in use", "WAL")) as link:
        link.execute("SELECT * FROM accounts_user").fetchall()

        with pytest.raises(OperationsError, match="stop the service"):
            sqlite.restore(tmp_path / "copy", {"accounts_user": 1})

    assert _who(path) == "in use"


def test_what_is_no_database_is_neither_backed_up_nor_taken_for_empty(path, tmp_path):
    with pytest.raises(OperationsError, match="There is no database"):
        sqlite.snapshot(tmp_path / "copy")
    assert sqlite.is_empty()
    path.write_bytes(b"not a database, but perhaps somebody's" * 100)
    assert not sqlite.is_empty()
    _made(tmp_path / "copy", "from the backup").close()

    sqlite.restore(tmp_path / "copy", {"accounts_user": 1})

    assert _who(path) == "from the backup"
