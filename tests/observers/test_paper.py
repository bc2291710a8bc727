"""What others said on paper: in the report, on the one page for a one-to-one, and for who reads with a screen reader."""

import io
import re
from dataclasses import replace

import pypdf
import pytest

from leadership.observing import RaterGroup
from observers.disclosure import Figure, Unit
from observers.presenters.results import RoundResults, results_from
from observers.published import LineManagerView, Own, Published
from reports import pdf
from reports.presenters.change import present_change
from reports.presenters.report import Report, present
from tests.building import (
    DEFAULT,
    earlier_facts,
    facts_of,
    learning,
    person_1,
    readiness,
)
from tests.reports.test_pdf import tags

pytestmark = pytest.mark.any_database
THEMES = ("ASP", "EMA", "LCF", "LIS", "EVA", "AGI")
LONG = "Bartholomew Featherstonehaugh-Cholmondeley"


def unit(code: str, groups: tuple[RaterGroup, ...], people: int) -> Unit:
    figures = {theme: Figure(50 + 5 * n, None, 40, 70) for n, theme in enumerate(THEMES)}
    return Unit(code, groups, people, figures, {"ASP-01": Figure(60)})


def seen(*, few: bool = False) -> RoundResults:
    you = Own({"ASP": 95.0, "EMA": 20.0, "LCF": 58.0, "LIS": 95.0, "EVA": 92.0, "AGI": 30.0}, {})
    if few:
        hidden = (RaterGroup.STAFF, RaterGroup.COLLEAGUES)
        return results_from(Published(you, None, (), None, hidden, {}), DEFAULT)
    units = (
        unit("staff", (RaterGroup.STAFF,), 6),
        unit("colleagues", (RaterGroup.COLLEAGUES,), 7),
        unit("customers", (RaterGroup.CUSTOMERS,), 24),
    )
    others = unit("others", (RaterGroup.STAFF, RaterGroup.COLLEAGUES), 13)
    manager = LineManagerView(LONG, dict.fromkeys(THEMES, 75.0), {}, {"helps": "Clear."})
    comments = {"helps": tuple(f"Says why, {n}." for n in range(8))}
    return results_from(Published(you, manager, units, others, (), comments), DEFAULT)


def report_with(others: RoundResults | None) -> Report:
    answers = person_1() | readiness() | learning()
    facts = facts_of(DEFAULT, answers, {})
    change = present_change(DEFAULT, facts, DEFAULT, earlier_facts(person_1()))
    return replace(present(DEFAULT, facts, change), others=others)


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def words(document: pypdf.PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in document.pages))


@pytest.fixture(scope="module")
def document() -> pypdf.PdfReader:
    return read(pdf.report_pdf(report_with(seen())))


@pytest.fixture(scope="module")
def summary() -> pypdf.PdfReader:
    return read(pdf.summary_pdf(report_with(seen())))


def test_every_drawing_says_what_it_shows_and_every_header_which_way_it_heads(document):
    plain = read(pdf.report_pdf(report_with(None)))
    more = len(tags(document, "/Figure")) - len(tags(plain, "/Figure"))

    assert more == 1 + len(THEMES)
    assert all(figure.get("/Alt", "") for figure in tags(document, "/Figure"))
    assert {one["/A"]["/Scope"] for one in tags(document, "/TH")} == {"/Row", "/Column"}
    assert [tag for tag in tags(document, "/Span") if not tag["/K"]] == []


def test_lists_are_tagged_as_the_standard_has_them(document, summary):
    for opened in (document, summary):
        entries = tags(opened, "/LI")
        kinds = {tuple(k.get_object()["/S"] for k in one["/K"]) for one in entries}
        assert kinds <= {("/Lbl", "/LBody"), ("/LBody",)}


def test_words_are_not_broken_by_narrow_columns(document):
    said = words(document)

    assert said.count("Empowerment and accountability") >= 3
    assert "about 40" not in said
    assert "40 to 70" in said


def test_the_one_page_has_both_views_and_stays_one_page(summary):
    assert len(summary.pages) == 1
    said = words(summary)
    assert "How others see you" in said
    assert "Others higher:" in said
    assert "Staff 6, Colleagues 7, Customers and partners 24" in said
    # The line manager may be the one who reads it: what they said stays with the person.
    assert LONG not in said
    assert "Says why" not in said


def test_without_others_the_one_page_says_nothing_of_them():
    for others in (None, seen(few=True)):
        assert "others see" not in words(read(pdf.summary_pdf(report_with(others))))


def test_too_few_are_told_kindly_on_a_page_that_others_share():
    full = read(pdf.report_pdf(report_with(seen(few=True))))
    page = next(p.extract_text() for p in full.pages if "No group had enough" in p.extract_text())

    assert "says nothing about what they think" in re.sub(r"\s+", " ", page)
    assert len(page) > 1000


def test_where_the_one_page_is_full_others_are_told_in_words_or_not_at_all(summary):
    """It is one page: with what changed there is room for words, without it for figures."""
    report = report_with(seen())
    roomy = words(read(pdf.summary_pdf(replace(report, change=None))))
    full = replace(report, first_page=replace(report.first_page, near=report.themes * 40))

    assert "You, on the same statements" in roomy
    assert "You, on the same statements" not in words(summary)
    assert "How others see you" not in words(read(pdf.summary_pdf(full)))
