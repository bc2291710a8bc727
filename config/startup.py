"""What went wrong at the start, in a line: whoever set the service up wants the reason, and no traceback."""

from django import db
from django.core.exceptions import ImproperlyConfigured
from environs.exceptions import EnvError

# Bad settings, a database that is away or empty, a folder that may not be written to.
IN_A_LINE = (EnvError, ImproperlyConfigured, db.DatabaseError, OSError)
NO_TABLES = ("no such table", "does not exist")


def line_of(error: Exception) -> str:
    """Return the reason as one line."""
    reason = " ".join(str(error).split())
    if not isinstance(error, db.DatabaseError):
        return reason or type(error).__name__
    advice = " Has manage.py migrate run?" if any(one in reason for one in NO_TABLES) else ""
    return f"The database: {reason}{advice}"
