"""Where a program of an organisation gets its token: OAuth 2.0, client credentials (RFC 6749, 4.4)."""

import logging
from base64 import b64decode
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import unquote_plus
from uuid import UUID

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.bearer import LONGEST_SECRET, hash_of
from api import queries
from api.actions import TOKEN_LASTS, grant_access
from api.models import Program
from api.scopes import Scope, known

logger = logging.getLogger(__name__)

# Of a program that is none, so that finding out takes as long as for one that is.
NOBODY = hash_of("")


@csrf_exempt
@login_not_required
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Answer with a token for an hour. No cookie counts here: the program shows its own id and secret."""
    now = timezone.now()
    program, is_basic = _program(request, now)
    if program is None:
        return _refuse_client(request, is_basic=is_basic)
    if request.POST.get("grant_type") != "client_credentials":
        kind = "unsupported_grant_type" if request.POST.get("grant_type") else "invalid_request"
        return _error(kind, "grant_type has to be client_credentials.")
    scopes = _scopes(request, program)
    if scopes is None:
        return _error("invalid_scope", "The program may not do all of this.")
    made, secret = grant_access(program, scopes, at=now)
    return _answer(
        {
            "access_token": secret,
            "token_type": "Bearer",
            "expires_in": min(TOKEN_LASTS, made.ends_at - now) // timedelta(seconds=1),
            "scope": " ".join(made.scopes),
        }
    )


def _program(request: HttpRequest, at: datetime) -> tuple[Program | None, bool]:
    """Return the program that has shown its secret, and whether it did so in the header."""
    basic = _basic(request)
    client_id, secret = basic or (
        request.POST.get("client_id", ""),
        request.POST.get("client_secret", ""),
    )
    try:
        program = queries.program_with(UUID(client_id))
    except ValueError:
        program = None
    is_right = constant_time_compare(
        hash_of(secret[:LONGEST_SECRET]), program.hashed if program else NOBODY
    )
    works = program is not None and is_right and program.works(at)
    return (program if works else None), basic is not None


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    """Return the id and the secret of the header, each encoded as in a form (RFC 6749, 2.3.1)."""
    kind, _space, coded = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        said = b64decode(coded[:1_000], validate=True).decode()
    except ValueError:
        return "", ""
    client_id, _colon, secret = said.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def _scopes(request: HttpRequest, program: Program) -> frozenset[Scope] | None:
    """Return what is asked for: all that the program may do where nothing is; None for more than that."""
    asked = request.POST.get("scope", "").split()
    if not asked:
        return known(program.scopes)
    return known(asked) if set(asked) <= set(program.scopes) else None


def _refuse_client(request: HttpRequest, *, is_basic: bool) -> HttpResponse:
    usage = ratelimit.consume(
        request, app="allauth.account", action="program_refused", limit_get=True
    )
    if not usage:
        refused = _error("invalid_request", "Too many attempts. Wait a minute.", status=429)
        refused.headers["Retry-After"] = "60"
        return refused
    logger.info("program refused at the token endpoint, from %s", ratelimit.get_ip(request))
    refused = _error("invalid_client", "The id or the secret is not right.", status=401)
    if is_basic:
        refused.headers["WWW-Authenticate"] = 'Basic realm="api"'
    return refused


def _error(kind: str, words: str, *, status: int = HTTPStatus.BAD_REQUEST) -> HttpResponse:
    return _answer({"error": kind, "error_description": words}, status=status)


def _answer(said: dict[str, object], *, status: int = HTTPStatus.OK) -> HttpResponse:
    answer = JsonResponse(said, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
