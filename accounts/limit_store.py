"""Where the limits on requests are counted: a table in the database that no guest can empty."""

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class LimitStore(DatabaseCache):
    """The cache of the sign-in library's limits, which throws away what has run out and nothing else.

    Django's own keeps 300 entries and then drops others at random: a few hundred requests of a guest
    would end every limit. How many can be alive at once is bounded by the limits on each address of the net.
    """

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        connection = connections[db]
        table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]  # the stubs lag
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608 - our own table
            [connection.ops.adapt_datetimefield_value(now)],
        )
