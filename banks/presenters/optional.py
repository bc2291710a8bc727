"""What is shown of the parts that a bank may do without: which it has, and what comes or goes with one."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from banks.presenters.drafts import url_of
from leadership.editing.sections import (
    OPTIONAL_PARTS,
    SECTIONS,
    OptionalPart,
    Removal,
    Words,
    begun,
    only_in,
)
from leadership.instrument import Instrument

MOST_NAMED = 30


@dataclass(frozen=True)
class PartLink:
    """An optional part on the page of a draft."""

    title: Words
    about: Words
    is_in: bool
    url: str


@dataclass(frozen=True)
class PartWords:
    """What an optional part is, in the language of whoever reads it."""

    title: Words
    about: Words
    example: Words
    stays: Words


@dataclass(frozen=True)
class Things:
    """What comes or goes, of one kind: how many, and the first of them by name."""

    title: Words
    total: int
    named: tuple[str, ...]

    @property
    def more(self) -> int:
        return self.total - len(self.named)


def words_of(part: OptionalPart) -> PartWords:
    return PartWords(_(part.title), _(part.about), _(part.example), _(part.stays))


def part_lines(instrument: Instrument, version_id: int) -> tuple[PartLink, ...]:
    return tuple(
        PartLink(
            _(part.title), _(part.about), part.is_in(instrument), _url(instrument, version_id, part)
        )
        for part in OPTIONAL_PARTS.values()
    )


def _url(instrument: Instrument, version_id: int, part: OptionalPart) -> str:
    if part.is_in(instrument):
        return reverse("banks:take_out", args=[version_id, part.name])
    if part.begun is None:
        return url_of("add", version_id, SECTIONS[part.name], ())
    return reverse("banks:begin", args=[version_id, part.name])


def what_goes(instrument: Instrument, part: OptionalPart) -> tuple[Things, ...]:
    """Return all that a bank has with a part and would not have without it."""
    return tuple(_things(only_in(instrument, part.without(instrument), ALL)))


def what_the_example_brings(instrument: Instrument, part: OptionalPart) -> tuple[Things, ...]:
    if not part.example:
        return ()
    return tuple(
        _things(only_in(begun(instrument, part, None, set(), marks=False), instrument, ALL))
    )


ALL = tuple(SECTIONS.values())


def _things(found: Iterator[Removal]) -> Iterator[Things]:
    for one in found:
        title = _(one.section.title)
        title = f"{title}: {_(one.field.label)}" if one.field else title
        named = one.titles if one.section.is_list else ()
        yield Things(title, len(one.titles), named[:MOST_NAMED])
