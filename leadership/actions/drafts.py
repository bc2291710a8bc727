"""Edits of a draft. Each locks the version, so that two people's edits take turns."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from leadership import drafting
from leadership.actions.versions import (
    BankError,
    VersionFixedError,
    audit_version,
    locked,
    rewrite,
    store_draft,
)
from leadership.drafting import Changes, Edited
from leadership.instrument import Instrument
from leadership.models import BankVersion
from leadership.queries import (
    draft_of,
    load_instrument,
    next_number,
    used_codes,
)


@transaction.atomic
def begin_draft(
    version: BankVersion, *, organisation: Organisation, by: User, at: datetime
) -> BankVersion:
    """Make a draft of the organisation's next version from this one, or return the draft there is.

    A version of a shared bank is copied into the organisation so.
    """
    version = locked(version)
    code = version.bank.code
    there = draft_of(code, organisation)
    if there:
        return there
    instrument = load_instrument(version)
    number = next_number(code, organisation, like=version.number)
    about = replace(instrument.instrument, version=number)
    new = replace(instrument, instrument=about)
    return store_draft(new, organisation=organisation, seen="", by=by, at=at)


def edit_theme(
    version: BankVersion, code: str, changes: Changes, *, by: User, at: datetime
) -> Edited:
    def edit(draft: Instrument) -> Edited:
        return drafting.edit_theme(draft, code, changes)

    return _edit(version, edit, code, by=by, at=at)


def edit_statement(
    version: BankVersion, code: str, changes: Changes, *, by: User, at: datetime
) -> Edited:
    def edit(draft: Instrument) -> Edited:
        return drafting.edit_statement(draft, code, changes)

    return _edit(version, edit, code, by=by, at=at)


@transaction.atomic
def add_statement(
    version: BankVersion, theme: str, said: Mapping[str, str], *, by: User, at: datetime
) -> str:
    """Add a statement to a theme and return its new code."""
    version = locked(version)
    code = drafting.free_code(theme, used_codes(version.bank))

    def edit(draft: Instrument) -> Edited:
        return drafting.add_statement(draft, theme, code, said)

    _edit(version, edit, code, by=by, at=at)
    return code


@transaction.atomic
def copy_statement(version: BankVersion, code: str, *, by: User, at: datetime) -> str:
    """Put a copy of a statement below it and return the copy's new code."""
    version = locked(version)
    taken = used_codes(version.bank)

    def edit(draft: Instrument) -> Edited:
        theme = draft.theme_of(code).code
        return drafting.copy_statement(draft, code, drafting.free_code(theme, taken))

    edited = _edit(version, edit, code, by=by, at=at).instrument
    return next(one.code for one in edited.questions() if one.code not in taken)


def delete_statement(
    version: BankVersion, code: str, was: Mapping[str, str], *, by: User, at: datetime
) -> Edited:
    def edit(draft: Instrument) -> Edited:
        return drafting.delete_statement(draft, code, was)

    return _edit(version, edit, code, by=by, at=at)


def move_statement(version: BankVersion, code: str, step: int, *, by: User, at: datetime) -> Edited:
    def edit(draft: Instrument) -> Edited:
        return drafting.move_statement(draft, code, step)

    return _edit(version, edit, code, by=by, at=at)


@transaction.atomic
def _edit(
    version: BankVersion,
    edit: Callable[[Instrument], Edited],
    what: str,
    *,
    by: User,
    at: datetime,
) -> Edited:
    version = locked(version)
    if version.status != BankVersion.Status.DRAFT:
        raise VersionFixedError(_("This version is published by now and cannot be changed."))
    before = load_instrument(version)
    try:
        edited = edit(before)
    except drafting.EditError:
        raise BankError(_("A theme needs at least one statement.")) from None
    except KeyError:
        raise BankError(_("Somebody has deleted this in the meantime.")) from None
    if edited.instrument != before:
        rewrite(version, edited.instrument)
        audit_version("bank_draft_edited", version, by=by, at=at, what=what)
    return edited
