"""What can happen to an assessment before its end: it is started and answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import DomainError
from accounts.models import Membership, User
from assessments import access, queries
from assessments.models import (
    NOTE_MAX_LENGTH,
    Answer,
    Assessment,
    Campaign,
    EvidenceNote,
)
from assessments.queries import AnswerSheet, Stored
from banks.models import BankVersion
from banks.queries import instrument_of, question_ids, theme_ids
from leadership.concurrency import Outcome, decide, with_outcome
from leadership.instrument import Instrument, Scale


class AssessmentError(DomainError):
    """Something that cannot be done to an assessment; its words are for people."""


class AlreadySubmittedError(AssessmentError):
    """The assessment is submitted and so read-only."""


class CampaignNotOpenError(AssessmentError):
    """The campaign has not opened yet, or has closed."""


class InvalidChangeError(AssessmentError):
    """A change that no page of ours asks for."""


# Starting --------------------------------------------------------------------------------------


def start_campaign_assessment(campaign: Campaign, *, by: Membership, at: datetime) -> Assessment:
    """Begin the member's assessment in a campaign, or return it: a campaign is answered once."""
    with transaction.atomic():
        _lock(by)
        begun = Assessment.objects.filter(member=by, campaign=campaign, revises=None).first()
        # Also after the close, so that an old link leads to one's report and not to an error.
        if begun is not None:
            return begun
        if not campaign.is_open_at(at):
            raise CampaignNotOpenError(_("This campaign is not open."))
        return Assessment.objects.create(
            member=by, campaign=campaign, version_id=campaign.version_id, started_at=at
        )


def start_own_assessment(version: BankVersion, *, by: Membership, at: datetime) -> Assessment:
    """Begin an assessment in one's own time, or return the unfinished one: one's own, or a campaign's of this bank."""
    with transaction.atomic():
        _lock(by)
        mine = queries.unfinished_of(by, version.bank_id)
        return mine or Assessment.objects.create(member=by, version=version, started_at=at)


def _lock(member: Membership) -> None:
    """Make a second start by the same member, such as a double click, wait for the first."""
    # There is no row of the assessment yet that could be locked, so the person's own is.
    Membership.objects.select_for_update(no_key=True).get(pk=member.pk)


# Answering -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AnswerChange:
    """What a page wants stored (`now`), and what it takes to be stored.

    `was` is the text that the page last knew to be saved, '' for blank. `sent` are texts that it has
    sent since without hearing whether they arrived: finding one of them is no surprise to it.
    """

    now: str
    was: str = ""
    sent: tuple[str, ...] = ()

    def expects(self, stored: Stored | None, *, known_revision: datetime | None) -> bool:
        """Tell whether the stored text is what the page takes it to be.

        A text like `was` that was saved after the page last looked is not: somebody has changed it
        and changed it back, and a request that was delayed on its way must not undo that.
        """
        if stored is None:
            return self.was == ""
        if stored.text in self.sent:
            return True
        return stored.text == self.was and (
            known_revision is None or stored.saved_at <= known_revision
        )


@dataclass(frozen=True)
class AnswerChanges:
    """Changes to answers by question code and to notes by theme code, from one page.

    `known_revision` is the moment of the newest save that the page knows of, where it says so.
    """

    answers: Mapping[str, AnswerChange] = field(default_factory=dict)
    notes: Mapping[str, AnswerChange] = field(default_factory=dict)
    known_revision: datetime | None = None


@dataclass(frozen=True)
class SaveOutcome:
    """What came of changes: the codes that are stored as wished, the stored text of the others, and
    what is stored now.

    Its notes were only read where one was changed, or where something stands in the way of a change.
    """

    instrument: Instrument
    saved: tuple[str, ...]
    conflicts: Mapping[str, str]
    stored: AnswerSheet
    revision: datetime


def save_answers(public_id: UUID, changes: AnswerChanges, *, by: User, at: datetime) -> SaveOutcome:
    """Store answers and notes, each only if what it replaces is what its page took to be stored.

    An invalid change refuses them all. A change that finds something else stored is left out and
    reported, so neither a stale tab nor a delayed request can overwrite a newer answer; one that
    finds its own text stored has simply arrived twice.
    """
    with transaction.atomic():
        assessment = unfinished(public_id, by)
        instrument = instrument_of(assessment.version_id)
        # Before anything is written: half a page saved would be worse than none.
        _refuse_invalid(changes, assessment, instrument)
        # The assessment is locked, so nobody writes between this and the decision.
        answers = queries.stored_answers(assessment)
        new_answers, conflicts = _decide(
            changes.answers, answers, known_revision=changes.known_revision
        )
        notes = queries.stored_notes(assessment) if changes.notes or conflicts else {}
        new_notes, note_conflicts = _decide(
            changes.notes, notes, known_revision=changes.known_revision
        )
        _write_answers(assessment, new_answers, instrument.shown_in, at)
        _write_notes(assessment, new_notes, at)
    conflicts |= note_conflicts
    # What was read plus what was written is what is stored now; reading it again would cost a query.
    _update(answers, new_answers, at)
    _update(notes, new_notes, at)
    stored = AnswerSheet(answers, notes)
    return SaveOutcome(
        instrument=instrument,
        saved=tuple(code for code in (*changes.answers, *changes.notes) if code not in conflicts),
        conflicts=conflicts,
        stored=stored,
        revision=stored.revision or at,
    )


