"""A manager with a finished assessment, whom they ask, and the link of each."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import Organisation, User
from assessments.models import Assessment
from leadership.observing import RaterGroup
from observers import access, actions
from observers.models import Approval, ObserverRule, Rater, Round
from observers.presenters.asked import asked_page
from tests.building import finished, person_1
from tests.factories import published

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LAST = NOON + timedelta(days=21)
DAYS = actions.Days(NOON, LAST)
Sizes = Mapping[RaterGroup, int]
USUAL: Sizes = {RaterGroup.LINE_MANAGER: 1, RaterGroup.STAFF: 6, RaterGroup.COLLEAGUES: 7}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def assessment(manager: User, organisation: Organisation) -> Assessment:
    return finished(manager, published(), person_1())


def ask(round_: Round, sizes: Sizes) -> None:
    for group, number in sizes.items():
        for one in range(number):
            name = f"{group} {one}"
            email = f"{group}{one}.{round_.pk}@asked.example"
            actions.add_person(round_, group, name=name, email=email)


def freely(organisation: Organisation, fewest: int = 5) -> None:
    """Have nobody agree to lists."""
    ObserverRule.objects.create(organisation=organisation, approval=Approval.NOBODY, fewest=fewest)


@pytest.fixture
def draft(assessment: Assessment, organisation: Organisation) -> Round:
    freely(organisation)
    made = actions.begin_round(assessment, DAYS, by=assessment.member.user, at=NOON)
    ask(made, USUAL)
    return made


@pytest.fixture
def open_round(draft: Round, manager: User) -> Round:
    return actions.hand_in_round(draft, by=manager, at=NOON)


@pytest.fixture
def rater(open_round: Round) -> Rater:
    return open_round.raters.filter(group=RaterGroup.STAFF).first()


@pytest.fixture
def link(rater: Rater) -> str:
    return access.link_of(rater)


def send(rater: Rater, value: int = 4, **comments: str) -> None:
    """Answer all that a rater is asked alike, and send it."""
    codes = [one.code for number in (1, 2) for one in asked_page(rater, number).asked]
    actions.save_answers(rater, dict.fromkeys(codes, value), comments, at=NOON)
    actions.send_answers(rater, at=NOON)


def close(round_: Round) -> Round:
    """Publish a round as the worker does, once it is over."""
    return actions.publish_round(round_, at=LAST)
