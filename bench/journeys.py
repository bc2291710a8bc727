"""What people do in their browsers, as scripts for the load generator; each checks every answer it gets."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

from bench.load import Answer, Script, UnexpectedAnswerError, Visitor


@dataclass
class Person:
    """Somebody signed in, with an assessment of their own and what they know to be saved of it."""

    visitor: Visitor
    assessment: str = ""
    questions: dict[str, list[str]] = field(default_factory=dict)
    saved: dict[str, str] = field(default_factory=dict)
    known_revision: str = ""

    @property
    def codes(self) -> list[str]:
        return [code for codes in self.questions.values() for code in codes]

    def save(self, code: str, value: str) -> bytes:
        """Write what static/js/autosave.js sends for one new answer."""
        change = {"was": self.saved.get(code, ""), "now": value, "sent": [value]}
        return self.visitor.post_json(
            f"{self.assessment}answers/",
            {"known_revision": self.known_revision, "answers": {code: change}},
        )

    def check_saved(self, answer: Answer, code: str, value: str) -> None:
        body: Any = answer.json() if answer.status == 200 else {}
        if code not in body.get("saved", []):
            raise UnexpectedAnswerError(f"{code} was not saved: {answer.status} {answer.body!r}")
        self.saved[code], self.known_revision = value, body.get("known_revision", "")


def upserts(visitor: Visitor, counter: Iterator[int]) -> Script:
    """Save one of the yardstick's 42 values after the other, for ever."""
    for number in counter:
        data = {"item": number % 42, "value": number // 42 % 5}
        answer = yield visitor.post_json("/session-and-upsert", data)
        if answer.status != 200 or answer.json() != {"saved": data["item"]}:
            raise UnexpectedAnswerError(f"{answer.status} {answer.body!r}")


def autosaves(person: Person) -> Script:
    """Answer one question after the other, for ever; each answer differs from the one before."""
    for code in cycle(person.codes):
        value = str(int(person.saved.get(code, "0")) % 5 + 1)
        answer = yield person.save(code, value)
        person.check_saved(answer, code, value)


def pages(visitor: Visitor, path: str, times: int) -> Script:
    for _ in range(times):
        _expect(200, (yield visitor.get(path)))


def save_all(person: Person) -> Script:
    """Answer every question once, and open no page."""
    for number, code in enumerate(person.codes):
        value = str(number % 5 + 1)
        person.check_saved((yield person.save(code, value)), code, value)


def sitting(person: Person) -> Script:
    """Go through a whole assessment as a browser does: pages, an autosave an answer, forms, the report."""
    visitor = person.visitor
    _expect(200, (yield visitor.get("/")))
    for theme, codes in person.questions.items():
        address = f"{person.assessment}themes/{theme}/"
        page = _expect(200, (yield visitor.get(address)))
        form = read_form(page, f"answer-{codes[0]}")
        person.known_revision = form["known_revision"]
        for number, code in enumerate(codes):
            value = str(number % 5 + 1)
            person.check_saved((yield person.save(code, value)), code, value)
            # The script keeps the form's fields up to date, so that its buttons say the same.
            form |= {
                f"answer-{code}": value,
                f"was-answer-{code}": value,
                "known_revision": person.known_revision,
            }
        answer = yield visitor.post_form(address, urlencode(form | {"then": "continue"}))
        _expect(302, answer)
    _expect(200, (yield visitor.get(f"{person.assessment}check/")))
    answer = _expect(302, (yield visitor.post_form(f"{person.assessment}check/", "")))
    _expect(200, (yield visitor.get(answer.header("Location"))))


def _expect(status: int, answer: Answer) -> Answer:
    if answer.status != status:
        raise UnexpectedAnswerError(f"{status} was expected: {answer.head!r} {answer.body[:500]!r}")
    return answer


class _Fields(HTMLParser):
    """The fields of each form of a page, as a browser would send them before anybody touched them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.names: list[set[str]] = []
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
            self.names.append(set())
        name = given.get("name", "")
        if not name or not self.forms:
            return
        self.names[-1].add(name)
        kind = given.get("type", "")
        if tag == "textarea":
            self.forms[-1][name], self.area = "", name
        elif tag == "input" and (kind not in {"radio", "checkbox", "submit"} or "checked" in given):
            self.forms[-1][name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""


def read_form(page: Answer, name: str) -> dict[str, str]:
    """Return the fields of the form that has a field of that name."""
    reader = _Fields()
    reader.feed(page.body.decode())
    for form, names in zip(reader.forms, reader.names, strict=True):
        if name in names:
            return form
    raise UnexpectedAnswerError(f"The page has no form with {name}.")
