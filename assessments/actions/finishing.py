"""How an assessment ends: it is finished, opened again and finished again, or deleted."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit, drop_messages
from accounts.models import Message, User
from assessments import access, queries
from assessments.actions.answering import CampaignNotOpenError, unfinished
from assessments.actions.messages import REMINDER, THANKS, send_thanks
from assessments.actions.scores import score_rows, store_scores
from assessments.models import (
    Answer,
    AreaScore,
    Assessment,
    Campaign,
    EvidenceNote,
    OverallScore,
    ReadinessScore,
    ThemeScore,
)
from banks.queries import instrument_of
from documents.actions import forget_documents_of
from documents.actions import queue as queue_document

# All that an assessment consists of besides its own row: what was said, and what the scorer made of it.
SAID = (Answer, EvidenceNote)
SCORED = (OverallScore, ThemeScore, AreaScore, ReadinessScore)


def submit_assessment(public_id: UUID, *, by: User, at: datetime) -> Assessment:
    """Finish an assessment and store its scores with it; doing so again changes nothing.

    Where it was opened again, what was changed since takes the place of what was finished before.
    """
    with transaction.atomic():
        finished_id = queries.finished_id_of(public_id)
        assessment = access.own_assessment_to_change(by, finished_id or public_id)
        if assessment.submitted_at is None:
            _finish(assessment, at=_moment(assessment, at))
            send_thanks(assessment, at=at)
            return assessment
        revision = queries.lock_revision_of(assessment)
        return assessment if revision is None else _finish_again(assessment, revision, at=at)


def _finish(assessment: Assessment, *, at: datetime) -> None:
    _store_scores(assessment)
    # The machine's clock may have been set back since.
    assessment.submitted_at = max(at, assessment.started_at)
    assessment.save(update_fields=["submitted_at"])
    _make_report_ahead(assessment, at=at)


def _make_report_ahead(assessment: Assessment, *, at: datetime) -> None:
    """Have the worker make the PDFs that most people ask for next, compared with the newest earlier report."""
    about = {"assessment": str(assessment.public_id), "compared": "newest"}
    for kind in ("report", "summary"):
        queue_document(kind, about, owner_id=assessment.member.user_id, at=at)


def _moment(assessment: Assessment, at: datetime) -> datetime:
    """Return when the assessment counts as finished: after the close, once that has begun.

    What a close has not counted would otherwise carry a moment before it, as if it had been.
    """
    campaign = _hold_campaign(assessment)
    closed = campaign.counted_at if campaign else None
    return at if closed is None else max(at, closed + timedelta(microseconds=1))


def _hold_campaign(assessment: Assessment) -> Campaign | None:
    """Return the campaign, locked: so this waits for a close that begins, or the close for this."""
    if assessment.campaign_id is None:
        return None
    locked = Campaign.objects.select_for_update(no_key=True)
    return locked.only("opens_at", "closes_at", "counted_at").get(pk=assessment.campaign_id)


def _store_scores(assessment: Assessment) -> None:
    instrument = instrument_of(assessment.version_id)
    adopted = queries.adopted_precision(assessment.version_id, assessment.member.organisation_id)
    answers = queries.raw_answers(assessment)
    store_scores([score_rows(assessment, instrument, answers, adopted)])


# Opening again ---------------------------------------------------------------------------------


def reopen_assessment(public_id: UUID, *, by: User, at: datetime) -> Assessment:
    """Return the copy in which the owner of a finished assessment changes it; made once."""
    with transaction.atomic():
        assessment = access.own_assessment_to_change(by, public_id)
        revision = queries.lock_revision_of(assessment)
        if revision is not None:
            return revision
        if not access.may_reopen(assessment, at):
            raise CampaignNotOpenError(
                _("This assessment cannot be opened again: its answers are counted.")
            )
        revision = Assessment.objects.create(
            member=assessment.member,
            campaign=assessment.campaign,
            version_id=assessment.version_id,
            started_at=at,
            revises=assessment,
        )
        _copy_what_was_said(assessment, revision)
        organisation = assessment.member.organisation
        audit("assessment.reopened", at=at, by=by, subject=public_id, organisation=organisation)
    return revision


def _copy_what_was_said(source: Assessment, target: Assessment) -> None:
    answers, notes = list(source.answers.all()), list(source.notes.all())
    rows: tuple[Answer | EvidenceNote, ...] = (*answers, *notes)
    for row in rows:
        row.pk, row.assessment = None, target
    Answer.objects.bulk_create(answers)
    EvidenceNote.objects.bulk_create(notes)


def _finish_again(assessment: Assessment, revision: Assessment, *, at: datetime) -> Assessment:
    """Put what was changed in the place of what was finished; after the close, beside it.

    What a campaign has counted stays as it was counted, so what comes too late for it becomes a report of
    its owner's own.
    """
    campaign = _hold_campaign(assessment)
    if campaign is None or not access.is_open_to(campaign, at):
        # In one go: an unfinished one of their own may be there beside it.
        revision.campaign = revision.revises = None
        revision.submitted_at = max(at, revision.started_at)
        revision.save(update_fields=["campaign", "revises", "submitted_at"])
        _finish(revision, at=at)
        return revision
    for kind in (*SAID, *SCORED):
        kind._default_manager.filter(assessment=assessment).delete()
    for kind in SAID:
        kind._default_manager.filter(assessment=revision).update(assessment=assessment)
    revision.delete()
    # Documents of before show what was changed since; whoever wants one has it made anew.
    forget_documents_of(assessment.member.user_id)
    _finish(assessment, at=at)
    drop_messages(to=assessment.member, topic=campaign.topic, kind=REMINDER)
    return assessment


# Deleting --------------------------------------------------------------------------------------


def delete_unfinished_assessment(public_id: UUID, *, by: User, at: datetime) -> None:
    """Delete an unfinished assessment with its answers and notes; the log keeps no content.

    Of one that was opened again only the changes go: what was finished stays.
    """
    with transaction.atomic():
        assessment = unfinished(public_id, by)
        organisation = assessment.member.organisation
        assessment.delete()
        audit("assessment.deleted", at=at, by=by, subject=public_id, organisation=organisation)


def hold_finished_to_delete(public_id: UUID, *, by: User, at: datetime) -> Assessment:
    """Return a finished assessment that its owner may delete, held until the transaction ends.

    Its campaign is held too: either it closes first and counts it, or it is gone before. Raises CampaignNotOpenError.
    """
    assessment = access.own_assessment_to_change(by, public_id)
    queries.lock_revision_of(assessment)
    campaign = _hold_campaign(assessment)
    is_counted = campaign is not None and not access.is_open_to(campaign, at)
    if assessment.submitted_at is None or is_counted:
        raise CampaignNotOpenError(counted_words())
    return assessment


def counted_words() -> str:
    return _(
        "This assessment cannot be deleted: its campaign has closed, and results that name nobody rest on it."
    )


def delete_assessments(keys: Collection[int]) -> set[int]:
    """Delete assessments with all that was said and scored; return the accounts whose they were."""
    gone = Assessment.objects.filter(pk__in=keys)
    owners = set(gone.values_list("member__user", flat=True))
    members = defaultdict[int, list[int]](list)
    for member, campaign in gone.exclude(campaign=None).values_list("member", "campaign"):
        members[campaign].append(member)
    for campaign, those in members.items():
        topic = Campaign(pk=campaign).topic
        Message.objects.filter(to__in=those, topic=topic, kind=THANKS).delete()
    gone.delete()
    return owners
