"""A version is stored as a draft, published and retired."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.errors import ChangedMeanwhileError, DomainError
from accounts.models import Organisation, User
from banks.actions import content
from banks.models import BankVersion, ChosenBank, DraftChange, OfferedLanguage, QuestionBank
from banks.queries import (
    ENOUGH_ANSWERS,
    content_of,
    counted_too_early,
    fingerprint,
    forget_offers,
    is_answered,
    is_code_taken,
    latest_fixed,
    load_instrument,
    number_order,
    numbers_of,
    same_as_before,
    unmarked_codes,
)
from leadership.diff import differences, is_only_wording
from leadership.files import complete, plain, review
from leadership.instrument import About, Instrument
from leadership.languages import languages_of, progress

MOST_NAMED = 10


class BankError(DomainError):
    """Something that cannot be done to a bank, in words for people."""


class VersionFixedError(BankError):
    """The version is no longer a draft and would have to change."""


class DraftChangedError(BankError, ChangedMeanwhileError):
    """The draft is not what the person has seen, and would be lost."""


class UnmarkedCodesError(BankError):
    """Statements of an organisation's own, in a shared bank, that their codes do not tell from the others."""


class NotUsableError(BankError):
    """The draft has faults that make it unusable."""


class NoDifferenceError(BankError):
    """The draft holds what is published already."""


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
    if organisation and (unmarked := unmarked_codes(instrument, organisation)):
        raise UnmarkedCodesError(own_codes_words(unmarked))
    bank = _bank(instrument, organisation)
    versions = BankVersion.objects.select_for_update()
    version = versions.filter(bank=bank, number=about.version).first()
    before: Instrument | None = None
    if version is None:
        version = BankVersion(bank=bank, number=about.version)
    elif version.status == BankVersion.Status.DRAFT:
        before = load_instrument(version)
        if seen is not None and seen != fingerprint(before):
            raise DraftChangedError(_("Somebody has changed this draft in the meantime."))
        forget_changes(version)
    # The same file imported twice, as set-up scripts do, is no mistake.
    elif load_instrument(version) == instrument:
        return version
    else:
        raise VersionFixedError(_fixed_words(about))
    rewrite(version, instrument, before)
    audit_version("bank_version.stored", version, by=by, at=at)
    return version


def _fixed_words(about: About) -> str:
    return _(
        "Version %(number)s of %(code)s is already published and holds something else. "
        "A published version never changes: give the changed bank a new version number."
    ) % {"number": about.version, "code": about.code}


def too_early_words(codes: list[str]) -> str:
    """Say which of an organisation's own statements cannot count in a score yet."""
    return _(
        "These statements have fewer than %(enough)d answers as they are worded now, so they have to be "
        "reported separately: %(codes)s."
    ) % {"enough": ENOUGH_ANSWERS, "codes": _some(codes)}


@transaction.atomic
def begin_bank(
    instrument: Instrument, *, organisation: Organisation, by: User, at: datetime
) -> BankVersion:
    """Store the first draft of a bank that the organisation does not have yet."""
    code = instrument.instrument.code
    if is_code_taken(code, organisation):
        raise BankError(_("There is a bank with the code %(code)s already.") % {"code": code})
    return store_draft(complete(instrument, {}), organisation=organisation, seen="", by=by, at=at)


def own_codes_words(unmarked: list[str]) -> str:
    """Say which codes of an organisation's own statements have to change."""
    return _(
        "The shared bank does not have these statements: %(codes)s. The codes of an organisation’s own "
        "statements begin with X-, so that nobody takes them for the shared ones."
    ) % {"codes": _some(unmarked)}


def _some(codes: list[str]) -> str:
    return ", ".join(codes[:MOST_NAMED]) + ("…" if codes[MOST_NAMED:] else "")


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
    # Asked again under the lock: the draft may have been edited since the page was shown.
    if review(instrument).errors:
        raise NotUsableError(
            _("This draft has faults and cannot be published before they are mended.")
        )
    if too_early := counted_too_early(instrument, version.bank.organisation):
        raise NotUsableError(too_early_words(too_early))
    # An operator who imports a file under a new number means it; by page it is a copy that nobody has changed.
    if by and (same := same_as_before(version, instrument)):
        raise NoDifferenceError(no_difference_words(same))
    if change == BankVersion.Change.SPELLING:
        _make_patch(version, instrument)
    version.status = BankVersion.Status.PUBLISHED
    version.published_at, version.published_by = at, by
    version.change, version.change_summary = change, summary
    version.save()
    forget_changes(version)
    # The bank goes by the title of what was published last.
    version.bank.title = version.title
    version.bank.save(update_fields=["title"])
    audit_version("bank_version.published", version, by=by, at=at, change=change, summary=summary)
    _offer_approved(version, instrument, by=by, at=at)
    return version


