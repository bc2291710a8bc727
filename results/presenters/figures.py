"""A group's profile as a Plotly figure."""

from typing import Any

from django.utils.translation import gettext as _

from charts.figure import figure, hover, trace
from results.presenters.cells import ShownCell
from results.presenters.group import GroupResults


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
        traces.append(trace(codes, values, words, meta="organisation", dash="dot"))
    means = [theme.mean.exact for theme in results.themes]
    words = [_average(theme.title, theme.mean, _("on average")) for theme in results.themes]
    traces.append(trace(codes, means, words, meta="you"))
    return figure(results.drawing, traces)


def _average(title: str, mean: ShownCell, who: str) -> str:
    return hover(title, f"{mean.text}, {who}") if mean.exact is not None else ""
