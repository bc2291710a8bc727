"""Measures documents that are made ahead, and what making them does to people who answer.

    python -m bench.documents

1. a ready PDF over HTTP, in units of the yardstick's session-and-upsert;
2. rendering a whole report, against WeasyPrint alone on the same HTML;
3. 30 people who fetch their PDF within three seconds, none of it made yet, beside 60 people who answer: how much
   longer the answers take to be saved; and what is left of that where nobody fetches anything, and a loop that
   only counts keeps one core busy.
"""

import argparse
import json
import random
import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count

import psutil

from bench import journeys, servers
from bench.journeys import Person
from bench.load import Address, Answer, Visitor
from bench.run import Bench, Figure
from bench.servers import GUNICORN, ROOT, Server

ANSWERING, READERS = 60, 30
PAUSE = 3.0
"""Seconds between two answers of one person, about what 42 statements in twelve minutes less reading take."""
WITHIN = 3.0
KINDS = ("/summary.pdf", ".pdf?earlier=none", ".pdf")
MOST_ROUNDS = len(KINDS) - 1
NICE = 19  # as docs/install.md has the worker


def ready(bench: Bench) -> list[Figure]:
    """Fetch a PDF that is there."""
    path = f"{bench.report}.pdf"
    with worker(bench.ours.environment):
        make_ready(bench)
    costs = []
    for _ in range(bench.rounds + 1):
        unit = bench.unit()
        pages = bench.cost(bench.ours, [journeys.pages(bench.reader, path, 60)])
        costs.append(pages.each / unit.each)
    return [Figure("a ready PDF: processor time", costs, " units", "≤ 3", lambda x: x <= 3)]


def rendering(bench: Bench) -> list[Figure]:
    public_id = bench.report.rpartition("/")[2]
    arguments = ("-m", "bench.rendering", public_id, str(bench.rounds))
    rows = servers.run(bench.ours.environment, *arguments).splitlines()
    ours, bare = zip(*(map(float, row.split()) for row in rows), strict=True)
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    return [
        Figure(
            "rendering a report, against WeasyPrint alone",
            ratios,
            " ×",
            "≤ 1.3",
            lambda x: x <= 1.3,
        ),
        Figure("(the same in seconds of processor time)", list(ours), " s"),
        Figure("(WeasyPrint alone)", list(bare), " s"),
    ]


# A workshop ------------------------------------------------------------------------------------


