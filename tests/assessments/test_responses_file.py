"""Files of answers as people and other programs write them: whose column is which, and what an answer stands for."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import Organisation
from assessments.models import Answer, Campaign
from leadership.files import parse
from tests.assessments.test_import_responses import refused, run
from tests.factories import bank, published
from tests.leadership.lss import Survey

pytestmark = pytest.mark.django_db
AGREE = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]


@pytest.fixture(autouse=True)
def _version(organisation: Organisation) -> None:
    published()


def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(text, encoding="utf-8")
    return path


def given() -> dict[str, object]:
    return {one.question.code: one.given for one in Answer.objects.select_related("question")}


def surveyed(answers: list[str], *, codes: tuple[str, ...] = ()) -> str:
    """Publish the bank of a survey with three statements; return its code."""
    survey = Survey()
    survey.array(survey.group("One"), "Q1", ["I plan.", "I ask.", "I share."], answers)
    for row, code in zip(survey.sections["answers"], codes, strict=False):
        row |= {"code": code, "assessment_value": 0}
    instrument = parse(survey.xml()).instrument
    published(instrument)
    return instrument.instrument.code


# Headings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "ASP_02", "asp 02", "Asp–02", "ASP—02", "ASP.02", "ASP02", "ASP-2", "asp_002", "ASP - 02", "ASP\u00a002", "ASP\u201102",
        "\u200bASP-02", "АSP-02", "ASP-02. I listen", "ASP-02: words of it", "ASP-02 - words of it",
    ],
)  # fmt: skip
def test_heading_that_is_nearly_a_code_is_taken_for_it(tmp_path: Path, heading: str) -> None:
    path = file(tmp_path, f"person,ASP-01,{heading}\na,4,5\n")

    dry = run(path, dry_run=True)
    run(path)

    assert "the question ASP-02\n" in dry
    assert given() == {"ASP-01": 4, "ASP-02": 5}
    assert Campaign.objects.get().breakdown == ""


def test_question_is_found_by_its_words_too(tmp_path: Path) -> None:
    text = bank().asked["ASP-02"].text
    path = file(tmp_path, f'person,"{text}",How often? [{bank().asked["ASP-03"].text}]\na,5,3\n')

    run(path)

    assert given() == {"ASP-02": 5, "ASP-03": 3}


@pytest.mark.parametrize(
    "heading", ["ASP-99", "asp 99", "ASP_8x", "ASP-O2", "ASP-99 words", "LCF/12"]
)
def test_heading_that_looks_like_a_code_is_refused_by_name(tmp_path: Path, heading: str) -> None:
    said = refused(file(tmp_path, f"person,ASP-01,{heading}\na,4,5\n"))

    assert (
        f"column {heading.casefold()}: there is no question “{heading.casefold()}” in CFL" in said
    )


def test_two_columns_for_one_question_are_refused(tmp_path: Path) -> None:
    said = refused(file(tmp_path, "person,ASP-01,ASP_1\na,4,5\n"))

    assert "column asp_1: the column “asp-01” is taken for ASP-01 already." in said


def test_codes_that_differ_by_more_than_separators_stay_apart(tmp_path: Path) -> None:
    survey = Survey()
    survey.array(survey.group("One"), "Q1", ["I plan."] * 11)
    for number, row in enumerate(survey.sections["subquestions"], 1):
        row["title"] = f"{number}"
    published(parse(survey.xml()).instrument)

    run(file(tmp_path, "person,Q1-1,q1 011\na,1,2\n"), bank="LS-123456")

    assert given() == {"Q1_1": 1, "Q1_11": 2}


def test_dry_run_says_what_becomes_of_every_column(tmp_path: Path) -> None:
    path = file(
        tmp_path, "E-mail address,Full name,team,grade,Level 2,ASP_01\na@x.example,A,Care,G1,x,4\n"
    )

    said = run(path, dry_run=True).splitlines()

    assert said[:7] == [
        "column “E-mail address”: email",
        "column “Full name”: name",
        "column “team”: team",
        "column “grade”: an attribute, stored with the person",
        "column “Level 2”: an attribute, stored with the person",
        "column “ASP_01”: the question ASP-01",
        "Results are broken down by: nothing.",
    ]


@pytest.mark.parametrize(
    ("heading", "row", "kept"),
    [
        ("Timestamp,Email Address,ASP-01 [I ask],grade", "2026/03/01 9:00:00,a@x.example,4,G1", ["grade"]),
        ("ID,Start time,Completion time,Email,Name,ASP-01", "1,3/1/26 9:00,3/1/26 9:05,a@x.example,Ann,4", []),
        ("ID,Start time,Completion time,Email,Name,Total points,ASP-01,Points - ASP-01,Grade", "1,3/1/26 9:00,3/1/26 9:05,a@x.example,Ann,4,4,0,G1", ["grade"]),
        ("ID,email,ASP-01", "00123,a@x.example,4", ["id"]),
        ("Respondent ID,Collector ID,IP Address,Email Address,ASP-01", "11,22,192.0.2.1,a@x.example,4", []),
        ("RecordedDate,ResponseId,RecipientEmail,IPAddress,ASP-01", "2026-01-01,R_1,a@x.example,192.0.2.1,4", []),
    ],
)  # fmt: skip
def test_what_survey_programs_add_is_left_out(
    tmp_path: Path, heading: str, row: str, kept: list[str]
) -> None:
    path = file(tmp_path, f"{heading}\n{row}\n")

    dry = run(path, dry_run=True)

    attributes = [line for line in dry.splitlines() if line.endswith("stored with the person")]
    assert [line.split("“")[1].split("”")[0].casefold() for line in attributes] == kept


def test_answers_without_names_are_told_apart_by_the_number_that_the_survey_gave(
    tmp_path: Path,
) -> None:
    said = run(
        file(tmp_path, "ID,Start time,Completion time,ASP-01\n1,x,y,4\n2,x,y,5\n"), dry_run=True
    )

    assert "column “ID”: person\n" in said


def test_unicode_text_of_excel_is_read(tmp_path: Path) -> None:
    path = tmp_path / "answers.txt"
    path.write_bytes("person\tASP-01\nŁ\t4\n".encode("utf-16"))

    run(path)

    assert given() == {"ASP-01": 4}


def test_question_that_the_bank_has_not_never_stands_by_a_name(tmp_path: Path) -> None:
    path = file(tmp_path, "email,ASP-01,Any other comments?\na@x.example,4,My manager shouts\n")

    said = refused(path)

    assert "column any other comments?: this reads like a question, and is none of CFL" in said


def test_attribute_is_the_breakdown_where_that_is_asked_for_alone(tmp_path: Path) -> None:
    path = file(tmp_path, "person,Grade,ASP-01\na,G1,4\n")

    run(path, campaign="One")
    said = run(path, campaign="Two", breakdown="Grade", dry_run=True)

    assert Campaign.objects.get().breakdown == ""
    assert "Results are broken down by: grade." in said


# Answers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("4", 4), ("4.0", 4), ('"4,0"', 4), ("4.", 4), ("4.00", 4), (" 4\u00a0", 4), ("\u200b4", 4), ("+4", 4), ("04", 4),
        ("na", "NA"), ("N/A", "NA"), ("Not applicable", "NA"), ("n.a.", "NA"),
    ],
)  # fmt: skip
def test_answer_is_read_as_spreadsheets_write_it(tmp_path: Path, cell: str, answer: object) -> None:
    run(file(tmp_path, f"person,ASP-01\na,{cell}\n"))

    assert given() == {"ASP-01": answer}


@pytest.mark.parametrize("cell", ["4.5", "6", "6.0", "-4", "#N/A", "four", "4 4", "1e0", "A4"])
def test_anything_else_is_a_fault(tmp_path: Path, cell: str) -> None:
    assert "line 2, column asp-01: " in refused(file(tmp_path, f"person,ASP-01\na,{cell}\n"))


def test_words_of_an_answer_stand_for_it(tmp_path: Path) -> None:
    label = bank().asked["ASP-01"].scale.label_of(4)

    run(file(tmp_path, f"person,ASP-01,ASP-02,ASP-03\na,{label},{label.upper()},4 - {label}\n"))

    assert set(given().values()) == {4}


def test_number_and_words_that_disagree_are_a_fault(tmp_path: Path) -> None:
    label = bank().asked["ASP-01"].scale.label_of(4)

    assert "is not an answer" in refused(file(tmp_path, f"person,ASP-01\na,2 - {label}\n"))


def test_export_of_limesurvey_fits_the_bank_made_of_its_structure(tmp_path: Path) -> None:
    code = surveyed([*AGREE, "Don't know"])
    path = file(
        tmp_path,
        "id,submitdate,lastpage,startlanguage,seed,email,grade,Q1[SQ001],Q1[SQ002],Q1[SQ003],Q7,Q8[other]\n"
        "1,1980-01-01 00:00:00,1,en,123,a@x.example,G1,A4,Strongly agree,A6,some words,\n",
    )  # fmt: skip

    dry = run(path, bank=code, dry_run=True)
    run(path, bank=code)

    assert given() == {"Q1_SQ001": 4, "Q1_SQ002": 5, "Q1_SQ003": "DK"}
    assert "column “Q1[SQ001]”: the question Q1_SQ001" in dry
    for left in ("id", "submitdate", "seed", "Q7", "Q8[other]"):
        assert f"column “{left}”: left out" in dry
    assert "column “grade”: an attribute" in dry


def test_export_without_addresses_knows_people_by_their_token(tmp_path: Path) -> None:
    code = surveyed(AGREE)

    said = run(
        file(tmp_path, "id,token,submitdate,Q1[SQ001]\n7,abc,,A1\n"), bank=code, dry_run=True
    )

    assert "column “token”: person" in said


def test_codes_of_a_turned_scale_mean_what_they_meant_in_the_survey(tmp_path: Path) -> None:
    code = surveyed(["Always", "Often", "Never"], codes=("1", "2", "3"))

    run(file(tmp_path, "person,Q1[SQ001],Q1[SQ002],Q1[SQ003]\na,1,3,Always\n"), bank=code)

    assert given() == {"Q1_SQ001": 3, "Q1_SQ002": 1, "Q1_SQ003": 3}


def test_number_that_could_be_code_or_value_is_asked_about(tmp_path: Path) -> None:
    code = surveyed(["Always", "Often", "Never"], codes=("1", "2", "3"))
    path = file(tmp_path, "person,Q1_SQ001\na,1\n")

    said = refused(path, bank=code)
    for campaign, meant in (("One", "values"), ("Two", "codes")):
        run(path, bank=code, campaign=campaign, answers_are=meant)

    assert "--answers-are codes or --answers-are values" in said
    values = Answer.objects.order_by("assessment__campaign__name").values_list("value", flat=True)
    assert list(values) == [1, 3]


# Rows ------------------------------------------------------------------------------------------


def test_short_rows_title_and_other_line_ends_are_read(tmp_path: Path) -> None:
    run(file(tmp_path, "Answers of March\r\rperson;ASP-01;ASP-02\ra;4\rb;3;5\r"))

    assert sorted(Answer.objects.values_list("value", flat=True)) == [3, 4, 5]


def test_look_alike_team_is_told(tmp_path: Path, organisation: Organisation) -> None:
    path = file(tmp_path, "person,team,ASP-01\na,Children’s,4\nb,Childrens,4\n")

    assert "advice: “Childrens” would be a new team beside “Children’s”" in run(path, dry_run=True)


def test_imported_scores_are_those_of_the_scorer(tmp_path: Path) -> None:
    code = surveyed(["Always", "Often", "Never", "n/a"])
    run(file(tmp_path, "person,Q1[SQ001],Q1[SQ002],Q1[SQ003]\na,A1,A1,A1\n"), bank=code)

    call_command("verify_scores", stdout=io.StringIO())

    assert Campaign.objects.get().assessments.get().theme_scores.get().score == 100
