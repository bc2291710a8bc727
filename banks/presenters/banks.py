"""What pages about banks show: differences between versions in words, grouped as a bank is."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadership.addressing import Address
from leadership.diff import (
    Difference,
    DifferenceKind,
    WordRun,
    differences,
    is_only_wording,
    word_runs,
)
from leadership.files import plain
from leadership.instrument import Instrument

KINDS: dict[DifferenceKind, Promise] = {
    DifferenceKind.ADDED: gettext_lazy("Added"),
    DifferenceKind.REMOVED: gettext_lazy("Removed"),
    DifferenceKind.REWORDED: gettext_lazy("Reworded"),
    DifferenceKind.REKEYED: gettext_lazy("Re-keyed"),
    DifferenceKind.MOVED: gettext_lazy("Moved"),
    DifferenceKind.RESCALED: gettext_lazy("Rescaled"),
    DifferenceKind.COUNTED: gettext_lazy("Counted otherwise"),
    DifferenceKind.CHANGED: gettext_lazy("Changed"),
}
# The words for the keys of a bank file; a key that has none here is told as it stands in the file.
SECTIONS: dict[str, Promise] = {
    "instrument": gettext_lazy("About the bank"),
    "scales": gettext_lazy("Scales"),
    "bands": gettext_lazy("Bands"),
    "learning_areas": gettext_lazy("Learning areas"),
    "mapping": gettext_lazy("Links from themes to learning areas"),
    "readiness": gettext_lazy("Readiness"),
    "spectrum": gettext_lazy("Spectrum"),
    "scoring": gettext_lazy("Scoring"),
    "sources": gettext_lazy("Sources"),
    "glossary": gettext_lazy("Glossary"),
    "report_wording": gettext_lazy("Words of reports"),
    "embedding_plan": gettext_lazy("Plan"),
}
KEYS: dict[str, Promise] = {
    "items": gettext_lazy("statement"),
    "statements": gettext_lazy("statement"),
    "text": gettext_lazy("wording"),
    "label": gettext_lazy("label"),
    "title": gettext_lazy("title"),
    "short_title": gettext_lazy("short title"),
    "reverse": gettext_lazy("reversed"),
    "separate": gettext_lazy("reported separately"),
    "facet": gettext_lazy("facet"),
    "facets": gettext_lazy("facet"),
    "page_intro": gettext_lazy("introduction of the page"),
    "definition": gettext_lazy("definition"),
    "plain_line": gettext_lazy("line in plain words"),
    "evidence_prompt": gettext_lazy("evidence prompt"),
    "good": gettext_lazy("what good looks like"),
    "poor": gettext_lazy("what to watch for"),
    "feedback": gettext_lazy("feedback"),
    "points": gettext_lazy("point"),
    "activities": gettext_lazy("activity"),
    "not_applicable": gettext_lazy("“not applicable”"),
    "dont_know": gettext_lazy("“don’t know”"),
}


@dataclass(frozen=True)
class DifferenceLine:
    """One difference in words. Words that changed come in runs, everything else whole."""

    kind: str
    what: str
    words: tuple[WordRun, ...] = ()
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class DifferenceGroup:
    """What differs in one theme, or in one section of the bank."""

    title: str
    lines: tuple[DifferenceLine, ...]


@dataclass(frozen=True)
class VersionComparison:
    """All that differs between two versions."""

    groups: tuple[DifferenceGroup, ...]
    is_only_wording: bool


@dataclass(frozen=True)
class Content:
    """What a bank asks in one theme: how many statements, and the ends of the scale for them."""

    code: str
    title: str
    statements: int
    points: int
    lowest: str
    highest: str


def contents(instrument: Instrument) -> tuple[Content, ...]:
    scales = [(theme, instrument.scale_of(theme).points) for theme in instrument.themes]
    return tuple(
        Content(
            theme.code, theme.title, len(theme.questions),
            len(points), points[0].label, points[-1].label,
        )
        for theme, points in scales
    )  # fmt: skip


def comparison(before: Instrument, after: Instrument) -> VersionComparison:
    found = differences(plain(before), plain(after))
    titles = {theme.code: theme.title for theme in (*before.themes, *after.themes)}
    groups: defaultdict[str, list[DifferenceLine]] = defaultdict(list)
    for difference in found:
        title, address = _group(difference.address, titles)
        groups[title].append(_line(difference, address))
    return VersionComparison(
        tuple(DifferenceGroup(title, tuple(lines)) for title, lines in groups.items()),
        is_only_wording(found),
    )


def _group(address: Address, titles: dict[str, str]) -> tuple[str, Address]:
    """Return the group that a difference belongs to, and its address within that group."""
    if address[0] == "themes" and len(address) > 1:
        code = address[1]
        theme = {"code": code, "title": titles.get(code, code)}
        return _("Theme %(code)s: %(title)s") % theme, address[2:]
    section = str(SECTIONS.get(address[0], _as_words(address[0])))
    if address[0] == "mapping":
        return section, tuple(step.replace("+", " + ") for step in address[1:])
    return section, address[1:]


def _line(difference: Difference, address: Address) -> DifferenceLine:
    kind, what = str(KINDS[difference.kind]), " › ".join(_word(step) for step in address)
    if difference.kind == DifferenceKind.REWORDED:
        return DifferenceLine(kind, what, words=word_runs(difference.before, difference.after))
    return DifferenceLine(kind, what, before=difference.before, after=difference.after)


def _word(step: str) -> str:
    return str(KEYS.get(step, _as_words(step)))


def _as_words(key: str) -> str:
    return key.replace("_", " ")
