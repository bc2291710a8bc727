"""Finds new teams that may be an old one in another spelling: said before anything is written, never decided."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils.translation import gettext as _

from accounts.people_file import PATH, TeamPath
from documents.characters import likeness, tidy

# What people read of a long list.
MOST_ADVICE = 100
# What people and systems write where there is nothing to say.
NOTHING = frozenset(["n/a", "na", "none", "null", "nil", "-", "–", "—", "?", "tbc", "unknown", "not applicable"])  # fmt: skip


def folded(path: TeamPath) -> TeamPath:
    """Return what two paths have in common that name the same team: case and composition are no difference."""
    return tuple(tidy(name).casefold() for name in path)


def twin_words(new: Iterable[TeamPath], there: Iterable[TeamPath]) -> list[str]:
    """Say which of the teams that would be made look like another, in its place or in a branch."""
    made = list(new)
    return list(islice(_twins(made, [*there, *made]), MOST_ADVICE))


def _twins(made: list[TeamPath], teams: list[TeamPath]) -> Iterator[str]:
    alike: dict[TeamPath, TeamPath] = {}
    for path in teams:
        alike.setdefault(_likeness(path), path)
    ends = _by_their_ends(teams)
    new = {folded(path) for path in made}
    # Only what is new: two teams that have lived beside each other for years are no slip.
    for path in made:
        if folded(path[:-1]) in new:
            continue  # what is said of the team above goes for those below it
        if path[-1].casefold() in NOTHING:
            said = _("“%(new)s” would be a new team. Leave the cell empty where there is no team.")
            yield said % {"new": PATH.join(path)}
            continue
        twin = alike[_likeness(path)]
        if folded(twin) != folded(path):
            said = _("“%(new)s” would be a new team beside “%(old)s”, which looks the same. Write them alike if they are one.")  # fmt: skip
            yield said % {"new": PATH.join(path), "old": PATH.join(twin)}
        elif longer := ends.get(_likeness(path)):
            said = _("“%(new)s” would be a new team, and there is “%(old)s”. Write the whole path if that team is meant.")  # fmt: skip
            yield said % {"new": PATH.join(path), "old": PATH.join(longer)}


def _by_their_ends(teams: list[TeamPath]) -> dict[TeamPath, TeamPath]:
    """Return the teams below others by every end of their paths, as people write them who leave out the top."""
    found: dict[TeamPath, TeamPath] = {}
    for path in teams:
        like = _likeness(path)
        for start in range(1, len(path)):
            found.setdefault(like[start:], path)
    return found


def _likeness(path: TeamPath) -> TeamPath:
    # What has neither letters nor digits looks like nothing else.
    return tuple(likeness(name) or name for name in path)
