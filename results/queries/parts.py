"""What each person contributes to a release by the parts beside the themes: learning areas and readiness."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from django.db.models import Case, QuerySet, When
from numpy.typing import NDArray

from assessments.models import Answer, AreaScore, Assessment, ReadinessScore
from assessments.queries.arrays import Ints, answers_given, columns_of, indexes_of
from banks.queries import area_ids, question_ids
from leadership.instrument import Instrument, Level, Readiness, Scale, Spectrum
from results.disclosure import ABSENT, Distribution, Measure, Scores, Share
from results.queries.contributions import categories_of

FEATURED, NOT_FEATURED = 0, 1
DONT_KNOW, ANSWERED = 0, 1

Floats = NDArray[np.float64]


def learning_measures(
    instrument: Instrument, version_id: int, counted: QuerySet[Assessment], ids: Ints
) -> Iterator[Measure]:
    """Yield for each area its mean priority, importance and confidence, and for how many it is a top area."""
    keys = area_ids(version_id)
    figures, tops = _area_figures(
        [keys[area.code] for area in instrument.learning_areas], counted, ids
    )
    scale = instrument.scales["importance"]
    cuts = _cuts(instrument.scoring.learning_priority.levels)
    for area in instrument.learning_areas:
        priorities, importance, confidence = figures[keys[area.code]]
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
        yield Share(
            area.code,
            area.title,
            tops[keys[area.code]],
            statistic="area_top_three",
            rest=(),
            # Where all have as many top areas, the shares of the areas add up, and one could be worked out.
            adds_up=True,
        )


def _area_figures(
    keys: Sequence[int], counted: QuerySet[Assessment], ids: Ints
) -> tuple[Mapping[int, Floats], Mapping[int, Ints]]:
    """Return by area each person's priority, importance and confidence, and whether it is a top area."""
    figures = {key: np.full((3, len(ids)), np.nan) for key in keys}
    tops = {key: np.full(len(ids), ABSENT) for key in keys}
    rows = AreaScore.objects.filter(assessment__in=counted).annotate(
        featured=Case(When(is_featured=True, then=FEATURED), default=NOT_FEATURED)
    )
    people, areas, featured, *found = columns_of(
        rows, "assessment_id", "area_id", "featured", "priority", "importance", "confidence"
    )
    places, known = indexes_of(people, ids)
    for key, own in figures.items():
        here = areas[known] == key
        own[:, places[here]] = [column[known][here] for column in found]
        tops[key][places[here]] = featured[known][here]
    return figures, tops


def readiness_measures(
    instrument: Instrument, version_id: int, counted: QuerySet[Assessment], ids: Ints
) -> Iterator[Measure]:
    """Yield both sides' means, what people say of the organisation, and where they see their service."""
    if instrument.readiness:
        yield from _side_measures(instrument, instrument.readiness, counted, ids)
        yield from _statement_measures(instrument, instrument.readiness, version_id, counted, ids)
    if instrument.spectrum:
        yield from _spectrum_measures(instrument.spectrum, version_id, counted, ids)


def _side_measures(
    instrument: Instrument,
    readiness: Readiness,
    counted: QuerySet[Assessment],
    ids: Ints,
) -> Iterator[Measure]:
    values = {name: np.full(len(ids), np.nan) for name, _ in readiness.sides}
    rows = ReadinessScore.objects.filter(assessment__in=counted, score__isnull=False)
    for name, own in values.items():
        people, scores = columns_of(rows.filter(side=name), "assessment_id", "score")
        places, known = indexes_of(people, ids)
        own[places] = scores[known]
    cuts = _cuts(instrument.scoring.readiness.levels)
    for name, side in readiness.sides:
        yield Scores(name, side.title, values[name], mean="readiness_mean", cuts=cuts)


def _statement_measures(
    instrument: Instrument,
    readiness: Readiness,
    version_id: int,
    counted: QuerySet[Assessment],
    ids: Ints,
) -> Iterator[Measure]:
    """The organisation's side only: HR can do something about it, and it says less about the person."""
    side = readiness.organisational
    scale = instrument.scale_of_side(side)
    codes = [statement.code for statement in side.statements]
    lookup: dict[int | None, int] = dict(categories_of(instrument, scale).items())
    silent = dict.fromkeys(lookup, ANSWERED) | {None: DONT_KNOW}
    given = _answers(version_id, counted, ids, codes)
    for statement in side.statements:
        yield Share(
            statement.code,
            statement.text,
            _sorted(given[statement.code], lookup, len(ids)),
            statistic="readiness_favourable",
            rest=("readiness_neutral", "readiness_unfavourable"),
            other="readiness_other",
        )
        # That many do not know is a finding about the organisation in itself.
        if side.allow_dont_know:
            yield Share(
                statement.code,
                statement.text,
                _sorted(given[statement.code], silent, len(ids)),
                statistic="readiness_dont_know",
                rest=(),
            )


def _spectrum_measures(
    spectrum: Spectrum, version_id: int, counted: QuerySet[Assessment], ids: Ints
) -> Iterator[Measure]:
    codes = [question.code for question in spectrum.questions]
    positions = tuple(position.code for position in spectrum.positions)
    given = _answers(version_id, counted, ids, codes)
    # Answers count from 1 (`Spectrum.scale`), categories from 0.
    lookup: dict[int | None, int] = {number: number - 1 for number in range(1, len(positions) + 1)}
    for question in spectrum.questions:
        yield Distribution(
            question.code,
            question.text,
            _sorted(given[question.code], lookup, len(ids)),
            positions,
            statistic="spectrum_share",
        )


def _answers(
    version_id: int, counted: QuerySet[Assessment], ids: Ints, codes: Sequence[str]
) -> Mapping[str, Sequence[tuple[int | None, Ints]]]:
    """Return for each question its answers with the places of who gave them; None is "don't know"."""
    keys = question_ids(version_id)
    code_of = {keys[code]: code for code in codes}
    found: dict[str, list[tuple[int | None, Ints]]] = {code: [] for code in codes}
    rows = Answer.objects.filter(assessment__in=counted, question__in=list(code_of))
    for given in answers_given(rows):
        places, _ = indexes_of(given.assessments, ids)
        found[code_of[given.question_id]].append((given.value, places))
    return found


def _sorted(
    given: Iterable[tuple[int | None, Ints]], lookup: Mapping[int | None, int], people: int
) -> Ints:
    """Return the category of each person's answer; ABSENT for an answer that has none."""
    categories = np.full(people, ABSENT)
    for value, places in given:
        categories[places] = lookup.get(value, ABSENT)
    return categories


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
