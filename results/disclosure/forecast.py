"""How many groups would be shown if so many people answered: by the rules and the audit of a release."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median_low

import numpy as np

from results.disclosure.attack import Beside
from results.disclosure.figures import layers_of
from results.disclosure.publish import Attempt
from results.disclosure.snapshot import Ints, Rules, Snapshot

# One draw says as much of very many people as several do of few, and takes its time.
DRAWS, FOR_UP_TO = 5, 2000
SEED = 11  # the same people give the same figures each time


@dataclass(frozen=True, slots=True)
class Expected:
    """So many answer, and so many teams, and groups of the breakdown, have figures of their own."""

    people: int
    teams: int
    values: int


def forecast(snapshot: Snapshot, rules: Rules, shares: Sequence[float]) -> tuple[Expected, ...]:
    """Return for each share of the people what would be shown, the middle of several draws.

    Who answers is drawn by chance, whatever their group. They are taken to leave nothing out, and their answers
    not to be too alike: that hides more, and nobody knows it before.
    """
    rng = np.random.default_rng(SEED)
    size = len(snapshot.people)
    orders = [rng.permutation(size) for _draw in range(DRAWS if size <= FOR_UP_TO else 1)]
    found = []
    for share in shares:
        people = round(share * size)
        drawn = (_of_these(snapshot, np.sort(order[:people])) for order in orders)
        counts = zip(*(count_shown(one, rules) for one in drawn), strict=True)
        found.append(Expected(people, *map(median_low, counts)))
    return tuple(found)


def too_small(size: int, rules: Rules, share: float) -> bool:
    """Tell whether a group would not be shown by itself if this share of it answers."""
    return 0 < size < _enough(rules, share)


def packed(sizes: Sequence[int], rules: Rules, share: float) -> tuple[tuple[int, ...], ...]:
    """Return which of some groups beside each other, that are too small, would be shown together: by their places.

    As few together as it takes, in their order, so that what is joined stays near.
    """
    found: list[tuple[int, ...]] = []
    pack: tuple[int, ...] = ()
    for place, size in enumerate(sizes):
        pack += (place,) if too_small(size, rules, share) else ()
        if sum(sizes[one] for one in pack) >= _enough(rules, share):
            found.append(pack)
            pack = ()
    if pack and found:
        found[-1] += pack
    elif len(pack) > 1 and sum(sizes[one] for one in pack) >= rules.smallest:
        found.append(pack)  # shown if nearly all answer: better than never
    return tuple(found)


def _enough(rules: Rules, share: float) -> int:
    return ceil(rules.smallest / share)


def count_with_people(snapshot: Snapshot) -> tuple[int, int]:
    """Count the teams, and the groups of the breakdown, that anybody is in: the most that could be shown."""
    teams, *values = (int(np.count_nonzero((cut.end > cut.start)[1:])) for cut in snapshot.trees)
    return teams, sum(values)


def count_shown(snapshot: Snapshot, rules: Rules) -> tuple[int, int]:
    """Count the teams, and the groups of the breakdown, that are shown if all of these people answer."""
    layer = next(layers_of(snapshot, rules))
    ids = np.array(snapshot.people, dtype=np.int64)
    shown = Attempt(layer, ids, None, None, Beside()).best().decided.shown
    # The first node of each cut is the organisation.
    teams, *values = (int(np.count_nonzero(flags[1:])) for flags in shown)
    return teams, sum(values)


def _of_these(snapshot: Snapshot, places: Ints) -> Snapshot:
    """Return a snapshot of some of the people, who contribute nothing."""
    chosen = places.tolist()
    return Snapshot(
        tuple(snapshot.people[place] for place in chosen),
        snapshot.teams,
        tuple(snapshot.team_of[place] for place in chosen),
        (),
        attribute=snapshot.attribute,
        attribute_of=tuple(snapshot.attribute_of[place] for place in chosen)
        if snapshot.attribute
        else (),
    )
