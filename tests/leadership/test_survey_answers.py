"""Answers of surveys: which are points of a scale, which none, in which direction, and what whoever imports may say."""

from collections.abc import Iterable

import pytest

from documents.characters import likeness
from leadership.files import BankFileError, ParsedBank, parse
from leadership.files.answer_codes import read_codes
from leadership.files.other_choices import other_choice, other_choices
from leadership.files.survey_answers import SurveyChoices
from leadership.files.understood import Direction
from leadership.instrument import Scale
from tests.leadership.lss import Survey

AGREE = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]
ROWS = ("I plan my week", "I ask for advice")


def imported(
    answers: Iterable[str],
    *,
    codes: Iterable[object] = (),
    values: Iterable[object] = (),
    **said: Iterable[str],
) -> ParsedBank:
    """Return a survey with one array, whose answers have these codes and assessment values."""
    survey = Survey()
    survey.array(survey.group("One"), "Q1", ROWS, answers)
    given = (("code", codes), ("assessment_value", values))
    for name, wanted in given:
        for row, value in zip(survey.sections["answers"], wanted, strict=False):
            row[name] = value
    choices = {key: frozenset(value) for key, value in said.items()}
    return parse(survey.xml(), SurveyChoices(**choices))


def scale(bank: ParsedBank) -> Scale:
    (found,) = bank.instrument.scales.values()
    return found


def shape(bank: ParsedBank) -> tuple[list[str], str, str]:
    """Return the points from the lowest, what is taken for not applicable, and what for don't know."""
    found = scale(bank)
    others = [one.label if one else "" for one in (found.not_applicable, found.dont_know)]
    assert [point.value for point in found.points] == list(range(1, len(found.points) + 1))
    return [point.label for point in found.points], others[0], others[1]


@pytest.mark.parametrize(
    "label",
    [
        "Don't know", "Don’t know", "DON'T KNOW", "Do not know", "Dont know", "Don't know / not sure", "I don't know", "Cannot say",
        "Can't say", "Not sure", "Unsure", "Unable to judge", "No opinion", "Not enough information", "6 - Don't know",
        "Weiß nicht", "Weiss nicht", "Kann ich nicht beurteilen", "Ddim yn gwybod", "Dim yn gwybod", "Ne sait pas", "Je ne sais pas",
        "Can't assess", "Too new to say", "I don't have enough information to answer", "Kein Urteil", "Dydw i ddim yn gwybod", "Ne peut se prononcer",
        "मालूम नहीं", "No sé", "No sabe / no contesta", "Non so", "Não sei", "Weet niet", "Nie wiem", "Vet ej", "Не знаю",
    ],
)  # fmt: skip
def test_dont_know_is_known_in_any_wording(label: str) -> None:
    assert other_choice(label) == "DK"
    assert shape(imported([*AGREE, label])) == (AGREE, "", label)


@pytest.mark.parametrize(
    "label",
    [
        "N/A", "n.a.", "NA", "Not applicable", "Not applicable to my role", "Not applicable (to my role)", "Not relevant for my job",
        "Does not apply", "This does not apply to me", "Not part of my role", "No answer", "Prefer not to say", "(5) n/a",
        "Not seen", "Haven't seen this", "Have not had the opportunity", "I haven't done this", "Would rather not say", "Not involved", "None of the above",
        "No direct reports", "This isn't part of my role", "Trifft nicht auf mich zu", "Heb ei arsylwi", "Pas observé", "Bez odpowiedzi", "Other",
        "Keine Angabe", "k. A.", "Nicht zutreffend", "Ddim yn berthnasol", "Amherthnasol", "Ddim yn berthnasol i fy rôl", "Sans objet",
        "Non applicable", "Ne s’applique pas", "No aplica", "No procede", "Non applicabile", "Não se aplica", "Niet van toepassing",
        "n.v.t.", "Nie dotyczy", "Nu se aplică", "Ej tillämpligt", "不适用",
    ],
)  # fmt: skip
def test_not_applicable_is_known_in_any_wording(label: str) -> None:
    assert other_choice(label) == "NA"
    assert shape(imported([*AGREE, label])) == (AGREE, label, "")


@pytest.mark.parametrize(
    "label",
    [
        "Never", "Nothing", "Not at all", "Not true", "Neither", "Nie", "Kaum", "Natürlich", "Nach Bedarf", "No", "No, seldom", "Not yet",
        "Not very often", "Not confident", "I have no confidence", "I cannot do this", "Insufficient", "Not enough", "Nearly always",
        "Not important", "Unlikely", "So so", "Neutral", "I know it well", "None",
    ],
)  # fmt: skip
def test_answer_that_is_a_point_stays_one(label: str) -> None:
    assert other_choice(label) is None


