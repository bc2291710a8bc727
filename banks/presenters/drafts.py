"""What the pages on which a draft is edited show: its sections, its things, and what is to be mended."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from banks.presenters.places import words_of_spot
from banks.queries import ENOUGH_ANSWERS, OwnStatement
from leadership.addressing import Node, Path, found, name_of, resolve
from leadership.editing.sections import (
    GROUPS,
    POINTS,
    SECTIONS,
    STATEMENTS,
    Hit,
    Keys,
    Section,
    Words,
    below,
    container_of,
    parent_of,
    spot_of,
    things,
)
from leadership.files import BankReview, Fault, review
from leadership.instrument import Instrument, Point

# Where the words of the answers are looked for, though they belong to the scale.
ANSWERED = {"themes", "statements", "side", "conditions"}
PER_PAGE = 50
# With more, the page of a draft would be longer than the list that they stand in.
MOST_NEAR = 12
# More would push what is edited off the page.
MOST_SAID = 20


@dataclass(frozen=True)
class SectionWords:
    """What a section is called, in the language of whoever reads it."""

    title: Words
    one: Words
    about: Words


@dataclass(frozen=True)
class SectionLink:
    """A section on the page of a draft, or of a thing that has lists of its own."""

    title: Words
    url: str
    length: int | None
    note: Words = ""
    near: tuple["SectionLink", ...] = ()
    """The list that each of its things is mostly edited for, such as the statements of each theme."""
    near_title: Words = ""


@dataclass(frozen=True)
class HeadingLinks:
    """Lines under one heading."""

    title: Words
    lines: tuple[SectionLink, ...]
    note: Words = ""


@dataclass(frozen=True)
class Row:
    """A thing in a list."""

    anchor: str
    key: str
    code: str
    title: str
    note: str
    marks: tuple[Words, ...]
    url: str
    arrange_url: str
    position: int
    lines: tuple[SectionLink, ...] = ()
    """The lists that belong to it: without them in sight nobody finds what a theme or a scale is made of."""


@dataclass(frozen=True)
class Listing:
    """One page of a section's things, and what can be done with them."""

    section: Section
    words: SectionWords
    page: Page[tuple[Keys, Node]]
    rows: tuple[Row, ...]
    add_url: str
    most: int | None

    @property
    def is_full(self) -> bool:
        return self.most is not None and self.page.paginator.count >= self.most


@dataclass(frozen=True)
class ToMend:
    """A fault or some advice, and the page and field where it is mended; no address, no such page."""

    where: str
    message: str
    url: str


@dataclass(frozen=True)
class Panel:
    """What is to be said of a draft, or of one thing in it; of many findings only the first, and how many more."""

    errors: tuple[ToMend, ...]
    warnings: tuple[ToMend, ...]
    more_errors: int = 0
    more_warnings: int = 0


@dataclass(frozen=True)
class SearchHit:
    """A field that holds what was searched for."""

    where: str
    field: Words
    text: str
    url: str


def url_of(name: str, version_id: int, section: Section, keys: Keys) -> str:
    args: list[object] = [version_id, section.name]
    return reverse(f"banks:{name}", args=[*args, "/".join(keys)] if keys else args)


def draft_url(version_id: int) -> str:
    return reverse("banks:draft", args=[version_id])


def words_of(section: Section) -> SectionWords:
    return SectionWords(_(section.title), _(section.one), _(section.about))


def headings(instrument: Instrument, version_id: int) -> tuple[HeadingLinks, ...]:
    """Return what there is to edit in a draft; what the bank does not have is left out."""
    shown = []
    for group in GROUPS:
        lines = tuple(
            _with_near(instrument, version_id, section)
            for section in group.sections
            if _is_there(instrument, section)
        )
        heading = HeadingLinks(_(group.title), lines, _(group.note))
        shown += [heading] if lines else []
    return tuple(shown)


