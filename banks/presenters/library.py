"""What is found in the learning library: activities of the bank, and the organisation's links and books."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from accounts.reading_order import reading_order
from banks.duration import Time, time_of
from banks.models import Resource
from banks.presenters.learning import type_words
from documents.characters import folded
from leadership.instrument import Instrument, LearningArea


@dataclass(frozen=True)
class ResourceView:
    """A link or a book beside an area."""

    pk: int
    title: str
    kind: str
    author: str
    url: str
    host: str
    """Where the link leads, so that nobody has to guess."""
    duration: str
    note: str


def resource_views(resources: Iterable[Resource]) -> tuple[ResourceView, ...]:
    return tuple(
        ResourceView(
            pk=one.pk,
            title=one.title,
            kind=one.get_kind_display(),
            author=one.author,
            url=one.url,
            host=(urlsplit(one.url).hostname or "").removeprefix("www."),
            duration=one.duration,
            note=one.note,
        )
        for one in resources
    )


@dataclass(frozen=True)
class Item:
    """Something to do or to read, and the area it belongs to."""

    area: LearningArea
    title: str
    type_code: str
    type: str
    duration: str
    words: str
    activity: str = ""
    resource: ResourceView | None = None
    takes: Time | None = None


def items_of(instrument: Instrument, resources: Iterable[Resource]) -> tuple[Item, ...]:
    """Return all there is, area by area; what belongs to an area of another bank is left out."""
    beside: dict[str, list[Resource]] = {}
    for one in resources:
        beside.setdefault(one.area, []).append(one)
    return tuple(
        item
        for area in instrument.learning_areas
        for item in (*_activities(instrument, area), *_resources(area, beside.get(area.code, [])))
    )


def _activities(instrument: Instrument, area: LearningArea) -> Iterator[Item]:
    # Times are read from the words of the authors, whatever language they are shown in.
    durations = {
        one.code: one.duration or "" for one in instrument.source.area(area.code).activities
    }
    for one in area.activities:
        kind = type_words(instrument, one.type)
        how = one.how or ""
        takes = time_of(durations.get(one.code, ""))
        duration = one.duration or ""
        yield Item(area, one.title, one.type, kind, duration, how, activity=one.code, takes=takes)


def _resources(area: LearningArea, resources: list[Resource]) -> Iterator[Item]:
    for one, view in zip(resources, resource_views(resources), strict=True):
        takes = time_of(one.duration)
        yield Item(
            area, one.title, one.kind, view.kind, one.duration, one.note, resource=view, takes=takes
        )


def types_in(items: Iterable[Item]) -> list[tuple[str, str]]:
    """Return the types that there are something of, by their words."""
    return sorted(
        {(one.type_code, one.type) for one in items}, key=lambda pair: reading_order(pair[1])
    )


def matching(
    items: Iterable[Item], text: str, type_code: str, time: Time | None
) -> tuple[Item, ...]:
    """Keep what has every word, is of the type, and fits the time; what takes longer is a choice of its own."""
    wanted = folded(text).split()
    return tuple(
        one
        for one in items
        if all(word in _searched(one) for word in wanted)
        and type_code in {"", one.type_code}
        and (time is None or _fits(one.takes, time))
    )


def _fits(takes: Time | None, time: Time) -> bool:
    if takes is None:
        return False
    return takes == time if time == Time.LONGER else takes <= time


def _searched(one: Item) -> str:
    author = one.resource.author if one.resource else ""
    return folded(" ".join((one.title, one.words, one.type, one.area.title, author)))