@pytest.mark.parametrize(
    ("labels", "others"),
    [
        (["Does not apply at all", "Applies a little", "Applies fully"], {}),
        (["Did not apply to me", "Applied to me", "Not applicable"], {2: "NA"}),
        (["Trifft nicht zu", "Trifft eher zu", "Trifft zu", "Weiß nicht"], {3: "DK"}),
        (["Not relevant", "Somewhat relevant", "Very relevant", "N/A"], {3: "NA"}),
        (["No experience", "Some experience", "Much experience"], {}),
        (["Not involved", "Somewhat involved", "Fully involved", "Other"], {3: "NA"}),
        (["Not seen", "Seen once", "Seen often"], {}),
        (["I haven't done this", "I have done this", "I do this often"], {}),
        (["Disagree", "Not sure", "Agree"], {}),
        (["Disagree", "Don't know", "Agree"], {1: "DK"}),
        (["Disagree", "Agree", "Not sure"], {2: "DK"}),
    ],
)
def test_words_are_a_point_where_their_opposite_is_one(
    labels: list[str], others: dict[int, str]
) -> None:
    assert other_choices(labels) == others


@pytest.mark.parametrize(
    ("codes", "values"),
    [
        (("1", "2", "3", "4", "5", "99"), (0,) * 6),
        (("1", "2", "3", "4", "5", "0"), (0,) * 6),
        (("A1", "A2", "A3", "A4", "A5", "NA"), (0,) * 6),
        (("A1", "A2", "A3", "A4", "A5", "A6"), (1, 2, 3, 4, 5, 0)),
    ],
)
def test_answer_whose_number_is_out_of_line_is_no_point(
    codes: tuple[str, ...], values: tuple[int, ...]
) -> None:
    labels = ["a bit", "some", "more", "much more", "most", "in words nobody knows"]

    assert shape(imported(labels, codes=codes, values=values))[:2] == (labels[:-1], labels[-1])


def test_numbers_from_nought_are_points() -> None:
    bank = imported(["a", "b", "c"], codes=("0", "1", "2"), values=(0, 1, 2))

    assert [point.value for point in scale(bank).points] == [0, 1, 2]


def test_second_answer_of_a_kind_is_listed() -> None:
    bank = imported([*AGREE, "Not applicable", "No answer", "Don't know"])

    assert shape(bank) == (AGREE, "Not applicable", "Don't know")
    assert any("“No answer” of Q1: a scale has one answer" in what for what in bank.left_out)


@pytest.mark.parametrize(
    "labels",
    [
        ["Always", "Often", "Sometimes", "Rarely", "Never"],
        ["1 Always", "2 Often", "3 Sometimes", "4 Rarely", "5 Never"],
        ["Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree"],
        ["Excellent", "Good", "Fair", "Poor"],
        ["Immer", "Oft", "Selten", "Nie"],
        ["Stimme voll zu", "Stimme eher zu", "Teils, teils", "Stimme nicht zu"],
        ["Bob amser", "Yn aml", "Weithiau", "Byth"],
        ["Toujours", "Souvent", "Parfois", "Jamais"],
        ["Siempre", "A menudo", "A veces", "Nunca"],
    ],
)
@pytest.mark.parametrize("codes", [(), ("1", "2", "3", "4", "5")])
def test_descending_answers_are_turned_and_it_is_said(
    labels: list[str], codes: tuple[str, ...]
) -> None:
    words = [label.lstrip("12345 ") for label in labels]

    bank = imported([*labels, "n/a"], codes=codes, values=(0,) * 6)

    assert shape(bank)[0] == words[::-1]
    assert any(
        f"1 “{words[-1]}”" in note and "they were turned" in note and "--turn scale-1" in note
        for note in bank.notes
    )


def test_assessment_values_that_go_down_need_no_turn() -> None:
    bank = imported(AGREE[::-1], values=(5, 4, 3, 2, 1))

    assert shape(bank)[0] == AGREE
    assert not any("turned" in note for note in bank.notes)


def test_scale_is_turned_where_that_is_asked_for() -> None:
    assert shape(imported(AGREE, turn=["scale-1"]))[0] == AGREE[::-1]
    assert shape(imported(AGREE[::-1], turn=["scale-1"]))[0] == AGREE[::-1]


def test_direction_of_words_that_do_not_tell_is_said_to_be_a_guess() -> None:
    bank = imported(["Blau", "Grün", "Rot"], values=(0, 0, 0))

    assert bank.notes[0] == (
        "The scale scale-1, of Q1, goes from the lowest to the highest: 1 “Blau”, 2 “Grün”, 3 “Rot”. The answers have no"
        " numbers one after the other, and their words do not tell which end is the higher. If it is the other way round,"
        " turn it: --turn scale-1, or change its answers in the draft."
    )


