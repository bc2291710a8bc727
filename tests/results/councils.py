"""Organisations for the tests of disclosure control: teams, scores and answers, and what is shown of them."""

import numpy as np

from results.disclosure import ABSENT, Distribution, Scores, Share, Snapshot, Team
from tests.results.attacker import Attacker, as_json

BANDS = ("DEV", "EST", "EMB")
ASP = ("theme_mean", "ASP")
FAVOURABLE, NEUTRAL, UNFAVOURABLE = 0, 1, 2
PARTS = {
    "question_favourable": [FAVOURABLE],
    "question_neutral": [NEUTRAL],
    "question_unfavourable": [UNFAVOURABLE],
    "question_other": [NEUTRAL, UNFAVOURABLE],
}


def staff(sizes, direct=0):
    """An organisation with teams of the sizes given, and who is directly in which."""
    teams = (Team("Org"), *(Team(code, "Org") for code in sizes))
    homes = ["Org"] * direct + [code for code, size in sizes.items() for _ in range(size)]
    return teams, tuple(homes)


def snapshot(teams, homes, *measures, **more):
    return Snapshot(tuple(range(1, len(homes) + 1)), teams, homes, measures, **more)


def scores(values, code="ASP", **more):
    return Scores(code, code, np.array(values, dtype=float), cuts=(50, 75), **more)


def bands(values, code="ASP"):
    shown = np.digitize(np.floor(np.nan_to_num(values) + 0.5), (50, 75))
    return Distribution(code, code, np.where(np.isnan(values), ABSENT, shown), BANDS, under=ASP)


def statement(values, code="ASP-01"):
    return Share(code, code, np.array(values))


def varied(number):
    """Scores from 20 to 86, well spread."""
    return np.array([20 + (index * 37) % 67 for index in range(number)], dtype=float)


def shown(release, statistic="theme_mean"):
    cells = getattr(release, "cells", release)
    return {c.group for c in cells if c.statistic == statistic and c.hidden is None}


def only(release, group, statistic, code="ASP"):
    cells = getattr(release, "cells", release)
    [cell] = [c for c in cells if (c.group, c.statistic, c.code) == (group, statistic, code)]
    return cell


def several(release, group, statistic):
    return [c for c in release.cells if (c.group, c.statistic) == (group, statistic)]


def groups_of(snap):
    """Who is in each group, subgroups included: the staff list an attacker may have."""
    parents = {team.code: team.parent for team in snap.teams}
    groups = {code: set() for code in [*parents, *snap.attribute]}
    for person, home in zip(snap.people, snap.team_of, strict=True):
        group = home
        while group is not None:
            groups[group].add(person)
            group = parents[group]
    for person, value in zip(snap.people, snap.attribute_of, strict=False):
        if value is not None:
            groups[value].add(person)
    return groups


def present(snap, measure):
    missing = np.isnan(measure.values) if isinstance(measure, Scores) else measure.values == ABSENT
    return {person for person, gone in zip(snap.people, missing, strict=True) if not gone}


def attacker(cells, snap, measure):
    own = [cell for cell in as_json(cells) if cell["code"] == measure.code]
    return Attacker(own, groups_of(snap), present(snap, measure))


def certain_answers(cells, snap, measure):
    """People whose answer, or that it is not favourable, follows from every share of a statement."""
    own = as_json(c for c in cells if c.statistic in PARTS and c.code == measure.code)
    for cell in own:
        cell["parts"] = PARTS[cell["statistic"]]
        cell["statistic"] = "share"
    return Attacker(own, groups_of(snap), present(snap, measure)).certain(
        "share", (FAVOURABLE, NEUTRAL, UNFAVOURABLE), together=((NEUTRAL, UNFAVOURABLE),)
    )


def band_of(score):
    """The band of a limit; the limits themselves are reached only from inside."""
    return int(np.digitize(score, (49.5 - 1e-6, 74.5 + 1e-6)))


def council():
    """Teams of 12, 9, 6 and 4, grades that cut across them, some answers missing."""
    teams, homes = staff({"A": 12, "B": 9, "C": 6, "D": 4})
    values = varied(31)
    values[[3, 15]] = np.nan
    grades = tuple(["grade=1"] * 11 + ["grade=2"] * 10 + ["grade=1"] * 10)
    kinds = [0, 0, 1, 2, 0, 1] * 5 + [2]
    return snapshot(
        teams,
        homes,
        scores(values),
        bands(values),
        statement(kinds),
        attribute=("grade=1", "grade=2"),
        attribute_of=grades,
    )
