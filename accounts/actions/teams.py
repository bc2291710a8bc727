"""What can happen to the tree of teams."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.actions.log import audit
from accounts.actions.team_twins import folded, twin_words
from accounts.errors import AccountError
from accounts.models import Organisation, Team, User
from accounts.people_file import MAX_DEPTH, MAX_NAME, PATH, TeamPath
from accounts.queries import TeamTree, lock_organisation, team_tree
from accounts.table_faults import CellError
from accounts.table_file import one_line


class TeamNameError(AccountError):
    """A name that a team cannot have there."""


class TeamLoopError(AccountError):
    """A team cannot be put below itself."""


class TeamDepthError(AccountError):
    """More floors than a tree of teams can have."""


class TeamInUseError(AccountError):
    """A team that something belongs to cannot be deleted."""


@transaction.atomic
def add_team(
    name: str, *, organisation: Organisation, parent_id: int | None, by: User | None, at: datetime
) -> Team:
    """Make a team below another or at the top. Raises TeamNameError, TeamDepthError."""
    tree = _locked_tree(organisation.pk)
    name = _team_name(name, parent_id, tree)
    if tree.depth(parent_id) >= MAX_DEPTH:
        raise _too_deep()
    team = Team.objects.create(organisation=organisation, parent_id=parent_id, name=name)
    path = PATH.join((*tree.parts_of(parent_id), name))
    audit("team.added", at=at, by=by, subject=path, organisation=organisation)
    return team


@transaction.atomic
def change_team(
    team: Team, *, name: str, parent_id: int | None, by: User | None, at: datetime
) -> Team:
    """Rename a team or move it with all below it.

    Raises TeamNameError, TeamLoopError, TeamDepthError.
    """
    tree = _locked_tree(team.organisation_id)
    name = _team_name(name, parent_id, tree, but=team.pk)
    # A branch holds its own head, so a team cannot be put below itself either.
    if parent_id in tree.branch(team.pk):
        raise TeamLoopError(_("A team cannot be moved below itself."))
    if tree.depth(parent_id) + tree.height(team.pk) > MAX_DEPTH:
        raise _too_deep()
    was, becomes = tree.path(team.pk), PATH.join((*tree.parts_of(parent_id), name))
    if was != becomes:
        team.name, team.parent_id = name, parent_id
        team.save(update_fields=["name", "parent"])
        audit(
            "team.changed",
            at=at,
            by=by,
            subject=becomes,
            organisation=team.organisation,
            was=was,
        )
    return team


@transaction.atomic
def delete_team(team: Team, *, by: User | None, at: datetime) -> None:
    """Delete a team that nothing belongs to. Raises TeamInUseError."""
    path, organisation = _locked_tree(team.organisation_id).path(team.pk), team.organisation
    try:
        # PROTECT decides, and not a check before it, between which and the delete somebody might join.
        team.delete()
    except ProtectedError:
        raise TeamInUseError(
            _(
                "This team cannot be deleted: people (those who have left count too), teams, roles"
                " or results belong to it. Move the people and teams first, or rename the team."
            )
        ) from None
    audit("team.deleted", at=at, by=by, subject=path, organisation=organisation)


def _locked_tree(organisation_id: int) -> TeamTree:
    """Return the tree, which nobody else changes until this is done: two moves could make a loop."""
    lock_organisation(organisation_id)
    return team_tree(organisation_id)


def _team_name(name: str, parent_id: int | None, tree: TeamTree, *, but: int | None = None) -> str:
    try:
        name = one_line(name, at_most=MAX_NAME)
    except CellError as error:
        raise TeamNameError(str(error)) from None
    if not name or ">" in name:
        raise TeamNameError(_("A team needs a name, without the sign > in it."))
    beside = {
        folded((team.name,))
        for team in tree.teams
        if team.parent_id == parent_id and team.pk != but
    }
    if folded((name,)) in beside:
        raise TeamNameError(_("There is a team “%(name)s” there already.") % {"name": name})
    return name


def _too_deep() -> TeamDepthError:
    return TeamDepthError(_("Teams can be at most %(most)s floors deep.") % {"most": MAX_DEPTH})


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
            self._known.setdefault(folded(tree.parts[team.pk]), team.pk)
        self.new: list[str] = []
        self._new: list[TeamPath] = []

    def find(self, path: TeamPath) -> int | None:
        """Return the key of the team at the path, which is made if it is new; None for no team."""
        if not path:
            return None
        key = folded(path)
        if key not in self._known:
            # From the top down: whatever is missing on the way is made as well.
            parent = self.find(path[:-1])
            self.new.append(PATH.join(path))
            self._new.append(path)
            self._known[key] = None if self._dry_run else self._make(path[-1], parent)
        return self._known[key]

    def twins(self) -> list[str]:
        """Say which new teams look like one that is there, or like each other."""
        return twin_words(self._new, self._paths.values())

    def words(self, team_id: int | None) -> str:
        """Return the path of a team that was there before."""
        return PATH.join(self.path(team_id))

    def path(self, team_id: int | None) -> TeamPath:
        """Return the names from the top down to a team that was there before; empty for no team."""
        return self._paths[team_id] if team_id else ()

    def same(self, path: TeamPath, team_id: int | None) -> bool:
        """Tell whether a path leads to the team that was there before."""
        return team_id is not None and folded(path) == folded(self.path(team_id))

    def _make(self, name: str, parent_id: int | None) -> int:
        team = Team.objects.create(organisation=self._organisation, parent_id=parent_id, name=name)
        return team.pk