def test_answers_are_scored_or_not_as_is_said() -> None:
    labels = ["Bad", "Good", "Whatever"]

    assert shape(imported(labels, not_scored=[likeness("whatever")])) == (
        labels[:2],
        "Whatever",
        "",
    )
    assert shape(imported([*AGREE, "Unsure"], scored=["unsure"]))[0] == [*AGREE, "Unsure"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"turn": ["scale-9"]}, "there is no scale scale-9 to turn. There are: scale-1."),
        ({"not_scored": ["perhaps"]}, "no answer of this survey reads “perhaps”."),
    ],
)
def test_choice_about_what_is_not_there_is_refused(said: dict[str, list[str]], fault: str) -> None:
    with pytest.raises(BankFileError, match=fault):
        imported(AGREE, **said)


def test_codes_of_the_survey_are_kept_with_what_they_stand_for() -> None:
    bank = imported(["Always", "Often", "Never", "n/a", "No answer"], values=(0,) * 5)

    assert read_codes(scale(bank).kind) == {"A1": 3, "A2": 2, "A3": 1, "A4": "NA", "A5": "NA"}


def test_list_questions_become_statements_where_the_list_is_a_scale() -> None:
    survey = Survey()
    group = survey.group("One")
    for code, labels in (("L1", [*AGREE, "n/a"]), ("L2", [*AGREE, "n/a"]), ("L3", ["Care", "Housing"])):  # fmt: skip
        listed(survey, group, code, labels)
    survey.question(group, "L4", "How well?", kind="5")

    bank = parse(survey.xml())

    assert [
        [question.code for question in theme.questions] for theme in bank.instrument.themes
    ] == [["L1", "L2"], ["L4"]]
    assert bank.instrument.themes[0].questions[0].text == "Words of L1"
    assert any("Question L3 in “One”: list" in what for what in bank.left_out)


def listed(survey: Survey, group: int, code: str, labels: Iterable[str]) -> None:
    question = survey.question(group, code, f"Words of {code}", kind="L")
    for number, label in enumerate(labels, 1):
        survey.add(
            "answers", aid=survey.ids + 1, qid=question, code=f"A{number}", answer=label,
            sortorder=number, assessment_value=0, scale_id=0, language="en",
        )  # fmt: skip


def test_large_survey_of_lists_is_read() -> None:
    survey = Survey()
    for number in range(400):
        if number % 40 == 0:
            group = survey.group(f"Group {number}")
        listed(survey, group, f"L{number}", AGREE)
        survey.add("question_attributes", qid=survey.ids, attribute="css", value="x" * 6_000)
    content = survey.xml()

    assert len(content) > 2_500_000
    assert len(list(parse(content).instrument.questions())) == 400


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("closed|open", "closed (1) – open (3)"),
        (" closed | open ", "closed (1) – open (3)"),
        ("<p>closed</p>|<b>open</b>", "closed (1) – open (3)"),
        ("closed|", "closed"),
        ("a|b|c", "a|b|c"),
    ],
)
def test_statement_between_two_ends_names_both(row: str, text: str) -> None:
    survey = Survey()
    survey.array(survey.group("One"), "Q1", [row], ["1", "2", "3"])

    bank = parse(survey.xml())

    assert next(bank.instrument.questions()).text == text
    has_ends = "–" in text
    assert has_ends is any("Q1_SQ001 has two ends: “closed” is the lowest" in n for n in bank.notes)


@pytest.mark.parametrize(
    ("answers", "turn", "text"),
    [
        (["1", "2", "3"], False, "closed (1) – open (3)"),
        (["1", "2", "3"], True, "closed (1) – open (3)"),
        (["3", "2", "1"], False, "closed (3) – open (1)"),
    ],
)
def test_ends_of_a_statement_stay_at_their_answers(
    answers: list[str], turn: bool, text: str
) -> None:
    survey = Survey()
    survey.array(survey.group("One"), "Q1", ["closed|open"], answers)

    turned = parse(survey.xml(), SurveyChoices(turn=frozenset(["scale-1"] if turn else [])))

    (note,) = [one for one in turned.notes if "two ends" in one]
    is_up = scale(turned).points[0].label == text[8]
    assert next(turned.instrument.questions()).text == text
    assert f"“closed” is the {'lowest' if is_up else 'highest'} answer" in note


@pytest.mark.parametrize(
    ("answers", "said", "direction"),
    [
        (AGREE, {}, Direction.TOLD),
        (AGREE[::-1], {}, Direction.TURNED),
        (AGREE, {"turn": ["scale-1"]}, Direction.CHOSEN),
        (["Blau", "Grün", "Rot"], {}, Direction.UNTOLD),
        (["1", "2", "3"], {}, Direction.TOLD),
    ],
)
def test_what_told_the_direction_is_kept_for_the_page(
    answers: list[str], said: dict[str, list[str]], direction: Direction
) -> None:
    (found,) = imported([*answers, "n/a", "No answer"], **said).scales

    assert found.direction == direction
    assert (found.questions, len(found.points)) == (("Q1",), len(answers))
    assert [(one.label, one.is_kept) for one in found.apart] == [
        ("n/a", True),
        ("No answer", False),
    ]
