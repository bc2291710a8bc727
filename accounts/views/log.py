"""An organisation's log, on a page and as a file. Reading it is not logged."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import access, log_lines, queries
from accounts.forms.log import LogForm
from accounts.http import MemberRequest
from accounts.log_files import MOST_IN_A_FILE, log_spec
from documents.table_files import known_end
from documents.views import WAITING, hand_out

PER_PAGE = 50


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
    kept = request.GET.copy()
    kept.pop(WAITING, None)
    back = f"{reverse('people:log')}?{kept.urlencode()}"
    spec = log_spec(known_end(end), reach.membership.organisation, request.GET.dict())
    return hand_out(request, spec, back=back)
