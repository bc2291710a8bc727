"""How a bank comes in by file: what it would change is shown, agreed to, and then stored as a draft."""

from dataclasses import dataclass
from uuid import UUID

from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from accounts.models import Organisation
from banks import access, actions, presenters, queries
from banks.forms.importing import (
    ConfirmImportForm,
    ImportForm,
    SurveyForm,
    choices_words,
)
from banks.models import BankVersion
from banks.queries import source_of
from leadership.files import BankFileError, ParsedBank, parse
from leadership.files.survey_answers import SurveyChoices

UNPROCESSABLE = 422


@dataclass(frozen=True)
class Importing:
    """Who imports for whom."""

    request: MemberRequest
    organisation: Organisation
    organisations: list[Organisation]


@dataclass(frozen=True)
class _Shown:
    """What was shown of a file, and the key under which the file waits."""

    parsed: ParsedBank
    key: UUID


@require_http_methods(["GET", "POST"])
@rate_limit(action="upload")  # type: ignore[untyped-decorator]
def import_bank(request: MemberRequest) -> HttpResponse:
    organisations = access.organisations_to_edit_for(request.user)
    if request.method == "POST" and "bank" in request.POST:
        return _confirmed(request, organisations)
    if request.method == "POST" and "survey" in request.POST:
        return _chosen(request, organisations)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return _looked_at(Importing(request, said["organisation"], organisations), said["file"])
    return render(request, "banks/import.html", {"form": form})


def _looked_at(importing: Importing, content: bytes) -> HttpResponse:
    try:
        parsed = parse(content)
    except BankFileError as error:
        page = {
            "faults": error.faults,
            "form": ImportForm(
                organisations=importing.organisations,
                initial={"organisation": importing.organisation.pk},
            ),
        }
        return render(importing.request, "banks/import.html", page, status=UNPROCESSABLE)
    key = actions.keep_file(content, by=importing.request.user, at=timezone.now()).public_id
    if not parsed.scales:
        return _dry_run(importing, parsed, key)
    choices = choices_words(SurveyChoices())
    initial = {"survey": key, "shown": choices, "organisation": importing.organisation.pk}
    form = SurveyForm(scales=parsed.scales, initial=initial, organisations=importing.organisations)
    return _dry_run(importing, parsed, key, form)


def _dry_run(
    importing: Importing, parsed: ParsedBank, key: UUID, survey: SurveyForm | None = None
) -> HttpResponse:
    organisation, about = importing.organisation, parsed.instrument.instrument
    latest = queries.latest_version(about.code, organisation)
    there = queries.version_numbered(about.code, about.version, organisation)
    is_draft = there is not None and there.status == BankVersion.Status.DRAFT
    seen = queries.fingerprint(source_of(there.pk)) if there and is_draft else ""
    unmarked = queries.unmarked_codes(parsed.instrument, organisation)
    too_early = queries.counted_too_early(parsed.instrument, organisation)
    page = {
        "refusal": actions.own_codes_words(unmarked) if unmarked else "",
        "too_early": actions.too_early_words(too_early) if too_early else "",
        "parsed": parsed,
        "organisation": organisation,
        "latest": latest,
        "replaces": there,
        "seen": seen,
        "form": survey or _confirmation(importing, key, seen),
        "is_survey": survey is not None,
        "contents": presenters.contents(parsed.instrument),
        "comparison": latest and presenters.comparison(source_of(latest.pk), parsed.instrument),
        # Nothing would come of confirming it: there it is, or its number is taken for good.
        "is_there": there and not is_draft and source_of(there.pk) == parsed.instrument,
        "is_taken": there and not is_draft,
    }
    return render(importing.request, "banks/dry_run.html", page)


def _confirmation(importing: Importing, key: UUID, seen: str) -> ConfirmImportForm:
    initial = {
        "bank": key,
        "seen": seen,
        "organisation": importing.organisation.pk,
    }
    return ConfirmImportForm(initial=initial, organisations=importing.organisations)


def _confirmed(request: MemberRequest, organisations: list[Organisation]) -> HttpResponse:
    form = ConfirmImportForm(request.POST, organisations=organisations)
    content = _kept(request, form, "bank")
    if content is None or not form.is_valid():
        return _unreadable(request)
    said = form.cleaned_data
    importing = Importing(request, said["organisation"], organisations)
    return _stored(importing, _Shown(parse(content), said["bank"]), said["seen"])


def _kept(request: MemberRequest, form: ConfirmImportForm | SurveyForm, name: str) -> bytes | None:
    """Return the file that a form names; None once it has waited too long, and for anybody else's."""
    form.is_valid()
    key = form.cleaned_data.get(name)
    return key and queries.pending_file(request.user, key, at=timezone.now())


def _unreadable(request: MemberRequest) -> HttpResponse:
    messages.error(request, _("What was sent could not be read. Choose the file again."))
    return redirect("banks:import")


def _stored(
    importing: Importing, shown: _Shown, seen: str, survey: SurveyForm | None = None
) -> HttpResponse:
    request = importing.request
    try:
        version = actions.store_draft(
            shown.parsed.instrument,
            organisation=importing.organisation,
            seen=seen,
            by=request.user,
            at=timezone.now(),
        )
    except actions.DraftChangedError as error:
        messages.warning(request, str(error))
        return _dry_run(importing, shown.parsed, shown.key, survey)
    except actions.BankError as error:
        messages.error(request, str(error))
        return redirect("banks:import")
    messages.success(request, _("Version %(number)s is stored.") % {"number": version.number})
    return redirect("banks:version", version.pk)


# A survey, whose answers may be understood in another way ----------------------------------------


def _chosen(request: MemberRequest, organisations: list[Organisation]) -> HttpResponse:
    """Show a survey, or store it, with its answers understood as was chosen on the page."""
    form = _survey_form(request, organisations)
    content = _kept(request, form, "survey") if form else None
    if form is None or content is None or not form.is_valid():
        return _unreadable(request)
    said, choices = form.cleaned_data, form.choices()
    importing = Importing(request, said["organisation"], organisations)
    try:
        parsed = parse(content, choices)
    except BankFileError as error:
        # Everything was ticked, say: the page comes back as it was understood first, and says why.
        messages.error(request, " ".join(fault.message for fault in error.faults))
        return _looked_at(importing, content)
    is_seen = said["shown"] == choices_words(choices)
    if request.POST.get("do") != "show" and is_seen:
        return _stored(importing, _Shown(parsed, said["survey"]), said["seen"], form)
    if not is_seen:
        messages.info(
            request, _("This is how the survey reads with your choices. Nothing is stored yet.")
        )
    return _dry_run(importing, parsed, said["survey"], form.with_shown(choices))


def _survey_form(request: MemberRequest, organisations: list[Organisation]) -> SurveyForm | None:
    """Return the form with what there is to choose, which the survey itself tells."""
    bare = SurveyForm(request.POST, scales=(), initial={}, organisations=organisations)
    content = _kept(request, bare, "survey")
    if content is None:
        return None
    scales = parse(content).scales
    return SurveyForm(request.POST, scales=scales, initial={}, organisations=organisations)
