"""Measures the service and the bare yardstick in turn and prints the ratios: python -m bench.run."""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from bench import journeys, servers
from bench.journeys import Person
from bench.load import Script, Visitor, drive
from bench.servers import GUNICORN, Server

CONNECTIONS = 8


@dataclass(frozen=True)
class Figure:
    """One measured thing: a value for each round. The first round warmed up; of the others the median counts."""

    name: str
    values: list[float]
    unit: str = ""
    goal: str = ""
    met: Callable[[float], bool] | None = None

    def row(self) -> str:
        values = self.values[1:]
        middle, low, high = statistics.median(values), min(values), max(values)
        verdict = "" if self.met is None else (" met" if self.met(middle) else " MISSED")
        spread = f"{_short(low)} to {_short(high)}"
        return f"| {self.name} | {_short(middle)}{self.unit} | {spread} | {self.goal}{verdict} |"


@dataclass
class Bench:
    """Both servers, and the people who use them."""

    ours: Server
    yardstick: Server
    rounds: int
    seconds: float
    folder: Path
    people: dict[str, Any]
    visitors: list[Visitor]
    counters: list[Iterator[int]] = field(
        default_factory=lambda: [count() for _ in range(CONNECTIONS)]
    )
    used: int = 0

    @property
    def reader(self) -> Visitor:
        return Visitor(self.ours.environment["SITE_URL"], self.people["reader"]["session"])

    @property
    def report(self) -> str:
        path: str = self.people["reader"]["report"]
        return path

    def starters(self, number: int) -> list[Person]:
        """Return people who have started an assessment and answered nothing."""
        rows = self.people["starters"][self.used : self.used + number]
        assert len(rows) == number, "stage more people"
        self.used += number
        origin = self.ours.environment["SITE_URL"]
        return [
            Person(Visitor(origin, row["session"]), row["assessment"], self.people["questions"])
            for row in rows
        ]

    def upserts(self, connections: int) -> list[Script]:
        pairs = list(zip(self.visitors, self.counters, strict=True))[:connections]
        return [journeys.upserts(visitor, counter) for visitor, counter in pairs]

    def cost(self, server: Server, scripts: list[Script], seconds: float = 3600) -> "Cost":
        """Play the scripts and tell what a request cost the server."""
        before = server.cpu()
        tally = drive(server.address, scripts, seconds=seconds)
        cpu = server.cpu() - before
        return Cost(len(tally.latencies), tally.rate, cpu, statistics.median(tally.latencies))

    def unit(self) -> "Cost":
        """Measure one round of the yardstick's session-and-upsert on one connection."""
        return self.cost(self.yardstick, self.upserts(1), self.seconds)


@dataclass(frozen=True)
class Cost:
    requests: int
    rate: float
    cpu: float
    latency: float

    @property
    def each(self) -> float:
        return self.cpu / self.requests


# What is measured ------------------------------------------------------------------------------


def autosave(bench: Bench) -> list[Figure]:
    """Autosaves of eight people at once, against session-and-upsert on as many connections."""
    people = bench.starters(CONNECTIONS)
    rates, bare, cpu = [], [], []
    for _ in _rounds(bench):
        theirs = bench.cost(bench.yardstick, bench.upserts(CONNECTIONS), bench.seconds)
        ours = bench.cost(
            bench.ours, [journeys.autosaves(person) for person in people], bench.seconds
        )
        rates.append(ours)
        bare.append(theirs)
        cpu.append(ours.each / theirs.each)
    ratios = [one.rate / other.rate for one, other in zip(rates, bare, strict=True)]
    return [
        Figure("autosave, 8 connections: throughput", ratios, " ×", "≥ 0.5", lambda x: x >= 0.5),
        Figure("autosave: processor time a request", cpu, " units"),
        Figure("(autosaves a second)", [one.rate for one in rates]),
        Figure("(yardstick's session-and-upsert a second)", [one.rate for one in bare]),
    ]


