"""Files as answers to a request."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_response(content: str | bytes, name: str, content_type: str) -> HttpResponse:
    """Answer with a file: a PDF to be read in the browser, any other to be kept."""
    disposition = content_disposition_header(content_type != PDF, name)
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition}
    )
