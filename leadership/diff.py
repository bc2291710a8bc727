"""What differs between two versions of a bank, item by item and word by word. Knows no Django.

Two banks are compared as the bank file writes them, so nothing a file can say is passed over in
silence: `differences` is empty exactly where the two hold the same. Items are matched by their code,
not by where they stand, because codes are permanent and places are not.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

Place = tuple[str, ...]
"""Keys and codes that lead to what differs: ("themes", "ASP", "items", "ASP-01", "text")."""


class Kind(StrEnum):
    """What happened to something."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    REKEYED = "rekeyed"
    MOVED = "moved"
    RESCALED = "rescaled"
    COUNTED = "counted"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same; `before` and `after` are texts to read, empty for absent."""

    kind: Kind
    place: Place
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Stretch:
    """Some words that both texts have, or only one of them."""

    words: str
    only_in: str = ""  # "before", "after", or neither


WORDING = frozenset({
    "title", "short_title", "text", "label", "help", "stem", "stem_new_in_role", "page_intro", "definition",
    "good", "poor", "evidence_prompt", "summary", "strengths", "next_steps", "questions", "meaning",
    "mean_range", "covers", "outcomes", "how", "duration", "rationale", "tip", "intro", "audience",
    "purpose", "not_for", "note", "source_section", "source_title", "source_strapline", "citation",
    "used_for", "term", "always", "never", "fixed_texts", "level_text", "activity_guidance", "example",
    "review_questions", "suggested_review_points", "start", "middle", "end", "leader_role",
    "customer_role", "risk", "asks", "insufficient_text", "helps", "when", "then", "goal", "sign", "ask",
})  # fmt: skip
KEYING = frozenset({"reverse", "key"})
COUNTING = frozenset({"separate"})
SCALING = frozenset({
    "scale", "scales", "points", "value", "min", "max", "not_applicable", "dont_know", "allow_dont_know",
})  # fmt: skip
# Where these stand every word is free text, whatever the author called its key.
TEXTS_BY_KEY = frozenset({"fixed_texts", "level_text", "activity_guidance", "example"})
# What tells the entries of a list apart, where it is not their code.
IDENTITIES = (("code",), ("theme", "area"), ("value",), ("term",), ("rule",))
# A version's number is its name, and an entry's order is told by where it stands.
UNTOLD = frozenset({("instrument", "version")})


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Compare two banks as plain data, as `bank_file` gives it for an Instrument."""
    between = tuple(_between_themes(before, after))
    codes = {found.place[-1] for found in between if found.kind == Kind.MOVED}
    within = _in_mapping(before, after, ())
    return tuple(found for found in within if not _tells_of(found, codes)) + between


def is_only_wording(found: Iterable[Difference]) -> bool:
    """Tell whether a patch version could do: nothing but words differs."""
    return all(difference.kind == Kind.REWORDED for difference in found)


def stretches(before: str, after: str) -> tuple[Stretch, ...]:
    """Cut two texts into what they share and what only one of them has, word by word."""
    old, new = before.split(), after.split()
    found = []
    for _kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[a:b] == new[c:d]:
            found.append(Stretch(" ".join(old[a:b])))
            continue
        found += [Stretch(" ".join(old[a:b]), "before")] if a < b else []
        found += [Stretch(" ".join(new[c:d]), "after")] if c < d else []
    return tuple(found)


def _in_value(before: Any, after: Any, place: Place) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _in_mapping(before, after, place)
    elif _has_entries(before) or _has_entries(after):
        yield from _in_list(_entries(before), _entries(after), place)
    elif isinstance(before, dict):
        yield Difference(_kind_or(Kind.REMOVED, place), place, before=_name(before))
    elif isinstance(after, dict):
        yield Difference(_kind_or(Kind.ADDED, place), place, after=_name(after))
    else:
        yield Difference(_kind(place), place, _text(before), _text(after))


