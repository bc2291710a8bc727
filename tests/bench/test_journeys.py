"""The benchmark's people go through the real servers, so that a changed page cannot falsify a figure."""

import sqlite3
from collections.abc import Iterator

import pytest

from bench import journeys
from bench.load import Script, UnexpectedAnswerError, Visitor, drive
from bench.run import Bench, stage

# With the browser's journeys, because they start real servers as well.
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with stage("sqlite", rounds=0, seconds=0.1) as made:
        yield made


def rows(bench: Bench, sql: str, *parameters: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(bench.folder / "ours.sqlite3") as database:
        return database.execute(sql, parameters).fetchall()


ANSWERS = """
SELECT answer.value FROM assessments_answer answer
JOIN assessments_assessment assessment ON assessment.id = answer.assessment_id
WHERE assessment.public_id = ? AND (assessment.submitted_at IS NULL) = ?
"""


def test_sitting_answers_all_and_submits(bench: Bench) -> None:
    person = bench.starters(1)[0]
    tally = drive(bench.ours.address, [journeys.sitting(person)])

    code = person.assessment.split("/")[2].replace("-", "")
    assert len(rows(bench, ANSWERS, code, 0)) == len(person.codes) == 42
    # home, six themes of a page, seven saves and a form, the check, the submit and the report
    assert len(tally.latencies) == 1 + 6 * (1 + 7 + 1) + 1 + 1 + 1


def test_autosaves_change_an_answer_each_time(bench: Bench) -> None:
    person = bench.starters(1)[0]

    def twice_around() -> Script:
        script = journeys.autosaves(person)
        request = next(script)
        for _ in range(2 * len(person.codes)):
            request = script.send((yield request))

    assert len(drive(bench.ours.address, [twice_around()]).latencies) == 84
    code = person.assessment.split("/")[2].replace("-", "")
    assert rows(bench, ANSWERS, code, 1) == [(2,)] * 42


def test_a_refused_save_stops_the_run(bench: Bench) -> None:
    person = bench.starters(1)[0]
    person.visitor = Visitor(person.visitor.origin, "a session that nobody has")
    with pytest.raises(UnexpectedAnswerError):
        drive(bench.ours.address, [journeys.save_all(person)])


def test_upserts_are_stored(bench: Bench) -> None:
    tally = bench.cost(bench.yardstick, bench.upserts(8), seconds=0.3)
    assert tally.requests >= 8
    assert tally.cpu >= 0
    with sqlite3.connect(bench.folder / "yardstick.sqlite3") as database:
        people = database.execute("SELECT COUNT(DISTINCT person_id) FROM yardstick_entry")
        assert people.fetchone() == (8,)
