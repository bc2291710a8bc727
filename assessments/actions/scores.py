"""What the scorer says of an assessment, as the rows that are stored on submit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.models import AreaScore, Assessment, OverallScore, ReadinessScore, ThemeScore
from assessments.queries.precision import Precision
from banks.queries import area_ids, theme_ids
from leadership import scoring
from leadership.instrument import Instrument, RawAnswer

# Rows of many assessments at once, as an import brings them.
BATCH = 2000


@dataclass(frozen=True)
class ScoreRows:
    """One assessment's scores, not stored yet. A part that nobody began has no rows."""

    overall: OverallScore
    themes: tuple[ThemeScore, ...]
    areas: tuple[AreaScore, ...]
    readiness: tuple[ReadinessScore, ...]


def score_rows(
    assessment: Assessment,
    instrument: Instrument,
    answers: Mapping[str, RawAnswer],
    adopted: Precision | None = None,
) -> ScoreRows:
    """Score the raw answers of an assessment; submission, imports and the check all use this.

    Without an `adopted` precision the one that the bank assumes is stored beside the scores.
    """
    # Exact fractions up to here; they become floats in the rows, the nearest to each.
    scores = scoring.score(instrument, answers)
    return ScoreRows(
        overall=_overall(assessment, instrument, scores.overall, adopted or {}),
        themes=_themes(assessment, instrument, scores.themes, adopted or {}),
        areas=_areas(assessment, instrument, answers, scores.themes),
        readiness=_readiness(assessment, instrument, answers),
    )


def store_scores(found: Iterable[ScoreRows]) -> None:
    """Store the scores of one assessment or of many, with one statement a table and batch."""
    # Walked four times, and what comes in may be a generator.
    rows = list(found)
    OverallScore.objects.bulk_create([one.overall for one in rows], batch_size=BATCH)
    ThemeScore.objects.bulk_create([row for one in rows for row in one.themes], batch_size=BATCH)
    AreaScore.objects.bulk_create([row for one in rows for row in one.areas], batch_size=BATCH)
    ReadinessScore.objects.bulk_create(
        [row for one in rows for row in one.readiness], batch_size=BATCH
    )


def _overall(
    assessment: Assessment,
    instrument: Instrument,
    score: scoring.OverallScore,
    adopted: Precision,
) -> OverallScore:
    precision = adopted.get(None, instrument.scoring.provisional_reliability.overall)
    return OverallScore(
        assessment=assessment,
        status=score.status,
        themes_scored=score.themes_scored,
        score=_float(score.score),
        mean=_float(score.mean),
        band=score.band or "",
        alpha=precision.alpha,
        sd=precision.sd_pomp,
        scorer=scoring.SCORER_VERSION,
    )


def _themes(
    assessment: Assessment,
    instrument: Instrument,
    scores: Iterable[scoring.ThemeScore],
    adopted: Precision,
) -> tuple[ThemeScore, ...]:
    ids = theme_ids(assessment.version_id)
    assumed = instrument.scoring.provisional_reliability.theme
    return tuple(
        ThemeScore(
            assessment=assessment,
            theme_id=ids[score.code],
            status=score.status,
            answered=score.answered,
            score=_float(score.score),
            mean=_float(score.mean),
            band=score.band or "",
            alpha=adopted.get(ids[score.code], assumed).alpha,
            sd=adopted.get(ids[score.code], assumed).sd_pomp,
        )
        for score in scores
    )


def _areas(
    assessment: Assessment,
    instrument: Instrument,
    answers: Mapping[str, RawAnswer],
    themes: tuple[scoring.ThemeScore, ...],
) -> tuple[AreaScore, ...]:
    if not any(code in answers for code in instrument.learning_codes):
        return ()
    found = scoring.learning(instrument, answers, themes)
    ids = area_ids(assessment.version_id)
    return tuple(
        AreaScore(
            assessment=assessment,
            area_id=ids[score.code],
            status=scoring.INSUFFICIENT if score.priority is None else scoring.SCORED,
            confidence=_float(score.confidence),
            importance=score.importance,
            priority=_float(score.priority),
            level=score.level or "",
            theme_need=_float(score.theme_need),
            rank=rank,
            is_featured=score.code in found.featured,
            is_suggested=score.code in found.suggested,
        )
        for rank, score in enumerate(found.areas, 1)
    )


def _readiness(
    assessment: Assessment, instrument: Instrument, answers: Mapping[str, RawAnswer]
) -> tuple[ReadinessScore, ...]:
    if not any(code in answers for code in instrument.readiness_codes):
        return ()
    found = scoring.readiness(instrument, answers)
    sides = (found.individual, found.organisational) if found else ()
    return tuple(
        ReadinessScore(
            assessment=assessment,
            side=score.side,
            status=score.status,
            answered=score.answered,
            score=_float(score.score),
            mean=_float(score.mean),
            level=score.level or "",
        )
        for score in sides
    )


def _float(number: scoring.Number | None) -> float | None:
    return None if number is None else float(number)
