"""The load generator against a real, tiny server."""

import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from bench.load import Answer, Script, UnexpectedAnswerError, Visitor, drive


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            self.close_connection = True
            return
        body = f"{self.client_address[1]} {self.headers['Cookie']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/close":
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address
        server.shutdown()


def fetch(path: str, times: int, answers: list[Answer]) -> Script:
    for _ in range(times):
        answer = yield Visitor("http://test", "s3").get(path)
        answers.append(answer)


def test_drive_plays_every_script_to_its_end(address: tuple[str, int]) -> None:
    first, second = [], []
    tally = drive(address, [fetch("/", 3, first), fetch("/", 5, second)])
    assert (len(first), len(second), len(tally.latencies)) == (3, 5, 8)
    assert tally.rate == 8 / tally.seconds


def test_drive_keeps_one_connection_for_each_script(address: tuple[str, int]) -> None:
    first, second = [], []
    drive(address, [fetch("/", 3, first), fetch("/", 3, second)])
    ports = [{answer.body.split()[0] for answer in answers} for answers in (first, second)]
    assert [len(port) for port in ports] == [1, 1]
    assert ports[0] != ports[1]


def test_drive_connects_anew_when_the_server_closes(address: tuple[str, int]) -> None:
    answers: list[Answer] = []
    drive(address, [fetch("/close", 3, answers)])
    assert len({answer.body.split()[0] for answer in answers}) == 3


def test_drive_stops_when_the_time_is_over(address: tuple[str, int]) -> None:
    answers: list[Answer] = []
    tally = drive(address, [fetch("/", 10**9, answers)], seconds=0.2)
    assert 0.2 <= tally.seconds < 2
    assert len(tally.latencies) > 1


def test_drive_refuses_to_count_half_an_answer(address: tuple[str, int]) -> None:
    with pytest.raises(UnexpectedAnswerError):
        drive(address, [fetch("/cut", 1, [])])


def test_drive_lets_a_script_object_to_an_answer(address: tuple[str, int]) -> None:
    def picky() -> Script:
        yield Visitor("http://test").get("/")
        raise UnexpectedAnswerError("not like this")

    with pytest.raises(UnexpectedAnswerError, match="not like this"):
        drive(address, [picky()])


def test_visitor_sends_the_session_and_the_csrf_cookie(address: tuple[str, int]) -> None:
    answers: list[Answer] = []
    drive(address, [fetch("/", 1, answers)])
    assert answers[0].body.decode().endswith("sessionid=s3")
    assert b"csrftoken=" in answers[0].body
