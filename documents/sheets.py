"""A workbook to read, to filter and to print: numbers as numbers, headings that stay in sight, shading beside words.

No web page may import this module: making a workbook belongs to the worker.
"""

import io
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.text import safe

# XML has no control characters.
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
A4 = 9
LINE_HEIGHT = 15
# Of a width that counts digits, which are wider than most letters.
LETTERS_A_WIDTH = 1.05
LONGEST_TITLE = 31  # that a sheet may have
Tint = Literal["", "hidden", "whole", "tint-2", "tint-3", "outline", "outline-strong"]
# As on the pages and in print: light, and told apart by words in the cell or beside it.
FILLS = {"hidden": "#f5f5f5", "whole": "#f0f4f5", "tint-2": "#eaf0f2", "tint-3": "#c9d8dd"}
BORDERS = {"outline": 1, "outline-strong": 2}
LINE, HEAD, SOFT = "#cdd5da", "#dde6e9", "#4b5963"


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A number with its unit, and in the same cell the words that belong to it, such as "or more"."""

    value: float
    unit: Literal["", "%", "±"] = ""
    words: str = ""
    tint: Tint = ""
    places: int = 0

    @property
    def format(self) -> str:
        whole = "0." + "0" * self.places if self.places else "0"
        shown = {"": whole, "%": f"{whole}%", "±": f'+{whole};"−"{whole};0'}[self.unit]
        if not self.words:
            return shown
        quoted = self.words.replace('"', "”")
        return ";".join(f'{one}" {quoted}"' for one in shown.split(";"))

    @property
    def stored(self) -> float:
        return self.value / 100 if self.unit == "%" else self.value


@dataclass(frozen=True, slots=True)
class TextCell:
    """A text in one of the tints, or a heading."""

    text: str
    tint: Tint = ""
    bold: bool = False


Value = NumberCell | TextCell | str | int | None


@dataclass(frozen=True)
class TableColumn:
    """A column of a table: what it holds, how wide it is, and whether it is only for sorting out rows."""

    title: str
    width: int
    is_printed: bool = True


@dataclass(frozen=True)
class TableSheet:
    """A table with a heading, or without one a page of text. `frozen` first columns stay in sight."""

    title: str
    columns: tuple[TableColumn, ...]
    rows: Iterable[Sequence[Value]]
    has_heading: bool = True
    frozen: int = 1


@dataclass(frozen=True)
class BookFacts:
    """What the file says about itself, in its properties and at the edges of each printed page."""

    title: str
    author: str
    comments: str
    made_at: datetime
    page_words: str
    """Before the number of the page, with two places for it: %(page)s of %(pages)s."""
    edge: str = ""
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a place looks; places that look alike share one format of the workbook."""

    number: str = ""
    tint: str = ""
    bold: bool = False
    is_heading: bool = False
    is_right: bool = False

    def properties(self) -> dict[str, object]:
        found: dict[str, object] = {"valign": "top", "bold": self.bold or self.is_heading}
        found["align"] = "right" if self.is_right else "left"
        if self.number:
            # A number with its words that does not fit would be shown as ###: smaller letters fit.
            found |= {"num_format": self.number, "shrink": True}
        else:
            found |= {"text_wrap": True, "indent": 0 if self.is_right else 1}
        if self.is_heading:
            found |= {"bg_color": HEAD, "bottom": 1, "bottom_color": SOFT}
        elif self.tint in FILLS:
            found |= {"bg_color": FILLS[self.tint], "border": 1, "border_color": LINE}
        elif self.tint in BORDERS:
            found |= {"border": BORDERS[self.tint], "border_color": SOFT}
        if self.tint == "hidden":
            found |= {"font_color": SOFT, "italic": True}
        return found


@dataclass
class _Book:
    book: Workbook
    formats: dict[_Look, Format] = field(default_factory=dict)

    def style(self, look: _Look) -> Format:
        if look not in self.formats:
            self.formats[look] = self.book.add_format(look.properties())
        return self.formats[look]


