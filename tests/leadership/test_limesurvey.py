"""Surveys from LimeSurvey as banks: what is carried over, and that the rest is listed."""

import pytest

from leadership.files import BankFileError, parse
from leadership.files.words import plain_words
from tests.leadership.lss import Survey

ROWS = ("I agree the aim.", "I say what is private.", "I ask how useful it was.")


@pytest.fixture
def survey() -> Survey:
    made = Survey()
    made.array(made.group("Setting up"), "Q1", ROWS)
    made.array(made.group("Closing"), "Q2", ROWS)
    return made


def left_out(survey: Survey, **options: object) -> str:
    return "\n".join(parse(survey.xml(**options)).left_out)


def test_groups_become_themes_rows_statements_and_answers_a_scale(survey: Survey) -> None:
    bank = parse(survey.xml()).instrument

    about = bank.instrument
    assert (about.code, about.version, about.title, about.language) == (
        "LS-123456", "1.0", "Coaching", "en"
    )  # fmt: skip
    assert [(theme.code, theme.title) for theme in bank.themes] == [
        ("T1", "Setting up"),
        ("T2", "Closing"),
    ]
    assert [(q.code, q.text, q.reverse) for q in bank.themes[1].questions] == [
        ("Q2_SQ001", ROWS[0], False), ("Q2_SQ002", ROWS[1], False), ("Q2_SQ003", ROWS[2], False)
    ]  # fmt: skip
    assert bank.themes[0].page_intro == "How far do you agree?"
    (scale,) = bank.scales.values()
    assert [(p.value, p.label) for p in scale.points] == [
        (1, "Disagree"),
        (2, "Neither"),
        (3, "Agree"),
    ]


def test_newer_layout_is_the_same_survey(survey: Survey) -> None:
    newer = parse(survey.newer().xml())

    assert newer.instrument == parse(survey.xml()).instrument


