"""A report as plain values for other programs, at full precision."""

from typing import Any

from leadership.scoring import Number, OverallScore, ThemeScore
from reports.queries import Facts


def as_json(facts: Facts, *, bank: str, version: str) -> dict[str, Any]:
    """Return the stored scores; readiness and learning areas are empty until they are asked."""
    return {
        "bank": bank,
        "version": version,
        "submitted_at": facts.submitted_at,
        "overall": {"status": facts.overall.status, **_numbers(facts.overall)},
        "themes": [
            {
                "code": theme.code,
                "status": theme.status,
                "answered": theme.answered,
                **_numbers(theme),
            }
            for theme in facts.themes
        ],
        "readiness": [],
        "learning_areas": [],
    }


def _numbers(score: ThemeScore | OverallScore) -> dict[str, Any]:
    return {"score": _plain(score.score), "mean": _plain(score.mean), "band": score.band}


def _plain(number: Number | None) -> float | None:
    return None if number is None else float(number)
