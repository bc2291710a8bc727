"""People as a file, and the empty file to begin with."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access, actions, exports
from accounts.forms.people import SearchForm
from accounts.http import MemberRequest
from documents.table_files import known_end
from documents.views import WAITING, hand_out


@require_safe
def download(request: MemberRequest, end: str) -> HttpResponse:
    """Hand out the people who are looked for, as far as the reach goes."""
    reach = access.people_to_manage(request.user)
    organisation = reach.membership.organisation
    search = SearchForm(request.GET, reach=reach).search()
    file = exports.people_file(known_end(end), organisation, search, within=reach.team_ids)
    kept = request.GET.copy()
    kept.pop(WAITING, None)
    note = partial(
        actions.note_download,
        file.lines,
        organisation=organisation,
        by=request.user,
        at=timezone.now(),
    )
    back = f"{reverse('people:people')}?{kept.urlencode()}".rstrip("?")
    return hand_out(request, file.spec, back=back, note=note)


@require_safe
def template(request: MemberRequest, end: str) -> HttpResponse:
    reach = access.whole_organisation_to_manage(request.user)
    file = exports.blank_file(known_end(end), reach.membership.organisation)
    return hand_out(request, file.spec, back=reverse("people:import"))
