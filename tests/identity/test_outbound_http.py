"""An address outside keeps nobody waiting, however it answers: by drips of a header, of a body, or not at all."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Event, Thread
from typing import Any

import pytest
import requests

from identity.outbound_http import OutsideSession

HEADER, BODY = b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\n\r\n"


@pytest.fixture(params=[b"", HEADER, BODY], ids=["nothing", "header", "body"])
def dripping(request: Any) -> Iterator[str]:
    """A server that sends the beginning of an answer, and then a byte each tenth of a second."""
    server, over = socket.create_server(("127.0.0.1", 0)), Event()

    def drip() -> None:
        with suppress(OSError), server.accept()[0] as client:
            client.sendall(request.param)
            while not over.wait(0.1):
                client.sendall(b"x" if request.param else b"")

    thread = Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    over.set()
    thread.join()
    server.close()


def test_answer_that_drips_is_cut_off(dripping: str, settings: Any) -> None:
    settings.ALLOW_INTERNAL_PROVIDERS = True
    begun = time.monotonic()
    session = OutsideSession(check=lambda _url: None, most_bytes=10_000, longest=1, timeout=(2, 30))

    with session, pytest.raises(requests.RequestException):
        session.get(dripping)

    assert time.monotonic() - begun < 3
