"""What the learning library shows: stages, areas, themes and pictures, all from one bank version."""

from dataclasses import dataclass

from charts.pictures import Flow, Stops, flows, stops
from leadership.instrument import (
    Activity,
    Instrument,
    LearningArea,
    Link,
    PlanTemplate,
    Readiness,
    ServiceModel,
    Spectrum,
    Stage,
    Strength,
    Theme,
)


@dataclass(frozen=True)
class StageView:
    """A stage and what the bank has for it: one of the three, or nothing but its words."""

    number: int
    stage: Stage
    readiness: Readiness | None
    areas: tuple[LearningArea, ...]
    plan: PlanTemplate | None


@dataclass(frozen=True)
class Overview:
    """The library's first page."""

    stages: tuple[StageView, ...]
    loose_areas: tuple[LearningArea, ...]
    """The areas of a bank that assigns them to no stage."""
    themes: tuple[Theme, ...]
    has_models: bool
    has_spectrum: bool

    @property
    def has_learning(self) -> bool:
        return bool(self.stages or self.loose_areas or self.has_models or self.has_spectrum)


def overview(instrument: Instrument) -> Overview:
    stages = tuple(
        _stage(instrument, number, stage) for number, stage in enumerate(instrument.stages, 1)
    )
    placed = any(stage.areas for stage in stages)
    return Overview(
        stages=stages,
        loose_areas=() if placed else instrument.learning_areas,
        themes=instrument.themes,
        has_models=bool(instrument.service_models and instrument.service_models.models),
        has_spectrum=bool(instrument.spectrum and instrument.spectrum.positions),
    )


def _stage(instrument: Instrument, number: int, stage: Stage) -> StageView:
    parts = instrument.instrument.parts
    holds = {part.contains for part in parts if part.stage == stage.code}
    return StageView(
        number=number,
        stage=stage,
        readiness=instrument.readiness if "readiness" in holds else None,
        areas=instrument.learning_areas if "learning_areas" in holds else (),
        plan=instrument.embedding_plan if "embedding_plan" in holds else None,
    )


@dataclass(frozen=True)
class ActivityView:
    """An activity with the words for its type."""

    activity: Activity
    type: str


@dataclass(frozen=True)
class Guidance:
    """What activities of one type are, and how to go about them."""

    type: str
    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ThemeReason:
    """A theme that an area matters to, and why."""

    theme: Theme
    reason: str


@dataclass(frozen=True)
class AreaPage:
    """One learning area, complete."""

    area: LearningArea
    number: int
    count: int
    activities: tuple[ActivityView, ...]
    guidance: tuple[Guidance, ...]
    primary: tuple[ThemeReason, ...]
    secondary: tuple[ThemeReason, ...]
    before: LearningArea | None
    after: LearningArea | None


def area_page(instrument: Instrument, code: str) -> AreaPage | None:
    """Return the page of an area; None where the bank has no such area."""
    areas = instrument.learning_areas
    place = next((place for place, area in enumerate(areas) if area.code == code), None)
    if place is None:
        return None
    area = areas[place]
    types = list(dict.fromkeys(activity.type for activity in area.activities))
    return AreaPage(
        area=area,
        number=place + 1,
        count=len(areas),
        activities=tuple(
            ActivityView(activity, type_words(instrument, activity.type))
            for activity in area.activities
        ),
        guidance=tuple(
            one for code in types if (one := _guidance(instrument, code)).text or one.lines
        ),
        primary=_themes_of(instrument, area, "primary"),
        secondary=_themes_of(instrument, area, "secondary"),
        before=areas[place - 1] if place else None,
        after=next(iter(areas[place + 1 :]), None),
    )


def _guidance(instrument: Instrument, code: str) -> Guidance:
    texts = {choice.code: choice.text or "" for choice in instrument.activity_types}
    return Guidance(
        type_words(instrument, code),
        texts.get(code, ""),
        instrument.activity_guidance.get(code, ()),
    )


def type_words(instrument: Instrument, code: str) -> str:
    """Return the bank's words for a type of activity; a type it does not list is told as it stands."""
    labels = {choice.code: choice.label for choice in instrument.activity_types}
    return labels.get(code) or code.replace("_", " ").capitalize()


def _themes_of(
    instrument: Instrument, area: LearningArea, strength: Strength
) -> tuple[ThemeReason, ...]:
    return tuple(
        ThemeReason(theme, link.rationale or "")
        for theme in instrument.themes
        for link in instrument.links_of(theme, strength)
        if link.area == area.code
    )


@dataclass(frozen=True)
class AreaReason:
    """A learning area that a theme leads to, and why."""

    area: LearningArea
    reason: str


@dataclass(frozen=True)
class ThemePart:
    """A theme on the page of all themes."""

    number: int
    theme: Theme
    primary: tuple[AreaReason, ...]
    secondary: tuple[AreaReason, ...]


def theme_parts(instrument: Instrument) -> tuple[ThemePart, ...]:
    def areas(links: tuple[Link, ...]) -> tuple[AreaReason, ...]:
        return tuple(AreaReason(instrument.area(one.area), one.rationale or "") for one in links)

    return tuple(
        ThemePart(
            number=number,
            theme=theme,
            primary=areas(instrument.links_of(theme, "primary")),
            secondary=areas(instrument.links_of(theme, "secondary")),
        )
        for number, theme in enumerate(instrument.themes, 1)
    )


@dataclass(frozen=True)
class ModelView:
    """A service model and its drawing."""

    model: ServiceModel
    flow: Flow


@dataclass(frozen=True)
class ModelsPage:
    """The service models and the spectrum, as pictures with text."""

    note: str
    models: tuple[ModelView, ...]
    spectrum: Spectrum | None
    stops: Stops | None


def models_page(instrument: Instrument) -> ModelsPage | None:
    """Return the page of pictures; None where the bank has neither models nor a spectrum."""
    said = instrument.service_models
    models = said.models if said else ()
    spectrum = instrument.spectrum
    if spectrum is not None and not spectrum.positions:
        spectrum = None
    if not models and spectrum is None:
        return None
    drawn = flows([(model.start, model.middle, model.end) for model in models])
    return ModelsPage(
        note=(said and said.note) or "",
        models=tuple(ModelView(*pair) for pair in zip(models, drawn, strict=True)),
        spectrum=spectrum,
        stops=stops([position.label for position in spectrum.positions]) if spectrum else None,
    )
