"""What the frame of every page says: the links beside Home for those whose roles allow them, and the languages."""

from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import languages
from accounts.kept_posts import writer
from accounts.models import User
from accounts.permissions import Permission, allows


@dataclass(frozen=True)
class HeaderLink:
    """Where a part of the service begins, and what one has to be allowed to see it in the header, if anything."""

    permission: Permission | None
    name: str
    words: Promise
    about: Promise | str = ""


# In the order of the header. Higher apps are named by their addresses, as everywhere.
LINKS = [
    HeaderLink(None, "learning:overview", _("Learning")),
    HeaderLink(Permission.ANSWER, "plans:plan", _("Plan")),
    HeaderLink(
        Permission.RUN_CAMPAIGNS,
        "assessments:campaigns",
        _("Campaigns"),
        _("Whom to invite, when, and how many have taken part so far."),
    ),
    HeaderLink(
        Permission.VIEW_RESULTS,
        "results:campaigns",
        _("Results"),
        _("What groups of people answered, once enough took part. Never what one person said."),
    ),
    HeaderLink(
        Permission.MANAGE_PEOPLE,
        "people:people",
        _("People"),
        _("Who belongs to the organisation, in which team, and what each may do."),
    ),
    HeaderLink(
        Permission.EDIT_BANKS,
        "banks:list",
        _("Question banks"),
        _("The statements people answer, and their versions."),
    ),
]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Return the header's links. The roles came with the session's person, so this costs no query."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        return {}
    links = [
        {"address": reverse(link.name), "words": link.words, "about": link.about}
        for link in LINKS
        if link.permission is None or allows(user.held_roles, link.permission)
    ]
    return {
        "brand": user.brand,
        "header_links": [link | _here(request, str(link["address"])) for link in links],
        # What Home says somebody looks after.
        "duties": [link for link in links if link["about"]],
        # Signed only by the pages whose forms are given back.
        "written_by": partial(writer, user),
    }


def language(request: HttpRequest) -> dict[str, object]:
    """Return the languages that the page could be in as well."""
    # Not beside a form that was sent back: to read the page again would lose what was typed.
    if not languages.is_choice() or request.method not in {"GET", "HEAD"}:
        return {}
    return {"other_languages": [one for one in languages.on_offer() if not one.is_read_now]}


def _here(request: HttpRequest, address: str) -> dict[str, object]:
    return {"is_page": request.path == address, "is_above": request.path.startswith(address)}
