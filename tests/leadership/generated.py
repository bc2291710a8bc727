"""Bank files of every shape, as plain data, for tests of laws."""

import string
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from documents.characters import BLANKS
from leadership.files.source import UNWELCOME

Raw = dict[str, Any]

# Texts of any script, and what YAML might take for something else.
CHARACTERS = st.characters(
    codec="utf-8",
    exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"],
    exclude_characters={*UNWELCOME, *BLANKS},
)
TREACHEROUS = st.sampled_from(
    ["yes", "null", "~", "1.0", "007", "2026-01-01", "- a", "a: b", "#c", "{x}", "'", '"', "\\n", "*a", "&a", "!t", "%", "@", "a\n\n b"]
)  # fmt: skip
LONGEST = st.just("é" * 300)
LINES = (
    (st.text(CHARACTERS, min_size=1, max_size=20) | TREACHEROUS | LONGEST)
    .map(str.strip)
    .filter(bool)
)
TEXTS = LINES | st.tuples(LINES, LINES).map("\n".join)
LISTS = st.lists(TEXTS, max_size=2)


def either(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Raw]:
    """Return mappings that have any of these keys."""
    return st.fixed_dictionaries({}, optional=fields)


JUNK = st.sampled_from(
    [None, "", [], {}, -1, 0, 1, 10**17, 10**30, 1.5, 1e308, True, "x", "two words", "x" * 5000, ["a"],
     [[]], [{}], [None], [1, 2], {"a": 1}, {"a": {}}, {"code": "A"}, "\ud800", "null", "{n}", "{"]
)  # fmt: skip


@st.composite
def spoilt_banks(draw: st.DrawFn) -> Any:
    """Return a bank in which one value has been put out of joint."""
    bank = draw(banks())
    path = draw(st.sampled_from(list(_paths(bank))))
    if not path:
        return draw(JUNK)
    place = bank
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = draw(JUNK)
    return bank


def _paths(value: Any) -> Iterator[tuple[Any, ...]]:
    yield ()
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from ((key, *further) for further in _paths(item))


@st.composite
def banks(draw: st.DrawFn) -> Raw:
    codes = Codes(draw)
    scales = {key: draw(scale()) for key in ["agreement", "confidence", "importance"]}
    bands = draw(st.booleans()) and intervals(draw, codes)
    areas = [area(draw, codes) for _ in range(draw(st.integers(0, 3)))]
    themes = [theme(draw, codes, bands or []) for _ in range(draw(st.integers(1, 3)))]
    bank: Raw = {
        "schema_version": "1.0",
        "instrument": {
            "code": codes.new(),
            "version": "1.0",
            "title": draw(LINES),
            "language": "cy",
        }
        | draw(either(short_title=LINES, intro=TEXTS, not_for=LISTS)),
        "scales": scales,
        "themes": themes,
        "learning_areas": areas,
        "mapping": mapping(draw, themes, areas),
        "activity_types": [{"code": "visit", "label": draw(LINES)}],
    }
    bank |= {"bands": bands} if bands else {}
    bank |= {"readiness": readiness(draw, codes)} if draw(st.booleans()) else {}
    bank |= {"spectrum": spectrum(draw, codes)} if draw(st.booleans()) else {}
    if areas:
        part = {"code": codes.new(), "title": draw(LINES), "contains": "learning_areas"}
        bank["instrument"]["parts"] = [part | draw(either(optional=st.booleans()))]
    return bank


