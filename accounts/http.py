"""A request whose user is known to be signed in, for the types of views; and files as answers."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from accounts.models import User

CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MemberRequest(HttpRequest):
    user: User


def file_response(content: str | bytes, name: str, content_type: str) -> HttpResponse:
    """Answer with a file: a PDF to be read in the browser, any other to be kept."""
    disposition = content_disposition_header(content_type != PDF, name)
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition}
    )
