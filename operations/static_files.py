"""Whether the static files were collected, and are those of this version."""

from hashlib import md5
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage

# What these refer to is written anew on collecting, so that their own text does not tell whether they are current.
REWRITTEN = (".css", ".js", ".map")


def none_are_collected() -> bool:
    """Tell whether every page would fail for want of collectstatic; asks only what the process has in memory."""
    storage = staticfiles_storage
    return isinstance(storage, ManifestStaticFilesStorage) and not storage.hashed_files


def out_of_date() -> list[str]:
    """Return the files that were changed or added since collectstatic ran."""
    storage = staticfiles_storage
    if not isinstance(storage, ManifestStaticFilesStorage):
        return []
    found = []
    for finder in finders.get_finders():
        for name, source in finder.list([]):
            stored = storage.hashed_files.get(storage.hash_key(storage.clean_name(name)))
            if stored is None or not _is_current(Path(source.path(name)), stored):
                found.append(name)
    return found


def _is_current(path: Path, stored: str) -> bool:
    if path.suffix in REWRITTEN:
        return True
    digest = md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    return digest[:12] in stored
