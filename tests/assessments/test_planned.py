"""A campaign that is not open yet: renamed, given other days, cancelled; and none of that once it is open."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Message, Organisation
from assessments import actions, queries
from assessments.actions import PlannedChange
from assessments.models import Campaign
from assessments.next_time import months_after
from banks.models import BankVersion
from tests.factories import CampaignFactory

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def planned(organisation: Organisation, version: BankVersion) -> Campaign:
    return CampaignFactory(
        organisation=organisation,
        version=version,
        name="Spring",
        opens_at=NOW + timedelta(days=1),
        closes_at=NOW + timedelta(days=9),
    )


def as_it_is(campaign: Campaign) -> PlannedChange:
    return PlannedChange(
        name=campaign.name,
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
        smallest_group=campaign.smallest_group,
        shows_overview=campaign.shows_overview,
    )


def change(campaign: Campaign, by, *, at: datetime = NOW, **fields: object) -> Campaign:
    wanted = replace(as_it_is(campaign), **fields)
    return actions.change_planned_campaign(campaign, wanted, by=by, at=at)


# Changing --------------------------------------------------------------------------------------


def test_planned_campaign_is_renamed_and_keeps_its_address(planned, hr_lead):
    slug = planned.slug

    change(planned, hr_lead, name="Summer", smallest_group=12)

    planned.refresh_from_db()
    assert (planned.name, planned.slug, planned.smallest_group) == ("Summer", slug, 12)
    assert AuditEntry.objects.get(act="campaign.changed").details == {
        "name": ["Spring", "Summer"],
        "smallest_group": [5, 12],
    }


def test_planned_campaign_gets_other_days_earlier_or_later(planned, hr_lead):
    opens, closes = NOW + timedelta(days=3), NOW + timedelta(days=5)

    change(planned, hr_lead, opens_at=opens, closes_at=closes)

    planned.refresh_from_db()
    assert (planned.opens_at, planned.closes_at) == (opens, closes)


def test_what_comes_again_keeps_its_distance_to_a_campaign_that_moves(planned, hr_lead):
    repeat = actions.set_repeat(planned, months=12, by=hr_lead, at=NOW)
    opens = NOW + timedelta(days=40)

    change(planned, hr_lead, opens_at=opens, closes_at=opens + timedelta(days=9))

    repeat.refresh_from_db()
    assert repeat.opens_on == months_after(timezone.localdate(opens), 12)


def test_campaign_that_is_moved_to_today_opens_now_and_invites(planned, manager, hr_lead):
    Campaign.objects.filter(pk=planned.pk).update(sends_mail=True)

    found = change(planned, hr_lead, opens_at=NOW - timedelta(hours=9))

    assert (found.opens_at, found.is_open_at(NOW)) == (NOW, True)
    assert Message.objects.get().to.user == manager


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "aUTUMN"}, "has a campaign of this name already"),
        ({"closes_at": NOW}, "would close before it opens"),
        ({"smallest_group": 4}, "from 5 to 20"),
    ],
)
def test_faulty_change_is_refused_and_nothing_is_stored(planned, hr_lead, fields, words):
    CampaignFactory(organisation=planned.organisation, version=planned.version, name="Autumn")

    with pytest.raises(actions.CampaignError, match=words):
        change(planned, hr_lead, **fields)

    assert not AuditEntry.objects.filter(act="campaign.changed").exists()


def test_campaign_keeps_its_own_name_in_another_case(planned, hr_lead):
    assert change(planned, hr_lead, name="SPRING").name == "SPRING"


def test_another_organisations_name_is_free(planned, hr_lead, version):
    CampaignFactory(version=version, name="Autumn")

    assert change(planned, hr_lead, name="Autumn").name == "Autumn"


def test_open_campaign_is_neither_renamed_nor_cancelled(planned, hr_lead):
    opened = planned.opens_at

    with pytest.raises(actions.CampaignError, match="has opened"):
        change(planned, hr_lead, at=opened, name="Summer")
    with pytest.raises(actions.CampaignError, match="has opened"):
        actions.cancel_campaign(planned, by=hr_lead, at=opened)

    planned.refresh_from_db()
    assert planned.name == "Spring"


def test_saving_a_change_that_is_none_logs_nothing(planned, hr_lead):
    change(planned, hr_lead)

    assert not AuditEntry.objects.filter(act="campaign.changed").exists()


# Cancelling ------------------------------------------------------------------------------------


def test_cancelled_campaign_is_gone_and_logged_and_its_name_is_free(planned, hr_lead):
    actions.cancel_campaign(planned, by=hr_lead, at=NOW)

    entry = AuditEntry.objects.get(act__startswith="campaign.")
    assert not Campaign.objects.exists()
    assert (entry.act, entry.subject, entry.actor) == ("campaign.cancelled", "Spring", hr_lead)
    assert entry.details["opens_at"] == planned.opens_at.isoformat()
    assert queries.campaign_named(planned.organisation, "Spring") is None


def test_cancelling_twice_is_refused_in_words(planned, hr_lead):
    actions.cancel_campaign(planned, by=hr_lead, at=NOW)

    with pytest.raises(actions.CampaignError, match="has been cancelled"):
        actions.cancel_campaign(planned, by=hr_lead, at=NOW)


# History ---------------------------------------------------------------------------------------


def test_history_follows_a_renaming_back_and_stops_at_the_beginning(planned, hr_lead):
    """One of the same name was cancelled before; its acts are not this one's."""
    actions.cancel_campaign(planned, by=hr_lead, at=NOW)
    again = Campaign(
        organisation=planned.organisation,
        version=planned.version,
        name="Spring",
        slug="again",
        opens_at=planned.opens_at,
        closes_at=planned.closes_at,
    )
    actions.create_campaign(again, by=hr_lead, at=NOW)
    change(again, hr_lead, smallest_group=7)
    renamed = change(again, hr_lead, name="Summer")
    change(renamed, hr_lead, name="Late summer")
    renamed.refresh_from_db()

    acts = queries.history_of(renamed)

    assert [(entry.act, entry.subject) for entry in acts] == [
        ("campaign.changed", "Late summer"),
        ("campaign.changed", "Summer"),
        ("campaign.changed", "Spring"),
        ("campaign.created", "Spring"),
    ]


