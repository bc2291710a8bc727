"""Which answers must be so, given all the shares shown, by whole-number programs.

Rounded shares of several groups together may allow one count only. A candidate is an atom whose
people might all have to be in one category, or a group in words whose count might follow; a
scenario in which it is otherwise clears it.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array, vstack

from results.disclosure.cells import IN_WORDS, Cell, Hidden
from results.disclosure.scenarios import MOST_SINGLE, Atoms, Disclosed, Programs
from results.disclosure.shares import Bands, Shares
from results.disclosure.snapshot import ABSENT, Flags, Floats, Ints

GROUP_ROUNDS = 5  # programs that push all words at once, before single ones

Candidate = tuple[int, tuple[int, ...]]
"""An atom, and the categories in one of which each of its people might have to be."""


def bound_categories(layer: Bands | Shares, cells: Sequence[Cell], atoms: Atoms) -> Disclosed:
    """Look for atoms all of whose people must be in one category, and for words that tell a count."""
    truth = _category_counts(layer, atoms)
    candidates = _candidates(layer, atoms, truth)
    worded = _worded_groups(layer, cells, atoms)
    if not candidates and not worded:
        return Disclosed(int(atoms.people.sum()))
    programs = _category_programs(layer, cells, atoms, truth)
    for kind in sorted({kind for _, kind in candidates}, key=lambda kind: (len(kind), kind)):
        candidates = _clear_together(programs, atoms.people, candidates, kind)
    for candidate in candidates[:MOST_SINGLE]:
        if candidate in candidates:  # not cleared by the scenario of another
            candidates = _clear(programs, atoms.people, candidates, [candidate])
    told = _told_counts(layer, programs, atoms, truth, worded) if worded else ()
    close = tuple(sorted({atom for atom, _ in candidates}))
    return Disclosed(int(atoms.people.sum()), programs.solved, close, told)


def _candidates(layer: Bands | Shares, atoms: Atoms, truth: Ints) -> list[Candidate]:
    kinds = layer.alike_categories
    pure = (truth == atoms.people[:, None]) & ~_swapped(atoms, truth)
    candidates: list[Candidate] = [(int(atom), (int(index),)) for atom, index in np.argwhere(pure)]
    for kind in kinds:
        within = truth[:, list(kind)].sum(axis=1) == atoms.people
        candidates += [(atom, kind) for atom in np.flatnonzero(within).tolist()]
    return candidates


def _swapped(atoms: Atoms, truth: Ints) -> Flags:
    """Whether some people of an atom and category can trade answers with people outside unseen.

    Two people of one group of the first cut trade, and two others, in another group of it but the
    same two groups of the second cut, trade back: every shown count stays as it is.
    """
    swapped = np.zeros(truth.shape, dtype=np.bool_)
    if len(atoms.nodes) == 1:
        return swapped
    row, column = (np.unique(each, return_inverse=True)[1] for each in atoms.nodes)
    here = np.zeros((row.max() + 1, column.max() + 1, truth.shape[1]))
    here[row, column] = truth > 0
    for mine in range(truth.shape[1]):
        for theirs in range(truth.shape[1]):
            if mine != theirs:
                back = here[:, :, theirs].T @ here[:, :, mine] > 0
                reached = here[:, :, theirs] @ back.T > 0
                swapped[:, mine] |= reached[row, column] & (truth[:, theirs] == 0)
    return swapped


def _clear_together(
    programs: Programs, people: Ints, candidates: list[Candidate], kind: tuple[int, ...]
) -> list[Candidate]:
    """Candidates left once pushing all those of one kind at once clears none of them any more."""
    pushed = [candidate for candidate in candidates if candidate[1] == kind]
    while pushed:
        before = len(pushed)
        candidates = _clear(programs, people, candidates, pushed)
        pushed = [candidate for candidate in candidates if candidate[1] == kind]
        if len(pushed) == before:
            break
    return candidates


def _clear(
    programs: Programs, people: Ints, candidates: list[Candidate], pushed: list[Candidate]
) -> list[Candidate]:
    """Candidates left after one scenario that empties the pushed ones as far as it can."""
    if not pushed:
        return candidates
    width = len(programs.upper) // len(people)
    costs = np.zeros(len(programs.upper))
    for atom, kind in pushed:
        costs[[atom * width + index for index in kind]] = 1.0 / people[atom]
    scenario = programs.scenario(costs)
    if scenario is None:
        return candidates
    counts = scenario.reshape(len(people), width)
    return [
        (atom, kind)
        for atom, kind in candidates
        if counts[atom, list(kind)].sum() > people[atom] - 0.5
    ]


# Words in place of a share


def _worded_groups(layer: Bands | Shares, cells: Sequence[Cell], atoms: Atoms) -> list[int]:
    worded = {cell.group for cell in cells if cell.hidden in IN_WORDS}
    return [
        row
        for row, (cut, node) in enumerate(atoms.groups)
        if layer.trees[cut].codes[node] in worded
    ]


def _told_counts(
    layer: Bands | Shares, programs: Programs, atoms: Atoms, truth: Ints, worded: list[int]
) -> tuple[int, ...]:
    """Groups in words whose count inside is known more closely than the words are meant to tell."""
    width = truth.shape[1]
    wanted = layer.rules.fewest_in_cell - 1
    rows = csr_array(atoms.inside[worded])
    least = rows @ truth[:, 0].astype(np.float64)
    most = least.copy()

    def push(weights: Floats) -> None:
        for sign in (1.0, -1.0):
            costs = np.zeros(len(programs.upper))
            costs[::width] = sign * (weights @ rows)
            scenario = programs.scenario(costs)
            if scenario is not None:
                inside = rows @ np.rint(scenario[::width])
                np.minimum(least, inside, out=least)
                np.maximum(most, inside, out=most)

    mixed = np.random.default_rng(len(worded))  # fixed by the input: the same audit every time
    for _ in range(GROUP_ROUNDS):
        narrow = most - least < wanted
        if narrow.any():
            push(narrow * mixed.choice([-1.0, 1.0], size=len(worded)))
    for at in np.flatnonzero(most - least < wanted)[:MOST_SINGLE]:
        if most[at] - least[at] < wanted:  # not widened by the scenario of another
            push(np.eye(len(worded))[at])
    return tuple(worded[at] for at in np.flatnonzero(most - least < wanted))


# The programs


def _category_counts(layer: Bands | Shares, atoms: Atoms) -> Ints:
    """How many of each atom are in each category."""
    width = layer.width
    counted = atoms.of != ABSENT
    index = np.minimum(layer.measure.values[counted], width - 1)
    flat = np.bincount(atoms.of[counted] * width + index, minlength=len(atoms.people) * width)
    return flat.reshape(len(atoms.people), width)


def _category_programs(
    layer: Bands | Shares, cells: Sequence[Cell], atoms: Atoms, truth: Ints
) -> Programs:
    width = truth.shape[1]
    row_of = {layer.trees[cut].codes[node]: row for row, (cut, node) in enumerate(atoms.groups)}
    people = np.rint(atoms.inside @ atoms.people).astype(np.int64)
    rows: list[int] = []
    columns: list[int] = []
    least: list[int] = []
    most: list[int] = []
    for row, parts, low, high in _category_limits(layer, cells, row_of, people):
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
        # Of two categories the solutions are whole anyway, because groups of a cut are nested.
        whole=isinstance(layer, Bands) or bool(layer.alike_categories),
    )


def _category_limits(
    layer: Bands | Shares, cells: Sequence[Cell], row_of: Mapping[str, int], people: Ints
) -> Iterator[tuple[int, list[int], int, int]]:
    """For each printed share: its group, its categories, and the fewest and most it allows."""
    slack = layer.rules.fewest_in_cell - 1
    for cell in cells:
        parts = layer.categories_of(cell)
        if cell.group not in row_of or not parts:
            continue
        row = row_of[cell.group]
        n = int(people[row])
        if cell.hidden is Hidden.FEW_OR_NONE:
            yield row, parts, 0, slack
        elif cell.hidden is Hidden.NEARLY_EVERYONE:
            yield row, parts, n - slack, n
        elif cell.value is not None:
            low = np.ceil((cell.value - 0.5) * n / 100 - 1e-9)
            high = np.ceil((cell.value + 0.5) * n / 100 - 1e-9) - 1
            yield row, parts, max(0, int(low)), min(n, int(high))
