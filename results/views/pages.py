"""The pages of published results, each for the organisation and for one of its groups alike."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest, with_chart
from results.access import group_to_read, overview_to_read
from results.models import ReleaseGroup
from results.presenters.document import Summary, summary_of
from results.presenters.figures import group_figure
from results.presenters.learning_teams import STATISTICS as AREA_STATISTICS
from results.presenters.learning_teams import ForWhom, for_whom, level_words
from results.presenters.navigation import WHOLE, tabs, whole_url
from results.presenters.others import present_others
from results.presenters.overview import (
    changed_words,
    present_overview,
    present_shared_overview,
)
from results.presenters.statements import orders, sorted_statements
from results.presenters.team_list import AreaList, area_list, team_list
from results.presenters.teams import STATISTICS, team_rows
from results.presenters.trend import present_trend
from results.queries.history import STATISTICS as HISTORY_STATISTICS
from results.queries.history import history_of
from results.queries.published import Reach, cells_of, figures_of


@dataclass(frozen=True)
class Read:
    """What every page begins from: the group that is read, and what it says."""

    reach: Reach
    group: ReleaseGroup
    summary: Summary

    @property
    def inside(self) -> tuple[ReleaseGroup, ...]:
        """Return the teams below the group."""
        if self.group == self.reach.organisation:
            return self.reach.teams
        return self.reach.within(self.group)[1:]


def _read(request: MemberRequest, slug: str, group: int | None) -> Read:
    reach, found = group_to_read(request.user, slug, group)
    return Read(reach, found, summary_of(reach, found))


def _page(request: MemberRequest, read: Read, name: str, **more: Any) -> HttpResponse:
    is_whole = read.group == read.reach.organisation
    context = {
        **vars(read.summary),
        "group": None if is_whole else read.group,
        "tabs": tabs(
            read.reach,
            read.group,
            name,
            has_figures=read.summary.results.has_figures,
            has_teams=bool(read.inside or (is_whole and read.reach.breakdown)),
        ),
        "own_branches": read.reach.own_branches,
        "joined_away": read.reach.joined_away,
        "whole_url": whole_url(read.reach),
        **more,
    }
    return render(request, f"results/{name}.html", context)


@require_safe
@gzip_page  # it pads its answers, so their length tells nobody anything
@never_cache
@with_chart
def overview(request: MemberRequest, slug: str, group: int | None = None) -> HttpResponse:
    read = _read(request, slug, group)
    if group is None and WHOLE not in request.GET and read.reach.landing != read.group:
        return redirect("results:team", slug, read.reach.landing.pk)
    whole, instrument = read.reach.organisation, read.summary.instrument
    figures = figures_of([whole, *read.inside], STATISTICS, only_shown=True)
    rows = team_rows(instrument, whole, [one for one in read.inside if figures[one.pk]], figures)
    results = read.summary.results
    return _page(
        request,
        read,
        "results",
        overview=present_overview(results, rows),
        figure=group_figure(results),
    )


@require_safe
@gzip_page
@never_cache
@with_chart
def shared_overview(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the organisation's overview to those who took part, where its HR leads have said so."""
    reach = overview_to_read(request.user, slug)
    summary = summary_of(reach, reach.organisation)
    context = {
        **vars(summary),
        "overview": present_shared_overview(summary.results, reach.release),
        "figure": group_figure(summary.results),
    }
    return render(request, "results/shared_overview.html", context)


@require_safe
@gzip_page
@never_cache
def themes(request: MemberRequest, slug: str, group: int | None = None) -> HttpResponse:
    read = _read(request, slug, group)
    asked = request.GET.get("sort", "")
    found = sorted_statements(read.summary.results.themes, asked)
    return _page(request, read, "themes", statements=found, orders=orders(asked))


@require_safe
@gzip_page
@never_cache
def teams(request: MemberRequest, slug: str, group: int | None = None) -> HttpResponse:
    read = _read(request, slug, group)
    instrument, words = read.summary.instrument, request.GET.get("q", "").strip()
    listing = team_list(
        instrument, read.reach, read.inside, words=words, number=request.GET.get("page")
    )
    values = read.reach.breakdown if read.group == read.reach.organisation else ()
    # All of it at once: below the teams, whose pages the address counts.
    breakdown = team_list(instrument, read.reach, values, on_a_page=len(values)) if values else None
    return _page(request, read, "teams", listing=listing, breakdown=breakdown)


@require_safe
@gzip_page
@never_cache
def learning(request: MemberRequest, slug: str, group: int | None = None) -> HttpResponse:
    read = _read(request, slug, group)
    instrument, found = read.summary.instrument, read.summary.results.learning
    listing: AreaList | None = None
    offers: tuple[ForWhom, ...] = ()
    if found:
        figures = figures_of(read.inside, AREA_STATISTICS, only_shown=True)
        offers = for_whom(instrument, found, read.inside, figures)
        listing = area_list(instrument, read.reach, read.inside, request.GET.get("page"))
    levels = level_words(instrument)
    return _page(request, read, "learning", offers=offers, listing=listing, levels=levels)


@require_safe
@gzip_page
@never_cache
def change(request: MemberRequest, slug: str, group: int | None = None) -> HttpResponse:
    read = _read(request, slug, group)
    is_organisation = read.group == read.reach.organisation
    history = history_of(read.reach, read.group)
    groups = {one for past in history for one in (past.group, past.whole)}
    trend = present_trend(
        history, cells_of(groups, HISTORY_STATISTICS), is_organisation=is_organisation
    )
    changed = changed_words(read.summary.results.change)
    return _page(request, read, "change", trend=trend, changed=changed)


@require_safe
@never_cache
def others(request: MemberRequest, slug: str) -> HttpResponse:
    """Show how many asked others and how far the views are apart, of the whole campaign alone."""
    read = _read(request, slug, None)
    return _page(request, read, "others", others=present_others(read.reach.release.campaign))
