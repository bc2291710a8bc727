"""Computes every stored score again from the raw answers and names those that differ."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments import actions, queries
from assessments.models import AreaScore, Assessment, OverallScore, ReadinessScore, ThemeScore
from banks.queries import area_ids, instrument_of, theme_ids

THEME = ("status", "score", "mean", "band", "answered")
OVERALL = ("status", "score", "mean", "band", "themes_scored")
AREA = ("status", "confidence", "importance", "priority", "level", "theme_need", "rank")
# Which areas are named: a choice that each scorer makes by its own rule, and that stays as it was shown.
NAMED = ("is_featured", "is_suggested")
SIDE = ("status", "score", "mean", "level", "answered")
Score = OverallScore | ThemeScore | AreaScore | ReadinessScore
PROGRESS_EVERY = 1000


class Command(BaseCommand):
    help = "Compute all stored scores again and name any that differ. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        checked = differing = 0
        for assessment in queries.scored_assessments():
            found = list(differences(assessment))
            for line in found:
                self.stdout.write(line)
            checked += 1
            differing += bool(found)
            if checked % PROGRESS_EVERY == 0:
                self.stderr.write(f"{checked} assessments checked …")
        if differing:
            raise CommandError(f"{differing} of {checked} assessments differ from their answers.")
        self.stdout.write(f"{checked} assessments checked; every stored score is right.")


def differences(assessment: Assessment) -> Iterator[str]:
    """Say, a line each, how an assessment's stored scores differ from what its answers give."""
    instrument = instrument_of(assessment.version_id)
    answers = {answer.question.code: answer.given for answer in assessment.answers.all()}
    # Taken first: a row that is made for an assessment takes this one's place on it.
    overall = getattr(assessment, "overall_score", None)
    right = actions.score_rows(assessment, instrument, answers)
    yield from _compare(assessment, "overall", overall, right.overall, OVERALL)
    themes = {key: code for code, key in theme_ids(assessment.version_id).items()}
    areas = {key: code for code, key in area_ids(assessment.version_id).items()}
    yield from _compare_all(
        assessment,
        {themes[row.theme_id]: row for row in assessment.theme_scores.all()},
        {themes[row.theme_id]: row for row in right.themes},
        THEME,
    )
    yield from _compare_all(
        assessment,
        {areas[row.area_id]: row for row in assessment.area_scores.all()},
        {areas[row.area_id]: row for row in right.areas},
        AREA + (NAMED if overall and overall.scorer == right.overall.scorer else ()),
    )
    yield from _compare_all(
        assessment,
        {row.side: row for row in assessment.readiness_scores.all()},
        {row.side: row for row in right.readiness},
        SIDE,
    )


def _compare_all(
    assessment: Assessment,
    stored: Mapping[str, Score],
    right: Mapping[str, Score],
    fields: tuple[str, ...],
) -> Iterator[str]:
    for name, row in right.items():
        yield from _compare(assessment, name, stored.get(name), row, fields)
    for name in stored.keys() - right.keys():
        yield f"{assessment.public_id} {name}: stored, though nothing was answered"


def _compare(
    assessment: Assessment,
    name: str,
    stored: Score | None,
    right: Score,
    fields: tuple[str, ...],
) -> Iterator[str]:
    if stored is None:
        yield f"{assessment.public_id} {name}: nothing is stored"
        return
    for field in fields:
        kept, computed = getattr(stored, field), getattr(right, field)
        if kept != computed:
            yield f"{assessment.public_id} {name} {field}: stored {kept}, computed {computed}"
