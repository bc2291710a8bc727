"""Parts that a bank may do without: begun from an example or with words of one's own, and taken out again.

Each function leads from one Instrument to the next. What is begun gets codes that mean nothing else yet;
what is taken out takes along whatever speaks of it alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import ceil
from typing import Any

from leadership.editing.beginnings import (
    Beginning,
    NewCodes,
    holds,
    lines,
    with_part,
    with_parts,
    with_scale,
    without_part,
)
from leadership.editing.edits import without_loose_ends
from leadership.instrument import (
    Band,
    Instrument,
    LearningArea,
    LearningStatement,
    Readiness,
    ReadinessSide,
    ReadinessStatement,
    ServiceModel,
    ServiceModels,
    Spectrum,
    SpectrumPosition,
    SpectrumResult,
)

LEARNING_SCALES = ("confidence", "importance")
OF_THE_BANK = ("theme", "learning_area", "activity")
Begun = Callable[[Instrument, Beginning], Instrument]


# Readiness -----------------------------------------------------------------------------------------


def with_readiness(instrument: Instrument, given: Beginning) -> Instrument:
    pattern = given.example.readiness
    if pattern is None:
        return instrument
    submitted, key = given.submitted, given.submitted["scale"] if given.submitted else ""
    if not key:
        instrument, key = with_scale(instrument, given.example, pattern.individual.scale)
    levels = {level.code for level in instrument.scoring.readiness.levels}
    individual, organisational = (
        _side(side, None if submitted is None else submitted[name], key, given.codes)
        for name, side in pattern.sides
    )
    new = Readiness(
        individual,
        organisational,
        pattern.intro if submitted is None else None,
        {code: text for code, text in pattern.level_text.items() if code in levels},
        pattern.outcomes,
    )
    return with_part(replace(instrument, readiness=new), given, "readiness")


def _side(side: ReadinessSide, text: str | None, scale: str, codes: NewCodes) -> ReadinessSide:
    if text is None:
        statements = tuple(replace(one, code=codes(one.code, own=True)) for one in side.statements)
    else:
        statements = tuple(
            ReadinessStatement(codes(f"{side.code}-{n:02}", own=True), line, order=n)
            for n, line in enumerate(lines(text), 1)
        )
    return replace(side, scale=scale, statements=statements)


def without_readiness(instrument: Instrument) -> Instrument:
    less = replace(instrument, readiness=None)
    return less if less.spectrum else without_part(less, "readiness")


# Spectrum ------------------------------------------------------------------------------------------


def with_spectrum(instrument: Instrument, given: Beginning) -> Instrument:
    """Begin a spectrum; it is asked in the same part of the questionnaire as readiness."""
    pattern = given.example.spectrum
    if pattern is None:
        return instrument
    submitted, codes = given.submitted, given.codes
    questions = [replace(one, code=codes(one.code, own=True)) for one in pattern.questions]
    positions = [replace(one, code=codes(one.code)) for one in pattern.positions]
    new = replace(pattern, questions=tuple(questions), positions=tuple(positions))
    if submitted is not None:
        texts = submitted["now"], submitted["aim"]
        new = Spectrum(
            pattern.code,
            submitted["title"],
            tuple(replace(q, text=text) for q, text in zip(questions, texts, strict=True)),
            tuple(
                _position(codes(f"SP{n}"), line, n)
                for n, line in enumerate(lines(submitted["positions"]), 1)
            ),
            results=(
                SpectrumResult("aim > now", submitted["up"]),
                SpectrumResult("aim == now", submitted["same"]),
                SpectrumResult("aim < now", submitted["down"]),
            ),
        )
    return with_part(replace(instrument, spectrum=new), given, "readiness")


def _position(code: str, line: str, order: int) -> SpectrumPosition:
    """Read a name and, behind a colon, what it means."""
    label, _colon, text = (part.strip() for part in line.partition(":"))
    return SpectrumPosition(code, label or line, text or line, order)


def without_spectrum(instrument: Instrument) -> Instrument:
    less = replace(instrument, spectrum=None)
    return less if less.readiness else without_part(less, "readiness")


# Bands ---------------------------------------------------------------------------------------------


def with_bands(instrument: Instrument, given: Beginning) -> Instrument:
    """Begin bands: those of the example, or one's own words for equal stretches of the score."""
    if given.submitted is None:
        bands = [replace(one, code=given.codes(one.code)) for one in given.example.bands]
        return replace(instrument, bands=tuple(bands))
    words = lines(given.submitted["words"])
    starts = [ceil(100 * n / len(words)) for n in range(len(words))]
    ends = [*(start - 1 for start in starts[1:]), 100]
    return replace(
        instrument,
        bands=tuple(
            Band(given.codes(f"BAND-{n:02}"), word, low, high, n)
            for n, (word, low, high) in enumerate(zip(words, starts, ends, strict=True), 1)
        ),
    )


def without_bands(instrument: Instrument) -> Instrument:
    return without_loose_ends(replace(instrument, bands=()))


# Learning ------------------------------------------------------------------------------------------


def with_learning(instrument: Instrument, given: Beginning) -> Instrument:
    """Begin learning areas, with the scales they are answered on and the types of activity."""
    known = {one.code for one in instrument.activity_types}
    types = tuple(one for one in given.example.activity_types if one.code not in known)
    new = replace(instrument, activity_types=instrument.activity_types + types)
    new = with_learning_scales(new, given.example)
    new = _own_areas(new, given) if given.submitted else _example_areas(new, given)
    return with_part(new, given, "learning_areas")


