"""What is wrong in a file that people send: by line and column, counted, and in sentences for them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.errors import DomainError

# What people read of a long list; the count is of all.
MOST_FAULTS = 100


@dataclass(frozen=True)
class RowFault:
    """Something wrong in a file; line 0 is the file as a whole."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        places = []
        if self.line:
            places.append(_("line %(line)s") % {"line": self.line})
        if self.column:
            places.append(_("column %(column)s") % {"column": self.column})
        return f"{', '.join(places)}: {self.message}" if places else self.message


@dataclass
class FaultReport:
    """The faults of a file: all are counted, and the first of them kept for people to read."""

    faults: list[RowFault] = field(default_factory=list)
    fault_count: int = 0

    def fault(self, *faults: RowFault) -> None:
        self.fault_count += len(faults)
        self.faults += faults[: MOST_FAULTS - len(self.faults)]


class UnreadableFileError(DomainError):
    """From here on nothing of the file can be read."""

    def __init__(self, *faults: RowFault) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


class CellError(ValueError):
    """What is wrong with a cell, in a sentence."""
