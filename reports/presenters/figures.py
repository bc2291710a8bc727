"""The profile as a Plotly figure, which the browser lays over the server's drawing."""

import html
import textwrap
from typing import Any

from django.utils.translation import gettext as _

from reports.presenters.report import Report, ThemeView
from reports.radar import FULL, Radar

HOVER_CHARACTERS = 42


def radar_figure(report: Report) -> dict[str, Any] | None:
    """Return the figure as plain JSON values: the earlier line first, then "you"; None for bars.

    The page's script adds colours and fonts, which follow the page's scheme.
    """
    # Slow to import; only this page needs it.
    import plotly.graph_objects as go  # noqa: PLC0415

    if not isinstance(report.chart.drawing, Radar):
        return None
    traces = []
    change = report.change
    if change and change.earlier_scores:
        then = [change.earlier_scores.get(theme.code) for theme in report.themes]
        words = [_earlier_words(theme, change.shown_before(theme.code)) for theme in report.themes]
        traces.append(_trace(report, then, words, meta="earlier", dash="dash"))
    now = [theme.result.exact if theme.result else None for theme in report.themes]
    traces.append(_trace(report, now, [_words(theme) for theme in report.themes], meta="you"))
    figure = go.Figure(data=[go.Scatterpolar(trace) for trace in traces])
    figure.update_layout(
        template=None,
        polar={"radialaxis": {"range": [0, FULL]}},
        meta={"frame": _frame(report.chart.drawing)},
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
    report: Report, scores: list[float | None], words: list[str], *, meta: str, dash: str = "solid"
) -> dict[str, Any]:
    """Return one closed outline; a theme without a score breaks it."""
    codes = [theme.code for theme in report.themes]
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
