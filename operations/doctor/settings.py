"""What the settings say: Django's own checks with ours, and what only an operator can know to be missing."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.core import checks
from django.utils import timezone

from operations.doctor.diagnosis import Diagnosis, attend, fine, wrong
from operations.encryption import recipients_of
from operations.errors import OperationsError


def system_checks() -> Iterator[Diagnosis]:
    is_trial = settings.SITE_URL.startswith("http://")
    if is_trial:
        yield attend(
            "SITE_URL",
            f"{settings.SITE_URL} is for this machine alone",
            "In production it begins with https://.",
        )
    # What Django asks of a production service does not hold for a trial by HTTP.
    found = checks.run_checks(include_deployment_checks=not is_trial)
    for one in found:
        make = wrong if one.level >= checks.ERROR else attend
        yield make("settings", one.msg, one.hint or "")
    if not found:
        yield fine("settings", "nothing to say about them")
    if settings.DEBUG:
        yield wrong("DEBUG", "shows the inside of errors to everybody", "Take DEBUG away.")


def time_zone() -> Iterator[Diagnosis]:
    now: datetime = timezone.localtime()
    yield fine("time zone", f"{settings.TIME_ZONE}, where it is {now:%H:%M on %d %B %Y}")


def backups() -> Iterator[Diagnosis]:
    try:
        recipients = recipients_of(settings.BACKUP_KEYS)
    except OperationsError as error:
        yield attend("backups", str(error), "docs/operating.md has how to back up.")
    else:
        yield fine("backups", f"are encrypted for {len(recipients)} key(s)")
