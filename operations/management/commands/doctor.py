"""Looks at everything that the service needs, and says what to do about what is wrong."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from operations.doctor import machine, service
from operations.doctor import settings as of_settings
from operations.doctor.diagnosis import Diagnosis, Look, Verdict, wrong

FIRST: dict[str, Look] = {
    "settings": of_settings.system_checks,
    "time zone": of_settings.time_zone,
    "database": service.database,
}
# These ask the database, so they are left out where it has nothing to say.
IN_THE_DATABASE: dict[str, Look] = {
    "timer": service.timer,
    "worker": service.worker,
    "single sign-on": service.single_sign_on,
}
LAST: dict[str, Look] = {
    "mail": service.mail,
    "address": service.site,
    "static files": machine.static,
    "stored files": machine.storage,
    "disk": machine.disk,
    "PDFs": machine.fonts,
    "backups": of_settings.backups,
}


class Command(BaseCommand):
    help = (
        "Look at settings, database, worker, timer, mail server, files, fonts and the address that people type, and say of each"
        " whether it is ok, to be attended to or wrong, and what to do. Ends with status 1 if anything is wrong."
    )
    # The settings are looked at below, beside everything else.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(self._look_at_all())
        bad = [one for one in found if one.level is Verdict.WRONG]
        rest = [one for one in found if one.level is Verdict.ATTEND]
        if bad:
            raise CommandError(f"{len(bad)} wrong, {len(rest)} to attend to.")
        self.stdout.write(f"Nothing is wrong; {len(rest)} to attend to.")

    def _look_at_all(self) -> Iterator[Diagnosis]:
        database_is_well = True
        for name, look in (FIRST | IN_THE_DATABASE | LAST).items():
            if name in IN_THE_DATABASE and not database_is_well:
                self.stdout.write(f"{'-':9}  {name}: not looked at, for want of the database")
                continue
            for one in self._look(name, look):
                if name == "database" and one.level is Verdict.WRONG:
                    database_is_well = False
                self._say(one)
                yield one

    def _look(self, name: str, look: Look) -> Iterator[Diagnosis]:
        try:
            yield from look()
        except Exception as error:  # noqa: BLE001 - one that cannot be looked at keeps no other from it
            yield wrong(name, f"could not be looked at: {type(error).__name__}: {_line(error)}", "")

    def _say(self, one: Diagnosis) -> None:
        style = {
            Verdict.OK: self.style.SUCCESS,
            Verdict.ATTEND: self.style.WARNING,
            Verdict.WRONG: self.style.ERROR,
        }[one.level]
        self.stdout.write(f"{style(f'{one.level.value:9}')}  {one.about}: {one.words}")
        if one.do:
            self.stdout.write(f"{'':11}{one.do}")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
