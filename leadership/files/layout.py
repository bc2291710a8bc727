"""The sheets of a bank as a workbook, worked out from the Instrument's own dataclasses.

A list of things is a sheet with a row each; what stands below it (a theme's statements) is a sheet of
its own whose first column names the row above. What there is once (the head, the rules) is a sheet of
labelled values. Nothing here says what a bank holds: that `leadership.shapes` reads from the classes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from leadership.addressing import ANY, INSTRUMENT, Pattern, steps_of
from leadership.files.references import REFERENCES, SCALE_REFERENCES
from leadership.files.retired import RETIRED
from leadership.shapes import Attribute, Shape, ValueKind, attributes

README = "Read me"
YES, NO, NONE = "yes", "no", "(none)"
FORM_HEADS = ("What", "Value", "Note")
Steps = tuple[str, ...]

# In the order of the workbook. A section that is not named here gets a name from its key.
TITLES = {
    "instrument": "About",
    "scales": "Scales",
    "scales.points": "Scale points",
    "themes": "Themes",
    "themes.items": "Statements",
    "themes.facets": "Facets",
    "themes.feedback": "Feedback",
    "bands": "Bands",
    "learning_areas": "Learning areas",
    "learning_areas.statements": "Learning statements",
    "learning_areas.activities": "Activities",
    "mapping": "Themes to areas",
    "readiness": "Readiness",
    "readiness.individual.items": "Readiness of the person",
    "readiness.organisational.items": "Readiness of the organisation",
    "readiness.outcomes": "Readiness outcomes",
    "service_models": "Service models, note",
    "service_models.models": "Service models",
    "embedding_plan": "Plan",
    "embedding_plan.fields": "Plan fields",
    "embedding_plan.support_types": "Plan support",
    "embedding_plan.statuses": "Plan statuses",
    "instrument.parts": "Parts",
    "scoring": "Scoring",
    "scoring.learning_priority.levels": "Priority levels",
    "scoring.readiness.levels": "Readiness levels",
    "scoring.change.labels": "Change labels",
}
HEADS = {
    "items.text": "Statement",
    "items.reverse": "Reversed",
    "items.separate": "Reported separately",
    "items.for_others": "Asked of line manager, staff and colleagues",
    "items.for_customers": "Asked of customers and partners",
    "items.helps": "What it is good for",
    "items.try.when": "To try: when",
    "items.try.then": "To try: then",
    "items.goal": "Goal",
    "items.sign": "Sign that it has worked",
    "items.ask": "What a line manager could ask",
    "feedback.key": "Band",
    "activity_guidance.key": "Activity type",
    "activity_guidance.": "Guidance",
}
NOUNS = {"scales": "Scale", "themes": "Theme", "learning_areas": "Learning area"}
# Rows stand in their order.
LEFT_OUT = {"order"}


@dataclass(frozen=True)
class Column:
    """One value of a row or, of what there is once, one labelled value.

    `path` leads to it from the row or from the root. `many` values have numbered columns or rows;
    those of an `open` one have keys that the author chooses.
    """

    path: Steps
    head: str
    shape: Shape
    required: bool = False
    many: bool = False
    open: bool = False
    refers_to: str = ""

    @property
    def is_text(self) -> bool:
        return self.shape.kind in {ValueKind.TEXT, ValueKind.CHOICE}


@dataclass(frozen=True)
class Sheet:
    """A list (`rows`), things by key (`keys`), or what there is once (`form`)."""

    path: Steps
    title: str
    kind: Literal["form", "rows", "keys"]
    columns: tuple[Column, ...]
    above: str = ""

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def first_column(self) -> int:
        """The column, counted from 1, of the first value that is neither the row above nor a key."""
        return 1 + bool(self.above) + (self.kind == "keys")

    @property
    def key_head(self) -> str:
        return HEADS.get(f"{self.path[-1]}.key", "Key")

    @property
    def key_refers_to(self) -> str:
        return REFERRED.get(self.name, "")

    @property
    def above_head(self) -> str:
        return NOUNS.get(self.above, words(self.above))


@cache
def retired_heads(path: Steps) -> Mapping[str, Steps]:
    """Return what a sheet once held, by the heads or labels that it had, with where it led to from the sheet."""
    steps = (tuple(step for step in steps_of(pattern) if step != ANY) for pattern in RETIRED)
    ways = [way[len(path) :] for way in steps if way[: len(path)] == path and way != path]
    return {": ".join(words(step) for step in way): way for way in ways}


def words(name: str) -> str:
    """Return a key as people write it."""
    text = name.replace("_", " ").replace("dont", "don’t")
    return text[:1].upper() + text[1:]


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return every sheet that a bank may have, parents before children."""
    position = {name: number for number, name in enumerate(TITLES)}
    return tuple(sorted(_all_sheets(), key=lambda one: position.get(one.name, len(position))))


