"""Editing a draft: its themes and their statements, each on a page of its own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from leadership import access, actions, drafting, presenters
from leadership.drafting import STATEMENT_FIELDS, THEME_FIELDS
from leadership.forms.drafts import StatementForm, ThemeForm
from leadership.instrument import Theme
from leadership.models import BankVersion

STEPS = {"up": -1, "down": 1}
CONFLICT = 409


@require_POST
def edit(request: MemberRequest, version_id: int) -> HttpResponse:
    """Go to the draft of the next version, which is made if there is none."""
    version = access.version_to_read(request.user, version_id)
    organisations = access.organisations_to_edit_for(request.user)
    by_id = {str(one.pk): one for one in organisations}
    own = version.bank.organisation
    organisation = own or by_id.get(request.POST.get("organisation", ""))
    if organisation is None:
        raise PermissionDenied
    draft = actions.begin_draft(
        version, organisation=organisation, by=request.user, at=timezone.now()
    )
    return redirect("banks:draft", draft.pk)


@require_safe
def draft(request: MemberRequest, version_id: int) -> HttpResponse:
    version, instrument = access.draft_to_edit(request.user, version_id)
    page = {
        "version": version,
        "instrument": instrument,
        "panel": presenters.panel(instrument, version.pk),
    }
    return render(request, "leadership/banks/draft.html", page)


@require_http_methods(["GET", "POST"])
def theme(request: MemberRequest, version_id: int, code: str) -> HttpResponse:
    version, theme = access.theme_to_edit(request.user, version_id, code)
    form = ThemeForm(
        request.POST if request.method == "POST" else None,
        stored=drafting.texts(theme, THEME_FIELDS),
    )
    page = {"version": version, "theme": theme, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            edited = actions.edit_theme(
                version, code, form.changes(), by=request.user, at=timezone.now()
            )
        except actions.BankError as error:
            return _refused(request, version, error)
        if not edited.conflicts:
            messages.success(request, _("Saved."))
            return redirect("banks:theme", version.pk, code)
        stored = drafting.texts(edited.instrument.theme(code), THEME_FIELDS)
        page["form"] = form.again(stored, edited.conflicts)
        return render(request, "leadership/banks/theme.html", page, status=CONFLICT)
    return render(request, "leadership/banks/theme.html", page)


@require_http_methods(["GET", "POST"])
def statement(request: MemberRequest, version_id: int, code: str) -> HttpResponse:
    version, theme = access.statement_to_edit(request.user, version_id, code)
    question = next(one for one in theme.questions if one.code == code)
    form = StatementForm(
        request.POST if request.method == "POST" else None,
        stored=drafting.texts(question, STATEMENT_FIELDS),
        facets=theme.facets,
    )
    page = {"version": version, "theme": theme, "code": code, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            edited = _save_or_delete(request, version, code, form)
        except actions.BankError as error:
            return _refused(request, version, error)
        if not edited.conflicts:
            return _to_theme(version, theme, code)
        stored = drafting.texts(drafting.statement(edited.instrument, code), STATEMENT_FIELDS)
        page["form"] = form.again(stored, edited.conflicts)
        return render(request, "leadership/banks/statement.html", page, status=CONFLICT)
    return render(request, "leadership/banks/statement.html", page)


def _save_or_delete(
    request: MemberRequest, version: BankVersion, code: str, form: StatementForm
) -> drafting.Edited:
    by, at = request.user, timezone.now()
    if request.POST.get("do") == "delete":
        edited = actions.delete_statement(version, code, form.was(), by=by, at=at)
        words = _("Statement %(code)s is deleted.")
    else:
        edited = actions.edit_statement(version, code, form.changes(), by=by, at=at)
        words = _("Statement %(code)s is saved.")
    if not edited.conflicts:
        messages.success(request, words % {"code": code})
    return edited


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, version_id: int, code: str) -> HttpResponse:
    version, theme = access.theme_to_edit(request.user, version_id, code)
    form = StatementForm(
        request.POST if request.method == "POST" else None,
        stored=dict.fromkeys(STATEMENT_FIELDS, ""),
        facets=theme.facets,
    )
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.add_statement(
                version, code, form.said(), by=request.user, at=timezone.now()
            )
        except actions.BankError as error:
            return _refused(request, version, error)
        messages.success(request, _("Statement %(code)s is added.") % {"code": new})
        return _to_theme(version, theme, new)
    page = {"version": version, "theme": theme, "form": form}
    return render(request, "leadership/banks/statement.html", page)


@require_POST
def arrange(request: MemberRequest, version_id: int, code: str) -> HttpResponse:
    version, theme = access.statement_to_edit(request.user, version_id, code)
    do, by, at = request.POST.get("do", ""), request.user, timezone.now()
    try:
        if do in STEPS:
            actions.move_statement(version, code, STEPS[do], by=by, at=at)
            messages.success(request, _("Statement %(code)s is moved.") % {"code": code})
        elif do == "copy":
            code = actions.copy_statement(version, code, by=by, at=at)
            messages.success(request, _("The copy is statement %(code)s.") % {"code": code})
        else:
            return HttpResponseBadRequest()
    except actions.BankError as error:
        return _refused(request, version, error)
    return _to_theme(version, theme, code)


def _to_theme(version: BankVersion, theme: Theme, code: str) -> HttpResponse:
    return redirect(reverse("banks:theme", args=[version.pk, theme.code]) + f"#statement-{code}")


def _refused(
    request: MemberRequest, version: BankVersion, error: actions.BankError
) -> HttpResponse:
    messages.error(request, str(error))
    return redirect("banks:version", version.pk)
