"""A bank in other languages: how far each is, its words side by side, files for translators, and offering it."""

import re
from collections.abc import Iterable

from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from banks import access, actions
from banks.forms.languages import LanguageForm, PairForm, TranslationFileForm, pair_forms
from banks.models import BankVersion
from banks.presenters import languages as pages
from banks.presenters.changes import change_words
from banks.queries import last_change, last_undone, offers_of, source_of
from banks.views.drafts import gone
from documents.downloads import XLSX, file_name, file_response
from leadership.files import BankFileError
from leadership.files.translation_sheet import dump_translation_sheet, parse_translation_sheet
from leadership.files.xliff import dump_xliff, parse_xliff
from leadership.instrument import LANGUAGE_PATTERN, Instrument, TranslationState
from leadership.languages import is_written_in, pairs

CONFLICT, UNPROCESSABLE = 409, 422
LANGUAGE = re.compile(LANGUAGE_PATTERN)
XLIFF = "application/x-xliff+xml; charset=utf-8"
AGREED: dict[str, TranslationState] = {"check": "checked", "approve": "approved"}


@require_http_methods(["GET", "POST"])
def languages(request: MemberRequest, version_id: int) -> HttpResponse:
    """Show in which languages a version has words; of a draft, begin with another."""
    version = access.version_to_read(request.user, version_id)
    instrument = source_of(version.pk)
    may_edit = access.may_edit(version)
    form = LanguageForm(request.POST if request.method == "POST" else None, instrument=instrument)
    if request.method == "POST":
        access.draft_to_edit(request.user, version_id)
        if form.is_valid():
            return redirect("banks:language", version.pk, form.cleaned_data["language"])
    page = {
        "version": version,
        "source": pages.name_of_language(instrument.instrument.language),
        "lines": pages.language_lines(instrument, offers_of(version)),
        "form": form if may_edit else None,
    }
    return render(request, "banks/languages.html", page)


@require_http_methods(["GET", "POST"])
def language(request: MemberRequest, version_id: int, language: str) -> HttpResponse:
    """Show a version's texts beside their words in a language; of a draft, write them."""
    if request.method == "POST":
        return _written(request, version_id, language)
    version, instrument = _opened(request, version_id, language)
    return _page(request, version, instrument, language)


def _opened(
    request: MemberRequest, version_id: int, language: str
) -> tuple[BankVersion, Instrument]:
    version = access.version_to_read(request.user, version_id)
    instrument = source_of(version.pk)
    if is_written_in(instrument, language) or not LANGUAGE.fullmatch(language):
        raise Http404
    return version, instrument


def _page(
    request: MemberRequest,
    version: BankVersion,
    instrument: Instrument,
    language: str,
    forms: Iterable[PairForm] = (),
    **more: object,
) -> HttpResponse:
    shown = pages.pairs_page(
        instrument,
        language,
        show=request.GET.get("show", ""),
        words=request.GET.get("words", "").strip()[:100],
        number=request.GET.get("page"),
    )
    may_edit = access.may_edit(version)
    forms = list(forms) or pair_forms(list(shown.page.object_list))
    page = {
        "version": version,
        "line": pages.language_line(instrument, language, offers_of(version)),
        "source": instrument.instrument.language,
        "direction": pages.direction_of(language),
        "shown": shown,
        "states": pages.states(),
        "forms": [(pages.pair_row(instrument, form.pair), form) for form in forms if may_edit],
        "may_edit": may_edit,
        "may_offer": access.may_offer(version),
        "file_form": TranslationFileForm(),
        "undoable": change_words(instrument, last_change(version)) if may_edit else None,
        "redoable": change_words(instrument, last_undone(version)) if may_edit else None,
    }
    status = int(str(more.pop("status", 200)))
    return render(request, "banks/language.html", page | more, status=status)


