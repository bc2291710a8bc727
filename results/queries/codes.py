"""How groups are called in a snapshot: the same from one release to the next."""

from results.models import ReleaseGroup

ROOT = "organisation"


def team_code(team_id: int | None) -> str:
    """Return how a team is called; people without a team are in the organisation."""
    return ROOT if team_id is None else f"team-{team_id}"


def value_code(attribute: str, value: str) -> str:
    """Return how those with one value of an attribute are called, in a snapshot and in files."""
    return f"{attribute}={value}"


def code_of(group: ReleaseGroup) -> str:
    """Return how a stored group was called."""
    return group.path if group.kind == ReleaseGroup.Kind.ATTRIBUTE else team_code(group.team_id)
