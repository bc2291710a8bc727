"""The API as a whole: its operations joined, and the OpenAPI document made of them."""

from functools import cache
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from ninja import NinjaAPI

from api.operations import campaigns, own, people, results
from api.protocol import KEY, tell_faults
from api.schemas import Problem
from api.scopes import WORDS as SCOPE_WORDS
from api.scopes import Scope

api = NinjaAPI(
    # For programs, and the same in every language.
    openapi_extra={"info": {"title": "leadership-self-assessment"}},
    version="1",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    description=(
        "People, teams, campaigns and published results of one organisation, and one's own report and plan."
        " Nobody is ever told what somebody else answered."
    ),
)

Json = dict[str, Any]
api.add_router("", own.router)
api.add_router("", people.router)
api.add_router("", campaigns.router)
api.add_router("", results.router)
tell_faults(api)

BASE: Final = "/api/v1"
WRITES: Final = {"post", "patch", "delete"}


@cache
def document() -> Json:
    """Return the OpenAPI document, with what holds for every operation: tokens, problems, versions, keys."""
    # It is made once, whoever asks for it first.
    with translation.override("en-gb"):
        return _document()


def _document() -> Json:
    found = dict(api.get_openapi_schema(path_prefix=f"{BASE}/"))
    found["servers"] = [{"url": settings.SITE_URL}]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    found["components"]["schemas"]["Problem"] = problem
    found["components"]["securitySchemes"] = _ways_in()
    for operations in found["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
    return found


def _ways_in() -> Json:
    scopes = {scope.value: str(words) for scope, words in SCOPE_WORDS.items()}
    flow = {"tokenUrl": f"{settings.SITE_URL}{BASE}/token"}
    of_programs = {scope: words for scope, words in scopes.items() if scope != Scope.READ_OWN}
    return {
        "program": {
            "type": "oauth2",
            "description": "A program of the organisation's own.",
            "flows": {"clientCredentials": flow | {"scopes": of_programs}},
        },
        "personal": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token that somebody made under Your account.",
        },
    }


def _complete(method: str, operation: Json) -> None:
    """Name what an operation may answer beside what it is for."""
    statuses = {"400": "Bad Request", "401": "Unauthorized", "403": "Forbidden"}
    statuses |= {"429": "Too Many Requests"}
    parameters = operation.get("parameters", [])
    if parameters:
        statuses["422"] = "Unprocessable Entity"
    if any(one["in"] == "path" for one in parameters) or "team_id" in str(parameters):
        statuses["404"] = "Not Found"
    if method in WRITES:
        statuses |= {"409": "Conflict", "413": "Content Too Large", "422": "Unprocessable Entity"}
        operation.setdefault("parameters", []).append(_header_of(method))
    if method in {"patch", "delete"}:
        statuses["412"] = "Precondition Failed"
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, words in sorted(statuses.items()):
        operation["responses"][status] = {"description": words, "content": content}
    if method == "get":
        operation["responses"]["304"] = {"description": "Not Modified: as you know it."}


def _header_of(method: str) -> Json:
    schema: Json = {"type": "string"}
    if method == "post":
        name, words = "Idempotency-Key", "Sent again with the same key, a request is done once."
        schema |= {"pattern": KEY, "examples": ["2026-11-29-0001"]}
    else:
        name, words = "If-Match", "The ETag of the version that you know; another is not changed."
        schema |= {"examples": [f'"{"0" * 32}"']}
    return {"in": "header", "name": name, "required": False, "description": words, "schema": schema}
