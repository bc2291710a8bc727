"""Presentations of any app: their charts hold a workbook each, which may run nothing that somebody wrote."""

import io

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.chart.chart import Chart

from documents.slides import BarChart, Slide, presentation_of


def chart_of(chart: BarChart) -> Chart:
    content = presentation_of(
        Slide("Opening"),
        [Slide("Finding", chart=chart)],
        title="Results",
        foot="Ambleford",
        language="en",
    )
    shapes = Presentation(io.BytesIO(content)).slides[1].shapes
    return next(shape.chart for shape in shapes if shape.has_chart)


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(1)", "{=1+1}"])
def test_words_of_a_bank_are_no_formulas_in_the_workbook_behind_a_chart(words):
    chart = chart_of(BarChart((words, "Care"), ((words, (40, 60)),), 100, "Two bars"))

    sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.data_type for cell in cells] == ["s", "s", "n", "s", "n"]
    assert [cell.value for cell in cells] == [f"'{words}", f"'{words}", 40, "Care", 60]


def test_each_slide_says_where_it_comes_from_and_nothing_decorative_is_read_out():
    content = presentation_of(
        Slide("Opening"), [Slide("One"), Slide("Two")], title="Results", foot="Ambleford, Spring", language="en"
    )  # fmt: skip
    deck = Presentation(io.BytesIO(content))

    feet = [slide.shapes[-1].text_frame.text for slide in list(deck.slides)[1:]]
    assert feet == ["Ambleford, Spring   2", "Ambleford, Spring   3"]
    assert all(shape.is_placeholder for shape in deck.slides[0].shapes)
