"""XLSForms, as ODK and Kobo use them: read as far as they are an instrument, all else listed."""

import io
from collections.abc import Iterable, Mapping, Sequence

import pytest
from openpyxl import Workbook

from leadership.files import BankFileError, ParsedBank, parse, survey_answers, xlsform
from leadership.files.survey_answers import SurveyAnswer, SurveyChoices, SurveyScale
from leadership.files.understood import Direction

HEADS = ("type", "name", "label", "relevant")
AGREE = [("1", "Disagree"), ("2", "Neither"), ("3", "Agree"), ("9", "Don't know")]


def form(
    survey: Iterable[Sequence[str]],
    lists: Mapping[str, Sequence[tuple[str, str]]],
    heads: Sequence[str] = HEADS,
    settings: Mapping[str, str] = {"form_title": "How we lead", "form_id": "lead_2026"},
) -> bytes:
    book, made = Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in (
        ("survey", [heads, *survey]),
        ("choices", [("list_name", "name", "label"), *((key, *one) for key, all_ in lists.items() for one in all_)]),
        ("settings", [tuple(settings), tuple(settings.values())]),
    ):  # fmt: skip
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(made)
    return made.getvalue()


SURVEY = [
    ("start", "start", "", ""),
    ("begin_group", "aims", "Shared aims", ""),
    ("note", "n1", "Think of the **last** six months.", ""),
    ("select_one agree", "a1", "I agree the aim.", ""),
    ("select_one agree", "a2", "I come back to it.", "${a1} > 1"),
    ("text", "why", "Why?", ""),
    ("end_group", "", "", ""),
    ("begin group", "care", "Care", ""),
    ("select_one often", "c1", "I ask <b>first</b>.", ""),
    ("select_one team", "c2", "Which team?", ""),
    ("select_multiple team", "c3", "Which teams?", ""),
    ("end group", "", "", ""),
]
LISTS = {
    "agree": AGREE,
    "often": [("a", "Always"), ("s", "Sometimes"), ("n", "Never")],
    "team": [("x", "Housing"), ("y", "Roads")],
}


def read(choices: SurveyChoices = SurveyChoices()) -> ParsedBank:  # noqa: B008
    return parse(form(SURVEY, LISTS), choices)


def test_groups_become_themes_and_lists_scales() -> None:
    bank = read().instrument

    assert (bank.instrument.code, bank.instrument.title) == ("XF-lead_2026", "How we lead")
    assert [(theme.title, theme.page_intro) for theme in bank.themes] == [
        ("Shared aims", "Think of the last six months."), ("Care", None),
    ]  # fmt: skip
    assert [(one.code, one.text) for one in bank.questions()] == [
        ("a1", "I agree the aim."), ("a2", "I come back to it."), ("c1", "I ask first."),
    ]  # fmt: skip
    agree, often = bank.scales.values()
    assert [point.label for point in agree.points] == ["Disagree", "Neither", "Agree"]
    assert agree.dont_know is not None
    # As from any survey, answers that go down are turned.
    assert [point.label for point in often.points] == ["Never", "Sometimes", "Always"]


def test_all_else_is_listed() -> None:
    said = "\n".join(read().left_out)

    for words in (
        "Question a2: the condition under which it is asked.",
        "Question why: text, “Why?”.",
        "Question c2: choice of one from a list, “Which team?”.",
        "Question c3: select multiple, “Which teams?”.",
        "The form’s settings",
    ):
        assert words in said, said
    assert "start" not in said


def test_direction_is_shown_and_turned_as_of_any_survey() -> None:
    first, second = read().scales
    assert (first.direction, second.direction) == (Direction.TOLD, Direction.TURNED)

    turned = read(SurveyChoices(turn=frozenset(["scale-1"]))).instrument

    assert turned.scales["scale-1"].points[0].label == "Agree"


def test_own_language_comes_first() -> None:
    heads = ("type", "name", "label::English (en)", "label::Cymraeg (cy)")
    rows = [("select_one agree", "a1", "I plan.", "Rwy'n cynllunio.")]
    settings = {"default_language": "Cymraeg (cy)"}

    parsed = parse(form(rows, {"agree": AGREE}, heads, settings))

    assert parsed.instrument.instrument.language == "cy"
    assert next(parsed.instrument.questions()).text == "Rwy'n cynllunio."
    assert "The texts in other languages: english (en)." in parsed.left_out


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "nothing in it can become a statement"),
        ([("select_one team", "c2", "Which team?", "")], "It has questions of other kinds: choice of one from a list (1)."),
        ([("select_one gone", "c2", "Which?", "")], "nothing in it can become a statement"),
        ([("select_one", "c2", "Which?", "")], "nothing in it can become a statement"),
        ([("end_group", "", "", ""), ("note", "n", "Hello", "")], "this is an XLSForm, as ODK and Kobo use it"),
    ],
)  # fmt: skip
def test_form_that_is_no_instrument_is_refused_in_one_sentence(
    rows: list[Sequence[str]], words: str
) -> None:
    with pytest.raises(BankFileError) as refused:
        parse(form(rows, LISTS))

    (fault,) = refused.value.faults
    assert words in fault.message


def test_choice_about_what_is_not_there_is_refused() -> None:
    with pytest.raises(BankFileError, match="no answer of this form reads “perhaps”"):
        read(SurveyChoices(scored=frozenset(["perhaps"])))


def test_list_of_answers_is_worked_out_once_and_names_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A small file may ask for a long list in many rows, all of one name."""
    worked_out: list[int] = []

    def scale_of(answers: Sequence[SurveyAnswer], choices: SurveyChoices) -> SurveyScale | None:
        worked_out.append(len(answers))
        return survey_answers.scale_of(answers, choices)

    monkeypatch.setattr(xlsform, "scale_of", scale_of)
    rows = [("select_one agree", "q", f"We listen, number {number}.", "") for number in range(30)]

    bank = parse(form(rows, {"agree": AGREE})).instrument

    assert worked_out == [len(AGREE)]
    codes = [question.code for question in bank.questions()]
    assert codes == ["q", *(f"q.{number}" for number in range(2, 31))]
