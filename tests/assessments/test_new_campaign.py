"""The steps of a new campaign: parts, teams, a list of people, the breakdown and the e-mails."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Message, Team
from accounts.permissions import Role
from assessments import actions
from assessments.forms.campaigns import GroupsForm, PeopleForm
from assessments.forms.days import WhenForm
from assessments.forms.new_campaign import _version_like
from assessments.models import Campaign
from assessments.queries import AttributeInUse, CampaignAudience
from banks.models import BankVersion
from tests.assessments.test_campaigns import NOW, TODAY, WHEN, plan, run
from tests.factories import (
    CampaignFactory,
    MembershipFactory,
    OrganisationFactory,
    TeamFactory,
    bank,
    published,
)


def at(step: str = "") -> str:
    return reverse(f"assessments:new_campaign{step and '_'}{step}")


@pytest.fixture
def care(organisation) -> Team:
    return TeamFactory(organisation=organisation, name="Care")


@pytest.fixture
def managers(organisation, care):
    east = TeamFactory(organisation=organisation, name="East", parent=care)
    return {
        name: MembershipFactory(
            organisation=organisation,
            user__name=name,
            user__email=f"{name.lower()}@council.example",
            team=team,
            attributes={"grade": f"G{number}", "sole": "one", "id": str(number)},
            roles=[Role.MANAGER],
        )
        for number, (name, team) in enumerate([("Ada", care), ("Bo", east), ("Cy", None)], 9)
    }


@pytest.fixture
def steps(client_of, hr_lead, managers):
    """A browser, and a poster of one step after the other that returns the last answer."""
    client = client_of(hr_lead)
    version = published()
    today = timezone.localdate()
    typed = {
        "": {"version": version.pk},
        "parts": {"asks_readiness": "on"},
        "who": {"audience": "everyone"},
        "groups": {"smallest_group": "5"},
        "when": {
            "name": "Spring",
            "opens": today.isoformat(),
            "closes": (today + timedelta(days=30)).isoformat(),
            "sends_mail": "on",
            "reminders": ["7", "1"],
            "confirmed": "on",
        },
    }

    def through(**changed):
        answer = None
        url = at()
        for _ in range(8):
            step = url.removeprefix(at()).strip("/").split("?")[0]
            if step == "review":
                return url
            answer = client.post(url, typed.get(step, {}) | changed.get(step, {}))
            if answer.status_code == 200:
                return answer
            url = answer["Location"]
        raise AssertionError(url)

    return client, through


def test_campaign_for_some_teams_with_parts_breakdown_and_emails(steps, care, managers):
    client, through = steps

    review = through(
        who={"audience": "branches"}, teams={"teams": [care.pk]}, groups={"breakdown": "grade"}
    )
    page = client.get(review).content.decode()
    client.post(review)

    for words in (
        "Themes, Readiness for learning",
        "The managers of some teams: 2 people today",
        "Care",
        "grade",
        "Invitation, thanks, and reminders on",
        "What the results would show",
    ):
        assert words in page
    campaign = Campaign.objects.get()
    assert (campaign.asks_readiness, campaign.asks_learning) == (True, False)
    assert (campaign.audience, list(campaign.branches.all())) == ("branches", [care])
    assert (campaign.breakdown, campaign.reminder_days) == ("grade", [7, 1])
    invited = Message.objects.values_list("to__user__name", flat=True)
    assert sorted(invited) == ["Ada", "Bo"]


def test_campaign_for_a_list_found_and_pasted(steps, managers, organisation):
    client, through = steps
    others = [f"{one}@council.example" for one in range(8)]
    for address in others:
        MembershipFactory(
            organisation=organisation, user__email=address, user__name="", roles=[Role.MANAGER]
        )
    through(who={"audience": "people"}, people={"addresses": ""})

    page = client.post(
        at("people"), {"addresses": "bo@council.example", "find": "a", "then": "find"}
    )
    found = client.get(page["Location"])
    client.post(
        at("people"),
        {"addresses": "bo@council.example", "chosen": ["ada@council.example"], "then": "add"},
    )
    listed = client.get(at("people")).context["form"]["addresses"].value()
    short = through(who={"audience": "people"}, people={"addresses": listed}).content.decode()
    everybody = "\n".join([listed, *others])
    review = through(who={"audience": "people"}, people={"addresses": everybody})
    client.post(review)

    names = [person.user.name for person in found.context["matches"]]
    assert [name for name in names if name] == ["Ada", "Cy"]  # Bo is on it already
    assert listed == "bo@council.example\nada@council.example"
    campaign = Campaign.objects.get()
    assert "A list has to have at least 10 managers" in short
    assert campaign.people.count() == 10
    assert {"Ada", "Bo"} < {one.user.name for one in campaign.people.all()}


def test_name_that_somebody_else_took_meanwhile_is_said_at_the_end(steps, organisation):
    client, through = steps
    review = through()
    CampaignFactory(organisation=organisation, name="Spring")

    page = client.post(review, follow=True).content.decode()

    assert "a campaign of this name already" in page
    assert Campaign.objects.count() == 1


def test_review_warns_of_people_who_are_asked_already(steps, organisation):
    client, through = steps
    review = through()
    before = client.get(review).content.decode()
    CampaignFactory(organisation=organisation, version=published(), name="Autumn")

    page = client.get(review).content.decode()

    assert "being asked the same question bank already" not in before
    assert "3 of these 3 by “Autumn”" in page


def test_review_says_which_emails_go_out(steps):
    client, through = steps

    quiet = client.get(through(when={"sends_mail": ""})).content.decode()
    no_reminders = client.get(through(when={"reminders": []})).content.decode()

    assert "None are sent" in quiet
    assert "Invitation and thanks, no reminders" in no_reminders


def test_every_fault_of_a_pasted_list_is_named(organisation, hr_lead, outsider, managers):
    text = f"ada@council.example\nnobody\nx@y.example\n{hr_lead.email}\n{outsider.email}"

    form = PeopleForm({"addresses": text}, organisation=organisation)

    assert form.errors["addresses"] == [
        "“nobody” is not an e-mail address.",
        "Nobody in your organisation has the address x@y.example.",
        f"{hr_lead.email} does not have the role of a manager.",
        f"Nobody in your organisation has the address {outsider.email}.",
    ]


def test_a_long_list_of_faults_is_cut_and_counted(organisation, django_assert_num_queries):
    form = PeopleForm(
        {"addresses": "\n".join(f"x{n}" for n in range(60))}, organisation=organisation
    )

    with django_assert_num_queries(1):
        errors = form.errors["addresses"]

    assert (len(errors), errors[-1]) == (21, "And 40 more faults.")


def test_teams_without_managers_are_refused(steps, organisation):
    _client, through = steps
    empty = TeamFactory(organisation=organisation, name="Empty")

    page = through(who={"audience": "branches"}, teams={"teams": [empty.pk]})

    assert "Nobody would be invited" in page.content.decode()
    assert "Care &gt; East (1)" in page.content.decode()


def test_breakdown_is_one_of_the_attributes_with_some_values():
    in_use = [
        AttributeInUse("grade", {"G9": 7, "G10": 5}),
        AttributeInUse("id", {str(number): 1 for number in range(21)}),
        AttributeInUse("sole", {"one": 12}),
    ]

    form = GroupsForm({"breakdown": "id", "smallest_group": "5"}, attributes=in_use)

    assert [value for value, _words in form.fields["breakdown"].choices] == ["", "grade"]
    assert form.not_offered == ["id", "sole"]
    assert list(form.errors) == ["breakdown"]


def test_groups_ask_for_no_breakdown_where_there_is_none():
    form = GroupsForm({"smallest_group": "5"}, attributes=[])

    assert (form.is_valid(), list(form.fields)) == (
        True,
        ["smallest_group", "shows_overview"],
    )


def test_parts_are_asked_about_only_where_the_bank_has_them(
    client_of, hr_lead, manager, organisation
):
    client = client_of(hr_lead)
    small = published(bank("small"), organisation=organisation)

    answer = client.post(at(), {"version": small.pk, "then": "continue"})

    assert answer["Location"] == at("who")
    assert client.get(at("parts"))["Location"] == at("who")


def test_a_step_that_another_choice_took_away_leads_back_to_it(steps):
    client, through = steps
    through()

    assert client.get(at("teams"))["Location"] == f"{at('who')}?check=1"


def test_without_emails_there_are_no_reminders():
    form = WhenForm(WHEN | {"reminders": ["7"]}, today=TODAY)

    assert form.is_valid()
    assert (form.cleaned_data["sends_mail"], form.cleaned_data["reminders"]) == (False, [])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"breakdown": "sole"}, "cannot be broken down"),
        ({"parts": frozenset({"readiness"})}, "does not have all the parts"),
        (
            {"audience": CampaignAudience("people", people=frozenset({0}))},
            "Nobody would be invited",
        ),
    ],
)
def test_faulty_plan_is_refused(organisation, hr_lead, managers, changes, words):
    version = published(bank("small"), organisation=organisation)

    with pytest.raises(actions.CampaignError, match=words):
        run(organisation, hr_lead, plan(version, **changes))

    assert not Campaign.objects.exists()


def test_team_of_another_organisation_is_refused(organisation, hr_lead, managers, care):
    foreign = TeamFactory(organisation=OrganisationFactory())
    audience = CampaignAudience("branches", branches=frozenset({care.pk, foreign.pk}))

    with pytest.raises(actions.CampaignError, match="not there any more"):
        run(organisation, hr_lead, plan(published(), audience=audience))


def test_campaign_that_opens_later_mails_nobody_yet(organisation, hr_lead, managers):
    campaign = run(organisation, hr_lead, plan(published(), sends_mail=True))

    assert not Message.objects.exists()
    assert actions.queue_due_messages(at=campaign.opens_at) is None
    assert Message.objects.filter(topic=campaign.topic).count() == 3


def test_reminders_can_be_changed_and_that_is_logged(organisation, hr_lead):
    campaign = CampaignFactory(organisation=organisation, sends_mail=True, reminder_days=[7])

    actions.change_campaign(
        campaign, closes_at=campaign.closes_at, reminder_days=[1, 3], by=hr_lead, at=NOW
    )

    campaign.refresh_from_db()
    assert campaign.reminder_days == [3, 1]
    assert AuditEntry.objects.get(act="campaign.changed").details == {
        "reminder_days": [[7], [3, 1]]
    }


def test_steps_are_counted_with_the_parts_before_a_bank_is_chosen(steps):
    client, _through = steps

    assert "Step 1 of 6" in client.get(at()).content.decode()


# Starting from an earlier one ------------------------------------------------------------------


def copied(client, campaign: Campaign, **when: str):
    """Start from a campaign, give the rest that is asked, and return the new one."""
    today = timezone.localdate()
    asked = client.post(at("").replace("new/", "new/copy/"), {"campaign": campaign.slug})
    assert asked["Location"] == at("when")
    form = client.get(at("when")).context["form"]
    typed = {
        "name": "Again",
        "opens": today.isoformat(),
        "closes": (today + timedelta(days=30)).isoformat(),
        "confirmed": "on",
        "reminders": form["reminders"].value(),
    } | ({"sends_mail": "on"} if form["sends_mail"].value() else {})
    client.post(at("when"), typed)
    client.post(at("review"))
    return Campaign.objects.get(name="Again")


def test_new_campaign_is_filled_in_as_an_earlier_one(steps, organisation, managers, care):
    client, _through = steps
    earlier = CampaignFactory(
        organisation=organisation,
        version=published(),
        audience="branches",
        breakdown="grade",
        smallest_group=9,
        asks_readiness=True,
        sends_mail=True,
        reminder_days=[14, 3],
    )
    earlier.branches.set([care])

    again = copied(client, earlier)

    for field in ("version", "audience", "breakdown", "smallest_group", "parts", "reminder_days"):
        assert getattr(again, field) == getattr(earlier, field)
    assert again.sends_mail
    assert list(again.branches.all()) == [care]


def test_list_of_an_earlier_campaign_is_who_is_still_here(steps, organisation, managers, listed):
    client, _through = steps
    earlier = CampaignFactory(organisation=organisation, version=published(), audience="people")
    earlier.people.set(listed)
    gone = listed[0]
    type(gone).objects.filter(pk=gone.pk).update(left_at=timezone.now())

    again = copied(client, earlier)

    assert set(again.people.all()) == set(listed[1:])


@pytest.fixture
def listed(organisation):
    return [
        MembershipFactory(organisation=organisation, roles=[Role.MANAGER]) for _one in range(12)
    ]


def test_what_an_earlier_campaign_had_and_is_gone_is_asked_again(steps, organisation, managers):
    client, _through = steps
    earlier = CampaignFactory(organisation=organisation, version=published(), breakdown="gone")

    asked = client.post("/campaigns/new/copy/", {"campaign": earlier.slug}, follow=True)

    assert asked.redirect_chain[-1][0] == f"{at('groups')}?check=1"


def test_in_place_of_a_retired_version_the_newest_is_proposed_whatever_it_is_called(organisation):
    now = timezone.now()
    retired, older, newest = (
        BankVersion.objects.create(
            bank=published().bank, number=number, title=title, status=status,
            content=published().content, published_at=now + timedelta(days=days),
        )
        for number, title, status, days in (
            ("0.1.0", "A", "retired", 1), ("0.2.0", "B", "published", 2), ("0.3.0", "C", "published", 3),
        )
    )  # fmt: skip
    earlier = CampaignFactory(organisation=organisation, version=retired)

    assert _version_like(earlier) == newest.pk != older.pk


def test_only_ones_own_campaigns_can_be_started_from(steps, organisation):
    client, _through = steps
    elsewhere = CampaignFactory(version=published())
    of_a_file = CampaignFactory(organisation=organisation, version=published(), is_imported=True)

    for campaign in (elsewhere, of_a_file):
        answer = client.post("/campaigns/new/copy/", {"campaign": campaign.slug})
        assert answer.status_code == 404
    offered = client.get(at()).content.decode()
    assert elsewhere.slug not in offered
    assert of_a_file.slug not in offered
