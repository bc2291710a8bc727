"""What a cell of a workbook says: its words, and the value that these stand for."""

from documents.workbook import unescaped
from leadership.addressing import Json
from leadership.files.layout import NO, YES, Column
from leadership.files.source import DECIMAL, WHOLE
from leadership.shapes import ValueKind

FLAGS = {YES: True, NO: False, "true": True, "false": False}


def cell_text(value: object) -> str:
    """Return the words of a cell, with what Excel writes in place of some characters put right."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unescaped(str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()


def typed_flag(text: str) -> bool | None:
    """Return what stands for yes or no; None for anything else."""
    return FLAGS.get(" ".join(text.split()).casefold())


def typed(text: str, column: Column) -> Json:
    if column.shape.kind is ValueKind.FLAG:
        return typed_flag(text)
    if not column.is_text and WHOLE.fullmatch(text):
        return int(text)
    is_decimal = column.shape.kind is ValueKind.NUMBER and DECIMAL.fullmatch(text)
    return float(text) if is_decimal else text
