"""Writes an Instrument as a workbook to edit in Excel, which reads back as the same Instrument.

Texts are cells of text, so that Excel neither reckons with what begins with = nor makes a date of
what looks like one. Heads say in a note what may stand below them; where the choice is closed, or is
made on another sheet, the cells have a list.
"""

import io
import re
from collections.abc import Iterable, Iterator

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import TypeAdapter

from leadership.addressing import Json, identity
from leadership.files.layout import (
    FORM_HEADS,
    NO,
    NONE,
    README,
    YES,
    Column,
    Sheet,
    Steps,
    sheets,
)
from leadership.files.schema import INSTRUMENT
from leadership.instrument import Instrument, ScoringRules
from leadership.shapes import Shape, ValueKind
from leadership.translation import gettext as _
from leadership.translation import gettext_noop

LAST_ROW = 5000
"""How far down the lists go; what is written below is read all the same."""
MOST_CHOICES = 255
"""Excel takes no longer list than this many characters."""
# Excel keeps 15 digits of a number; beyond, it is written as text.
EXACT_WHOLE = 10**15
# Excel reads _x000A_ in a cell as the character with that number, so such words are escaped.
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
HEAD, QUIET = PatternFill("solid", fgColor="E8EEF2"), Font(color="555555")
TEXT_FORMAT = "@"
INTRODUCTION = (
    gettext_noop(
        "This workbook holds one version of a question bank. Change it and import it again: before anything is stored you see every fault and every change."
    ),
    gettext_noop(
        "One sheet for each kind of thing, one row for each thing. The order of the rows is the order people see."
    ),
    gettext_noop(
        "On a sheet such as Statements the first column names the theme that a row belongs to."
    ),
    gettext_noop(
        "Codes are permanent: never give a code that has been published to something else."
    ),
    gettext_noop(
        "Columns with a number at their end hold one entry each. For one more entry, add a column with the next number."
    ),
    gettext_noop(
        "An empty cell means that nothing is said there. Empty rows and empty sheets do not matter."
    ),
    gettext_noop(
        "A note at the head of each column says what may stand in it. Do not rename heads or sheets."
    ),
    gettext_noop(
        "Give the changed bank a new version number on the sheet About: a published version never changes."
    ),
)
RULES = TypeAdapter(ScoringRules)
Value = str | int | float | bool


def dump_workbook(instrument: Instrument) -> bytes:
    """Write every sheet that a bank may have; those with nothing in them come last."""
    data: Json = INSTRUMENT.dump_python(instrument, mode="json", by_alias=True)
    book = Workbook()
    _introduce(book.active)
    for sheet in sorted(
        sheets(), key=lambda sheet: not (_labels(sheet, data) or _rows(sheet, data))
    ):
        page = book.create_sheet(sheet.title)
        if sheet.kind == "form":
            _write_form(page, sheet, _labels(sheet, data))
        else:
            _write_rows(page, sheet, _rows(sheet, data))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _introduce(page: Worksheet) -> None:
    page.title = README
    page.column_dimensions["A"].width = 100
    for line in INTRODUCTION:
        page.append([_(line)])
        page.cell(page.max_row, 1).alignment = WRAPPED


# What stands on a sheet ------------------------------------------------------------------------

# What a row belongs to and what it is called, as far as it needs either, and what it holds.
Row = tuple[str, str, Json]


def _labels(sheet: Sheet, data: Json) -> dict[str, Value]:
    """Return what a sheet says of what there is once, by label."""
    columns = sheet.columns if sheet.kind == "form" else ()
    return dict(pair for column in columns for pair in _labelled(column, _at(data, column.path)))


def _rows(sheet: Sheet, data: Json) -> list[Row]:
    """Return the rows of a list, or of things by key."""
    if sheet.kind == "form":
        return []
    if not sheet.above:
        return [("", key, row) for key, row in _entries(_at(data, sheet.path))]
    return [
        (code, key, row)
        for code, parent in _entries(_at(data, (sheet.above,)))
        for key, row in _entries(_at(parent, sheet.path[1:]))
    ]


def _entries(value: Json) -> Iterable[tuple[str, Json]]:
    """Return the entries of a list or of a mapping with what they are known by."""
    if isinstance(value, dict):
        return value.items()
    return [(identity(entry), entry) for entry in value] if isinstance(value, list) else ()


