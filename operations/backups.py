"""Making a backup and putting one back: in which order, and what is refused."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages

from operations.archive import DATABASE, DOCUMENTS, Manifest, read_archive, write_archive
from operations.databases import migrations, postgres, sqlite
from operations.encryption import Identity, recipients_of
from operations.errors import OperationsError
from operations.version import version

# With the moment between them, in UTC; sorted by name they are sorted by age.
PREFIX, SUFFIX = "leadership-", ".tar.gz.age"
STANDARD = "-"


def make_backup(where: str, *, at: datetime) -> tuple[Path | None, Manifest]:
    """Write a backup into a folder, a file, or standard output for `-`; return its path and its manifest."""
    recipients = recipients_of(settings.BACKUP_KEYS)
    with TemporaryDirectory(prefix="leadership-backup-") as name:
        copy = Path(name) / DATABASE
        rows = _database().snapshot(copy)
        manifest = Manifest(
            version=version(),
            made_at=at.isoformat(timespec="seconds"),
            engine=_engine(),
            migrations=migrations.applied(),
            rows=rows,
        )
        if where == STANDARD:
            write_archive(sys.stdout.buffer, manifest, copy, _documents(), recipients)
            return None, manifest
        path = _named(Path(where), at)
        with _whole_or_not_at_all(path) as target:
            write_archive(target, manifest, copy, _documents(), recipients)
        return path, manifest


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Delete all but the newest backups of a folder; return those that went."""
    old = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))[:-count]
    for path in old:
        path.unlink()
    return old


def restore_backup(
    where: str, identities: Sequence[Identity], *, replaces: bool, only_checks: bool
) -> Manifest:
    """Check a backup, file or `-` for standard input, and put it in the place of the database and the stored files."""
    with TemporaryDirectory(prefix="leadership-restore-") as name, _source(where) as source:
        folder = Path(name)
        manifest = read_archive(source, identities, folder)
        _refuse_what_does_not_fit(manifest)
        if only_checks:
            return manifest
        if not replaces and not _database().is_empty():
            raise OperationsError(
                "The database is not empty: nothing was changed. --replace takes away what is in it."
            )
        _database().restore(folder / DATABASE, manifest.rows)
        _put_documents_back(folder / DOCUMENTS)
        return manifest


def _refuse_what_does_not_fit(manifest: Manifest) -> None:
    if manifest.engine != _engine():
        raise OperationsError(
            f"It is of {manifest.engine}, and DATABASE_URL names {_engine()}: one is not restored into the other."
        )
    if unknown := migrations.unknown(manifest.migrations):
        raise OperationsError(
            f"It was made by version {manifest.version}, which is newer than this one ({version()}):"
            f" it has {unknown[0]}. Install that version first."
        )


def _engine() -> str:
    return str(settings.DATABASES["default"]["ENGINE"]).rpartition(".")[2]


def _database() -> ModuleType:
    return sqlite if _engine() == "sqlite3" else postgres


def _named(path: Path, at: datetime) -> Path:
    return path / f"{PREFIX}{at:%Y%m%dT%H%M%SZ}{SUFFIX}" if path.is_dir() else path


@contextmanager
def _whole_or_not_at_all(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that gets its name once it is whole and on the disk; only its owner reads it."""
    if path.exists():
        raise OperationsError(f"{path} is there already; a backup is never written over.")
    part = path.with_name(f"{path.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    except OSError as error:
        raise OperationsError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _source(where: str) -> Iterator[BinaryIO]:
    if where == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        with Path(where).open("rb") as file:
            yield file
    except OSError as error:
        raise OperationsError(f"{where} cannot be read: {error.strerror}.") from error


def _documents() -> Iterator[tuple[str, Path]]:
    """Yield the stored files; with the database as their place there are none."""
    folder = Path(settings.STORAGES["documents"]["OPTIONS"]["location"])
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _put_documents_back(unpacked: Path) -> None:
    storage = storages["documents"]
    for path in sorted(unpacked.rglob("*")):
        if path.is_file():
            name = path.relative_to(unpacked).as_posix()
            storage.delete(name)
            with path.open("rb") as file:
                storage.save(name, File(file))
