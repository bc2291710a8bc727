"""What answers on readiness suggest, in kind words: in the questionnaire, and later in the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.presenters.tips import Tips, tips_for
from leadership.instrument import (
    Circumstance,
    Instrument,
    Level,
    RawAnswer,
    ReadinessSide,
    Spectrum,
)
from leadership.scoring import (
    SCORED,
    OverallScore,
    SideScore,
    interval_of,
    is_low,
    readiness,
    readiness_outcome,
    score,
    shown_score,
)


@dataclass(frozen=True)
class OwnSide:
    """One side's result; without a score there were too few answers."""

    title: str
    score: int | None
    exact: float | None
    level: str
    text: str
    held_by: tuple[str, ...]
    """The key statements that keep a side with a high score out of the top level."""


@dataclass(frozen=True)
class PositionView:
    """Where on the spectrum the person sees their service, or wants it to be."""

    question: str
    position: str


@dataclass(frozen=True)
class OwnSpectrum:
    """The answers on the spectrum, and what both together say."""

    title: str
    positions: tuple[PositionView, ...]
    text: str


@dataclass(frozen=True)
class OwnReadiness:
    """The result of the first part. Without sides only the spectrum was answered."""

    title: str
    text: str
    sides: tuple[OwnSide, ...]
    levels: tuple[Level, ...]
    tips: Tips
    spectrum: OwnSpectrum | None


def readiness_so_far(
    instrument: Instrument, answers: Mapping[str, RawAnswer]
) -> OwnReadiness | None:
    """Return the result while the assessment is still open."""
    begun = any(code in answers for code in instrument.readiness_codes)
    found = readiness(instrument, answers) if begun else None
    scores = (found.individual, found.organisational) if found else ()
    is_scored = score(instrument, answers).overall.status == SCORED
    holding = frozenset[Circumstance]({"after_themes" if is_scored else "before_themes"})
    return _view(instrument, scores, answers, holding)


def readiness_view(
    instrument: Instrument,
    scores: Sequence[SideScore],
    answers: Mapping[str, RawAnswer],
    overall: OverallScore,
) -> OwnReadiness | None:
    """Put words to stored scores; None where the part was not answered at all."""
    # What is finished lets nobody answer the themes next, however few were answered.
    is_scored = overall.status == SCORED
    holding = frozenset[Circumstance]({"after_themes"} if is_scored else ())
    return _view(instrument, scores, answers, holding)


def _view(
    instrument: Instrument,
    scores: Sequence[SideScore],
    answers: Mapping[str, RawAnswer],
    holding: frozenset[Circumstance],
) -> OwnReadiness | None:
    spectrum = _spectrum(instrument.spectrum, answers)
    if not (scores or spectrum):
        return None
    title, text = _outcome(instrument, scores)
    return OwnReadiness(
        title=title,
        text=text,
        sides=tuple(_side(instrument, score, answers) for score in scores),
        levels=instrument.scoring.readiness.levels,
        tips=tips_for(instrument, answers, holding=holding),
        spectrum=spectrum,
    )


def _outcome(instrument: Instrument, scores: Sequence[SideScore]) -> tuple[str, str]:
    if instrument.readiness is None or not scores:
        return "", ""
    level = {score.side: score.level for score in scores}
    code = readiness_outcome(instrument, level.get("individual"), level.get("organisational"))
    found = (one for one in instrument.readiness.outcomes if one.code == code)
    return next(((one.title, one.text) for one in found), ("", ""))


def _side(instrument: Instrument, score: SideScore, answers: Mapping[str, RawAnswer]) -> OwnSide:
    asked = instrument.readiness
    side = dict(asked.sides)[score.side] if asked else None
    rule = instrument.scoring.readiness
    label = next((level.label for level in rule.levels if level.code == score.level), "")
    texts = asked.level_text if asked else {}
    return OwnSide(
        title=side.title if side else "",
        score=None if score.score is None else shown_score(score.score),
        exact=None if score.score is None else float(score.score),
        level=label or instrument.text("not_enough_answers"),
        text=texts.get(score.level or "", ""),
        held_by=_held_by(instrument, score, side, answers) if side else (),
    )


def _held_by(
    instrument: Instrument,
    score: SideScore,
    side: ReadinessSide,
    answers: Mapping[str, RawAnswer],
) -> tuple[str, ...]:
    if score.score is None:
        return ()
    before = interval_of(instrument.scoring.readiness.levels, score.score)
    if before is None or before.code == score.level:
        return ()
    scale = instrument.scale_of_side(side)
    return tuple(
        one.text for one in side.statements if one.key and is_low(scale, answers.get(one.code))
    )


def _spectrum(spectrum: Spectrum | None, answers: Mapping[str, RawAnswer]) -> OwnSpectrum | None:
    if spectrum is None or not spectrum.is_asked:
        return None
    given = [(one, answers.get(one.code)) for one in spectrum.questions]
    found = [(one, value) for one, value in given if isinstance(value, int)]
    if not found:
        return None
    return OwnSpectrum(
        title=spectrum.title,
        positions=tuple(
            PositionView(question.text, spectrum.positions[value - 1].label)
            for question, value in found
        ),
        text=_movement(spectrum, [value for _, value in found]),
    )


def _movement(spectrum: Spectrum, positions: Sequence[int]) -> str:
    """Return what the bank says of now and aim together; nothing where one of them is missing."""
    if len(positions) < 2:  # noqa: PLR2004 - now, and where to
        return ""
    now, aim = positions[:2]
    sign = ">" if aim > now else "<" if aim < now else "=="
    return next((one.text for one in spectrum.results if one.rule == f"aim {sign} now"), "")
