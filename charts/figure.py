"""A radar as a Plotly figure, which the browser lays over the server's drawing."""

import html
import textwrap
from typing import Any

from charts.bars import FULL, Bars
from charts.radar import Radar

HOVER_CHARACTERS = 42


def figure(drawing: Radar | Bars | None, traces: list[dict[str, Any]]) -> dict[str, Any] | None:
    # Slow to import; only the pages with a radar need it.
    import plotly.graph_objects as go  # noqa: PLC0415

    if not isinstance(drawing, Radar):
        return None
    drawn = go.Figure(data=[go.Scatterpolar(one) for one in traces])
    drawn.update_layout(
        template=None,
        polar={"radialaxis": {"range": [0, FULL]}},
        meta={"frame": _frame(drawing)},
    )
    plain: dict[str, Any] = drawn.to_plotly_json()
    return plain


def _frame(radar: Radar) -> dict[str, float]:
    """Return the room round the rim as shares of the drawing, so that both drawings coincide."""
    frame = radar.frame
    room = {
        "left": (-radar.rim - frame.left) / frame.width,
        "right": (frame.right - radar.rim) / frame.width,
        "top": (-radar.rim - frame.top) / frame.height,
        "bottom": (frame.bottom - radar.rim) / frame.height,
    }
    return {side: round(share, 5) for side, share in room.items()}


def trace(
    codes: list[str],
    scores: list[float | None],
    words: list[str],
    *,
    meta: str,
    dash: str = "solid",
    boxed: bool = False,
) -> dict[str, Any]:
    """Return one closed outline; a theme without a score breaks it. Its words stand at the point, or `boxed` on the page."""
    # A hundredth of a point is less than a screen can show.
    places = [None if score is None else round(score, 2) for score in (*scores, scores[0])]
    return {
        "r": places,
        "theta": [*codes, codes[0]],
        "customdata": [*words, words[0]],
        **({} if boxed else {"hovertemplate": "%{customdata}<extra></extra>"}),
        "mode": "lines+markers",
        "line": {"dash": dash, "width": 3 if meta == "you" else 2},
        "meta": meta,
    }


def told(title: str, *lines: str) -> str:
    """Return the same for a box of the page, which breaks lines itself."""
    return "\n".join(html.escape(line) for line in (title, *lines) if line)


def hover(title: str, *lines: str) -> str:
    """Return lines for the hover label, short and safe in it: it reads a little HTML."""
    wrapped = [part for line in lines for part in textwrap.wrap(line, HOVER_CHARACTERS)]
    return "<br>".join([f"<b>{html.escape(title)}</b>", *(html.escape(part) for part in wrapped)])
