"""Results as files: made when they are published, or on the first request for some branches or one team."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from documents.views import hand_out
from results.access import results_to_read, team_to_read
from results.documents import Kind, results_spec


@require_safe
@never_cache
def whole_file(request: MemberRequest, slug: str, kind: Kind) -> HttpResponse:
    """Hand out a file of all that the HR lead may see."""
    reach = results_to_read(request.user, slug)
    spec = results_spec(kind, reach, reach.organisation)
    return hand_out(request, spec, back=reverse("results:results", args=[slug]))


@require_safe
@never_cache
def team_file(request: MemberRequest, slug: str, group: int, kind: Kind) -> HttpResponse:
    """Hand out a file of one team."""
    reach, found = team_to_read(request.user, slug, group)
    back = reverse("results:team", args=[slug, found.pk])
    return hand_out(request, results_spec(kind, reach, found), back=back)
