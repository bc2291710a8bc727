"""Campaigns by programs: set up as the pages do, followed by numbers alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, Membership, Message, Organisation, User
from accounts.permissions import Role
from assessments.models import Assessment, Campaign
from tests.api.conftest import Speaker, program_of, speaker_of
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(db: None) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "name": "Spring",
        "version_id": published().pk,
        "opens_on": str(today),
        "closes_on": str(today + timedelta(days=30)),
        "reminder_days": [7, 1],
        "for_development_only": True,
    }


@pytest.fixture
def campaign(organisation: Organisation) -> Campaign:
    now = timezone.now()
    return CampaignFactory(
        organisation=organisation,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=9),
    )


@pytest.fixture
def planned(organisation: Organisation) -> Campaign:
    now = timezone.now()
    return CampaignFactory(
        organisation=organisation,
        opens_at=now + timedelta(days=1),
        closes_at=now + timedelta(days=9),
    )


def test_campaign_is_set_up_and_invites(
    hr: Speaker, hr_lead: User, manager: User, body: dict[str, Any]
) -> None:
    said = hr.post("campaigns", body)

    made = Campaign.objects.get()
    assert said["slug"] == made.slug
    assert (said["state"], said["audience"], said["reminder_days"]) == ("open", "everyone", [7, 1])
    assert said["counts"] == {"invited": 1, "started": 0, "submitted": 0}
    assert (made.purpose_confirmed_by, made.sends_mail) == (hr_lead, True)
    assert Message.objects.get(kind="campaign_invitation").to.user == manager
    assert AuditEntry.objects.get(act="campaign.created").actor == hr_lead
    # The same plan of the same person is the same campaign.
    assert hr.post("campaigns", body)["slug"] == made.slug


def test_it_opens_in_no_past_and_invites_nobody_by_mistake(
    hr: Speaker, manager: User, body: dict[str, Any], planned: Campaign
) -> None:
    long_ago = {"opens_on": str(timezone.localdate() - timedelta(days=1))}

    refused = hr.post("campaigns", body | long_ago, 409)
    moved = hr.patch(f"campaigns/{planned.slug}", long_ago, 409)

    assert "Today is the earliest" in str(refused)
    assert "Today is the earliest" in str(moved)
    assert not Message.objects.exists()
    assert Campaign.objects.get() == planned


def test_words_of_e_mails_are_stored_as_the_page_stores_them(
    hr: Speaker, manager: User, body: dict[str, Any]
) -> None:
    hr.post("campaigns", body | {"invitation_words": "Do\u00a0come\u200b."})

    assert Campaign.objects.get().invitation_words == "Do come."


def test_purpose_has_to_be_confirmed(hr: Speaker, body: dict[str, Any]) -> None:
    del body["for_development_only"]
    hr.post("campaigns", body, 422)
    hr.post("campaigns", body | {"for_development_only": False}, 422)
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"version_id": 999_999},
        {"closes_on": "2020-01-01"},
        {"closes_on": "9999-12-31"},
        {"breakdown": "shoe size"},
        {"team_ids": [1]},
        {"audience": "branches", "team_ids": [999_999]},
        {"audience": "people", "emails": ["nobody@council.example"]},
    ],
)
def test_what_the_steps_would_refuse_is_refused(
    hr: Speaker, manager: User, body: dict[str, Any], more: dict[str, Any]
) -> None:
    hr.post("campaigns", body | more, 409)
    assert not Campaign.objects.exists()


def test_campaign_of_a_branch_or_a_list(
    hr: Speaker, organisation: Organisation, body: dict[str, Any]
) -> None:
    team = TeamFactory(organisation=organisation)
    people = [
        MembershipFactory(organisation=organisation, team=team, roles=[Role.MANAGER])
        for _one in range(10)
    ]

    said = hr.post("campaigns", body | {"audience": "branches", "team_ids": [team.pk]})
    assert said["counts"]["invited"] == 10
    emails = [one.user.email for one in people]
    listed = body | {"name": "List", "audience": "people", "emails": emails}
    assert hr.post("campaigns", listed)["counts"]["invited"] == 10


def test_program_sets_up_in_its_own_name(
    organisation: Organisation, administrator: User, manager: User, body: dict[str, Any]
) -> None:
    program_of(organisation, administrator).post("campaigns", body)

    assert str(AuditEntry.objects.get(act="campaign.created").actor) == "Program (HR system)"


def test_response_is_told_in_numbers_as_on_the_page(
    hr: Speaker, campaign: Campaign, organisation: Organisation
) -> None:
    care, other = (TeamFactory(organisation=organisation) for _one in range(2))
    for number, team in enumerate([care, care, care, other]):
        member = MembershipFactory(organisation=organisation, team=team, roles=[Role.MANAGER])
        if number < 2:
            Assessment.objects.create(
                member=member,
                campaign=campaign,
                version=campaign.version,
                started_at=campaign.opens_at,
                submitted_at=campaign.opens_at if number else None,
            )

    whole = {"invited": 4, "started": 2, "submitted": 1}
    assert hr.get(f"campaigns/{campaign.slug}")["counts"] == whole
    assert hr.get("campaigns")["items"][0]["counts"] == whole
    teams = {one["team"]: one for one in hr.get(f"campaigns/{campaign.slug}/teams")["items"]}
    assert {name: teams[care.name][name] for name in whole} == {
        "invited": 3, "started": 2, "submitted": 1,
    }  # fmt: skip

    lead = MembershipFactory(organisation=organisation)
    lead.role_grants.create(role=Role.HR_LEAD, branch=other)
    branch = speaker_of(lead.user)
    assert branch.get(f"campaigns/{campaign.slug}")["counts"]["invited"] == 1
    rows = branch.get(f"campaigns/{campaign.slug}/teams")["items"]
    assert [one["team"] for one in rows] == [other.name]
    branch.patch(f"campaigns/{campaign.slug}", {"reminder_days": [1]}, 403)
    branch.post(f"campaigns/{campaign.slug}/close", status=403)
    branch.get("banks", 403)


def test_planned_campaign_is_changed_and_cancelled(hr: Speaker, planned: Campaign) -> None:
    path = f"campaigns/{planned.slug}"
    version = hr.send("GET", path).headers["ETag"]
    body = {
        "name": "Other",
        "smallest_group": 8,
        "closes_on": str(timezone.localdate() + timedelta(60)),
    }
    said = hr.patch(path, body, **{"If-Match": version})
    assert (said["name"], said["smallest_group"]) == ("Other", 8)
    assert hr.send("DELETE", path, **{"If-Match": version}).status_code == 412
    assert hr.send("DELETE", path).status_code == 204
    hr.get(path, 404)
    assert AuditEntry.objects.filter(act="campaign.cancelled").count() == 1


def test_open_campaign_gets_more_time_and_nothing_else(hr: Speaker, campaign: Campaign) -> None:
    path = f"campaigns/{campaign.slug}"
    later = timezone.localdate() + timedelta(days=20)
    assert hr.patch(path, {"closes_on": str(later)})["closes_at"].startswith(str(later))
    hr.patch(path, {"closes_on": str(later - timedelta(days=2))}, 409)
    hr.patch(path, {"name": "Other"}, 409)
    assert hr.send("DELETE", path).status_code == 409


def test_answers_make_no_other_version_of_a_campaign(
    hr: Speaker, campaign: Campaign, manager: User
) -> None:
    path = f"campaigns/{campaign.slug}"
    version = hr.send("GET", path).headers["ETag"]
    Assessment.objects.create(
        member=manager.memberships.get(), campaign=campaign, version=campaign.version,
        started_at=campaign.opens_at,
    )  # fmt: skip

    assert hr.send("GET", path, **{"If-None-Match": version}).status_code == 200
    hr.patch(path, {"reminder_days": [3]}, **{"If-Match": version})
    hr.patch(path, {"reminder_days": [1]}, 412, **{"If-Match": version})


def test_reminding_tells_how_many(hr: Speaker, campaign: Campaign, manager: User) -> None:
    assert hr.post(f"campaigns/{campaign.slug}/remind", status=200) == {"people": 1}
    hr.post(f"campaigns/{campaign.slug}/remind", status=409)


def test_closing_is_accepted_and_done_by_the_worker(
    hr: Speaker, campaign: Campaign, planned: Campaign, hr_lead: User
) -> None:
    said = hr.post(f"campaigns/{campaign.slug}/close", status=202)

    assert (said["state"], said["is_published"]) == ("closing", False)
    assert AuditEntry.objects.get(act="campaign.closed").actor == hr_lead
    hr.post(f"campaigns/{planned.slug}/close", status=409)
    hr.patch(f"campaigns/{campaign.slug}", {"reminder_days": [1]}, 409)


def test_banks_are_those_that_can_be_asked(hr: Speaker, body: dict[str, Any]) -> None:
    (bank,) = hr.get("banks")["items"]

    assert (bank["version_id"], bank["is_own"]) == (body["version_id"], False)


def test_campaigns_of_others_are_not_found_and_not_for_everybody(
    hr: Speaker, program: Speaker, own: Speaker, admin: Speaker, campaign: Campaign
) -> None:
    elsewhere = CampaignFactory(organisation=MembershipFactory().organisation)
    for speaker in (hr, program):
        speaker.get(f"campaigns/{elsewhere.slug}", 404)
        speaker.post(f"campaigns/{elsewhere.slug}/close", status=404)
        assert elsewhere.slug not in str(speaker.get("campaigns"))
    for speaker in (own, admin):
        speaker.get("campaigns", 403)
        speaker.get(f"campaigns/{campaign.slug}", 403)
        speaker.post(f"campaigns/{campaign.slug}/close", status=403)


@pytest.mark.parametrize("number", [1, 5])
def test_list_asks_as_often_however_many_have_closed(
    hr: Speaker, organisation: Organisation, number: int, django_assert_num_queries: Any
) -> None:
    now = timezone.now()
    for _one in range(number):
        CampaignFactory(
            organisation=organisation,
            opens_at=now - timedelta(days=9),
            closes_at=now - timedelta(days=1),
        )
    hr.get("me")
    assert Membership.objects.exists()

    with django_assert_num_queries(9):
        hr.get("campaigns")
