"""How the service speaks SCIM: who asks, by which token; what is answered; what a fault is called."""

import json
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import ValidationError
from scim2_models import (
    Context,
    Error,
    PayloadTooLargeException,
    PreconditionFailedException,
    Resource,
    ResponseParameters,
    SCIMException,
    UnauthorizedException,
)

from accounts.bearer import bearer_of
from accounts.errors import DomainError, LastAdministratorError
from provisioning.access import token_of
from provisioning.actions import TakenError, note_use
from provisioning.bodies import MOST_BYTES, Body, read_body
from provisioning.middleware import CONTENT_TYPE, error_response
from provisioning.models import DirectoryToken

logger = logging.getLogger(__name__)

JSON_TYPES: Final = {CONTENT_TYPE, "application/json", "text/json", ""}

Answer = Callable[..., HttpResponse]


def scim(**methods: Answer) -> Answer:
    """Return what answers at an address: one function a method, each given the request and its token."""
    allowed = {**methods, **({"HEAD": methods["GET"]} if "GET" in methods else {})}

    @wraps(next(iter(methods.values())))
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            token = _token(request)
            if request.method not in allowed:
                refused = error_response(
                    HTTPStatus.METHOD_NOT_ALLOWED, "This method is not for this address."
                )
                refused.headers["Allow"] = ", ".join(sorted(allowed))
                return refused
            return allowed[request.method](request, token, *args, **kwargs)
        except (SCIMException, ValidationError, DomainError) as error:
            return _refused(error)

    return answer


class _TooManyTriesError(SCIMException):
    """Too many requests by tokens that are none, from one address of the net."""

    status = HTTPStatus.TOO_MANY_REQUESTS


def _token(request: HttpRequest) -> DirectoryToken:
    """Return the token of a request."""
    now = timezone.now()
    if secret := bearer_of(request):
        token = token_of(secret, at=now)
        if token is not None:
            note_use(token, at=now)
            return token
    usage = ratelimit.consume(
        request, app="allauth.account", action="directory_refused", limit_get=True
    )
    if not usage:
        raise _TooManyTriesError(detail="Too many requests with a wrong token. Wait a minute.")
    logger.info("directory refused: a token that is none, from %s", ratelimit.get_ip(request))
    raise UnauthorizedException(detail="The token is missing, wrong, revoked or has ended.")


def _refused(error: SCIMException | ValidationError | DomainError) -> HttpResponse:
    """Return what is answered to a request that cannot be carried out."""
    if isinstance(error, ValidationError):
        (first, *_rest) = Error.from_validation_errors(error)
        return error_response(first.status or 400, first.detail or "", first.scim_type)
    if isinstance(error, LastAdministratorError):
        return error_response(HTTPStatus.CONFLICT, str(error))
    if isinstance(error, TakenError):
        return error_response(HTTPStatus.CONFLICT, str(error), "uniqueness")
    if isinstance(error, DomainError):
        return error_response(HTTPStatus.BAD_REQUEST, str(error), "invalidValue")
    answer = error_response(error.status, error.detail, error.scim_type or None)
    if error.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="SCIM"'
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = "60"
    return answer


# What comes ------------------------------------------------------------------------------------


def body_of(request: HttpRequest) -> Body:
    """Return the body of a request, read no further than it may be long."""
    if request.content_type not in JSON_TYPES:
        raise _UnsupportedError(detail="The body has to be application/scim+json.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise PayloadTooLargeException(detail=f"The body is larger than {MOST_BYTES} bytes.")
    raw = request.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise PayloadTooLargeException(detail=f"The body is larger than {MOST_BYTES} bytes.")
    return read_body(raw)


class _UnsupportedError(SCIMException):
    """A body in a format that is not SCIM's."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


def parameters_of(
    request: HttpRequest, model: type[Resource[Any]]
) -> ResponseParameters[Resource[Any]]:
    """Return which attributes are asked for, or asked to be left out."""
    said = {
        name: value
        for name in ("attributes", "excludedAttributes")
        if (value := request.GET.get(name, "")[:2_000])
    }
    found: ResponseParameters[Resource[Any]] = ResponseParameters[model].model_validate(said)  # type: ignore[valid-type]
    return found


def number_in(request: HttpRequest, name: str, default: int, *, least: int, most: int) -> int:
    """Return a number of the address, between what is possible; what is none is the default."""
    text = request.GET.get(name, "")
    try:
        return min(max(int(text[:20]), least), most)
    except ValueError:
        return default


def check_version(request: HttpRequest, version: str | None) -> None:
    """Raise PreconditionFailedException where somebody changes another version than the one there is."""
    wanted = request.headers.get("If-Match")
    if wanted and wanted.strip() != "*" and version not in _tags(wanted):
        raise PreconditionFailedException(detail="It has changed since it was read.")


def _tags(header: str) -> set[str]:
    return {tag.strip() for tag in header.split(",")}


# What goes -------------------------------------------------------------------------------------


def scim_response(
    said: Mapping[str, Any], *, status: int = HTTPStatus.OK, version: str | None = None
) -> HttpResponse:
    """Return an answer, with its version and address where it is one thing."""
    answer = HttpResponse(json.dumps(said), status=status, content_type=CONTENT_TYPE)
    if version:
        answer.headers["ETag"] = version
    if status == HTTPStatus.CREATED:
        answer.headers["Location"] = said["meta"]["location"]
    # About people, for one reader.
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def one(
    request: HttpRequest, resource: Resource[Any], *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Return one person or group, as far as it is asked for; nothing where the reader has this version."""
    version = resource.meta.version if resource.meta else None
    if request.method == "GET" and version in _tags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": str(version)})
    said = resource.model_dump(
        scim_ctx=Context.RESOURCE_QUERY_RESPONSE,
        response_parameters=parameters_of(request, type(resource)),
    )
    if status == HTTPStatus.CREATED and resource.meta:
        said.setdefault("meta", {})["location"] = resource.meta.location
    return scim_response(said, status=status, version=version)


def many(
    request: HttpRequest,
    model: type[Resource[Any]],
    resources: list[Resource[Any]],
    *,
    total: int,
    start: int,
) -> HttpResponse:
    """Return a page of people or groups."""
    asked = parameters_of(request, model)
    return scim_response(
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": total,
            "startIndex": start,
            "itemsPerPage": len(resources),
            "Resources": [
                resource.model_dump(
                    scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=asked
                )
                for resource in resources
            ],
        }
    )
