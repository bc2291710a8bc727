"""Edits of a draft. Each locks the version, so that two people's edits take turns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from banks.actions.versions import (
    BankError,
    VersionFixedError,
    audit_version,
    locked,
    rewrite,
    store_draft,
)
from banks.models import BankVersion, DraftChange
from banks.queries import (
    draft_of,
    is_copy,
    is_kept_apart,
    last_change,
    last_undone,
    load_instrument,
    next_number,
    used_codes,
)
from leadership import editing
from leadership.addressing import Address, Document, Json, Path, entries, found, name_of
from leadership.editing import Edited, FieldChanges
from leadership.editing.sections import Keys, Section, made
from leadership.files import (
    broken_references,
    codes_in,
    complete,
    from_plain,
    misfits,
    plain,
)
from leadership.instrument import Instrument, Question

# So many edits of a draft can be taken back, one after the other.
KEPT_CHANGES = 50


class StillUsedError(BankError):
    """Something else of the bank names what would go."""

    def __init__(self, words: str, path: Path) -> None:
        super().__init__(words)
        self.path = path
        """Where it is named."""


@dataclass(frozen=True)
class Target:
    """A thing of a draft: its section, and the keys that lead to it."""

    section: Section
    keys: Keys

    @property
    def address(self) -> Address:
        return self.section.address(self.keys)


@transaction.atomic
def begin_draft(
    version: BankVersion, *, organisation: Organisation, by: User, at: datetime
) -> BankVersion:
    """Make a draft of the organisation's next version from this one, or return the draft there is.

    A version of a shared bank is copied into the organisation so.
    """
    version = locked(version)
    code = version.bank.code
    # Under the lock of the version: two who press Edit at once get the same draft.
    there = draft_of(code, organisation)
    if there:
        return there
    instrument = load_instrument(version)
    number = next_number(code, organisation, like=version.number)
    about = replace(instrument.instrument, version=number)
    new = replace(instrument, instrument=about)
    return store_draft(new, organisation=organisation, seen="", by=by, at=at)


def edit(
    version: BankVersion, target: Target, changes: FieldChanges, *, by: User, at: datetime
) -> Edited:
    """Change fields of a thing; those that somebody else has changed since are conflicts."""

    def rule(draft: Instrument) -> Edited:
        return editing.edit(draft, target.address, changes)

    return _edit(version, rule, DraftChange.Act.EDITED, target, by=by, at=at)


@transaction.atomic
def add(
    version: BankVersion,
    section: Section,
    parent: Keys,
    submitted: dict[str, str],
    *,
    by: User,
    at: datetime,
) -> Keys:
    """Put a new thing at the end of a list and return the keys that lead to it."""
    version = locked(version)
    taken, marks = used_codes(version.bank), is_copy(version.bank.code, version.bank.organisation)
    new: list[str] = []

    def rule(draft: Instrument) -> Edited:
        draft = section.new.readied(draft) if section.new.readied else draft
        used = taken | codes_in(draft)
        stem = section.new.stem or (parent[-1] if parent else section.name)
        code = editing.free_code(stem, used, own=section.new.is_own and marks)
        key, entry = made(section, submitted, code, used)
        entry = _kept_apart(version, draft, parent, entry)
        container = section.container(parent)
        after = editing.add(draft, container, key, entry)
        new.append(list(entries(found(after, container)))[-1])
        return Edited(after)

    _edit(version, rule, DraftChange.Act.ADDED, Target(section, parent), by=by, at=at)
    return (*parent, *new)


@transaction.atomic
def copy(version: BankVersion, target: Target, *, by: User, at: datetime) -> Keys:
    """Put a copy of a thing below it, under a new code, and return the keys that lead to it."""
    version = locked(version)
    taken, marks = used_codes(version.bank), is_copy(version.bank.code, version.bank.organisation)
    *parent, old = target.keys
    new: list[str] = []

    def rule(draft: Instrument) -> Edited:
        used = taken | codes_in(draft)
        stem = target.section.new.stem or (parent[-1] if parent else old)
        key = editing.free_code(stem, used, own=target.section.new.is_own and marks)
        new.append(key)
        fresh = editing.recoded(found(draft, target.address), key, used, own=marks)
        copied = _kept_apart(version, draft, tuple(parent), fresh)
        return Edited(editing.copy(draft, target.address, key, copied))

    _edit(version, rule, DraftChange.Act.COPIED, target, by=by, at=at)
    return (*parent, *new)


def _kept_apart(version: BankVersion, draft: Instrument, parent: Keys, entry: object) -> object:
    """Report an organisation's own statement in a shared bank's theme separately, from the start."""
    if isinstance(entry, Question) and is_kept_apart(version.bank, draft.theme(parent[0])):
        return replace(entry, separate=True)
    return entry


def take_out(
    version: BankVersion, target: Target, was: Mapping[str, str], *, by: User, at: datetime
) -> Edited:
    """Take a thing out, unless somebody else has changed it or something still names it."""

    def rule(draft: Instrument) -> Edited:
        return editing.delete(draft, target.address, was)

    return _edit(version, rule, DraftChange.Act.DELETED, target, by=by, at=at)


def move(version: BankVersion, target: Target, to: int, *, by: User, at: datetime) -> Edited:
    """Move a thing to a position in its list, counted from 0."""

    def rule(draft: Instrument) -> Edited:
        return Edited(editing.move(draft, target.address, to))

    return _edit(version, rule, DraftChange.Act.MOVED, target, by=by, at=at)


def move_by(version: BankVersion, target: Target, steps: int, *, by: User, at: datetime) -> Edited:
    """Move a thing up (-1) or down (1) its list; beyond the ends it stays."""

    def rule(draft: Instrument) -> Edited:
        here = editing.position_of(draft, target.address)
        return Edited(editing.move(draft, target.address, here + steps))

    return _edit(version, rule, DraftChange.Act.MOVED, target, by=by, at=at)


@transaction.atomic
def undo(version: BankVersion, change_id: int, *, by: User, at: datetime) -> DraftChange:
    """Take the last edit of a draft back, whoever made it; return what it was."""
    version = _open(version)
    change = _still(last_change(version), change_id)
    refusal = _("This change can no longer be taken back.")
    _patched(version, editing.reverted, change.patch, refusal)
    change.is_undone = True
    change.save(update_fields=["is_undone"])
    audit_version("bank_draft.edit_undone", version, by=by, at=at, what=str(change))
    return change


@transaction.atomic
def redo(version: BankVersion, change_id: int, *, by: User, at: datetime) -> DraftChange:
    """Make the edit again that was taken back last; return what it was."""
    version = _open(version)
    change = _still(last_undone(version), change_id)
    refusal = _("This change can no longer be made again.")
    _patched(version, editing.applied, change.patch, refusal)
    change.is_undone = False
    change.save(update_fields=["is_undone"])
    audit_version("bank_draft.edit_redone", version, by=by, at=at, what=str(change))
    return change


def _still(change: DraftChange | None, change_id: int) -> DraftChange:
    """Return the change that the page showed; another person may have gone on since."""
    if change is None or change.pk != change_id:
        raise BankError(
            _("Somebody has changed the draft in the meantime. Look at the last change first.")
        )
    return change


Step = Callable[[Document, editing.Patch], dict[str, Json]]


def _patched(version: BankVersion, step: Step, patch: editing.Patch, refusal: str) -> None:
    before = load_instrument(version)
    try:
        # The patch tests what it takes away, so what has been changed by other ways since is not undone blindly.
        data = step(plain(before), patch)
    except editing.StalePatchError:
        raise BankError(refusal) from None
    rewrite(version, complete(from_plain(data), {}), before)


Rule = Callable[[Instrument], Edited]


@dataclass(frozen=True)
class Act:
    """What an edit is called when it is to be taken back: an act, and the name and keys of what it is done to."""

    act: DraftChange.Act
    section: str
    keys: Keys = ()


def _edit(
    version: BankVersion,
    rule: Rule,
    act: DraftChange.Act,
    target: Target,
    *,
    by: User,
    at: datetime,
) -> Edited:
    what = Act(act, target.section.name, target.keys)
    return apply(version, rule, what, by=by, at=at)


@transaction.atomic
def apply(version: BankVersion, rule: Rule, act: Act, *, by: User, at: datetime) -> Edited:
    """Make one edit of a draft: lock it, refuse what cannot be kept, write what differs, keep what it was."""
    version = _open(version)
    before = load_instrument(version)
    try:
        edited = rule(before)
    except KeyError:
        raise BankError(_("Somebody has deleted this in the meantime.")) from None
    if edited.instrument == before:
        return edited
    after = complete(edited.instrument, {})
    _refuse_what_cannot_be_kept(before, after)
    rewrite(version, after, before)
    # What was taken back before this edit leads nowhere any more.
    version.changes.filter(is_undone=True).delete()
    change = DraftChange(
        version=version, at=at, by=by, act=act.act, section=act.section, keys=act.keys,
        patch=editing.between(plain(before), plain(after)),
    )  # fmt: skip
    if not _joined(change):
        change.save()
        _forget_old_changes(change)
        audit_version("bank_draft.edited", version, by=by, at=at, what=str(change))
    return Edited(after, edited.conflicts)


def _open(version: BankVersion) -> BankVersion:
    version = locked(version)
    if version.status != BankVersion.Status.DRAFT:
        raise VersionFixedError(_("This version is published by now and cannot be changed."))
    return version


def _refuse_what_cannot_be_kept(before: Instrument, after: Instrument) -> None:
    """Refuse an edit that leaves a list too short, or something naming what is not there."""
    broken = broken_references(plain(after)) - broken_references(plain(before))
    if broken:
        words = _("It is still in use, so it cannot be deleted.")
        raise StillUsedError(words, min(broken, key=name_of))
    wrong = misfits(after)
    if wrong:
        raise BankError(_("The bank cannot do without this."), min(wrong))


def _joined(change: DraftChange) -> bool:
    """Add a change to the one before, where the same person goes on writing in the same field."""
    last = last_change(change.version)
    if last is None or (last.by_id, last.act, last.section, tuple(last.keys)) != (
        change.by_id, change.act, change.section, tuple(change.keys),
    ):  # fmt: skip
        return False
    patch = editing.joined(last.patch, change.patch)
    if patch is None:
        return False
    last.patch, last.at = patch, change.at
    last.save(update_fields=["patch", "at"])
    return True


def _forget_old_changes(change: DraftChange) -> None:
    old = change.version.changes.order_by("-pk").values_list("pk", flat=True)[KEPT_CHANGES:]
    DraftChange.objects.filter(pk__in=list(old)).delete()
