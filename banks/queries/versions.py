"""Banks and their versions: which there are, which is newest, and who uses them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import Organisation, name_in
from accounts.reading_order import ReadingOrder
from banks.models import (
    BankVersion,
    ChosenBank,
    DraftChange,
    Question,
    QuestionBank,
)
from banks.queries.memory import source_of
from leadership.files import codes_in, dump
from leadership.instrument import OWN_PREFIX, Instrument


def number_order(number: str) -> tuple[int, ...]:
    """Return a version number as something to sort by: 1.10 comes after 1.9."""
    parts = [int(part) for part in number.split(".")]
    return tuple(parts + [0] * (3 - len(parts)))


def newest_first(versions: Iterable[BankVersion]) -> list[BankVersion]:
    return sorted(versions, key=lambda version: number_order(version.number), reverse=True)


def bank(bank_id: int) -> QuestionBank | None:
    return QuestionBank.objects.select_related("organisation").filter(pk=bank_id).first()


def version(version_id: int) -> BankVersion | None:
    return _versions().filter(pk=version_id).first()


def _versions() -> QuerySet[BankVersion]:
    return BankVersion.objects.select_related("bank__organisation").defer("content")


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
        .order_by(ReadingOrder("title"), "pk")
    )
    versions: defaultdict[int, list[BankVersion]] = defaultdict(list)
    for version in BankVersion.objects.filter(bank__in=banks).defer("content"):
        versions[version.bank_id].append(version)
    return [KeptBank(bank, tuple(newest_first(versions[bank.pk]))) for bank in banks]


def version_for(organisation: Organisation) -> BankVersion | None:
    """Return what members read, and answer in their own time: the newest version of the bank that was chosen.

    Without a choice it is the platform's first bank or, where the platform has none, the organisation's; an
    organisation's own copy comes before the platform's. So an instrument of another field, which campaigns ask,
    does not take the place of what everybody reads.
    """
    chosen = ChosenBank.objects.filter(organisation=organisation, bank__code=OuterRef("bank__code"))
    shared = QuestionBank.objects.filter(organisation=None, code=OuterRef("bank__code"))
    return (
        BankVersion.objects.published()
        .select_related("bank")
        .defer("content")
        .filter(Q(bank__organisation=organisation) | Q(bank__organisation=None))
        .order_by(
            # The order of these is the rule: a choice, the platform's, an own copy before the shared one, the newest.
            Exists(chosen).desc(),
            Subquery(shared.values("pk")).asc(nulls_last=True),
            F("bank__organisation_id").asc(nulls_last=True),
            "bank_id",
            "-published_at",
            "-pk",
        )
        .first()
    )


def library_areas(organisation: Organisation, bank_code: str) -> frozenset[str]:
    """Return the codes of the learning areas of a bank that the organisation's library tells about now.

    None where the organisation reads another bank: there the same code may stand for something else.
    """
    version = version_for(organisation)
    instrument = source_of(version.pk) if version else None
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
    return newest_first(_versions().filter(related_to(bank)))


def related_to(bank: QuestionBank) -> Q:
    return Q(bank=bank) | Q(bank__organisation=None, bank__code=bank.code)


def copied_from(bank: QuestionBank) -> BankVersion | None:
    """Return the newest published version of the platform's bank that an organisation's own goes back to."""
    if bank.organisation_id is None:
        return None
    shared = BankVersion.objects.published().filter(bank__organisation=None, bank__code=bank.code)
    return next(iter(newest_first(shared.select_related("bank").defer("content"))), None)


def latest_fixed(bank: QuestionBank) -> BankVersion | None:
    """Return the newest version that was published, be it retired since."""
    fixed = _versions().filter(bank=bank).exclude(status=BankVersion.Status.DRAFT)
    return next(iter(newest_first(fixed)), None)


def same_as_before(version: BankVersion, instrument: Instrument) -> BankVersion | None:
    """Return the published version that a draft repeats: the one before it or, of a first copy, the shared one."""
    before = latest_fixed(version.bank) or copied_from(version.bank)
    # What was retired is offered again by publishing the same once more.
    if before is None or before.status != BankVersion.Status.PUBLISHED:
        return None
    there = source_of(before.pk)
    about = replace(instrument.instrument, version=there.instrument.version)
    return before if replace(instrument, instrument=about) == there else None


def open_campaigns(version: BankVersion, at: datetime) -> list[tuple[str, datetime]]:
    """Return the name and end of each campaign that asks a version and is not over yet."""
    running = BankVersion.objects.filter(pk=version.pk, campaigns__closes_at__gt=at)
    named = running.order_by("campaigns__closes_at", "campaigns__name")
    return list(named.values_list("campaigns__name", "campaigns__closes_at"))


def has_other_versions(version: BankVersion) -> bool:
    return BankVersion.objects.filter(bank=version.bank_id).exclude(pk=version.pk).exists()


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


def instrument_to_compare(earlier_id: int, later_id: int) -> Instrument:
    """Return what to compare an earlier version's answers by: the later one, where only spelling differs."""
    # A corrected comma must not make two statements look different.
    only_spelling = earlier_id == later_id or _only_spelling_between(earlier_id, later_id)
    return source_of(later_id if only_spelling else earlier_id)


def _only_spelling_between(earlier_id: int, later_id: int) -> bool:
    """Tell whether every version after the one and up to the other was published as a change of spelling."""
    fixed = BankVersion.objects.filter(bank__versions=later_id).exclude(
        status=BankVersion.Status.DRAFT
    )
    found = {pk: (number_order(number), change) for pk, number, change in
             fixed.values_list("pk", "number", "change")}  # fmt: skip
    # Another bank's version, or a draft: nothing was ever said of what lies between.
    if not found.keys() >= {earlier_id, later_id}:
        return False
    first, last = sorted(found[pk][0] for pk in (earlier_id, later_id))
    return all(
        change == BankVersion.Change.SPELLING
        for number, change in found.values()
        if first < number <= last
    )


