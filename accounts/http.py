"""A request whose user is known to be signed in, for the types of views; which views are for members; what a page with a chart may do."""

from collections.abc import Callable
from typing import Any, TypeVar

from csp.decorators import csp_update
from django.http import HttpRequest

from accounts.models import User

View = TypeVar("View", bound=Callable[..., Any])

# The interactive chart's library sets empty style elements; this is the hash of nothing.
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

# In a session: when it began, and when it was used last, in seconds.
BEGAN, SEEN = "began", "seen"


class MemberRequest(HttpRequest):
    user: User


def is_closed(view: Callable[..., Any]) -> bool:
    """Tell whether a view is for members; `login_not_required` marks those that are not."""
    return bool(getattr(view, "login_required", True))


def with_chart(view: View) -> View:
    """Let the page's chart set the empty style elements that it fills by script."""
    allowed: View = csp_update({"style-src": [EMPTY_STYLE]})(view)  # type: ignore[assignment]
    return allowed
