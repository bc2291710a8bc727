"""Tells whether the time of an answer says that an address has an account: `python -m bench.guessing [PAIRS]`.

Pairs of requests that differ in the address alone, one of an account and one of nobody's, go to a server of its own in
an order that chance decides. If the two do the same work, the known one is the slower in half of the pairs, whatever else
the machine is doing: an exact sign test says how odd what was seen would then be.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import comb
from urllib.parse import urlencode

from bench.load import Answer, Connection, Script, Visitor
from bench.servers import GUNICORN, Server, databases, end_tidily, environment, folder, run

PAIRS = 300
# Where a thousand honest runs would give ten that look worse, one may still be chance: run it again.
ODD = 0.01
PEOPLE = """
import json, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django; django.setup()
from django.core.management import call_command
for command in ("migrate", "createcachetable"):
    call_command(command, verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from django.contrib.auth.hashers import make_password
from factory import Transformer
from django.utils import timezone
from accounts.models import Membership, User
from bench.cookies import sign_in
from tests.factories import MembershipFactory, OrganisationFactory
pairs, password = int(sys.argv[1]), Transformer.Force(make_password("a plain heron over water"))
ours, theirs = OrganisationFactory(slug="ours"), OrganisationFactory(slug="theirs")
def members(name):
    emails = [f"{name}.{n}@council.example" for n in range(pairs)]
    return [MembershipFactory(organisation=theirs, user__email=one, user__password=password).pk for one in emails]
members("known")
Membership.objects.filter(pk__in=members("closed")).update(left_at=timezone.now())
leads = [MembershipFactory(organisation=ours, roles=["administrator"], user__password=password) for _ in range(pairs // 20 + 1)]
print(json.dumps([sign_in(lead.user) for lead in leads]))
"""


@dataclass(frozen=True)
class Question:
    """One thing that a stranger, or another council, can ask by an address, and the answer that all get."""

    title: str
    known: str
    status: int
    request: Callable[[int, str], bytes]


def main(pairs: int = PAIRS) -> None:
    end_tidily()
    with folder() as where:
        settings = environment(databases("sqlite", where, ["guessing"])["guessing"], where)
        # So that each request comes from somewhere else, or limits would answer instead.
        settings["TRUST_PROXY_HEADERS"] = "true"
        sessions = _made(settings, pairs)
        server = Server("service", "config.wsgi", settings, [*GUNICORN["sqlite"]])
        try:
            print("| asked | pairs | known slower in | median difference | of | sign test |")
            print("|---|---|---|---|---|---|")
            for turn, question in enumerate(_questions(settings["SITE_URL"], sessions)):
                print(_row(question, _pairs(question, server, pairs, turn)), flush=True)
        finally:
            server.stop()


def _made(settings: dict[str, str], pairs: int) -> list[str]:
    found: list[str] = json.loads(run(settings, "-c", PEOPLE, str(pairs)).splitlines()[-1])
    return found


def _questions(site: str, sessions: list[str]) -> Iterable[Question]:
    def sign_in(number: int, email: str) -> bytes:
        body = urlencode({"login": email, "password": "not the right one at all"})
        return _from_elsewhere(Visitor(site).post_form("/accounts/login/", body), number)

    def forgotten(number: int, email: str) -> bytes:
        body = urlencode({"email": email})
        return _from_elsewhere(Visitor(site).post_form("/accounts/password/reset/", body), number)

    def invited(number: int, email: str) -> bytes:
        body = urlencode({"email": email, "name": "Sam Lee", "roles": "manager"})
        visitor = Visitor(site, sessions[number // 40 % len(sessions)])
        return _from_elsewhere(visitor.post_form("/people/add/", body), number)

    yield Question("signing in, wrong password", "known", 200, sign_in)
    yield Question("signing in, closed account", "closed", 200, sign_in)
    yield Question("forgotten password", "known", 302, forgotten)
    yield Question("forgotten password, closed account", "closed", 302, forgotten)
    yield Question("inviting who is elsewhere", "known", 302, invited)


def _from_elsewhere(request: bytes, number: int) -> bytes:
    net = f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\n"
    head, blank, body = request.partition(b"\r\n\r\n")
    return head + b"\r\n" + net.encode().rstrip(b"\r\n") + blank + body


def _pairs(question: Question, server: Server, pairs: int, turn: int) -> list[tuple[float, float]]:
    """Return the seconds of each pair: of the account, and of nobody's.

    Nobody is asked about twice: the limits would know the address from the question before.
    """
    chance, found = random.Random(turn), []
    for number in range(pairs):
        names = [question.known, f"nobody.{turn}"]
        chance.shuffle(names)
        seconds = {}
        for place, name in enumerate(names):
            request = question.request(2 * number + place, f"{name}.{number}@council.example")
            seconds[name == question.known] = _ask(server, request, question.status)
        if number >= pairs // 10:  # the first warm both workers up
            found.append((seconds[True], seconds[False]))
    return found


def _ask(server: Server, request: bytes, status: int) -> float:
    connection = Connection(server.address, _one(request))
    started = time.perf_counter()
    link = connection.send(request)
    answer: Answer | None = None
    while answer is None:
        answer = connection.receive()
    seconds = time.perf_counter() - started
    link.close()
    if answer.status != status:
        raise SystemExit(f"{answer.status} in place of {status}: {answer.body[:300]!r}")
    return seconds


def _one(request: bytes) -> Script:
    yield request


def _row(question: Question, pairs: list[tuple[float, float]]) -> str:
    slower = sum(known > nobody for known, nobody in pairs)
    difference = statistics.median(known - nobody for known, nobody in pairs) * 1e3
    typical = statistics.median(nobody for _known, nobody in pairs) * 1e3
    odds = sign_test(slower, len(pairs))
    verdict = "nothing to see" if odds >= ODD else "TELLS THEM APART"
    share = f"{100 * slower / len(pairs):.0f}%"
    return f"| {question.title} | {len(pairs)} | {share} | {difference:+.2f} ms | {typical:.1f} ms | p = {odds:.2g}: {verdict} |"


def sign_test(successes: int, tries: int) -> float:
    """Return how likely a fair coin is to fall at least as unevenly, to either side."""
    fewer = min(successes, tries - successes)
    tail = sum(comb(tries, n) for n in range(fewer + 1)) / 2**tries
    return min(1.0, 2 * tail)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
