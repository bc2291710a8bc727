"""What a bank file may leave out: fills the gaps of an Instrument as it was read."""

from collections.abc import Collection
from dataclasses import replace
from typing import Protocol, TypeVar

from leadership.instrument import (
    Instrument,
    LearningArea,
    Link,
    Question,
    Readiness,
    ReadinessSide,
    Scale,
    Strength,
    Theme,
)
from leadership.languages import with_current_translations

USUAL_SCALE = "frequency"


class Ordered(Protocol):
    """A dataclass with a place in a list."""

    @property
    def order(self) -> int: ...


Item = TypeVar("Item", bound=Ordered)


def complete(
    instrument: Instrument,
    learning: dict[str, dict[Strength, list[str]]],
    *,
    keep_lost: bool = False,
) -> Instrument:
    """Return the Instrument with every default written out; `learning` is what themes say of areas.

    Translations of texts that are gone go with them, unless they are to be told of.
    """
    whole = _complete(instrument, learning)
    return whole if keep_lost else with_current_translations(whole)


def _complete(instrument: Instrument, learning: dict[str, dict[Strength, list[str]]]) -> Instrument:
    about = instrument.instrument
    return replace(
        instrument,
        instrument=replace(
            about, short_title=about.short_title or about.title, parts=_in_order(about.parts)
        ),
        scales={key: _scale(key, scale) for key, scale in instrument.scales.items()},
        themes=_in_order(tuple(_theme(theme, instrument) for theme in instrument.themes)),
        bands=_in_order(instrument.bands),
        learning_areas=_in_order(tuple(_area(area) for area in instrument.learning_areas)),
        mapping=instrument.mapping + _links(instrument, learning),
        readiness=_readiness(instrument.readiness) if instrument.readiness else None,
        spectrum=instrument.spectrum
        and replace(instrument.spectrum, positions=_in_order(instrument.spectrum.positions)),
        stages=_in_order(
            tuple(
                replace(stage, short_title=stage.short_title or stage.title)
                for stage in instrument.stages
            )
        ),
        embedding_plan=instrument.embedding_plan
        and replace(instrument.embedding_plan, fields=_in_order(instrument.embedding_plan.fields)),
    )


def usual_scale(keys: Collection[str]) -> str | None:
    """Name the scale of a theme that names none: the only one, or the usual one; None where none fits."""
    if len(keys) == 1:
        return next(iter(keys))
    return USUAL_SCALE if USUAL_SCALE in keys else None


def _in_order(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Sort by the orders given, which then become 1, 2, 3; the sort keeps equal ones as they stand."""
    # Where none is given all are 0, and the order of the file stays.
    ranked = sorted(items, key=lambda item: item.order)
    return tuple(
        item if item.order == place else replace(item, order=place)  # type: ignore[type-var]  # every Ordered here is a dataclass
        for place, item in enumerate(ranked, 1)
    )


def _scale(key: str, scale: Scale) -> Scale:
    return replace(scale, code=scale.code or key)


def _theme(theme: Theme, instrument: Instrument) -> Theme:
    return replace(
        theme,
        scale=theme.scale or usual_scale(instrument.scales),
        short_title=theme.short_title or theme.title,
        questions=_in_order(tuple(_question(question) for question in theme.questions)),
    )


def _question(question: Question) -> Question:
    return question if question.label else replace(question, label=question.text)


def _area(area: LearningArea) -> LearningArea:
    return replace(
        area,
        short_title=area.short_title or area.title,
        statements=_in_order(area.statements),
    )


def _readiness(readiness: Readiness) -> Readiness:
    return replace(
        readiness,
        individual=_side(readiness.individual),
        organisational=_side(readiness.organisational),
    )


def _side(side: ReadinessSide) -> ReadinessSide:
    return replace(side, statements=_in_order(side.statements))


def _links(
    instrument: Instrument, learning: dict[str, dict[Strength, list[str]]]
) -> tuple[Link, ...]:
    """Return the links that only `learning` gives, for themes that `mapping` does not speak of."""
    # `mapping` is the fuller of the two, with weights and reasons, so it has the last word.
    mapped = {link.theme for link in instrument.mapping}
    weights = instrument.scoring.learning_priority.weights
    weight = {"primary": weights.primary, "secondary": weights.secondary}
    return tuple(
        Link(theme=theme, area=area, strength=strength, weight=weight[strength])
        for theme, strengths in learning.items()
        if theme not in mapped
        for strength, areas in strengths.items()
        for area in areas
    )
