"""What a cell of a workbook says: its words, and the value that these stand for."""

from typing import Any

from documents.workbook import unescaped
from leadership.files.layout import NO, YES, Column
from leadership.files.source import DECIMAL, WHOLE

FLAGS = {YES: True, NO: False, "true": True, "false": False}


def cell_text(value: Any) -> str:
    """Return the words of a cell, with what Excel writes in place of some characters put right."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unescaped(str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()


def typed_flag(text: str) -> bool | None:
    """Return what stands for yes or no; None for anything else."""
    return FLAGS.get(" ".join(text.split()).casefold())


def typed(text: str, column: Column) -> Any:
    if column.kind == "flag":
        return typed_flag(text)
    if column.kind != "text" and WHOLE.fullmatch(text):
        return int(text)
    return float(text) if column.kind == "number" and DECIMAL.fullmatch(text) else text
