"""What each person contributes to a release: scores, bands and answers, in the order of the people."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from assessments.models import Assessment, Campaign, ThemeScore
from assessments.queries.arrays import Ints, columns_of, indexes_of, raw_answer_arrays
from banks.queries import theme_ids
from leadership.instrument import Band, Instrument, Question, Scale, Theme
from leadership.scoring import HELPFUL_ENOUGH, keyed, low_to_high, position, shown_score
from results.disclosure import ABSENT, Distribution, Measure, Scores, Share

ThemeValues = Mapping[str, NDArray[np.float64]]

FAVOURABLE, NEUTRAL, UNFAVOURABLE = 0, 1, 2
# What the figures of a statement are called that is no part of its theme's score.
SEPARATE: Mapping[str, Any] = {
    "statistic": "separate_favourable",
    "rest": ("separate_neutral", "separate_unfavourable"),
    "other": "separate_other",
}


def theme_values(version_id: int, counted: QuerySet[Assessment], ids: Ints) -> ThemeValues:
    """Return each theme's scores in the order of the assessments; NaN where there is none."""
    values = {code: np.full(len(ids), np.nan) for code in theme_ids(version_id)}
    rows = ThemeScore.objects.filter(assessment__in=counted, score__isnull=False)
    people, themes, scores = columns_of(rows, "assessment_id", "theme_id", "score")
    places, known = indexes_of(people, ids)
    for code, key in theme_ids(version_id).items():
        here = themes[known] == key
        values[code][places[here]] = scores[known][here]
    return values


def theme_measures(instrument: Instrument, values: ThemeValues) -> Iterator[Measure]:
    # The lowest band begins at 0, where no cut is.
    bands = low_to_high(instrument.bands)
    cuts = tuple(float(band.min) for band in bands if band.min > 0)
    for theme in instrument.themes:
        scores = values[theme.code]
        yield Scores(
            theme.code,
            theme.title,
            scores,
            sd="theme_sd",
            median="theme_median",
            cuts=cuts,
            step=_step(theme, instrument.scale_of(theme)),
        )
        if bands:
            yield Distribution(
                theme.code,
                theme.title,
                _bands(bands, scores),
                tuple(band.code for band in bands),
                under=("theme_mean", theme.code),
            )


def _step(theme: Theme, scale: Scale) -> float:
    """Return how far apart the scores are of people who left nothing of a theme out."""
    values = [point.value for point in scale.points]
    # 1 as long as values go up one by one, which the check of bank files sees to.
    between = math.gcd(*(high - low for low, high in pairwise(sorted(values))))
    return 100 * between / ((scale.max - scale.min) * len(theme.counted))


def _bands(bands: Sequence[Band], scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the place of each score's band among the bands, which go from low to high."""
    lowest = [band.min for band in bands]
    # Each score is sorted in once: a scale of five points gives few different ones.
    distinct, places = np.unique(scores, return_inverse=True)
    found = [
        ABSENT if np.isnan(score) else int(np.searchsorted(lowest, shown_score(score), "right")) - 1
        for score in distinct
    ]
    return np.array(found, dtype=np.int64)[places]


def statement_measures(
    instrument: Instrument, campaign: Campaign, counted: QuerySet[Assessment], ids: Ints
) -> Iterator[Measure]:
    questions = list(instrument.questions())
    categories = np.full((len(ids), len(questions)), ABSENT, dtype=np.int64)
    lookups = [_categories(instrument, question) for question in questions]
    for people, answers in raw_answer_arrays(counted, campaign.version):
        # Somebody who submitted while the close was reading must not be taken for their neighbour.
        places, known = indexes_of(people, ids)
        for column, lookup in enumerate(lookups):
            own = answers[known, column]
            for value, category in lookup.items():
                categories[places[own == value], column] = category
    for column, question in enumerate(questions):
        yield Share(
            question.code,
            question.label or question.text,
            categories[:, column],
            **(SEPARATE if question.separate else {}),
        )


def _categories(instrument: Instrument, question: Question) -> Mapping[int, int]:
    """Return which raw answers to a statement are favourable, neutral and unfavourable."""
    scale = instrument.scale_of(instrument.theme_of(question.code))
    categories = categories_of(instrument, scale)
    return {
        point.value: categories[keyed(question, scale, point.value) or 0] for point in scale.points
    }


def categories_of(instrument: Instrument, scale: Scale) -> Mapping[int, int]:
    """Sort keyed answers into favourable, neutral and unfavourable: as the bank does, or by place.

    The bank's sorting holds for a scale of which it names every point.
    """
    named = _sorted_by_bank(instrument)
    points = {point.value for point in scale.points}
    return named if set(named) == points else {value: _by_place(scale, value) for value in points}


def _sorted_by_bank(instrument: Instrument) -> Mapping[int, int]:
    rule = instrument.scoring.favourable
    return {
        **dict.fromkeys(rule.unfavourable_keyed_values, UNFAVOURABLE),
        **dict.fromkeys(rule.neutral_keyed_values, NEUTRAL),
        **dict.fromkeys(rule.favourable_keyed_values, FAVOURABLE),
    }


def _by_place(scale: Scale, value: int) -> int:
    """Sort a keyed answer by how far up its scale it is, as 4 and 5 are favourable on 1 to 5."""
    place = position(scale, value)
    if place >= HELPFUL_ENOUGH:
        return FAVOURABLE
    return UNFAVOURABLE if place <= 1 - HELPFUL_ENOUGH else NEUTRAL
