"""Some of many rows."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import QuerySet

Row = TypeVar("Row")


def rows_between(rows: Iterable[Row], start: int, end: int) -> tuple[list[Row], int]:
    """Return the rows between two places, and how many there are in all (two queries at most)."""
    if isinstance(rows, QuerySet):
        return list(rows[start:end]), rows.count()
    found = list(rows)
    return found[start:end], len(found)
