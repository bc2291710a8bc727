"""A log of JSON lines, for programs that collect them: what happened, where, in which request, and nothing of whom."""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

from operations.request_id import META, request_id

HERE = Path(__file__).resolve().parents[1]


class JsonFormatter(logging.Formatter):
    """Writes a record as one line. Of an exception: its kind and where it came by, not its words.

    Those of a database name the value that was wrong, which may be an address or a note.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if this := request_id.get() or _id_of(getattr(record, "request", None)):
            line["request"] = this
        line |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["where"] = [
                f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False)


def _id_of(request: object) -> str:
    return str(getattr(request, "META", {}).get(META, ""))


def _short(file: str) -> str:
    return file.removeprefix(f"{HERE}/")
