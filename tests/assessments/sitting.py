"""What tests of the pages of an assessment share."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.urls import reverse

from assessments import actions, queries
from assessments.models import Assessment
from tests.factories.assessments import STARTED

# What every page of a signed-in person reads: the session and the person.
SIGNED_IN = 2


def url(name: str, assessment: Assessment, *more: str) -> str:
    return reverse(f"assessments:{name}", args=[assessment.public_id, *more])


def page_at(name: str, assessment: Assessment, *more: str) -> str:
    """Where a page of statements is gone on to: Tab begins at its statements."""
    return f"{url(name, assessment, *more)}#statements"


def check_at(assessment: Assessment) -> str:
    return f"{url('check', assessment)}#main"


def text(response: HttpResponse) -> str:
    return response.content.decode()


def stored(assessment: Assessment) -> dict[str, str]:
    return {code: one.text for code, one in queries.stored_answers(assessment).items()}


def finish(assessment: Assessment, at: datetime = STARTED + timedelta(hours=1)) -> Assessment:
    return actions.submit_assessment(assessment.public_id, by=assessment.member.user, at=at)