@dataclass
class Crowd:
    """People who take their time: each a thread, one request after the other."""

    address: Address
    until: float
    latencies: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def run(self, tasks: Sequence[Callable[[], None]]) -> None:
        threads = [threading.Thread(target=self._guard, args=(one,)) for one in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.faults:
            sys.exit(self.faults[0])

    def _guard(self, task: Callable[[], None]) -> None:
        try:
            task()
        except Exception as error:  # noqa: BLE001 - one refusal ends the run
            self.faults.append(f"{type(error).__name__}: {error}")

    def answer(self, person: Person, chance: random.Random) -> None:
        """Answer one statement after the other, with a pause between them."""
        for number in count():
            time.sleep(chance.uniform(0.5, 1.5) * PAUSE)
            if time.monotonic() > self.until:
                return
            code = person.codes[number % len(person.codes)]
            value = str(int(person.saved.get(code, "0")) % 5 + 1)
            started = time.perf_counter()
            answer = ask(self.address, person.save(code, value))
            self.latencies.append(time.perf_counter() - started)
            person.check_saved(answer, code, value)

    def fetch(self, visitor: Visitor, path: str, chance: random.Random) -> None:
        """Ask for a PDF, wait as static/js/document.js does, and download it."""
        time.sleep(chance.uniform(0, WITHIN))
        started, pause = time.monotonic(), 1.5
        waiting = f"{path}{'&' if '?' in path else '?'}waiting=yes"
        answer = ask(self.address, visitor.get(path))
        for turn in count(1):
            if answer.status != 202:
                break
            time.sleep(pause)
            pause = min(pause * 2, 10)
            whole = turn % 4 == 0
            answer = ask(self.address, visitor.get(waiting) if whole else visitor.head(waiting))
        answer = ask(self.address, visitor.get(path))
        assert answer.header("Content-Type") == "application/pdf", answer.head
        self.waited.append(time.monotonic() - started)


def ask(address: Address, request: bytes) -> Answer:
    """Send one request on a connection of its own, and read the answer."""
    has_body = not request.startswith(b"HEAD ")
    with socket.create_connection(address, timeout=120) as link:
        link.sendall(request)
        received = b""
        while chunk := link.recv(262144):
            received += chunk
            head, blank, body = received.partition(b"\r\n\r\n")
            answer = Answer(head, body)
            if blank and (not has_body or len(body) >= int(answer.header("Content-Length"))):
                return answer
    raise ConnectionError("The server hung up in the middle of an answer.")


def workshop(bench: Bench) -> list[Figure]:
    """Let 60 people answer, alone and then beside 30 who fetch their PDFs; the first pair warms up."""
    people = bench.starters(ANSWERING)
    origin = bench.ours.environment["SITE_URL"]
    readers = bench.people["readers"]
    chance = random.Random(1)
    ratios, floors, alone_p95, beside_p95, waited = [], [], [], [], []
    for number in range(min(bench.rounds, MOST_ROUNDS) + 1):
        alone = _answering(bench, people, [], chance)
        with _busy_neighbour():
            floor = _answering(bench, people, [], chance)
        tasks = [(Visitor(origin, one["session"]), _path(one["report"], number)) for one in readers]
        with worker(bench.ours.environment):
            beside = _answering(bench, people, tasks, chance)
        alone_p95.append(_p95(alone.latencies) * 1000)
        beside_p95.append(_p95(beside.latencies) * 1000)
        ratios.append(beside_p95[-1] / alone_p95[-1])
        floors.append(_p95(floor.latencies) * 1000 / alone_p95[-1])
        waited.append(statistics.median(beside.waited))
        print(".", end="", flush=True, file=sys.stderr)
    return [
        Figure("autosave p95 beside 30 PDFs", ratios, " ×", "≤ 1.5", lambda x: x <= 1.5),
        Figure("(beside a loop that only counts, and no PDF)", floors, " ×"),
        Figure("(alone, p95)", alone_p95, " ms"),
        Figure("(beside, p95)", beside_p95, " ms"),
        Figure("(how long a reader waited, median)", waited, " s"),
    ]


def _path(report: str, number: int) -> str:
    """Ask for another document in each round, so that none of them is made."""
    return report + KINDS[number]


def _answering(
    bench: Bench, people: list[Person], readers: list[tuple[Visitor, str]], chance: random.Random
) -> Crowd:
    crowd = Crowd(bench.ours.address, time.monotonic() + bench.seconds)
    tasks = [partial(crowd.answer, one, random.Random(chance.random())) for one in people]
    tasks += [
        partial(crowd.fetch, visitor, path, random.Random(chance.random()))
        for visitor, path in readers
    ]
    crowd.run(tasks)
    return crowd


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


# The stage -------------------------------------------------------------------------------------


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[None]:
    """Run the worker as docs/install.md has it: after everything else on the machine."""
    command = [sys.executable, "manage.py", "db_worker", "--interval", "1", "--no-startup-delay"]
    process = psutil.Popen(command, cwd=ROOT, env=environment)
    process.nice(NICE)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(60)
        except psutil.TimeoutExpired:
            process.kill()


@contextmanager
def _busy_neighbour() -> Iterator[None]:
    """Keep a core busy with what needs no memory, no disk and no database, after everything else on the machine."""
    process = psutil.Popen([sys.executable, "-c", "while True: sum(range(10_000))"])
    process.nice(NICE)
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def stage(options: argparse.Namespace) -> Iterator[Bench]:
    with servers.folder() as folder:
        addresses = servers.databases("sqlite", folder, ["ours", "yardstick"])
        running: list[Server] = []
        try:
            ours = servers.environment(addresses["ours"], folder)
            bare = servers.environment(addresses["yardstick"], folder)
            people = servers.run(ours, "-m", "bench.stage", *_people(options))
            cookies = servers.run(bare, "-m", "bench.yardstick.stage", "8")
            for name, application, environment in (
                ("ours", "config.wsgi", ours),
                ("yardstick", "bench.yardstick.wsgi", bare),
            ):
                running.append(Server(name, application, environment, GUNICORN["sqlite"]))
            yield Bench(
                ours=running[0],
                yardstick=running[1],
                rounds=options.rounds,
                seconds=options.seconds,
                folder=folder,
                people=json.loads(people),
                visitors=[Visitor(bare["SITE_URL"], cookie) for cookie in json.loads(cookies)],
            )
        finally:
            for server in running:
                server.stop()


MEASURES = {"ready": ready, "rendering": rendering, "workshop": workshop}


def _people(options: argparse.Namespace) -> tuple[str, str]:
    is_workshop = "workshop" in options.only
    return (str(ANSWERING), str(READERS)) if is_workshop else ("0", "1")


def make_ready(bench: Bench) -> None:
    """Wait until the worker has made the first reader's PDF."""
    while True:
        answer = ask(bench.ours.address, bench.reader.get(f"{bench.report}.pdf"))
        if answer.status == 200:
            return
        time.sleep(1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.documents", description=__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="of the workshop at most 2 (default)")
    parser.add_argument("--seconds", type=float, default=30.0, help="of answering in each round")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES))
    options = parser.parse_args()
    servers.end_tidily()
    with stage(options) as bench:
        print("| what | median | rounds | goal |\n|---|---|---|---|")
        for name in options.only:
            for figure in MEASURES[name](bench):
                print(figure.row(), flush=True)


if __name__ == "__main__":
    main()
