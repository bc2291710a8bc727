"""Editing a draft: any section of it, as a list of things and a page for each thing."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from banks import access, actions, queries
from banks.access import DraftItem
from banks.actions import Target
from banks.forms.drafts import DraftForm
from banks.models import BankVersion
from banks.presenters import drafts as pages
from banks.presenters.changes import change_words
from banks.presenters.optional import part_lines
from banks.presenters.places import where_of
from banks.queries import source_of
from leadership.addressing import found
from leadership.concurrency import shared_conflict_words
from leadership.editing import Edited, position_of
from leadership.editing.sections import SECTIONS, STATEMENTS, Fields, Keys, below, search, shown
from leadership.files import example
from leadership.instrument import Instrument

STEPS = {"up": -1, "down": 1}
NOT_FOUND, CONFLICT, UNPROCESSABLE = 404, 409, 422
MOST_HITS = 100
SHORTEST_SEARCH = 2
# What a form sends besides what a person writes.
NOT_WRITTEN = {"csrfmiddlewaretoken", "do", "begin", "seen"}


@require_POST
def edit(request: MemberRequest, version_id: int) -> HttpResponse:
    """Go to the draft of the next version, which is made if there is none."""
    version = access.version_to_read(request.user, version_id)
    organisation = access.organisation_to_edit_for(
        request.user, version.bank, request.POST.get("organisation", "")
    )
    draft = actions.begin_draft(
        version, organisation=organisation, by=request.user, at=timezone.now()
    )
    return redirect("banks:draft", draft.pk)


@require_safe
def draft(request: MemberRequest, version_id: int) -> HttpResponse:
    version, instrument = access.draft_to_edit(request.user, version_id)
    page = _page(version, instrument) | {
        "instrument": instrument,
        "panel": pages.panel(instrument, version.pk, _own(version, instrument)),
        "headings": pages.headings(instrument, version.pk),
        "parts": part_lines(instrument, version.pk),
    }
    return render(request, "banks/draft.html", page)


@require_safe
def search_draft(request: MemberRequest, version_id: int) -> HttpResponse:
    version, instrument = access.draft_to_edit(request.user, version_id)
    words = request.GET.get("words", "").strip()[:100]
    hits = []
    if len(words) >= SHORTEST_SEARCH:
        hits = list(search(instrument, words, tuple(SECTIONS.values())))
    page = _page(version, instrument) | {
        "words": words,
        "too_short": len(words) < SHORTEST_SEARCH,
        "found": pages.found_in(instrument, version.pk, hits[:MOST_HITS]),
        "more": max(len(hits) - MOST_HITS, 0),
    }
    return render(request, "banks/draft_search.html", page)


@require_safe
def things(request: MemberRequest, version_id: int, name: str, parent: str = "") -> HttpResponse:
    opened = access.list_to_edit(request.user, version_id, name, parent)
    version, section = opened.version, opened.section
    number = request.GET.get("page")
    page = _page(version, opened.instrument) | {
        "listing": pages.listing(opened.instrument, version.pk, section, opened.keys, number),
        "back": pages.way_back(opened.instrument, version.pk, section, opened.keys),
        "preview": opened.keys[0] if name == "statements" else "",
        "answers": pages.answers_of(opened.instrument, version.pk, section, opened.keys),
    }
    return render(request, "banks/draft_list.html", page)


@require_http_methods(["GET", "POST"])
def thing(request: MemberRequest, version_id: int, name: str, keys: str = "") -> HttpResponse:
    try:
        opened = access.thing_to_edit(request.user, version_id, name, keys)
    except Http404:
        return gone(request, version_id, _fields_of(name))
    form = _form(opened, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return _saved(request, opened, form)
    return _thing_page(request, opened, form)


FieldsOf = Callable[[Instrument], Fields]


def gone(request: MemberRequest, version_id: int, fields_of: FieldsOf) -> HttpResponse:
    """Give back what was written for something that is published, discarded or deleted by now: it is saved nowhere."""
    try:
        version = access.version_to_edit(request.user, version_id)
    except Http404:
        # A discarded draft is found no more; that there is one of another organisation is told to nobody.
        version = None
        if not access.keeps_banks(request.user):
            raise
    if request.method != "POST":
        raise Http404
    fields = fields_of(source_of(version.pk) if version else example())
    page = {"version": version, "written": list(_written(request, fields))}
    return render(request, "banks/draft_gone.html", page, status=NOT_FOUND)


def _written(request: MemberRequest, fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield the label and text of all that was written, also of fields that only the lost draft had."""
    labels = {one.name: _(one.label) for one in fields}
    for name in dict.fromkeys((*labels, *request.POST)):
        text = request.POST.get(name, "").strip()
        if text and name not in NOT_WRITTEN and not name.startswith("was-"):
            yield labels.get(name, name), text