def _in_mapping(
    before: Mapping[str, Any], after: Mapping[str, Any], place: Place
) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        here = (*place, key)
        if here not in UNTOLD and not (key == "order" and place):
            yield from _in_value(before.get(key), after.get(key), here)


def _in_list(before: dict[str, Any], after: dict[str, Any], place: Place) -> Iterator[Difference]:
    for code, entry in before.items():
        here = (*place, code)
        if code in after:
            yield from _in_value(entry, after[code], here)
        else:
            yield Difference(_kind_or(Kind.REMOVED, here), here, before=_name(entry))
    for code, entry in after.items():
        if code not in before:
            here = (*place, code)
            yield Difference(_kind_or(Kind.ADDED, here), here, after=_name(entry))
    yield from _moves([c for c in before if c in after], [c for c in after if c in before], place)


def _moves(before: list[str], after: list[str], place: Place) -> Iterator[Difference]:
    """Name the fewest entries whose moving explains the new order."""
    old_position = {code: position for position, code in enumerate(before, 1)}
    stayed = _longest_rise([old_position[code] for code in after])
    for position, code in enumerate(after, 1):
        if old_position[code] not in stayed:
            yield Difference(
                Kind.MOVED, (*place, code), str(old_position[code]), str(position)
            )  # fmt: skip


def _longest_rise(numbers: list[int]) -> set[int]:
    """Return a longest run of ever larger numbers, not necessarily neighbours."""
    ends: list[int] = []  # ends[n] is the smallest last number of a run of n + 1
    previous: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(ends, number)
        previous[number] = ends[length - 1] if length else None
        ends[length : length + 1] = [number]
    found: set[int] = set()
    step = ends[-1] if ends else None
    while step is not None:
        found.add(step)
        step = previous[step]
    return found


def _between_themes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Tell of each statement that left one theme for another, and of what became of it there."""
    old, new = _homes(before), _homes(after)
    for code, (theme, entry) in new.items():
        was_in, was = old.get(code, (theme, entry))
        if was_in != theme:
            place = ("themes", theme, "items", code)
            yield Difference(Kind.MOVED, place, was_in, theme)
            yield from _in_value(was, entry, place)


def _homes(bank: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
    return {
        entry["code"]: (theme["code"], entry)
        for theme in bank["themes"]
        for entry in theme["items"]
    }


def _tells_of(difference: Difference, codes: set[str]) -> bool:
    """Tell whether this says that one of these statements is gone from a theme, or new there."""
    *above, code = difference.place
    return (
        difference.kind in {Kind.ADDED, Kind.REMOVED} and above[2:] == ["items"] and code in codes
    )


def _kind(place: Place) -> Kind:
    if place[-1] in KEYING:
        return Kind.REKEYED
    if place[-1] in COUNTING:
        return Kind.COUNTED
    if place[-1] in WORDING or not TEXTS_BY_KEY.isdisjoint(place):
        return Kind.REWORDED
    return Kind.RESCALED if not SCALING.isdisjoint(place) else Kind.CHANGED


def _kind_or(kind: Kind, place: Place) -> Kind:
    """Tell of a scale's points, and what it offers beside them, as a change of that scale."""
    is_part_of_scale = not {"points", "not_applicable", "dont_know"}.isdisjoint(place)
    return Kind.RESCALED if is_part_of_scale else kind


def _has_entries(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(entry, dict) for entry in value)


def _entries(value: Any) -> dict[str, Any]:
    return {_identity(entry): entry for entry in value or ()}


def _identity(entry: Mapping[str, Any]) -> str:
    for keys in IDENTITIES:
        if all(key in entry for key in keys):
            return " + ".join(str(entry[key]) for key in keys)
    return _name(entry)


def _name(entry: Mapping[str, Any]) -> str:
    """Return the words by which people know an entry."""
    for key in ("text", "title", "label", "citation", "summary", "rationale", "stem", "code"):
        if entry.get(key):
            return str(entry[key])
    return ", ".join(f"{key}: {_text(value)}" for key, value in entry.items() if value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
