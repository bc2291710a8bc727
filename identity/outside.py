"""Asking addresses outside, which others have chosen: none inside the network, no redirect, so much and so long."""

import time
from collections.abc import Callable
from typing import Any

import requests
from django.conf import settings
from requests_hardened import HTTPSession
from requests_hardened.config import Config


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

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        self._check(request.url or "")
        until = time.monotonic() + self._longest
        answer: requests.Response = super().send(request, **{**kwargs, "stream": True})
        body = bytearray()
        while part := answer.raw.read1(65536, decode_content=True):
            body += part
            if len(body) > self._most_bytes or time.monotonic() > until:
                answer.close()
                raise requests.ConnectionError("too much, or too slow")
        answer._content, answer._content_consumed = bytes(body), True
        return answer
