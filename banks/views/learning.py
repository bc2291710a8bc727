"""The learning library: what there is to learn, for every member, from their organisation's question bank."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from accounts.models import Organisation
from banks import access, queries
from banks.forms.resources import LibrarySearchForm
from banks.presenters import learning as presenters
from banks.presenters.library import items_of, matching, resource_views, types_in
from banks.queries import instrument_of, version_for
from leadership.instrument import Instrument


@dataclass(frozen=True)
class Library:
    """Whose library is read, and what it holds; None where there is no bank yet."""

    organisation: Organisation
    others: tuple[Organisation, ...]
    instrument: Instrument | None
    query: str
    """What each link carries on, so that a person of several organisations stays in the one chosen."""

    @property
    def bank(self) -> Instrument:
        if self.instrument is None:
            raise Http404
        return self.instrument


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    library = _library(request)
    page = presenters.overview(library.instrument) if library.instrument else None
    return _page(request, "overview", library, page)


@require_safe
def area(request: MemberRequest, code: str) -> HttpResponse:
    library = _library(request)
    page = presenters.area_page(library.bank, code)
    if page is None:
        raise Http404
    found = queries.resources_of(library.organisation, area=code)
    more = {
        "resources": resource_views(found),
        "may_add": access.may_add_to(request.user, library.organisation),
    }
    return _page(request, "area", library, page, more)


@require_safe
def search(request: MemberRequest) -> HttpResponse:
    """Find activities, links and books by words, type and the time there is."""
    library = _library(request)
    items = items_of(library.bank, queries.resources_of(library.organisation))
    form = LibrarySearchForm(request.GET, types=types_in(items))
    found = matching(items, *form.wanted)
    page = {"form": form, "items": found, "has_activity": any(one.activity for one in found)}
    return _page(request, "search", library, page)


@require_safe
def themes(request: MemberRequest) -> HttpResponse:
    library = _library(request)
    return _page(request, "themes", library, presenters.theme_parts(library.bank))


@require_safe
def models(request: MemberRequest) -> HttpResponse:
    library = _library(request)
    page = presenters.models_page(library.bank)
    if page is None:
        raise Http404
    return _page(request, "models", library, page)


def _library(request: MemberRequest) -> Library:
    slug = request.GET.get("organisation", "")
    organisation, others = access.organisation_to_learn_in(request.user, slug)
    version = version_for(organisation)
    return Library(
        organisation=organisation,
        others=others,
        instrument=instrument_of(version.pk) if version else None,
        query=f"?{urlencode({'organisation': slug})}" if slug else "",
    )


def _page(
    request: MemberRequest,
    name: str,
    library: Library,
    page: object,
    more: dict[str, object] | None = None,
) -> HttpResponse:
    context = {
        **(more or {}),
        "library": library,
        "query": library.query,
        "page": page,
    }
    return render(request, f"banks/learning/{name}.html", context)
