"""The server is killed in the middle of a run of saves: what it had confirmed is there afterwards."""

import http.client
import json
import threading
import time

from tests.factories import PASSWORD, bank
from tests.faults.conftest import EMAIL, Visitor

ENOUGH = 40


def test_every_confirmed_save_outlives_a_killed_server(service) -> None:
    service.start()
    visitor = Visitor(service.port)
    visitor.sign_in(EMAIL, PASSWORD)
    visitor.request("GET", "/assessments/start/")
    address = visitor.post("/assessments/start/", {}).headers["Location"]
    pens = [Pen(visitor, address, theme) for theme in bank().themes[:3]]

    for pen in pens:
        pen.start()
    while sum(pen.confirmations for pen in pens) < ENOUGH:
        time.sleep(0.01)
    service.kill()
    for pen in pens:
        pen.join()
    service.start()

    for pen in pens:
        assert pen.failure is None
        visitor.request("GET", f"{address}themes/{pen.theme.code}/")
        for question in pen.theme.questions:
            found = visitor.hidden(f"was-answer-{question.code}")
            # A save on its way at the moment of the kill may be there or not; nobody was told.
            assert found in {pen.confirmed.get(question.code, ""), pen.unheard.get(question.code)}
    assert sum(len(pen.unheard) for pen in pens) > 0, "the kill met no save"


class Pen(threading.Thread):
    """Answers the statements of one theme again and again until the server is gone."""

    def __init__(self, visitor, address, theme) -> None:
        super().__init__()
        self.visitor = Visitor(visitor.port)
        self.visitor.cookies = dict(visitor.cookies)
        self.address, self.theme = f"{address}answers/", theme
        self.confirmed: dict[str, str] = {}
        self.unheard: dict[str, str] = {}
        self.confirmations = 0
        self.failure: str | None = None

    def run(self) -> None:
        for turn in range(10_000):
            question = self.theme.questions[turn % 7]
            if not self.save(question.code, str(turn % 5 + 1)):
                return

    def save(self, code: str, now: str) -> bool:
        change = {"was": self.confirmed.get(code, ""), "now": now}
        headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": self.visitor.cookies["csrftoken"],
        }
        self.unheard = {code: now}
        try:
            response = self.visitor.request(
                "POST", self.address, json.dumps({"answers": {code: change}}), **headers
            )
        except (OSError, http.client.HTTPException):
            return False
        if response.status != 200 or json.loads(self.visitor.text)["saved"] != [code]:
            self.failure = f"{response.status} {self.visitor.text}"
            return False
        self.confirmed[code] = now
        self.unheard = {}
        self.confirmations += 1
        return True