def _with_near(instrument: Instrument, version_id: int, section: Section) -> SectionLink:
    """Return the line of a section with a way, in one step, to what its few things are made of."""
    line = _line(instrument, version_id, section, ())
    lists = below(section)
    within = things(instrument, section) if lists else {}
    if not within or len(within) > MOST_NEAR:
        return line
    near = (
        replace(
            _line(instrument, version_id, lists[0], keys),
            title=section.title_of(instrument, keys, item),
        )
        for keys, item in within.items()
    )
    return replace(line, near=tuple(near), near_title=_(lists[0].title))


def lines_below(
    instrument: Instrument, version_id: int, section: Section, keys: Keys
) -> tuple[SectionLink, ...]:
    """Return the lists that belong to one thing."""
    return tuple(_line(instrument, version_id, one, keys) for one in below(section))


def _is_there(instrument: Instrument, section: Section) -> bool:
    if section.only_with and not getattr(instrument, section.only_with):
        return False
    if section.has_open_keys:
        return bool(section.fields_in(instrument))
    if section.is_list:
        container = container_of(instrument, section, ())
        return container is not None and (section.allows.adds or bool(container))
    return getattr(instrument, section.steps[0]) is not None


def _line(instrument: Instrument, version_id: int, section: Section, parent: Keys) -> SectionLink:
    if not section.is_list:
        return SectionLink(_(section.title), url_of("thing", version_id, section, ()), None)
    within = things(instrument, section, parent)
    note = ", ".join(map(_answer, within.values())) if section == POINTS else ""
    url = url_of("things", version_id, section, parent)
    return SectionLink(_(section.title), url, len(within), note)


def _answer(point: Node) -> str:
    return f"{point.value} {point.label}" if isinstance(point, Point) else ""


def answers_of(
    instrument: Instrument, version_id: int, section: Section, keys: Keys
) -> SectionLink | None:
    """Return where the answers are edited that a theme's statements offer, or a side of readiness; else None."""
    if section.name not in ANSWERED or not keys:
        return None
    holder = found(instrument, (section.steps[0], keys[0]))
    scale = getattr(holder, "scale", None) or next(iter(instrument.scales))
    # A draft may name a scale that is gone, which is one of its faults and has no page.
    return _line(instrument, version_id, POINTS, (scale,)) if scale in instrument.scales else None


def listing(
    instrument: Instrument, version_id: int, section: Section, parent: Keys, number: str | None
) -> Listing:
    """Return one page of a list."""
    page = Paginator(list(things(instrument, section, parent).items()), PER_PAGE).get_page(number)
    first = page.start_index()
    return Listing(
        section,
        words_of(section),
        page,
        tuple(
            _row(instrument, version_id, section, keys, item, position)
            for position, (keys, item) in enumerate(page.object_list, first)
        ),
        url_of("add", version_id, section, parent)
        if _takes_more(instrument, section, parent)
        else "",
        section.most,
    )


def _takes_more(instrument: Instrument, section: Section, parent: Keys) -> bool:
    """Tell whether something may be added: feedback, for one, only while a band has none."""
    return section.allows.adds and all(
        one.of is None or one.of(instrument, parent) for one in section.new.asked
    )


def page_with(position: int) -> int:
    """Return the number of the page on which an entry stands, by its position counted from 0."""
    return position // PER_PAGE + 1


def anchor_of(keys: Keys) -> str:
    return f"thing-{keys[-1]}".replace(" ", "-")


def _row(
    instrument: Instrument, version_id: int, section: Section, keys: Keys, item: Node, position: int
) -> Row:
    return Row(
        anchor=anchor_of(keys),
        key="/".join(keys),
        code=str(getattr(item, "code", "") or keys[-1]),
        title=section.title_of(instrument, keys, item),
        note=section.listed.note(item) if section.listed.note else "",
        marks=tuple(_(one.label) for one in section.listed.marks if getattr(item, one.name)),
        url=url_of("thing", version_id, section, keys),
        arrange_url=url_of("arrange", version_id, section, keys),
        position=position,
        lines=lines_below(instrument, version_id, section, keys),
    )


def way_back(
    instrument: Instrument, version_id: int, section: Section, keys: Keys
) -> SectionLink | None:
    """Return the page above a thing or a list of things; None where that is the draft's own."""
    if section.is_list and len(keys) == section.depth:
        parent = keys[:-1]
        return SectionLink(_(section.title), url_of("things", version_id, section, parent), None)
    above = parent_of(section)
    if above is None or not keys:
        return None
    item = things(instrument, above, keys[:-1])[keys]
    title = above.title_of(instrument, keys, item)
    return SectionLink(title, url_of("thing", version_id, above, keys), None)


