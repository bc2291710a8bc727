"""How a calendar file is sent, and the file of one's own reviews."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import membership_with
from accounts.http import MemberRequest, file_response
from accounts.permissions import Permission
from plans.calendar_file import reviews_file
from plans.views.goals import own_plan


def calendar_answer(content: bytes, name: str) -> HttpResponse:
    return file_response(content, name, "text/calendar; charset=utf-8; method=PUBLISH")


@require_safe
@never_cache
def reviews_ics(request: MemberRequest) -> HttpResponse:
    membership_with(request.user, Permission.ANSWER)
    return calendar_answer(reviews_file(own_plan(request), at=timezone.now()), "reviews.ics")
