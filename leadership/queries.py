"""Reads of banks: a version as an Instrument, its rows' keys, and which versions there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accounts.models import Organisation
from leadership.bank_file import INSTRUMENT, dump
from leadership.instrument import Instrument
from leadership.models import (
    Activity,
    Band,
    BankVersion,
    Facet,
    Feedback,
    LearningArea,
    Part,
    Question,
    QuestionBank,
    ReadinessSide,
    Scale,
    ScalePoint,
    SpectrumPosition,
    Theme,
    ThemeAreaLink,
    VersionContent,
)

Row = dict[str, Any]
Tables = dict[type[VersionContent], list[Row]]

# The columns that hold, under the same name, what the Instrument holds. What is empty here is absent
# there. `leadership.actions` writes by this table, and `load_instrument` reads by it.
COLUMNS: Mapping[type[VersionContent], tuple[str, ...]] = {
    Part: ("code", "title", "order", "contains", "stage", "optional"),
    Scale: ("code", "kind", "stem", "stem_new_in_role", "not_applicable", "dont_know"),
    ScalePoint: ("value", "label", "help"),
    Band: ("code", "label", "min", "max", "order", "mean_range", "meaning"),
    Theme: (
        "code", "title", "order", "short_title", "source_section", "source_title",
        "source_strapline", "icon_hint", "page_intro", "definition", "good", "poor",
        "evidence_prompt",
    ),
    Facet: ("code", "title", "text"),
    Feedback: ("summary", "strengths", "next_steps", "questions"),
    LearningArea: (
        "code", "title", "order", "source_title", "short_title", "definition", "covers", "outcomes",
    ),
    Activity: ("code", "title", "type", "duration", "how"),
    ThemeAreaLink: ("strength", "weight", "rationale"),
    ReadinessSide: ("code", "title", "allow_dont_know"),
    SpectrumPosition: ("code", "label", "text", "order"),
}  # fmt: skip
QUESTION_COLUMNS: Mapping[str, tuple[str, ...]] = {
    Question.Kind.THEME: ("code", "text", "reverse", "label", "order"),
    Question.Kind.READINESS: ("code", "text", "order", "key", "tip"),
    Question.Kind.CONFIDENCE: ("code", "text", "order"),
    Question.Kind.IMPORTANCE: (),
    Question.Kind.SPECTRUM: ("code", "text", "required"),
}


def load_instrument(version: BankVersion) -> Instrument:
    """Read a whole version, with one query a table; the exact inverse of `actions.store_draft`."""
    models: tuple[type[VersionContent], ...] = (*COLUMNS, Question)
    tables = {model: _rows(model, version) for model in models}
    return INSTRUMENT.validate_python(_file_of(version.sections, tables))


def _rows(model: type[VersionContent], version: BankVersion) -> list[Row]:
    rows: Any = model._default_manager.filter(version=version).order_by("order", "pk").values()
    return list(rows)


def _file_of(sections: Row, tables: Tables) -> Row:
    """Put the rows of a version back where they stand in a bank file."""
    file = dict(sections)
    about = sections["instrument"]
    file["instrument"] = about | {"parts": [_item(Part, row) for row in tables[Part]]}
    file["scales"] = _scales(tables)
    file["bands"] = [_item(Band, row) for row in tables[Band]]
    file["themes"] = _themes(tables)
    file["learning_areas"] = _learning_areas(tables)
    file["mapping"] = _mapping(tables)
    if "readiness" in file:
        file["readiness"] = sections["readiness"] | _sides(tables)
    if "spectrum" in file:
        file["spectrum"] = sections["spectrum"] | _spectrum(tables)
    return file


def _item(model: type[VersionContent], row: Row) -> Row:
    return _filled(row, COLUMNS[model])


def _filled(row: Row, columns: Iterable[str]) -> Row:
    return {column: row[column] for column in columns if row[column] not in (None, "")}


def _by(rows: Iterable[Row], column: str) -> defaultdict[int | None, list[Row]]:
    found: defaultdict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _code_by_id(rows: Iterable[Row], column: str = "code") -> dict[int | None, str]:
    return {row["id"]: row[column] for row in rows}


def _questions_by(tables: Tables, kind: str, column: str) -> defaultdict[int | None, list[Row]]:
    return _by((row for row in tables[Question] if row["kind"] == kind), column)


def _question(row: Row) -> Row:
    return _filled(row, QUESTION_COLUMNS[row["kind"]])


def _scales(tables: Tables) -> Row:
    points = _by(tables[ScalePoint], "scale_id")
    return {
        row["key"]: _item(Scale, row)
        | {"points": [_item(ScalePoint, point) for point in points[row["id"]]]}
        for row in tables[Scale]
    }


def _themes(tables: Tables) -> list[Row]:
    scale = _code_by_id(tables[Scale], "key")
    facet = _code_by_id(tables[Facet])
    band = _code_by_id(tables[Band])
    facets = _by(tables[Facet], "theme_id")
    feedback = _by(tables[Feedback], "theme_id")
    questions = _questions_by(tables, Question.Kind.THEME, "theme_id")
    return [
        _item(Theme, row)
        | {
            "scale": scale[row["scale_id"]],
            "facets": [_item(Facet, item) for item in facets[row["id"]]],
            "items": [
                _question(item) | {"facet": facet.get(item["facet_id"])}
                for item in questions[row["id"]]
            ],
            "feedback": {
                band[item["band_id"]]: _item(Feedback, item) for item in feedback[row["id"]]
            },
        }
        for row in tables[Theme]
    ]


def _learning_areas(tables: Tables) -> list[Row]:
    activities = _by(tables[Activity], "area_id")
    statements = _questions_by(tables, Question.Kind.CONFIDENCE, "area_id")
    importance = _questions_by(tables, Question.Kind.IMPORTANCE, "area_id")
    return [
        _item(LearningArea, row)
        | {
            "importance_code": importance[row["id"]][0]["code"],
            "statements": [_question(item) for item in statements[row["id"]]],
            "activities": [_item(Activity, item) for item in activities[row["id"]]],
        }
        for row in tables[LearningArea]
    ]


def _mapping(tables: Tables) -> list[Row]:
    theme = _code_by_id(tables[Theme])
    area = _code_by_id(tables[LearningArea])
    return [
        _item(ThemeAreaLink, row) | {"theme": theme[row["theme_id"]], "area": area[row["area_id"]]}
        for row in tables[ThemeAreaLink]
    ]


def _sides(tables: Tables) -> Row:
    scale = _code_by_id(tables[Scale], "key")
    statements = _questions_by(tables, Question.Kind.READINESS, "side_id")
    return {
        row["name"]: _item(ReadinessSide, row)
        | {
            "scale": scale[row["scale_id"]],
            "items": [
                _question(item) | {"facet": item["about"] or None} for item in statements[row["id"]]
            ],
        }
        for row in tables[ReadinessSide]
    }


def _spectrum(tables: Tables) -> Row:
    questions = _questions_by(tables, Question.Kind.SPECTRUM, "theme_id")
    return {
        "questions": [_question(row) for row in questions[None]],
        "positions": [_item(SpectrumPosition, row) for row in tables[SpectrumPosition]],
    }


@dataclass(frozen=True)
class _Fixed:
    """What is kept in memory of a version that can no longer change."""

    instrument: Instrument
    questions: Mapping[str, int]
    themes: Mapping[str, int]


class _StillDraftError(Exception):
    """Keeps a draft out of the memory, which does not hold what raises."""


@lru_cache(maxsize=32)
def _fixed(version_id: int) -> _Fixed:
    version = BankVersion.objects.get(pk=version_id)
    if version.status == BankVersion.Status.DRAFT:
        raise _StillDraftError
    return _read(version)


def _read(version: BankVersion) -> _Fixed:
    return _Fixed(
        load_instrument(version),
        _ids(Question.objects.filter(version=version).values_list("code", "pk")),
        _ids(Theme.objects.filter(version=version).values_list("code", "pk")),
    )


def _ids(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    return MappingProxyType(dict(pairs))


def _contents(version_id: int) -> _Fixed:
    try:
        return _fixed(version_id)
    except _StillDraftError:
        return _read(BankVersion.objects.get(pk=version_id))


def instrument_of(version_id: int) -> Instrument:
    """Return a version's Instrument; no query once it is warm, unless the version is a draft."""
    return _contents(version_id).instrument


