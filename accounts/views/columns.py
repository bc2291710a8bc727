"""Saying what the columns of a file of people are: where they cannot be told, or were told wrongly."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import access, actions
from accounts.forms.columns import ColumnsForm, TableStartForm
from accounts.http import MemberRequest
from accounts.table_faults import UnreadableFileError


@require_http_methods(["GET", "HEAD", "POST"])
def match_columns(request: MemberRequest, public_id: UUID) -> HttpResponse:
    _reach, pending = access.import_to_confirm(request.user, public_id, at=timezone.now())
    try:
        look = actions.look_at_columns(pending)
    except UnreadableFileError:
        # Why not, the next page says.
        return redirect("people:confirm_import", public_id=public_id)
    again = request.POST if "again" in request.POST else None
    chosen = request.POST if request.method == "POST" and again is None else None
    start, form = TableStartForm(again, look=look), ColumnsForm(chosen, look=look)
    if again and start.is_valid():
        actions.begin_table(pending, start.begins())
        return redirect("people:match_columns", public_id=public_id)
    if form.is_valid():
        actions.match_columns(pending, form.uses())
        return redirect("people:confirm_import", public_id=public_id)
    context = {"pending": pending, "look": look, "start": start, "form": form}
    return render(request, "accounts/people/columns.html", context)
