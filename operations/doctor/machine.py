"""What the machine has to have: room, fonts, the files of pages."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage

from django.conf import settings

from operations import health, static_files
from operations.doctor.diagnosis import Diagnosis, attend, fine, wrong

ROOM = 2**30
MANY = 3


def disk() -> Iterator[Diagnosis]:
    for folder in {*health.folders(), Path(tempfile.gettempdir())}:
        free = disk_usage(folder).free
        words = f"{folder} has {free / 2**30:.1f} GB free"
        if free < health.LEAST_FREE:
            yield wrong("disk", words, "Make room: nothing is taken in below 50 MB.")
        elif free < ROOM:
            yield attend("disk", words, "Make room before it is needed.")
        else:
            yield fine("disk", words)


def storage() -> Iterator[Diagnosis]:
    if settings.DOCUMENT_STORAGE != "files":
        yield fine("stored files", "in the database")
        return
    folder = Path(settings.STORAGES["documents"]["OPTIONS"]["location"])
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        words = f"{folder} cannot be written to: {error.strerror}"
        yield wrong(
            "stored files", words, f"chown it to the service's user: chown -R leadership {folder}"
        )
    else:
        yield fine("stored files", f"{folder} can be written to")


def static() -> Iterator[Diagnosis]:
    do = "manage.py collectstatic --no-input, then restart the service."
    if static_files.none_are_collected():
        yield wrong("static files", f"{settings.STATIC_ROOT} has none: every page fails", do)
    elif changed := static_files.out_of_date():
        names = ", ".join(changed[:MANY]) + (" and more" if len(changed) > MANY else "")
        yield wrong("static files", f"{settings.STATIC_ROOT} is of another version: {names}", do)
    else:
        yield fine("static files", f"collected in {settings.STATIC_ROOT}")


def fonts() -> Iterator[Diagnosis]:
    do = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    try:
        # Slow, and what is missing is told by importing it.
        from weasyprint import HTML  # noqa: PLC0415

        HTML(string="<p>Aa").write_pdf()
    except OSError:
        yield wrong("PDFs", "Pango or HarfBuzz is missing, so that no PDF can be drawn", do)
    else:
        yield fine(
            "PDFs",
            "can be drawn; other scripts than Latin, Greek and Cyrillic need fonts (install.md)",
        )
