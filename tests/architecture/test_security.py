"""docs/security.md leaves no requirement of OWASP ASVS 5.0 out, counts right, and names tests that exist."""

import re
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from tests.architecture.source import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()
STATES = ("met", "set up", "not applicable", "open")
# How many requirements of levels 1 and 2 each section has; those of level 3 stand at its end or are named.
SECTIONS = {
    "1": (2, 9, 11, 3, 2), "2": (3, 3, 4, 1), "3": (0, 2, 4, 6, 5, 0, 2), "4": (3, 1, 2, 4), "5": (1, 3, 2, 3),
    "6": (3, 12, 4, 4, 5, 3, 0, 4), "7": (3, 4, 2, 5, 2, 2), "8": (2, 3, 1, 1), "9": (3, 4),
    "10": (2, 2, 4, 11, 5, 2, 3), "11": (2, 3, 3, 4, 1, 1), "12": (3, 2, 4), "13": (1, 5, 2, 5), "14": (2, 4, 3),
    "15": (3, 3, 7), "16": (1, 5, 4, 3, 3), "17": (1, 4, 2),
}  # fmt: skip
ASKED = {
    f"{chapter}.{section}.{number}"
    for chapter, counts in SECTIONS.items()
    for section, count in enumerate(counts, start=1)
    for number in range(1, count + 1)
}
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+[^|]*) \| ([^|]+) \|", PAGE, flags=re.MULTILINE)
NUMBER = r"(\d+\.\d+)\.(\d+)"


def _named(row: str) -> list[str]:
    """Return each requirement of a row: `1.2.6, 1.2.7`, or `7.2.1 to 7.2.3`."""
    found = []
    for match in re.finditer(rf"{NUMBER}(?: to {NUMBER})?", row):
        section, first, _section, last = match.groups()
        found += [f"{section}.{n}" for n in range(int(first), int(last or first) + 1)]
    return found


def test_each_requirement_stands_there_once() -> None:
    named = Counter(one for row, _state in ROWS for one in _named(row))

    assert len(ASKED) == 253
    assert set(named) == ASKED
    assert max(named.values()) == 1


def test_states_are_counted_right() -> None:
    counts: Counter[str] = Counter()
    for row, state in ROWS:
        counts[state] += len(_named(row))

    said = ", ".join(f"{counts[state]} {state}" for state in STATES)
    assert f"Of 253 requirements: {said}." in PAGE


def test_files_named_as_evidence_exist() -> None:
    files = re.findall(r"`((?:tests|accounts|documents|docs|identity|\w+)/[\w/]+\.\w+)`", PAGE)

    assert len(files) > 50
    assert [file for file in files if not (ROOT / file).is_file()] == []


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["healthz", "account_login", "privacy", "account_reset_password"])
def test_no_page_answers_trace(page: str, client: Client) -> None:
    assert client.trace(reverse(page)).status_code == 405
