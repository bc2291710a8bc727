"""What is raised while the database cannot be asked."""

from django.db import InterfaceError, InternalError, OperationalError, connection

# It restarts, is out of reach, full or too busy: the same request may succeed in a moment.
AWAY = (OperationalError, InterfaceError)
# PostgreSQL's code for a write where only reading is allowed.
READ_ONLY = "25006"


def is_away(error: BaseException | None) -> bool:
    """Tell whether the same may succeed in a moment, where somebody waits for it."""
    return isinstance(error, AWAY) or _is_replaced(error)


def leave_if_replaced(error: BaseException | None) -> None:
    """Hang up on a database that only reads by now: it answers, so that its connection would be kept. A new one finds the other."""
    if _is_replaced(error):
        connection.close()


def _is_replaced(error: BaseException | None) -> bool:
    """Tell whether the database that was asked is a replica: it was the primary until another took its place."""
    cause = error.__cause__ if isinstance(error, InternalError) else None
    return getattr(cause, "sqlstate", None) == READ_ONLY