def no_difference_words(same: BankVersion) -> str:
    """Say why there is nothing to publish."""
    if same.bank.organisation_id is None:
        words = _(
            "Nothing differs from the shared bank, version %(number)s, so there is nothing to publish: "
            "campaigns can ask the shared one."
        )
    else:
        words = _("Nothing differs from version %(number)s, so there is nothing to publish.")
    return words % {"number": same.number}


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
    about = replace(instrument.instrument, version=version.number)
    version.content = content_of(replace(instrument, instrument=about))


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
    audit_version("bank_version.retired", version, by=by, at=at)
    return version


@transaction.atomic
def discard(version: BankVersion, seen: str, *, by: User, at: datetime) -> QuestionBank | None:
    """Delete a draft that is still what the person has seen; return its bank, which goes with its only version."""
    # The bank before its version, as storing one does: two that go at once wait, neither is ended.
    QuestionBank.objects.select_for_update().filter(pk=version.bank_id).first()
    version = locked(version)
    if version.status != BankVersion.Status.DRAFT:
        raise VersionFixedError(_("This version is published by now and cannot be discarded."))
    if seen != fingerprint(load_instrument(version)):
        raise DraftChangedError(_("Somebody has changed this draft in the meantime."))
    if is_answered(version):
        raise VersionInUseError(_("This draft has answers and cannot be discarded."))
    bank = version.bank
    audit_version("bank_draft.discarded", version, by=by, at=at)
    content.delete_keys(version)
    version.delete()
    if bank.versions.exists():
        return bank
    bank.delete()
    return None


@transaction.atomic
def choose(bank: QuestionBank, *, organisation: Organisation, by: User, at: datetime) -> None:
    """Make a bank the one that an organisation's members read, and answer in their own time."""
    if not BankVersion.objects.published().filter(bank=bank).exists():
        raise BankError(_("Nobody can read this bank before a version of it is published."))
    ChosenBank.objects.update_or_create(organisation=organisation, defaults={"bank": bank})
    audit("bank.chosen", at=at, by=by, subject=bank, organisation=organisation, bank=bank.code)


@transaction.atomic
def offer_language(
    version: BankVersion, language: str, *, by: User | None, at: datetime
) -> OfferedLanguage:
    """Let people read and answer a published version in a language, in which it has words for every text.

    That they are still drafts is said wherever they show. Done again, it changes nothing.
    """
    version = locked(version)
    if version.status == BankVersion.Status.DRAFT:
        raise BankError(_("Nobody can read this bank before a version of it is published."))
    found = progress(load_instrument(version), language)
    if not found.is_complete:
        raise BankError(
            _("%(missing)d of %(total)d texts have no words in this language that fit them.")
            % {"missing": found.open, "total": found.total}
        )
    offered, is_new = OfferedLanguage.objects.get_or_create(
        version=version, language=language, defaults={"offered_at": at, "offered_by": by}
    )
    if is_new:
        audit_version("bank_language.offered", version, by=by, at=at, language=language)
        transaction.on_commit(forget_offers)
    return offered


@transaction.atomic
def withdraw_language(
    version: BankVersion, language: str, *, by: User | None, at: datetime
) -> None:
    """Offer a version in a language no more. What was answered in it stays, and says so."""
    version = locked(version)
    gone, _rows = OfferedLanguage.objects.filter(version=version, language=language).delete()
    if gone:
        audit_version("bank_language.withdrawn", version, by=by, at=at, language=language)
        transaction.on_commit(forget_offers)


def _offer_approved(
    version: BankVersion, instrument: Instrument, *, by: User | None, at: datetime
) -> None:
    """Offer a version that has just been published in each language in which somebody stands by every word."""
    for language in languages_of(instrument):
        if progress(instrument, language).is_approved:
            offer_language(version, language, by=by, at=at)


def rewrite(version: BankVersion, instrument: Instrument, before: Instrument | None) -> None:
    """Put an Instrument into a draft in place of what it holds."""
    if version.pk and is_answered(version):
        raise VersionInUseError(
            _(
                "This draft has answers and cannot be replaced. Import it under a new version number."
            )
        )
    content.write(version, instrument, before)


def forget_changes(version: BankVersion) -> None:
    """Keep no longer what each edit of a draft changed."""
    DraftChange.objects.filter(version=version).delete()


def locked(version: BankVersion) -> BankVersion:
    versions = BankVersion.objects.select_for_update(of=("self",)).select_related("bank")
    found = versions.filter(pk=version.pk).first()
    if found is None:
        raise BankError(_("Somebody has discarded this draft in the meantime."))
    return found


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
