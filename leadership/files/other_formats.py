"""Names the formats of files that people send in place of a bank file, each in one sentence with what to do."""

import csv
import io
import json
import zipfile
import zlib

from leadership.files.source import MAX_SURVEY_BYTES

WANTED = "A bank comes as a YAML file, an Excel workbook of our layout (.xlsx) or a LimeSurvey structure (.lss)"
FROM_LIMESURVEY = "in LimeSurvey choose Export, Survey structure (.lss)"
LIMESURVEY_TABLE = {"class", "type/scale", "name", "relevance", "text"}
REDCAP = {"field type", "field label", "form name"}
# What a ZIP file has within, and what it is then; a workbook is nothing to speak of.
PACKED = (
    ("xl/", ""),
    ("word/", "a document of Word (.docx)"),
    ("ppt/", "a presentation (.pptx)"),
    ("mimetype", "an OpenDocument file (.ods, .odt): save a spreadsheet as .xlsx"),
)
MOST_READ = 200_000
MANY_LINES = 3


def packed_format(content: bytes) -> str:
    """Say what a ZIP file is that is no workbook of Excel's; empty where it may be one, or damaged."""
    if len(content) > MAX_SURVEY_BYTES:
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError):
        return ""
    if any(name.endswith((".lss", ".lsr")) for name in names):
        return f"this is a LimeSurvey archive (.lsa): {FROM_LIMESURVEY}, or unpack the .lss in it."
    if "xl/workbook.bin" in names:
        return f"this is a binary Excel workbook (.xlsb): save it as .xlsx. {WANTED}."
    for mark, kind in PACKED:
        if any(name.startswith(mark) for name in names):
            return f"this is {kind}. {WANTED}." if kind else ""
    return f"this is a ZIP archive. {WANTED}."


def sheets_format(titles: set[str]) -> str:
    """Say what a workbook is that has none of our sheets."""
    example = "an exported bank shows which sheets these are"
    if titles == {"survey"} or {"survey", "settings"} <= titles:
        return "this is an XLSForm, as ODK and Kobo use it, without the sheet “choices”: it has no answers to choose from."
    return f"this workbook has none of the sheets of a question bank: {example}."


def text_format(content: bytes) -> str:
    """Say what a text is that is no YAML of ours; empty where it may be."""
    start = content[:MOST_READ].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        return _json_format(content)
    if start.startswith(b"%PDF"):
        return f"this is no question bank but a PDF. {WANTED}."
    return _table_format(start.decode("utf-8", "replace"))


def _json_format(content: bytes) -> str:
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ""
    keys = set(data) if isinstance(data, dict) else set()
    if {"SurveyEntry", "SurveyElements"} & keys:
        return f"this is a Qualtrics survey (.qsf), which is not read. {WANTED}."
    if "pages" in keys and "themes" not in keys:
        return f"this is a survey in JSON, as SurveyJS and SurveyMonkey have it, which is not read. {WANTED}."
    return ""


def _table_format(text: str) -> str:
    """Say that a text is a table, where several lines have the same cells and none has a key of YAML."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    if not lines:
        return ""
    delimiter = max("\t,;", key=lines[0].count)
    cells = [cell.strip().strip('"').casefold() for cell in lines[0].split(delimiter)]
    if set(cells) >= LIMESURVEY_TABLE:
        return f"this is a LimeSurvey structure as a table (.txt): {FROM_LIMESURVEY}."
    if len(REDCAP & {cell.split("(")[0].strip() for cell in cells}) > 1:
        return f"this is a data dictionary of REDCap (.csv), which is not read. {WANTED}."
    if len(cells) > 1 and _is_table(lines, delimiter):
        return f"this is a table (CSV), which is not read. {WANTED}; save a table as a workbook of our layout."
    return ""


def _is_table(lines: list[str], delimiter: str) -> bool:
    if any(
        line.lstrip().startswith(("#", "- ", "---", "schema_version"))
        for line in lines[:MANY_LINES]
    ):
        return False
    if any(":" in cell and not cell.strip().startswith('"') for cell in lines[0].split(delimiter)):
        return False
    try:
        rows = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        return False
    return rows[0] > 1 and sum(row == rows[0] for row in rows) * 2 >= len(rows)
