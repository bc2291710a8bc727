"""Reads CSV as programs and people write it: its encoding, line ends and separator, streaming and bounded."""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from accounts.table_faults import RowFault, UnreadableFileError
from accounts.table_formats import refuse_other_formats

MAX_LINE = 100_000
BLOCK = 65_536
# How far down the headings are looked for, below titles and empty lines.
HEADING_WITHIN = 20
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
Row = tuple[int, list[str]]


def csv_rows(file: BinaryIO, start: bytes) -> Iterator[Row]:
    """Yield the rows of a CSV file with the lines they begin in; `start` are its first bytes."""
    if start.startswith(UTF16):
        # “Unicode text”, as Excel saves it, with tabs between cells.
        file = cast("BinaryIO", codecs.EncodedFile(file, "utf-8", "utf-16"))
    elif start.count(0) > 1:
        # Every second byte is nought in UTF-16 that does not say so.
        raise _not_utf8(1)
    lines = _lines(file)
    first = list(islice(lines, HEADING_WITHIN))
    separator = SEPARATOR_LINE.fullmatch(first[0]) if first else None
    delimiter = separator[1] if separator else _delimiter(first)
    skipped = 1 if separator else 0
    reader = csv.reader(chain(first[skipped:], lines), delimiter=delimiter, strict=True)
    begins = skipped + 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + skipped + 1
    except csv.Error as error:
        message = _("this cannot be read as CSV (%(reason)s).") % {"reason": error}
        raise UnreadableFileError(RowFault(begins, "", message)) from None


def _delimiter(lines: list[str]) -> str:
    """Return what separates cells: the sign that most of the first lines have, a title not among them."""
    return max(
        ",;\t|",
        key=lambda one: (
            sum(one in line for line in lines),
            sum(line.count(one) for line in lines),
        ),
    )


def _lines(file: BinaryIO) -> Iterator[str]:
    """Decode line by line, so that the line which is not UTF-8 can be named."""
    number = 1
    try:
        refuse_other_formats(file)
        for line in _raw_lines(file):
            if len(line) >= MAX_LINE:
                message = _("this line is longer than %(most)s bytes.") % {"most": MAX_LINE - 1}
                raise UnreadableFileError(RowFault(number, "", message))
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
            number += 1
    except UnicodeDecodeError:
        raise _not_utf8(number) from None


def _raw_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield lines with their ends, whichever of the three kinds these are; at most a block too much of one."""
    held = b""
    while block := file.read(BLOCK):
        lines = (held + block).splitlines(keepends=True)
        held = lines.pop()  # it may go on in the next block, or its end may
        yield from lines
        if len(held) >= MAX_LINE:
            yield held
            held = b""
    if held:
        yield held


def line_ends(block: bytes) -> int:
    return block.count(b"\n") or block.count(b"\r")


def _not_utf8(line: int) -> UnreadableFileError:
    message = _(
        "the file is not in UTF-8. In Excel choose “Save as” and “CSV UTF-8”, or save it as .xlsx."
    )
    return UnreadableFileError(RowFault(line, "", message))
