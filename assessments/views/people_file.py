"""Who is invited to a campaign and how far they are, as a file: what the page shows, and nothing of what they said."""

from dataclasses import replace

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actions import note_download
from accounts.http import MemberRequest
from assessments import access, presenters, queries
from assessments.forms.following import FollowForm
from assessments.queries.following import UNFINISHED
from documents.tables import table_response


@require_safe
def people_file(request: MemberRequest, slug: str, end: str) -> HttpResponse:
    """Answer with those invited whom the page looks for, or with `?unfinished=1` who of them has not finished."""
    following = access.campaign_to_follow(request.user, slug)
    campaign = following.campaign
    search = FollowForm(request.GET, following=following).search()
    if "unfinished" in request.GET:
        search = replace(search, state=UNFINISHED)
    people = queries.people_followed(campaign, within=following.team_ids, search=search)
    rows = list(presenters.followed_table(people, following.tree))
    answer = table_response({_("People"): rows}, campaign.name, _("People"), end=end)
    note_download(
        len(rows) - 1, organisation=campaign.organisation, by=request.user, at=timezone.now()
    )
    return answer