@dataclass(frozen=True)
class GoingOn:
    """What goes on with another version of a bank when a new one is published."""

    campaigns: tuple[tuple[str, str, datetime], ...]
    """Name, version number and end of each campaign of this organisation that is not over yet."""
    begun: int
    """How many unfinished assessments there are, of any version."""


def going_on_with_others(version: BankVersion, at: datetime) -> GoingOn:
    """Return the organisation's campaigns and unfinished assessments that keep the version they began with.

    Where the bank was copied from the platform's, those of that one are among them.
    """
    organisation = version.bank.organisation
    others = BankVersion.objects.filter(related_to(version.bank)).exclude(pk=version.pk)
    running = others.filter(
        campaigns__organisation=organisation, campaigns__closes_at__gt=at
    ).order_by("campaigns__closes_at")
    unfinished = Q(assessments__member__organisation=organisation, assessments__submitted_at=None)
    return GoingOn(
        tuple(running.values_list("campaigns__name", "number", "campaigns__closes_at")),
        others.aggregate(begun=Count("assessments", filter=unfinished))["begun"],
    )


def fingerprint(instrument: Instrument) -> str:
    """Return what tells whether a draft is still what somebody has seen."""
    # Of the file, in which two equal banks are written alike, whatever form they are stored in.
    return sha256(dump(instrument).encode()).hexdigest()


def draft_of(code: str, organisation: Organisation) -> BankVersion | None:
    """Return the newest draft of the organisation's bank, unless a newer version is published."""
    versions = _versions().filter(bank__code=code, bank__organisation=organisation)
    newest = next(iter(newest_first(versions)), None)
    return newest if newest and newest.status == BankVersion.Status.DRAFT else None


def next_number(code: str, organisation: Organisation, *, like: str) -> str:
    """Return the next whole version number, written with as many parts as `like`."""
    # Above the shared bank's number too, so that a copy's is never taken for one of the platform's.
    related = Q(bank__organisation=organisation) | Q(bank__organisation=None)
    numbers = BankVersion.objects.filter(related, bank__code=code).values_list("number", flat=True)
    highest = max(number_order(number)[0] for number in (*numbers, like))
    return ".".join([str(highest + 1), *("0" for _part in like.split(".")[1:])])


def used_codes(bank: QuestionBank) -> set[str]:
    """Return every code that any version of the bank, or of the shared one, has given to its contents."""
    # Of retired and old versions too: a code keeps its meaning for ever, as answers go by it.
    versions = BankVersion.objects.filter(related_to(bank)).values_list("pk", flat=True)
    return {code for pk in versions for code in codes_in(source_of(pk))}


def is_code_taken(code: str, organisation: Organisation) -> bool:
    """Tell whether the organisation, or the platform, has a bank of this code."""
    visible = Q(organisation=organisation) | Q(organisation=None)
    return QuestionBank.objects.filter(visible, code=code).exists()


def unmarked_codes(instrument: Instrument, organisation: Organisation) -> list[str]:
    """Return the codes of an organisation's own statements in a shared bank that do not say so by `X-`.

    A bank that no shared one has the code of is the organisation's in whole, and needs no such marks.
    """
    code = instrument.instrument.code
    versions = BankVersion.objects.filter(bank__code=code)
    shared = versions.filter(bank__organisation=None)
    if not shared.exists():
        return []
    known = Q(version__in=shared) | Q(
        version__in=versions.filter(bank__organisation=organisation).exclude(
            status=BankVersion.Status.DRAFT
        )
    )
    codes = set(Question.objects.filter(known).values_list("code", flat=True))
    return [one for one in instrument.asked if one not in codes and not one.startswith(OWN_PREFIX)]


def is_answered(version: BankVersion) -> bool:
    """Tell whether anybody has begun to answer a version."""
    return BankVersion.objects.filter(pk=version.pk, assessments__isnull=False).exists()


@dataclass(frozen=True)
class Editor:
    """Somebody who has changed a draft, as far as their changes are kept: how many, and the last."""

    person: str
    changes: int
    last_at: datetime


def editors_of(version: BankVersion) -> tuple[Editor, ...]:
    """Return who has changed a draft, whoever did so last first."""
    counted = (
        version.changes.filter(is_undone=False)
        .values("by", person=name_in("version__bank__organisation", "by"))
        .annotate(count=Count("pk"), last=Max("at"))
    )
    editors = [Editor(row["person"], row["count"], row["last"]) for row in counted]
    return tuple(sorted(editors, key=lambda editor: editor.last_at, reverse=True))


def last_change(version: BankVersion) -> DraftChange | None:
    """Return the latest edit of a draft, which is the one that can be taken back."""
    return last_changes(version)[0]


def last_undone(version: BankVersion) -> DraftChange | None:
    """Return the edit that was taken back last, which is the one that can be made again."""
    return last_changes(version)[1]


def last_changes(version: BankVersion) -> tuple[DraftChange | None, DraftChange | None]:
    """Return the edit that can be taken back, and the one that can be made again; in one query."""
    made = version.changes.filter(is_undone=False).order_by("-pk")
    # Edits are taken back from the newest on, so the oldest of these is the one taken back last.
    undone = version.changes.filter(is_undone=True).order_by("pk")
    wanted = Q(pk=Subquery(made.values("pk")[:1])) | Q(pk=Subquery(undone.values("pk")[:1]))
    found = {
        one.is_undone: one
        for one in version.changes.filter(wanted).annotate(
            by_name=name_in("version__bank__organisation", "by")
        )
    }
    return found.get(False), found.get(True)
