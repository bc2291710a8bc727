"""What a program may be allowed, in the words of the pages and of the protocol. Knows no database."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, Role, allows


class Scope(StrEnum):
    """One thing that a token allows; what its person may not do here, no token allows."""

    READ_PEOPLE = "people:read"
    WRITE_PEOPLE = "people:write"
    READ_CAMPAIGNS = "campaigns:read"
    WRITE_CAMPAIGNS = "campaigns:write"
    READ_RESULTS = "results:read"
    READ_OWN = "own:read"


WORDS: Final[dict[Scope, Promise]] = {
    Scope.READ_PEOPLE: gettext_lazy("Read people and teams"),
    Scope.WRITE_PEOPLE: gettext_lazy("Add and change people and teams, and end access"),
    Scope.READ_CAMPAIGNS: gettext_lazy("Read campaigns, and how many have answered"),
    Scope.WRITE_CAMPAIGNS: gettext_lazy("Set up, change and close campaigns"),
    Scope.READ_RESULTS: gettext_lazy("Read published results"),
    Scope.READ_OWN: gettext_lazy("Read your own reports and plan"),
}
# What somebody has to be permitted to have it; what is theirs alone needs no permission.
NEEDS: Final[dict[Scope, Permission]] = {
    Scope.READ_PEOPLE: Permission.MANAGE_PEOPLE,
    Scope.WRITE_PEOPLE: Permission.MANAGE_PEOPLE,
    Scope.READ_CAMPAIGNS: Permission.RUN_CAMPAIGNS,
    Scope.WRITE_CAMPAIGNS: Permission.RUN_CAMPAIGNS,
    Scope.READ_RESULTS: Permission.VIEW_RESULTS,
}
# Who reads results must not be able to make people up, whose answers would take somebody's out of a small group.
NOT_TOGETHER: Final = frozenset({Scope.WRITE_PEOPLE, Scope.READ_RESULTS})


def scopes_for(roles: Iterable[Role], *, own: bool) -> list[Scope]:
    """Return what somebody with these roles may give a token; what is their `own` only to one of theirs."""
    held = list(roles)
    return [scope for scope in Scope if (own if scope not in NEEDS else allows(held, NEEDS[scope]))]


def known(names: Iterable[str]) -> frozenset[Scope]:
    """Return the scopes of these names; a name that is none gives none."""
    values = {scope.value: scope for scope in Scope}
    return frozenset(values[name] for name in names if name in values)


def words_of(scopes: Iterable[str]) -> list[str]:
    found = known(scopes)
    return [str(words) for scope, words in WORDS.items() if scope in found]
