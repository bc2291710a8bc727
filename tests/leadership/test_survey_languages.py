"""The other languages of a survey: taken over as draft translations, in either layout, whole or not."""

from collections.abc import Callable

import pytest

from leadership.files import ParsedBank, dump, parse
from leadership.instrument import Instrument
from leadership.languages import in_language, texts
from tests.leadership.lss import Survey

WELSH = {
    "Setting up": "Paratoi",
    "<p>How far do you agree?</p>": "<p>I ba raddau rydych chi’n cytuno?</p>",
    "I agree the aim.": "Rwy’n cytuno ar y nod.",
    "I plan.": "I plan.",
    "slow|quick": "araf|cyflym",
    "Disagree": "Anghytuno",
    "Neither": "Y naill na’r llall",
    "Agree": "Cytuno",
    "Not applicable": "Ddim yn berthnasol",
}
ROWS = ("I agree the aim.", "I plan.", "slow|quick")
SETTINGS = [
    {"surveyls_language": "en", "surveyls_title": "Coaching", "surveyls_welcometext": "Welcome"},
    {"surveyls_language": "cy", "surveyls_title": "Hyfforddi", "surveyls_welcometext": ""},
]
LAYOUTS = {"older": Survey.older, "newer": Survey.newer}


def welsh(text: str) -> str:
    """Return the Welsh of a text; as LimeSurvey does, its own words where there is none yet."""
    return WELSH.get(text, text)


def a_survey(*answers: str) -> Survey:
    survey = Survey()
    survey.array(
        survey.group("Setting up"), "Q1", ROWS, answers or ("Disagree", "Neither", "Agree", "Not applicable")
    )  # fmt: skip
    question = survey.sections["questions"][0]
    survey.sections["questions"][0] = dict(question) | {"question": "<p>How far do you agree?</p>"}
    return survey


def imported(made: Survey, *languages: str, settings: object = SETTINGS) -> ParsedBank:
    made.sections["surveys_languagesettings"] = settings  # type: ignore[assignment]
    return parse(made.xml(languages=("en", *languages)))


def said(bank: Instrument, language: str = "cy") -> dict[str, str]:
    return {one.place: one.text for one in bank.translations if one.language == language}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_texts_in_another_language_come_as_drafts(
    layout: Callable[..., Survey],
) -> None:
    parsed = imported(layout(a_survey(), "cy", welsh), "cy")

    bank = parsed.instrument
    assert said(bank) == {
        "/instrument/title": "Hyfforddi",
        "/instrument/short_title": "Hyfforddi",
        "/scales/scale-1/points/1/label": "Anghytuno",
        "/scales/scale-1/points/2/label": "Y naill na’r llall",
        "/scales/scale-1/points/3/label": "Cytuno",
        "/scales/scale-1/not_applicable/label": "Ddim yn berthnasol",
        "/themes/T1/title": "Paratoi",
        "/themes/T1/short_title": "Paratoi",
        "/themes/T1/page_intro": "I ba raddau rydych chi’n cytuno?",
        "/themes/T1/items/Q1_SQ001/text": "Rwy’n cytuno ar y nod.",
        "/themes/T1/items/Q1_SQ001/label": "Rwy’n cytuno ar y nod.",
        "/themes/T1/items/Q1_SQ003/text": "araf – cyflym",
        "/themes/T1/items/Q1_SQ003/label": "araf – cyflym",
    }
    assert {one.state for one in bank.translations} == {"draft"}
    assert any(
        note.startswith("In cy the survey has 13 of 16 texts. They come as drafts")
        for note in parsed.notes
    )
    # Missing: the welcome, and the statement that is still in the words of the first language.
    assert not any("other languages" in what for what in parsed.left_out)


def test_a_taken_over_bank_is_a_bank_like_any_other() -> None:
    bank = imported(a_survey().newer("cy", welsh), "cy").instrument

    assert parse(dump(bank)).instrument == bank
    assert in_language(bank, "cy").question("Q1_SQ001").text == WELSH[ROWS[0]]


