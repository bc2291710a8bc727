"""Somebody who reads published cells and tries to find out about people; knows nothing of the rules.

The attacker has the cells as JSON, knows who is in which group (a staff list gives that), and is
even told who has a score on each theme. Answers are what the attacker is after.
"""

import itertools
import json
import math

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

WORDS = {"few_or_none", "nearly_everyone"}


def as_json(cells):
    keys = ("kind", "group", "statistic", "code", "parts", "n", "value", "bound", "hidden")
    return json.loads(json.dumps([{key: getattr(cell, key) for key in keys} for cell in cells]))


class Attacker:
    """`groups` maps each group's name to the people in it; `scored` the people with an answer."""

    def __init__(self, cells, groups, scored):
        self.cells = cells
        self.scored = sorted(scored)
        self.groups = {name: set(people) & set(scored) for name, people in groups.items()}

    def row(self, group):
        return np.array([person in self.groups[group] for person in self.scored], dtype=float)

    def shown(self, *statistics):
        return [
            cell
            for cell in self.cells
            if cell["statistic"] in statistics
            and (cell["hidden"] is None or cell["hidden"] in WORDS)
        ]

    # Sums that follow exactly

    def small_sums(self, k, *statistics):
        """Sets of fewer than k people on whom alone some combination of shown sums rests."""
        names = sorted({cell["group"] for cell in self.shown(*statistics)})
        if not names:
            return []
        return small_supports(np.array([self.row(name) for name in names]), k)

    # Bounds on one person's score

    def bounds(self, statistic, low=0.0, high=100.0):
        """For each person the least and most their score can be, given every shown mean."""
        known = self._known(statistic, low, high)
        if not known[0]:
            return {}
        found = {}
        for index, person in enumerate(self.scored):
            twins = tuple(row[index] for row in known[0])
            if twins not in found:
                found[twins] = self._limits(np.eye(len(self.scored))[index], known, (low, high))
            found[person] = found[twins]
        return {person: found[person] for person in self.scored}

    def bounds_of_small_groups(self, statistic, k, low=0.0, high=100.0):
        """For each group of fewer than k people the least and most their mean can be."""
        known = self._known(statistic, low, high)
        small = {name: people for name, people in self.groups.items() if 0 < len(people) < k}
        return {
            name: self._limits(self.row(name) / len(people), known, (low, high))
            for name, people in small.items()
            if known[0]
        }

    def _known(self, statistic, low, high):
        matrix, least, most = [], [], []
        for cell in self.shown(statistic):
            row = self.row(cell["group"])
            matrix.append(row)
            least.append(row.sum() * (low if cell["bound"] == "at_most" else cell["value"] - 0.5))
            most.append(row.sum() * (high if cell["bound"] == "at_least" else cell["value"] + 0.5))
        return matrix, least, most

    def _limits(self, weights, known, limits):
        matrix, least, most = known
        found = []
        for sign in (1, -1):
            answer = linprog(
                sign * weights,
                A_ub=np.vstack([matrix, -np.array(matrix)]),
                b_ub=np.concatenate([most, -np.array(least)]),
                bounds=[limits] * len(self.scored),
            )
            assert answer.status == 0
            found.append(sign * answer.fun)
        return found

    # Answers that must be so

    def certain(self, statistic, categories, inside=None, together=()):
        """People who must be in one category, by whole-number programs over every shown share.

        `together` holds sets of categories of which it is as bad to be in one for certain.
        """
        width, people = len(categories), len(self.scored)
        matrix = [np.kron(np.eye(people)[i], np.ones(width)) for i in range(people)]
        least, most = [1.0] * people, [1.0] * people
        for cell in self.shown(statistic):
            row = self.row(cell["group"])
            n = row.sum()
            parts = cell["parts"] or [inside]
            chosen = np.array([category in parts for category in categories], dtype=float)
            matrix.append(np.kron(row, chosen))
            few, many = counts_allowed(cell, n)
            least.append(few)
            most.append(many)
        if len(matrix) == people:
            return []
        constraint = LinearConstraint(np.array(matrix), least, most)
        kinds = [(category,) for category in categories] + list(together)
        known = {}  # people in the same groups are alike

        def must(index, kind):
            alike = (tuple(self.scored[index] in self.groups[name] for name in self.groups), kind)
            if alike not in known:
                at = [index * width + categories.index(category) for category in kind]
                known[alike] = self._must(at, people * width, constraint)
            return known[alike]

        return [
            (person, kind[0] if len(kind) == 1 else kind)
            for index, person in enumerate(self.scored)
            for kind in kinds
            if must(index, kind)
        ]

    def _must(self, variables, size, constraint):
        costs = np.zeros(size)
        costs[variables] = 1
        answer = milp(costs, constraints=constraint, bounds=Bounds(0, 1), integrality=np.ones(size))
        assert answer.status == 0
        return answer.fun > 0.5


def counts_allowed(cell, n):
    if cell["hidden"] == "few_or_none":
        return 0, 2
    if cell["hidden"] == "nearly_everyone":
        return n - 2, n
    low = math.ceil((cell["value"] - 0.5) * n / 100 - 1e-9)
    return low, math.ceil((cell["value"] + 0.5) * n / 100 - 1e-9) - 1


def small_supports(matrix, k):
    """Every union of look-alike people, under k in all, that some combination of rows rests on.

    A combination rests on a set alone exactly if leaving the set's columns out lowers the rank.
    """
    columns, which, sizes = np.unique(matrix, axis=1, return_inverse=True, return_counts=True)
    which = np.ravel(which)
    full = np.linalg.matrix_rank(columns)
    small = [at for at in range(columns.shape[1]) if sizes[at] < k and columns[:, at].any()]
    found = []
    for count in range(1, k):
        for chosen in itertools.combinations(small, count):
            if sizes[list(chosen)].sum() < k:
                rest = np.delete(columns, chosen, axis=1)
                if rest.size == 0 or np.linalg.matrix_rank(rest) < full:
                    found.append([at for at in range(matrix.shape[1]) if which[at] in chosen])
    return found
