"""The links and books of an organisation beside a learning area: adding, changing and deleting one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import MemberRequest
from banks import access, actions
from banks.forms.resources import ResourceForm
from banks.models import Resource
from banks.queries import instrument_of, version_for
from leadership.instrument import Instrument, LearningArea


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, code: str) -> HttpResponse:
    organisation = access.organisation_to_add_to(request.user, request.GET.get("organisation", ""))
    version = version_for(organisation)
    area = _area(instrument_of(version.pk) if version else None, code)
    form = ResourceForm(request.POST or None, initial={"kind": Resource.Kind.LINK})
    if form.is_valid():
        try:
            made = actions.add_resource(
                form.details(),
                area=area.code,
                organisation=organisation,
                by=request.user,
                at=timezone.now(),
            )
        except actions.ResourceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Added. All members of the organisation can read it."))
            return redirect(_address(made))
    context = {"form": form, "area": area, "query": _query(organisation.slug)}
    return render(request, "banks/learning/resource.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, pk: int) -> HttpResponse:
    resource = access.resource_to_change(request.user, pk)
    known = {name: getattr(resource, name) for name in ResourceForm.base_fields}
    form = ResourceForm(request.POST or None, initial=known)
    if form.is_valid():
        actions.change_resource(resource, form.details(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(_address(resource))
    context = {"form": form, "resource": resource, "back": _address(resource)}
    return render(request, "banks/learning/resource.html", context)


@require_POST
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    resource = access.resource_to_change(request.user, pk)
    address = _address(resource)
    actions.delete_resource(resource, by=request.user, at=timezone.now())
    messages.success(request, _("Deleted."))
    return redirect(address)


def _area(instrument: Instrument | None, code: str) -> LearningArea:
    areas = instrument.learning_areas if instrument else ()
    found = next((area for area in areas if area.code == code), None)
    if found is None:
        raise Http404
    return found


def _address(resource: Resource) -> str:
    area = reverse("learning:area", args=[resource.area])
    return f"{area}{_query(resource.organisation.slug)}#resources"


def _query(slug: str) -> str:
    return f"?{urlencode({'organisation': slug})}"
