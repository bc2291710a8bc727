"""How a calendar file is sent, and the file of one's own reviews."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from documents.downloads import file_response
from plans import access
from plans.calendar_file import reviews_file
from plans.views.goals import own_plan


def calendar_answer(content: bytes, name: str) -> HttpResponse:
    return file_response(content, name, "text/calendar; charset=utf-8; method=PUBLISH")


@require_safe
@never_cache
def reviews_ics(request: MemberRequest) -> HttpResponse:
    access.memberships_to_plan(request.user)
    plan = own_plan(request)
    if not plan.next_review:
        # A calendar file without an entry is none, and programs refuse it.
        messages.info(
            request, _("No review is to come. Plan one, and it can go into your calendar.")
        )
        return redirect("plans:plan")
    return calendar_answer(reviews_file(plan, at=timezone.now()), "reviews.ics")
