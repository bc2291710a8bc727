"""From measures to layers: the figures of each, in the order in which they are decided."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from results.disclosure.layer import Layer, People
from results.disclosure.means import Means, Spreads, matched_tree
from results.disclosure.shares import Bands, Shares
from results.disclosure.snapshot import (
    ABSENT,
    Distribution,
    Floats,
    Ints,
    Measure,
    Rules,
    Scores,
    Snapshot,
)


def layers_of(snapshot: Snapshot, rules: Rules) -> Iterator[Layer]:
    """Every layer of a release, each after the one it depends on."""
    everybody = np.ones(len(snapshot.people), dtype=np.bool_)
    yield People(
        key=("people", ""),
        label="",
        statistics=("people",),
        minimum=rules.smallest,
        present=everybody,
        trees=snapshot.trees,
        rules=rules,
        columns=(everybody.astype(np.float64),),
        ids=np.array(snapshot.people, dtype=np.int64),
        lately=snapshot.lately,
    )
    for measure in snapshot.measures:
        yield from _layers(measure, snapshot, rules)


def _layers(measure: Measure, snapshot: Snapshot, rules: Rules) -> Iterator[Layer]:
    if isinstance(measure, Scores):
        yield from _score_layers(measure, snapshot, rules)
    elif isinstance(measure, Distribution):
        yield Bands(
            key=(measure.statistic, measure.code),
            label=measure.label,
            statistics=(measure.statistic,),
            minimum=rules.spread_minimum,
            present=measure.values != ABSENT,
            trees=snapshot.trees,
            rules=rules,
            columns=_indicators(measure.values, len(measure.categories)),
            under=measure.under,
            measure=measure,
        )
    else:
        yield Shares(
            key=(measure.statistic, measure.code),
            label=measure.label,
            statistics=(measure.statistic, *measure.rest),
            minimum=rules.spread_minimum,
            present=measure.values != ABSENT,
            trees=snapshot.trees,
            rules=replace(rules, fewest_in_cell=max(rules.fewest_in_cell, measure.fewest)),
            columns=_indicators(measure.values, max(2, len(measure.rest) + 1)),
            measure=measure,
        )


def _score_layers(measure: Scores, snapshot: Snapshot, rules: Rules) -> Iterator[Layer]:
    trees, present = snapshot.trees, ~np.isnan(measure.values)
    ids = np.array(snapshot.people, dtype=np.int64)
    if measure.matched:
        trees = tuple(matched_tree(tree, ids, present, measure.matched) for tree in trees)
        present = present & (trees[0].home != ABSENT)
    # Sums are of what lies off the middle, which keeps them small and their squares precise.
    middle = (measure.low + measure.high) / 2
    off = np.where(present, measure.values - middle, 0.0)
    mean = Means(
        key=(measure.mean, measure.code),
        label=measure.label,
        statistics=(measure.mean,),
        minimum=rules.smallest,
        present=present,
        trees=trees,
        rules=rules,
        columns=(present.astype(np.float64), off),
        under=measure.matched.under if measure.matched else None,
        # A few newcomers hide the change of a group, and need not hide that of the groups inside.
        nested=measure.matched is None,
        measure=measure,
        middle=middle,
        ids=ids,
        standard=snapshot.trees,
    )
    yield mean
    if spread := tuple(name for name in (measure.sd, measure.median) if name):
        yield _spreads(spread, mean, rules)
    if measure.labels:
        yield _bands(measure.labels, mean, rules)


def _spreads(statistics: tuple[str, ...], mean: Means, rules: Rules) -> Spreads:
    return Spreads(
        key=(statistics[0], mean.measure.code),
        label=mean.label,
        statistics=statistics,
        minimum=rules.spread_minimum,
        present=mean.present,
        trees=mean.trees,
        rules=rules,
        columns=(*mean.columns, mean.columns[1] ** 2),
        under=mean.key,
        nested=mean.nested,
        measure=mean.measure,
        middle=mean.middle,
    )


def _bands(labels: Distribution, mean: Means, rules: Rules) -> Bands:
    """Return how the people of a mean are spread over labels; whoever has no score has no label here."""
    values = np.where(mean.present, labels.values, ABSENT)
    return Bands(
        key=(labels.statistic, labels.code),
        label=labels.label,
        statistics=(labels.statistic,),
        minimum=rules.spread_minimum,
        present=mean.present,
        trees=mean.trees,
        rules=rules,
        columns=_indicators(values, len(labels.categories)),
        under=mean.key,
        nested=mean.nested,
        measure=labels,
    )


def _indicators(values: Ints, width: int) -> tuple[Floats, ...]:
    return tuple((values == index).astype(np.float64) for index in range(width))