def _at(data: Json, path: Steps) -> Json:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _labelled(column: Column, value: Json) -> Iterator[tuple[str, Value]]:
    if isinstance(value, list):
        yield from ((f"{column.head} {n}", entry) for n, entry in enumerate(_values(value), 1))
    elif isinstance(value, dict):
        labels = ((f"{column.head}: {key}", one) for key, one in sorted(value.items()))
        yield from ((label, one) for label, one in labels if isinstance(one, Value))
    elif value is not None:
        yield column.head, value
    if value in ([], {}) and _usual(column.path):
        yield (f"{column.head} 1" if column.many else f"{column.head}: {NONE}"), NONE


def _values(value: Json) -> list[Value]:
    """Return the single values of a list; the sheets see to it that there are no others."""
    return [one for one in value if isinstance(one, Value)] if isinstance(value, list) else []


def _usual(path: Steps) -> Json:
    """Return what a rule is where a file does not say it; nothing else has lists that are not usually empty."""
    return _at({"scoring": RULES.dump_python(ScoringRules(), mode="json")}, path)


# Sheets ----------------------------------------------------------------------------------------


def _write_form(page: Worksheet, sheet: Sheet, values: dict[str, Value]) -> None:
    _heads(page, list(FORM_HEADS), (32, 80, 60))
    for column in sheet.columns:
        own = [label for label in values if _belongs(label, column)]
        for label in own or [_blank_label(column)]:
            row = page.max_row + 1
            _put(page.cell(row, 1), label)
            _put(page.cell(row, 2), values.get(label))
            note = page.cell(row, 3, _note(column))
            note.font, note.alignment = QUIET, WRAPPED
            _offer(page, column, f"B{row}")


def _belongs(label: str, column: Column) -> bool:
    if column.many:
        head, _space, number = label.rpartition(" ")
        return head == column.head and number.isdigit()
    return label.startswith(f"{column.head}: ") if column.open else label == column.head


def _blank_label(column: Column) -> str:
    if column.many:
        return f"{column.head} 1"
    return f"{column.head}: (key)" if column.open else column.head


def _write_rows(page: Worksheet, sheet: Sheet, rows: list[Row]) -> None:
    widths = {
        column: max([1, *(len(_values(_at(row, column.path))) for _above, _key, row in rows)])
        for column in sheet.columns
        if column.many
    }
    heads = [sheet.above_head] if sheet.above else []
    heads += [sheet.key_head] if sheet.kind == "keys" else []
    columns: list[Column] = []
    for column in sheet.columns:
        for number in range(1, widths.get(column, 1) + 1):
            heads.append(f"{column.head} {number}" if column.many else column.head)
            columns.append(column)
    _heads(page, heads, [*[16] * (sheet.first_column - 1), *map(_width, columns)])
    page.freeze_panes = f"{get_column_letter(sheet.first_column + 1)}2"
    _explain(page, sheet, columns)
    # Counted here: the page would look through all its cells for its last row.
    for number, (above, key, row) in enumerate(rows, 2):
        values: list[Json] = [above] if sheet.above else []
        values += [key] if sheet.kind == "keys" else []
        for column in sheet.columns:
            value = _at(row, column.path)
            values += _padded(_values(value), widths[column]) if column.many else [value]
        for position, value in enumerate(values, 1):
            _put(page.cell(number, position), value)


def _padded(values: list[Value], width: int) -> list[Json]:
    return [*values, *[None] * (width - len(values))]


def _heads(page: Worksheet, heads: list[str], widths: Iterable[int]) -> None:
    for position, (head, width) in enumerate(zip(heads, widths, strict=True), 1):
        cell = page.cell(1, position, head)
        cell.font, cell.fill, cell.alignment = BOLD, HEAD, WRAPPED
        page.column_dimensions[get_column_letter(position)].width = width
    page.freeze_panes = "A2"


def _width(column: Column) -> int:
    if not column.is_text or column.shape.choices:
        return 12
    return 50 if column.shape.longest and column.shape.longest > 300 else 24  # noqa: PLR2004 - a line's length


def _put(cell: Cell, value: Json) -> None:
    cell.alignment, cell.number_format = WRAPPED, TEXT_FORMAT
    if value is None:
        return
    if isinstance(value, bool):
        value = YES if value else NO
    if isinstance(value, int | float):
        is_exact = float(f"{value:.16g}") == value and abs(value) < EXACT_WHOLE
        value = value if is_exact else repr(value)
    if isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value, cell.number_format = value, "General"


