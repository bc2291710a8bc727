"""Item statistics over stored answers: who counts, what the command prints."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, Organisation
from assessments.models import Answer, Assessment
from assessments.queries import arrays as array_queries
from assessments.queries.arrays import raw_answer_arrays
from banks.models import BankVersion
from banks.queries import question_ids
from leadership.scoring.arrays import BLANK, NOT_APPLICABLE
from psychometrics.item_analysis import Tally
from psychometrics.presenters.items import item_statistics, question_flags, theme_flags
from psychometrics.queries import first_assessments
from tests.factories import MembershipFactory, OrganisationFactory, bank

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CODES = [question.code for question in bank().questions()]


def submitted(
    member: Membership, version: BankVersion, raw: list, *, at: datetime = AT
) -> Assessment:
    """A submitted assessment with these raw answers in bank order; None is a blank."""
    ids = question_ids(version.pk)
    assessment = Assessment.objects.create(
        member=member, version=version, started_at=at, submitted_at=at
    )
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment,
            question_id=ids[code],
            value=value if isinstance(value, int) else None,
            other="" if isinstance(value, int) else value,
            saved_at=at,
        )
        for code, value in zip(CODES, raw, strict=True)
        if value is not None
    )
    return assessment


def sheets(people: int, seed: int = 5) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    habit = rng.integers(2, 5, size=(people, 1))
    raw = np.clip(habit + rng.integers(-1, 2, size=(people, len(CODES))), 1, 5)
    return [[int(value) for value in row] for row in raw]


def everyone(version: BankVersion, organisation: Organisation, raw: list[list]) -> None:
    for row in raw:
        submitted(MembershipFactory(organisation=organisation), version, row)


def figures(text: str) -> dict:
    return json.loads(text)


def test_first_assessments_leave_out_later_unfinished_and_other_organisations(
    version, organisation
):
    (raw,) = sheets(1)
    member = MembershipFactory(organisation=organisation)
    first = submitted(member, version, raw)
    submitted(member, version, raw, at=AT + timedelta(days=200))
    Assessment.objects.create(
        member=MembershipFactory(organisation=organisation), version=version, started_at=AT
    )
    elsewhere = submitted(MembershipFactory(), version, raw)

    assert list(first_assessments(version, organisation)) == [first]
    assert set(first_assessments(version)) == {first, elsewhere}


@pytest.mark.parametrize("at_once", [2, 20_000])
def test_raw_answer_arrays_hold_every_answer_whatever_the_size_of_the_pieces(
    version, organisation, monkeypatch, at_once
):
    monkeypatch.setattr(array_queries, "ASSESSMENTS_AT_ONCE", at_once)
    raw = [*sheets(4), [None] * len(CODES), ["NA", None, *sheets(1)[0][2:]]]
    everyone(version, organisation, raw)
    numbers = {None: BLANK, "NA": NOT_APPLICABLE}

    arrays = raw_answer_arrays(first_assessments(version), version)
    found = np.concatenate([answers for _people, answers in arrays])

    expected = [[numbers.get(value, value) for value in row] for row in raw]
    assert sorted(found.tolist()) == sorted(expected)


def test_statistics_of_stored_answers_are_those_of_the_same_arrays(version, organisation):
    raw = sheets(40)
    everyone(version, organisation, raw)
    tally = Tally(bank())
    tally.add(np.array(raw, dtype=np.int16))

    found = item_statistics(version, organisation)

    assert found.themes == tally.statistics()
    assert all(found.is_early(theme) for theme in found.themes)


def test_item_statistics_prints_the_figures_for_other_programs(version, organisation, capsys):
    everyone(version, organisation, sheets(40))

    call_command("item_statistics", "CFL", "--organisation", organisation.slug, "--format", "json")

    found = figures(capsys.readouterr().out)
    assert (found["bank"], found["version"]) == ("CFL", "1.0.0")
    theme = found["themes"][0]
    assert {"code", "n", "mean", "sd", "alpha", "alpha_low", "alpha_high", "sem"} < set(theme)
    assert theme["n"] == 40
    assert {
        "code", "n", "mean", "sd", "item_rest", "alpha_if_deleted",
        "missing_percent", "na_percent", "floor_percent", "ceiling_percent",
    } <= set(theme["questions"][0])  # fmt: skip


def test_item_statistics_shows_nothing_of_fewer_than_thirty(version, organisation, capsys):
    everyone(version, organisation, sheets(29))

    call_command("item_statistics", "CFL", "--format", "json")
    theme = figures(capsys.readouterr().out)["themes"][0]
    call_command("item_statistics", "CFL")

    assert {
        value for key, value in theme.items() if key not in {"code", "questions", "separate"}
    } == {None}
    assert {question["mean"] for question in theme["questions"]} == {None}
    assert capsys.readouterr().out.count("not enough complete answers") == 6


@pytest.mark.parametrize(
    "arguments", [["CFX"], ["CFL", "--bank-version", "9"], ["CFL", "--organisation", "nowhere"]]
)
def test_item_statistics_says_what_there_is_not(version, arguments):
    with pytest.raises(CommandError, match="no"):
        call_command("item_statistics", *arguments)


def test_flags_say_what_to_do(version, organisation):
    """The first statement is keyed the wrong way, everybody is at the top of the last."""
    raw = sheets(60)
    for row in raw:
        row[0], row[3], row[6] = 6 - row[0], 6 - row[3], 5
    everyone(version, OrganisationFactory(), raw)

    theme = item_statistics(version, None).themes[0]

    first, last = theme.questions[0], theme.questions[6]
    assert any("which way it is keyed" in flag for flag in question_flags(first, theme))
    assert any("highest answer" in flag for flag in question_flags(last, theme))
    assert question_flags(theme.questions[4], theme) == ()
    assert any("vary together less" in flag for flag in theme_flags(theme))
    assert any("hold together better without" in flag for flag in question_flags(first, theme))
