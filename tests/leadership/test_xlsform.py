"""XLSForms, as ODK and Kobo use them: read as far as they are an instrument, all else listed."""

import io
from collections.abc import Iterable, Mapping, Sequence

import pytest
from openpyxl import Workbook

from leadership.files import BankFileError, ParsedBank, dump, parse, survey_answers, xlsform
from leadership.files.survey_answers import SurveyAnswer, SurveyChoices, SurveyScale
from leadership.files.understood import Direction
from leadership.languages import in_language

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


@pytest.mark.parametrize("own", ["Cymraeg (cy)", "cy", "Welsh (cy)"])
def test_own_language_comes_first(own: str) -> None:
    heads = (
        "type",
        "name",
        "label::English (en)",
        "label::Cymraeg (cy)",
        "label::Plain (en)",
        "label::Arall (cy)",
    )
    rows = [("select_one agree", "a1", "I plan.", "Rwy'n cynllunio.", "I do plan.", "Cynllunio.")]
    settings = {"default_language": own}

    parsed = parse(form(rows, {"agree": AGREE}, heads, settings))

    assert parsed.instrument.instrument.language == "cy"
    assert next(parsed.instrument.questions()).text == "Rwy'n cynllunio."
    # And the other, as drafts; of the answers, which have one label for all, it has none.
    assert {one.place: one.text for one in parsed.instrument.translations} == {
        "/themes/T1/items/a1/text": "I plan.",
        "/themes/T1/items/a1/label": "I plan.",
    }
    # Of two columns in one language only the first can be.
    assert "The texts in other languages: arall (cy), plain (en)." in parsed.left_out


TWO = (
    "type",
    "name",
    "label::English (en)",
    "label::Cymraeg (cy)",
    "label::Old",
    "label::de (DE!)",
)
IN_TWO = [
    ("begin_group", "aims", "Shared aims", "Amcanion cyffredin", "Aims"),
    ("note", "n1", "Think of the **last** six months.", "Meddyliwch am y **chwe mis** diwethaf.", ""),
    ("select_one often", "a1", "I agree the aim.", "Rwy’n cytuno ar yr amcan.", ""),
    ("select_one frequent", "a2", "I plan.", "I plan.", ""),
    ("end_group", "", "", "", ""),
]  # fmt: skip
OFTEN = [
    ("1", "1 Always", "1 Bob amser"),
    ("2", "2 Sometimes", "2 Weithiau"),
    ("3", "3 Never", "3 Byth"),
]


def in_two_languages() -> bytes:
    book, made = Workbook(), io.BytesIO()
    book.remove(book.active)
    lists = [(name, *one) for name in ("often", "frequent") for one in OFTEN]
    for title, rows in (
        ("survey", [TWO, *IN_TWO]),
        ("choices", [("list_name", "name", *TWO[2:4]), *lists]),
    ):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(made)
    return made.getvalue()


def test_other_languages_come_as_drafts() -> None:
    parsed = parse(in_two_languages())

    bank = parsed.instrument
    assert bank.instrument.language == "en"
    # Missing: the title of the form, which has no column for it, and what is still in the words of the first language.
    assert {one.place: one.text for one in bank.translations} == {
        "/scales/scale-1/points/1/label": "Byth",
        "/scales/scale-1/points/2/label": "Weithiau",
        "/scales/scale-1/points/3/label": "Bob amser",
        "/themes/T1/title": "Amcanion cyffredin",
        "/themes/T1/short_title": "Amcanion cyffredin",
        "/themes/T1/page_intro": "Meddyliwch am y chwe mis diwethaf.",
        "/themes/T1/items/a1/text": "Rwy’n cytuno ar yr amcan.",
        "/themes/T1/items/a1/label": "Rwy’n cytuno ar yr amcan.",
    }
    assert {(one.language, one.state) for one in bank.translations} == {("cy", "draft")}
    assert any(note.startswith("In cy the survey has 8 of 10 texts.") for note in parsed.notes)
    assert "The texts in other languages: old." in parsed.left_out


def test_a_form_in_two_languages_is_a_bank_like_any_other() -> None:
    bank = parse(in_two_languages()).instrument

    assert parse(dump(bank)).instrument == bank
    assert in_language(bank, "cy").question("a1").text == "Rwy’n cytuno ar yr amcan."


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
