"""Files that are too much, or not what they say: refused in words, in bounded memory and time."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, User
from banks.actions import store_draft
from banks.queries import load_instrument
from leadership.files import BankFileError, dump, parse
from leadership.files.workbook import dump_workbook
from leadership.instrument import Instrument, Question
from tests.factories import bank
from tests.leadership.lss import Survey

TOO_LARGE = "the workbook is too large: unpacked, a bank is far smaller than this."
NO_WORKBOOK = "the file cannot be read as an Excel workbook (.xlsx)."
A_DTD = "the file defines words of its own (a DTD or entities), which surveys never do."
TOO_LONG = "themes[0].items[0].text: is too long: it may have 4000 characters."
# Ten times what it takes here, so that a busy machine fails no test: unbounded would be minutes, or never.
SECONDS, MEGABYTES = 20, 500


@pytest.fixture(scope="module")
def hostile() -> SimpleNamespace:
    """What came of each file, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.leadership.hostile"],
        check=True, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    *files, last = map(json.loads, done.stdout.splitlines())
    return SimpleNamespace(
        said={one["file"]: one["said"] for one in files},
        seconds={one["file"]: one["seconds"] for one in files},
        megabytes=last["megabytes"],
    )


def test_hostile_files_are_refused_in_words(hostile: SimpleNamespace) -> None:
    assert hostile.said == {
        "aliases that multiply": "line 5: the file holds more than 100,000 values.",
        "50 MB of YAML": "the file is too large: a bank has at most 2,000,000 bytes.",
        "50 MB of XML": "the file is too large: at most 10,000,000 bytes are read.",
        "50 MB that call themselves a workbook": "the file is too large: at most 2,000,000 bytes are read.",
        "a workbook that unpacks to 1 GB": TOO_LARGE,
        "a part that is longer than it says": NO_WORKBOOK,
        "empty cells by the hundred thousand": TOO_LARGE,
        "a row without end": TOO_LARGE,
        "a row far below all others": TOO_LARGE,
        "a million empty texts": TOO_LARGE,
        "styles without end": TOO_LARGE,
        "entities in a workbook": NO_WORKBOOK,
        "entities in a survey": A_DTD,
        "a file of the server in a survey": A_DTD,
        "tags nested deep": "line 1: this is not valid XML.",
        "a million empty tags": "the survey is too large: it has far more parts than a survey has.",
        "a survey of arrays by the thousand": "accepted: LS-123456",
        "rows that all have one name": "accepted: LS-123456",
        "a survey of more rows than are read": "the survey has more than 50,000 questions, answers and texts.",
        "tags in a text that never end": TOO_LONG,
        "quotes in a text that never end": TOO_LONG,
        "comments in a text that never end": "themes[0].items[0].text: is missing.",
        "a number without end in a text": "themes[0].items[0].text: is missing.",
    }


def test_hostile_files_take_little_time_and_memory(hostile: SimpleNamespace) -> None:
    assert {name: s for name, s in hostile.seconds.items() if s > SECONDS} == {}
    assert hostile.megabytes < MEGABYTES


def test_large_file_is_read_no_further_than_a_bank_may_be(tmp_path: Path) -> None:
    file = tmp_path / "large.xlsx"
    with file.open("wb") as sparse:
        sparse.write(b"PK\x03\x04")
        sparse.truncate(50_000_000_000)

    with pytest.raises(CommandError, match="the file is too large"):
        call_command("import_bank", file, stdout=StringIO())


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("    items:", "    items:\n      - {reverse: true}",
         ["themes[0].items[0].code: is missing.", "themes[0].items[0].text: is missing."]),
        ("      - {value: 2, label: Neither}\n      - {value: 3, label: Agree}\n", "",
         ["scales.agreement.points: needs at least 2."]),
        ("ONE-2", "ONE-1", ["themes[0].items[1].code: ONE-1 is already the code at themes[0].items[0].code."]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(old: str, new: str, faults: list[str]) -> None:
    text = Path("tests/leadership/banks/small.yaml").read_text()
    assert old in text

    with pytest.raises(BankFileError) as refused:
        parse(text.replace(old, new))

    said = [f"{fault.path}: {fault.message}" for fault in refused.value.faults]
    assert set(faults) <= set(said)


def large() -> Instrument:
    """Five thousand statements in forty themes; the first has HTML in it."""
    (theme,) = bank("small").themes
    themes = tuple(
        replace(
            theme, code=f"T{t}", order=t,
            questions=tuple(
                Question(f"T{t}-{q}", text := f"<b>I</b> do {t} {q} & <script>x</script>.", q == 2, text, order=q)
                for q in range(1, 126)
            ),
        )
        for t in range(1, 41)
    )  # fmt: skip
    return replace(bank("small"), themes=themes)


@pytest.mark.parametrize("written", [dump, dump_workbook], ids=["YAML", "workbook"])
def test_five_thousand_statements_are_read(written: Callable[[Instrument], str | bytes]) -> None:
    content = written(large())
    before = time.process_time()

    found = parse(content).instrument

    assert time.process_time() - before < 60
    assert found == large()


def test_five_thousand_statements_are_stored_and_shown_as_text(
    organisation: Organisation, administrator: User, client_of: Callable[[User], Client]
) -> None:
    version = store_draft(large(), organisation=organisation, by=None, at=timezone.now())

    url = reverse("banks:preview", args=[version.pk, "T1"])
    page = client_of(administrator).get(url).content.decode()
    assert load_instrument(version) == large()
    assert "&lt;b&gt;I&lt;/b&gt; do 1 1 &amp; &lt;script&gt;" in page
    assert "<script>x" not in page


def test_five_thousand_rows_of_a_survey_come_in() -> None:
    made = Survey()
    for t in range(1, 41):
        made.array(made.group(f"Theme {t}"), f"Q{t}", [f"<b>I</b> do {t} {q}." for q in range(125)])

    parsed = parse(made.xml())

    assert len(list(parsed.instrument.questions())) == 5000
    assert "The formatting (HTML) in 5000 of the texts; their words are kept." in parsed.left_out