def assessment(bench: Bench) -> list[Figure]:
    """The processor time of a whole assessment, in units of one yardstick request."""
    saves, sittings, requests = [], [], 0
    for _ in _rounds(bench):
        unit = bench.unit().each
        people = bench.starters(3)
        cost = bench.cost(bench.ours, [_one_after_the_other(journeys.save_all, people)])
        saves.append(cost.cpu / len(people) / unit)
        people = bench.starters(3)
        cost = bench.cost(bench.ours, [_one_after_the_other(journeys.sitting, people)])
        sittings.append(cost.cpu / len(people) / unit)
        requests = cost.requests // len(people)
    return [
        Figure("42 autosaved answers", saves, " units", "≤ 90", lambda x: x <= 90),
        Figure(
            f"the whole sitting with its pages and report ({requests} requests)", sittings, " units"
        ),
    ]


def home(bench: Bench) -> list[Figure]:
    person = bench.starters(1)[0]
    return _page(bench, "home", person.visitor, "/")


def question(bench: Bench) -> list[Figure]:
    person = bench.starters(1)[0]
    theme = next(iter(person.questions))
    return _page(bench, "question page", person.visitor, f"{person.assessment}themes/{theme}/")


def report(bench: Bench) -> list[Figure]:
    return _page(bench, "report page", bench.reader, f"{bench.report}/")


MEASURES = {
    "autosave": autosave,
    "assessment": assessment,
    "home": home,
    "question": question,
    "report": report,
}


def _page(bench: Bench, name: str, visitor: Visitor, path: str) -> list[Figure]:
    costs, latencies = [], []
    for _ in _rounds(bench):
        unit = bench.unit()
        page = bench.cost(bench.ours, [journeys.pages(visitor, path, 60)])
        costs.append(page.each / unit.each)
        latencies.append(page.latency * 1000)
    return [
        Figure(f"{name}: processor time", costs, " units"),
        Figure(f"({name}: milliseconds, one at a time)", latencies),
    ]


def _one_after_the_other(script: Callable[[Person], Script], people: list[Person]) -> Script:
    for person in people:
        yield from script(person)


def _rounds(bench: Bench) -> Iterator[int]:
    for number in range(bench.rounds + 1):
        print(".", end="", flush=True, file=sys.stderr)
        yield number


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


# The stage -------------------------------------------------------------------------------------


@contextmanager
def stage(database: str, rounds: int, seconds: float) -> Iterator[Bench]:
    with servers.folder() as folder:
        addresses = servers.databases(database, folder, ["ours", "yardstick"])
        running: list[Server] = []
        try:
            ours = servers.environment(addresses["ours"], folder)
            bare = servers.environment(addresses["yardstick"], folder)
            people = servers.run(ours, "-m", "bench.stage", str(CONNECTIONS + 6 * (rounds + 1) + 2))
            cookies = servers.run(bare, "-m", "bench.yardstick.stage", str(CONNECTIONS))
            for name, application, environment in (
                ("ours", "config.wsgi", ours),
                ("yardstick", "bench.yardstick.wsgi", bare),
            ):
                running.append(Server(name, application, environment, GUNICORN[database]))
            yield Bench(
                ours=running[0],
                yardstick=running[1],
                rounds=rounds,
                seconds=seconds,
                folder=folder,
                people=json.loads(people),
                visitors=[Visitor(bare["SITE_URL"], cookie) for cookie in json.loads(cookies)],
            )
        finally:
            for server in running:
                server.stop()
            servers.drop(database, addresses)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("--database", choices=GUNICORN, default="sqlite")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2.0, help="of load in each round")
    options = parser.parse_args()
    servers.end_tidily()
    started = time.monotonic()
    with stage(options.database, options.rounds, options.seconds) as bench:
        print(f"{options.database}: gunicorn {' '.join(GUNICORN[options.database])}\n")
        print("| what | median | rounds | goal |\n|---|---|---|---|")
        for name in options.only:
            for figure in MEASURES[name](bench):
                print(figure.row(), flush=True)
    print(f"\n{options.rounds} rounds, {time.monotonic() - started:.0f} seconds in all")


if __name__ == "__main__":
    main()
