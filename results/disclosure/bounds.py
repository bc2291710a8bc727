"""How closely anybody can be bounded from what is shown, by linear programs over possible worlds.

People with the same groups in every cut are alike to a reader, so the unknowns are sums over such
sets ("atoms"). Any solution that agrees with all the cells is a world a reader must think
possible. Two worlds far enough apart acquit an atom; so a few programs that push many atoms at
once acquit nearly all, and only the others get programs of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from results.disclosure.cells import Cell, Hidden, gives_away
from results.disclosure.layer import Layer
from results.disclosure.means import Means
from results.disclosure.rules import shown_in
from results.disclosure.shares import Bands, Shares
from results.disclosure.snapshot import ABSENT, Flags, Floats, Ints

GROUP_ROUNDS = 6  # programs that push all suspects at once, before single ones
MOST_SINGLE = 400  # suspects that get programs of their own; the rest count as bounded


@dataclass(frozen=True, eq=False)
class Atoms:
    """The sets of people who are in the same shown groups of every cut."""

    places: tuple[Ints, ...]  # for each cut, the smallest shown group of each atom
    people: Ints  # how many are in each
    of: Ints  # the atom of each person, ABSENT for those who do not count
    groups: tuple[tuple[int, int], ...]  # (cut, node) of each shown group
    inside: csr_array  # a row a shown group, a column an atom


def atoms_of(layer: Layer, cells: Sequence[Cell]) -> Atoms:
    """Cut the people of one layer by every group that a reader sees."""
    seen = shown_in(cells)
    flags = [np.array([code in seen for code in tree.codes]) for tree in layer.trees]
    cuts = [tree.places(each) for tree, each in zip(layer.trees, flags, strict=True)]
    counted = layer.present & (cuts[0] != ABSENT)
    key = np.zeros(len(counted), dtype=np.int64)
    for tree, cut in zip(layer.trees, cuts, strict=True):
        key = key * len(tree.codes) + cut
    _, first, which, people = np.unique(
        key[counted], return_index=True, return_inverse=True, return_counts=True
    )
    distinct = np.stack([cut[counted][first] for cut in cuts], axis=1)
    of = np.full(len(counted), ABSENT, dtype=np.int64)
    of[counted] = which
    groups, rows, columns = _incidence(layer, flags, distinct)
    inside = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(groups), len(distinct)))
    return Atoms(tuple(distinct.T), people, of, tuple(groups), inside)


def _incidence(
    layer: Layer, flags: Sequence[Flags], spots: Ints
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    number: dict[tuple[int, int], int] = {}
    for cut, each in enumerate(flags):
        for node in np.flatnonzero(each).tolist():
            if node or not cut:  # the organisation's row is needed once
                number[cut, node] = len(number)
    rows, columns = [], []
    for atom, spot in enumerate(spots.tolist()):
        for cut, place in enumerate(spot):
            node = place
            while node != ABSENT:
                if (cut, node) in number:
                    rows.append(number[cut, node])
                    columns.append(atom)
                node = layer.trees[cut].parents[node]
    return list(number), rows, columns


@dataclass(eq=False)
class Programs:
    """Finds worlds that agree with the cells, and counts how often it had to."""

    sums: csr_array
    least: Floats
    most: Floats
    upper: Floats
    lower: Floats
    whole: bool = False
    solved: int = field(default=0)

    def world(self, costs: Floats) -> Floats | None:
        """The possible world with the smallest cost; None where the solver fails."""
        self.solved += 1
        answer = milp(
            costs,
            constraints=LinearConstraint(self.sums, self.least, self.most),
            bounds=Bounds(self.lower, self.upper),
            integrality=np.full(len(costs), int(self.whole)),
        )
        return None if answer.x is None else np.asarray(answer.x, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Bounded:
    """What the programs say: how many people were examined, and which atoms are too close."""

    people: int = 0
    programs: int = 0
    atoms: tuple[int, ...] = ()


def bound(layer: Layer, cells: Sequence[Cell], atoms: Atoms) -> Bounded:
    """Try to bound each person of a layer."""
    if isinstance(layer, Means):
        return _bound_scores(layer, cells, atoms)
    if isinstance(layer, Bands | Shares):
        return _bound_categories(layer, cells, atoms)
    return Bounded()


# Scores


def _bound_scores(layer: Means, cells: Sequence[Cell], atoms: Atoms) -> Bounded:
    measure = layer.measure
    values = np.where(layer.present, layer.measure.values, 0.0)
    counted = atoms.of != ABSENT
    people: Floats = atoms.people.astype(np.float64)
    truth = np.zeros(len(people), dtype=np.float64)
    np.add.at(truth, atoms.of[counted], values[counted])
    limits = _mean_limits(layer, cells, atoms)
    programs = Programs(
        atoms.inside,
        np.minimum(limits[0], atoms.inside @ truth),  # the truth is always a possible world
        np.maximum(limits[1], atoms.inside @ truth),
        upper=people * measure.high,
        lower=people * measure.low,
    )
    least, most = truth.copy(), truth.copy()
    suspects = _close_atoms(np.arange(len(truth)), atoms.people, least, most, layer)
    for costs in _pushes(suspects, atoms.people):
        if len(suspects) == 0:
            break
        costs[np.setdiff1d(np.arange(len(costs)), suspects)] = 0
        _widen(programs, costs, least, most)
        suspects = _close_atoms(suspects, atoms.people, least, most, layer)
    for atom in suspects[:MOST_SINGLE]:
        for sign in (1.0, -1.0):
            costs = np.zeros(len(truth))
            costs[atom] = sign
            _widen(programs, costs, least, most)
    suspects = _close_atoms(suspects, atoms.people, least, most, layer)
    return Bounded(int(atoms.people.sum()), programs.solved, tuple(suspects.tolist()))


def _mean_limits(layer: Means, cells: Sequence[Cell], atoms: Atoms) -> tuple[Floats, Floats]:
    """Between which sums each shown mean puts its group, were n known exactly."""
    shown = {cell.group: cell for cell in cells if cell.hidden is None}
    people = atoms.inside @ atoms.people
    least, most = np.empty(len(people)), np.empty(len(people))
    for row, (cut, node) in enumerate(atoms.groups):
        cell = shown[layer.trees[cut].codes[node]]
        value = float(cell.value or 0.0)
        least[row] = layer.measure.low if cell.bound == "at_most" else value - 0.5
        most[row] = layer.measure.high if cell.bound == "at_least" else value + 0.5
    return least * people, most * people


def _pushes(suspects: Ints, people: Ints) -> Iterator[Floats]:
    """Costs that move all suspects down, up, then apart in mixed directions, each way round."""
    weight = 1.0 / people
    mixed = np.random.default_rng(len(suspects))  # fixed by the input: the same audit every time
    yield weight.copy()
    yield -weight
    for _ in range((GROUP_ROUNDS - 2) // 2):
        signs = weight * mixed.choice([-1.0, 1.0], size=len(people))
        yield signs.copy()
        yield -signs


def _widen(programs: Programs, costs: Floats, least: Floats, most: Floats) -> None:
    world = programs.world(costs)
    if world is not None:
        np.minimum(least, world, out=least)
        np.maximum(most, world, out=most)


def _close_atoms(atoms: Ints, people: Ints, least: Floats, most: Floats, layer: Means) -> Ints:
    """Atoms with a person, or as a set of fewer than k with a mean, bounded too closely."""
    close = [
        atom
        for atom in atoms.tolist()
        if _close(int(people[atom]), float(least[atom]), float(most[atom]), layer)
    ]
    return np.array(close, dtype=np.int64)


def _close(people: int, least: float, most: float, layer: Means) -> bool:
    if people < layer.minimum and (most - least) / people < layer.rules.window:
        return True
    return gives_away(people, least, most, layer.measure, layer.rules)


# Categories

Suspect = tuple[int, tuple[int, ...]]
"""An atom, and the categories in one of which each of its people might have to be."""


def _bound_categories(layer: Bands | Shares, cells: Sequence[Cell], atoms: Atoms) -> Bounded:
    """Look for atoms all of whose people must be in one category."""
    truth = _category_counts(layer, atoms)
    width = truth.shape[1]
    kinds = layer.measure.alike if isinstance(layer, Bands) else ()
    pure = (truth == atoms.people[:, None]) & ~_swapped(atoms, truth)
    suspects: list[Suspect] = [(int(atom), (int(index),)) for atom, index in np.argwhere(pure)]
    for kind in kinds:
        within = truth[:, list(kind)].sum(axis=1) == atoms.people
        suspects += [(atom, kind) for atom in np.flatnonzero(within).tolist()]
    if not suspects:
        return Bounded(int(atoms.people.sum()))
    programs = _category_programs(layer, cells, atoms, truth)
    for kind in (*((index,) for index in range(width)), *kinds):
        suspects = _acquit_together(programs, atoms.people, suspects, kind)
    for suspect in suspects[:MOST_SINGLE]:
        if suspect in suspects:  # not acquitted by the world of another
            suspects = _acquit(programs, atoms.people, suspects, [suspect])
    close = tuple(sorted({atom for atom, _ in suspects}))
    return Bounded(int(atoms.people.sum()), programs.solved, close)


def _swapped(atoms: Atoms, truth: Ints) -> Flags:
    """Whether some people of an atom and category can trade answers with people outside unseen.

    Two people of one group of the first cut trade, and two others, in another group of it but the
    same two groups of the second cut, trade back: every shown count stays as it is.
    """
    swapped = np.zeros(truth.shape, dtype=np.bool_)
    if len(atoms.places) == 1:
        return swapped
    row, column = (np.unique(each, return_inverse=True)[1] for each in atoms.places)
    here = np.zeros((row.max() + 1, column.max() + 1, truth.shape[1]))
    here[row, column] = truth > 0
    for mine in range(truth.shape[1]):
        for theirs in range(truth.shape[1]):
            if mine != theirs:
                back = here[:, :, theirs].T @ here[:, :, mine] > 0
                reached = here[:, :, theirs] @ back.T > 0
                swapped[:, mine] |= reached[row, column] & (truth[:, theirs] == 0)
    return swapped


def _acquit_together(
    programs: Programs, people: Ints, suspects: list[Suspect], kind: tuple[int, ...]
) -> list[Suspect]:
    """Suspects left once pushing all those of one kind at once acquits none of them any more."""
    pushed = [suspect for suspect in suspects if suspect[1] == kind]
    while pushed:
        before = len(pushed)
        suspects = _acquit(programs, people, suspects, pushed)
        pushed = [suspect for suspect in suspects if suspect[1] == kind]
        if len(pushed) == before:
            break
    return suspects


def _acquit(
    programs: Programs,
    people: Ints,
    suspects: list[Suspect],
    pushed: list[Suspect],
) -> list[Suspect]:
    """Suspects left after one world that empties the pushed ones as far as it can."""
    if not pushed:
        return suspects
    width = len(programs.upper) // len(people)
    costs = np.zeros(len(programs.upper))
    for atom, kind in pushed:
        costs[[atom * width + index for index in kind]] = 1.0 / people[atom]
    world = programs.world(costs)
    if world is None:
        return suspects
    counts = world.reshape(len(people), width)
    return [
        (atom, kind)
        for atom, kind in suspects
        if counts[atom, list(kind)].sum() > people[atom] - 0.5
    ]


def _category_counts(layer: Bands | Shares, atoms: Atoms) -> Ints:
    """How many of each atom are in each category; a share has two, inside and outside."""
    values = layer.measure.values
    width = 2 if isinstance(layer, Shares) else len(layer.measure.categories)
    counted = atoms.of != ABSENT
    index = np.minimum(values[counted], width - 1)
    flat = np.bincount(atoms.of[counted] * width + index, minlength=len(atoms.people) * width)
    return flat.reshape(len(atoms.people), width)


def _category_programs(
    layer: Bands | Shares, cells: Sequence[Cell], atoms: Atoms, truth: Ints
) -> Programs:
    width = truth.shape[1]
    place = {layer.trees[cut].codes[node]: row for row, (cut, node) in enumerate(atoms.groups)}
    people = np.rint(atoms.inside @ atoms.people).astype(np.int64)
    rows: list[int] = []
    columns: list[int] = []
    least: list[int] = []
    most: list[int] = []
    for row, parts, low, high in _category_limits(layer, cells, place, people):
        begin, end = atoms.inside.indptr[row : row + 2]
        for atom in atoms.inside.indices[begin:end].tolist():
            rows += [len(least)] * len(parts)
            columns += [atom * width + index for index in parts]
        least.append(low)
        most.append(high)
    size = len(atoms.people) * width
    shown = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(least), size))
    everybody = csr_array(
        (np.ones(size), (np.repeat(np.arange(len(atoms.people)), width), np.arange(size)))
    )
    return Programs(
        csr_array(vstack([shown, everybody])),
        np.concatenate([least, atoms.people]).astype(np.float64),
        np.concatenate([most, atoms.people]).astype(np.float64),
        upper=np.repeat(atoms.people, width).astype(np.float64),
        lower=np.zeros(size),
        whole=isinstance(layer, Bands),
    )


def _category_limits(
    layer: Bands | Shares, cells: Sequence[Cell], place: Mapping[str, int], people: Ints
) -> Iterator[tuple[int, list[int], int, int]]:
    """For each printed share: its group, its categories, and the fewest and most it allows."""
    slack = layer.rules.fewest_in_cell - 1
    for cell in cells:
        if cell.group not in place or cell.statistic != layer.measure.statistic:
            continue
        row = place[cell.group]
        n = int(people[row])
        parts = [0]
        if isinstance(layer, Bands):
            parts = [layer.measure.categories.index(code) for code in cell.parts]
        if cell.hidden is Hidden.FEW_OR_NONE:
            yield row, parts, 0, slack
        elif cell.hidden is Hidden.NEARLY_EVERYONE:
            yield row, parts, n - slack, n
        elif cell.value is not None:
            low = np.ceil((cell.value - 0.5) * n / 100 - 1e-9)
            high = np.ceil((cell.value + 0.5) * n / 100 - 1e-9) - 1
            yield row, parts, max(0, int(low)), min(n, int(high))
