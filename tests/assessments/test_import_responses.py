"""Answers from a file: what is stored, what is refused and how it is named, and that memory stays bounded."""

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, Membership, Organisation, Team, User
from accounts.permissions import Role
from assessments.actions import responses
from assessments.models import Answer, Assessment, Campaign
from assessments.queries import managers_of
from leadership.instrument import Instrument
from tests.factories import CampaignFactory, MembershipFactory, bank, published, with_own

pytestmark = pytest.mark.django_db
CODES = tuple(bank().asked)
THEMES = tuple(question.code for question in bank().questions())


@pytest.fixture(autouse=True)
def _version(organisation: Organisation) -> None:
    published()


def write(path: Path, rows: list[dict[str, str]], columns: list[str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def run(path: Path, **options) -> str:
    out = io.StringIO()
    options = {"bank": "CFL", "organisation": "ambleford", "campaign": "Last year"} | options
    call_command("import_responses", str(path), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def refused(path: Path, **options) -> str:
    before = _everything()
    with pytest.raises(CommandError) as error:
        run(path, **options)
    assert _everything() == before
    return str(error.value)


def _everything() -> list[int]:
    models = (User, Membership, Team, Campaign, Assessment, Answer, AuditEntry)
    return [model.objects.count() for model in models]


def answers(text: str = "4", codes: tuple[str, ...] = THEMES) -> dict[str, str]:
    return dict.fromkeys(codes, text)


def test_a_row_becomes_a_submitted_assessment_with_its_scores(tmp_path, organisation):
    known = MembershipFactory(
        organisation=organisation, user__email="ann@council.example", roles=[Role.MANAGER]
    )
    path = write(
        tmp_path / "answers.csv",
        [
            {"email": "Ann@Council.example", "team": "Care > East", "grade": "G10"}
            | answers("4", CODES)
            | {"ASP-01": "NA", "ASP-02": "", "RO-01": "DK"},
            {"email": "", "person": "R-17", "team": "care", "grade": "G9"} | answers("2"),
            {"email": "new@council.example", "name": "Bo Hart", "team": "Care"},
        ],
        ["email", "person", "name", "team", "grade", *CODES],
    )

    said = run(path, breakdown="grade")

    campaign = Campaign.objects.get()
    assert campaign.slug == "ambleford-last-year"
    assert "2 assessments of 3 people (1 members, 2 new without sign-in, 1 without any" in said
    assert (campaign.asks_readiness, campaign.asks_learning) == (True, True)
    assert campaign.breakdown == "grade"
    assert campaign.people.count() == 3
    ann = campaign.assessments.get(member=known)
    given = {one.question.code: one.given for one in ann.answers.select_related("question")}
    assert len(given) == len(CODES) - 1
    assert (given["ASP-01"], given["RO-01"], given["EMA-03"]) == ("NA", "DK", 4)
    assert ann.theme_scores.count() == 6
    assert ann.readiness_scores.count() == 2
    stranger = campaign.assessments.get(member__user__name="R-17").member
    assert (stranger.user.signs_in, stranger.user.address) == (False, "")
    assert (stranger.team.name, stranger.attributes) == ("Care", {"grade": "G9"})
    assert stranger not in managers_of(organisation.pk)
    call_command("verify_scores", stdout=io.StringIO())


def test_closing_publishes_what_was_imported(tmp_path):
    rows = [{"person": str(n), "team": "Care"} | answers(str(n % 3 + 2)) for n in range(12)]
    run(write(tmp_path / "answers.csv", rows, ["person", "team", *THEMES]))
    out = io.StringIO()

    call_command("close_campaign", "ambleford-last-year", stdout=out)

    assert "closed and published (12 of 12 took part" in out.getvalue()
    late = write(tmp_path / "late.csv", [{"person": "13"} | answers()], ["person", *THEMES])
    assert "are published, so it takes no more" in refused(late)


def test_a_later_file_finds_the_same_people(tmp_path, organisation):
    rows = [{"person": "R-17", "team": "Care"} | answers()]
    columns = ["person", "team", *THEMES]
    run(write(tmp_path / "one.csv", rows, columns), answered_on="2026-01-31")
    rows[0]["team"] = "Housing"
    run(write(tmp_path / "two.csv", rows, columns), campaign="This year")

    member = Membership.objects.get(organisation=organisation)
    assert member.assessments.count() == 2
    assert member.team.name == "Housing"
    first = Campaign.objects.order_by("closes_at").first()
    assert first.closes_at.date().isoformat() == "2026-01-31"
    again = refused(tmp_path / "two.csv", campaign="This year")
    assert "line 2, column person: R-17 has begun or finished this campaign already." in again


def test_members_stay_in_the_team_they_are_in_now(tmp_path, organisation):
    team = Team.objects.create(organisation=organisation, name="Housing")
    member = MembershipFactory(
        organisation=organisation, team=team, user__email="ann@council.example"
    )
    row = {"email": "ann@council.example", "team": "Care"} | answers()

    said = run(write(tmp_path / "answers.csv", [row], ["email", "team", *THEMES]))

    member.refresh_from_db()
    assert member.team == team
    assert "1 members are in another team now" in said


def test_file_is_never_mixed_with_answers_given_here(tmp_path, organisation):
    live = CampaignFactory(organisation=organisation, version=published(), name="Last year")
    path = write(tmp_path / "answers.csv", [{"person": "1"} | answers()], ["person", *THEMES])

    assert "Choose another name" in refused(path)
    assert not live.assessments.exists()


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    rows = [{"person": str(n), "team": f"Care > {n}"} | answers() for n in range(3)]
    path = write(tmp_path / "answers.csv", rows, ["person", "team", *THEMES])
    before = _everything()

    dry = run(path, dry_run=True)

    assert _everything() == before
    assert dry.splitlines()[-1] == "Dry run, nothing is written. " + run(path).strip()


def test_every_fault_is_named_by_line_and_column(tmp_path):
    head = "email,team,grade,ASP-01,ASP-02,RI-01\n"
    path = tmp_path / "answers.csv"
    path.write_bytes(
        head.encode()
        + b"a@council.example,Care,G9,6,4,4\n"  # off the scale
        + b"b@council.example,Care,G9,4.5,x,NA\n"  # no answers, and one that this scale has not
        + b"nobody,Care > > East,G9,4,4,4\n"
        + b"c@council.example,Care,G9,4,4,4,4\n"  # ragged
        + b"A@council.example,Care,G9,4,4,4,,\n"
        + b"d@council.example,Care\0,G9,4\0,4,4\n"
        + b",Care,G9,4,4,4\n"
    )

    said = refused(path).splitlines()

    assert said[0] == "The file has 11 faults, so nothing is written."
    assert [line.strip().split(":")[0] for line in said[1:]] == [
        "line 2, column asp-01",
        "line 3, column asp-01",
        "line 3, column asp-02",
        "line 3, column ri-01",
        "line 4, column email",
        "line 4, column team",
        "line 5",
        "line 6, column email",
        "line 7, column team",
        "line 7, column asp-01",
        "line 8, column email",
    ]
    assert "“6” is not an answer to this question. There are: 1, 2, 3, 4, 5, NA." in said[1]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"person,ASP-01,ASP-99\na,4,4\n", "line 1, column asp-99: there is no question"),
        (b"person,ASP-01,asp-01\na,4,4\n", "line 1, column asp-01: this column is there twice"),
        (b"team,ASP-01\nCare,4\n", "line 1, column email: the first line needs a column"),
        (b"person,grade\na,G9\n", "line 1: no column has the code of a question of CFL"),
        (b"person,ASP-01\na,4\n\xff\xe9,4\n", "line 3: the file is not in UTF-8"),
        (b"person,ASP-01\na\xed\xa0\x80,4\n", "line 2: the file is not in UTF-8"),
        ("person,ASP-01\na,4\n".encode("utf-16-le"), "line 1: the file is not in UTF-8"),
        (b"", "line 1, column email: the first line needs a column"),
        (b'person,ASP-01\n"a,4\n', "line 2: this cannot be read as CSV"),
    ],
)
def test_files_that_make_no_sense_are_refused(tmp_path, content, fault):
    path = tmp_path / "answers.csv"
    path.write_bytes(content)

    assert fault in refused(path)


