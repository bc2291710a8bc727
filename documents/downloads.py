"""Files as answers to a request."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

CSV = "text/csv; charset=utf-8"
JSON = "application/json"
PDF = "application/pdf"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
LONGEST_NAME = 150


def file_name(*words: str, end: str) -> str:
    """Return a name that its owner recognises among their downloads, and that every system can store."""
    plain = (" ".join(NOT_IN_NAMES.sub(" ", one).split()) for one in words)
    name = " - ".join(word for word in plain if word)[:LONGEST_NAME]
    return f"{name.strip('. ')}.{end}"


def file_response(content: str | bytes, name: str, content_type: str) -> HttpResponse:
    """Answer with a file to be kept."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, name)},  # noqa: FBT003 - Django's
    )
