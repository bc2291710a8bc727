"""What differs between two versions of a bank, item by item and word by word. Knows no Django.

Two banks are compared as the bank file writes them, so nothing a file can say is passed over in
silence: `differences` is empty exactly where the two hold the same. Items are matched by their code,
not by where they stand, because codes are permanent and positions are not.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from leadership.addressing import Address, Document, Json, address_of, identity, walk


class DifferenceKind(StrEnum):
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

    kind: DifferenceKind
    address: Address
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class WordRun:
    """Some words that both texts have, or only one of them."""

    words: str
    only_in: str = ""  # "before", "after", or neither


WORDING = frozenset({
    "title", "short_title", "text", "label", "help", "stem", "stem_new_in_role", "page_intro", "definition", "plain_line",
    "good", "poor", "evidence_prompt", "summary", "strengths", "next_steps", "questions", "meaning",
    "covers", "outcomes", "how", "duration", "rationale", "tip", "hr_tip", "intro", "audience",
    "purpose", "not_for", "note", "source_section", "source_title", "source_strapline", "citation",
    "used_for", "term", "always", "never", "fixed_texts", "level_text", "activity_guidance", "example",
    "review_questions", "suggested_review_points", "start", "middle", "end", "leader_role",
    "customer_role", "risk", "asks", "helps", "for_others", "for_customers", "when", "then", "goal", "sign", "ask",
})  # fmt: skip
KEYING = frozenset({"reverse", "key"})
COUNTING = frozenset({"separate"})
SCALING = frozenset({
    "scale", "scales", "points", "value", "min", "max", "not_applicable", "dont_know", "allow_dont_know",
})  # fmt: skip
# Where these stand every word is free text, whatever the author called its key.
TEXTS_BY_KEY = frozenset({"fixed_texts", "level_text", "activity_guidance", "example", "tip_when"})
# A version's number is its name, and an entry's order is told by where it stands.
UNTOLD = frozenset({("instrument", "version")})


def differences(before: Document, after: Document) -> tuple[Difference, ...]:
    """Compare two banks as plain data, as `leadership.files` gives it for an Instrument."""
    between = tuple(_between_themes(before, after))
    # A statement that changed its theme would otherwise be told as one lost and one new.
    codes = {found.address[-1] for found in between if found.kind == DifferenceKind.MOVED}
    within = _in_mapping(before, after, ())
    return tuple(found for found in within if not _tells_of(found, codes)) + between


def is_only_wording(found: Iterable[Difference]) -> bool:
    """Tell whether a patch version could do: nothing but words differs."""
    return all(difference.kind == DifferenceKind.REWORDED for difference in found)


def word_runs(before: str, after: str) -> tuple[WordRun, ...]:
    """Cut two texts into what they share and what only one of them has, word by word."""
    old, new = before.split(), after.split()
    found = []
    # Without `autojunk`, which takes frequent words of long texts for noise.
    for _kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[a:b] == new[c:d]:
            found.append(WordRun(" ".join(old[a:b])))
            continue
        found += [WordRun(" ".join(old[a:b]), "before")] if a < b else []
        found += [WordRun(" ".join(new[c:d]), "after")] if c < d else []
    return tuple(found)


def _in_value(before: Json, after: Json, address: Address) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _in_mapping(before, after, address)
    elif _has_entries(before) or _has_entries(after):
        yield from _in_list(_entries(before), _entries(after), address)
    elif isinstance(before, dict):
        yield Difference(_kind_or(DifferenceKind.REMOVED, address), address, before=_name(before))
    elif isinstance(after, dict):
        yield Difference(_kind_or(DifferenceKind.ADDED, address), address, after=_name(after))
    else:
        yield Difference(_kind(address), address, _text(before), _text(after))


def _in_mapping(before: Document, after: Document, address: Address) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        here = (*address, key)
        if here not in UNTOLD and not (key == "order" and address):
            yield from _in_value(before.get(key), after.get(key), here)


def _in_list(
    before: Mapping[str, Document], after: Mapping[str, Document], address: Address
) -> Iterator[Difference]:
    for code, entry in before.items():
        here = (*address, code)
        if code in after:
            yield from _in_mapping(entry, after[code], here)
        else:
            yield Difference(_kind_or(DifferenceKind.REMOVED, here), here, before=_name(entry))
    for code, entry in after.items():
        if code not in before:
            here = (*address, code)
            yield Difference(_kind_or(DifferenceKind.ADDED, here), here, after=_name(entry))
    yield from _moves([c for c in before if c in after], [c for c in after if c in before], address)


def _moves(before: list[str], after: list[str], address: Address) -> Iterator[Difference]:
    """Name the fewest entries whose moving explains the new order."""
    old_position = {code: position for position, code in enumerate(before, 1)}
    # What rises all along has kept its order; all the others have been moved past it.
    stayed = _longest_rise([old_position[code] for code in after])
    for position, code in enumerate(after, 1):
        if old_position[code] not in stayed:
            yield Difference(
                DifferenceKind.MOVED, (*address, code), str(old_position[code]), str(position)
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


def _between_themes(before: Document, after: Document) -> Iterator[Difference]:
    """Tell of each statement that left one theme for another, and of what became of it there."""
    old, new = _homes(before), _homes(after)
    for code, (theme, entry) in new.items():
        was_in, was = old.get(code, (theme, entry))
        if was_in != theme:
            address = ("themes", theme, "items", code)
            yield Difference(DifferenceKind.MOVED, address, was_in, theme)
            yield from _in_mapping(was, entry, address)


def _homes(bank: Document) -> dict[str, tuple[str, Document]]:
    found: dict[str, tuple[str, Document]] = {}
    for path, entry in walk(bank, "/themes/*/items/*", dict):
        _themes, theme, _items, code = address_of(bank, path)
        found[code] = (theme, entry)
    return found


def _tells_of(difference: Difference, codes: set[str]) -> bool:
    """Tell whether this says that one of these statements is gone from a theme, or new there."""
    *above, code = difference.address
    return (
        difference.kind in {DifferenceKind.ADDED, DifferenceKind.REMOVED}
        and above[2:] == ["items"]
        and code in codes
    )


def _kind(address: Address) -> DifferenceKind:
    if address[-1] in KEYING:
        return DifferenceKind.REKEYED
    if address[-1] in COUNTING:
        return DifferenceKind.COUNTED
    if address[0] == "translations":
        return DifferenceKind.REWORDED
    if address[-1] in WORDING or not TEXTS_BY_KEY.isdisjoint(address):
        return DifferenceKind.REWORDED
    return DifferenceKind.RESCALED if not SCALING.isdisjoint(address) else DifferenceKind.CHANGED


def _kind_or(kind: DifferenceKind, address: Address) -> DifferenceKind:
    """Tell of a scale's points, and what it offers beside them, as a change of that scale; of a translation as of words."""
    if address[0] == "translations":
        return DifferenceKind.REWORDED
    is_part_of_scale = not {"points", "not_applicable", "dont_know"}.isdisjoint(address)
    return DifferenceKind.RESCALED if is_part_of_scale else kind


def _has_entries(value: Json) -> bool:
    return isinstance(value, list) and any(isinstance(entry, dict) for entry in value)


def _entries(value: Json) -> dict[str, Document]:
    listed = value if isinstance(value, list) else []
    return {identity(one) or _name(one): one for one in listed if isinstance(one, dict)}


def _name(entry: Document) -> str:
    """Return the words by which people know an entry."""
    for key in ("text", "title", "label", "citation", "summary", "rationale", "stem", "code"):
        if entry.get(key):
            return str(entry[key])
    return ", ".join(f"{key}: {_text(value)}" for key, value in entry.items() if value)


def _text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
