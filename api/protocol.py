"""How the API speaks: who asks and what their token allows, what a fault is called, versions, writes that come twice."""

import logging
import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final, TypeVar

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from ninja import NinjaAPI, Schema
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError

from accounts.bearer import bearer_of
from accounts.errors import DomainError
from api.actions import begin_write, count_request, keep_answer, release_key
from api.callers import Caller, caller_of
from api.models import KeptAnswer
from api.problems import ProblemError, problem
from api.scopes import Scope
from reports.access import UnfinishedError

Json = dict[str, Any]

logger = logging.getLogger(__name__)

Answer = Callable[..., HttpResponse]
Operation = TypeVar("Operation", bound=Callable[..., Any])
Told = TypeVar("Told", bound=Schema)
# What these headers may be, as the OpenAPI document says it.
KEY: Final = r"^[\x21-\x7e]{1,255}$"
# Of an answer these belong to it when it is given again.
KEPT_HEADERS: Final = ("ETag", "Location")


class ApiRequest(HttpRequest):
    """A request whose token was looked at."""

    auth: Caller


# Who asks --------------------------------------------------------------------------------------


class TokenFor:
    """Lets through whose token allows one thing, so often a minute."""

    def __init__(self, scope: Scope | None) -> None:
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        caller = _caller(request)
        if self.scope is not None and not caller.allows(self.scope):
            raise ProblemError(
                HTTPStatus.FORBIDDEN, f"The token does not allow {self.scope.value}."
            )
        return caller


def _caller(request: HttpRequest) -> Caller:
    """Return who asks; looked for once a request."""
    found: Caller | None = getattr(request, "found_caller", None)
    if found is None:
        found = _found(request)
        request.found_caller = found  # type: ignore[attr-defined]
    return found


def _found(request: HttpRequest) -> Caller:
    now = timezone.now()
    secret = bearer_of(request)
    caller = caller_of(secret, at=now) if secret else None
    if caller is None:
        raise _refused(request)
    asked = count_request(caller.holder, at=now)
    if asked > settings.PROGRAM_REQUESTS_A_MINUTE:
        raise ProblemError(
            HTTPStatus.TOO_MANY_REQUESTS, "Too many requests. Wait a minute, and ask less often."
        )
    return caller


def _refused(request: HttpRequest) -> ProblemError:
    usage = ratelimit.consume(
        request, app="allauth.account", action="program_refused", limit_get=True
    )
    if not usage:
        words = "Too many requests with a wrong token. Wait a minute."
        return ProblemError(HTTPStatus.TOO_MANY_REQUESTS, words)
    logger.info("program refused: a token that is none, from %s", ratelimit.get_ip(request))
    words = "The token is missing, wrong, revoked or has ended."
    return ProblemError(HTTPStatus.UNAUTHORIZED, words)


def asks(scope: Scope | None) -> Json:
    """Return what each operation says of its token: what it has to allow; None is any token."""
    needs = [scope.value] if scope else []
    return {
        "auth": TokenFor(scope),
        "openapi_extra": {"security": [{"program": needs}, {"personal": needs}]},
    }


def limit_mail(request: ApiRequest) -> None:
    """Refuse what has people written to more often than the pages let anybody do it within an hour."""
    user = request.auth.user
    if not ratelimit.consume(request, app="allauth.account", action="mail", user=user):
        words = "Too many invitations within an hour. Wait, and send the rest then."
        raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, words)


# What goes wrong -------------------------------------------------------------------------------


def tell_faults(api: NinjaAPI) -> None:
    """Have every fault that an operation raises told as a problem."""
    told: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        ProblemError: lambda error: problem(error.status, error.detail, **error.more),
        ValidationError: _invalid,
        RequestDataTooBig: lambda _error: problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large."
        ),
        HttpError: lambda error: problem(error.status_code, str(error)),
        Http404: lambda _error: problem(HTTPStatus.NOT_FOUND, "There is nothing here."),
        UnfinishedError: lambda _error: problem(
            HTTPStatus.NOT_FOUND, "It is not finished, so there is no report."
        ),
        PermissionDenied: lambda _error: problem(
            HTTPStatus.FORBIDDEN, "You may not do this in this organisation."
        ),
        # What an act refuses, in the words that its page would say.
        DomainError: lambda error: problem(HTTPStatus.CONFLICT, str(error)),
        Exception: _crashed,
    }
    for kind, tell in told.items():
        api.add_exception_handler(kind, _handler(tell))


