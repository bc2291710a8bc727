"""An organisation's log, on a page and as a file. Reading it is not logged."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import access, log_lines, queries
from accounts.forms.log import LogForm
from accounts.http import MemberRequest
from documents.tables import table_response

PER_PAGE = 50
# A file is made while somebody waits for it: 10,000 lines take one to three seconds on two slow cores.
MOST_IN_A_FILE = 10_000


@require_safe
def log(request: MemberRequest) -> HttpResponse:
    reach = access.whole_organisation_to_manage(request.user)
    organisation = reach.membership.organisation
    form = LogForm(request.GET)
    entries = queries.log_of(organisation.pk, form.search())
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    names = queries.names_of(organisation.pk, page.object_list)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "organisation": organisation,
        "form": form,
        "page": page,
        "lines": log_lines.log_lines(page.object_list, names),
        "kept": f"{kept.urlencode()}&" if kept else "",
        "most": MOST_IN_A_FILE,
    }
    return render(request, "accounts/people/log.html", context)


@require_safe
def download_log(request: MemberRequest, end: str) -> HttpResponse:
    reach = access.whole_organisation_to_manage(request.user)
    organisation = reach.membership.organisation
    search = LogForm(request.GET).search()
    entries = list(queries.log_of(organisation.pk, search)[:MOST_IN_A_FILE])
    names = queries.names_of(organisation.pk, entries)
    rows = log_lines.log_table(log_lines.log_lines(entries, names))
    return table_response({_("Log"): rows}, organisation.name, _("Log"), end=end)
