"""Files that mean harm, and what comes of them: run as a process of its own, with its memory limited.

python -m tests.leadership.hostile prints for each file what was said of it, how much processor time that
took, and at the end the most memory that was needed.
"""

import io
import json
import re
import resource
import struct
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from leadership.files import BankFileError, parse
from leadership.files.workbook import dump_workbook
from tests.leadership.lss import Survey

SMALL = Path(__file__).parent / "banks" / "small.yaml"
SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c t="inlineStr"><is><t>Key</t></is></c></row>'
MEMORY = 1_500_000_000
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def files() -> Iterator[tuple[str, bytes]]:
    workbook = dump_workbook(parse(SMALL.read_bytes()).instrument)
    yield "aliases that multiply", _aliases()
    yield "50 MB of YAML", b"# " + b"x" * 50_000_000
    yield "50 MB of XML", b"<document>" + b"x" * 50_000_000
    yield "50 MB that call themselves a workbook", workbook[:4] + b"x" * 50_000_000
    yield (
        "a workbook that unpacks to 1 GB",
        _with_part(workbook, "xl/worksheets/sheet3.xml", b" " * 1_000_000, 1000),
    )
    yield "a part that is longer than it says", _lying(workbook)
    yield (
        "empty cells by the hundred thousand",
        _with_part(workbook, "xl/worksheets/sheet3.xml", _cells()),
    )
    yield (
        "a row without end",
        _with_part(workbook, "xl/worksheets/sheet3.xml", _endless_row()),
    )
    yield "a row far below all others", _with_part(workbook, "xl/worksheets/sheet3.xml", _far_row())
    yield (
        "a million empty texts",
        _with_part(workbook, "xl/sharedStrings.xml", b"<si/>" * 1_300_000),
    )
    yield "styles without end", _with_part(workbook, "xl/styles.xml", b"<xf/>" * 250_000)
    yield (
        "entities in a workbook",
        _with_part(workbook, "xl/worksheets/sheet3.xml", _laughing(SHEET)),
    )
    yield "entities in a survey", _laughing("<document>")
    yield "a file of the server in a survey", _external()
    yield "tags nested deep", b"<document>" + b"<a>" * 590_000
    yield (
        "a million empty tags",
        Survey().xml().replace(b"</document>", b"<a/>" * 2_400_000 + b"</document>"),
    )
    yield "a survey of arrays by the thousand", _arrays()
    yield "rows that all have one name", _one_name()
    yield "a survey of more rows than are read", _survey(1, "<row/>" * 300_000)
    for name, start in (("tags", "<a "), ("quotes", "<a b='"), ("comments", "<!--")):
        yield f"{name} in a text that never end", _survey(1, "", start * 1_000_000)
    yield "a number without end in a text", _survey(1, "", "&#" + "1" * 1_000_000 + ";")


def _survey(rows: int, more: str, text: str = "I ask.") -> bytes:
    """An array with rows of this text, and more rows after them."""
    survey = Survey()
    survey.array(survey.group("One"), "Q1", [text] * rows)
    return survey.xml().replace(b"</rows></subquestions>", f"{more}</rows></subquestions>".encode())


def _arrays() -> bytes:
    survey = Survey()
    group = survey.group("One")
    for number in range(2_400):
        survey.array(group, f"Q{number}", ["I ask."], ["No", "Yes"])
    return survey.xml()


def _one_name() -> bytes:
    return re.sub(rb"SQ\d+", b"SQ", _survey(9_000, ""))


def _aliases() -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "\n".join(lines).encode()


def _with_part(workbook: bytes, name: str, content: bytes, times: int = 1) -> bytes:
    """The workbook with one part in place of its own."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        with new.open(name, "w", force_zip64=True) as part:
            for _ in range(times):
                part.write(content)
    return made.getvalue()


def _lying(workbook: bytes) -> bytes:
    """A part of 200 MB that the list of parts calls 100 bytes long."""
    name = "xl/worksheets/sheet3.xml"
    content = _with_part(workbook, name, b" " * 1_000_000, 200)
    size = struct.pack("<L", 200_000_000)
    return content.replace(size, struct.pack("<L", 100))


def _cells() -> bytes:
    row = "".join("<c/>" for _ in range(1000))
    return (SHEET + f"<row>{row}</row>" * 450 + "</sheetData></worksheet>").encode()


def _endless_row() -> bytes:
    return (SHEET + "<row>" + "<c/>" * 5_000_000).encode()


def _far_row() -> bytes:
    row = '<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>'
    return (SHEET + row + "</sheetData></worksheet>").encode()


def _laughing(start: str) -> bytes:
    _head, _mark, rest = start.rpartition('<?xml version="1.0"?>')
    return (f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>{rest}&a9;').encode()


def _external() -> bytes:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return f"{entity}<document>&a;</document>".encode()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for name, content in files():
        before = time.process_time()
        try:
            said = f"accepted: {parse(content).instrument.instrument.code}"
        except BankFileError as error:
            said = str(error)
        seconds = time.process_time() - before
        sys.stdout.write(json.dumps({"file": name, "said": said[:300], "seconds": seconds}) + "\n")
    sys.stdout.write(json.dumps({"megabytes": _peak()}) + "\n")


def _peak() -> float:
    """The most memory of this process alone, in MB; getrusage would count whoever started it, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


if __name__ == "__main__":
    main()
