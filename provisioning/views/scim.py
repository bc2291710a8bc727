"""SCIM 2.0 (RFC 7644) for an organisation's directory: its people, its groups, and what is spoken here."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from scim2_models import Context, NotFoundException, NotImplementedException, Resource

from accounts.actions import in_turn
from provisioning import access, actions, queries
from provisioning.bodies import (
    Body,
    patched_group,
    patched_person,
    person_of,
    read_group,
    read_person,
)
from provisioning.directory_data import GroupData
from provisioning.models import DirectoryGroup, DirectoryPerson, DirectoryToken
from provisioning.protocol import (
    body_of,
    check_version,
    many,
    number_in,
    one,
    parameters_of,
    scim,
    scim_response,
)
from provisioning.queries.filters import groups_that, people_that
from provisioning.representations import address_of, scim_group, scim_person
from provisioning.resources import (
    MOST_RESULTS,
    ScimGroup,
    ScimPerson,
    configuration,
    resource_types,
    schemas,
)

USUAL_RESULTS = 100
# Each with all of its members, who may be thousands.
MOST_WHOLE_GROUPS = 20
LAST_INDEX = 10**9


# People ----------------------------------------------------------------------------------------


def _list_people(request: HttpRequest, token: DirectoryToken) -> HttpResponse:
    text = request.GET.get("filter", "")
    people = queries.people_of(token.organisation, people_that(text) if text else None)
    start, end = _page(request, MOST_RESULTS)
    rows = queries.with_groups(people)[start - 1 : end]
    found: list[Resource[Any]] = [scim_person(row) for row in rows]
    return many(request, ScimPerson, found, total=people.count(), start=start)


def _create_person(request: HttpRequest, token: DirectoryToken) -> HttpResponse:
    person = read_person(body_of(request), context=Context.RESOURCE_CREATION_REQUEST)
    row = actions.create_person(token, person, at=timezone.now())
    return one(request, scim_person(_person(token, row.public_id)), status=HTTPStatus.CREATED)


def _get_person(request: HttpRequest, token: DirectoryToken, public_id: UUID) -> HttpResponse:
    return one(request, scim_person(_person(token, public_id)))


_Write = Callable[[HttpRequest, DirectoryToken, UUID, Body], HttpResponse]


def _in_turn(view: _Write) -> Callable[[HttpRequest, DirectoryToken, UUID], HttpResponse]:
    """Let no other write come between what a change is reckoned from, its version included, and the change."""

    @wraps(view)
    def locked(request: HttpRequest, token: DirectoryToken, public_id: UUID) -> HttpResponse:
        # Before the lock, as everybody would wait for whoever sends slowly.
        body = {} if request.method == "DELETE" else body_of(request)
        with in_turn(token.organisation_id):
            return view(request, token, public_id, body)

    return locked


@_in_turn
def _replace_person(
    request: HttpRequest, token: DirectoryToken, public_id: UUID, body: Body
) -> HttpResponse:
    row = _person_as_read(request, token, public_id)
    person = read_person(body, context=Context.RESOURCE_REPLACEMENT_REQUEST)
    actions.change_person(token, row, person, at=timezone.now())
    return one(request, scim_person(_person(token, public_id)))


@_in_turn
def _patch_person(
    request: HttpRequest, token: DirectoryToken, public_id: UUID, body: Body
) -> HttpResponse:
    row = _person_as_read(request, token, public_id)
    before = person_of(row.content)
    before.active = row.membership.left_at is None
    person = patched_person(before, body)
    actions.change_person(token, row, person, at=timezone.now())
    return one(request, scim_person(_person(token, public_id)))


@_in_turn
def _remove_person(
    request: HttpRequest, token: DirectoryToken, public_id: UUID, _body: Body
) -> HttpResponse:
    row = _person_as_read(request, token, public_id)
    actions.remove_person(token, row, at=timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _person(token: DirectoryToken, public_id: UUID) -> DirectoryPerson:
    row = access.person_to_change(token, public_id)
    if row is None:
        raise NotFoundException(detail="There is nobody with this id.")
    return row


def _person_as_read(
    request: HttpRequest, token: DirectoryToken, public_id: UUID
) -> DirectoryPerson:
    row = _person(token, public_id)
    meta = scim_person(row).meta
    check_version(request, meta.version if meta else None)
    return row


# Groups ----------------------------------------------------------------------------------------


def _list_groups(request: HttpRequest, token: DirectoryToken) -> HttpResponse:
    text = request.GET.get("filter", "")
    groups = queries.groups_of(token.organisation, groups_that(text) if text else None)
    whole = _wants_members(request)
    start, end = _page(request, MOST_WHOLE_GROUPS if whole else MOST_RESULTS)
    rows = list(groups[start - 1 : end])
    members = queries.members_of_groups(rows) if whole else {}
    found: list[Resource[Any]] = [scim_group(row, members.get(row.pk)) for row in rows]
    return many(request, ScimGroup, found, total=groups.count(), start=start)


def _create_group(request: HttpRequest, token: DirectoryToken) -> HttpResponse:
    group, members = read_group(body_of(request), context=Context.RESOURCE_CREATION_REQUEST)
    row = actions.create_group(token, group, members, at=timezone.now())
    return _one_group(request, row, status=HTTPStatus.CREATED)


def _get_group(request: HttpRequest, token: DirectoryToken, public_id: UUID) -> HttpResponse:
    return _one_group(request, _group(token, public_id))


@_in_turn
def _replace_group(
    request: HttpRequest, token: DirectoryToken, public_id: UUID, body: Body
) -> HttpResponse:
    row = _group_as_read(request, token, public_id)
    group, members = read_group(body, context=Context.RESOURCE_REPLACEMENT_REQUEST)
    row = actions.change_group(token, row, group, members, at=timezone.now())
    return _one_group(request, row)


@_in_turn
def _patch_group(
    request: HttpRequest, token: DirectoryToken, public_id: UUID, body: Body
) -> HttpResponse:
    row = _group_as_read(request, token, public_id)
    before = GroupData(row.name, row.external_id)
    group, members = patched_group(before, body)
    actions.change_group(token, row, group, members, at=timezone.now())
    # Without the group, which may have thousands of members: Entra asks for it so.
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@_in_turn
def _remove_group(
    request: HttpRequest, token: DirectoryToken, public_id: UUID, _body: Body
) -> HttpResponse:
    row = _group_as_read(request, token, public_id)
    actions.remove_group(token, row, at=timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _one_group(
    request: HttpRequest, row: DirectoryGroup, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    members = queries.members_of_groups([row])[row.pk] if _wants_members(request) else None
    return one(request, scim_group(row, members), status=status)


def _group(token: DirectoryToken, public_id: UUID) -> DirectoryGroup:
    row = access.group_to_change(token, public_id)
    if row is None:
        raise NotFoundException(detail="There is no group with this id.")
    return row


def _group_as_read(request: HttpRequest, token: DirectoryToken, public_id: UUID) -> DirectoryGroup:
    row = _group(token, public_id)
    meta = scim_group(row, None).meta
    check_version(request, meta.version if meta else None)
    return row


def _wants_members(request: HttpRequest) -> bool:
    asked = parameters_of(request, ScimGroup)
    left_out = {str(path).lower() for path in asked.excluded_attributes or ()}
    wanted = {str(path).lower().partition(".")[0] for path in asked.attributes or ()}
    return "members" not in left_out and (not wanted or "members" in wanted)


def _page(request: HttpRequest, most: int) -> tuple[int, int]:
    """Return the first index that is asked for, from 1, and the last one."""
    start = number_in(request, "startIndex", 1, least=1, most=LAST_INDEX)
    count = number_in(request, "count", min(USUAL_RESULTS, most), least=0, most=most)
    return start, start - 1 + count


# What is spoken here ---------------------------------------------------------------------------


def _configuration(request: HttpRequest, token: DirectoryToken) -> HttpResponse:
    said = configuration().model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    place = address_of("configuration")
    return scim_response(
        said | {"meta": {"resourceType": "ServiceProviderConfig", "location": place}}
    )


def _described() -> dict[str, list[dict[str, Any]]]:
    """Return what may be asked for by kind, each thing with its address."""
    kinds: dict[str, list[Resource[Any]]] = {
        "Schema": [*schemas()],
        "ResourceType": [*resource_types()],
    }
    found = {}
    for kind, things in kinds.items():
        base = address_of("schemas" if kind == "Schema" else "resource_types")
        found[kind] = [
            thing.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
            | {"meta": {"resourceType": kind, "location": f"{base}/{thing.id}"}}
            for thing in things
        ]
    return found


def _list_described(kind: str, request: HttpRequest) -> HttpResponse:
    things = _described()[kind]
    return scim_response(
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": len(things),
            "startIndex": 1,
            "itemsPerPage": len(things),
            "Resources": things,
        }
    )


def _one_described(kind: str, name: str) -> HttpResponse:
    for thing in _described()[kind]:
        if thing["id"].lower() == name.lower():
            return scim_response(thing)
    raise NotFoundException(detail="There is nothing with this id.")


def _list_schemas(request: HttpRequest, token: DirectoryToken) -> HttpResponse:
    return _list_described("Schema", request)


def _get_schema(request: HttpRequest, token: DirectoryToken, name: str) -> HttpResponse:
    return _one_described("Schema", name)


def _list_resource_types(request: HttpRequest, token: DirectoryToken) -> HttpResponse:
    return _list_described("ResourceType", request)


def _get_resource_type(request: HttpRequest, token: DirectoryToken, name: str) -> HttpResponse:
    return _one_described("ResourceType", name)


def _not_here(request: HttpRequest, token: DirectoryToken) -> HttpResponse:
    raise NotImplementedException(detail="This is not supported here.")


people = scim(GET=_list_people, POST=_create_person)
person = scim(GET=_get_person, PUT=_replace_person, PATCH=_patch_person, DELETE=_remove_person)
groups = scim(GET=_list_groups, POST=_create_group)
group = scim(GET=_get_group, PUT=_replace_group, PATCH=_patch_group, DELETE=_remove_group)
service_configuration = scim(GET=_configuration)
all_schemas = scim(GET=_list_schemas)
schema = scim(GET=_get_schema)
all_resource_types = scim(GET=_list_resource_types)
resource_type = scim(GET=_get_resource_type)
not_here = scim(GET=_not_here, POST=_not_here)
