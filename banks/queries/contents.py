"""A version as an Instrument: how its rows stand in a bank file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from banks.models import (
    Activity,
    Band,
    BankVersion,
    Facet,
    Feedback,
    LearningArea,
    Part,
    Question,
    ReadinessSide,
    Scale,
    ScalePoint,
    SpectrumPosition,
    Theme,
    ThemeAreaLink,
    VersionContent,
)
from leadership.files import INSTRUMENT
from leadership.instrument import Instrument, ProvisionalReliability

Row = dict[str, Any]
Tables = dict[type[VersionContent], list[Row]]

# The columns that hold, under the same name, what the Instrument holds. What is empty here is absent
# there. `banks.actions` writes by this table, and `load_instrument` reads by it.
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
    Question.Kind.THEME: ("code", "text", "reverse", "label", "order", "separate"),
    Question.Kind.READINESS: ("code", "text", "order", "key", "tip"),
    Question.Kind.CONFIDENCE: ("code", "text", "order"),
    Question.Kind.IMPORTANCE: (),
    Question.Kind.SPECTRUM: ("code", "text", "required"),
}


def load_instrument(version: BankVersion) -> Instrument:
    """Read a whole version, with one query a table; the exact inverse of `actions.store_draft`."""
    return instrument_in(version, tables_of(version))


def tables_of(version: BankVersion) -> Tables:
    """Read all rows of a version."""
    models: tuple[type[VersionContent], ...] = (*COLUMNS, Question)
    return {model: _rows(model, version) for model in models}


def instrument_in(version: BankVersion, tables: Tables) -> Instrument:
    """Return the Instrument that the rows of a version hold."""
    return INSTRUMENT.validate_python(_file_of(version.sections, tables))


def _rows(model: type[VersionContent], version: BankVersion) -> list[Row]:
    rows: Any = model._default_manager.filter(version=version).order_by("order", "pk").values()
    return list(rows)


def _file_of(sections: Row, tables: Tables) -> Row:
    """Put the rows of a version back where they stand in a bank file."""
    file = dict(sections) | {"scoring": _scoring(sections["scoring"])}
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


def _scoring(stored: Row) -> Row:
    """Return the rules as they hold now: earlier releases took fewer people for enough to adopt precision by."""
    precision = stored["provisional_reliability"]
    name, least = "replace_when_n_at_least", ProvisionalReliability().replace_when_n_at_least
    return stored | {"provisional_reliability": precision | {name: max(precision[name], least)}}


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