class Codes:
    """Codes that differ, some of which look like numbers or truth values."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.given = 0

    def new(self) -> str:
        self.given += 1
        end = self.draw(st.text(string.ascii_letters + "_.-", max_size=4))
        start = self.draw(st.sampled_from(["", "No", "x" * 30]))
        return f"{start}{self.given}{end}"


@st.composite
def scale(draw: st.DrawFn) -> Raw:
    low = draw(st.integers(-3, 3))
    values = range(low, low + draw(st.integers(2, 8)))
    points = [{"value": v, "label": draw(LINES)} | draw(either(help=TEXTS)) for v in values]
    other = st.fixed_dictionaries({"label": LINES}, optional={"help": TEXTS})
    return {"points": points} | draw(
        either(kind=LINES, stem=TEXTS, not_applicable=other, dont_know=other)
    )


def intervals(draw: st.DrawFn, codes: Codes) -> list[Raw]:
    ends = sorted(draw(st.sets(st.integers(1, 99), max_size=4)))
    return [
        {"code": codes.new(), "label": draw(LINES), "min": low, "max": high - 1}
        | draw(either(meaning=TEXTS, mean_range=LINES))
        for low, high in zip([0, *ends], [*ends, 101], strict=True)
    ]


def theme(draw: st.DrawFn, codes: Codes, bands: list[Raw]) -> Raw:
    facets = [{"code": codes.new(), "title": draw(LINES)} for _ in range(draw(st.integers(0, 2)))]
    facet = st.sampled_from([facet["code"] for facet in facets]) if facets else st.none()
    feedback = st.fixed_dictionaries(
        {"summary": TEXTS}, optional={"strengths": LISTS, "next_steps": LISTS, "questions": LISTS}
    )
    items = [
        # Not longer than a label may be, because it has to stand for one.
        {"code": codes.new(), "text": draw(LINES), "reverse": draw(st.booleans())}
        | draw(either(label=LINES, facet=facet))
        | (draw(either(separate=st.booleans())) if place else {})
        for place in range(draw(st.integers(1, 5)))
    ]
    if draw(st.booleans()):
        for order, item in zip(draw(st.permutations(range(len(items)))), items, strict=True):
            item["order"] = order + 3
    return {
        "code": codes.new(),
        "title": draw(LINES),
        "scale": "agreement",
        "facets": facets,
        "items": items,
        "feedback": {band["code"]: draw(feedback) for band in bands if draw(st.booleans())},
    } | draw(
        either(short_title=LINES, definition=TEXTS, good=LISTS, poor=LISTS, source_title=LINES)
    )


def area(draw: st.DrawFn, codes: Codes) -> Raw:
    statements = [
        {"code": codes.new(), "text": draw(TEXTS)} for _ in range(draw(st.integers(0, 3)))
    ]
    activities = [
        {"code": codes.new(), "title": draw(LINES), "type": "visit"} | draw(either(how=TEXTS))
        for _ in range(draw(st.integers(0, 2)))
    ]
    return {
        "code": codes.new(),
        "title": draw(LINES),
        "importance_code": codes.new(),
        "statements": statements,
        "activities": activities,
    } | draw(either(plain_line=LINES, definition=TEXTS, covers=LISTS, outcomes=LISTS))


def mapping(draw: st.DrawFn, themes: list[Raw], areas: list[Raw]) -> list[Raw]:
    return [
        {
            "theme": theme["code"],
            "area": area["code"],
            "strength": draw(st.sampled_from(["primary", "secondary"])),
            "weight": draw(st.floats(0.0625, 1)),
        }
        | draw(either(rationale=TEXTS))
        for theme in themes
        for area in areas
        if draw(st.booleans())
    ]


def readiness(draw: st.DrawFn, codes: Codes) -> Raw:
    when = either(before_themes=TEXTS, after_themes=TEXTS, has_goal=TEXTS, in_set=TEXTS)

    def side() -> Raw:
        items = [
            {"code": codes.new(), "text": draw(TEXTS)}
            | draw(either(facet=LINES, key=st.booleans(), tip=TEXTS, tip_when=when, hr_tip=TEXTS))
            for _ in range(draw(st.integers(1, 3)))
        ]
        return {"code": codes.new(), "title": draw(LINES), "scale": "agreement", "items": items}

    texts = st.fixed_dictionaries({"READY": TEXTS}, optional={"NEARLY": TEXTS})
    return {"individual": side(), "organisational": side()} | draw(
        either(intro=TEXTS, level_text=texts)
    )


def spectrum(draw: st.DrawFn, codes: Codes) -> Raw:
    return {
        "code": codes.new(),
        "title": draw(LINES),
        "questions": [
            {"code": codes.new(), "text": draw(TEXTS)} | draw(either(required=st.booleans()))
            for _ in range(draw(st.integers(0, 2)))
        ],
        "positions": [
            {"code": codes.new(), "label": draw(LINES), "text": draw(TEXTS)}
            for _ in range(draw(st.integers(0, 3)))
        ],
    }
