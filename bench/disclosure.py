"""Times disclosure control and its audit on made-up councils: python -m bench.disclosure [TEAMS ...]."""

import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np

from results.disclosure import (
    ABSENT,
    Distribution,
    Hidden,
    Matched,
    Release,
    Scores,
    Share,
    Snapshot,
    Team,
    decide_only,
    publish,
)

THEMES = ("ASP", "EMA", "LCF", "LIS", "EVA", "AGI")
BANDS = ("DEV", "EST", "EMB")
LABELS = ("CLEAR_DOWN", "POSSIBLE_DOWN", "NONE", "POSSIBLE_UP", "CLEAR_UP")
STATEMENTS, AREAS, SUPPORT, STATEMENTS_OF_ORGANISATION = 42, 7, 6, 8
GRADES = ("grade=G1", "grade=G2", "grade=G3", "grade=G4", "grade=G5")
MISSING = 0.05


def tree(teams: int) -> tuple[Team, ...]:
    """A directorate for every eight teams."""
    directorates = max(1, teams // 8)
    names = [f"D{number:03}" for number in range(directorates)]
    below = [
        Team(f"{names[number % directorates]} > T{number:04}", names[number % directorates])
        for number in range(teams - directorates)
    ]
    return (Team("Council"), *(Team(name, "Council") for name in names), *below)


def council(teams: int, people_a_team: float = 8, seed: int = 1) -> Snapshot:
    """People in teams of a few to a dozen and more, five uneven grades, every statistic of a report."""
    random = np.random.default_rng(seed)
    groups = tree(teams)
    homes = [
        team.code
        for team in groups[1:]
        for _ in range(random.poisson(people_a_team if team.parent != "Council" else 2))
    ]
    number = len(homes)
    grades = random.choice(len(GRADES), size=number, p=[0.35, 0.3, 0.2, 0.1, 0.05])
    grade_of = tuple(GRADES[grade] for grade in grades)
    return Snapshot(
        tuple(range(number)),
        groups,
        tuple(homes),
        (
            *theme_measures(random, number),
            *other_measures(random, number),
            *goal_measures(random, number),
            *changes(random, groups, homes, grade_of),
        ),
        GRADES,
        grade_of,
    )


def members(
    groups: Sequence[Team], homes: Sequence[str], grade_of: Sequence[str]
) -> dict[str, list[int]]:
    """Who is in each group, the subgroups included."""
    parents = {group.code: group.parent for group in groups}
    found: dict[str, list[int]] = {}
    for person, (home, grade) in enumerate(zip(homes, grade_of, strict=True)):
        group: str | None = home
        while group is not None:
            found.setdefault(group, []).append(person)
            group = parents[group]
        found.setdefault(grade, []).append(person)
    return found


def theme_measures(random: np.random.Generator, number: int) -> list[Scores | Distribution]:
    measures: list[Scores | Distribution] = []
    for theme in THEMES:
        sums = np.clip(np.round(random.normal(17.5, 4.5, number)), 0, 28)
        values = np.where(random.random(number) < MISSING, np.nan, sums * 100 / 28)
        band = np.digitize(np.floor(np.nan_to_num(values) + 0.5), (50, 75))
        shares = np.where(np.isnan(values), ABSENT, band)
        measures += [
            Scores(theme, theme, values, sd="theme_sd", median="theme_median", cuts=(50, 75)),
            Distribution(theme, theme, shares, BANDS, under=("theme_mean", theme)),
        ]
    return measures


def other_measures(random: np.random.Generator, number: int) -> list[Scores | Share | Distribution]:
    def holes(values: np.ndarray, missing: float) -> np.ndarray:
        return np.where(random.random(number) < MISSING, missing, values)

    measures: list[Scores | Share | Distribution] = []
    tops = np.where(np.argsort(random.random((number, AREAS)), axis=1) < 3, 0, 1)
    for at in range(STATEMENTS):
        answers = holes(random.choice(3, size=number, p=[0.5, 0.3, 0.2]), ABSENT)
        measures.append(Share(f"S{at:02}", "", answers.astype(np.int64)))
    for at in range(AREAS):
        priority = holes(random.beta(2, 3, number) * 100, np.nan)
        importance = holes(random.choice(5, size=number) * 25.0, np.nan)
        measures += [
            Scores(f"LA{at}", "", priority, mean="area_priority", cuts=(25, 50)),
            Scores(f"LA{at}", "", importance, mean="area_importance", cuts=(13, 38, 63, 88)),
            Scores(f"LA{at}", "", 100 - priority, mean="area_confidence"),
            Share(f"LA{at}", "", tops[:, at], statistic="area_top_three", rest=(), adds_up=True),
        ]
    for at in range(STATEMENTS_OF_ORGANISATION):
        answers = holes(random.choice(3, size=number, p=[0.5, 0.3, 0.2]), ABSENT).astype(np.int64)
        measures += [
            Share(f"RO{at}", "", answers, statistic="readiness_favourable"),
            Share(
                f"RO{at}", "", (answers != ABSENT).astype(np.int64),
                statistic="readiness_dont_know", rest=(),
            ),
        ]  # fmt: skip
    for at in range(2):
        place = holes(random.choice(5, size=number), ABSENT).astype(np.int64)
        measures.append(Distribution(f"SP{at}", "", place, tuple("12345"), "spectrum_share"))
    for side in ("RI", "RO"):
        values = holes(random.beta(4, 3, number) * 100, np.nan)
        measures.append(Scores(side, "", values, mean="readiness_mean", cuts=(50, 75)))
    return measures


def goal_measures(random: np.random.Generator, number: int) -> list[Share]:
    """Half have a goal, three in ten of those another one; each in some area, with some support."""
    goals = np.stack([random.random(number) < 0.5, random.random(number) < 0.15], axis=1)
    found = [
        Share(
            "any", "", np.where(goals.any(axis=1), 0, 1), statistic="goal_any", rest=(),
            covered_by=("goal_area", "goal_support"), fewest=5,
        )
    ]  # fmt: skip
    for statistic, kinds in (("goal_area", AREAS), ("goal_support", SUPPORT)):
        chosen = random.choice(kinds, size=(number, 2))
        for at in range(kinds):
            has = (goals & (chosen == at)).any(axis=1)
            found.append(
                Share(f"{at}", "", np.where(has, 0, 1), statistic=statistic, rest=(), fewest=5)
            )
    return found


def published_then(
    groups: Sequence[Team], homes: Sequence[str], grade_of: Sequence[str], stayed: np.ndarray
) -> dict[str, list[int]]:
    """Who was in each group that could be published of those who took part the time before."""
    people = np.flatnonzero(stayed).tolist()
    then = Snapshot(
        tuple(people),
        tuple(groups),
        tuple(homes[at] for at in people),
        (Scores("ASP", "ASP", np.linspace(10, 90, len(people))),),
        GRADES,
        tuple(grade_of[at] for at in people),
    )
    shown = {cell.group for cell in publish(then).cells if cell.value is not None}
    inside = members(groups, homes, grade_of)
    return {group: [at for at in inside[group] if stayed[at]] for group in sorted(shown)}


def changes(
    random: np.random.Generator,
    groups: Sequence[Team],
    homes: Sequence[str],
    grade_of: Sequence[str],
) -> list[Scores]:
    """Of three in four, who were in the same groups before; nobody came, and the others did not count."""
    number = len(homes)
    stayed = random.random(number) < 0.75
    before = published_then(groups, homes, grade_of, stayed)
    found = []
    for theme in THEMES:
        values = np.where(stayed, np.round(random.normal(4, 14, number), 4), np.nan)
        labels = np.where(stayed, np.digitize(values, (-19.8, -13, 13, 19.8)), ABSENT)
        found.append(
            Scores(
                theme, theme, values, mean="matched_change", sd="change_sd", low=-100.0,
                high=100.0, cuts=(0.0, 1.0),
                labels=Distribution(
                    theme, theme, labels, LABELS, "change_share", alike=((0, 1), (3, 4))
                ),
                matched=Matched(
                    before, scored_now=np.ones(number, dtype=np.bool_), under=("theme_mean", theme)
                ),
            )
        )  # fmt: skip
    return found


def measure(teams: int, people_a_team: float) -> str:
    snapshot = council(teams, people_a_team)
    decide_seconds = clock(lambda: decide_only(snapshot))[1]
    release, seconds = clock(lambda: publish(snapshot))
    assert isinstance(release, Release)
    assert release.publishable
    shown = Counter(cell.hidden is None for cell in release.cells)
    reasons = Counter(cell.hidden for cell in release.cells if cell.hidden)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"| {teams} | {len(snapshot.people):,} | {release.audit.figures} | {shown[True]:,} of"
        f" {len(release.cells):,} | {reasons[Hidden.PROTECTS_OTHERS]:,} |"
        f" {release.audit.sets_examined:,} | {release.audit.programs} |"
        f" {len(release.audit.found)} | {decide_seconds:.2f} s | {seconds:.1f} s | {memory:.0f} MB |"
    )


def clock(work):
    """Processor seconds, because other work on the machine should not count."""
    start = time.process_time()
    outcome = work()
    return outcome, time.process_time() - start


def main() -> None:
    print(
        "| teams | people | layers | cells shown | hidden for others | sets | programs | found | decide | with audit | peak memory |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for each in sys.argv[1:] or ("30", "300", "1000"):
        teams, _, people = each.partition("x")
        print(measure(int(teams), float(people or 8)), flush=True)


if __name__ == "__main__":
    main()