def _fields_of(name: str) -> FieldsOf:
    """Return what tells all that a page of a section asks, be it to edit or to add."""

    def fields_of(instrument: Instrument) -> Fields:
        if name not in SECTIONS:
            raise Http404
        return SECTIONS[name].asked_in(instrument)

    return fields_of


def _form(opened: DraftItem, data: Any) -> DraftForm:
    stored = shown(opened.section, opened.instrument, opened.item)
    return DraftForm(
        data,
        section=opened.section,
        instrument=opened.instrument,
        keys=opened.keys,
        stored=stored,
    )


def _saved(request: MemberRequest, opened: DraftItem, form: DraftForm) -> HttpResponse:
    """Save what is valid, or delete the thing; a script is told what became of each field."""
    by_script = "application/json" in request.headers.get("Accept", "")
    # A page that is no entry of a list has nothing to be taken out of.
    may_be_deleted = opened.section.has_entries and opened.section.allows.deletes
    is_deletion = request.POST.get("do") == "delete" and may_be_deleted
    if not (form.is_valid() or by_script or is_deletion):
        return _thing_page(request, opened, form)
    try:
        edited = _save_or_delete(request, opened, form, is_deletion=is_deletion)
    except actions.BankError as error:
        if by_script:
            return JsonResponse({"error": str(error)}, status=UNPROCESSABLE)
        here = pages.url_of("thing", opened.version.pk, opened.section, opened.keys)
        return refused(request, opened.version, error, here)
    if by_script:
        return _receipt(opened, form, edited)
    if edited.conflicts:
        again = form.again(_stored_in(edited, opened), edited.conflicts)
        return _thing_page(request, opened, again, status=CONFLICT)
    words = _("%(what)s is deleted.") if is_deletion else _("%(what)s is saved.")
    what = f"{_(opened.section.one)} {' '.join(opened.keys[-1:])}".strip()
    messages.success(request, words % {"what": what})
    return _onwards(request, opened)


def _save_or_delete(
    request: MemberRequest, opened: DraftItem, form: DraftForm, *, is_deletion: bool
) -> Edited:
    target = Target(opened.section, opened.keys)
    by, at = request.user, timezone.now()
    if is_deletion:
        return actions.take_out(opened.version, target, form.was(), by=by, at=at)
    return actions.edit(opened.version, target, form.changes(), by=by, at=at)


def _stored_in(edited: Edited, opened: DraftItem) -> dict[str, str]:
    item = found(edited.instrument, opened.section.address(opened.keys))
    return shown(opened.section, edited.instrument, item)


def _receipt(opened: DraftItem, form: DraftForm, edited: Edited) -> JsonResponse:
    """Tell a script what is stored now of the fields it sent, and what is to be said of them."""
    stored = _stored_in(edited, opened)
    version, own = opened.version, _own(opened.version, edited.instrument)
    panel = pages.panel_of(edited.instrument, version.pk, opened.section, opened.keys, own)
    return JsonResponse(
        {
            "stored": {name: stored[name] for name in form.names},
            "conflicts": {
                name: shared_conflict_words(text) for name, text in edited.conflicts.items()
            },
            "errors": {name: errors[0] for name, errors in form.errors.items()},
            "advice": [f"{one.where}: {one.message}" for one in (*panel.errors, *panel.warnings)],
        }
    )


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, version_id: int, name: str, parent: str = "") -> HttpResponse:
    try:
        opened = access.list_to_add_to(request.user, version_id, name, parent)
    except Http404:
        return gone(request, version_id, _fields_of(name))
    version, section = opened.version, opened.section
    data = request.POST if request.method == "POST" else None
    form = DraftForm(data, section=section, instrument=opened.instrument, keys=opened.keys)
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.add(
                version, section, opened.keys, form.submitted(), by=request.user, at=timezone.now()
            )
        except actions.BankError as error:
            form.add_error(None, str(error))
        else:
            words = _("%(what)s is added.") % {"what": f"{_(section.one)} {new[-1]}"}
            messages.success(request, words)
            return redirect(_url_in_list(version, opened, new))
    page = _page(version, opened.instrument) | {"labels": pages.words_of(section), "form": form}
    page["is_apart"] = section == STATEMENTS and queries.is_kept_apart(
        version.bank, opened.instrument.theme(opened.keys[0])
    )
    page["is_marked"] = section.new.is_own and queries.is_copy(
        version.bank.code, version.bank.organisation
    )
    page["back"] = pages.SectionLink(
        _(section.title), pages.url_of("things", version.pk, section, opened.keys), None
    )
    return render(request, "banks/draft_add.html", page)


