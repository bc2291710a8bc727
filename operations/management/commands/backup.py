"""Writes an encrypted backup of everything that people entered."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from operations.backups import STANDARD, keep_newest, make_backup
from operations.encryption import write_new_key
from operations.errors import OperationsError


class Command(BaseCommand):
    help = (
        "Write a backup of the database and of stored files, encrypted for the public keys of BACKUP_KEYS, while the"
        " service runs. DEST is a folder, a new file, or - for standard output, to be piped elsewhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dest", metavar="DEST", nargs="?", help="a folder, a new file, or -")
        parser.add_argument(
            "--keep", type=int, metavar="N", help="then delete all but the newest N of the folder"
        )
        parser.add_argument(
            "--new-key", metavar="FILE", help="make no backup but a key for it, in a new file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["new_key"]:
                self._make_key(Path(options["new_key"]))
            elif options["dest"]:
                self._make_backup(options["dest"], options["keep"])
            else:
                raise CommandError("DEST is missing: a folder, a new file, or -.")
        except OperationsError as error:
            raise CommandError(str(error)) from error

    def _make_key(self, file: Path) -> None:
        public = write_new_key(file)
        self.stderr.write(f"{file} opens the backups: keep it away from this machine, twice.")
        self.stdout.write(f"BACKUP_KEYS={public}")

    def _make_backup(self, dest: str, keep: int | None) -> None:
        if keep is not None and (keep < 1 or not Path(dest).is_dir()):
            raise CommandError("--keep wants a number from 1, and a folder as DEST.")
        path, manifest = make_backup(dest, at=timezone.now())
        # Standard output may be the backup itself.
        out = self.stderr if dest == STANDARD else self.stdout
        out.write(f"{path or 'Backup'}: {manifest.counted()}.")
        if keep is not None:
            for old in keep_newest(Path(dest), keep):
                self.stdout.write(f"Deleted {old}.")
