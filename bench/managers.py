"""Measures hundreds of managers who answer at the same time, on PostgreSQL, with the worker beside them.

    DATABASE_URL=... python -m bench.managers

Each goes through whole sittings as a browser does (`journeys.sitting`), with a pause before every request; whoever has
finished makes room for the next. One refused or failed request ends the run. Every half minute the memory of
the web server's processes is read: what only they hold (USS).
"""

import argparse
import heapq
import json
import random
import selectors
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import psutil

from bench import journeys, servers
from bench.documents import worker
from bench.journeys import Person
from bench.load import Connection, UnexpectedAnswerError, Visitor
from bench.servers import GUNICORN, Server

READING = 30.0
"""Seconds between two looks at the memory."""
WARMING = 60.0
"""Seconds that do not count, in which everybody arrives and the server's processes read what they keep."""
MB = 1_000_000


@dataclass
class Seen:
    """What all of them met with: seconds that each request took, by what was asked for, and the memory meanwhile."""

    saves: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    finished: int = 0
    late: float = 0.0
    """By how much the load itself was behind at worst, in seconds: more than a little, and it measures itself."""
    memory: list[tuple[float, list[int]]] = field(default_factory=list)

    def note(self, request: bytes, seconds: float) -> None:
        is_save = b"/answers/ HTTP/" in request.partition(b"\r\n")[0]
        (self.saves if is_save else self.pages).append(seconds)


class Hall:
    """Room for so many people at a time; one thread asks for all of them."""

    def __init__(self, server: Server, people: Iterator[Person], pause: float) -> None:
        self.server, self.people, self.pause = server, people, pause
        self.seen, self.chance = Seen(), random.Random(1)
        self.selector = selectors.DefaultSelector()
        # Who asks next, and when; the number tells two of one moment apart.
        self.due: list[tuple[float, int, Connection, bytes]] = []
        self.numbers = count()

    def open(self, room: int, seconds: float) -> Seen:
        opened = time.monotonic()
        for _ in range(room):
            self._let_in(opened + self.chance.uniform(0, WARMING / 2))
        self._play(opened, WARMING)
        # Those who are under way go on; what is noted begins anew.
        self.seen = Seen()
        self._play(time.monotonic(), seconds)
        return self.seen

    def _play(self, began: float, seconds: float) -> None:
        while (now := time.monotonic()) - began < seconds or self.selector.get_map():
            if not self.seen.memory or now - self.seen.memory[-1][0] >= READING:
                self.seen.memory.append((now, _memory(self.server)))
            is_open = now - began < seconds
            while is_open and self.due and self.due[0][0] <= now:
                self._ask(*heapq.heappop(self.due))
            for key, _events in self.selector.select(timeout=0.01):
                self._hear(*key.data)

    def _let_in(self, at: float) -> None:
        person = next(self.people, None)
        if person is None:
            raise UnexpectedAnswerError("Nobody is left: make more people.")
        connection = Connection(self.server.address, journeys.sitting(person))
        self._ask_later(connection, next(connection.script), at)

    def _ask_later(self, connection: Connection, request: bytes, now: float) -> None:
        at = now + self.chance.uniform(0.5, 1.5) * self.pause
        heapq.heappush(self.due, (at, next(self.numbers), connection, request))

    def _ask(self, at: float, _number: int, connection: Connection, request: bytes) -> None:
        self.seen.late = max(self.seen.late, time.monotonic() - at)
        link = connection.send(request)
        self.selector.register(link, selectors.EVENT_READ, (connection, request))

    def _hear(self, connection: Connection, request: bytes) -> None:
        answer = connection.receive()
        if answer is None:
            return
        self.seen.note(request, time.perf_counter() - connection.sent_at)
        assert connection.socket is not None
        self.selector.unregister(connection.socket)
        # As behind a proxy that has a connection ready only while it is used.
        connection.close()
        following = connection.after(answer)
        if following:
            self._ask_later(connection, following, time.monotonic())
        else:
            self.seen.finished += 1
            self._let_in(time.monotonic())


def _memory(server: Server) -> list[int]:
    return [psutil.Process(one.pid).memory_full_info().uss for one in server.workers]


def measure(room: int, people: int, minutes: float, pause: float) -> Seen:
    with servers.folder() as folder:
        addresses = servers.databases("postgresql", folder, ["managers"])
        environment = servers.environment(addresses["managers"], folder)
        made = json.loads(servers.run(environment, "-m", "bench.stage", str(people)))
        origin = environment["SITE_URL"]
        each = (
            Person(Visitor(origin, row["session"]), row["assessment"], made["questions"])
            for row in made["starters"]
        )
        server = Server("ours", "config.wsgi", environment, GUNICORN["postgresql"])
        try:
            with worker(environment):
                return Hall(server, each, pause).open(room, minutes * 60)
        finally:
            server.stop()
            servers.drop("postgresql", addresses)


def rows(seen: Seen, seconds: float) -> Iterator[str]:
    yield "| requests | number | p50 | p95 | p99 | longest |\n|---|---|---|---|---|---|"
    for name, times in (("saved answers", seen.saves), ("pages and forms", seen.pages)):
        p50, p95, p99 = (_at(times, share) * 1000 for share in (0.5, 0.95, 0.99))
        yield f"| {name} | {len(times)} | {p50:.0f} ms | {p95:.0f} ms | {p99:.0f} ms | {max(times) * 1000:.0f} ms |"
    whole = len(seen.saves) + len(seen.pages)
    yield f"\n{whole} requests without a fault, {whole / seconds:.0f} a second; {seen.finished} sittings finished."
    yield f"The load was behind by {seen.late * 1000:.0f} ms at most."
    for at, each in seen.memory:
        minutes = (at - seen.memory[0][0]) / 60
        yield f"memory after {minutes:.1f} min: " + ", ".join(f"{one / MB:.1f} MB" for one in each)
    late = [sum(each) for _at, each in seen.memory[len(seen.memory) // 2 :]]
    growth = statistics.linear_regression(range(len(late)), late).slope if len(late) > 1 else 0.0
    yield f"In the second half it grew by {growth * 60 / READING / MB:.2f} MB a minute, all processes together."


def _at(times: list[float], share: float) -> float:
    return sorted(times)[int(len(times) * share)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.managers", description=__doc__)
    parser.add_argument("--room", type=int, default=500, help="managers at the same time")
    parser.add_argument("--people", type=int, default=1600, help="who come in turn")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds, from half to half more")
    options = parser.parse_args()
    servers.end_tidily()
    seen = measure(options.room, options.people, options.minutes, options.pause)
    print("\n".join(rows(seen, options.minutes * 60)))


if __name__ == "__main__":
    main()
