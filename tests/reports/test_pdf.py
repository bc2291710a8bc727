"""The PDF as a document: its numbers, its tags, its bookmarks, and what it may fetch."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from django.urls import reverse
from django.utils import translation

from documents.pdf import fetch_static
from leadership.files.xliff import parse_xliff
from leadership.languages import in_language, with_current_translations, with_translations
from observers.presenters.results import results_from
from plans.presenters.goals import plan_view
from reports import pdf
from reports.presenters.change import present_change
from reports.presenters.report import Report, present
from tests.building import (
    DEFAULT,
    earlier_facts,
    facts_of,
    instrument_with,
    learning,
    person_1,
    readiness,
)
from tests.factories import GoalFactory
from tests.factories.plans import MADE
from tests.observers.everything import everything
from tests.worker import fetched

pytestmark = pytest.mark.any_database
WELSH = Path("fixtures/customer-focused-leadership.cy.xlf")
NOTES = {"ASP": "Ŵe met <i>two</i> tenants & changed two targets."}


@pytest.fixture(scope="module")
def report() -> Report:
    answers = (
        person_1(AGI=[4, "NA", 2, "NA", "NA", 2, None])
        | readiness()
        | learning()
        | {"SPEC-NOW": 2, "SPEC-AIM": 4}
    )
    facts = facts_of(DEFAULT, answers, NOTES)
    change = present_change(DEFAULT, facts, DEFAULT, earlier_facts(person_1()))
    return present(DEFAULT, facts, change)


@pytest.fixture(scope="module")
def document(report: Report) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf.report_pdf(report)))


@pytest.fixture(scope="module")
def pages(document: pypdf.PdfReader) -> list[str]:
    return [words(page) for page in document.pages]


def words(page: pypdf.PageObject) -> str:
    """Return what a page says, words that were broken at the end of a line whole again."""
    return re.sub(r"\s+", " ", re.sub("\u00ad\\s*", "", page.extract_text()))


def tags(document: pypdf.PdfReader, kind: str) -> list[dict]:
    found = []

    def walk(node) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if node.get("/S") == kind:
                found.append(node)
            walk(node.get("/K", pypdf.generic.NullObject()))

    walk(document.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def test_it_says_its_title_language_and_that_it_is_tagged(document):
    root = document.trailer["/Root"]

    assert document.metadata.title == (
        "Customer focused leadership self-assessment: Morgan Manager, 20 November 2026"
    )
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_bookmarks_follow_the_contents(document, report):
    def titles(entries) -> list[str]:
        return [one["/Title"] if not isinstance(one, list) else titles(one) for one in entries]

    title, sections, *_ = titles(document.outline)
    assert title == report.title
    named = [one for one in sections if isinstance(one, str)]
    assert [one for one in named if one in {section.title for section in report.contents}] == [
        section.title for section in report.contents[1:]
    ]


def test_the_first_page_stands_alone(pages, report):
    page = pages[0]

    assert "Morgan Manager, Ambleford Borough Council" in page
    for theme in report.themes:
        assert theme.title in page
        if theme.result:
            assert f"{theme.result.score} {theme.result.band.label}" in page
    assert f"Overall: {report.overall.words} (May 2026: {report.change.overall.before})." in page
    for heading in (
        "Strengths", "Most room to grow", "One thing to try in the next two weeks",
        "What changed since 4 May 2026", "Habits you can build on",
    ):  # fmt: skip
        assert heading in page
    # Without the plan nothing is said of what is in it.
    assert "A good time to look back is about six weeks after a report, which is 1 January" in page
    assert "none planned" not in page
    assert "This report is yours: you choose who reads it." in page


def test_the_summary_is_the_first_page_alone(pages, report):
    (page,) = pypdf.PdfReader(io.BytesIO(pdf.summary_pdf(report))).pages

    assert words(page).split("Page 1")[0] == (pages[0].split("Page 1")[0])


def test_the_sheet_for_a_talk_alone_tells_no_score_and_is_private_nowhere(report):
    (page,) = pypdf.PdfReader(io.BytesIO(pdf.talk_pdf(report))).pages

    said = words(page)
    assert "Talk about it" in said and "What we agreed" in said  # noqa: PT018
    assert f"Brought by {report.person}" in said
    assert "Private" not in said
    names = {theme.title for theme in report.themes} | {band.label for band in report.bands}
    assert [name for name in names if name in said] == []
    assert "out of 100" not in said


def test_each_theme_has_a_page_of_its_own(pages, report):
    for number, theme in enumerate(report.themes, 1):
        assert f"Theme {number} of 6" in pages[number]
        assert theme.summary in pages[number]
        for one in theme.advice.to_try:
            assert squeezed(one.then) in squeezed(pages[number])


def squeezed(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_it_has_eleven_pages_at_most_and_twelve_with_a_comparison(pages):
    assert len(pages) <= 12
    facts = facts_of(DEFAULT, person_1() | readiness() | learning(), NOTES)

    alone = pypdf.PdfReader(io.BytesIO(pdf.report_pdf(present(DEFAULT, facts))))
    assert len(alone.pages) <= 11


def test_it_has_no_page_more_in_welsh():
    bank = in_language(
        with_current_translations(
            with_translations(DEFAULT, parse_xliff(WELSH.read_bytes(), DEFAULT))
        ),
        "cy",
    )
    with translation.override("cy"):
        found = present(bank, facts_of(bank, person_1() | readiness() | learning(), NOTES))
        alone = pypdf.PdfReader(io.BytesIO(pdf.report_pdf(found)))

    assert len(alone.pages) <= 11
    assert alone.root_object["/Lang"] == "cy"


def test_what_others_see_takes_two_pages_more_at_most(report):
    """Who answered, themes, boxes, every statement and what sixteen people wrote: decision 64."""
    facts = facts_of(DEFAULT, person_1() | readiness() | learning(), NOTES)
    comment = "Explains why things change, and asks us what customers said before it is decided."
    others = results_from(everything(comment, 8), DEFAULT)

    alone = replace(present(DEFAULT, facts), others=others)
    compared = replace(report, others=others)

    assert len(pypdf.PdfReader(io.BytesIO(pdf.report_pdf(alone))).pages) <= 13
    # The plan of two goals takes one page more.
    assert len(pypdf.PdfReader(io.BytesIO(pdf.report_pdf(compared))).pages) <= 14


@pytest.mark.parametrize(("raw", "first", "others"), [(2, 5, 0), (3, 3, 13)])
def test_as_many_tips_as_there_may_be_and_three_areas_take_no_page_more(raw, first, others):
    ready = dict.fromkeys(DEFAULT.readiness_codes, raw) | {"SPEC-NOW": 2, "SPEC-AIM": 4}
    found = present(DEFAULT, facts_of(DEFAULT, person_1() | ready | learning()))

    tips = found.readiness.result.tips
    assert (len(tips.main), len(tips.others)) == (first, others)
    # A plan without goals has no page of its own: it stands before the sheet for a talk.
    empty = plan_view([], {}, today=date(2026, 2, 1), otherwise=DEFAULT)
    document = pypdf.PdfReader(io.BytesIO(pdf.report_pdf(replace(found, plan=empty))))
    assert len(document.pages) <= 11
    (page,) = (one for one in map(words, document.pages) if "No goals yet" in one)
    assert "Talk about it" in page
    text = " ".join(" ".join(page.extract_text() for page in document.pages).split())
    assert all(tip.text in text for tip in tips.main)
    # What the page folds is on paper by its statements alone.
    assert all(tip.statement in text for tip in tips.others)


def test_every_page_says_whose_it_is_and_where_one_is(pages):
    count = len(pages)

    for number, page in enumerate(pages, 1):
        assert "Private to Morgan Manager" in page
        assert f"Page {number} of {count}" in page


def test_a_reversed_statement_shows_the_persons_own_word(pages):
    page = next(page for page in pages if "Theme 1 of 6" in page)

    assert (
        "I set targets before I think about what they mean for customers. (worded the other way "
        "round: here “Rarely or never” is the helpful end) Occasionally" in page
    )


def test_the_sheet_for_a_talk_begins_a_page_without_any_score(pages, report):
    (page,) = [page for page in pages if "Five questions a line manager could ask" in page]

    assert page.startswith("Talk about it For a one-to-one")
    assert "Scores, means and answers" not in page
    for theme in report.themes:
        assert not theme.result or theme.result.words not in page


def test_so_it_does_with_a_bank_of_few_themes():
    bank = instrument_with([3, 3, 3])
    answers = {question.code: 3 for question in bank.questions()}
    found = present(bank, facts_of(bank, answers))

    pages = [
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.report_pdf(found))).pages
    ]

    (sheet,) = [page for page in pages if "Five questions a line manager could ask" in page]
    assert "About this report" not in sheet


def test_readiness_and_the_learning_areas_have_the_presenters_words_and_numbers(pages, report):
    text = " ".join(re.sub(r"Private to Morgan Manager Page \d+ of \d+", "", one) for one in pages)

    for bar in report.readiness.bars:
        assert f"{bar.side.title} {bar.side.score} out of 100 {bar.side.level}" in text
    for tip in report.readiness.result.tips.main:
        assert tip.text in text
    for row in report.learning.rows:
        figures = f"{row.level}; importance {row.importance}, confidence {row.confidence}"
        assert f"{row.number} {row.title} {row.plain_line} {figures}" in text
    for activity in report.learning.featured[0].activities:
        assert activity.title in text


def test_the_persons_own_words_are_there_as_text(pages):
    assert any("Ŵe met <i>two</i> tenants & changed two targets." in page for page in pages)


def test_every_figure_says_what_it_shows(document, report):
    said = [figure.get("/Alt", "") for figure in tags(document, "/Figure")]

    assert said[0] == report.chart.title
    assert all(said)


def test_every_table_header_says_which_way_it_heads(document):
    scopes = [header["/A"]["/Scope"] for header in tags(document, "/TH")]

    assert set(scopes) == {"/Row", "/Column"}
    # Scores and numbers, the answers to six themes, the learning areas, the bands.
    assert len(tags(document, "/Table")) == 2 + 6 + 1 + 1


def test_every_item_stands_in_a_list(document):
    assert {item["/P"].get_object()["/S"] for item in tags(document, "/LI")} == {"/L"}


def test_no_heading_is_left_alone_at_the_foot_of_a_page(document):
    headings = {
        "Your answers", "Questions to think about", "Where learning may help", "Your own example",
        "What to learn next", "What may help", "Talk about it", "How to read it", "The numbers",
        "Sources and contact", "Near the line: the other reading",
    }  # fmt: skip
    for page in document.pages:
        lines = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        body = [line for line in lines if not line.startswith(("Private to", "Page "))]
        assert body[-1] not in headings


def test_a_long_unbroken_note_and_many_themes_fit():
    bank = instrument_with([7] * 15, bands=DEFAULT.bands, titles="An extraordinarily long title {}")
    facts = facts_of(bank, {question.code: 4 for question in bank.questions()}, {"T1": "x" * 1000})

    document = pypdf.PdfReader(io.BytesIO(pdf.report_pdf(present(bank, facts))))

    text = "".join(page.extract_text() for page in document.pages)
    assert re.sub(r"\s", "", text).count("x" * 1000) == 1
    assert "Theme 15 of 15" in text


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "static:/../manage.py", "static:/nowhere"],
)
def test_nothing_but_our_static_files_is_fetched(url: str):
    with pytest.raises(Exception, match=r"static files only|outside of the base path"):
        fetch_static(url)


def test_our_own_typeface_is_fetched_and_used(document):
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in document.pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert fetch_static("static:/fonts/SourceSans3-Regular.ttf").read(4) == b"\x00\x01\x00\x00"
    assert all("Source-Sans-3" in name for name in fonts)


@pytest.fixture
def plan_document(manager, client_of) -> pypdf.PdfReader:
    """A plan with everything that a plan can hold: held reviews, facts, questions."""
    goal = GoalFactory(plan__member=manager.memberships.get(), measure="w" * 300)
    goal.reviews.update(held_at=MADE, notes="It helped.\n\nI go on.")
    goal.reviews.create(number=2, due_on=date(2027, 1, 15))
    return pypdf.PdfReader(
        io.BytesIO(fetched(client_of(manager), reverse("reports:plan_pdf")).content)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("which", ["document", "plan_document"])
def test_lists_are_tagged_as_the_standard_has_them(which, request):
    """A list holds entries; an entry a label, if any, and one body, with all it says in it (PDF/UA, 7.6)."""
    opened = request.getfixturevalue(which)

    def kinds(tag) -> list[str]:
        return [one.get_object()["/S"] for one in tag["/K"]]

    lists, entries = tags(opened, "/L"), tags(opened, "/LI")
    assert lists
    assert {kind for one in lists for kind in kinds(one)} == {"/LI"}
    assert {tuple(kinds(one)) for one in entries} <= {("/Lbl", "/LBody"), ("/LBody",)}
    assert {one["/P"].get_object()["/S"] for one in entries} == {"/L"}
    assert tags(opened, "/BlockQuote")


@pytest.mark.django_db
def test_plan_alone_is_as_accessible_as_the_report(plan_document):
    root = plan_document.trailer["/Root"]

    assert plan_document.metadata.title == "Plan of Morgan Manager"
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    headings = [tags(plan_document, f"/H{level}") for level in range(1, 6)]
    assert [len(one) for one in headings] == [1, 1, 2, 2, 0]
    facts = [kid.get_object()["/S"] for kid in tags(plan_document, "/L")[1]["/K"][0]["/K"]]
    assert facts == ["/Lbl", "/LBody"]
    # A long unbroken word stays on the paper: it goes on in the next line.
    text = "".join(page.extract_text() for page in plan_document.pages)
    assert "w" * 300 in re.sub(r"\s", "", text)
    assert "w" * 150 not in text


def test_links_print_and_nothing_empty_is_tagged(document):
    links = [
        annotation.get_object()
        for page in document.pages
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]

    assert {link["/F"] for link in links} <= {4}
    assert [tag for tag in tags(document, "/Span") if not tag["/K"]] == []
    assert all(tag["/K"] for tag in tags(document, "/Link"))
