"""Parts that a bank may do without: begun in a draft, and taken out of it again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from banks import access, actions
from banks.forms.optional import BeginPartForm, SeenForm
from banks.presenters import optional as pages
from banks.views.drafts import gone
from leadership.editing.sections import OPTIONAL_PARTS, fingerprint

CONFLICT = 409


@require_http_methods(["GET", "POST"])
def begin(request: MemberRequest, version_id: int, name: str) -> HttpResponse:
    try:
        version, instrument, part = access.part_to_edit(request.user, version_id, name)
    except Http404:
        asked = OPTIONAL_PARTS[name].asked if name in OPTIONAL_PARTS else ()
        return gone(request, version_id, lambda _instrument: tuple(one.field for one in asked))
    # What somebody sends for a part that is there by now comes back with the action's refusal.
    if part.begun is None or (request.method == "GET" and part.is_in(instrument)):
        return redirect("banks:draft", version.pk)
    data = request.POST if request.method == "POST" else None
    form = BeginPartForm(data, part=part, instrument=instrument)
    if request.method == "POST" and form.is_valid():
        try:
            actions.begin_part(version, part, form.submitted(), by=request.user, at=timezone.now())
        except actions.BankError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(part)s: added.") % {"part": _(part.title)})
            return redirect("banks:draft", version.pk)
    page = {
        "version": version,
        "part": part,
        "labels": pages.words_of(part),
        "form": form,
        "brings": pages.what_the_example_brings(instrument, part),
    }
    return render(request, "banks/draft_begin.html", page)


@require_http_methods(["GET", "POST"])
def take_out(request: MemberRequest, version_id: int, name: str) -> HttpResponse:
    """Ask whether a part is to go, and say what goes with it."""
    version, instrument, part = access.part_to_edit(request.user, version_id, name)
    if not part.is_in(instrument):
        return redirect("banks:draft", version.pk)
    form, status = SeenForm(request.POST), 200
    if request.method == "POST" and form.is_valid():
        was = form.cleaned_data["seen"]
        try:
            actions.take_part_out(version, part, was, by=request.user, at=timezone.now())
        except actions.DraftChangedError as error:
            messages.warning(request, str(error))
            version, instrument, part = access.part_to_edit(request.user, version_id, name)
            status = CONFLICT
        except actions.BankError as error:
            messages.error(request, str(error))
            return redirect("banks:draft", version.pk)
        else:
            messages.success(request, _("%(part)s: taken out.") % {"part": _(part.title)})
            return redirect("banks:draft", version.pk)
    page = {
        "version": version,
        "labels": pages.words_of(part),
        "form": SeenForm(initial={"seen": fingerprint(instrument, part)}),
        "goes": pages.what_goes(instrument, part),
    }
    return render(request, "banks/draft_take_out.html", page, status=status)
