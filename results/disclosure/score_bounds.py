"""How closely anybody's score can be bounded from the means shown, by linear programs.

Two scenarios far enough apart clear an atom; so a few programs that push many atoms at once clear
nearly all, and only the others get programs of their own.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from results.disclosure.cells import Cell, gives_away
from results.disclosure.means import Means
from results.disclosure.scenarios import MOST_SINGLE, Atoms, Disclosed, Programs
from results.disclosure.snapshot import ABSENT, Floats, Ints

GROUP_ROUNDS = 6  # programs that push all candidates at once, before single ones


def bound_scores(layer: Means, cells: Sequence[Cell], atoms: Atoms) -> Disclosed:
    """Look for atoms of whose people a score, or the mean of few, follows too closely."""
    values = np.where(layer.present, layer.measure.values, 0.0)
    counted = atoms.of != ABSENT
    truth = np.zeros(len(atoms.people), dtype=np.float64)
    np.add.at(truth, atoms.of[counted], values[counted])
    programs = score_programs(layer, cells, atoms, truth)
    least, most = truth.copy(), truth.copy()
    candidates = _close_atoms(np.arange(len(truth)), atoms.people, least, most, layer)
    for costs in _pushes(candidates, atoms.people):
        if len(candidates) == 0:
            break
        costs[np.setdiff1d(np.arange(len(costs)), candidates)] = 0
        _widen(programs, costs, least, most)
        candidates = _close_atoms(candidates, atoms.people, least, most, layer)
    for atom in candidates[:MOST_SINGLE]:
        for sign in (1.0, -1.0):
            costs = np.zeros(len(truth))
            costs[atom] = sign
            _widen(programs, costs, least, most)
    candidates = _close_atoms(candidates, atoms.people, least, most, layer)
    return Disclosed(int(atoms.people.sum()), programs.solved, tuple(candidates.tolist()))


def score_programs(layer: Means, cells: Sequence[Cell], atoms: Atoms, truth: Floats) -> Programs:
    low, high = _mean_limits(layer, cells, atoms)
    people: Floats = atoms.people.astype(np.float64)
    return Programs(
        atoms.inside,
        np.minimum(low, atoms.inside @ truth),  # the truth is always a possible scenario
        np.maximum(high, atoms.inside @ truth),
        upper=people * layer.measure.high,
        lower=people * layer.measure.low,
    )


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


def _pushes(candidates: Ints, people: Ints) -> Iterator[Floats]:
    """Costs that move all candidates down, up, then apart in mixed directions, each way round."""
    weight = 1.0 / people
    mixed = np.random.default_rng(len(candidates))  # fixed by the input: the same audit every time
    yield weight.copy()
    yield -weight
    for _ in range((GROUP_ROUNDS - 2) // 2):
        signs = weight * mixed.choice([-1.0, 1.0], size=len(people))
        yield signs.copy()
        yield -signs


def _widen(programs: Programs, costs: Floats, least: Floats, most: Floats) -> None:
    scenario = programs.scenario(costs)
    if scenario is not None:
        np.minimum(least, scenario, out=least)
        np.maximum(most, scenario, out=most)


def _close_atoms(atoms: Ints, people: Ints, least: Floats, most: Floats, layer: Means) -> Ints:
    """Atoms with a person, or as a set of fewer than k with a mean, bounded too closely."""
    close = [
        atom
        for atom in atoms.tolist()
        if _is_close(int(people[atom]), float(least[atom]), float(most[atom]), layer)
    ]
    return np.array(close, dtype=np.int64)


def _is_close(people: int, least: float, most: float, layer: Means) -> bool:
    if people < layer.minimum and (most - least) / people < layer.rules.window:
        return True
    return gives_away(people, least, most, layer.measure, layer.rules)