def test_every_text_of_a_survey_is_looked_for() -> None:
    settings = [{"surveyls_language": one, "surveyls_title": f"Coaching {one}"} for one in ("en", "cy")]  # fmt: skip

    bank = imported(a_survey().older("cy", "{} (cy)".format), "cy", settings=settings).instrument

    # Of the rules of scoring a survey knows nothing.
    assert set(said(bank)) == {one for one in texts(bank) if not one.startswith("/scoring/")}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_answers_that_were_turned_keep_their_words(layout: Callable[..., Survey]) -> None:
    """The numbers before them would be wrong, and have gone in the first language too."""
    answers = {"1 Always": "1 Bob amser", "2 Sometimes": "2 Weithiau", "3 Never": "3 Byth"}

    bank = imported(layout(a_survey(*answers), "cy", lambda text: answers.get(text, text)), "cy")

    labels = [point.label for point in in_language(bank.instrument, "cy").scales["scale-1"].points]
    assert labels == ["Byth", "Weithiau", "Bob amser"]


def test_numbers_are_the_same_in_every_language_but_are_no_language() -> None:
    numbered = a_survey("1", "2", "3")

    bank = imported(numbered.newer("cy", welsh), "cy").instrument
    none = imported(numbered.newer("cy", str), "cy", "de", settings=SETTINGS[:1])

    assert said(bank)["/scales/scale-1/points/2/label"] == "2"
    assert none.instrument.translations == ()
    assert {"The texts in other languages: cy.", "The texts in other languages: de."} < set(
        none.left_out
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-AU", "The texts in en-AU: the bank is in en already, the same language."),
        ("Welsh!", "The texts in “Welsh!”, which is no language tag such as en-GB or cy."),
    ],
)
def test_language_that_a_bank_cannot_have_is_listed(language: str, words: str) -> None:
    parsed = imported(a_survey().newer(language, welsh), language)

    assert parsed.instrument.translations == ()
    assert words in parsed.left_out


@pytest.mark.parametrize(
    ("text", "misfit"),
    [
        ("Rwy’n {Q3}.", "it has not the same gaps to be filled in."),
        ("a" * 4_001, "it is too long."),
        ("Rwy\u202en", "U+202E"),
    ],
)
def test_text_that_fits_no_bank_is_left_out_and_the_rest_comes(text: str, misfit: str) -> None:
    words = WELSH | {ROWS[0]: text}

    parsed = imported(a_survey().newer("cy", lambda one: words.get(one, one)), "cy")

    found = said(parsed.instrument)
    assert "/themes/T1/items/Q1_SQ001/text" not in found
    assert found["/themes/T1/title"] == "Paratoi"
    place = "The text in cy at /themes/T1/items/Q1_SQ001/text: "
    assert any(what.startswith(place) and misfit in what for what in parsed.left_out)


def test_long_statement_has_the_beginning_of_its_own_language_for_a_label() -> None:
    words = WELSH | {ROWS[0]: "b" * 400}

    bank = imported(a_survey().older("cy", lambda one: words.get(one, one)), "cy").instrument

    assert said(bank)["/themes/T1/items/Q1_SQ001/label"] == "b" * 299 + "…"


def test_answer_in_two_wordings_is_said() -> None:
    survey = a_survey()
    survey.array(survey.group("Closing"), "Q2", ["I end well."], ("Disagree", "Neither", "Agree", "Not applicable"))  # fmt: skip
    made = survey.newer("cy", welsh)
    rows = [row for row in made.sections["answer_l10ns"] if row["answer"] == "Cytuno"]
    made.sections["answer_l10ns"][made.sections["answer_l10ns"].index(rows[-1])] = dict(rows[-1]) | {"answer": "Cytunaf"}  # fmt: skip

    parsed = imported(made, "cy")

    assert said(parsed.instrument)["/scales/scale-1/points/3/label"] == "Cytuno"
    assert (
        "The answer “Agree” in cy: of “Cytuno” and “Cytunaf” the first is taken." in parsed.left_out
    )


def test_formatting_is_counted_once_a_text() -> None:
    parsed = imported(a_survey().newer("cy", welsh), "cy")

    assert any("The formatting (HTML) in 2 of the texts" in what for what in parsed.left_out)


def test_more_languages_than_any_survey_has_are_counted() -> None:
    others = [f"x{a}{b}" for a in "abcdefgh" for b in "abcdefgh"]

    parsed = imported(a_survey().newer("cy", welsh), "cy", *others)

    assert "The texts in other languages: 15." in parsed.left_out
