"""Names the formats of files that people send in place of a bank file, each in one sentence with what to do."""

import csv
import io
import json
import zipfile
import zlib

from leadership.files.source import MAX_SURVEY_BYTES
from leadership.translation import gettext as _
from leadership.translation import gettext_noop

WANTED = gettext_noop(
    "A bank comes as a YAML file, an Excel workbook of our layout (.xlsx) or a LimeSurvey structure (.lss)"
)
FROM_LIMESURVEY = gettext_noop("in LimeSurvey choose Export, Survey structure (.lss)")
LIMESURVEY_TABLE = {"class", "type/scale", "name", "relevance", "text"}
REDCAP = {"field type", "field label", "form name"}
# What a ZIP file has within, and what it is then; a workbook is nothing to speak of.
PACKED = (
    ("xl/", ""),
    ("word/", gettext_noop("a document of Word (.docx)")),
    ("ppt/", gettext_noop("a presentation (.pptx)")),
    ("mimetype", gettext_noop("an OpenDocument file (.ods, .odt): save a spreadsheet as .xlsx")),
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
        return _("this is a LimeSurvey archive (.lsa): %(how)s, or unpack the .lss in it.") % {
            "how": _(FROM_LIMESURVEY)
        }
    if "xl/workbook.bin" in names:
        return _("this is a binary Excel workbook (.xlsb): save it as .xlsx. %(wanted)s.") % {
            "wanted": _(WANTED)
        }
    for mark, kind in PACKED:
        if any(name.startswith(mark) for name in names):
            return (
                _("this is %(kind)s. %(wanted)s.") % {"kind": _(kind), "wanted": _(WANTED)}
                if kind
                else ""
            )
    return _("this is a ZIP archive. %(wanted)s.") % {"wanted": _(WANTED)}


def sheets_format(titles: set[str]) -> str:
    """Say what a workbook is that has none of our sheets."""
    if titles == {"survey"} or {"survey", "settings"} <= titles:
        return _(
            "this is an XLSForm, as ODK and Kobo use it, without the sheet “choices”: it has no answers to choose from."
        )
    return _(
        "this workbook has none of the sheets of a question bank: an exported bank shows which sheets these are."
    )


def text_format(content: bytes) -> str:
    """Say what a text is that is no YAML of ours; empty where it may be."""
    start = content[:MOST_READ].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        return _json_format(content)
    if start.startswith(b"%PDF"):
        return _("this is no question bank but a PDF. %(wanted)s.") % {"wanted": _(WANTED)}
    return _table_format(start.decode("utf-8", "replace"))


def _json_format(content: bytes) -> str:
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ""
    keys = set(data) if isinstance(data, dict) else set()
    if {"SurveyEntry", "SurveyElements"} & keys:
        return _("this is a Qualtrics survey (.qsf), which is not read. %(wanted)s.") % {
            "wanted": _(WANTED)
        }
    if "pages" in keys and "themes" not in keys:
        return _(
            "this is a survey in JSON, as SurveyJS and SurveyMonkey have it, which is not read. %(wanted)s."
        ) % {"wanted": _(WANTED)}
    return ""


def _table_format(text: str) -> str:
    """Say that a text is a table, where several lines have the same cells and none has a key of YAML."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    if not lines:
        return ""
    delimiter = max("\t,;", key=lines[0].count)
    cells = [cell.strip().strip('"').casefold() for cell in lines[0].split(delimiter)]
    if set(cells) >= LIMESURVEY_TABLE:
        return _("this is a LimeSurvey structure as a table (.txt): %(how)s.") % {
            "how": _(FROM_LIMESURVEY)
        }
    if len(REDCAP & {cell.split("(")[0].strip() for cell in cells}) > 1:
        return _("this is a data dictionary of REDCap (.csv), which is not read. %(wanted)s.") % {
            "wanted": _(WANTED)
        }
    if len(cells) > 1 and _is_table(lines, delimiter):
        return _(
            "this is a table (CSV), which is not read. %(wanted)s; save a table as a workbook of our layout."
        ) % {"wanted": _(WANTED)}
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
