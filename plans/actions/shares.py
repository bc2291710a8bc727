"""What can happen to a shared report: its owner shares it, its reader opens it, its owner takes it back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import audit, queue_message
from accounts.models import Membership, User
from accounts.queries import colleague_in
from assessments.campaign_days import last_moment
from assessments.models import Assessment
from plans import access, queries
from plans.actions.goals import PlanError
from plans.actions.sets import nobody_words
from plans.models import Share, ShareOpening


class ShareError(PlanError):
    """A report that cannot be shared so."""


@dataclass(frozen=True)
class Terms:
    """With whom a report is shared, as what, what goes with it, and until when."""

    email: str
    role: str
    with_plan: bool
    with_notes: bool
    expires_on: date


def share_report(assessment: Assessment, terms: Terms, *, by: User, at: datetime) -> Share:
    """Let a colleague read one report and send word; an earlier share of it with them ends.

    Raise ShareError for somebody outside the organisation and for oneself.
    """
    with transaction.atomic():
        member = assessment.member
        # A second one at the same moment waits here.
        Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
        reader = colleague_in(member.organisation, terms.email)
        if reader is None:
            raise ShareError(nobody_words(member.organisation))
        # A share with oneself would look like somebody else reading.
        if reader.pk == member.pk:
            raise ShareError(_("This is your own address. You can read your report anyway."))
        # So that the newest terms are the only ones in force.
        queries.standing_with(reader, assessment.pk).update(withdrawn_at=at)
        share = Share.objects.create(
            assessment=assessment,
            reader=reader,
            role=terms.role,
            with_plan=terms.with_plan,
            with_notes=terms.with_notes,
            made_at=at,
            expires_on=terms.expires_on,
        )
        _log("report.shared", share, by=by, at=at)
        queue_message(
            to=reader,
            kind="report_shared",
            # Shared again on the same day it needs no other word: the link leads to what is there to read.
            key=f"report_shared:{assessment.pk}:{reader.pk}:{at:%Y-%m-%d}",
            expires_at=last_moment(terms.expires_on),
            template="plans/email/report_shared",
            context={"by": member.name, "until_on": terms.expires_on.isoformat()},
            leads_to=reverse("plans:shares"),
            at=at,
        )
    return share


def withdraw_share(public_id: UUID, *, by: User, at: datetime) -> None:
    """Take a share back: from now on there is nothing at its address. Doing so again changes nothing."""
    with transaction.atomic():
        share = access.own_share(by, public_id)
        changed = Share.objects.filter(pk=share.pk, withdrawn_at=None).update(withdrawn_at=at)
        if changed:
            _log("share.withdrawn", share, by=by, at=at)


def note_opening(share: Share, *, at: datetime) -> None:
    """Write down that the reader opened it; its owner sees this."""
    ShareOpening.objects.create(share=share, at=at)


def _log(act: str, share: Share, *, by: User, at: datetime) -> None:
    """Write the log: that something was shared and with whom, never what it says."""
    audit(
        act,
        at=at,
        by=by,
        subject=share.public_id,
        organisation=share.reader.organisation,
        reader=share.reader.user.email,
    )
