"""A report as plain values for other programs, at full precision."""

from typing import Any

from leadership.instrument import Instrument, Theme
from leadership.reading import as_json as reading_as_json
from leadership.reading import read
from leadership.scoring import Learning, Number, OverallScore, ThemeScore, keyed
from reports.queries import Facts


def as_json(facts: Facts, instrument: Instrument) -> dict[str, Any]:
    """Return the stored scores; readiness and learning areas are empty where they were not answered."""
    return {
        "bank": instrument.instrument.code,
        "version": instrument.instrument.version,
        "submitted_at": facts.submitted_at,
        "purpose": instrument.text("purpose_limit"),
        "overall": {"status": facts.overall.status, **_numbers(facts.overall)},
        "themes": [
            {
                "code": theme.code,
                "status": theme.status,
                "answered": theme.answered,
                **_numbers(theme),
                "separate": _separate(facts, instrument, instrument.theme(theme.code)),
            }
            for theme in facts.themes
        ],
        "readiness": [
            {
                "side": side.side,
                "status": side.status,
                "answered": side.answered,
                "score": _plain(side.score),
                "mean": _plain(side.mean),
                "level": side.level,
            }
            for side in facts.readiness
        ],
        "learning_areas": _areas(facts.learning),
        "reading": reading_as_json(read(instrument, facts.themes, facts.answers)),
    }


def _separate(facts: Facts, instrument: Instrument, theme: Theme) -> list[dict[str, Any]]:
    """Return what was answered to the statements that are no part of the theme's score."""
    given = [(question, facts.answers.get(question.code)) for question in theme.separate]
    return [
        {
            "code": question.code,
            "answer": raw,
            "keyed": keyed(question, instrument.scale_of(theme), raw),
        }
        for question, raw in given
    ]


def _areas(learning: Learning | None) -> list[dict[str, Any]]:
    """Return the areas in the person's order."""
    if learning is None:
        return []
    return [
        {
            "code": area.code,
            "confidence": _plain(area.confidence),
            "importance": area.importance,
            "priority": _plain(area.priority),
            "level": area.level,
            "theme_need": _plain(area.theme_need),
            "featured": area.code in learning.featured,
            "suggested": area.code in learning.suggested,
        }
        for area in learning.areas
    ]


def _numbers(score: ThemeScore | OverallScore) -> dict[str, Any]:
    return {"score": _plain(score.score), "mean": _plain(score.mean), "band": score.band}


def _plain(number: Number | None) -> float | None:
    return None if number is None else float(number)
