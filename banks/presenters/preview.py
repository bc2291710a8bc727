"""What managers will see of a version, page by page: themes, readiness, the spectrum, learning areas, the plan."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from leadership.editing.sections import Keys, Words
from leadership.instrument import OF_THEME, Asked, Instrument, PlanField, Scale
from leadership.instrument.parts import KINDS_OF_PARTS, LEARNING, PLAN, READINESS, THEMES
from leadership.observing import RaterGroup, observations, scale_for_others

SPECTRUM = "spectrum"
# More would make the page as heavy as no questionnaire is.
MOST_SHOWN = 100


@dataclass(frozen=True)
class PreviewPage:
    """One page as it is answered, and where its words are edited."""

    code: str
    title: str
    section: str
    keys: Keys
    asked: tuple[Asked, ...] = ()
    intro: str = ""
    lead: Scale | None = None
    """The scale whose question stands above the statements."""
    note: str = ""
    """What the note under the statements asks for."""
    fields: tuple[PlanField, ...] = ()
    plain_line: str = ""

    @property
    def questions(self) -> tuple[Asked, ...]:
        return self.asked[:MOST_SHOWN]

    @property
    def is_cut(self) -> bool:
        return len(self.asked) > MOST_SHOWN


@dataclass(frozen=True)
class PreviewPart:
    """A part of the questionnaire with its pages."""

    title: Words
    pages: tuple[PreviewPage, ...]


def preview_parts(instrument: Instrument) -> tuple[PreviewPart, ...]:
    """Return what the version asks, in the order in which it is asked."""
    named = {part.contains: part for part in instrument.instrument.parts}
    kinds = [one for one in KINDS_OF_PARTS if not named or one.kind in {THEMES, *named}]
    usual = {one.kind: number for number, one in enumerate(KINDS_OF_PARTS)}
    order = {kind: part.order for kind, part in named.items()}
    kinds.sort(key=lambda one: order.get(one.kind, usual[one.kind]))
    parts = (
        PreviewPart(
            named[one.kind].title if one.kind in named else _(one.label),
            tuple(PAGES[one.kind](instrument)),
        )
        for one in kinds
    )
    others = PreviewPart(_("What others are asked"), tuple(_others_pages(instrument)))
    return tuple(part for part in (*parts, others) if part.pages)


def _theme_pages(instrument: Instrument) -> Iterator[PreviewPage]:
    for theme in instrument.themes:
        asked = tuple(instrument.asked[one.code] for one in theme.questions)
        yield PreviewPage(
            theme.code, theme.title, "themes", (theme.code,), asked, theme.page_intro or "",
            instrument.scale_of(theme), theme.evidence_prompt or "",
        )  # fmt: skip


def _readiness_pages(instrument: Instrument) -> Iterator[PreviewPage]:
    readiness, spectrum = instrument.readiness, instrument.spectrum
    intro = readiness.intro if readiness else None
    for name, side in readiness.sides if readiness else ():
        asked = tuple(instrument.asked[one.code] for one in side.statements)
        lead = instrument.scale_of_side(side)
        yield PreviewPage(name, side.title, "side", (name,), asked, intro or "", lead)
        # One introduction to both sides, on the first of them.
        intro = None
    if spectrum and spectrum.is_asked:
        asked = tuple(instrument.asked[one.code] for one in spectrum.questions)
        yield PreviewPage(SPECTRUM, spectrum.title, SPECTRUM, (), asked, spectrum.note or "")


def _area_pages(instrument: Instrument) -> Iterator[PreviewPage]:
    for area in instrument.learning_areas:
        importance = instrument.asked[area.importance_code]
        asked = (
            *(instrument.asked[one.code] for one in area.statements),
            # The page says which area it is about.
            replace(importance, text=importance.scale.stem or importance.text),
        )
        lead = instrument.scales["confidence"] if area.statements else None
        yield PreviewPage(
            area.code,
            area.title,
            "areas",
            (area.code,),
            asked,
            area.definition or "",
            lead,
            plain_line=area.plain_line or "",
        )


def _others_pages(instrument: Instrument) -> Iterator[PreviewPage]:
    """Return what others are asked of somebody, with the gap for the name still in it."""
    titles = {
        RaterGroup.STAFF: _("For line manager, staff and colleagues"),
        RaterGroup.CUSTOMERS: _("For customers and partners"),
    }
    for group, title in titles.items():
        asked = tuple(
            Asked(one.code, one.text, scale_for_others(one.scale), OF_THEME)
            for one in observations(instrument, group)
        )
        if asked:
            keys = (instrument.themes[0].code,)
            yield PreviewPage(f"others-{group}", title, "themes", keys, asked)


def _plan_pages(instrument: Instrument) -> Iterator[PreviewPage]:
    if plan := instrument.embedding_plan:
        yield PreviewPage(
            "plan", _("A goal of the plan"), "plan", (), (), plan.intro or "", fields=plan.fields
        )


PAGES: Mapping[str, Callable[[Instrument], Iterator[PreviewPage]]] = {
    THEMES: _theme_pages,
    READINESS: _readiness_pages,
    LEARNING: _area_pages,
    PLAN: _plan_pages,
}
