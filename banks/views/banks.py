"""Question banks: which there are, what a version holds, and what differs between two."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from banks import access, actions, presenters, queries
from banks.forms.banks import CompareForm
from banks.models import BankVersion, QuestionBank
from banks.presenters.drafts import url_of
from banks.presenters.preview import PreviewPage, preview_parts
from banks.queries import instrument_of, source_of
from documents.downloads import XLSX, file_response
from leadership.editing.sections import SECTIONS
from leadership.files import dump
from leadership.files.workbook import dump_workbook


@require_safe
def banks(request: MemberRequest) -> HttpResponse:
    organisations = access.organisations_to_edit_for(request.user)
    kept = queries.banks_for(organisations)
    page = {
        "own": [one for one in kept if one.bank.organisation],
        "shared": [one for one in kept if not one.bank.organisation],
        "several": len(organisations) > 1,
    }
    return render(request, "banks/list.html", page)


@require_safe
def bank(request: MemberRequest, bank_id: int) -> HttpResponse:
    bank = access.bank_to_read(request.user, bank_id)
    organisations = access.organisations_to_edit_for(request.user)
    versions = queries.versions_in_use(bank, organisations)
    comparable = queries.comparable_versions(bank)
    initial = {"after": comparable[0].pk, "before": comparable[1].pk} if comparable[1:] else {}
    published = any(used.version.status == BankVersion.Status.PUBLISHED for used in versions)
    page = {
        "bank": bank,
        "versions": versions,
        "latest": _latest(bank, [used.version for used in versions]),
        "organisations": organisations,
        "readers": [
            (one, queries.version_for(one))
            for one in organisations
            if published and bank.organisation in {None, one}
        ],
        "compare": CompareForm(versions=comparable, initial=initial) if initial else None,
    }
    return render(request, "banks/bank.html", page)


def _latest(bank: QuestionBank, versions: list[BankVersion]) -> BankVersion | None:
    """Return the version that an edit begins from: of a shared bank the latest that may be copied."""
    published = (one for one in versions if one.status == BankVersion.Status.PUBLISHED)
    return next(published if bank.organisation is None else iter(versions), None)


@require_POST
def choose(request: MemberRequest, bank_id: int) -> HttpResponse:
    bank, organisation = access.bank_to_choose(
        request.user, bank_id, request.POST.get("organisation", "")
    )
    try:
        actions.choose(bank, organisation=organisation, by=request.user, at=timezone.now())
    except actions.BankError as error:
        messages.error(request, str(error))
    else:
        words = _("Members of %(name)s read this bank now, and answer it in their own time.")
        messages.success(request, words % {"name": organisation.name})
    return redirect("banks:bank", bank.pk)


@require_safe
def compare(request: MemberRequest, bank_id: int) -> HttpResponse:
    bank = access.bank_to_read(request.user, bank_id)
    comparable = {version.pk: version for version in queries.comparable_versions(bank)}
    form = CompareForm(request.GET, versions=comparable.values())
    page: dict[str, object] = {"bank": bank, "form": form}
    if form.is_valid():
        before, after = form.cleaned_data["before"], form.cleaned_data["after"]
        page |= {
            "before": comparable[before],
            "after": comparable[after],
            "comparison": presenters.comparison(source_of(before), source_of(after)),
        }
    return render(request, "banks/compare.html", page)


@require_safe
def version(request: MemberRequest, version_id: int) -> HttpResponse:
    version = access.version_to_read(request.user, version_id)
    page = {
        "version": version,
        "instrument": source_of(version.pk),
        "organisations": access.organisations_to_edit_for(request.user),
    }
    return render(request, "banks/version.html", page)


@require_safe
def version_file(request: MemberRequest, version_id: int) -> HttpResponse:
    version = access.version_to_read(request.user, version_id)
    text = dump(source_of(version.pk))
    return file_response(text, _file_name(version, "yaml"), "application/yaml; charset=utf-8")


@require_safe
def version_workbook(request: MemberRequest, version_id: int) -> HttpResponse:
    version = access.version_to_read(request.user, version_id)
    content = dump_workbook(source_of(version.pk))
    return file_response(content, _file_name(version, "xlsx"), XLSX)


def _file_name(version: BankVersion, ending: str) -> str:
    return f"{version.bank.code}-{version.number}.{ending}"


@require_safe
def preview(request: MemberRequest, version_id: int, code: str) -> HttpResponse:
    """Show a page as managers will see it; nothing that is chosen here is sent or kept."""
    version = access.version_to_read(request.user, version_id)
    parts = preview_parts(instrument_of(version.pk))
    # Codes are unique in a bank; a theme called as a fixed page is comes before it.
    pages = [page for part in parts for page in part.pages]
    place = next((number for number, page in enumerate(pages) if page.code == code), None)
    if place is None:
        raise Http404
    shown = pages[place]
    page = {
        "version": version,
        "parts": parts,
        "shown": shown,
        "place": place + 1,
        "last": len(pages),
        "before": pages[place - 1] if place else None,
        "after": pages[place + 1] if place + 1 < len(pages) else None,
        "leave": _where_edited(version, shown),
    }
    return render(request, "banks/preview.html", page)


def _where_edited(version: BankVersion, shown: PreviewPage) -> str:
    """Return the page on which a previewed page's words are edited or, of no draft, the version's own."""
    if version.status == BankVersion.Status.DRAFT and version.bank.organisation_id:
        return url_of("thing", version.pk, SECTIONS[shown.section], shown.keys)
    return reverse("banks:version", args=[version.pk])
