"""What a directory says of somebody, of a group and of who is in it, in plain values; and what that comes to here.

Knows nothing of SCIM's own library, which takes a second to load: pages and actions need none of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from unicodedata import normalize

WORK: Final = "work"
ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

Content = Mapping[str, Any]


def key_of(name: str) -> str:
    """Return a name as it is compared where case does not matter."""
    return normalize("NFC", normalize("NFC", name).lower())


def work_email(content: Content) -> str:
    """Return the address that is for work, or else the primary or the first; in lower case, '' for none."""
    emails = [one for one in content.get("emails") or [] if one.get("value")]
    ranked = sorted(
        emails,
        key=lambda one: (str(one.get("type")).lower() != WORK, not one.get("primary")),
    )
    return str(ranked[0]["value"]).strip().lower() if ranked else ""


@dataclass(frozen=True)
class PersonData:
    """Somebody as the directory says. `content` is all that is kept of it, by the standard's names."""

    content: Content
    active: bool = True

    @property
    def user_name(self) -> str:
        return str(self.content.get("userName", ""))

    @property
    def external_id(self) -> str:
        return str(self.content.get("externalId") or "")

    @cached_property
    def work_email(self) -> str:
        return work_email(self.content)

    @cached_property
    def name(self) -> str:
        """Return the name to call them: given and family name where both are there, as directories show it otherwise."""
        parts = self.content.get("name") or {}
        given, family = parts.get("givenName"), parts.get("familyName")
        both = f"{given} {family}" if given and family else None
        shown = self.content.get("displayName") or parts.get("formatted")
        return _one_line(both or shown or given or family or self.user_name)

    @cached_property
    def attributes(self) -> dict[str, str]:
        """Return what is said of the person's job, by the names of attributes here; '' for what is not said."""
        work = self.content.get(ENTERPRISE) or {}
        return {
            "job title": _one_line(self.content.get("title")),
            "department": _one_line(work.get("department")),
            "division": _one_line(work.get("division")),
        }


@dataclass(frozen=True)
class GroupData:
    """A group as the directory says, without its members."""

    name: str
    external_id: str = ""


@dataclass
class MembersChange:
    """Who comes into a group and who leaves it, by the ids of the directory's people here."""

    adds: set[str] = field(default_factory=set)
    removes: set[str] = field(default_factory=set)
    replaces: bool = False  # nobody else stays

    def add(self, ids: Iterable[str]) -> None:
        for one in ids:
            self.adds.add(one)
            self.removes.discard(one)

    def remove(self, ids: Iterable[str]) -> None:
        for one in ids:
            self.removes.add(one)
            self.adds.discard(one)

    def remove_all(self) -> None:
        self.adds, self.removes, self.replaces = set(), set(), True


def _one_line(text: object) -> str:
    return " ".join(str(text or "").split())