# Pages -----------------------------------------------------------------------------------------


@pytest.fixture
def later(organisation: Organisation, version: BankVersion) -> Campaign:
    now = timezone.now()
    return CampaignFactory(
        organisation=organisation,
        version=version,
        name="Spring",
        opens_at=now + timedelta(days=4),
        closes_at=now + timedelta(days=9),
    )


def typed(**changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "name": "Summer",
        "opens": (today + timedelta(days=6)).isoformat(),
        "closes": (today + timedelta(days=7)).isoformat(),
        "smallest_group": "6",
    } | changes


def test_page_changes_a_planned_campaign_and_says_it_in_the_history(client_of, hr_lead, later):
    client = client_of(hr_lead)
    url = reverse("assessments:change_campaign", args=[later.slug])
    CampaignFactory(organisation=later.organisation, version=later.version, name="Autumn")

    refused = client.post(url, typed(name="autumn"))
    said = client.post(url, typed(), follow=True)
    history = client.get(reverse("assessments:campaign_history", args=[later.slug]))

    later.refresh_from_db()
    assert "has a campaign of this name already" in refused.content.decode()
    assert "The campaign is changed." in said.content.decode()
    assert (later.name, later.smallest_group) == ("Summer", 6)
    details = history.context["lines"][0].details
    assert details[0] == "name: Spring → Summer"
    assert details[1].startswith("opens: ")


def test_page_from_before_the_opening_changes_nothing(client_of, hr_lead, later):
    Campaign.objects.update(opens_at=timezone.now() - timedelta(minutes=1))

    url = reverse("assessments:change_campaign", args=[later.slug])
    page = client_of(hr_lead).post(url, typed(), follow=True)

    later.refresh_from_db()
    assert later.name == "Spring"
    assert "This campaign has opened" in page.content.decode()


def test_page_asks_before_it_cancels_and_says_what_goes(client_of, hr_lead, manager, later):
    client = client_of(hr_lead)
    url = reverse("assessments:cancel_campaign", args=[later.slug])

    asked = client.get(url).content.decode()
    assert Campaign.objects.exists()
    said = client.post(url, follow=True).content.decode()

    assert "1 person today" in asked
    assert "“Spring” is cancelled. Nobody was invited." in said
    assert not Campaign.objects.exists()
    assert client.post(url).status_code == 404


def test_open_campaign_offers_no_cancelling(client_of, hr_lead, later):
    Campaign.objects.update(opens_at=timezone.now() - timedelta(minutes=1))
    client = client_of(hr_lead)
    url = reverse("assessments:cancel_campaign", args=[later.slug])

    for page in (client.get(url, follow=True), client.post(url, follow=True)):
        assert "it cannot be cancelled" in page.content.decode()
        assert url not in page.content.decode()
    assert Campaign.objects.exists()


def test_page_that_changes_it_says_who_is_asked_twice(
    client_of, hr_lead, organisation, version, manager
):
    now = timezone.now()
    own, other = (
        CampaignFactory(
            organisation=organisation, version=version, name=name,
            opens_at=now + timedelta(days=3), closes_at=now + timedelta(days=9),
        )
        for name in ("Spring", "Summer")
    )  # fmt: skip

    page = client_of(hr_lead).get(reverse("assessments:change_campaign", args=[own.slug]))

    assert f"1 of these 1 by “{other.name}”" in page.content.decode()
    assert "by “Spring”" not in page.content.decode()