def _handler(tell: Callable[[Any], HttpResponse]) -> Callable[..., HttpResponse]:
    return lambda _request, error: tell(error)


def _crashed(error: Exception) -> HttpResponse:
    """Leave what is our own fault to Django, which logs it."""
    raise error


def _invalid(error: ValidationError) -> HttpResponse:
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "What was sent is not what is expected.",
        errors=[
            {"in": str(one["loc"][0]), "pointer": _pointer(one["loc"]), "detail": one["msg"]}
            for one in error.errors
        ],
    )


def _pointer(location: tuple[str | int, ...]) -> str:
    """Return where a fault is, as a JSON Pointer; a body has a name in the code and none in what is sent."""
    parts = location[2:] if location[0] == "body" else location[1:]
    return "".join(f"/{part}" for part in parts)


# Versions --------------------------------------------------------------------------------------


def version_of(thing: Schema) -> str:
    """Return the ETag of a thing as it is told: what can be changed of it first, and then the whole.

    By the whole a program knows that it has the newest, counts included; by the first part that nobody has changed it.
    """
    return f'"{_hash(thing, getattr(thing, "COUNTED", frozenset()))}-{_hash(thing)}"'


def _hash(thing: Schema, but: frozenset[str] = frozenset()) -> str:
    return sha256(thing.model_dump_json(exclude=set(but)).encode()).hexdigest()[:32]


def versioned(response: HttpResponse, thing: Told) -> Told:
    """Say in the answer which version of a thing it tells."""
    response.headers["ETag"] = version_of(thing)
    return thing


def check_version(request: HttpRequest, thing: Schema) -> None:
    """Refuse a change of another version than the one there is, where the program says which (or some) it knows."""
    known = {one.partition("-")[0] for one in parse_etags(request.headers.get("If-Match", "*"))}
    if not known & {"*", version_of(thing).partition("-")[0]}:
        raise ProblemError(HTTPStatus.PRECONDITION_FAILED, "It has changed since you read it.")


# Writes that come twice ------------------------------------------------------------------------


def once(scope: Scope) -> Callable[[Operation], Operation]:
    """Have a write done once, however often it comes with the same Idempotency-Key."""

    def decorate(run: Answer) -> Answer:
        @wraps(run)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = request.headers.get("Idempotency-Key")
            if key is None:
                return run(request, *args, **kwargs)
            try:
                caller = TokenFor(scope)(request)
                return _once(request, caller, key, lambda: run(request, *args, **kwargs))
            except ProblemError as error:
                return problem(error.status, error.detail, **error.more)
            except RequestDataTooBig:
                # Tells so as without a key.
                return run(request, *args, **kwargs)

        return answer

    return decorate_view(decorate)


def _once(
    request: HttpRequest, caller: Caller, key: str, run: Callable[[], HttpResponse]
) -> HttpResponse:
    if not re.match(KEY, key):
        words = "An Idempotency-Key has 1 to 255 characters of ASCII, without spaces."
        raise ProblemError(HTTPStatus.BAD_REQUEST, words)
    asked = sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    found = begin_write(caller.organisation, caller.holder, key, asked, at=timezone.now())
    if not found.is_ours:
        return _again(asked, found.row)
    try:
        answer = run()
    except BaseException:
        release_key(found.row)
        raise
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        release_key(found.row)
        return answer
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    keep_answer(found.row, status=answer.status_code, headers=headers, body=answer.content.decode())
    return answer


def _again(asked: str, row: KeptAnswer) -> HttpResponse:
    if row.asked != asked:
        words = "This Idempotency-Key was used for another request."
        raise ProblemError(HTTPStatus.CONFLICT, words)
    if row.status is None:
        words = "The first request with this Idempotency-Key is still being worked on."
        raise ProblemError(HTTPStatus.CONFLICT, words)
    return HttpResponse(
        row.body,
        status=row.status,
        content_type="application/json; charset=utf-8",
        headers={**row.headers, "Idempotency-Replayed": "true"},
    )