@pytest.mark.parametrize(
    ("answers", "values"),
    [
        (["6 - Like it very much", "5", "4 - Like"], [4, 5, 6]),
        (["Never", "Often", "n/a"], [1, 2]),
        ([f"Point {n}" for n in range(7)], [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_answers_bring_their_values(answers: list[str], values: list[int]) -> None:
    survey = Survey()
    survey.array(survey.group("One"), "Q1", ROWS, answers)

    (scale,) = parse(survey.xml()).instrument.scales.values()

    assert [point.value for point in scale.points] == values
    assert (scale.not_applicable is not None) is ("n/a" in answers)


def test_group_with_two_sets_of_answers_becomes_two_themes() -> None:
    survey = Survey()
    group = survey.group("One")
    survey.array(group, "Q1", ROWS)
    survey.array(group, "Q2", ROWS, ["Never", "Always"])

    parsed = parse(survey.xml())

    assert [len(parsed.instrument.scale_of(t).points) for t in parsed.instrument.themes] == [3, 2]
    assert any("has become 2 themes" in note for note in parsed.notes)


def test_what_a_bank_has_no_place_for_is_listed(survey: Survey) -> None:
    group = survey.group("Free words", description="Why we ask")
    survey.question(group, "Q3", "<p>What else?</p>", kind="T", mandatory="Y")
    survey.question(1, "Q4", "Twice over", kind="1")
    survey.array(
        1, "Q5", ["<b>I</b> greet {TOKEN:FIRSTNAME}."], relevance="Q1 > 2", help="Think back"
    )
    survey.add("quota", id=1, name="Half of them")
    survey.add("conditions", cid=1)
    survey.add("question_attributes", qid=2, attribute="array_filter", value="Q0")
    survey.add("question_attributes", qid=2, attribute="random_order", value="0")

    said = left_out(survey)

    for words in (
        "Question Q3 in “Free words”: long text, “What else?”.",
        "Group “Free words”: it has no array, so it has become no theme.",
        "Group “Free words”: its description.",
        "Question Q4 in “Setting up”: array with two scales",
        "Question Q5: the condition under which it is asked.",
        "Question Q5: its help text.",
        "Question Q1: which of its rows are shown depends on Q0.",
        "Question Q5: its words “How far do you agree?”",
        "The formatting (HTML) in 2 of the texts",
        "That questions must be answered (1 of them)",
        "The section “quota” of the survey (entries: 1).",
        "The section “conditions” of the survey (entries: 1).",
        "The survey’s settings",
    ):
        assert words in said, said
    assert "random order" not in said
    assert (
        parse(survey.xml()).instrument.themes[0].questions[3].text == "I greet {TOKEN:FIRSTNAME}."
    )


def test_what_could_be_understood_in_another_way_is_said_once() -> None:
    survey = Survey()
    group = survey.group("One")
    for code in ("Q1", "Q2"):
        survey.array(group, code, ["I greet {TOKEN:FIRSTNAME}."], ["Fully", "Partly", "n/a"])
    for row in survey.sections["answers"]:
        row["assessment_value"] = 0  # as it is unless somebody sets it

    assert parse(survey.xml()).notes == (
        "The scale scale-1, of Q1 and 1 more, goes from the lowest to the highest: 1 “Partly”, 2 “Fully”. In the survey the "
        "answers stand the other way round, so they were turned. If it is the other way round, turn it: --turn scale-1, or "
        "change its answers in the draft.",
        "The answer “n/a” of Q1 is taken for “not applicable”, which is not scored. If it is a point: --scored \"n/a\".",
        "A survey does not say which statements are worded the other way round: none is marked as reversed.",
        *["“I greet {TOKEN:FIRSTNAME}.”: {TOKEN:FIRSTNAME} would have been filled in; mend the words."] * 2,
    )  # fmt: skip


def test_survey_without_arrays_is_refused_with_what_it_has() -> None:
    survey = Survey()
    group = survey.group("One")
    for kind in "LLT":
        survey.question(group, "Q1", "What?", kind=kind)

    with pytest.raises(BankFileError, match=r"of other kinds: list \(2\), long text \(1\)\.$"):
        parse(survey.xml())


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<document>", "this is not valid XML."),
        (b"<html></html>", "this is not the structure of a LimeSurvey survey."),
        (Survey().xml(kind="Question"), "this is not the structure of a LimeSurvey survey."),
        (Survey().xml(), "nothing in this survey can become a statement"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><document>&b;</document>', "the file defines words of its own"),
        (b"<?xml version='1.0' encoding='klingon'?><a/>", "this is not valid XML."),
    ],
)  # fmt: skip
def test_what_is_no_survey_is_refused(content: bytes, fault: str) -> None:
    with pytest.raises(BankFileError, match=fault):
        parse(content)


def test_unseen_characters_in_a_statement_are_refused_by_place() -> None:
    survey = Survey()
    survey.array(survey.group("One"), "Q1", ["I \u202edo", *ROWS])

    with pytest.raises(BankFileError) as refused:
        parse(survey.xml())

    (fault,) = refused.value.faults
    assert (fault.path, "U+202E" in fault.message) == ("themes[0].items[0].text", True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>I <strong>ask</strong>&nbsp;first.</p>", "I ask first."),
        ('<a href="#" title="2 > 1">Asked</a> if 1 < 2 &lt;b&gt;', "Asked if 1 < 2 <b>"),
        ("Seen<!-- not <b>seen</b> --> again<br/>here", "Seen again here"),
        ("Seen<SCRIPT>if (1<2) { x('</b>') }</SCRIPT><style>p {}</style> again", "Seen again"),
        ("Seen <!-- and then nothing", "Seen"),
        ("Said <to be", "Said <to be"),
    ],
)
def test_words_of_a_text_are_what_a_reader_sees(text: str, words: str) -> None:
    assert plain_words(text) == words
