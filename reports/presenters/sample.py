"""A report on answers that nobody gave, to read a bank's words in before it is published."""

import math
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from random import Random
from uuid import UUID

from django.utils.translation import gettext as _

from leadership import scoring
from leadership.instrument import NOT_APPLICABLE, Instrument, RawAnswer
from reports.presenters.report import Report, present
from reports.queries import Facts

NOBODY = UUID(int=0)
# Some statements are left out and some "not applicable", but of no theme so many that it has no score.
BLANK, DOES_NOT_APPLY = 0.04, 0.03


def sample_report(instrument: Instrument, number: int, *, version_id: int, at: datetime) -> Report:
    """Build the report of made-up answers; the same number gives the same answers. Nothing is stored."""
    return present(instrument, _facts(instrument, number, version_id=version_id, at=at))


def _facts(instrument: Instrument, number: int, *, version_id: int, at: datetime) -> Facts:
    answers = _answers(instrument, Random(number))  # noqa: S311 - chance for show, not for secrets
    scores = scoring.score(instrument, answers)
    sides = scoring.readiness(instrument, answers)
    precision = instrument.scoring.provisional_reliability
    return Facts(
        public_id=NOBODY,
        person=_("Sample: made-up answers of nobody"),
        organisation=_("Sample report"),
        campaign="",
        version_id=version_id,
        submitted_at=at,
        answers=answers,
        notes={},
        themes=scores.themes,
        overall=scores.overall,
        precision={theme.code: precision.theme for theme in instrument.themes},
        overall_precision=precision.overall,
        learning=(
            scoring.learning(instrument, answers, scores.themes)
            if instrument.learning_areas
            else None
        ),
        readiness=(sides.individual, sides.organisational) if sides else (),
    )


def _answers(instrument: Instrument, chance: Random) -> Mapping[str, RawAnswer]:
    """Answer nearly everything that is asked, each theme around a level of its own."""
    theme_of = {one.code: theme.code for theme in instrument.themes for one in theme.questions}
    to_spare = {
        theme: size - scoring.minimum_answers(size)
        for theme, size in Counter(theme_of.values()).items()
    } | {"": math.inf}
    levels: dict[str, float] = {}
    answers: dict[str, RawAnswer] = {}
    for code, asked in instrument.asked.items():
        points = asked.scale.points
        theme = theme_of.get(code, "")
        level = levels.setdefault(theme or code.rpartition("-")[0], chance.random())
        drawn = chance.random()
        may_apply = drawn >= BLANK + DOES_NOT_APPLY * bool(asked.scale.not_applicable)
        if not may_apply and to_spare[theme] > 0:
            to_spare[theme] -= 1
            if drawn >= BLANK:
                answers[code] = NOT_APPLICABLE
            continue
        wanted = chance.gauss(level, 0.25) * (len(points) - 1)
        answers[code] = points[max(0, min(len(points) - 1, round(wanted)))].value
    return answers
