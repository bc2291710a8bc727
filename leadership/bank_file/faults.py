"""What is said about a bank file: where, and in plain words what is wrong there."""

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""The keys and positions that lead to a place in the file."""
Place = tuple[int, int]
"""A line and a column, both counted from 1."""
Places = dict[Path, Place]


@dataclass(frozen=True)
class Finding:
    """Something to say about one place; only what the path cannot tell needs a line and column."""

    path: Path
    message: str
    at: Place | None = None


@dataclass(frozen=True)
class Fault:
    """Something wrong, or unwise, in a bank file. A missing key has the line of what lacks it."""

    line: int | None
    column: int | None
    path: str
    message: str

    def __str__(self) -> str:
        where = [f"line {self.line}"] if self.line else []
        where += [self.path] if self.path else []
        return f"{', '.join(where)}: {self.message}" if where else self.message


class BankFileError(ValueError):
    """A bank file that cannot be used; `faults` says why, all at once, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def name_of(path: Path) -> str:
    """Write a path as people read it: themes[2].items[3].text."""
    name = ""
    for step in path:
        name += f"[{step}]" if isinstance(step, int) else f".{step}"
    return name.removeprefix(".")


def located(findings: Iterable[Finding], places: Places) -> tuple[Fault, ...]:
    """Add line and column, drop what is said twice, and sort by place."""
    faults = {_fault(finding, places) for finding in findings}
    return tuple(sorted(faults, key=lambda f: (f.line or 0, f.column or 0, f.path, f.message)))


def _fault(finding: Finding, places: Places) -> Fault:
    line, column = finding.at or _nearest(finding.path, places)
    return Fault(line, column, name_of(finding.path), finding.message)


def _nearest(path: Path, places: Places) -> Place | tuple[None, None]:
    for length in range(len(path), -1, -1):
        if path[:length] in places:
            return places[path[:length]]
    return None, None
