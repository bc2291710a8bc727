"""People as a file, and the empty file to begin with."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import access, actions, exports, queries
from accounts.forms.people import SearchForm
from accounts.http import MemberRequest
from documents.tables import table_response


@require_safe
def download(request: MemberRequest, end: str) -> HttpResponse:
    """Answer with the people who are looked for, as far as the reach goes."""
    reach = access.people_to_manage(request.user)
    organisation = reach.membership.organisation
    search = SearchForm(request.GET, reach=reach).search()
    members = queries.matching_members(organisation.pk, search, within=reach.team_ids)
    rows = list(exports.people_table(members, reach.tree))
    answer = table_response({_("People"): rows}, organisation.name, _("People"), end=end)
    actions.note_download(
        len(rows) - 1, organisation=organisation, by=request.user, at=timezone.now()
    )
    return answer


@require_safe
def template(request: MemberRequest, end: str) -> HttpResponse:
    reach = access.whole_organisation_to_manage(request.user)
    organisation = reach.membership.organisation
    sheets = {
        _("People"): exports.template_table(organisation.pk),
        _("How to fill it in"): exports.template_help(reach.tree),
    }
    return table_response(sheets, organisation.name, _("People to bring in"), end=end)
