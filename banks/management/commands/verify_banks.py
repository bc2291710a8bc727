"""Checks that each bank version can be read, and that its key rows are those of its content."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.management.files import progress_bar
from banks.models import BankVersion
from banks.queries import difference_of_keys, load_instrument


class Command(BaseCommand):
    help = (
        "Check every bank version: that what it holds can be read, and that the rows which answers and "
        "scores point to are those of what it holds. Changes nothing; fails when something differs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        versions = BankVersion.objects.select_related("bank").order_by("pk")
        faults = []
        with progress_bar(versions.count(), "versions", out=self.stdout) as bar:
            for version in versions.iterator(chunk_size=20):
                bar.update()
                fault = _fault_of(version)
                if fault:
                    faults.append(f"{version.bank.code} {version.number}: {fault}")
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} of {versions.count()} versions are not sound.")
        self.stdout.write(f"All {versions.count()} versions are sound.")


def _fault_of(version: BankVersion) -> str:
    try:
        instrument = load_instrument(version)
    except ValueError as error:
        return f"its content cannot be read ({str(error).splitlines()[0]})"
    return difference_of_keys(version, instrument)
