"""Cells as the database takes them."""

import json
from collections.abc import Iterable, Iterator, Mapping

from results import disclosure
from results.models import ReleaseGroup

# In the order of `cell_rows`.
CELL_COLUMNS = (
    *("group_id", "statistic", "code", "label", "parts"),
    *("n", "value", "bound", "hidden", "order"),
)

CellRow = tuple[int, str, str, str, str, int | None, float | None, str, str, int]


def cell_rows(
    groups: Mapping[str, ReleaseGroup], cells: Iterable[disclosure.Cell], first: int = 0
) -> Iterator[CellRow]:
    for order, cell in enumerate(cells, first):
        yield (
            groups[cell.group].pk,
            cell.statistic,
            cell.code,
            cell.label,
            json.dumps(cell.parts),
            None if cell.hidden else cell.n,
            cell.value,
            cell.bound or "",
            cell.hidden.value if cell.hidden else "",
            order,
        )
