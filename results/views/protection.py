"""How the results of a campaign were protected."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from results.access import may_read_results, protection_to_read, results_to_read
from results.presenters.navigation import ResultsTab, tabs
from results.presenters.protection import present_protection
from results.queries.published import Reach, groups_with, reasons_counted


@require_safe
@never_cache
def protection(request: MemberRequest, slug: str) -> HttpResponse:
    release = protection_to_read(request.user, slug)
    found = present_protection(release, reasons_counted(release))
    pages: tuple[ResultsTab, ...] = ()
    # An administrator, and a data protection officer through them, reads this page alone.
    if may_read_results(request.user, release):
        pages = _tabs_of_protection(results_to_read(request.user, slug))
    context = {"protection": found, "tabs": pages}
    return render(request, "results/protection.html", context)


def _tabs_of_protection(reach: Reach) -> tuple[ResultsTab, ...]:
    """Return the pages of what the reader looks after: how results were protected is one page for all groups."""
    group = reach.landing
    inside = reach.groups[1:] if group == reach.organisation else reach.within(group)[1:]
    return tabs(
        reach,
        group,
        "protection",
        has_teams=bool(inside),
        has_figures=bool(groups_with([group], "people")),
    )
