"""Backups are encrypted with age, for the operator's keys: the server that makes them cannot read them.

The format is that of the command `age`, so that a backup can be opened with nothing of this service.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import pyrage
from pyrage.x25519 import Identity as Identity
from pyrage.x25519 import Recipient as Recipient

from operations.errors import OperationsError

BLOCK = 1 << 20


def recipients_of(keys: Sequence[str]) -> list[Recipient]:
    """Return whom a backup is for; an error without naming the key where one is no public key."""
    if not keys:
        raise OperationsError(
            "BACKUP_KEYS is not set: it names the public keys (age1...) that backups are encrypted for."
            " `manage.py backup --new-key FILE` makes a key."
        )
    try:
        return [Recipient.from_str(key.strip()) for key in keys]
    except pyrage.RecipientError as error:
        raise OperationsError(
            "BACKUP_KEYS has something that is no public key of age (age1...)."
        ) from error


def identities_of(file: Path) -> list[Identity]:
    """Read the secret keys of a file as `age-keygen` writes it: a key a line, and remarks after #."""
    try:
        lines = [line.strip() for line in file.read_text().splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise OperationsError(f"The key file {file} cannot be read.") from error
    try:
        found = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise OperationsError(f"{file} is no key file of age: AGE-SECRET-KEY-1...") from error
    if not found:
        raise OperationsError(f"{file} holds no key.")
    return found


def write_new_key(file: Path) -> str:
    """Write a new secret key into a file that only its owner reads; return its public key."""
    identity = Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise OperationsError(f"{file} is there already; a key is never written over.") from error
    except OSError as error:
        raise OperationsError(f"{file} cannot be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "w") as opened:
        opened.write(f"# public key: {public}\n{identity}\n")
    return public


@contextmanager
def sealed(target: BinaryIO, recipients: Sequence[Recipient]) -> Iterator[BinaryIO]:
    """Yield where to write what is encrypted into the target; it is whole once the block has ended."""
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as clear, os.fdopen(write_end, "wb") as entrance:
        work = _Aside(lambda: pyrage.encrypt_io(clear, target, list(recipients)), clear)
        work.start()
        try:
            yield entrance
        finally:
            work.finish(entrance)
            # A broken pipe in the block comes of this, such as a target that is full.
            if work.failure is not None:
                raise work.failure


@contextmanager
def unsealed(source: BinaryIO, identities: Sequence[Identity]) -> Iterator[BinaryIO]:
    """Yield what was encrypted. That nothing was changed or cut off is certain once the block has ended."""
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as clear, os.fdopen(write_end, "wb") as entrance:
        work = _Aside(lambda: pyrage.decrypt_io(source, entrance, list(identities)), entrance)
        work.start()
        try:
            yield clear
            # All of it, or what was cut off at the end would not be missed.
            while clear.read(BLOCK):
                pass
            work.join()
            if work.failure is not None:
                raise work.failure
        finally:
            work.finish(clear)
            # To the block, another key looks like a file that ends at once.
            if isinstance(work.failure, pyrage.DecryptError):
                words = "It cannot be opened: it is no backup, or encrypted for another key."
                raise OperationsError(words) from work.failure


class _Aside(threading.Thread):
    """Turns one end of a pipe into the other while the caller writes or reads, and keeps what went wrong."""

    def __init__(self, work: Callable[[], None], end: BinaryIO) -> None:
        super().__init__(daemon=True)
        self.work, self.end = work, end
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            self.work()
        except Exception as error:  # noqa: BLE001 - raised by whoever waits for it
            self.failure = error
        finally:
            _close(self.end)

    def finish(self, other_end: BinaryIO) -> None:
        # Whoever waits at the other end of the pipe is told that nothing more comes.
        _close(other_end)
        self.join()


def _close(end: BinaryIO) -> None:
    # What was still to be flushed may have nowhere to go any more; the other side knows why.
    with suppress(OSError):
        end.close()
