"""What a bank's report would look like, for those who keep banks: on made-up answers, and never stored."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest, with_chart
from banks.access import version_to_read
from banks.models import BankVersion
from banks.queries import instrument_of
from documents.downloads import PDF, file_response
from reports import pdf
from reports.presenters.figures import radar_figure
from reports.presenters.report import Report
from reports.presenters.sample import sample_report

LAST = 9999


@require_safe
@gzip_page
@never_cache
@with_chart
def sample(request: MemberRequest, version_id: int) -> HttpResponse:
    version, number, found = _sample(request, version_id)
    page = {
        "version": version,
        "report": found,
        "figure": radar_figure(found),
        "number": number,
        "other": number % LAST + 1,
    }
    return render(request, "reports/sample.html", page)


@require_safe
@never_cache
def sample_pdf(request: MemberRequest, version_id: int) -> HttpResponse:
    version, _number, found = _sample(request, version_id)
    name = f"sample-{slugify(found.title)}-{version.number}.pdf"
    return file_response(pdf.report_pdf(found), name, PDF)


def _sample(request: MemberRequest, version_id: int) -> tuple[BankVersion, int, Report]:
    version = version_to_read(request.user, version_id)
    wish = request.GET.get("answers", "")
    number = min(int(wish), LAST) if wish.isdecimal() and len(wish) <= len(str(LAST)) else 1
    found = sample_report(
        instrument_of(version.pk), number, version_id=version.pk, at=timezone.now()
    )
    return version, number, found