@require_POST
def arrange(request: MemberRequest, version_id: int, name: str, keys: str) -> HttpResponse:
    opened = access.thing_to_edit(request.user, version_id, name, keys)
    version, section, target = opened.version, opened.section, Target(opened.section, opened.keys)
    do, by, at = request.POST.get("do", ""), request.user, timezone.now()
    to = request.POST.get("place", "")
    new = opened.keys
    try:
        if do in STEPS and section.allows.moves:
            edited = actions.move_by(version, target, STEPS[do], by=by, at=at)
        elif do == "place" and section.allows.moves and to.isdecimal():
            edited = actions.move(version, target, int(to[:6]) - 1, by=by, at=at)
        elif do == "copy" and section.allows.copies:
            new = actions.copy(version, target, by=by, at=at)
            edited = Edited(source_of(version.pk))
        else:
            return HttpResponseBadRequest()
    except actions.BankError as error:
        return refused(
            request, version, error, pages.url_of("things", version.pk, section, opened.keys[:-1])
        )
    words = _("The copy is %(what)s.") if do == "copy" else _("%(what)s is moved.")
    messages.success(request, words % {"what": f"{_(section.one)} {new[-1]}"})
    here = position_of(edited.instrument, section.address(new)) if section.name != "points" else 0
    return redirect(_url_in_list(version, opened, new, here))


def _own(version: BankVersion, instrument: Instrument) -> tuple[queries.OwnStatement, ...]:
    return queries.own_statements(instrument, version.bank.organisation)


def _page(version: BankVersion, instrument: Any) -> dict[str, Any]:
    """Return what every page of a draft shows."""
    made, undone = queries.last_changes(version)
    return {
        "version": version,
        "undoable": change_words(instrument, made),
        "redoable": change_words(instrument, undone),
    }


def _thing_page(
    request: MemberRequest, opened: DraftItem, form: DraftForm, status: int = 200
) -> HttpResponse:
    version, instrument, section = opened.version, opened.instrument, opened.section
    page = _page(version, instrument) | {
        "section": section,
        "labels": pages.words_of(section),
        "keys": opened.keys,
        "code": opened.keys[-1] if section.is_list else "",
        "title": section.title_of(instrument, opened.keys, opened.item),
        "form": form,
        "panel": pages.panel_of(
            instrument, version.pk, section, opened.keys, _own(version, instrument)
        ),
        "lines": pages.lines_below(instrument, version.pk, section, opened.keys),
        "answers": pages.answers_of(instrument, version.pk, section, opened.keys),
        "back": pages.way_back(instrument, version.pk, section, opened.keys),
        "preview": opened.keys[0] if section.steps[0] == "themes" else "",
    }
    return render(request, "banks/draft_thing.html", page, status=status)


def _onwards(request: MemberRequest, opened: DraftItem) -> HttpResponse:
    """Go back to the list in which the thing stands, or stood; a page that leads to others stays."""
    version, section = opened.version, opened.section
    is_there = request.POST.get("do") != "delete"
    if not section.is_list or (below(section) and is_there):
        return redirect(pages.url_of("thing", version.pk, section, opened.keys))
    address = section.address(opened.keys)
    here = position_of(opened.instrument, address) if section.has_entries else 0
    return redirect(_url_in_list(version, opened, opened.keys, here))


def _url_in_list(
    version: BankVersion, opened: DraftItem, keys: Keys, here: int | None = None
) -> str:
    section = opened.section
    if here is None:
        here = position_of(source_of(version.pk), section.address(keys))
    url = pages.url_of("things", version.pk, section, keys[:-1])
    number = pages.page_with(here)
    query = f"?page={number}" if number > 1 else ""
    return f"{url}{query}#{pages.anchor_of(keys)}"


def refused(
    request: MemberRequest, version: BankVersion, error: actions.BankError, here: str = ""
) -> HttpResponse:
    """Go back to where the person was, or to the version that is no draft any more, and say why."""
    if isinstance(error, actions.VersionFixedError):
        messages.error(request, str(error))
        return redirect("banks:version", version.pk)
    where = ""
    if isinstance(error, actions.StillUsedError):
        where = where_of(source_of(version.pk), error.path)
    messages.error(request, f"{error} {where}".strip())
    return redirect(here or pages.draft_url(version.pk))
