"""A profile as a Plotly figure, which the browser lays over the server's drawing."""

import html
import textwrap
from typing import Any

from django.utils.translation import gettext as _

from reports.bars import FULL, Bars
from reports.presenters.cells import Shown
from reports.presenters.group import GroupResults
from reports.presenters.report import Report, ThemeView
from reports.radar import Radar

HOVER_CHARACTERS = 42


def radar_figure(report: Report) -> dict[str, Any] | None:
    """Return the figure as plain JSON values: the earlier line first, then "you"; None for bars.

    The page's script adds colours and fonts, which follow the page's scheme.
    """
    codes = [theme.code for theme in report.themes]
    traces = []
    change = report.change
    if change and change.earlier_scores:
        then = [change.earlier_scores.get(theme.code) for theme in report.themes]
        words = [_earlier_words(theme, change.shown_before(theme.code)) for theme in report.themes]
        traces.append(_trace(codes, then, words, meta="earlier", dash="dash"))
    now = [theme.result.exact if theme.result else None for theme in report.themes]
    traces.append(_trace(codes, now, [_words(theme) for theme in report.themes], meta="you"))
    return _figure(report.chart.drawing, traces)


def group_figure(results: GroupResults) -> dict[str, Any] | None:
    """Return a group's figure likewise, the organisation's line first where it is one of its teams."""
    codes = [theme.code for theme in results.themes]
    traces = []
    if results.whole:
        others = [results.whole.get(code) for code in codes]
        values = [one.exact if one else None for one in others]
        words = [
            _average(theme.title, one, _("the whole organisation, on average")) if one else ""
            for theme, one in zip(results.themes, others, strict=True)
        ]
        traces.append(_trace(codes, values, words, meta="organisation", dash="dot"))
    means = [theme.mean.exact for theme in results.themes]
    words = [_average(theme.title, theme.mean, _("on average")) for theme in results.themes]
    traces.append(_trace(codes, means, words, meta="you"))
    return _figure(results.drawing, traces)


def _average(title: str, mean: Shown, who: str) -> str:
    return _hover(title, f"{mean.text}, {who}") if mean.exact is not None else ""


def _figure(drawing: Radar | Bars | None, traces: list[dict[str, Any]]) -> dict[str, Any] | None:
    # Slow to import; only the pages with a radar need it.
    import plotly.graph_objects as go  # noqa: PLC0415

    if not isinstance(drawing, Radar):
        return None
    figure = go.Figure(data=[go.Scatterpolar(trace) for trace in traces])
    figure.update_layout(
        template=None,
        polar={"radialaxis": {"range": [0, FULL]}},
        meta={"frame": _frame(drawing)},
    )
    plain: dict[str, Any] = figure.to_plotly_json()
    return plain


def _frame(radar: Radar) -> dict[str, float]:
    """Return the room round the rim as shares of the drawing, so that both drawings coincide."""
    frame = radar.frame
    return {
        "left": (-radar.rim - frame.left) / frame.width,
        "right": (frame.right - radar.rim) / frame.width,
        "top": (-radar.rim - frame.top) / frame.height,
        "bottom": (frame.bottom - radar.rim) / frame.height,
    }


def _trace(
    codes: list[str],
    scores: list[float | None],
    words: list[str],
    *,
    meta: str,
    dash: str = "solid",
) -> dict[str, Any]:
    """Return one closed outline; a theme without a score breaks it."""
    return {
        "r": [*scores, scores[0]],
        "theta": [*codes, codes[0]],
        "customdata": [*words, words[0]],
        "hovertemplate": "%{customdata}<extra></extra>",
        "mode": "lines+markers",
        "connectgaps": False,
        "line": {"dash": dash, "width": 3 if meta == "you" else 2},
        "meta": meta,
    }


def _words(theme: ThemeView) -> str:
    if theme.result is None:
        return ""
    meaning = theme.result.band.meaning if theme.result.band else ""
    return _hover(theme.title, theme.result.words, meaning)


def _earlier_words(theme: ThemeView, score: int | None) -> str:
    if score is None:
        return ""
    return _hover(theme.title, _("%(score)d out of 100 last time") % {"score": score})


def _hover(title: str, *lines: str) -> str:
    """Return lines for the hover label, short and safe in it: it reads a little HTML."""
    wrapped = [part for line in lines for part in textwrap.wrap(line, HOVER_CHARACTERS)]
    return "<br>".join([f"<b>{html.escape(title)}</b>", *(html.escape(part) for part in wrapped)])
