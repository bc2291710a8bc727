"""Running a campaign: who may, the three steps and what they refuse, and who has answered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Message, Organisation, User
from accounts.permissions import Role
from assessments import access, actions, queries
from assessments.forms.campaigns import BankForm, GroupsForm, WhoForm
from assessments.forms.days import WhenForm
from assessments.models import Campaign
from banks.actions import store_draft
from banks.models import BankVersion
from tests.factories import (
    CampaignFactory,
    MembershipFactory,
    OrganisationFactory,
    TeamFactory,
    bank,
    published,
)

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)
WHEN = {"name": "Spring", "opens": "2026-12-01", "closes": "2026-12-31", "confirmed": "on"}
LEAST_TO_MOST = "The smallest group has to be from 5 to 20 people."
STEPS = ("parts", "who", "teams", "people", "groups", "when", "review")
BANK = "assessments:new_campaign"
PARTS, WHO, TEAMS, PEOPLE, GROUPS, WHEN_PAGE, REVIEW = (
    f"assessments:new_campaign_{step}" for step in STEPS
)


def plan(version: BankVersion, **changes: object) -> actions.CampaignPlan:
    asked = {
        "version_id": version.pk,
        "smallest_group": 8,
        "name": "Spring 2027",
        "opens_at": NOW + timedelta(days=10),
        "closes_at": NOW + timedelta(days=40),
    }
    return actions.CampaignPlan(**(asked | changes))


def run(organisation: Organisation, by: User, asked: actions.CampaignPlan) -> Campaign:
    return actions.run_campaign(asked, organisation=organisation, confirmed_by=by, at=NOW)


# Opening ---------------------------------------------------------------------------------------


def test_campaign_is_stored_with_who_confirmed_its_purpose_and_logged(
    organisation, manager, hr_lead, version
):
    campaign = run(organisation, hr_lead, plan(version))

    campaign.refresh_from_db()
    entry = AuditEntry.objects.get(act="campaign.created")
    assert (campaign.slug, campaign.smallest_group) == ("ambleford-spring-2027", 8)
    assert (campaign.purpose_confirmed_by, campaign.purpose_confirmed_at) == (hr_lead, NOW)
    assert (entry.actor, entry.organisation, entry.subject) == (
        hr_lead,
        organisation,
        "Spring 2027",
    )
    assert entry.details["purpose_confirmed"] is True


def test_campaign_that_opens_today_opens_now_and_not_at_midnight(
    organisation, manager, hr_lead, version
):
    campaign = run(organisation, hr_lead, plan(version, opens_at=NOW - timedelta(hours=9)))

    assert campaign.opens_at == NOW


def test_same_plan_sent_twice_is_one_campaign(organisation, manager, hr_lead, version):
    first = run(organisation, hr_lead, plan(version))

    assert run(organisation, hr_lead, plan(version)) == first
    assert Campaign.objects.count() == 1


def test_addresses_are_unique_though_names_look_alike(organisation, manager, hr_lead, version):
    names = ["Spring", "Spring!", "春", "夏", "x" * 200]

    slugs = [run(organisation, hr_lead, plan(version, name=name)).slug for name in names]

    assert slugs == [
        *("ambleford-spring", "ambleford-spring-2", "ambleford", "ambleford-2"),
        f"ambleford-{'x' * 65}",
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"closes_at": NOW + timedelta(days=9)}, "The campaign would close before it opens."),
        (
            {"opens_at": NOW - timedelta(days=2), "closes_at": NOW - timedelta(days=1)},
            "The day it closes is over already.",
        ),
        ({"smallest_group": 4}, LEAST_TO_MOST),
        ({"smallest_group": 21}, LEAST_TO_MOST),
        ({"name": "sPRING 2026"}, "Your organisation has a campaign of this name already."),
        (
            {"version_id": 0},
            "This question bank is not published, or not for your organisation.",
        ),
    ],
)
def test_faulty_plan_is_refused_and_nothing_is_stored(
    organisation, manager, hr_lead, version, changes, words
):
    CampaignFactory(organisation=organisation, version=version, name="Spring 2026")

    with pytest.raises(actions.CampaignError, match=f"^{words}$"):
        run(organisation, hr_lead, plan(version, **changes))

    assert Campaign.objects.count() == 1


def test_bank_that_is_a_draft_or_somebody_elses_is_refused(organisation, manager, hr_lead):
    draft = store_draft(bank("small"), organisation=organisation, by=None, at=NOW)
    elsewhere = published(bank("coaching"), organisation=OrganisationFactory())

    for version in (draft, elsewhere):
        with pytest.raises(actions.CampaignError, match="not published, or not for your"):
            run(organisation, hr_lead, plan(version))

    own = published(bank("coaching"), organisation=organisation)
    shared = published()
    assert list(queries.versions_to_run(organisation)) == [own, shared]


def test_campaign_with_nobody_in_it_is_refused(organisation, hr_lead, version, leaver, outsider):
    with pytest.raises(actions.CampaignError, match="Nobody would be invited"):
        run(organisation, hr_lead, plan(version))


def test_database_keeps_who_and_when_together(organisation, version):
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignFactory(organisation=organisation, version=version, purpose_confirmed_at=NOW)


# Changing --------------------------------------------------------------------------------------


@pytest.fixture
def planned(organisation: Organisation, version: BankVersion) -> Campaign:
    return CampaignFactory(
        organisation=organisation,
        version=version,
        opens_at=NOW + timedelta(days=1),
        closes_at=NOW + timedelta(days=9),
    )


def test_campaign_is_extended_and_that_is_logged(planned, hr_lead):
    later = NOW + timedelta(days=20)

    actions.change_campaign(planned, closes_at=later, by=hr_lead, at=NOW + timedelta(days=2))

    planned.refresh_from_db()
    entry = AuditEntry.objects.get(act="campaign.changed")
    assert planned.closes_at == later
    assert entry.details == {
        "closes_at": [(NOW + timedelta(days=9)).isoformat(), later.isoformat()]
    }


@pytest.mark.parametrize(
    ("days", "now", "words"),
    [(5, 0, "extended, not shortened"), (20, 9, "has closed")],
)
def test_campaign_is_not_shortened_nor_opened_again(planned, hr_lead, days, now, words):
    with pytest.raises(actions.CampaignError, match=words):
        actions.change_campaign(
            planned,
            closes_at=NOW + timedelta(days=days),
            by=hr_lead,
            at=NOW + timedelta(days=now),
        )

    assert not AuditEntry.objects.filter(act="campaign.changed").exists()


def test_saving_a_change_that_is_none_logs_nothing(planned, hr_lead):
    actions.change_campaign(planned, closes_at=planned.closes_at, by=hr_lead, at=NOW)

    assert not AuditEntry.objects.filter(act="campaign.changed").exists()


# Doors -----------------------------------------------------------------------------------------


def test_hr_lead_of_a_branch_alone_runs_no_campaign(client_of, organisation, version):
    branch = MembershipFactory(organisation=organisation)
    branch.role_grants.create(
        role=Role.HR_LEAD, branch=TeamFactory(organisation=organisation, name="Care")
    )
    campaign = CampaignFactory(organisation=organisation, version=version)

    with pytest.raises(PermissionDenied):
        access.organisations_to_run_for(branch.user)
    with pytest.raises(PermissionDenied):
        access.campaign_to_run(branch.user, campaign.slug)
    # The header leads them to the list, which has to say what they can do there.
    page = client_of(branch.user).get(reverse("assessments:campaigns")).content.decode()
    assert "You can follow the response of your branch" in page
    assert "New campaign" not in page
    assert campaign.name in page


def test_hr_lead_of_two_organisations_chooses_but_never_a_third(hr_lead):
    second = MembershipFactory(user=hr_lead, roles=[Role.HR_LEAD]).organisation
    third = OrganisationFactory()

    assert access.organisation_to_run_for(hr_lead).slug == "ambleford"
    assert access.organisation_to_run_for(hr_lead, second.slug) == second
    with pytest.raises(Http404):
        access.organisation_to_run_for(hr_lead, third.slug)


def test_campaign_of_another_organisation_is_not_found(hr_lead, version):
    with pytest.raises(Http404):
        access.campaign_to_run(hr_lead, CampaignFactory(version=version).slug)


# Forms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"closes": "2026-11-30"}, {"closes": "It would close before it opens."}),
        ({"closes": "2026-11-19"}, {"closes": "The day it closes is in the past."}),
        ({"closes": "9999-12-31"}, {"closes": "Choose a day of the years 2000 to 2100."}),
        ({"opens": "2026-11-19"}, {"opens": "The day it opens is in the past."}),
        ({"opens": "31/2/2027"}, {"opens": "Enter a real date"}),
        ({"confirmed": ""}, {"confirmed": "Confirm that the campaign is for development only."}),
        ({"name": " "}, {"name": "Enter a name."}),
        (
            {"name": "x" * 201},
            {"name": "“Name of the campaign” can have up to 200 characters. It now has 201"},
        ),
    ],
)
def test_when_names_every_fault(changes, faults):
    form = WhenForm(WHEN | changes, today=TODAY)

    said = {name: errors[0] for name, errors in form.errors.items()}
    assert said.keys() == faults.keys()
    assert all(said[name].startswith(words) for name, words in faults.items())


def test_a_name_is_taken_as_it_is_read():
    form = WhenForm(WHEN | {"name": " Leading  for our\tcustomers "}, today=TODAY)

    assert form.is_valid()
    assert form.cleaned_data["name"] == "Leading for our customers"


def test_when_takes_days_as_people_type_them():
    form = WhenForm(WHEN | {"opens": "20/11/2026", "closes": "20 November 2026"}, today=TODAY)

    assert form.is_valid()
    assert (form.cleaned_data["opens"], form.cleaned_data["closes"]) == (TODAY, TODAY)


@pytest.mark.parametrize("typed", ["4", "21", "", "some", "1e99"])
def test_groups_say_how_small_a_group_may_be(typed):
    form = GroupsForm({"smallest_group": typed}, attributes=[])

    assert form.errors == {"smallest_group": [LEAST_TO_MOST]}


def test_who_refuses_an_organisation_without_managers():
    form = WhoForm({"audience": "everyone"}, invited=0)

    assert form.non_field_errors()[0].startswith("Nobody would be invited")


def test_bank_offers_published_versions_and_takes_no_other(version, organisation):
    own = published(bank("small"), organisation=organisation)

    form = BankForm({"version": "999999"}, versions=queries.versions_to_run(organisation))

    assert form.errors == {"version": ["Choose one of the published question banks."]}
    choices = dict(form.fields["version"].choices)
    assert choices[version.pk] == f"{version.title}, version {version.number}"
    assert choices[own.pk].endswith("(your organisation’s own)")


# Pages -----------------------------------------------------------------------------------------


def typed_when(**changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "name": "Spring",
        "opens": today.isoformat(),
        "closes": (today + timedelta(days=30)).isoformat(),
        "confirmed": "on",
        "then": "continue",
    } | changes


def through_the_steps(client, version, **changes):
    """Type all the steps; return the last answer."""
    client.post(reverse(BANK), {"version": version.pk, "then": "continue"})
    client.post(reverse(PARTS), {"asks_learning": "on", "then": "continue"})
    client.post(reverse(WHO), {"audience": "everyone", "then": "continue"})
    client.post(reverse(GROUPS), {"smallest_group": "7", "then": "continue"})
    return client.post(reverse(WHEN_PAGE), typed_when(**changes))


def test_campaign_from_the_steps_is_open_to_managers_only_when_confirmed(
    client_of, hr_lead, manager, version
):
    client = client_of(hr_lead)

    last = through_the_steps(client, version)
    page = client.get(last["Location"])
    before = client_of(manager).get(reverse("assessments:home"))
    opened = client.post(last["Location"])

    assert last["Location"] == reverse(REVIEW)
    for words in ("7 people", "1 person today", "As soon as you confirm it", "Harper Lead"):
        assert words in page.content.decode()
    # One manager is fewer than the smallest group.
    assert "no results can be published" in page.content.decode()
    assert "Spring" not in before.content.decode()
    campaign = Campaign.objects.get()
    assert opened["Location"] == reverse("assessments:campaign", args=[campaign.slug])
    assert (campaign.smallest_group, campaign.purpose_confirmed_by) == (7, hr_lead)
    assert "Spring" in client_of(manager).get(reverse("assessments:home")).content.decode()
    assert timezone.localtime(campaign.closes_at).strftime("%H:%M") == "23:59"


def test_second_click_leads_to_the_campaign_that_the_first_has_made(
    client_of, hr_lead, manager, version
):
    client = client_of(hr_lead)
    through_the_steps(client, version)

    answers = [client.post(reverse(REVIEW)) for _ in range(2)]

    assert Campaign.objects.count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_back_keeps_what_was_typed_even_where_it_is_faulty(client_of, hr_lead, manager, version):
    client = client_of(hr_lead)

    client.post(reverse(BANK), {"version": version.pk})
    client.post(reverse(PARTS), {})
    client.post(reverse(WHO), {"audience": "everyone"})
    client.post(reverse(GROUPS), {"smallest_group": "9"})
    back = client.post(reverse(WHEN_PAGE), {"name": "Half a pl", "opens": "soon", "then": "back"})
    groups, when = client.get(back["Location"]), client.get(reverse(WHEN_PAGE))

    assert back["Location"] == reverse(GROUPS)
    assert 'value="9"' in groups.content.decode()
    # What was not ticked is not ticked, whatever the default is.
    assert "checked" not in when.content.decode()
    assert 'value="Half a pl"' in when.content.decode()
    assert 'value="soon"' in when.content.decode()
    assert "There is a problem" not in when.content.decode()


def test_faulty_step_stays_and_shows_what_was_typed(client_of, hr_lead, manager, version):
    client = client_of(hr_lead)

    page = through_the_steps(client, version, name="My name", closes="2020-01-01")

    assert page.status_code == 200
    assert 'value="My name"' in page.content.decode()
    assert "The day it closes is in the past." in page.content.decode()
    assert client.get(reverse(REVIEW))["Location"] == f"{reverse(WHEN_PAGE)}?check=1"
    again = client.get(f"{reverse(WHEN_PAGE)}?check=1").content.decode()
    assert "The day it closes is in the past." in again


def test_name_that_is_taken_is_refused_at_its_step(
    client_of, organisation, hr_lead, manager, version
):
    CampaignFactory(organisation=organisation, version=version, name="Spring")

    page = through_the_steps(client_of(hr_lead), version)

    assert "a campaign of this name already" in page.content.decode()


@pytest.mark.parametrize("page", [PARTS, WHO, TEAMS, PEOPLE, GROUPS, WHEN_PAGE, REVIEW])
def test_later_step_leads_back_to_the_first_that_is_not_done(client_of, hr_lead, version, page):
    answer = client_of(hr_lead).post(reverse(page), typed_when())

    assert answer["Location"] == reverse(BANK)
    assert not Campaign.objects.exists()


def test_bank_that_is_retired_meanwhile_leads_back_to_its_step(
    client_of, hr_lead, manager, version
):
    client = client_of(hr_lead)
    through_the_steps(client, version)
    BankVersion.objects.filter(pk=version.pk).update(status=BankVersion.Status.RETIRED)

    answer = client.post(reverse(REVIEW))

    assert answer["Location"] == f"{reverse(BANK)}?check=1"
    assert not Campaign.objects.exists()


def test_no_test_e_mail_is_sent_before_there_is_one_to_word(client_of, hr_lead, manager, version):
    client = client_of(hr_lead)

    answer = client.post(reverse(BANK), {"version": version.pk, "then": "test_invitation"})

    assert answer.status_code == 302
    assert not Message.objects.exists()


def test_draft_of_one_organisation_is_not_taken_to_another(client_of, hr_lead, manager, version):
    second = MembershipFactory(user=hr_lead, roles=[Role.HR_LEAD]).organisation
    client = client_of(hr_lead)
    through_the_steps(client, version)

    client.get(reverse(BANK), {"organisation": second.slug})
    client.post(f"{reverse(BANK)}?organisation={second.slug}", {"version": version.pk})

    assert client.session["campaign_draft"]["organisation"] == second.slug
    assert list(client.session["campaign_draft"]["typed"]) == ["bank"]


def test_list_says_how_each_campaign_stands(client_of, organisation, hr_lead, version):
    now = timezone.now()
    for name, opens, closes in (("Over", -9, -2), ("Running", -2, 2), ("Next", 2, 9)):
        CampaignFactory(
            organisation=organisation,
            version=version,
            name=name,
            opens_at=now + timedelta(days=opens),
            closes_at=now + timedelta(days=closes),
        )
    CampaignFactory(version=version, name="Of another council")

    page = client_of(hr_lead).get(reverse("assessments:campaigns"))

    (own,) = page.context["listed"]
    assert [(line.campaign.name, line.state.words) for line in own.lines] == [
        *(("Next", "Not open yet"), ("Running", "Open"), ("Over", "Closed")),
    ]
    assert "Of another council" not in page.content.decode()


def test_page_extends_and_tells_why_it_cannot(client_of, hr_lead, organisation, version):
    now = timezone.now()
    campaign = CampaignFactory(
        organisation=organisation, version=version, closes_at=now + timedelta(days=3)
    )
    url = reverse("assessments:change_campaign", args=[campaign.slug])
    client = client_of(hr_lead)
    later = timezone.localdate() + timedelta(days=10)

    shorter = client.post(url, {"closes": timezone.localdate().isoformat()})
    # Sent all the same, as a page from before the opening would: it is ignored.
    client.post(url, {"closes": later.isoformat(), "smallest_group": "19"})

    campaign.refresh_from_db()
    assert "Choose that day or a later one." in shorter.content.decode()
    assert timezone.localdate(campaign.closes_at) == later
    assert campaign.smallest_group == 5


def test_closed_campaign_is_not_changed(client_of, hr_lead, organisation, version):
    now = timezone.now()
    campaign = CampaignFactory(organisation=organisation, version=version, closes_at=now)
    url = reverse("assessments:change_campaign", args=[campaign.slug])

    page = client_of(hr_lead).post(url, {"closes": "2099-01-01"}, follow=True)

    campaign.refresh_from_db()
    assert campaign.closes_at == now
    assert "has closed, so it cannot be changed" in page.content.decode()
