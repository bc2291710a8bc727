"""A report as somebody reads it with whom its owner shares it."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest, with_chart
from plans.access import share_to_read
from plans.actions import note_opening
from reports.presenters.figures import radar_figure
from reports.presenters.plan import plan_of
from reports.presenters.report import for_reader, report_of


@require_safe
@gzip_page
@never_cache
@with_chart
def shared(request: MemberRequest, public_id: UUID) -> HttpResponse:
    share = share_to_read(request.user, public_id, day=timezone.localdate())
    # One report is shared, so nothing of an earlier one is compared with it.
    found = for_reader(report_of(share.assessment), with_notes=share.with_notes)
    if share.with_plan:
        found = replace(found, plan=plan_of(share.assessment))
    page = render(
        request,
        "reports/report.html",
        {
            "report": found,
            "figure": radar_figure(found),
            "share": share,
            "hides_notes": not share.with_notes,
        },
    )
    # Who only asks for the head has not read it.
    if request.method == "GET":
        note_opening(share, at=timezone.now())
    return page