def question_ids(version_id: int) -> Mapping[str, int]:
    """Return the row keys of a version's questions of all kinds by code; cached like the Instrument."""
    return _contents(version_id).questions


def theme_ids(version_id: int) -> Mapping[str, int]:
    """Return the row keys of a version's themes by code; cached like the Instrument."""
    return _contents(version_id).themes


def forget_instruments() -> None:
    """Empty the memory; only tests need it, where a rolled-back version's key is given out again."""
    _fixed.cache_clear()


def number_order(number: str) -> tuple[int, ...]:
    """Return a version number as something to sort by: 1.10 comes after 1.9."""
    parts = [int(part) for part in number.split(".")]
    return tuple(parts + [0] * (3 - len(parts)))


def newest_first(versions: Iterable[BankVersion]) -> list[BankVersion]:
    return sorted(versions, key=lambda version: number_order(version.number), reverse=True)


# Banks and their versions ------------------------------------------------------------------------


def bank(bank_id: int) -> QuestionBank | None:
    return QuestionBank.objects.select_related("organisation").filter(pk=bank_id).first()


def version(version_id: int) -> BankVersion | None:
    return _versions().filter(pk=version_id).first()


def _versions() -> QuerySet[BankVersion]:
    return BankVersion.objects.select_related("bank__organisation").defer("sections")


@dataclass(frozen=True)
class KeptBank:
    """A bank with its versions, newest first."""

    bank: QuestionBank
    versions: tuple[BankVersion, ...]


