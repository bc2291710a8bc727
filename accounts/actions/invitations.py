"""The e-mail that invites somebody, and how often anybody gets it."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from accounts.actions.outbox import INVITATION
from accounts.errors import AccountError
from accounts.models import Membership, Message, User

INVITATIONS_A_DAY: Final = 5


def worth_inviting(
    memberships: list[Membership], *, by: User | None, at: datetime
) -> list[Membership]:
    """Leave out whom more invitations would only annoy; an AccountError for somebody who leaves nobody else by it."""
    # By organisation and not by person: an import may bring thousands.
    organisations = {one.organisation_id for one in memberships}
    lately = Message.objects.filter(
        to__organisation__in=organisations, kind=INVITATION, queued_at__gt=at - timedelta(days=1)
    )
    counts = Counter(lately.values_list("to", flat=True))
    left = [one for one in memberships if counts[one.pk] < INVITATIONS_A_DAY]
    if memberships and not left and by is not None:
        raise AccountError(
            _("They were sent %(most)s invitations within a day. Please wait until tomorrow.")
            % {"most": INVITATIONS_A_DAY}
        )
    return left


def invitation_to(membership: Membership, *, at: datetime) -> Message:
    return Message(
        to=membership,
        kind=INVITATION,
        # A second click in the same minute asks for the same e-mail.
        key=f"invitation:{membership.pk}:{at:%Y-%m-%dT%H:%M}",
        template="accounts/email/invitation",
        queued_at=at,
        due_at=at,
    )
