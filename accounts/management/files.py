"""What commands that read files have in common: a progress bar, and how a refusal reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError, OutputWrapper
from tqdm import tqdm

from accounts.table_faults import FaultReport


@contextmanager
def progress_bar(total: int | None, unit: str, *, out: OutputWrapper) -> "Iterator[tqdm[Any]]":
    """Show how far a long command is, only where somebody watches; a log would fill up with it."""
    with tqdm(total=total, unit=f" {unit}", disable=None, file=out._out) as bar:
        yield bar


def refusal(report: FaultReport) -> CommandError:
    """Return the faults of a file as what a command says when it writes nothing."""
    more = report.fault_count - len(report.faults)
    count = "1 fault" if report.fault_count == 1 else f"{report.fault_count} faults"
    lines = [
        f"The file has {count}, so nothing is written.",
        *(f"  {fault}" for fault in report.faults),
        *([f"  and {more} more."] if more else []),
    ]
    return CommandError("\n".join(lines))
