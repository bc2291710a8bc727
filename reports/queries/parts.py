"""What each person contributes to a release by the parts beside the themes: learning areas and readiness."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from assessments.models import Answer, AreaScore, Assessment, ReadinessScore
from leadership.instrument import Instrument, Level, Readiness, Scale, Spectrum
from leadership.models import Question
from reports.disclosure import ABSENT, Distribution, Measure, Scores, Share
from reports.queries.contributions import categories_of

FEATURED, NOT_FEATURED = 0, 1
DONT_KNOW, ANSWERED = 0, 1

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def learning_measures(
    instrument: Instrument, counted: QuerySet[Assessment], ids: Sequence[int]
) -> Iterator[Measure]:
    """Yield for each area its mean priority, importance and confidence, and for how many it is a top area."""
    place = {pk: number for number, pk in enumerate(ids)}
    figures = {area.code: np.full((3, len(ids)), np.nan) for area in instrument.learning_areas}
    tops = {area.code: np.full(len(ids), ABSENT) for area in instrument.learning_areas}
    rows = AreaScore.objects.filter(assessment__in=counted).values_list(
        "assessment", "area__code", "is_featured", "priority", "importance", "confidence"
    )
    for pk, code, is_featured, *found in rows.iterator():
        if pk in place:  # others were submitted while the close was reading
            figures[code][:, place[pk]] = [np.nan if one is None else one for one in found]
            tops[code][place[pk]] = FEATURED if is_featured else NOT_FEATURED
    scale = instrument.scales["importance"]
    cuts = _cuts(instrument.scoring.learning_priority.levels)
    for area in instrument.learning_areas:
        priorities, importance, confidence = figures[area.code]
        yield Scores(area.code, area.title, priorities, mean="area_priority", cuts=cuts)
        # Importance is one answer, so which point of its scale somebody chose must not follow either.
        yield Scores(
            area.code,
            area.title,
            _along(scale, importance),
            mean="area_importance",
            cuts=_between(scale),
        )
        yield Scores(
            area.code,
            area.title,
            _along(instrument.scales["confidence"], confidence),
            mean="area_confidence",
        )
        yield Share(area.code, area.title, tops[area.code], statistic="area_top_three", rest=())


def readiness_measures(
    instrument: Instrument, counted: QuerySet[Assessment], ids: Sequence[int]
) -> Iterator[Measure]:
    """Yield both sides' means, what people say of the organisation, and where they see their service."""
    if instrument.readiness:
        yield from _side_measures(instrument, instrument.readiness, counted, ids)
        yield from _statement_measures(instrument, instrument.readiness, counted, ids)
    if instrument.spectrum:
        yield from _spectrum_measures(instrument.spectrum, counted, ids)


def _side_measures(
    instrument: Instrument,
    readiness: Readiness,
    counted: QuerySet[Assessment],
    ids: Sequence[int],
) -> Iterator[Measure]:
    place = {pk: number for number, pk in enumerate(ids)}
    values = {name: np.full(len(ids), np.nan) for name, _ in readiness.sides}
    rows = ReadinessScore.objects.filter(assessment__in=counted, score__isnull=False)
    for pk, name, score in rows.values_list("assessment", "side", "score").iterator():
        if score is not None and pk in place:
            values[name][place[pk]] = score
    cuts = _cuts(instrument.scoring.readiness.levels)
    for name, side in readiness.sides:
        yield Scores(name, side.title, values[name], mean="readiness_mean", cuts=cuts)


def _statement_measures(
    instrument: Instrument,
    readiness: Readiness,
    counted: QuerySet[Assessment],
    ids: Sequence[int],
) -> Iterator[Measure]:
    """The organisation's side only: HR can do something about it, and it says less about the person."""
    side = readiness.organisational
    scale = instrument.scale_of_side(side)
    codes = [statement.code for statement in side.statements]
    lookup = categories_of(instrument, scale)
    answers = _answers(
        counted, ids, codes, lambda value: ABSENT if value is None else lookup[value]
    )
    silent = _answers(counted, ids, codes, lambda value: DONT_KNOW if value is None else ANSWERED)
    for statement in side.statements:
        yield Share(
            statement.code,
            statement.text,
            answers[statement.code],
            statistic="readiness_favourable",
            rest=("readiness_neutral", "readiness_unfavourable"),
            other="readiness_other",
        )
        if side.allow_dont_know:
            yield Share(
                statement.code,
                statement.text,
                silent[statement.code],
                statistic="readiness_dont_know",
                rest=(),
            )


def _spectrum_measures(
    spectrum: Spectrum, counted: QuerySet[Assessment], ids: Sequence[int]
) -> Iterator[Measure]:
    codes = [question.code for question in spectrum.questions]
    positions = tuple(position.code for position in spectrum.positions)
    answers = _answers(counted, ids, codes, lambda value: ABSENT if value is None else value - 1)
    for question in spectrum.questions:
        yield Distribution(
            question.code,
            question.text,
            answers[question.code],
            positions,
            statistic="spectrum_share",
        )


def _answers(
    counted: QuerySet[Assessment],
    ids: Sequence[int],
    codes: Sequence[str],
    category: Callable[[int | None], int],
) -> Mapping[str, Ints]:
    """Return each question's answers sorted into categories; None stands for "don't know"."""
    place = {pk: number for number, pk in enumerate(ids)}
    found = {code: np.full(len(ids), ABSENT) for code in codes}
    rows = Answer.objects.filter(
        assessment__in=counted,
        question__kind__in=(Question.Kind.READINESS, Question.Kind.SPECTRUM),
        question__code__in=codes,
    )
    for pk, code, value in rows.values_list("assessment", "question__code", "value").iterator():
        if pk in place:
            found[code][place[pk]] = category(value)
    return found


def _cuts(levels: Iterable[Level]) -> tuple[float, ...]:
    """Return the shown scores at which a level begins, but for the lowest."""
    return tuple(sorted(float(level.min) for level in levels if level.min > 0))


def _along(scale: Scale, values: Floats) -> Floats:
    """Return values of a scale as scores from 0 to 100."""
    return 100 * (values - scale.min) / (scale.max - scale.min)


def _between(scale: Scale) -> tuple[float, ...]:
    """Return the shown scores from which on the next point of the scale is the nearest."""
    points = _along(scale, np.array([point.value for point in scale.points], dtype=np.float64))
    return tuple(float(np.floor((low + high) / 2 + 0.5)) for low, high in pairwise(points))
