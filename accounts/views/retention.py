"""How long an organisation keeps what: chosen, shown with what would go and when, and only then confirmed."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import access, actions, queries
from accounts.forms.retention import RetentionForm
from accounts.http import MemberRequest
from accounts.models import Organisation, RetentionRule
from accounts.periods import DAYS_BEFORE_THE_FIRST


@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: MemberRequest) -> HttpResponse:
    ours = access.organisation_to_rule_retention(request.user)
    rule = queries.retention_of(ours)
    if request.method == "POST" and "stop" in request.POST:
        actions.end_retention(ours, by=request.user, at=timezone.now())
        messages.success(request, _("Nothing is removed by itself any more."))
        return redirect("people:retention")
    sent = request.POST if request.method == "POST" else None
    form = RetentionForm(sent, periods=actions.periods_of(rule))
    if not form.is_valid():
        next_run = _next_run(rule) if rule else None
        context = _context(ours, rule, next_run) | {"form": form, "is_on": rule is not None}
        return render(request, "accounts/people/retention.html", context)
    periods = form.periods()
    if "sure" not in request.POST:
        planned = RetentionRule(organisation=ours, **periods)
        context = _context(ours, planned, _first_run()) | {"form": form}
        return render(request, "accounts/people/retention_sure.html", context)
    actions.set_retention(ours, periods, by=request.user, at=timezone.now())
    messages.success(request, _("Saved. What goes, and when, is on this page."))
    return redirect("people:retention")


def _context(
    ours: Organisation, rule: RetentionRule | None, run: datetime | None
) -> dict[str, object]:
    """Return what a rule says, and what would go by it on the day that it runs next."""
    context: dict[str, object] = {"organisation": ours, "days": DAYS_BEFORE_THE_FIRST}
    if rule is None or run is None:
        return context
    return context | {"rule": rule, "going": actions.what_would_go(rule, at=run), "run": run}


def _first_run() -> datetime:
    return _midnight(timezone.localdate() + timedelta(days=DAYS_BEFORE_THE_FIRST))


def _next_run(rule: RetentionRule) -> datetime:
    """Return the beginning of the next day on which something may go: not before tomorrow, once today's is done."""
    today = timezone.localdate()
    is_done = rule.carried_out_on is not None and rule.carried_out_on >= today
    return _midnight(max(rule.starts_on, today + timedelta(days=is_done)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