def _all_sheets() -> Iterator[Sheet]:
    once: list[Column] = []
    for one in _attributes(INSTRUMENT):
        path = (one.key,)
        if one.shape.has_things:
            yield from _table(path, one.shape)
        elif one.shape.record:
            columns, below = _once(path, one.shape)
            above = tuple(once) if one.key == "instrument" else ()
            yield Sheet(path, _title(path), "form", (*above, *columns))
            yield from below
        else:
            once.append(_column(path, one, words(one.key)))


def _once(path: Steps, shape: Shape) -> tuple[list[Column], list[Sheet]]:
    columns: list[Column] = []
    below: list[Sheet] = []
    for one in _attributes(shape):
        here = (*path, one.key)
        if one.shape.has_things:
            below += _table(here, one.shape)
        elif one.shape.record:
            more, further = _once(here, one.shape)
            columns, below = columns + more, below + further
        elif one.key not in LEFT_OUT:
            columns.append(_column(here, one, ": ".join(words(step) for step in here[1:])))
    return columns, below


def _table(path: Steps, shape: Shape, above: str = "") -> Iterator[Sheet]:
    columns, below = _row(path, (), shape.item or shape)
    form: Literal["rows", "keys"] = "rows" if shape.kind is ValueKind.LIST else "keys"
    yield Sheet(path, _title(path), form, tuple(columns), above)
    yield from below


def _row(path: Steps, under: Steps, shape: Shape) -> tuple[list[Column], list[Sheet]]:
    if not shape.record:
        one = Attribute("", "", replace(shape, required=True))
        return [_column((), one, HEADS.get(f"{path[-1]}.", "Text"))], []
    columns: list[Column] = []
    below: list[Sheet] = []
    for one in _attributes(shape):
        here = (*under, one.key)
        if ".".join(here) in LEFT_OUT:
            continue
        if one.shape.has_things:
            below += _table((*path, one.key), one.shape, above=path[0])
        elif one.shape.record:
            columns += _row(path, here, one.shape)[0]
        else:
            usual = ": ".join([words(here[0]), *here[1:]])
            head = HEADS.get(".".join((path[-1], *here)), usual)
            # What stands below something that may be absent is needed only with it.
            columns.append(_column(here, one, head, sheet=path, is_optional=bool(under)))
    return columns, below


def _column(
    path: Steps, one: Attribute, head: str, *, sheet: Steps = (), is_optional: bool = False
) -> Column:
    return Column(
        path=path,
        head=head,
        shape=one.shape.item or one.shape,
        required=one.shape.required and not is_optional,
        many=one.shape.kind is ValueKind.LIST,
        open=one.shape.kind is ValueKind.KEYS,
        refers_to=REFERRED.get(".".join((*sheet, *path)), "") if path else "",
    )


def _attributes(shape: Shape) -> tuple[Attribute, ...]:
    return attributes(shape.record) if shape.record else ()


def _title(path: Steps) -> str:
    return TITLES.get(".".join(path)) or ", ".join(words(step) for step in path)


def _without_any(pattern: Pattern) -> str:
    return ".".join(step for step in steps_of(pattern) if step != ANY)


# Which column takes its words from which sheet: as the checks have it.
REFERRED = {
    _without_any(pattern): _without_any(target).removesuffix(".code")
    for pattern, target, _noun in REFERENCES
} | {
    **{_without_any(pattern): "scales" for pattern in SCALE_REFERENCES},
    **{f"readiness.{side}.scale": "scales" for side in ("individual", "organisational")},
    "themes.items.facet": "themes.facets",
}
