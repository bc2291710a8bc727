"""A profile as a Plotly figure, which the browser lays over the server's drawing."""

from typing import Any

from django.utils.translation import gettext as _

from charts.figure import figure, told, trace
from reports.presenters.report import Report
from reports.presenters.themes import ThemeView


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
        traces.append(trace(codes, then, words, meta="earlier", dash="dash", boxed=True))
    now = [theme.result.exact if theme.result else None for theme in report.themes]
    words = [_words(theme) for theme in report.themes]
    traces.append(trace(codes, now, words, meta="you", boxed=True))
    return figure(report.chart.drawing, traces)


def _words(theme: ThemeView) -> str:
    if theme.result is None:
        return ""
    meaning = theme.result.band.meaning if theme.result.band else ""
    return told(theme.title, theme.result.words, meaning)


def _earlier_words(theme: ThemeView, score: int | None) -> str:
    if score is None:
        return ""
    return told(theme.title, _("%(score)d out of 100 last time") % {"score": score})
