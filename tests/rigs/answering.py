"""People who answer all the time, each statement once, and remember what they were told was saved."""

import http.client
import json
import socket
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from tests.rigs.debian import HOST

# As long as static/js/saving.js waits for an answer; it tries again after 2, 4, 8 s, here a second, so that it is seen
# to the second when the service is back.
PATIENCE = 20
PAUSE = 1.0
CSRF = "rigrigrigrigrigrigrigrigrigrig12"


class Link(http.client.HTTPSConnection):
    """HTTPS to the load balancer, by whose name and certificate the service is known."""

    def __init__(self, address: str, trusted: ssl.SSLContext) -> None:
        super().__init__(HOST, 443, timeout=PATIENCE, context=trusted)
        self.address, self.trusted = address, trusted

    def connect(self) -> None:
        plain = socket.create_connection((self.address, 443), timeout=PATIENCE)
        self.sock = self.trusted.wrap_socket(plain, server_hostname=HOST)


@dataclass
class Person:
    session: str
    assessment: str
    saved: dict[str, str] = field(default_factory=dict)
    # What was sent and not heard of again; it may be there or not.
    unheard: dict[str, str] = field(default_factory=dict)
    revision: str = ""


@dataclass(frozen=True)
class Trouble:
    """A request that was not answered as asked: a status, or how the connection failed."""

    at: float
    what: str


class Crowd:
    """So many people at a time, each giving an answer a second; when one is done another takes their place."""

    def __init__(self, link: Link, people: list[Person], codes: list[str], at_once: int) -> None:
        self.address, self.trusted = link.address, link.trusted
        self.codes = codes
        self.heard: list[float] = []
        self.troubles: list[Trouble] = []
        self.people = people
        self.is_over = threading.Event()
        self.threads = [
            threading.Thread(target=self._answer, args=(people[number::at_once],), daemon=True)
            for number in range(at_once)
        ]

    def start(self) -> None:
        for number, thread in enumerate(self.threads):
            thread.start()
            # Not all in the same moment.
            time.sleep(number / len(self.threads) / len(self.threads))

    def stop(self) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def _answer(self, people: list[Person]) -> None:
        link = Link(self.address, self.trusted)
        for person in people:
            for number, code in enumerate(self.codes):
                beat = time.monotonic()
                person.unheard = {code: str(number % 5 + 1)}
                while not self.is_over.is_set() and not self._save(link, person):
                    link.close()
                    time.sleep(PAUSE)
                if self.is_over.wait(max(0, beat + 1 - time.monotonic())):
                    return

    def _save(self, link: Link, person: Person) -> bool:
        """Send what static/js/autosave.js sends, and tell whether it was acknowledged."""
        ((code, value),) = person.unheard.items()
        change = {"was": person.saved.get(code, ""), "now": value, "sent": [value]}
        body = json.dumps({"known_revision": person.revision, "answers": {code: change}})
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"__Host-sessionid={person.session}; __Host-csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Origin": f"https://{HOST}",
            "Referer": f"https://{HOST}/",
        }
        try:
            link.request("POST", f"{person.assessment}answers/", body, headers)
            answer = link.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.troubles.append(Trouble(time.monotonic(), type(error).__name__))
            return False
        receipt = json.loads(text) if answer.status == http.client.OK else {}
        if code not in receipt.get("saved", []):
            what = str(answer.status)
            if (
                answer.status == http.client.SERVICE_UNAVAILABLE
                and not answer.headers["Retry-After"]
            ):
                what += " without Retry-After"
            self.troubles.append(Trouble(time.monotonic(), what))
            return False
        person.saved[code], person.unheard = value, {}
        person.revision = receipt.get("known_revision", "")
        self.heard.append(time.monotonic())
        return True

    def acknowledged(self) -> dict[tuple[str, str], str]:
        """Return every answer that somebody was told was saved, by assessment and code."""
        return {
            (person.assessment.split("/")[2], code): value
            for person in self.people
            for code, value in list(person.saved.items())
        }

    def longest_pause(self, since: float, until: float) -> float:
        """Return how long nobody was told that anything was saved."""
        moments = [since, *(at for at in sorted(self.heard) if since < at < until), until]
        return max(after - before for before, after in pairwise(moments))

    def troubles_between(self, since: float, until: float) -> list[Trouble]:
        return [one for one in list(self.troubles) if since <= one.at < until]


def counted(troubles: list[Trouble]) -> str:
    kinds = Counter(one.what for one in troubles)
    return ", ".join(f"{number} × {what}" for what, number in kinds.most_common()) or "none"
