"""Erasing meets what others do at the same moment: nobody waits for somebody who waits for them."""

import pytest

from accounts.actions import erase_person
from accounts.models import Membership, Message
from assessments import actions
from assessments.models import Assessment, Campaign
from plans.actions import add_meeting, answer_invitation, invite_to_set, start_set
from plans.actions.sets import When
from tests.assessments.test_races import LATER, save, together
from tests.factories import AssessmentFactory, CampaignFactory, MembershipFactory
from tests.factories.assessments import STARTED

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def erase(member: Membership) -> object:
    organisation = member.organisation
    return erase_person(member.user, organisation=organisation, by=None, at=LATER)


def failed(results: list[object]) -> list[object]:
    """What the database refused; that somebody is not there any more is an answer like another."""
    return [
        one for one in results if type(one).__module__.startswith(("django.db.utils", "psycopg"))
    ]


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory()


def begun_in(campaign: Campaign) -> Assessment:
    member = MembershipFactory(organisation=campaign.organisation)
    return AssessmentFactory(campaign=campaign, member=member)


def test_erasing_meets_finishing_reminding_and_saving(campaign):
    for _ in range(ROUNDS):
        sitting = begun_in(campaign)
        member, key = sitting.member, sitting.public_id
        user = member.user

        results = together(
            lambda one=member: erase(one),
            lambda one=key, by=user: actions.submit_assessment(one, by=by, at=LATER),
            lambda: actions.remind_unfinished(campaign, by=None, at=LATER),
            lambda one=sitting: save(one, "ASP-01", "4"),
        )  # fmt: skip

        assert failed(results) == []
        assert not Membership.objects.filter(pk=member.pk).exists()
        assert not Assessment.objects.exists()
    assert not Message.objects.exists()


def test_erasing_meets_beginning_and_inviting(campaign):
    for _ in range(ROUNDS):
        member = MembershipFactory(organisation=campaign.organisation)

        results = together(
            lambda one=member: erase(one),
            lambda one=member: actions.start_campaign_assessment(campaign, by=one, at=STARTED),
            lambda: actions.invite_new(campaign, at=STARTED),
        )  # fmt: skip

        assert failed(results) == []
        assert not Membership.objects.filter(pk=member.pk).exists()
    assert not Assessment.objects.exists()


def test_beginning_meets_reminding(campaign):
    for _ in range(ROUNDS):
        members = [MembershipFactory(organisation=campaign.organisation) for _ in range(3)]

        results = together(
            lambda: actions.invite_new(campaign, at=STARTED),
            *(
                lambda one=one: actions.start_campaign_assessment(campaign, by=one, at=STARTED)
                for one in members
            ),
        )

        assert failed(results) == []


def test_erasing_meets_a_set_that_is_told_of_a_meeting(campaign):
    for _ in range(ROUNDS):
        first, second = (MembershipFactory(organisation=campaign.organisation) for _ in range(2))
        made = start_set(name="Set", purpose="", by=first, at=STARTED)
        invite_to_set(made.public_id, second.user.email, by=first.user, at=STARTED)
        answer_invitation(made.public_id, accept=True, by=second.user, at=STARTED)

        results = together(
            lambda one=second: erase(one),
            lambda one=made, by=first.user: add_meeting(
                one.public_id, When(LATER, 60, "Room"), by=by, at=LATER
            ),
        )

        assert failed(results) == []
        assert not Membership.objects.filter(pk=second.pk).exists()