def test_what_is_asked_for_has_to_be_there(tmp_path):
    rows = [{"person": "a"} | answers()]
    path = write(tmp_path / "answers.csv", rows, ["person", *THEMES])

    assert "no organisation 'nowhere'" in refused(path, organisation="nowhere")
    assert "published version of a bank 'XYZ'" in refused(path, bank="XYZ")
    assert "version 9.9.9 of a bank" in refused(path, bank_version="9.9.9")
    assert "a day that is over" in refused(path, answered_on="2999-01-01")
    assert "no column has this name" in refused(path, breakdown="grade")
    assert "cannot be read" in refused(tmp_path / "none.csv")
    assert "needs a name" in refused(path, campaign=" ")


def test_memory_does_not_grow_with_the_file(tmp_path, monkeypatch):
    """Four times the people cost less than a third more: what grows is who has been seen."""
    monkeypatch.setattr(responses, "CHUNK", 50)
    peaks = []
    for number, people in enumerate((50, 200)):
        path = write(
            tmp_path / f"{people}.csv",
            [{"person": f"{number} {n}"} | answers("3", THEMES[:7]) for n in range(people)],
            ["person", *THEMES[:7]],
        )
        tracemalloc.start()
        run(path, campaign=f"Campaign {number}")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] * 1.33


def test_another_instrument_is_read_by_its_own_scale(tmp_path, organisation):
    other: Instrument = bank("coaching")
    published(other)
    codes = tuple(question.code for question in other.questions())
    rows = [{"person": "a"} | answers("6", codes)]
    path = write(tmp_path / "answers.csv", rows, ["person", *codes])

    run(path, bank=other.instrument.code)

    assert {one.value for one in Answer.objects.all()} == {6}


@pytest.mark.parametrize(("columns", "given"), [(("X-ASP-01",), 43), ((), 42)])
def test_own_statement_may_have_a_column_and_changes_no_score(
    organisation: Organisation, tmp_path: Path, columns: tuple[str, ...], given: int
) -> None:
    published(with_own(bank()), organisation=organisation)
    asked = (*THEMES, *columns)
    row = {"person": "P1"} | answers() | dict.fromkeys(columns, "1")

    said = run(write(tmp_path / "answers.csv", [row], ["person", *asked]))

    assessment = Assessment.objects.get()
    assert ("X-ASP-01" in said) is (not columns)
    assert assessment.answers.count() == given
    scores = assessment.theme_scores.get(theme__code="ASP")
    # One of the seven is reversed.
    assert (scores.answered, round(scores.score, 4)) == (7, 67.8571)