def put_text(cell: Cell, text: str) -> None:
    """Write a text as nothing but text."""
    cell.number_format = TEXT_FORMAT
    cell.value = LOOKS_ESCAPED.sub("_x005F_", text)
    # What begins with = would otherwise be stored as a formula, which runs where it is opened.
    cell.data_type = "s"  # whatever it begins with
    cell.quotePrefix = text[:1] in {*"=+-@'"}


# Help ------------------------------------------------------------------------------------------


def _explain(page: Worksheet, sheet: Sheet, columns: list[Column]) -> None:
    """Put a note at each head, and a list under those whose words are a choice."""
    if sheet.above:
        above = next(one for one in sheets() if one.name == sheet.above)
        _note_at(
            page.cell(1, 1),
            _("Which %(thing)s the row belongs to. Required.")
            % {"thing": _(sheet.above_head).lower()},
        )
        _list(page, f"A2:A{LAST_ROW}", _source(above.name))
    if sheet.kind == "keys":
        letter = get_column_letter(sheet.first_column - 1)
        _note_at(page[f"{letter}1"], _("What the row is known by. Required."))
        if sheet.key_refers_to:
            _list(page, f"{letter}2:{letter}{LAST_ROW}", _source(sheet.key_refers_to))
    for at, column in enumerate(columns, sheet.first_column):
        letter = get_column_letter(at)
        _note_at(page.cell(1, at), _note(column))
        _offer(page, column, f"{letter}2:{letter}{LAST_ROW}")


def _note_at(cell: Cell, text: str) -> None:
    cell.comment = Comment(text, _("Question bank"), width=260, height=110)


def _note(column: Column) -> str:
    words = [_("Required.") if column.required else _("May be left empty.")]
    if column.shape.choices:
        words.append(_("One of: %(choices)s.") % {"choices": ", ".join(column.shape.choices)})
    elif column.refers_to:
        title = next(one.title for one in sheets() if one.name == column.refers_to)
        words.append(_("One of those on the sheet %(title)s.") % {"title": title})
    elif column.shape.kind is ValueKind.FLAG:
        words.append(_("%(yes)s or %(no)s.") % {"yes": YES, "no": NO})
    elif not column.is_text:
        words += _number_words(column.shape)
    elif column.shape.longest:
        words.append(_("At most %(longest)s characters.") % {"longest": column.shape.longest})
    if column.many:
        words.append(_("One entry each; number further ones."))
    if column.open:
        words.append(_("The key stands after the colon; add a row for another."))
    return " ".join(words)


def _number_words(shape: Shape) -> Iterator[str]:
    yield _("A whole number.") if shape.kind is ValueKind.WHOLE else _("A number.")
    if shape.lowest is not None:
        yield _("At least %(number)s.") % {"number": f"{shape.lowest:g}"}
    if shape.highest is not None:
        yield _("At most %(number)s.") % {"number": f"{shape.highest:g}"}


def _offer(page: Worksheet, column: Column, cells: str) -> None:
    if column.refers_to:
        _list(page, cells, _source(column.refers_to))
    elif column.shape.kind is ValueKind.FLAG:
        _list(page, cells, f'"{YES},{NO}"')
    elif column.shape.choices and not any("," in choice for choice in column.shape.choices):
        formula = f'"{",".join(column.shape.choices)}"'
        if len(formula) <= MOST_CHOICES:
            _list(page, cells, formula)
    elif column.shape.kind is ValueKind.WHOLE and not (column.many or column.open):
        low = -(10**6) if column.shape.lowest is None else int(column.shape.lowest)
        high = 10**6 if column.shape.highest is None else int(column.shape.highest)
        _validate(page, cells, DataValidation("whole", low, high, operator="between"))


def _source(name: str) -> str:
    """Return the cells of a sheet that hold what its rows are known by."""
    sheet = next(one for one in sheets() if one.name == name)
    at = get_column_letter(1 + bool(sheet.above))
    return f"'{sheet.title}'!${at}$2:${at}${LAST_ROW}"


def _list(page: Worksheet, cells: str, formula: str) -> None:
    _validate(page, cells, DataValidation("list", formula))


def _validate(page: Worksheet, cells: str, rule: DataValidation) -> None:
    rule.allow_blank = True
    rule.showErrorMessage, rule.errorStyle = True, "stop"
    rule.errorTitle, rule.error = _("Not one of the choices"), _("Look at the note at the head.")
    rule.add(cells)
    page.add_data_validation(rule)
