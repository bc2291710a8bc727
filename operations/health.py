"""What operators' probes ask of the database."""

from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage
from time import time

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError

from operations import static_files
from operations.databases import migrations

PROBE = "ready"
PROBED_EVERY = 10
# Enough for what is being written while somebody makes room.
LEAST_FREE = 50 * 2**20


def what_is_missing() -> str:
    """Say in a line what keeps the service from its work; nothing if it can work."""
    try:
        if migrations.are_missing():
            return "migrations are not applied"
    except DatabaseError:
        return "the database does not answer"
    try:
        written_at = cache.get(PROBE, 0)
    except DatabaseError:
        return "the cache table is missing: run createcachetable"
    if static_files.none_are_collected():
        return "the static files are not collected: run collectstatic, then restart"
    return _what_cannot_be_written(written_at)


def _what_cannot_be_written(written_at: int) -> str:
    for folder in folders():
        if disk_usage(folder).free < LEAST_FREE:
            return f"the disk is nearly full: {folder}"
    now = int(time())
    # Not at each question: guests can ask it too.
    if now - written_at > PROBED_EVERY:
        cache.set(PROBE, now, None)
        if cache.get(PROBE) != now:
            return "the database cannot be written to: its disk may be full"
    return ""


def folders() -> Iterator[Path]:
    """Yield where this machine writes: an SQLite database, and documents where they are files."""
    database = settings.DATABASES["default"]
    places = [database["NAME"]] if database["ENGINE"].endswith("sqlite3") else []
    if settings.DOCUMENT_STORAGE == "files":
        places.append(settings.STORAGES["documents"]["OPTIONS"]["location"])
    for place in places:
        path = Path(place).absolute()
        # As near as there is: the folder is made with the first file.
        yield next(one for one in (path, *path.parents) if one.is_dir())