def _written(request: MemberRequest, version_id: int, language: str) -> HttpResponse:
    try:
        version, instrument = access.draft_to_edit(request.user, version_id)
    except Http404:
        return gone(request, version_id, lambda _instrument: ())
    if is_written_in(instrument, language) or not LANGUAGE.fullmatch(language):
        raise Http404
    if state := AGREED.get(request.POST.get("do", "")):
        actions.agree_to_translations(version, language, state, by=request.user, at=timezone.now())
        told = _("All words that fit their texts are marked. Undo is above the list.")
        messages.success(request, told)
        return redirect(request.get_full_path())
    forms = _sent(request, instrument, language)
    # Each of them is looked at, so that every field says what is wrong with it.
    if [form for form in forms if not form.is_valid()]:
        return _page(
            request, version, instrument, language, forms, refused=True, status=UNPROCESSABLE
        )
    return _saved(request, version, instrument, language, forms)


def _sent(request: MemberRequest, instrument: Instrument, language: str) -> list[PairForm]:
    """Return what was written of each text on the page, as far as the bank still has it."""
    there = {pair.place: pair for pair in pairs(instrument, language)}
    numbers = [
        name.split("-")[1]
        for name in request.POST
        if name.startswith("text-") and name.endswith("-place")
    ]
    return [
        PairForm(request.POST, pair=there[place], number=int(number))
        for number in numbers
        if number.isdecimal() and (place := request.POST[f"text-{number}-place"]) in there
    ]


def _saved(
    request: MemberRequest,
    version: BankVersion,
    instrument: Instrument,
    language: str,
    forms: list[PairForm],
) -> HttpResponse:
    changed = {form.pair.place: form for form in forms if form.is_changed}
    new = {place: form.wording() for place, form in changed.items()}
    try:
        edited = actions.translate(version, language, new, by=request.user, at=timezone.now())
    except actions.BankError as error:
        messages.error(request, str(error))
        return _page(request, version, instrument, language, forms, status=UNPROCESSABLE)
    if not edited.conflicts:
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    now = {pair.place: pair for pair in pairs(edited.instrument, language)}
    forms = [
        form.again(now[form.pair.place]) if form.pair.place in edited.conflicts else form
        for form in forms
    ]
    messages.warning(request, _("Somebody else has changed words on this page. Both are shown."))
    return _page(request, version, edited.instrument, language, forms, status=CONFLICT)


@require_safe
def language_file(request: MemberRequest, version_id: int, language: str, end: str) -> HttpResponse:
    """Return all texts beside their words in a language: for an agency's program, or as a workbook."""
    version, instrument = _opened(request, version_id, language)
    name = file_name(version.bank.code, version.number, language, end=end)
    if end == "xlf":
        return file_response(dump_xliff(instrument, language), name, XLIFF)
    return file_response(dump_translation_sheet(instrument, language), name, XLSX)


@require_POST
@rate_limit(action="upload")  # type: ignore[untyped-decorator]
def take_language(request: MemberRequest, version_id: int, language: str) -> HttpResponse:
    """Take a translator's file into a draft: all of it, or nothing with every fault named."""
    version, instrument = access.draft_to_edit(request.user, version_id)
    form = TranslationFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, version, instrument, language, file_form=form, status=UNPROCESSABLE)
    content = form.cleaned_data["file"]
    try:
        parser = parse_translation_sheet if content.startswith(b"PK") else parse_xliff
        new = parser(content, instrument)
    except BankFileError as error:
        return _page(
            request, version, instrument, language, faults=error.faults, status=UNPROCESSABLE
        )
    try:
        actions.take_over_translations(version, new, by=request.user, at=timezone.now())
    except actions.BankError as error:
        messages.error(request, str(error))
        return _page(request, version, instrument, language, status=UNPROCESSABLE)
    told = ngettext(
        "%(count)s text was taken over from the file. Undo is above the list.",
        "%(count)s texts were taken over from the file. Undo is above the list.",
        len(new),
    )
    messages.success(request, told % {"count": len(new)})
    return redirect("banks:language", version.pk, new[0].language if new else language)


@require_POST
def offer(request: MemberRequest, version_id: int, language: str) -> HttpResponse:
    """Let people read and answer a published version of one's own bank in a language, or no more."""
    version = access.version_to_edit(request.user, version_id)
    act = (
        actions.withdraw_language
        if request.POST.get("do") == "withdraw"
        else actions.offer_language
    )
    try:
        act(version, language, by=request.user, at=timezone.now())
    except actions.BankError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved. People see it within a minute."))
    return redirect(reverse("banks:languages", args=[version.pk]))
