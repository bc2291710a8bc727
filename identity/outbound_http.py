"""Asking addresses outside, which others have chosen: none inside the network, no redirect, so much and so long."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

import requests
from django.conf import settings
from requests_hardened import HTTPSession
from requests_hardened.config import Config
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.poolmanager import pool_classes_by_scheme


class OutsideSession(HTTPSession):  # type: ignore[misc]
    """Follows no redirect, and reads an answer up to a size and for a time, however slowly it drips.

    `check` raises for an address that nothing may be asked of. Before a connection is made the library looks where
    the address leads, and refuses what is inside.
    """

    def __init__(
        self,
        *,
        check: Callable[[str], None],
        most_bytes: int,
        longest: float,
        timeout: tuple[float, float] = (3, 5),
    ) -> None:
        super().__init__(
            Config(
                ip_filter_enable=not settings.ALLOW_INTERNAL_PROVIDERS,
                ip_filter_allow_loopback_ips=False,
                never_redirect=True,
                default_timeout=timeout,
            )
        )
        self._check, self._most_bytes, self._longest = check, most_bytes, longest
        self._opened: list[HTTPConnection] = []
        for adapter in self.adapters.values():
            adapter.poolmanager.pool_classes_by_scheme = _noting(self._opened)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        self._check(request.url or "")
        until = time.monotonic() + self._longest
        try:
            with self._cut_off():
                answer: requests.Response = super().send(request, **{**kwargs, "stream": True})
                return self._read(answer, until)
        except HTTPError as error:
            raise requests.ConnectionError(type(error).__name__) from None

    def _read(self, answer: requests.Response, until: float) -> requests.Response:
        body = bytearray()
        while part := answer.raw.read1(65536, decode_content=True):
            body += part
            if len(body) > self._most_bytes or time.monotonic() > until:
                answer.close()
                raise requests.ConnectionError("too much, or too slow")
        if time.monotonic() > until:
            # It was cut off, and what came is not the whole.
            raise requests.ConnectionError("too slow")
        answer._content, answer._content_consumed = bytes(body), True
        return answer

    @contextmanager
    def _cut_off(self) -> Iterator[None]:
        """Close the connections from outside once the time is over: each byte of a header begins a timeout anew."""
        done = Event()
        Thread(target=self._watch, args=(done,), daemon=True).start()
        try:
            yield
        finally:
            done.set()

    def _watch(self, done: Event) -> None:
        left = self._longest
        while not done.wait(left):
            for sock in [one.sock for one in list(self._opened) if one.sock]:
                with suppress(OSError):
                    # Not as TLS does it, which would wait for the other side.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
            # Once more, should it only have been being opened.
            left = 0.2


def _noting(opened: list[HTTPConnection]) -> dict[str, type[HTTPConnectionPool]]:
    """Return the pools of urllib3, which write down every connection that they open."""
    pools: dict[str, Any] = pool_classes_by_scheme
    return {
        scheme: type(pool.__name__, (pool,), {"ConnectionCls": _noted(pool.ConnectionCls, opened)})
        for scheme, pool in pools.items()
    }


def _noted(kind: type[Any], opened: list[HTTPConnection]) -> type[Any]:
    class Noted(kind):  # type: ignore[misc]
        def connect(self) -> None:
            opened.append(self)
            super().connect()

    return Noted
