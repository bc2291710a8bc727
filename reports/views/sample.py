"""What a bank's report would look like, for those who keep banks: on made-up answers, and never stored."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest, with_chart
from banks.access import version_to_read
from banks.queries import instrument_of
from documents.views import hand_out
from reports.documents import sample_spec
from reports.presenters.figures import radar_figure
from reports.presenters.sample import sample_report

LAST = 9999


@require_safe
@gzip_page
@never_cache
@with_chart
def sample(request: MemberRequest, version_id: int) -> HttpResponse:
    version, number = version_to_read(request.user, version_id), _number(request)
    instrument = instrument_of(version.pk)
    found = sample_report(instrument, number, version_id=version.pk, at=timezone.now())
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
    version, number = version_to_read(request.user, version_id), _number(request)
    back = f"{reverse('reports:sample', args=[version.pk])}?answers={number}"
    return hand_out(request, sample_spec(version, number, request.user), back=back)


def _number(request: MemberRequest) -> int:
    wish = request.GET.get("answers", "")
    return min(int(wish), LAST) if wish.isdecimal() and len(wish) <= len(str(LAST)) else 1