def with_learning_scales(instrument: Instrument, example: Instrument) -> Instrument:
    """Add the scales that learning areas are answered on, where the bank does not have them."""
    scales = {key: example.scales[key] for key in LEARNING_SCALES if key not in instrument.scales}
    return replace(instrument, scales=instrument.scales | scales)


def _own_areas(instrument: Instrument, given: Beginning) -> Instrument:
    areas = []
    for n, title in enumerate(lines(given.submitted["areas"] if given.submitted else ""), 1):
        code = given.codes(f"LA{n}", own=True)
        areas.append(LearningArea(code, title, given.codes(f"{code}-IMP"), n))
    return replace(instrument, learning_areas=tuple(areas))


def _example_areas(instrument: Instrument, given: Beginning) -> Instrument:
    """Take over the areas and, for themes that the example has as well, the links to them."""
    pattern, codes = given.example, given.codes
    areas = {one.code: _area(one, codes) for one in pattern.learning_areas}
    themes = {theme.code for theme in instrument.themes}
    is_of_example = codes.is_of_example
    return replace(
        instrument,
        learning_areas=tuple(areas.values()),
        activity_guidance=pattern.activity_guidance | instrument.activity_guidance,
        mapping=tuple(
            replace(link, area=areas[link.area].code)
            for link in pattern.mapping
            if is_of_example and link.theme in themes
        ),
    )


def _area(area: LearningArea, codes: NewCodes) -> LearningArea:
    code = codes(area.code, own=True)
    statements: Iterable[LearningStatement] = (
        replace(one, code=codes(one.code, own=True)) for one in area.statements
    )
    return replace(
        area,
        code=code,
        importance_code=codes(area.importance_code, own=True),
        statements=tuple(statements),
        activities=tuple(replace(one, code=codes(one.code)) for one in area.activities),
    )


def without_learning(instrument: Instrument) -> Instrument:
    """Take learning areas out, and all that belongs to them; the scales stay."""
    less = replace(
        instrument, learning_areas=(), mapping=(), activity_types=(), activity_guidance={}
    )
    return without_part(_with_fitting_plan(less), "learning_areas")


# Plan, stages, pictures, texts of themes -------------------------------------------------------------


def with_plan(instrument: Instrument, given: Beginning) -> Instrument:
    new = replace(instrument, embedding_plan=given.example.embedding_plan)
    return with_part(_with_fitting_plan(new), given, "embedding_plan")


def without_plan(instrument: Instrument) -> Instrument:
    return without_part(replace(instrument, embedding_plan=None), "embedding_plan")


def _with_fitting_plan(instrument: Instrument) -> Instrument:
    """Take out of the example of a goal what names a theme, an area or an activity that is not there."""
    plan = instrument.embedding_plan
    if plan is None:
        return instrument
    areas = instrument.learning_areas
    known = {theme.code for theme in instrument.themes} | {area.code for area in areas}
    known |= {activity.code for area in areas for activity in area.activities}
    example = {
        key: text for key, text in plan.example.items() if key not in OF_THE_BANK or text in known
    }
    return replace(instrument, embedding_plan=replace(plan, example=example))


def with_stages(instrument: Instrument, given: Beginning) -> Instrument:
    """Begin the stages, each with the part of the questionnaire that it has in the example.

    Parts are named where the bank names none yet, for only by them a stage knows what belongs to it.
    """
    pattern = given.example
    if not instrument.instrument.parts:
        instrument = with_parts(
            instrument,
            [
                replace(part, code=given.codes(part.code), stage=None)
                for part in pattern.instrument.parts
                if holds(instrument, part.contains)
            ],
        )
    contents = {part.code: part.contains for part in pattern.instrument.parts}
    here = {part.contains: part.code for part in instrument.instrument.parts}
    stage_of = {part.contains: part.stage for part in pattern.instrument.parts}
    stages = tuple(
        replace(stage, platform_part=here.get(contents.get(stage.platform_part or "")))  # type: ignore[arg-type]  # None is in no dict
        for stage in pattern.stages
    )
    parts = (
        replace(part, stage=part.stage or stage_of.get(part.contains))
        for part in instrument.instrument.parts
    )
    return with_parts(replace(instrument, stages=stages), parts)


def without_stages(instrument: Instrument) -> Instrument:
    parts = (replace(part, stage=None) for part in instrument.instrument.parts)
    return with_parts(replace(instrument, stages=()), parts)


def with_models(instrument: Instrument, given: Beginning) -> Instrument:
    models, submitted = given.example.service_models, given.submitted
    if submitted is not None:
        first = ServiceModel(
            given.codes("SM-01"),
            submitted["title"],
            submitted["start"],
            submitted["middle"],
            submitted["end"],
        )
        models = ServiceModels((first,))
    return replace(instrument, service_models=models)


def without_models(instrument: Instrument) -> Instrument:
    return replace(instrument, service_models=None)


def with_theme_text(name: str) -> Begun:
    """Return what gives each theme that has none a text of this name."""

    def begun(instrument: Instrument, given: Beginning) -> Instrument:
        submitted: dict[str, Any] = {name: given.submitted[name]} if given.submitted else {}
        themes = (
            theme if getattr(theme, name) else replace(theme, **submitted)
            for theme in instrument.themes
        )
        return replace(instrument, themes=tuple(themes))

    return begun


def without_theme_text(name: str) -> Callable[[Instrument], Instrument]:
    def without(instrument: Instrument) -> Instrument:
        empty: dict[str, Any] = {name: None}
        return replace(
            instrument, themes=tuple(replace(theme, **empty) for theme in instrument.themes)
        )

    return without
