"""How a version comes in, is published, retired or discarded."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from accounts.models import Organisation
from banks import access, actions, presenters, queries
from banks.forms.banks import (
    ConfirmImportForm,
    ImportForm,
    NewBankForm,
    PublishForm,
    packed,
)
from banks.forms.optional import SeenForm
from banks.models import BankVersion
from banks.presenters.drafts import panel
from banks.queries import instrument_of
from leadership.files import BankFileError, ParsedBank, dump, parse

CONFLICT = 409


@require_http_methods(["GET", "POST"])
def new_bank(request: MemberRequest) -> HttpResponse:
    organisations = access.organisations_to_edit_for(request.user)
    data = request.POST if request.method == "POST" else None
    form = NewBankForm(data, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        try:
            version = actions.begin_bank(
                form.instrument(), organisation=organisation, by=request.user, at=timezone.now()
            )
        except actions.BankError as error:
            form.add_error(None, str(error))
        else:
            words = _(
                "%(title)s: the first draft is stored. Nobody sees it before it is published."
            )
            messages.success(request, words % {"title": version.title})
            return redirect("banks:draft", version.pk)
    return render(request, "banks/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def import_bank(request: MemberRequest) -> HttpResponse:
    organisations = access.organisations_to_edit_for(request.user)
    if request.method == "POST" and "bank" in request.POST:
        return _confirmed(request, organisations)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return _dry_run(request, said["file"], said["organisation"], organisations)
    return render(request, "banks/import.html", {"form": form})


def _dry_run(
    request: MemberRequest,
    text: bytes,
    organisation: Organisation,
    organisations: list[Organisation],
) -> HttpResponse:
    try:
        parsed = parse(text)
    except BankFileError as error:
        page: dict[str, object] = {"faults": error.faults}
        page["form"] = ImportForm(organisations=organisations)
        return render(request, "banks/import.html", page, status=422)
    about = parsed.instrument.instrument
    latest = queries.latest_version(about.code, organisation)
    there = queries.version_numbered(about.code, about.version, organisation)
    seen = there and there.status == BankVersion.Status.DRAFT
    # What is confirmed is the bank itself, whatever kind of file it came in.
    initial = {
        "bank": packed(dump(parsed.instrument).encode()),
        "seen": queries.fingerprint(instrument_of(there.pk)) if there and seen else "",
        "organisation": organisation.pk,
    }
    unmarked = queries.unmarked_codes(parsed.instrument, organisation)
    too_early = queries.counted_too_early(parsed.instrument, organisation)
    page = {
        "refusal": actions.own_codes_words(unmarked) if unmarked else "",
        "too_early": actions.too_early_words(too_early) if too_early else "",
        "parsed": parsed,
        "organisation": organisation,
        "latest": latest,
        "replaces": there,
        "form": ConfirmImportForm(initial=initial, organisations=organisations),
        "contents": presenters.contents(parsed.instrument),
        "comparison": latest and presenters.comparison(instrument_of(latest.pk), parsed.instrument),
        # Nothing would come of confirming it: there it is, or its number is taken for good.
        "is_there": there and not seen and instrument_of(there.pk) == parsed.instrument,
        "is_taken": there and not seen,
    }
    return render(request, "banks/dry_run.html", page)


def _confirmed(request: MemberRequest, organisations: list[Organisation]) -> HttpResponse:
    # The bank comes back packed in the form, so that nothing has to be kept between the two pages.
    form = ConfirmImportForm(request.POST, organisations=organisations)
    parsed = _parsed(form)
    if parsed is None:
        messages.error(request, _("What was sent could not be read. Choose the file again."))
        return redirect("banks:import")
    organisation = form.cleaned_data["organisation"]
    try:
        version = actions.store_draft(
            parsed.instrument,
            organisation=organisation,
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except actions.DraftChangedError as error:
        messages.warning(request, str(error))
        return _dry_run(request, form.cleaned_data["bank"], organisation, organisations)
    except actions.BankError as error:
        messages.error(request, str(error))
        return redirect("banks:import")
    messages.success(request, _("Version %(number)s is stored.") % {"number": version.number})
    return redirect("banks:version", version.pk)


def _parsed(form: ConfirmImportForm) -> ParsedBank | None:
    if not form.is_valid():
        return None
    try:
        return parse(form.cleaned_data["bank"])
    except BankFileError:
        return None


@require_http_methods(["GET", "POST"])
def publish(request: MemberRequest, version_id: int) -> HttpResponse:
    version = access.version_to_edit(request.user, version_id)
    if version.status != BankVersion.Status.DRAFT:
        return redirect("banks:version", version.pk)
    before = queries.latest_fixed(version.bank)
    shared = None if before else queries.copied_from(version.bank)
    data = request.POST if request.method == "POST" else None
    form = PublishForm(data, before=before, copied_from=shared)
    if request.method == "POST" and form.is_valid():
        try:
            published = actions.publish(
                version, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except actions.BankError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Version %(number)s is published.") % {"number": published.number}
            )
            return redirect("banks:version", version.pk)
    instrument = instrument_of(version.pk)
    own = queries.own_statements(instrument, version.bank.organisation)
    compared = before or shared
    same = queries.same_as_before(version, instrument)
    page = {
        "version": version,
        "form": form,
        "before": before,
        "compared": compared,
        "reads_another": _reads_another(version),
        "same": same and actions.no_difference_words(same),
        "panel": panel(instrument, version.pk, own),
        "going_on": queries.going_on_with_others(version, timezone.now()),
        "comparison": compared and presenters.comparison(instrument_of(compared.pk), instrument),
    }
    return render(request, "banks/publish.html", page)


def _reads_another(version: BankVersion) -> bool:
    """Tell whether members go on reading another bank when this version is published."""
    now = queries.version_for(version.bank.organisation) if version.bank.organisation else None
    return now is not None and now.bank.code != version.bank.code


def _is_read(version: BankVersion) -> bool:
    """Tell whether members read this version, and answer it in their own time."""
    now = queries.version_for(version.bank.organisation) if version.bank.organisation else None
    return now == version


@require_http_methods(["GET", "POST"])
def retire(request: MemberRequest, version_id: int) -> HttpResponse:
    version = access.version_to_edit(request.user, version_id)
    if request.method == "POST":
        try:
            actions.retire(version, by=request.user, at=timezone.now())
        except actions.BankError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("Version %(number)s is retired.") % {"number": version.number}
            )
    elif version.status == BankVersion.Status.PUBLISHED:
        page = {
            "version": version,
            "campaigns": queries.open_campaigns(version, timezone.now()),
            "is_read": _is_read(version),
        }
        return render(request, "banks/retire.html", page)
    return redirect("banks:version", version.pk)


@require_http_methods(["GET", "POST"])
def discard(request: MemberRequest, version_id: int) -> HttpResponse:
    """Ask whether a draft is to go, and say whose work goes with it."""
    version = access.version_to_edit(request.user, version_id)
    if version.status != BankVersion.Status.DRAFT:
        return redirect("banks:version", version.pk)
    form, status = SeenForm(request.POST), 200
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            bank = actions.discard(version, seen, by=request.user, at=timezone.now())
        except actions.DraftChangedError as error:
            messages.warning(request, str(error))
            status = CONFLICT
        except actions.BankError as error:
            messages.error(request, str(error))
            return redirect("banks:version", version.pk)
        else:
            words = _("The draft of version %(number)s is discarded.")
            messages.success(request, words % {"number": version.number})
            return redirect("banks:bank", bank.pk) if bank else redirect("banks:list")
    instrument = instrument_of(version.pk)
    before = queries.latest_fixed(version.bank)
    page = {
        "version": version,
        "form": SeenForm(initial={"seen": queries.fingerprint(instrument)}),
        "editors": queries.editors_of(version),
        "before": before,
        "is_only_version": not queries.has_other_versions(version),
        "is_copy": queries.is_copy(version.bank.code, version.bank.organisation),
        "comparison": before and presenters.comparison(instrument_of(before.pk), instrument),
    }
    return render(request, "banks/discard.html", page, status=status)
