"""Names what people send for a table that is none: an export may well be called .xls or .csv."""

from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.table_faults import RowFault, UnreadableFileError

START = 1_000
OTHER_FORMATS = {
    (b"<!doctype html", b"<html", b"<table"): gettext_lazy("a web page (HTML)"),
    (b"<?xml",): gettext_lazy("a file in XML"),
    (b"%pdf",): gettext_lazy("a PDF"),
    (b"{\\rtf",): gettext_lazy("a document (RTF)"),
    (b"{", b"[{"): gettext_lazy("a file in JSON"),
    (b"begin:vcard",): gettext_lazy("a file of contacts (vCard)"),
    (b"dn: ",): gettext_lazy("an export of a directory in LDIF"),
}


def refuse_other_formats(file: BinaryIO) -> None:
    """Refuse what is no table of lines and cells, by its name."""
    start = file.read(START).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    file.seek(0)
    for marks, kind in OTHER_FORMATS.items():
        if start.startswith(marks):
            message = _("this is %(kind)s, not a table. Open it in a spreadsheet and save it as .xlsx, or as CSV UTF-8.")  # fmt: skip
            raise UnreadableFileError(RowFault(0, "", message % {"kind": kind}))
