"""Bringing people in from a file: first what it would change, then, when confirmed, the change."""

from uuid import UUID

from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import access, actions, presenters
from accounts.errors import AccountError
from accounts.forms.people import FileForm
from accounts.http import MemberRequest
from accounts.models import PendingImport
from accounts.table_faults import UnreadableFileError


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="upload")  # type: ignore[untyped-decorator]
def upload(request: MemberRequest) -> HttpResponse:
    reach = access.whole_organisation_to_manage(request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*sent)
    if form.is_valid():
        file = form.cleaned_data["file"]
        pending = actions.keep_import(
            file.read(),
            file.name,
            organisation=reach.membership.organisation,
            by=request.user,
            at=timezone.now(),
        )
        next_page = "confirm_import" if _is_understood(pending) else "match_columns"
        return redirect(f"people:{next_page}", public_id=pending.public_id)
    return render(request, "accounts/people/import.html", {"reach": reach, "form": form})


def _is_understood(pending: PendingImport) -> bool:
    """Tell whether nobody has to say what the columns are; a file that cannot be read says so on the next page."""
    try:
        return actions.look_at_columns(pending).is_understood
    except UnreadableFileError:
        return True


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: MemberRequest, public_id: UUID) -> HttpResponse:
    at = timezone.now()
    reach, pending = access.import_to_confirm(request.user, public_id, at=at)
    everybody = "everybody" in (request.POST or request.GET)
    error = ""
    if request.method == "POST" and everybody and "agreed" not in request.POST:
        error = _("Tick that these people leave, or go back to leaving everybody else alone.")
    elif request.method == "POST":
        try:
            report = actions.confirm_import(
                pending,
                gives=reach.gives,
                by=request.user,
                at=at,
                invites="invite" in request.POST,
                agreed=request.POST.get("agreed", "") if everybody else None,
            )
        except AccountError as refused:
            error = str(refused)
        else:
            messages.success(request, _done_words(report, invites="invite" in request.POST))
            return redirect("people:people")
    report = actions.look_at_import(pending, gives=reach.gives, at=at, everybody=everybody)
    context = {
        "everybody": everybody,
        "leavers": presenters.leaver_rows(report.leavers.going, reach.tree),
        "staying": presenters.leaver_rows(report.leavers.staying, reach.tree),
        "given_roles": presenters.role_counts(report.given_roles),
        "pending": pending,
        "report": report,
        "changes": presenters.import_lines(report),
        "more_changes": report.people - report.unchanged > len(report.changes),
        "more_faults": report.fault_count - len(report.faults),
        "error": error,
    }
    return render(request, "accounts/people/confirm_import.html", context)


def _done_words(report: actions.ImportReport, *, invites: bool) -> str:
    people, left = report.people, len(report.leavers.going)
    words = ngettext(
        "%(people)s person is read in. New: %(added)s.",
        "%(people)s people are read in. New: %(added)s.",
        people,
    )
    parts = [words % {"people": people, "added": report.added}]
    if left:
        words = ngettext(
            "%(left)s person no longer has access.", "%(left)s people no longer have access.", left
        )
        parts.append(words % {"left": left})
    if invites:
        parts.append(_("Invitations are on their way."))
    return " ".join(parts)