def book_of(sheets: Iterable[TableSheet], facts: BookFacts) -> bytes:
    """Return a workbook; a text in it is never a formula."""
    out = io.BytesIO()
    # Each text is stored once: that is quicker than its `constant_memory`, and the file is smaller.
    book = Workbook(out, {"in_memory": True})
    book.set_properties(
        {
            "title": facts.title,
            "author": facts.author,
            "company": facts.author,
            "comments": facts.comments,
            "keywords": facts.keywords,
            "created": facts.made_at.replace(tzinfo=None),
        }
    )
    styles = _Book(book)
    for sheet in sheets:
        _add(styles, sheet, facts)
    book.close()
    return out.getvalue()


def _add(styles: _Book, sheet: TableSheet, facts: BookFacts) -> None:
    page = styles.book.add_worksheet(sheet.title[:LONGEST_TITLE])
    rows = list(sheet.rows)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width)
    if sheet.has_heading:
        # Over numbers, and in their place, words stand to the right as they do.
        numeric = {at for row in rows for at, value in enumerate(row) if _is_number(value)}
        _head(page, sheet, numeric, styles)
    else:
        numeric = set()
    first = 1 if sheet.has_heading else 0
    for line, row in enumerate(rows, first):
        _write(page, line, row, styles, numeric)
        _make_room(page, line, row, sheet.columns)
    last = max(first, first + len(rows) - 1)
    if sheet.has_heading:
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
    printed = [number for number, column in enumerate(sheet.columns) if column.is_printed]
    page.print_area(0, 0, last, printed[-1])
    _set_up_print(page, facts)


def _is_number(value: Value) -> bool:
    return isinstance(value, NumberCell | int)


def _head(page: Worksheet, sheet: TableSheet, numeric: Collection[int], styles: _Book) -> None:
    for at, column in enumerate(sheet.columns):
        look = _Look(is_heading=True, is_right=at in numeric)
        page.write_string(0, at, _text(column.title), styles.style(look))
    page.freeze_panes(1, sheet.frozen)
    page.repeat_rows(0)
    # The button of the filter hides the end of a heading that fills its place.
    _make_room(page, 0, [f"{one.title}    " for one in sheet.columns], sheet.columns)


def _write(
    page: Worksheet, line: int, row: Sequence[Value], styles: _Book, numeric: Collection[int]
) -> None:
    for at, value in enumerate(row):
        if isinstance(value, NumberCell):
            look = _Look(value.format, value.tint, is_right=True)
            page.write_number(line, at, value.stored, styles.style(look))
        elif isinstance(value, int):
            page.write_number(line, at, value, styles.style(_Look("0", is_right=True)))
        elif isinstance(value, TextCell):
            look = _Look(tint=value.tint, bold=value.bold, is_right=at in numeric)
            page.write_string(line, at, _text(value.text), styles.style(look))
        elif value:
            page.write_string(line, at, _text(value), styles.style(_Look(is_right=at in numeric)))


def _make_room(
    page: Worksheet, line: int, row: Sequence[Value], columns: Sequence[TableColumn]
) -> None:
    """Make a row as high as its longest text needs: not every program does so by itself."""
    texts = (value.text if isinstance(value, TextCell) else value for value in row)
    lines = max(
        (
            ceil(len(text) / (column.width * LETTERS_A_WIDTH))
            for text, column in zip(texts, columns, strict=False)
            if column.is_printed
            and isinstance(text, str)
            and len(text) > column.width * LETTERS_A_WIDTH
        ),
        default=1,
    )
    if lines > 1:
        page.set_row(line, LINE_HEIGHT * lines)


def _text(words: str) -> str:
    """Return a text as a text whatever it looks like, and in other programs too."""
    return safe(ILLEGAL.sub("", words))


def _set_up_print(page: Worksheet, facts: BookFacts) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    edge = facts.edge.replace("&", "&&")
    numbered = facts.page_words % {"page": "&P", "pages": "&N"}
    page.set_header(f"&L&9{_edge(edge)}&R&9&A")
    page.set_footer(f"&L&9{_edge(facts.author.replace('&', '&&'))}&R&9{numbered}")


def _edge(words: str) -> str:
    """Keep a text that begins with a digit apart from the size of its letters; 255 characters are allowed."""
    return f" {ILLEGAL.sub('', words)[:120]}"