def unfinished(public_id: UUID, user: User) -> Assessment:
    assessment = access.own_assessment_to_change(user, public_id)
    if assessment.submitted_at is not None:
        raise AlreadySubmittedError(
            _("This assessment is finished, so its answers can no longer be changed.")
        )
    return assessment


def _refuse_invalid(changes: AnswerChanges, assessment: Assessment, instrument: Instrument) -> None:
    for code, change in changes.answers.items():
        try:
            scale = _scale(code, assessment, instrument)
        except KeyError:
            raise InvalidChangeError(
                _("There is no statement “%(code)s” in this assessment.") % {"code": code}
            ) from None
        if change.now and change.now not in {str(raw) for raw, _choice in scale.answers}:
            raise InvalidChangeError(
                _("That is not one of the answers to statement “%(code)s”.") % {"code": code}
            )
    for code, change in changes.notes.items():
        _refuse_invalid_note(code, change.now, instrument)


def _scale(code: str, assessment: Assessment, instrument: Instrument) -> Scale:
    """Raise KeyError for what is not asked here. The themes always are; the campaign decides the rest."""
    scale = instrument.asked[code].scale
    if not instrument.is_of_themes(code) and not queries.questionnaire_of(assessment).asks(code):
        raise KeyError(code)
    return scale


def _refuse_invalid_note(code: str, text: str, instrument: Instrument) -> None:
    try:
        instrument.theme(code)
    except KeyError:
        raise InvalidChangeError(
            _("There is no theme “%(code)s” in this assessment.") % {"code": code}
        ) from None
    if len(text) > NOTE_MAX_LENGTH:
        raise InvalidChangeError(
            _("Your note can be up to %(limit)s characters long. It now has %(length)s.")
            % {"limit": NOTE_MAX_LENGTH, "length": len(text)}
        )
    if not is_storable(text):
        raise InvalidChangeError(_("Your note contains a character that cannot be saved."))


def is_storable(text: str) -> bool:
    """Tell whether every database can hold the text: no NUL, and no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _decide(
    changes: Mapping[str, AnswerChange],
    stored: Mapping[str, Stored],
    *,
    known_revision: datetime | None,
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the texts to write and, for the changes that must not be made, the stored texts."""
    outcomes = decide(
        changes,
        {code: stored.get(code) for code in changes},
        is_made=lambda change, met: change.now == _text_of(met),
        expects=lambda change, met: change.expects(met, known_revision=known_revision),
    )
    return (
        {code: changes[code].now for code in with_outcome(outcomes, Outcome.WRITE)},
        {code: _text_of(stored.get(code)) for code in with_outcome(outcomes, Outcome.CONFLICT)},
    )


def _text_of(stored: Stored | None) -> str:
    return stored.text if stored else ""


def _update(stored: dict[str, Stored], written: Mapping[str, str], at: datetime) -> None:
    for code, text in written.items():
        if text:
            stored[code] = Stored(text, at)
        else:
            stored.pop(code, None)


def _write_answers(
    assessment: Assessment, texts: Mapping[str, str], language: str, at: datetime
) -> None:
    ids = question_ids(assessment.version_id)
    rows = [
        # NA and DK are the only answers in letters; all else has been found on the scale.
        (ids[code], None, text) if text.isalpha() else (ids[code], int(text), "")
        for code, text in texts.items()
        if text
    ]
    Answer.objects.store(assessment, rows, language, at)
    blank = [ids[code] for code, text in texts.items() if not text]
    if blank:
        Answer.objects.filter(assessment=assessment, question__in=blank).delete()


def _write_notes(assessment: Assessment, texts: Mapping[str, str], at: datetime) -> None:
    ids = theme_ids(assessment.version_id)
    rows = [
        EvidenceNote(assessment=assessment, theme_id=ids[code], text=text, saved_at=at)
        for code, text in texts.items()
        if text
    ]
    if rows:
        EvidenceNote.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["assessment", "theme"],
            update_fields=["text", "saved_at"],
        )
    blank = [ids[code] for code, text in texts.items() if not text]
    if blank:
        EvidenceNote.objects.filter(assessment=assessment, theme__in=blank).delete()
