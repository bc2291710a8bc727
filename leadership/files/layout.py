"""The sheets of a bank as a workbook, worked out from the Instrument's own dataclasses.

A list of things is a sheet with a row each; what stands below it (a theme's statements) is a sheet of
its own whose first column names the row above. What there is once (the head, the rules) is a sheet of
labelled values. Nothing here says what a bank holds: that is read from the classes by way of pydantic.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from leadership.files.checks import REFERENCES, SCALE_REFERENCES
from leadership.files.schema import INSTRUMENT

README = "Read me"
YES, NO, NONE = "yes", "no", "(none)"
FORM_HEADS = ("What", "Value", "Note")
Kind = Literal["text", "whole", "number", "flag"]
Steps = tuple[str, ...]
Node = dict[str, Any]

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
# Rows stand in their order, and a choice beside the scale is known by its column.
LEFT_OUT = {"order", "not_applicable.value", "dont_know.value"}
KINDS: dict[str, Kind] = {
    "string": "text", "integer": "whole", "number": "number", "boolean": "flag"
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One value of a row or, of what there is once, one labelled value.

    `path` leads to it from the row or from the root. `many` values have numbered columns or rows;
    those of an `open` one have keys that the author chooses.
    """

    path: Steps
    head: str
    kind: Kind
    choices: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    open: bool = False
    longest: int | None = None
    low: float | None = None
    high: float | None = None
    refers_to: str = ""


@dataclass(frozen=True)
class Sheet:
    """A list (`rows`), things by key (`keys`), or what there is once (`form`)."""

    path: Steps
    title: str
    shape: Literal["form", "rows", "keys"]
    columns: tuple[Column, ...]
    above: str = ""

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def first_column(self) -> int:
        """The column, counted from 1, of the first value that is neither the row above nor a key."""
        return 1 + bool(self.above) + (self.shape == "keys")

    @property
    def key_head(self) -> str:
        return HEADS.get(f"{self.path[-1]}.key", "Key")

    @property
    def key_refers_to(self) -> str:
        return REFERRED.get(self.name, "")

    @property
    def above_head(self) -> str:
        return NOUNS.get(self.above, words(self.above))


