"""Slides as PowerPoint opens them, with charts that can be edited: what each says is for the apps to decide.

No web page may import this module: making a presentation belongs to the worker.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pptx import Presentation
from pptx.chart.chart import Chart as DrawnChart
from pptx.chart.data import CategoryChartData
from pptx.chart.plot import BarPlot as Plot
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide as Drawn
from pptx.util import Inches, Pt

from documents.text import safe

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
MARGIN, TOP = Inches(0.7), Inches(1.8)
BODY, FOOT = Inches(5.0), Inches(6.95)
EDGE = Inches(0.2)
# Of the template that comes with the library.
TITLE_SLIDE, TITLE_AND_TEXT, TITLE_ONLY = 0, 1, 5
# As in the drawings of pages; each is told from the next by lightness too.
TINTS = (RGBColor(0x0B, 0x5D, 0x6A), RGBColor(0x9B, 0xBB, 0xC4), RGBColor(0xE3, 0xEA, 0xED))
INK = RGBColor(0x12, 0x21, 0x2B)
LONG_TITLE = 90
SMALL = Pt(14)
SMALLEST = Pt(11)


@dataclass(frozen=True)
class BarChart:
    """Bars, one for each category: of one series side by side, of several stacked. None is a gap."""

    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    highest: float
    alternative: str
    """The same in words, for whoever cannot see it."""
    labels: tuple[str, ...] = ()
    """Of one series: what stands at a bar in place of its number; empty where the number does."""


@dataclass(frozen=True)
class Slide:
    """One slide: its finding as the title, what stands below it, and what the speaker needs to know."""

    title: str
    points: tuple[str, ...] = ()
    chart: BarChart | None = None
    notes: tuple[str, ...] = ()


def presentation_of(
    opening: Slide, slides: Sequence[Slide], *, title: str, foot: str, language: str
) -> bytes:
    """Return a presentation: the opening, and a slide for each with its number beside `foot`."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    facts = deck.core_properties
    facts.title, facts.author, facts.language = title, "", language
    _open(deck, opening)
    _mark_edge(deck)
    for number, slide in enumerate(slides, 2):
        made = _add(deck, slide)
        _put_foot(made, f"{foot}   {number}")
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _open(deck: Deck, slide: Slide) -> None:
    made = deck.slides.add_slide(deck.slide_layouts[TITLE_SLIDE])
    heading, words = made.shapes.title, made.placeholders[1]
    for shape, top, height in ((heading, 1.6, 1.8), (words, 3.7, 2.6)):
        shape.left, shape.top = MARGIN, Inches(top)
        shape.width, shape.height = WIDTH - 2 * MARGIN, Inches(height)
    _write(heading, [slide.title], Pt(40), bold=True)
    _write(words, slide.points, Pt(20))
    _note(made, slide)


def _mark_edge(deck: Deck) -> None:
    """Colour the left edge of every slide: on their master, so that nobody is read a decoration."""
    first = deck.slides[0]
    edge = first.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, EDGE, HEIGHT)
    edge.fill.solid()
    edge.fill.fore_color.rgb = TINTS[0]
    edge.line.fill.background()
    edge.shadow.inherit = False
    deck.slide_master.shapes._spTree.append(edge._element)


def _put_foot(made: Drawn, words: str) -> None:
    """Say on each slide where it comes from: slides are passed on one by one."""
    box = made.shapes.add_textbox(MARGIN, FOOT, WIDTH - 2 * MARGIN, Inches(0.35))
    _write(box, [words], SMALLEST)


def _add(deck: Deck, slide: Slide) -> Drawn:
    layout = TITLE_AND_TEXT if slide.points else TITLE_ONLY
    made = deck.slides.add_slide(deck.slide_layouts[layout])
    heading = made.shapes.title
    heading.left, heading.top = MARGIN, Inches(0.4)
    heading.width, heading.height = WIDTH - 2 * MARGIN, Inches(1.35)
    size = Pt(22) if len(slide.title) > LONG_TITLE else Pt(28)
    _write(heading, [slide.title], size, bold=True)
    whole = WIDTH - 2 * MARGIN
    if slide.points:
        words = made.placeholders[1]
        words.left, words.top, words.height = MARGIN, TOP, BODY
        words.width = int(whole * 0.4) if slide.chart else whole
        _write(words, slide.points, Pt(18) if slide.chart else Pt(20))
    if slide.chart:
        part = int(whole * 0.42) if slide.points else 0
        _draw(made, slide.chart, MARGIN + part, whole - part)
    _note(made, slide)
    return made


def _write(shape: Shape, lines: Sequence[str], size: Pt, *, bold: bool = False) -> None:
    """Put a paragraph for each line into a placeholder, in place of its prompt."""
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.color.rgb = size, bold, INK


def _draw(made: Drawn, chart: BarChart, left: int, width: int) -> None:
    data = CategoryChartData()
    # They are stored in a workbook behind the chart, which would take some of them for formulas.
    data.categories = [safe(category) for category in chart.categories]
    for name, values in chart.series:
        data.add_series(safe(name), values)
    kind = XL_CHART_TYPE.BAR_STACKED if len(chart.series) > 1 else XL_CHART_TYPE.BAR_CLUSTERED
    frame = made.shapes.add_chart(kind, left, TOP, width, BODY, data)
    # The library has no word for it: what a screen reader says of the drawing.
    frame._element.nvGraphicFramePr.cNvPr.set("descr", chart.alternative)
    drawn = frame.chart
    drawn.font.size, drawn.font.color.rgb = SMALL, INK
    # The first on top, as everywhere else.
    drawn.category_axis.reverse_order = True
    axis = drawn.value_axis
    # Words take more room beside a bar than a number does.
    axis.minimum_scale, axis.maximum_scale = 0, chart.highest * (1.2 if any(chart.labels) else 1)
    axis.has_major_gridlines, axis.visible = False, False
    _name_what_is_measured(drawn, chart)
    _tint(drawn.plots[0])
    _label(drawn.plots[0], chart)


def _name_what_is_measured(drawn: DrawnChart, chart: BarChart) -> None:
    """Say what the bars are: in a legend where there are several, otherwise above them."""
    drawn.has_legend = len(chart.series) > 1
    drawn.has_title = not drawn.has_legend
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        return
    heading = drawn.chart_title.text_frame
    heading.text = chart.series[0][0]
    font = heading.paragraphs[0].runs[0].font
    font.size, font.bold, font.color.rgb = SMALL, False, INK


def _tint(plot: Plot) -> None:
    plot.gap_width, plot.has_data_labels = 50, True
    plot.data_labels.font.size = SMALL
    if len(plot.series) > 1:
        plot.overlap = 100
    for series, tint in zip(plot.series, TINTS, strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = tint


def _label(plot: Plot, chart: BarChart) -> None:
    for number, words in enumerate(chart.labels):
        if words:
            frame = plot.series[0].points[number].data_label.text_frame
            frame.text = words
            font = frame.paragraphs[0].runs[0].font
            font.size, font.color.rgb = SMALL, INK


def _note(made: Drawn, slide: Slide) -> None:
    frame = made.notes_slide.notes_text_frame
    frame.text = "\n".join(slide.notes)