def found_in(instrument: Instrument, version_id: int, hits: Iterable[Hit]) -> tuple[SearchHit, ...]:
    return tuple(
        SearchHit(
            where=f"{_(hit.section.one)} {' '.join(hit.keys[-1:])}",
            field=_(hit.field.label),
            text=hit.text,
            url=url_of("thing", version_id, hit.section, hit.keys) + f"#id_{hit.field.name}",
        )
        for hit in hits
    )


# What is to be mended ----------------------------------------------------------------------------


def panel(
    instrument: Instrument, version_id: int, own: Iterable[OwnStatement], most: int = MOST_SAID
) -> Panel:
    """Look at a whole draft, and at what the organisation has added to a shared bank's themes."""
    found = _reviewed(instrument, own)
    return Panel(
        tuple(_to_mend(fault, instrument, version_id) for fault in found.errors[:most]),
        tuple(_to_mend(fault, instrument, version_id) for fault in found.warnings[:most]),
        max(len(found.errors) - most, 0),
        max(len(found.warnings) - most, 0),
    )


def panel_of(
    instrument: Instrument,
    version_id: int,
    section: Section,
    keys: Keys,
    own: Iterable[OwnStatement],
) -> Panel:
    """Look at one thing of a draft."""
    found = _reviewed(instrument, own)
    path = resolve(instrument, section.address(keys))

    def here(faults: tuple[Fault, ...]) -> tuple[ToMend, ...]:
        near = (fault for fault in faults if fault.tokens[: len(path)] == path)
        own = (fault for fault in near if _is_of(fault, instrument, section, keys))
        return tuple(_to_mend(fault, instrument, version_id) for fault in islice(own, MOST_SAID))

    return Panel(here(found.errors), here(found.warnings))


def _reviewed(instrument: Instrument, own: Iterable[OwnStatement]) -> BankReview:
    """Return what a file would be told, and which own statements count too early or could count now."""
    found = review(instrument)
    too_early, may_count = [], []
    for one in own:
        address = STATEMENTS.address((one.theme.code, one.question.code))
        path = (*resolve(instrument, address), "separate")
        if one.counts_too_early:
            too_early.append(_fault(path, _too_early()))
        elif one.question.separate and one.has_enough:
            may_count.append(_fault(path, _may_count()))
    return BankReview((*found.errors, *too_early), (*may_count, *found.warnings))


def _fault(path: Path, message: str) -> Fault:
    return Fault(None, None, name_of(path), message, tokens=path)


def _too_early() -> str:
    return _(
        "has fewer than %(enough)d answers as it is worded now, so it has to be reported separately."
    ) % {"enough": ENOUGH_ANSWERS}


def _may_count() -> str:
    return _(
        "%(enough)d answers reached: it may count in the score of its theme. Team results then do not "
        "compare that theme with earlier versions."
    ) % {"enough": ENOUGH_ANSWERS}


def _is_of(fault: Fault, instrument: Instrument, section: Section, keys: Keys) -> bool:
    """Tell whether a fault is mended on the page of this thing, not on that of something within it."""
    spot = spot_of(instrument, fault.tokens, tuple(SECTIONS.values()))
    return spot is not None and (spot.section, spot.keys) == (section, keys)


def _to_mend(fault: Fault, instrument: Instrument, version_id: int) -> ToMend:
    spot = spot_of(instrument, fault.tokens, tuple(SECTIONS.values()))
    if spot is None:
        return ToMend(fault.path, fault.message, "")
    section, keys = spot.section, spot.keys
    where = words_of_spot(instrument, spot)
    if len(keys) < section.depth:
        return ToMend(where, fault.message, url_of("things", version_id, section, keys))
    anchor = f"#id_{spot.field}" if spot.field in section.names_in(instrument) else ""
    return ToMend(where, fault.message, url_of("thing", version_id, section, keys) + anchor)