def words(name: str) -> str:
    """Return a key as people write it."""
    text = name.replace("_", " ").replace("dont", "don’t")
    return text[:1].upper() + text[1:]


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return every sheet that a bank may have, parents before children."""
    schema = INSTRUMENT.json_schema(by_alias=True)
    found = list(_Reader(schema["$defs"]).root(schema))
    place = {name: number for number, name in enumerate(TITLES)}
    return tuple(sorted(found, key=lambda sheet: place.get(sheet.name, len(place))))


@dataclass(frozen=True)
class _Reader:
    """Turns the classes, as pydantic describes them, into sheets."""

    classes: dict[str, Node]

    def root(self, schema: Node) -> Iterator[Sheet]:
        once: list[Column] = []
        for name, node in self._plain(schema)["properties"].items():
            required = name in schema["required"]
            if self._sheet_of(node):
                yield from self._table((name,), node)
            elif "properties" in self._plain(node):
                columns, below = self._once((name,), node)
                above = tuple(once) if name == "instrument" else ()
                yield Sheet((name,), self._title((name,)), "form", (*above, *columns))
                yield from below
            else:
                once.append(self._column((name,), node, words(name), required=required))

    def _once(self, path: Steps, node: Node) -> tuple[list[Column], list[Sheet]]:
        columns: list[Column] = []
        below: list[Sheet] = []
        plain = self._plain(node)
        for name, child in plain["properties"].items():
            here = (*path, name)
            if self._sheet_of(child):
                below += self._table(here, child)
            elif "properties" in self._plain(child):
                more, further = self._once(here, child)
                columns, below = columns + more, below + further
            elif name not in LEFT_OUT:
                head = ": ".join(words(step) for step in here[1:])
                required = name in plain.get("required", ())
                columns.append(self._column(here, child, head, required=required))
        return columns, below

    def _table(self, path: Steps, node: Node, above: str = "") -> Iterator[Sheet]:
        plain = self._plain(node)
        shape: Literal["rows", "keys"] = "rows" if plain["type"] == "array" else "keys"
        item = plain["items"] if shape == "rows" else plain["additionalProperties"]
        columns, below = self._row(path, (), item)
        yield Sheet(path, self._title(path), shape, tuple(columns), above)
        yield from below

    def _row(self, path: Steps, under: Steps, node: Node) -> tuple[list[Column], list[Sheet]]:
        plain = self._plain(node)
        if "properties" not in plain:
            head = HEADS.get(f"{path[-1]}.", "Text")
            return [self._column((), node, head, sheet=path, required=True)], []
        columns: list[Column] = []
        below: list[Sheet] = []
        for name, child in plain["properties"].items():
            here = (*under, name)
            if ".".join(here) in LEFT_OUT:
                continue
            if self._sheet_of(child):
                below += self._table((*path, name), child, above=path[0])
            elif "properties" in self._plain(child):
                columns += self._row(path, here, child)[0]
            else:
                usual = ": ".join([words(here[0]), *here[1:]])
                head = HEADS.get(".".join((path[-1], *here)), usual)
                required = not under and name in plain.get("required", ())
                columns.append(self._column(here, child, head, sheet=path, required=required))
        return columns, below

    def _column(
        self, path: Steps, node: Node, head: str, *, sheet: Steps = (), required: bool = False
    ) -> Column:
        plain = self._plain(node)
        many, is_open = plain.get("type") == "array", "additionalProperties" in plain
        if many or is_open:
            plain = self._plain(plain["items"] if many else plain["additionalProperties"])
        choices = tuple(map(str, plain.get("enum", ()))) or _constant(plain)
        return Column(
            path=path,
            head=head,
            kind=KINDS[plain["type"]],
            choices=choices,
            required=required,
            many=many,
            open=is_open,
            longest=plain.get("maxLength"),
            low=plain.get("minimum", plain.get("exclusiveMinimum")),
            high=plain.get("maximum", plain.get("exclusiveMaximum")),
            refers_to=REFERRED.get(".".join((*sheet, *path)), "") if path else "",
        )

    def _plain(self, node: Node) -> Node:
        """Return what a node stands for: the class it names, or what it is when it is not null."""
        if "anyOf" in node:
            node = next(one for one in node["anyOf"] if one.get("type") != "null")
        if "$ref" in node:
            node = self.classes[node["$ref"].rpartition("/")[2]]
        open_keys = [node.get("additionalProperties"), *node.get("patternProperties", {}).values()]
        values = next((one for one in open_keys if one), None)
        node = {key: value for key, value in node.items() if key != "additionalProperties"}
        return node | {"additionalProperties": values} if values else node

    def _sheet_of(self, node: Node) -> bool:
        """Tell whether a value is a list or mapping of things that have more than one value each."""
        plain = self._plain(node)
        inner = self._plain(plain.get("items") or plain.get("additionalProperties") or {})
        return "properties" in inner or inner.get("type") == "array"

    def _title(self, path: Steps) -> str:
        return TITLES.get(".".join(path)) or ", ".join(words(step) for step in path)


def _constant(node: Node) -> tuple[str, ...]:
    return (str(node["const"]),) if isinstance(node.get("const"), str) else ()


# Which column takes its words from which sheet: as the checks have it.
REFERRED = {
    pattern.replace(".*", ""): target.split(".*")[0] for pattern, target, _noun in REFERENCES
} | {
    **{pattern.replace(".*", ""): "scales" for pattern in SCALE_REFERENCES},
    **{f"readiness.{side}.scale": "scales" for side in ("individual", "organisational")},
    "themes.items.facet": "themes.facets",
}
