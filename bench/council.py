"""A made-up council whose managers have just started, and one who has finished twice."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Membership, Organisation
from assessments.actions import (
    AnswerChange,
    AnswerChanges,
    save_answers,
    start_own_assessment,
    submit_assessment,
)
from assessments.models import Assessment
from banks.models import BankVersion
from banks.queries import instrument_of
from bench.cookies import sign_in
from leadership.instrument import Instrument
from tests.factories import MembershipFactory, OrganisationFactory


def make(people: int, readers: int = 1) -> dict[str, Any]:
    """Return the codes of the questions by theme, and the people with their session cookies."""
    now = timezone.now()
    version = BankVersion.objects.published().get()
    instrument = instrument_of(version.pk)
    organisation = OrganisationFactory(name="Bench Borough Council", slug="bench")
    found = [_reader(version, organisation, now) for _ in range(readers)]
    return {
        "questions": {
            theme.code: [question.code for question in theme.questions]
            for theme in instrument.themes
        },
        "starters": [_starter(version, organisation, now) for _ in range(people)],
        "reader": found[0],
        "readers": found,
    }


def _reader(version: BankVersion, organisation: Organisation, now: datetime) -> dict[str, str]:
    """Make somebody who has finished twice, so that their report compares."""
    member = _manager(organisation)
    for days, shift in ((200, 0), (1, 1)):
        at = now - timedelta(days=days)
        assessment = start_own_assessment(version, by=member, at=at)
        finished = _finish(assessment, instrument_of(version.pk), at, shift)
    return {"session": sign_in(member.user), "report": f"/reports/{finished.public_id}"}


def _manager(organisation: Organisation) -> Membership:
    return MembershipFactory(organisation=organisation, roles=["manager"], user__password=None)


def _starter(version: BankVersion, organisation: Organisation, at: datetime) -> dict[str, str]:
    member = _manager(organisation)
    assessment = start_own_assessment(version, by=member, at=at)
    return {
        "session": sign_in(member.user),
        "assessment": f"/assessments/{assessment.public_id}/",
    }


def _finish(assessment: Assessment, instrument: Instrument, at: datetime, shift: int) -> Assessment:
    """Answer everything, with a note on every theme, and submit."""
    answers, notes = {}, {}
    for theme in instrument.themes:
        notes[theme.code] = AnswerChange(now="What I did, when, and what came of it. " * 8)
        for number, question in enumerate(theme.questions):
            answers[question.code] = AnswerChange(now=str((number * 7 + shift) % 5 + 1))
    changes = AnswerChanges(answers=answers, notes=notes)
    user = assessment.member.user
    save_answers(assessment.public_id, changes, by=user, at=at)
    return submit_assessment(assessment.public_id, by=user, at=at)
