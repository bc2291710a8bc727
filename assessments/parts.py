"""The parts that can be asked: one row each, which addresses, pages, forms and words all read."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from assessments.pages import AskedPart, Page, Questionnaire, QuestionnairePart
from leadership.instrument import Asked, Instrument, LearningArea, ReadinessSide
from leadership.instrument.parts import (
    KINDS_OF_PARTS,
    LEARNING,
    READINESS,
    THEMES,
    KindOfPart,
    PartKind,
)
from leadership.translation import gettext
from leadership.translation import gettext_noop as _
from leadership.wording import Worded

SPECTRUM = "spectrum"


# The pages of each part -------------------------------------------------------------------------


def _readiness_pages(instrument: Instrument) -> Iterator[Page]:
    sides = instrument.readiness.sides if instrument.readiness else ()
    intro = instrument.readiness.intro if instrument.readiness else None
    for name, side in sides:
        yield _side_page(instrument, name, side, intro or "")
        # One introduction to both sides, on the first of them.
        intro = ""
    spectrum = instrument.spectrum
    asked = spectrum.questions if spectrum and spectrum.is_asked else ()
    if spectrum and asked:
        yield Page(
            READINESS,
            SPECTRUM,
            spectrum.title,
            tuple(instrument.asked[question.code] for question in asked),
            spectrum.note or "",
        )


def _side_page(instrument: Instrument, name: str, side: ReadinessSide, intro: str) -> Page:
    return Page(
        READINESS,
        name,
        side.title,
        tuple(instrument.asked[statement.code] for statement in side.statements),
        intro,
        instrument.scales[side.scale],
    )


def _theme_pages(instrument: Instrument) -> Iterator[Page]:
    for theme in instrument.themes:
        yield Page(
            THEMES,
            theme.code,
            theme.title,
            tuple(instrument.asked[question.code] for question in theme.questions),
            theme.page_intro or "",
            instrument.scale_of(theme),
            theme,
        )


def _area_pages(instrument: Instrument) -> Iterator[Page]:
    for area in instrument.learning_areas:
        yield Page(
            LEARNING,
            area.code,
            area.title,
            tuple(_area_questions(instrument, area)),
            area.definition or "",
            instrument.scales["confidence"] if area.statements else None,
            plain_line=area.plain_line or "",
        )


def _area_questions(instrument: Instrument, area: LearningArea) -> Iterator[Asked]:
    for statement in area.statements:
        yield instrument.asked[statement.code]
    importance = instrument.asked[area.importance_code]
    # The page says which area it is about.
    yield replace(importance, text=importance.scale.stem or importance.text)


# The table --------------------------------------------------------------------------------------

_KINDS: Mapping[PartKind, KindOfPart] = {one.kind: one for one in KINDS_OF_PARTS}
PARTS = (
    AskedPart(
        _KINDS[THEMES],
        route="theme",
        path="themes",
        pages=_theme_pages,
        codes=lambda instrument: [question.code for question in instrument.questions()],
        position=_("Theme %(number)s of %(count)s"),
        together=_("All themes"),
        name=_("Themes"),
    ),
    AskedPart(
        _KINDS[READINESS],
        route="readiness",
        path="readiness",
        pages=_readiness_pages,
        codes=lambda instrument: instrument.preparation_codes,
        position=_("Page %(number)s of %(count)s"),
        together=_("All pages of this part"),
        name=_("Readiness for learning"),
        campaign_field="asks_readiness",
        offer=_("Readiness for learning: what helps or hinders it now, asked after the themes"),
        has_result=True,
    ),
    AskedPart(
        _KINDS[LEARNING],
        route="area",
        path="areas",
        pages=_area_pages,
        codes=lambda instrument: instrument.learning_codes,
        position=_("Area %(number)s of %(count)s"),
        together=_("All learning areas"),
        name=_("Learning areas"),
        campaign_field="asks_learning",
        offer=_(
            "Learning areas: how confident they feel in each and how much it matters, asked last"
        ),
    ),
)
ALL: frozenset[PartKind] = frozenset(part.kind for part in PARTS)
OFFERED = tuple(part for part in PARTS if part.campaign_field)
"""Those that a campaign may leave out."""


def parts_of_campaign(fields: Mapping[str, bool]) -> frozenset[PartKind]:
    """Return the parts that are asked where a campaign's fields say this."""
    return frozenset(
        part.kind for part in PARTS if not part.campaign_field or fields.get(part.campaign_field)
    )


def campaign_fields(kinds: Iterable[PartKind]) -> dict[str, bool]:
    """Return the fields of a campaign that asks these parts."""
    wanted = frozenset(kinds)
    return {part.campaign_field: part.kind in wanted for part in OFFERED}


def part_with(instrument: Instrument, code: str) -> AskedPart | None:
    """Return the part that asks this statement."""
    return next((part for part in PARTS if code in part.codes(instrument)), None)


# The questionnaire ------------------------------------------------------------------------------


def questionnaire(instrument: Instrument, kinds: Collection[PartKind] = ALL) -> Questionnaire:
    """Return the parts that the bank has and that are asked for; the themes always are."""
    parts = [
        made
        for asked in _in_order(instrument)
        if asked.kind in {THEMES, *kinds} and (made := _part(instrument, asked))
    ]
    return Questionnaire(instrument, tuple(parts))


def _in_order(instrument: Instrument) -> Iterable[AskedPart]:
    """Return the parts in the bank's own order; what it does not name comes where it usually does."""
    named = {part.contains: part.order for part in instrument.instrument.parts}
    if not named:
        return PARTS
    usual = {part.kind: number for number, part in enumerate(PARTS)}
    # A bank that names its parts asks no other, but for the themes.
    listed = [part for part in PARTS if part.kind in named or part.kind == THEMES]
    return sorted(listed, key=lambda part: named.get(part.kind, usual[part.kind]))


def _part(instrument: Instrument, asked: AskedPart) -> QuestionnairePart | None:
    named = next((one for one in instrument.instrument.parts if one.contains == asked.kind), None)
    pages = tuple(asked.pages(instrument))
    if not pages:
        return None
    title = (
        Worded(named.title, instrument.instrument.language)
        if named
        else gettext(asked.about.usual_title)
    )
    # Without the themes there would be no score, so they are never skipped.
    optional = asked.kind != THEMES and (named.optional if named else True)
    minutes = instrument.instrument.estimated_minutes.get(asked.about.minutes, 0)
    return QuestionnairePart(asked, title, optional, pages, minutes)
