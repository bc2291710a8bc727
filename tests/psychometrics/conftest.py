"""One published bank and the manager's finished assessment of it."""

from tests.reports.conftest import assessment, version

__all__ = ["assessment", "version"]
