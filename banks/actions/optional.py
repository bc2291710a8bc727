"""Parts that a bank may do without are begun in a draft, and taken out again."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from banks.actions.drafts import Act, apply
from banks.actions.versions import BankError, DraftChangedError
from banks.models import BankVersion, DraftChange
from banks.queries import is_copy, used_codes
from leadership.editing import Edited
from leadership.editing.beginnings import Submitted
from leadership.editing.sections import OptionalPart, begun, fingerprint
from leadership.instrument import Instrument


def begin_part(
    version: BankVersion, part: OptionalPart, submitted: Submitted, *, by: User, at: datetime
) -> Edited:
    """Put a part into a draft that has none: the example, or what was written in its place."""
    ever, marks = used_codes(version.bank), is_copy(version.bank.code, version.bank.organisation)

    def rule(draft: Instrument) -> Edited:
        if part.is_in(draft):
            raise BankError(_("Somebody has begun this in the meantime."))
        return Edited(begun(draft, part, submitted, ever, marks=marks))

    act = Act(DraftChange.Act.ADDED, part.kept_as)
    return apply(version, rule, act, by=by, at=at)


def take_part_out(
    version: BankVersion, part: OptionalPart, was: str, *, by: User, at: datetime
) -> Edited:
    """Take a part out of a draft with all that belongs to it, if it is still what the person has seen."""

    def rule(draft: Instrument) -> Edited:
        if fingerprint(draft, part) != was:
            raise DraftChangedError(
                _("Somebody has changed this in the meantime. Look at it again before it goes.")
            )
        return Edited(part.without(draft))

    act = Act(DraftChange.Act.DELETED, part.kept_as)
    return apply(version, rule, act, by=by, at=at)
