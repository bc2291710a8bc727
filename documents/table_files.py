"""Tables that the worker makes into files, so that no request waits for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from django.http import Http404

from documents.downloads import CSV, XLSX, file_name
from documents.spec import About, DocumentSpec, Draft, fingerprint
from documents.tables import csv_of, workbook_of

End = Literal["csv", "xlsx"]
TYPES: Mapping[str, str] = {"csv": CSV, "xlsx": XLSX}


def known_end(end: str) -> End:
    """Return what a file's name in an address ends with; 404 for what no table is made into."""
    for known in get_args(End):
        if end == known:
            return known  # type: ignore[no-any-return]
    raise Http404


@dataclass(frozen=True)
class TableFile:
    """A workbook of sheets, or its first sheet as CSV. Its facts are its rows, so it is never older than they are."""

    kind: str
    about: About
    end: End
    words: tuple[str, ...]
    sheets: Mapping[str, Sequence[Sequence[str]]]

    @property
    def lines(self) -> int:
        """How many rows it has below its headings."""
        return len(self._first) - 1

    @property
    def spec(self) -> DocumentSpec:
        return DocumentSpec(
            kind=self.kind,
            about={**self.about, "end": self.end},
            fingerprint=fingerprint(self.words, self.sheets),
            name=file_name(*self.words, end=self.end),
            content_type=TYPES[self.end],
        )

    @property
    def draft(self) -> Draft:
        return Draft(self.spec.fingerprint, self._content)

    @property
    def _first(self) -> Sequence[Sequence[str]]:
        return next(iter(self.sheets.values()))

    def _content(self) -> bytes:
        return csv_of(self._first).encode() if self.end == "csv" else workbook_of(self.sheets)
