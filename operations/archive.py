"""The one file that a backup is: database, stored files and a manifest, packed as tar and gzip, then encrypted.

The manifest comes last, made while the rest is written; so a file without one was cut off.
"""

import gzip
import hashlib
import json
import lzma
import shutil
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from operations.encryption import Identity, Recipient, sealed, unsealed
from operations.errors import OperationsError

LAYOUT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
DOCUMENTS = "documents/"
# What gzip has to do is quick text and database pages; more effort hardly makes it smaller.
EFFORT = 1
DAMAGED = "It is damaged: it was cut off or changed."


@dataclass
class Manifest:
    """What a backup holds, and which version of the service can read it."""

    version: str
    made_at: str
    engine: str
    # Of each app, the migrations that its tables had gone through.
    migrations: list[str]
    rows: dict[str, int]
    # Name, size and SHA-256 of each file in it.
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    layout: int = LAYOUT

    def counted(self) -> str:
        documents = sum(name.startswith(DOCUMENTS) for name in self.files)
        files = f" and {documents:,} files" if documents else ""
        return f"{sum(self.rows.values()):,} rows in {len(self.rows)} tables{files}"


def write_archive(
    target: BinaryIO,
    manifest: Manifest,
    database: Path,
    documents: Iterable[tuple[str, Path]],
    recipients: Sequence[Recipient],
) -> None:
    """Write everything, encrypted, and fill in the manifest's files on the way."""
    with (
        sealed(target, recipients) as clear,
        gzip.GzipFile(fileobj=clear, mode="wb", compresslevel=EFFORT, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        _add(tar, manifest, DATABASE, database)
        for name, path in documents:
            # What the worker swept away since the folder was listed is made again when it is wanted.
            if path.is_file():
                _add(tar, manifest, f"{DOCUMENTS}{name}", path)
        words = json.dumps(asdict(manifest), indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(words)
        tar.addfile(info, BytesIO(words))


def _add(tar: tarfile.TarFile, manifest: Manifest, name: str, path: Path) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = path.stat().st_size, 0o600
    with path.open("rb") as file:
        watched = _Hashed(file)
        tar.addfile(info, watched)
    manifest.files[name] = (info.size, watched.hash.hexdigest())


class _Hashed:
    """A file that is read once, with the checksum of what was read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.hash.update(block)
        return block


def read_archive(source: BinaryIO, identities: Sequence[Identity], folder: Path) -> Manifest:
    """Unpack a backup into a folder that nobody else reads, and return its manifest once all of it was checked."""
    found: dict[str, tuple[int, str]] = {}
    words = b""
    try:
        with (
            unsealed(source, identities) as clear,
            tarfile.open(fileobj=clear, mode="r|gz") as tar,
        ):
            for name, member in _members(tar):
                if name == MANIFEST:
                    words = member.read()
                else:
                    found[name] = _unpack(member, folder / name)
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise OperationsError(DAMAGED) from error
    except OSError as error:
        # Those of the file system have a number; what age and gzip find wrong has none.
        raise OperationsError(error.strerror if error.errno else DAMAGED) from error
    return _checked(words, found)


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, BinaryIO]]:
    for info in tar:
        member = tar.extractfile(info) if info.isreg() else None
        # Whoever has the public key can write such a file, so no name of it leads out of the folder.
        if member is None or not _is_ours(info.name):
            raise OperationsError(f"It holds what no backup does: {info.name!r}.")
        yield info.name, member  # type: ignore[misc]  # a reader of bytes, typed as IO[bytes]


def _is_ours(name: str) -> bool:
    if name in {DATABASE, MANIFEST}:
        return True
    parts = Path(name).parts
    return name.startswith(DOCUMENTS) and ".." not in parts and len(parts) > 1


def _unpack(member: BinaryIO, path: Path) -> tuple[int, str]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    watched = _Hashed(member)
    with path.open("wb") as file:
        shutil.copyfileobj(watched, file, 1 << 20)
        size = file.tell()
    path.chmod(0o600)
    return size, watched.hash.hexdigest()


def _checked(words: bytes, found: dict[str, tuple[int, str]]) -> Manifest:
    if not words:
        raise OperationsError(DAMAGED)
    try:
        told = json.loads(words)
        if told["layout"] != LAYOUT:
            raise OperationsError(f"It was made by version {told['version']}, which is newer.")
        manifest = Manifest(**told)
    except (ValueError, KeyError, TypeError) as error:
        raise OperationsError(DAMAGED) from error
    manifest.files = {name: (size, digest) for name, (size, digest) in manifest.files.items()}
    if manifest.files != found or DATABASE not in found:
        raise OperationsError(DAMAGED)
    return manifest
