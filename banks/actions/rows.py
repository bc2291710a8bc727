"""The rows of a version: what an Instrument comes to in each table, and what has to change there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import models

from banks.models import (
    Activity,
    Band,
    BankVersion,
    Facet,
    Feedback,
    Part,
    Question,
    ReadinessSide,
    Scale,
    ScalePoint,
    SpectrumPosition,
    ThemeAreaLink,
    VersionContent,
)
from banks.models import LearningArea as LearningAreaRow
from banks.models import Theme as ThemeRow
from banks.queries import COLUMNS, QUESTION_COLUMNS, Tables
from leadership.files import INSTRUMENT
from leadership.instrument import Instrument, LearningArea, OtherChoice, Theme

# Parents before children, so that rows can be written in this order and deleted in the reverse.
TABLES: tuple[type[VersionContent], ...] = (
    Part, Scale, Band, LearningAreaRow, SpectrumPosition, ScalePoint, ThemeRow, ReadinessSide,
    Activity, Facet, Feedback, ThemeAreaLink, Question,
)  # fmt: skip
# What tells a row from all others of its table in a version, where it is not its code.
IDENTITIES: dict[type[VersionContent], tuple[str, ...]] = {
    Scale: ("key",),
    ScalePoint: ("scale_id", "value"),
    Feedback: ("theme_id", "band_id"),
    ThemeAreaLink: ("theme_id", "area_id"),
    ReadinessSide: ("name",),
}


def write(version: BankVersion, instrument: Instrument, stored: Tables) -> None:
    """Bring the rows of a draft from what is stored to what the Instrument holds.

    Only rows that differ are written, those of a table with one statement; a row stays the same row
    for as long as its code does.
    """
    rows = gathered(version, instrument)
    gone = {model: _matched(model, rows.rows[model], stored.get(model, [])) for model in TABLES}
    for model in reversed(TABLES):
        if gone[model]:
            model._default_manager.filter(pk__in=gone[model]).delete()
    for model in TABLES:
        _save(model, rows.rows[model], stored.get(model, []))


def delete(version: BankVersion) -> None:
    """Delete all rows of a draft, children before their parents."""
    for model in reversed(TABLES):
        model._default_manager.filter(version=version).delete()


def _matched(
    model: type[VersionContent], rows: Iterable[VersionContent], stored: Iterable[dict[str, Any]]
) -> list[int]:
    """Give rows the keys of those that they come after; return the keys of those that have none."""
    columns = IDENTITIES.get(model, ("code",))
    keys = {tuple(row[column] for column in columns): row["id"] for row in stored}
    for row in rows:
        _take_keys(row)
        row.pk = keys.pop(tuple(getattr(row, column) for column in columns), None)
    return list(keys.values())


def _take_keys(row: VersionContent) -> None:
    """Take over the keys of the rows that this one points to, which they may have got just now."""
    for one in row._meta.concrete_fields:
        if isinstance(one, models.ForeignKey) and one.is_cached(row):
            other = getattr(row, one.name)
            setattr(row, one.attname, other and other.pk)


def _save(
    model: type[VersionContent], rows: Iterable[VersionContent], stored: Iterable[dict[str, Any]]
) -> None:
    columns = [one.attname for one in model._meta.concrete_fields]
    before = {row["id"]: row for row in stored}
    new, changed = [], []
    for row in rows:
        _take_keys(row)
        if row.pk is None:
            new.append(row)
        elif any(getattr(row, column) != before[row.pk][column] for column in columns):
            changed.append(row)
    manager = model._default_manager
    manager.bulk_create(new)
    names = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    manager.bulk_create(changed, update_conflicts=True, unique_fields=["pk"], update_fields=names)


def sections_of(instrument: Instrument) -> dict[str, Any]:
    """Return what has no rows of its own, with every default written out.

    The defaults are kept too, because a later release may have others and old reports must not change.
    """
    file: dict[str, Any] = INSTRUMENT.dump_python(instrument, mode="json", by_alias=True)
    for key in ("scales", "bands", "themes", "learning_areas", "mapping"):
        del file[key]
    del file["instrument"]["parts"]
    for section, keys in {
        "readiness": ("individual", "organisational"),
        "spectrum": ("questions", "positions"),
    }.items():
        if file[section] is None:
            del file[section]
        else:
            for key in keys:
                del file[section][key]
    return file


def gathered(version: BankVersion, instrument: Instrument) -> "_Rows":
    """Return what an Instrument comes to as rows, none of them stored yet."""
    rows = _Rows(version)
    rows.add_all(Part, instrument.instrument.parts)
    scales = _scales(rows, instrument)
    bands = rows.by_code(Band, instrument.bands)
    areas = {area.code: _area(rows, area, n) for n, area in enumerate(instrument.learning_areas, 1)}
    themes = {theme.code: _theme(rows, theme, scales, bands) for theme in instrument.themes}
    for place, link in enumerate(instrument.mapping, 1):
        rows.add(ThemeAreaLink, link, place, theme=themes[link.theme], area=areas[link.area])
    _readiness(rows, instrument, scales)
    if instrument.spectrum:
        rows.add_all(SpectrumPosition, instrument.spectrum.positions)
        for place, question in enumerate(instrument.spectrum.questions, 1):
            rows.ask(Question.Kind.SPECTRUM, question, place)
    return rows


class _Rows:
    """The rows of one version, gathered unsaved so that each table is written at once."""

    def __init__(self, version: BankVersion) -> None:
        self.version = version
        self.rows: defaultdict[type[VersionContent], list[VersionContent]] = defaultdict(list)

    def add(
        self, model: type[VersionContent], item: object, place: int, **also: object
    ) -> VersionContent:
        fields = {"order": place} | _columns(item, COLUMNS[model]) | also
        return self._keep(model(version=self.version, **fields))

    def add_all(
        self, model: type[VersionContent], items: Iterable[object], **also: object
    ) -> list[VersionContent]:
        return [self.add(model, item, place, **also) for place, item in enumerate(items, 1)]

    def by_code(
        self, model: type[VersionContent], items: Iterable[Any], **also: object
    ) -> dict[str, VersionContent]:
        items = tuple(items)
        rows = self.add_all(model, items, **also)
        return {item.code: row for item, row in zip(items, rows, strict=True)}

    def ask(self, kind: Question.Kind, item: object, place: int, **also: object) -> None:
        fields = {"order": place} | _columns(item, QUESTION_COLUMNS[kind]) | also
        self._keep(Question(version=self.version, kind=kind, **fields))

    def _keep(self, row: VersionContent) -> VersionContent:
        self.rows[type(row)].append(row)
        return row


Saved = dict[str, VersionContent]


def _columns(item: object, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in names}
    return {name: _column(value) for name, value in values.items() if value is not None}


def _column(value: Any) -> Any:
    if isinstance(value, OtherChoice):
        return {key: part for key, part in asdict(value).items() if part is not None}
    return list(value) if isinstance(value, tuple) else value


def _scales(rows: _Rows, instrument: Instrument) -> Saved:
    saved = {}
    for place, (key, scale) in enumerate(instrument.scales.items(), 1):
        saved[key] = rows.add(Scale, scale, place, key=key)
        rows.add_all(ScalePoint, scale.points, scale=saved[key])
    return saved


def _area(rows: _Rows, area: LearningArea, place: int) -> VersionContent:
    row = rows.add(LearningAreaRow, area, place)
    rows.add_all(Activity, area.activities, area=row)
    rows.ask(Question.Kind.IMPORTANCE, None, place, area=row, code=area.importance_code)
    for statement in area.statements:
        rows.ask(Question.Kind.CONFIDENCE, statement, statement.order, area=row)
    return row


def _theme(rows: _Rows, theme: Theme, scales: Saved, bands: Saved) -> VersionContent:
    row = rows.add(ThemeRow, theme, theme.order, scale=scales[theme.scale or ""])
    facets = rows.by_code(Facet, theme.facets, theme=row)
    for question in theme.questions:
        facet = facets[question.facet] if question.facet else None
        rows.ask(Question.Kind.THEME, question, question.order, theme=row, facet=facet)
    for place, (code, feedback) in enumerate(theme.feedback.items(), 1):
        rows.add(Feedback, feedback, place, theme=row, band=bands[code])
    return row


def _readiness(rows: _Rows, instrument: Instrument, scales: Saved) -> None:
    if instrument.readiness is None:
        return
    for place, (name, side) in enumerate(instrument.readiness.sides, 1):
        row = rows.add(ReadinessSide, side, place, name=name, scale=scales[side.scale])
        for statement in side.statements:
            rows.ask(
                Question.Kind.READINESS, statement, statement.order,
                side=row, about=statement.facet or "",
            )  # fmt: skip
