"""What somebody sends who means no good: the forms of a page, filled in as no browser would."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.datastructures import MultiValueDict

MARKUP = "\"'><i data-hostile>{{7*7}}"
RAW_MARKUP = "<i data-hostile>"
VALUES = {
    "nul": "a\x00b",
    "markup": MARKUP,
    "long": "x" * 20_000,
    "negative": "-1",
    "huge": "9" * 40,
    "no number": "1e309",
    "no day": "31/02/0000",
    "last day": "9999-12-31",
    "first day": "0001-01-01",
    "nothing": "",
    "spaces": " \t\r\n ",
    "odd": "\ufeff\u202e\uffff😀é",
    "list": '["a", {"b": null}]',
    "path": "../../%s%n\\",
}
# Names that pages read without having a field for them.
UNLISTED = (
    "next",
    "page",
    "q",
    "at",
    "do",
    "from",
    "was",
    "seen",
    "value",
    "keys",
    "sheet",
    "edit",
)
BODIES = (
    "", "[]", "null", "7", '"text"', "{", "[" * 5_000, '{"answers": []}', '{"answers": {"a": 1}}',
    '{"answers": {"ASP-01": {"was": 1, "now": []}}}', '{"answers": {"ASP-01": {"now": NaN}}}',
    '{"answers": {"\\u0000": {"was": "", "now": "\\u0000"}}}', '{"notes": {"ASP": {"was": "", "now": 9}}}',
    '{"notes": {"ASP": {"was": "", "now": "a\\u0000b"}}}', json.dumps({"answers": {"x" * 9_000: None}}),
    '{"answers": {"ASP-01": {"was": "", "now": "%s"}}}' % ("9" * 400), "\ud800".encode("utf-8", "surrogatepass"),
)  # fmt: skip


@dataclass
class PageForm:
    """A form as it stands in a page: where it goes and what a browser would send."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)

    def with_fields(self, what: str, fields: Mapping[str, object]) -> "Sending":
        return Sending(what, self.method, self.action, fields)


class _Forms(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[PageForm] = []
        self._is_in, self._select = False, ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._is_in = True
            action = said.get("action") or self.address
            self.forms.append(PageForm(action, said.get("method", "get").lower()))
        elif self._is_in and tag in {"select", "option"}:
            self._choice(tag, said)
        elif self._is_in and said.get("name", "csrfmiddlewaretoken") != "csrfmiddlewaretoken":
            self._control(tag, said)

    def _choice(self, tag: str, said: dict[str, str]) -> None:
        fields = self.forms[-1].fields
        if tag == "select":
            self._select = said.get("name", "")
        elif "selected" in said or self._select not in fields:
            fields[self._select] = said.get("value", "")

    def _control(self, tag: str, said: dict[str, str]) -> None:
        form, name, value = self.forms[-1], said["name"], said.get("value", "")
        if tag == "button":
            form.buttons.append((name, value))
        elif said.get("type") == "file":
            form.files.add(name)
        elif (
            said.get("type") not in {"checkbox", "radio"}
            or "checked" in said
            or name not in form.fields
        ):
            form.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_in = False
        elif tag == "select":
            self._select = ""


def forms_of(page: str, address: str) -> list[PageForm]:
    """Return the forms of a page but those of the frame, which every page has."""
    parser = _Forms(address)
    parser.feed(page)
    return [form for form in parser.forms if "logout" not in form.action]


@dataclass(frozen=True)
class Sending:
    """One request: what is wrong with it, and what is sent."""

    what: str
    method: str
    address: str
    fields: Mapping[str, object]

    def send(self, client: Client):
        return getattr(client, self.method)(self.address, self.fields)

    def __str__(self) -> str:
        return f"{self.method} {self.address[:80]} ({self.what[:60]})"


# What is always tried; of the others each row takes a few in its turn.
ALWAYS = ("nul", "markup")


def some_values(turn: int, *, whole: bool) -> dict[str, str]:
    """Return the values that are tried: all, or those that are always and one more by turns."""
    if whole:
        return VALUES
    others = [what for what in VALUES if what not in ALWAYS]
    chosen = [*ALWAYS, others[turn % len(others)]]
    return {what: VALUES[what] for what in chosen}


def sendings(form: PageForm, *, whole: bool, turn: int) -> Iterator[Sending]:
    """Yield what is sent of a form: a value in all fields, one in each field alone, none, two, files for words."""
    names = list(
        dict.fromkeys([*form.fields, *form.files, *(name for name, _value in form.buttons)])
    )
    buttons = sorted(set(form.buttons)) or [("", "")]
    for number, (what, value) in enumerate(some_values(turn, whole=whole).items()):
        pressed = _pressed(buttons[(number + turn) % len(buttons)])
        yield form.with_fields(f"all {what}", dict.fromkeys(form.fields, value) | pressed)
    values = list(VALUES.items())
    for number, name in enumerate(names if whole else names[turn % 4 :: 4]):
        chosen = values if whole else [values[(number + turn) % len(values)]]
        for what, value in chosen:
            pressed = _pressed(buttons[number % len(buttons)])
            yield form.with_fields(f"{name} {what}", form.fields | pressed | {name: value})
    for button in buttons:
        yield form.with_fields(f"as it is, {button}", form.fields | _pressed(button))
        yield form.with_fields(f"nothing but {button}", _pressed(button))
    twice = {name: [value, "9", MARKUP] for name, value in form.fields.items()}
    yield form.with_fields("each twice", MultiValueDict(twice))
    if form.method == "post":
        yield from _with_files(form)


def _with_files(form: PageForm) -> Iterator[Sending]:
    words = {name: SimpleUploadedFile("../x.csv", b"\x00,\xff") for name in form.fields}
    yield form.with_fields("files for words", words)
    if form.files:
        bad = SimpleUploadedFile("a\x00.xlsx", b"PK\x03\x04 nothing")
        yield form.with_fields("bad files", form.fields | dict.fromkeys(form.files, bad))
        yield form.with_fields("words for files", form.fields | dict.fromkeys(form.files, MARKUP))


def _pressed(button: tuple[str, str]) -> dict[str, str]:
    return {button[0]: button[1]} if button[0] else {}


def queries(address: str, *, whole: bool, turn: int) -> Iterator[Sending]:
    """Yield what is asked of a page by parameters that it may know, one value for all of them each time."""
    for what, value in some_values(turn, whole=whole).items():
        yield Sending(f"query {what}", "get", address, dict.fromkeys(UNLISTED, value))


def paths(address: str, parts: Mapping[str, object], *, whole: bool) -> Iterator[Sending]:
    """Yield addresses whose parts that say what is meant are no such thing."""
    for name, part in parts.items():
        for what in ("nul", "huge", "markup", "long", "path") if whole else ("nul", "huge"):
            said = quote(VALUES[what][:4_000], safe="")
            changed = re.sub(
                rf"(?<=[/.-]){re.escape(str(part))}(?=[/.-]|$)", said, address, count=1
            )
            yield Sending(f"{name} {what}", "get", changed, {})
