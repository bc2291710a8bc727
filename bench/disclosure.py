"""Times disclosure control and its audit on made-up councils: python -m bench.disclosure [TEAMS ...]."""

import resource
import sys
import time
from collections import Counter

import numpy as np

from reports.disclosure import (
    ABSENT,
    Distribution,
    Hidden,
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
STATEMENTS, AREAS = 42, 7
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
    return Snapshot(
        tuple(range(number)),
        groups,
        tuple(homes),
        (*theme_measures(random, number), *other_measures(random, number)),
        GRADES,
        tuple(GRADES[grade] for grade in grades),
    )


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


def other_measures(random: np.random.Generator, number: int) -> list[Scores | Share]:
    def holes(values: np.ndarray, missing: float) -> np.ndarray:
        return np.where(random.random(number) < MISSING, missing, values)

    measures: list[Scores | Share] = []
    for at in range(STATEMENTS):
        answers = holes(random.choice(3, size=number, p=[0.5, 0.3, 0.2]), ABSENT)
        measures.append(Share(f"S{at:02}", "", answers.astype(np.int64)))
    for at in range(AREAS):
        priority = holes(random.beta(2, 3, number) * 100, np.nan)
        top = holes((random.random(number) < 0.57).astype(np.int64), ABSENT)
        measures += [
            Scores(f"LA{at}", "", priority, mean="area_priority", cuts=(25, 50)),
            Share(f"LA{at}", "", top.astype(np.int64), statistic="area_top_three", rest=()),
        ]
    for side in ("RI", "RO"):
        values = holes(random.beta(4, 3, number) * 100, np.nan)
        measures.append(Scores(side, "", values, mean="readiness_mean", cuts=(50, 75)))
    return measures


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
