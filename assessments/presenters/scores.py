"""Scores, bands and statements in the words and numbers that people see."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from charts.bars import Cut, ScaleBar, scale_bar, tint
from leadership.instrument import (
    NOT_APPLICABLE,
    Instrument,
    Question,
    RawAnswer,
    Scale,
    Theme,
)
from leadership.scoring import Number, is_near_boundary, low_to_high, shown, shown_score


@dataclass(frozen=True)
class BandView:
    """A band with its word, and which of the three tints it is drawn in."""

    label: str
    range: str
    meaning: str
    tint: int


@dataclass(frozen=True)
class Result:
    """A score as people see it; `exact` only places it in a drawing."""

    score: int
    exact: float
    mean: str
    band: BandView | None
    near_boundary: bool

    @property
    def words(self) -> str:
        if self.band is None:
            return _("%(score)d out of 100") % {"score": self.score}
        return _("%(score)d out of 100, %(band)s") % {"score": self.score, "band": self.band.label}

    @property
    def short(self) -> str:
        return f"{self.score}"


def band_views(instrument: Instrument) -> dict[str, BandView]:
    """Return the bands by code, from low to high."""
    ordered = low_to_high(instrument.bands)
    return {
        band.code: BandView(
            band.label,
            _("%(low)d to %(high)d") % {"low": band.min, "high": band.max},
            band.meaning or "",
            tint(number, len(ordered)),
        )
        for number, band in enumerate(ordered)
    }


def result_of(
    instrument: Instrument,
    bands: Mapping[str, BandView],
    *,
    score: Number | None,
    mean: Number | None,
    band: str | None,
) -> Result | None:
    """Return a stored score as people see it; None where there is none."""
    if score is None:
        return None
    return Result(
        score=shown_score(score),
        exact=float(score),
        mean=str(shown(mean, 1)) if mean is not None else "",
        band=bands.get(band or ""),
        near_boundary=is_near_boundary(
            instrument.bands, score, points=instrument.scoring.near_boundary_points
        ),
    )


def rings(instrument: Instrument) -> tuple[Cut, ...]:
    """Return the cuts between bands for the radar; quarters where the bank has no bands."""
    if not instrument.bands:
        return tuple(Cut(score, "") for score in (25, 50, 75))
    return tuple(
        Cut(band.min, band.label) for band in low_to_high(instrument.bands) if band.min > 0
    )


def bar_of(instrument: Instrument, score: float) -> ScaleBar:
    """Return the scale bar of a theme's score, or of a group's mean."""
    cuts = [Cut(band.min, band.label) for band in low_to_high(instrument.bands)]
    return scale_bar(score, cuts)


def title_of_separate(theme: Theme) -> str:
    """Return the title of the statements that are no part of a theme's score."""
    if all(question.is_own for question in theme.separate):
        return _("Your organisation’s own statements")
    return _("Statements reported separately")


def why_separate(theme: Theme) -> str:
    """Say that these statements are no part of the theme's score, and why."""
    if all(question.is_own for question in theme.separate):
        return _(
            "Your organisation has added these. They do not count in the score of this theme, because "
            "it is not known yet how well they work beside its other statements."
        )
    return _("These do not count in the score of this theme.")


def has_label(question: Question) -> bool:
    """Tell whether the bank names the behaviour, rather than only asking about it."""
    return bool(question.label) and question.label != question.text


def answer_words(scale: Scale, raw: RawAnswer | None) -> str:
    """Return an answer in the words of its scale."""
    if raw is None:
        return _("No answer")
    if isinstance(raw, int):
        return scale.label_of(raw)
    choice = scale.not_applicable if raw == NOT_APPLICABLE else scale.dont_know
    return choice.label if choice else str(raw)