def banks_for(organisations: Iterable[Organisation]) -> list[KeptBank]:
    """Return the banks of these organisations and of the platform, by title."""
    banks = (
        QuestionBank.objects.filter(Q(organisation=None) | Q(organisation__in=organisations))
        .select_related("organisation")
        .order_by("title", "pk")
    )
    versions: defaultdict[int, list[BankVersion]] = defaultdict(list)
    for version in BankVersion.objects.filter(bank__in=banks).defer("sections"):
        versions[version.bank_id].append(version)
    return [KeptBank(bank, tuple(newest_first(versions[bank.pk]))) for bank in banks]


def version_for(organisation: Organisation) -> BankVersion | None:
    """Return what members read, and answer in their own time: the newest version of their organisation's own
    banks or, where it has none, of the platform's.
    """
    return (
        BankVersion.objects.published()
        .defer("sections")
        .filter(Q(bank__organisation=organisation) | Q(bank__organisation=None))
        .order_by(F("bank__organisation_id").asc(nulls_last=True), "-published_at", "-pk")
        .first()
    )


def library_areas(organisation: Organisation, bank_code: str) -> frozenset[str]:
    """Return the codes of the learning areas of a bank that the organisation's library tells about now.

    None where the organisation reads another bank: there the same code may stand for something else.
    """
    version = version_for(organisation)
    instrument = instrument_of(version.pk) if version else None
    if instrument is None or instrument.instrument.code != bank_code:
        return frozenset()
    return frozenset(area.code for area in instrument.learning_areas)


@dataclass(frozen=True)
class UsedVersion:
    """A version, and how many campaigns of one's own organisations ask it."""

    version: BankVersion
    campaigns: int


def versions_in_use(
    bank: QuestionBank, organisations: Iterable[Organisation]
) -> tuple[UsedVersion, ...]:
    """Return a bank's versions, newest first. What other organisations run is not counted."""
    used = Count("campaigns", filter=Q(campaigns__organisation__in=organisations))
    versions = _versions().filter(bank=bank).annotate(used=used)
    counts = {version.pk: version.used for version in versions}
    return tuple(UsedVersion(version, counts[version.pk]) for version in newest_first(versions))


def comparable_versions(bank: QuestionBank) -> list[BankVersion]:
    """Return the versions of a bank and, where it was copied from the platform's, those of that one."""
    related = Q(bank=bank) | Q(bank__organisation=None, bank__code=bank.code)
    return newest_first(_versions().filter(related))


def latest_fixed(bank: QuestionBank) -> BankVersion | None:
    """Return the newest version that was published, be it retired since."""
    fixed = _versions().filter(bank=bank).exclude(status=BankVersion.Status.DRAFT)
    return next(iter(newest_first(fixed)), None)


def latest_version(code: str, organisation: Organisation | None) -> BankVersion | None:
    """Return the newest version of the organisation's bank of this code, or else of the platform's."""
    for owner in (organisation, None):
        found = newest_first(_versions().filter(bank__code=code, bank__organisation=owner))
        if found:
            return found[0]
    return None


def version_numbered(
    code: str, number: str, organisation: Organisation | None
) -> BankVersion | None:
    return (
        _versions().filter(bank__code=code, bank__organisation=organisation, number=number).first()
    )


def numbers_of(bank: QuestionBank) -> set[tuple[int, ...]]:
    """Return the numbers given to versions of a bank and of the platform's of the same code."""
    return {number_order(version.number) for version in comparable_versions(bank)}


def campaigns_asking_others(version: BankVersion, at: datetime) -> int:
    """Count the campaigns that ask other versions of this bank, and go on asking them until they close."""
    others = BankVersion.objects.filter(bank=version.bank).exclude(pk=version.pk)
    used: int = others.aggregate(used=Count("campaigns", filter=Q(campaigns__closes_at__gt=at)))[
        "used"
    ]
    return used


def fingerprint(instrument: Instrument) -> str:
    """Return what tells whether a draft is still what somebody has seen."""
    return sha256(dump(instrument).encode()).hexdigest()


def draft_of(code: str, organisation: Organisation) -> BankVersion | None:
    """Return the newest draft of the organisation's bank, unless a newer version is published."""
    versions = _versions().filter(bank__code=code, bank__organisation=organisation)
    newest = next(iter(newest_first(versions)), None)
    return newest if newest and newest.status == BankVersion.Status.DRAFT else None


def next_number(code: str, organisation: Organisation, *, like: str) -> str:
    """Return the next whole version number, written with as many parts as `like`."""
    related = Q(bank__organisation=organisation) | Q(bank__organisation=None)
    numbers = BankVersion.objects.filter(related, bank__code=code).values_list("number", flat=True)
    highest = max(number_order(number)[0] for number in (*numbers, like))
    return ".".join([str(highest + 1), *("0" for _part in like.split(".")[1:])])


def used_codes(bank: QuestionBank) -> set[str]:
    """Return every code of a question that any version of the bank, or of the shared one, has had."""
    related = Q(version__bank=bank) | Q(
        version__bank__organisation=None, version__bank__code=bank.code
    )
    return set(Question.objects.filter(related).values_list("code", flat=True))
