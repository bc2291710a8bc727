"""What the made-up council is like, read from fixtures/made-up-council.toml."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.permissions import Role

FILE = Path(settings.BASE_DIR) / "fixtures" / "made-up-council.toml"


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in, and what they have answered; see the file for how that is written."""

    name: str
    team: str
    what: str
    role: Role = Role.MANAGER
    branch: str = ""
    grade: str = ""
    first: str = ""
    campaign: str = ""
    finished: bool = True
    note: str = ""
    council: str = ""


@dataclass(frozen=True)
class TeamOfMany:
    """A team and its managers who cannot sign in."""

    path: str
    managers: int
    habit: float
    location: str
    growth: float | None = None


@dataclass(frozen=True)
class Crowd:
    """What the managers who cannot sign in have in common."""

    growth: float
    grades: dict[str, int]
    first_names: list[str]
    last_names: list[str]


@dataclass(frozen=True)
class Script:
    name: str
    slug: str
    people: tuple[Person, ...]
    teams: tuple[TeamOfMany, ...]
    crowd: Crowd
    # Whom to ask in it: the name of one of its people.
    contact: str = ""
    # Other councils by slug, for those who must not see anything of this one.
    neighbours: dict[str, str] = field(default_factory=dict)

    @property
    def councils(self) -> dict[str, str]:
        return {self.slug: self.name} | self.neighbours

    def email_of(self, name: str, council: str = "") -> str:
        return f"{name.lower().replace(' ', '.')}@{council or self.slug}.example"


def read_script() -> Script:
    file = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Script(
        name=file["name"],
        slug=file["slug"],
        people=tuple(_person(row) for row in file["people"]),
        teams=tuple(TeamOfMany(**row) for row in file["teams"]),
        crowd=Crowd(**file["crowd"]),
        contact=file["contact"],
        neighbours=file["neighbours"],
    )


def _person(row: dict[str, Any]) -> Person:
    return Person(**row | {"role": Role(row.get("role", Role.MANAGER))})
