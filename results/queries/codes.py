"""How groups are called in a snapshot: the same from one release to the next."""

from collections.abc import Iterable

from results.models import ReleaseGroup

ROOT = "organisation"
JOINED = "joined"


def team_code(team_id: int | None) -> str:
    """Return how a team is called; people without a team are in the organisation."""
    return ROOT if team_id is None else f"team-{team_id}"


def joined_code(team_ids: Iterable[int]) -> str:
    """Return how joined teams are called: the same where the same teams are joined again, and never otherwise."""
    return "-".join([JOINED, *map(str, sorted(team_ids))])


def is_joined(code: str) -> bool:
    return code.startswith(f"{JOINED}-")


def value_code(attribute: str, value: str) -> str:
    """Return how those with one value of an attribute are called, in a snapshot and in files."""
    return f"{attribute}={value}"


def code_of(group: ReleaseGroup) -> str:
    """Return how a stored group was called."""
    if group.kind == ReleaseGroup.Kind.ATTRIBUTE:
        return group.path
    return joined_code(group.joined_teams) if group.joined else team_code(group.team_id)
