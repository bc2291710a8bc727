"""What is raised while the database cannot be asked."""

from django.db import InterfaceError, OperationalError

# It restarts, is out of reach, full or too busy: the same request may succeed in a moment.
AWAY = (OperationalError, InterfaceError)
