"""A load generator: a fixed number of connections, each sending its next request when it has its answer.

Plain sockets in one thread, because it shares the machine with what it measures and must stay cheap. A
server that closes the connection after each answer, as gunicorn's sync workers do, gets a new connection
for the next request, as it would from wrk.
"""

import json
import selectors
import socket
import time
from collections.abc import Generator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Address = tuple[str, int]
CSRF = "benchbenchbenchbenchbenchbench12"


class UnexpectedAnswerError(Exception):
    """A figure about refused requests would be worth nothing, so the run stops."""


@dataclass(frozen=True)
class Answer:
    head: bytes
    body: bytes

    @cached_property
    def status(self) -> int:
        return int(self.head[9:12])

    def header(self, name: str) -> str:
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.lower().encode():
                return value.strip().decode()
        return ""

    def json(self) -> Any:
        return json.loads(self.body)


# A script yields requests and is sent the answers, which it checks.
Script = Generator[bytes, Answer, None]


@dataclass(frozen=True)
class Visitor:
    """Somebody's browser: writes requests with their session and CSRF cookies."""

    origin: str
    session: str = ""

    def get(self, path: str) -> bytes:
        return self._request("GET", path, {"Accept": "text/html"})

    def head(self, path: str) -> bytes:
        return self._request("HEAD", path, {"Accept": "text/html"})

    def post_json(self, path: str, data: object) -> bytes:
        return self._request("POST", path, {"Content-Type": "application/json"}, json.dumps(data))

    def post_form(self, path: str, body: str) -> bytes:
        return self._request(
            "POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, body
        )

    def _request(self, method: str, path: str, headers: dict[str, str], body: str = "") -> bytes:
        cookies = f"csrftoken={CSRF}" + (f"; sessionid={self.session}" if self.session else "")
        headers = {"Host": self.origin.removeprefix("http://"), "Cookie": cookies} | headers
        if method == "POST":
            headers |= {"Origin": self.origin, "X-CSRFToken": CSRF}
            headers |= {"Content-Length": str(len(body.encode()))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {headers[name]}" for name in headers)]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@dataclass
class Tally:
    """What a round of load saw."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds


class Connection:
    def __init__(self, address: Address, script: Script) -> None:
        self.address, self.script = address, script
        self.socket: socket.socket | None = None
        self.received = b""
        self.sent_at = 0.0

    def send(self, request: bytes) -> socket.socket:
        self.received, self.sent_at = b"", time.perf_counter()
        if self.socket is None:
            self.socket = socket.create_connection(self.address, timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        return self.socket

    def receive(self) -> Answer | None:
        """Return the answer once it is complete."""
        assert self.socket is not None
        chunk = self.socket.recv(262144)
        if not chunk:
            raise UnexpectedAnswerError("The server hung up in the middle of an answer.")
        self.received += chunk
        head, blank, body = self.received.partition(b"\r\n\r\n")
        answer = Answer(head, body)
        # Without a length the end of the body could not be told on an open connection.
        if not blank or len(body) < int(answer.header("Content-Length")):
            return None
        return answer

    def after(self, answer: Answer) -> bytes:
        """Return the script's next request, b"" at its end."""
        if answer.header("Connection") == "close":
            self.close()
        try:
            return self.script.send(answer)
        except StopIteration:
            return b""

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def drive(address: Address, scripts: list[Script], *, seconds: float = 3600.0) -> Tally:
    """Play each script on a connection of its own until the time is over or the scripts are.

    Answers that are still under way at the end are waited for, so that no script misses one.
    """
    tally = Tally()
    started = time.perf_counter()
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        for script in scripts:
            connection = stack.enter_context(closing(Connection(address, script)))
            selector.register(connection.send(next(script)), selectors.EVENT_READ, connection)
        while selector.get_map():
            for key, _ in selector.select(timeout=60) or _nothing_came():
                connection = key.data
                answer = connection.receive()
                if answer is None:
                    continue
                tally.latencies.append(time.perf_counter() - connection.sent_at)
                selector.unregister(key.fileobj)
                request = connection.after(answer)
                if request and time.perf_counter() - started < seconds:
                    selector.register(connection.send(request), selectors.EVENT_READ, connection)
    tally.seconds = time.perf_counter() - started
    return tally


def _nothing_came() -> list[tuple[selectors.SelectorKey, int]]:
    raise UnexpectedAnswerError("The server has not answered for a minute.")
