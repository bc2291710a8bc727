"""Computes every stored score again from the raw answers and names those that differ."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments import actions, queries
from assessments.models import Assessment, OverallScore, ThemeScore
from leadership import scoring
from leadership.queries import instrument_of

FIELDS = ("status", "score", "mean", "band")
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
    scores = scoring.score(instrument, answers)
    overall = getattr(assessment, "overall_score", None)
    right = actions.overall_row(assessment, instrument, scores.overall)
    yield from _compare(assessment, "overall", overall, right, (*FIELDS, "themes_scored"))
    stored = {row.theme.code: row for row in assessment.theme_scores.all()}
    for score, row in zip(
        scores.themes, actions.theme_rows(assessment, instrument, scores.themes), strict=True
    ):
        yield from _compare(
            assessment, score.code, stored.get(score.code), row, (*FIELDS, "answered")
        )


def _compare(
    assessment: Assessment,
    name: str,
    stored: OverallScore | ThemeScore | None,
    right: OverallScore | ThemeScore,
    fields: tuple[str, ...],
) -> Iterator[str]:
    if stored is None:
        yield f"{assessment.public_id} {name}: nothing is stored"
        return
    for field in fields:
        kept, computed = getattr(stored, field), getattr(right, field)
        if kept != computed:
            yield f"{assessment.public_id} {name} {field}: stored {kept}, computed {computed}"
