"""How a version is begun, published, retired or discarded."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from banks import access, actions, presenters, queries
from banks.forms.banks import NewBankForm, PublishForm
from banks.forms.optional import SeenForm
from banks.models import BankVersion
from banks.presenters.drafts import panel
from banks.queries import source_of

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
    instrument = source_of(version.pk)
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
        "comparison": compared and presenters.comparison(source_of(compared.pk), instrument),
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
    instrument = source_of(version.pk)
    before = queries.latest_fixed(version.bank)
    page = {
        "version": version,
        "form": SeenForm(initial={"seen": queries.fingerprint(instrument)}),
        "editors": queries.editors_of(version),
        "before": before,
        "is_only_version": not queries.has_other_versions(version),
        "is_copy": queries.is_copy(version.bank.code, version.bank.organisation),
        "comparison": before and presenters.comparison(source_of(before.pk), instrument),
    }
    return render(request, "banks/discard.html", page, status=status)
