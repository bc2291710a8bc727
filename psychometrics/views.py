"""Item statistics of a bank version, for those who keep banks: the page, its file, and what is done there."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from assessments.actions import adopt_precision
from assessments.queries import adopted_precision
from banks.queries import instrument_of
from documents.downloads import CSV, file_response
from psychometrics import actions
from psychometrics.access import StatisticsScope, statistics_to_read
from psychometrics.models import ItemSnapshot
from psychometrics.presenters.languages import present_languages
from psychometrics.presenters.statistics import StatisticsView, as_csv, present_statistics
from psychometrics.queries import latest_snapshot


@require_safe
@never_cache
def statistics(request: MemberRequest, version_id: int) -> HttpResponse:
    scope = statistics_to_read(request.user, version_id, request.GET.get("organisation", ""))
    snapshot = latest_snapshot(scope.version, scope.organisation)
    page = {
        "version": scope.version,
        "organisation": scope.organisation,
        "others": scope.others,
        "view": _view(scope, snapshot),
        "languages": snapshot and present_languages(snapshot, version_id),
        "limits": instrument_of(version_id).scoring.anonymity,
    }
    return render(request, "psychometrics/statistics.html", page)


@require_safe
@never_cache
def statistics_csv(request: MemberRequest, version_id: int) -> HttpResponse:
    scope = statistics_to_read(request.user, version_id, request.GET.get("organisation", ""))
    view = _view(scope, latest_snapshot(scope.version, scope.organisation))
    if view is None:
        raise Http404
    version = scope.version
    name = f"{version.bank.code}-{version.number}-statistics.csv"
    return file_response("\ufeff" + as_csv(view), name, CSV)  # so that Excel takes it for UTF-8


@require_POST
def renew(request: MemberRequest, version_id: int) -> HttpResponse:
    scope = statistics_to_read(request.user, version_id, request.POST.get("organisation", ""))
    try:
        actions.renew_item_statistics(
            scope.version, organisation=scope.organisation, by=request.user, at=timezone.now()
        )
    except actions.StatisticsError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The figures are worked out anew."))
    return _back(scope)


@require_POST
def adopt(request: MemberRequest, version_id: int) -> HttpResponse:
    scope = statistics_to_read(request.user, version_id, request.POST.get("organisation", ""))
    view = _view(scope, latest_snapshot(scope.version, scope.organisation))
    if view is None or not view.adoptable:
        messages.warning(request, _("There is nothing newly measured that could be used."))
    else:
        adopt_precision(
            scope.version,
            view.adoptable,
            organisation=scope.organisation,
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("What is finished from now on uses the measured values."))
    return _back(scope)


def _view(scope: StatisticsScope, snapshot: ItemSnapshot | None) -> StatisticsView | None:
    if snapshot is None:
        return None
    adopted = adopted_precision(scope.version.pk, scope.organisation.pk)
    return present_statistics(snapshot, scope.version, adopted)


def _back(scope: StatisticsScope) -> HttpResponse:
    url = reverse("psychometrics:statistics", args=[scope.version.pk])
    return redirect(f"{url}?organisation={scope.organisation.slug}")
