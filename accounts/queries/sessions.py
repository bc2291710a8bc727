"""Where sessions are kept: Django's table, read in plain SQL.

Every request of a signed-in person begins with this query, and building it anew took Django an eighth of the
processor time of an autosave (bench/README.md).
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

_LIVE = """
SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s
"""


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(_LIVE, [self.session_key, now])
            row = cursor.fetchone()
        if row is None:
            # As Django does: what nobody has is not taken over from a cookie.
            self._session_key = None
            return {}
        return self.decode(row[0])
