"""What can happen to the tree of teams."""

from collections.abc import Mapping

from accounts.models import Organisation, Team
from accounts.people_file import PATH, TeamPath
from accounts.queries import team_tree


class TeamBook:
    """Finds an organisation's teams by their paths, whatever the case, and notes those it would need.

    In a dry run a new team is counted and not made: its key stays None.
    """

    def __init__(self, organisation: Organisation, *, dry_run: bool) -> None:
        tree = team_tree(organisation.pk)
        self._organisation, self._dry_run = organisation, dry_run
        self._paths: Mapping[int, TeamPath] = tree.parts
        self._known: dict[TeamPath, int | None] = {}
        for team in tree.teams:
            self._known.setdefault(_folded(tree.parts[team.pk]), team.pk)
        self.new: list[str] = []

    def find(self, path: TeamPath) -> int | None:
        """Return the key of the team at the path, which is made if it is new; None for no team."""
        if not path:
            return None
        folded = _folded(path)
        if folded not in self._known:
            parent = self.find(path[:-1])
            self.new.append(PATH.join(path))
            self._known[folded] = None if self._dry_run else self._make(path[-1], parent)
        return self._known[folded]

    def words(self, team_id: int | None) -> str:
        """Return the path of a team that was there before."""
        return PATH.join(self.path(team_id))

    def path(self, team_id: int | None) -> TeamPath:
        """Return the names from the top down to a team that was there before; empty for no team."""
        return self._paths[team_id] if team_id else ()

    def same(self, path: TeamPath, team_id: int | None) -> bool:
        """Tell whether a path leads to the team that was there before."""
        return team_id is not None and _folded(path) == _folded(self.path(team_id))

    def _make(self, name: str, parent_id: int | None) -> int:
        team = Team.objects.create(organisation=self._organisation, parent_id=parent_id, name=name)
        return team.pk


def _folded(path: TeamPath) -> TeamPath:
    return tuple(name.casefold() for name in path)
