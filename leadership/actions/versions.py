"""A version is stored as a draft, published and retired."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Organisation, User
from leadership.bank_file import INSTRUMENT, plain, review
from leadership.diff import differences, is_only_wording
from leadership.instrument import Instrument, LearningArea, OtherChoice, Theme
from leadership.models import (
    Activity,
    Band,
    BankVersion,
    Facet,
    Feedback,
    Part,
    Question,
    QuestionBank,
    ReadinessSide,
    Scale,
    ScalePoint,
    SpectrumPosition,
    ThemeAreaLink,
    VersionContent,
)
from leadership.models import LearningArea as LearningAreaRow
from leadership.models import Theme as ThemeRow
from leadership.queries import (
    COLUMNS,
    QUESTION_COLUMNS,
    fingerprint,
    latest_fixed,
    load_instrument,
    number_order,
    numbers_of,
)

# Parents before children, so that rows can be written in this order and deleted in the reverse.
TABLES: tuple[type[VersionContent], ...] = (
    Part, Scale, Band, LearningAreaRow, SpectrumPosition, ScalePoint, ThemeRow, ReadinessSide,
    Activity, Facet, Feedback, ThemeAreaLink, Question,
)  # fmt: skip


class BankError(Exception):
    """Something that cannot be done to a bank, in words for people."""


class VersionFixedError(BankError):
    """The version is no longer a draft and would have to change."""


class DraftChangedError(BankError):
    """The draft is not what the person has seen, and would be lost."""


class NotUsableError(BankError):
    """The draft has faults that make it unusable."""


class VersionInUseError(BankError):
    """The draft has been answered and cannot be replaced."""


@transaction.atomic
def store_draft(
    instrument: Instrument,
    *,
    organisation: Organisation | None = None,
    seen: str | None = None,
    by: User | None,
    at: datetime,
) -> BankVersion:
    """Store an Instrument as a draft, in place of an earlier draft of the same number.

    With `seen`, only in place of the draft that has this `queries.fingerprint`.
    A fixed version with the very same content is returned as it is; with other content it is refused.
    """
    about = instrument.instrument
    bank = _bank(instrument, organisation)
    versions = BankVersion.objects.select_for_update()
    version = versions.filter(bank=bank, number=about.version).first()
    if version is None:
        version = BankVersion(bank=bank, number=about.version)
    elif version.status == BankVersion.Status.DRAFT:
        if seen is not None and seen != fingerprint(load_instrument(version)):
            raise DraftChangedError(_("Somebody has changed this draft in the meantime."))
        _empty(version)
    elif load_instrument(version) == instrument:
        return version
    else:
        raise VersionFixedError(
            _(
                "Version %(number)s of %(code)s is already published and holds something else. "
                "A published version never changes: give the changed bank a new version number."
            )
            % {"number": about.version, "code": about.code}
        )
    _fill(version, instrument)
    audit_version("bank_version_stored", version, by=by, at=at)
    return version


@transaction.atomic
def publish(
    version: BankVersion,
    *,
    change: str = "",
    summary: str = "",
    by: User | None,
    at: datetime,
) -> BankVersion:
    """Fix a draft for good and offer it; an already published version is left as it is.

    A change of spelling only makes it a patch of the latest published version, and is refused where
    anything but words differs from that one.
    """
    version = locked(version)
    if version.status == BankVersion.Status.PUBLISHED:
        return version
    if version.status == BankVersion.Status.RETIRED:
        raise VersionFixedError(_("A retired version cannot be published again."))
    instrument = load_instrument(version)
    if review(instrument).errors:
        raise NotUsableError(
            _("This draft has faults and cannot be published before they are mended.")
        )
    if change == BankVersion.Change.SPELLING:
        _make_patch(version, instrument)
    version.status = BankVersion.Status.PUBLISHED
    version.published_at, version.published_by = at, by
    version.change, version.change_summary = change, summary
    version.save()
    version.bank.title = version.title
    version.bank.save(update_fields=["title"])
    audit_version("bank_version_published", version, by=by, at=at, change=change, summary=summary)
    return version


def _make_patch(version: BankVersion, instrument: Instrument) -> None:
    latest = latest_fixed(version.bank)
    if latest is None:
        raise BankError(_("There is no published version that this could be a patch of."))
    if not is_only_wording(differences(plain(load_instrument(latest)), plain(instrument))):
        raise BankError(
            _("More than words differs from version %(number)s, so results cannot stay comparable.")
            % {"number": latest.number}
        )
    major, minor, patch = number_order(latest.number)
    taken = numbers_of(version.bank) - {number_order(version.number)}
    while (major, minor, patch) in taken:
        patch += 1
    version.number = f"{major}.{minor}.{patch}"
    version.sections["instrument"]["version"] = version.number


@transaction.atomic
def retire(version: BankVersion, *, by: User | None, at: datetime) -> BankVersion:
    """Offer a published version no more; what was answered with it stays as it is."""
    version = locked(version)
    if version.status == BankVersion.Status.RETIRED:
        return version
    if version.status == BankVersion.Status.DRAFT:
        raise BankError(_("A draft cannot be retired: it was never published."))
    version.status = BankVersion.Status.RETIRED
    version.save(update_fields=["status"])
    audit_version("bank_version_retired", version, by=by, at=at)
    return version


def rewrite(version: BankVersion, instrument: Instrument) -> None:
    """Put another Instrument into a locked draft."""
    _empty(version)
    _fill(version, instrument)


def _fill(version: BankVersion, instrument: Instrument) -> None:
    about = instrument.instrument
    version.title, version.language = about.title, about.language
    version.sections = _sections(instrument)
    version.save()
    _write(version, instrument)


def locked(version: BankVersion) -> BankVersion:
    return (
        BankVersion.objects.select_for_update(of=("self",))
        .select_related("bank")
        .get(pk=version.pk)
    )


def audit_version(
    act: str, version: BankVersion, *, by: User | None, at: datetime, **details: str
) -> None:
    bank = version.bank
    audit(
        act, at=at, by=by, subject=version, organisation=bank.organisation,
        bank=bank.code, number=version.number, **details,
    )  # fmt: skip


def _bank(instrument: Instrument, organisation: Organisation | None) -> QuestionBank:
    """Return the locked bank row, so that two imports of one bank take turns."""
    about = instrument.instrument
    bank, _made = QuestionBank.objects.get_or_create(
        organisation=organisation, code=about.code, defaults={"title": about.title}
    )
    return QuestionBank.objects.select_for_update().get(pk=bank.pk)


def _empty(version: BankVersion) -> None:
    try:
        for model in reversed(TABLES):
            model._default_manager.filter(version=version).delete()
    except ProtectedError as error:
        raise VersionInUseError(
            _(
                "This draft has answers and cannot be replaced. Import it under a new version number."
            )
        ) from error


def _sections(instrument: Instrument) -> dict[str, Any]:
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


def _write(version: BankVersion, instrument: Instrument) -> None:
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
    rows.save()


class _Rows:
    """The rows of one version, gathered unsaved so that each table is written with one statement."""

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

    def save(self) -> None:
        for model in TABLES:
            model._default_manager.bulk_create(self.rows[model])

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
