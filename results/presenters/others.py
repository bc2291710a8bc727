"""How those of a campaign asked others, in words: counts, and the mean difference of the two views by theme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Campaign
from leadership.scoring import shown
from observers.queries import counted_from
from results.models import OthersSummary
from results.presenters.cells import why_hidden
from results.queries.others import fewest_for_gaps, themes_asked

NEAR = 5
"""Fewer points apart than this is said to be near each other: our own cut, not a finding."""


@dataclass(frozen=True)
class GapRow:
    """One theme: the mean difference in points with its words, or why it is not there."""

    title: str
    points: str
    words: str


@dataclass(frozen=True)
class OthersView:
    """What is published of a campaign's rounds; without a date of publishing, when it will be."""

    published_at: datetime | None
    counted_from: datetime
    is_offered: bool
    smallest_group: int
    rated: int | None
    asked: int | None
    answered: str
    gaps: tuple[GapRow, ...]
    why_no_gaps: str


def present_others(campaign: Campaign) -> OthersView:
    found: OthersSummary | None = getattr(campaign, "others_summary", None)
    is_offered = hasattr(campaign, "rounds_offered")
    if found is None:
        return OthersView(
            None, counted_from(campaign), is_offered, campaign.smallest_group,
            None, None, "", (), "",
        )  # fmt: skip
    return OthersView(
        found.published_at,
        found.published_at,
        is_offered,
        found.smallest_group,
        found.rated,
        found.asked,
        _answered(found),
        _rows(campaign, found),
        _why(found),
    )


def _answered(found: OthersSummary) -> str:
    if found.answered is None:
        return ""
    words = {
        "at_least": _("%(share)d%% or more"),
        "at_most": _("%(share)d%% or less"),
    }.get(found.answered_bound, _("about %(share)d%%"))
    return words % {"share": found.answered}


def _why(found: OthersSummary) -> str:
    if not found.reasons:
        return ""
    return _(
        "Not shown, to protect people’s privacy: fewer than %(n)s people have asked others."
    ) % {"n": fewest_for_gaps(found.smallest_group)}


def _rows(campaign: Campaign, found: OthersSummary) -> tuple[GapRow, ...]:
    """Name the themes in the language of whoever reads; those that were counted without their code, as then."""
    titles = themes_asked(campaign) if found.gaps else {}
    return tuple(
        _row(titles.get(cell.get("theme", ""), cell["label"]), cell) for cell in found.gaps
    )


def _row(title: str, cell: Mapping[str, Any]) -> GapRow:
    if cell["hidden"]:
        return GapRow(title, "", why_hidden(cell["hidden"]))
    points = shown(cell["value"], 0)
    sign = "+" if cell["value"] > 0 else "−" if cell["value"] < 0 else ""
    number = f"{sign}{abs(points)}"
    text = {
        "at_least": _("%(number)s or more"),
        "at_most": _("%(number)s or less"),
    }.get(cell["bound"] or "", "%(number)s")
    return GapRow(title, text % {"number": number}, _in_words(float(cell["value"])))


def _in_words(value: float) -> str:
    if abs(value) < NEAR:
        return _("they and others are near each other")
    if value > 0:
        return _("they see more of it than others do")
    return _("others see more of it than they do")
