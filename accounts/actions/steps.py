"""Long work in short transactions, with a breath between them, so that whoever saves an answer waits for one and not for all.

On SQLite one writer keeps all others out; a transaction of ten seconds there is ten seconds in which no answer is saved.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction

from documents.collector import without_collector

# A writer that waits on SQLite looks for its turn every tenth of a second: any sooner, and the next step would be there before it.
BREATH = 0.12
# What is over sooner has hardly kept anybody waiting.
NOTICED = 0.02

One = TypeVar("One")


@contextmanager
def step() -> Iterator[None]:
    """One of many transactions: all that others wait for. What needs no lock is worked out before it."""
    # A look through all that is loaded would take longer than most steps do.
    with without_collector(), transaction.atomic():
        began = time.monotonic()
        yield
    breathe(time.monotonic() - began)


def breathe(held: float) -> None:
    """Let those who wait to write go first, after a step that took so many seconds."""
    # On PostgreSQL nobody waits for it; inside a transaction of whoever calls, waiting would only make it longer.
    if held > NOTICED and connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(BREATH)


def batches(rows: Iterable[One], most: int) -> Iterator[list[One]]:
    """Yield rows so many at a time, as lists that are made before a step begins."""
    waiting = iter(rows)
    while batch := list(islice(waiting, most)):
        yield batch
