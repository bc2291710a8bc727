"""Who is invited to a campaign and how far they are, as a file: what the page shows, and nothing of what they said."""

from dataclasses import replace
from functools import partial

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import note_download
from accounts.http import MemberRequest
from assessments import access, presenters
from assessments.forms.following import FollowForm
from assessments.queries.following import UNFINISHED
from documents.table_files import known_end
from documents.views import hand_out


@require_safe
def people_file(request: MemberRequest, slug: str, end: str) -> HttpResponse:
    """Hand out those invited whom the page looks for, or with `?unfinished=1` who of them has not finished."""
    following = access.campaign_to_follow(request.user, slug)
    campaign = following.campaign
    # Everybody would stand there as not having begun.
    if campaign.cleared_at:
        raise Http404
    search = FollowForm(request.GET, following=following).search()
    if "unfinished" in request.GET:
        search = replace(search, state=UNFINISHED)
    file = presenters.followed_file(known_end(end), campaign, search, within=following.team_ids)
    note = partial(
        note_download,
        file.lines,
        organisation=campaign.organisation,
        by=request.user,
        at=timezone.now(),
    )
    back = reverse("assessments:campaign", args=[slug])
    return hand_out(request, file.spec, back=back, note=note)
