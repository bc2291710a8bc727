"""Following a campaign: who has answered, by team and by person, its e-mails and its history; never what."""

import csv
import io
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Message, Organisation, User
from accounts.permissions import Role
from assessments import actions, queries
from assessments.actions import messages as campaign_messages
from assessments.models import Answer, Campaign, EvidenceNote, OverallScore, ThemeScore
from banks.models import BankVersion
from results.actions import close_campaign
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    MembershipFactory,
    TeamFactory,
    all_answers,
    answer,
    bank,
)
from tests.worker import fetched

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def member(organisation: Organisation, name: str, team=None, **fields: object) -> Membership:
    fields = {"roles": [Role.MANAGER]} | fields
    return MembershipFactory(organisation=organisation, user__name=name, team=team, **fields)


@pytest.fixture
def campaign(organisation: Organisation, version: BankVersion) -> Campaign:
    """A campaign of four managers: one finished, one started; and one who finished and left."""
    campaign = CampaignFactory(organisation=organisation, version=version)
    care = TeamFactory(organisation=organisation, name="Care")
    night = TeamFactory(organisation=organisation, name="Night team", parent=care)
    finished = member(organisation, "Fay Finished", night)
    started = member(organisation, "Stan Started", night)
    member(organisation, "Ivy Invited", care)
    member(organisation, "Ned No-Team")
    gone = member(organisation, "Gus Gone", care)
    member(organisation, "Ed Editor", care, roles=[Role.BANK_EDITOR])
    for one, text in ((finished, "5"), (started, "1"), (gone, "2")):
        begun = AssessmentFactory(member=one, campaign=campaign)
        answer(begun, all_answers(bank(), text), note="Nobody else reads this.")
        if one is not started:
            actions.submit_assessment(begun.public_id, by=one.user, at=NOW)
    Membership.objects.filter(pk=gone.pk).update(left_at=NOW)
    return campaign


def test_response_counts_each_person_in_their_own_team(campaign):
    teams = {team.name: team.pk for team in campaign.organisation.teams.all()}

    assert queries.response_by_team(campaign) == {
        teams["Care"]: queries.Response(1, 0, 0),
        teams["Night team"]: queries.Response(2, 2, 1),
        None: queries.Response(1, 0, 0),
    }
    assert queries.submitted_beside(campaign) == 1


def test_page_tells_who_has_answered_and_never_what(client_of, hr_lead, campaign):
    client = client_of(hr_lead)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("assessments:campaign", args=[campaign.slug]))

    text = page.content.decode()
    assert [(person.user.name, path) for person, path in page.context["people"]] == [
        ("Fay Finished", "Care > Night team"),
        ("Ivy Invited", "Care"),
        ("Ned No-Team", ""),
        ("Stan Started", "Care > Night team"),
    ]
    assert [row.path for row in page.context["teams"]] == ["Care", "Care > Night team", "No team"]
    assert "1 of 4 finished" in text
    assert "Nobody else reads this." not in text
    assert page.context["total"] == queries.Response(4, 2, 1)
    # What is not read cannot be shown.
    read = " ".join(query["sql"] for query in asked)
    assert "assessments_assessment" in read
    for private in (Answer, EvidenceNote, OverallScore, ThemeScore):
        assert private._meta.db_table not in read


def test_a_team_is_counted_with_all_below_it(client_of, hr_lead, campaign):
    page = client_of(hr_lead).get(reverse("assessments:campaign", args=[campaign.slug]))

    assert [(row.path, row.response, row.own) for row in page.context["teams"]] == [
        ("Care", queries.Response(3, 2, 1), queries.Response(1, 0, 0)),
        ("Care > Night team", queries.Response(2, 2, 1), None),
        ("No team", queries.Response(1, 0, 0), None),
    ]
    assert "1 of 4 finished (25%)" in page.content.decode()


@pytest.mark.parametrize(
    ("invited", "submitted", "percent"),
    [(0, 0, 0), (3, 0, 0), (3, 3, 100), (8, 1, 13), (1000, 1, 1), (1000, 999, 99), (200, 1, 1)],
)
def test_share_is_nobody_or_everybody_only_where_it_is(invited, submitted, percent):
    assert queries.Response(invited, submitted, submitted).percent == percent


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ({"state": "unfinished"}, ["Ivy Invited", "Ned No-Team", "Stan Started"]),
        ({"state": "not_started"}, ["Ivy Invited", "Ned No-Team"]),
        ({"state": "started"}, ["Stan Started"]),
        ({"state": "finished"}, ["Fay Finished"]),
        ({"text": "fay FIN"}, ["Fay Finished"]),
        ({"text": "nobody"}, []),
        ({"team": "Care", "state": "unfinished"}, ["Ivy Invited", "Stan Started"]),
        (
            {"team": "none", "state": "none"},
            ["Fay Finished", "Ivy Invited", "Ned No-Team", "Stan Started"],
        ),
    ],
)
def test_people_are_looked_for_by_name_state_and_team(client_of, hr_lead, campaign, search, names):
    teams = {team.name: str(team.pk) for team in campaign.organisation.teams.all()}
    wanted = search | ({"team": teams.get(search["team"], "x")} if "team" in search else {})

    page = client_of(hr_lead).get(reverse("assessments:campaign", args=[campaign.slug]), wanted)

    assert [person.user.name for person, _path in page.context["people"]] == names
    # The response above stays that of all.
    assert page.context["total"] == queries.Response(4, 2, 1)


def test_file_holds_whom_the_page_looks_for_and_no_formula(client_of, hr_lead, campaign):
    member(campaign.organisation, '=HYPERLINK("x")', user__email="eve@council.example")
    url = reverse("assessments:campaign_people", args=[campaign.slug, "csv"])
    care = campaign.organisation.teams.get(name="Care")

    def names(**search: object) -> list[str]:
        text = fetched(client_of(hr_lead), f"{url}?{urlencode(search)}").content.decode("utf-8-sig")
        return [row[0] for row in csv.reader(io.StringIO(text))][1:]

    assert names(text="hyper") == ['\'=HYPERLINK("x")']
    assert names(team=care.pk) == ["Fay Finished", "Ivy Invited", "Stan Started"]
    assert names(team=care.pk, unfinished=1) == ["Ivy Invited", "Stan Started"]
    assert names(state="finished", unfinished=1, text="fay") == []


def test_page_takes_the_same_queries_with_many_people(
    client_of, hr_lead, campaign, django_assert_num_queries
):
    client = client_of(hr_lead)
    url = reverse("assessments:campaign", args=[campaign.slug])
    for number in range(120):
        member(campaign.organisation, f"Person {number:03}")

    with django_assert_num_queries(18):
        first = client.get(url)
    second = client.get(url, {"page": "2"})

    assert (len(first.context["people"]), len(second.context["people"])) == (100, 24)
    assert "Page 2 of 2" in second.content.decode()


@pytest.fixture
def branch_lead(campaign: Campaign) -> User:
    """The HR lead of the night team and of nothing else."""
    night = campaign.organisation.teams.get(name="Night team")
    membership = MembershipFactory(organisation=campaign.organisation)
    membership.role_grants.create(role=Role.HR_LEAD, branch=night)
    return membership.user


def test_hr_lead_of_a_branch_follows_it_and_nobody_else(client_of, branch_lead, campaign):
    page = client_of(branch_lead).get(reverse("assessments:campaign", args=[campaign.slug]))

    text = page.content.decode()
    assert [person.user.name for person, _path in page.context["people"]] == [
        *("Fay Finished", "Stan Started")
    ]
    assert page.context["total"] == queries.Response(2, 2, 1)
    assert "This is the response of your branch." in text
    for beyond in (
        "Ivy Invited",
        "Ned No-Team",
        "Gus Gone",
        "Extend it",
        "Remind those",
        "History",
    ):
        assert beyond not in text


def test_hr_lead_of_a_branch_takes_away_nobody_elses_names(client_of, branch_lead, campaign):
    care = campaign.organisation.teams.get(name="Care")
    url = reverse("assessments:campaign_people", args=[campaign.slug, "csv"])

    for search in ({}, {"team": care.pk}):
        text = fetched(client_of(branch_lead), f"{url}?{urlencode(search)}").content.decode()
        assert "Stan Started" in text
        assert "Ivy Invited" not in text
        assert "Ned No-Team" not in text


def test_lists_and_home_show_the_response_within_reach(client_of, hr_lead, branch_lead, campaign):
    whole, own = client_of(hr_lead), client_of(branch_lead)
    list_page, home = reverse("assessments:campaigns"), reverse("assessments:home")

    assert "25% finished: 1 of 4" in whole.get(list_page).content.decode()
    assert "25% finished: 1 of 4" in whole.get(home).content.decode()
    for url in (list_page, home):
        assert "50% finished: 1 of 2" in own.get(url).content.decode()
    close_campaign(campaign, by=hr_lead, at=timezone.now())

    # The one who left is among the invited of the results; too few count for figures, not for this.
    assert "count in its results: 2 of 5" in whole.get(list_page).content.decode()
    assert "count in its results" not in own.get(list_page).content.decode()
    after = whole.get(home).content.decode()
    assert "Open campaigns" not in after
    results = reverse("results:results", args=[campaign.slug])
    assert f'Newest results: <a href="{results}">{campaign.name}</a>, published on' in after


def test_hr_lead_of_a_branch_changes_and_reminds_nothing(client_of, branch_lead, campaign):
    client = client_of(branch_lead)
    own = {"args": [campaign.slug]}

    assert [
        client.get(reverse("assessments:campaign_history", **own)).status_code,
        client.post(reverse("assessments:remind", **own)).status_code,
        client.get(reverse("assessments:change_campaign", **own)).status_code,
        client.post(reverse("results:close", **own)).status_code,
    ] == [403] * 4
    assert not Message.objects.exists()


def test_who_runs_it_reminds_and_sees_how_the_emails_fare(client_of, hr_lead, campaign, deliver):
    client = client_of(hr_lead)
    url = reverse("assessments:campaign", args=[campaign.slug])
    remind = reverse("assessments:remind", args=[campaign.slug])

    said = client.post(remind, follow=True).content.decode()
    again = client.post(remind, follow=True).content.decode()
    stan = Message.objects.get(to__user__name="Stan Started")
    Message.objects.filter(pk=stan.pk).update(status="failed", last_error="550 no such mailbox")
    deliver()
    page = client.get(url)

    assert "Reminders are on their way to 3 people." in said
    assert "There is nobody to remind" in again
    (line,) = page.context["delivery_lines"]
    assert (line.kind, line.sent, line.failed) == ("Reminder of a campaign", 2, 1)
    assert "550 no such mailbox" in page.content.decode()
    again = reverse("assessments:send_again", args=[campaign.slug, stan.pk])
    with time_machine.travel(campaign.closes_at):
        late = client_of(hr_lead).post(again, follow=True).content.decode()
    assert ("too late for this e-mail" in late, len(deliver())) == (True, 2)
    client.post(again)
    assert len(deliver()) == 3


def test_emails_of_a_closed_campaign_are_not_sent_again(client_of, hr_lead, campaign, deliver):
    actions.invite_new(campaign, at=campaign.opens_at)
    Message.objects.update(status="failed", last_error="550 no such mailbox")
    message = Message.objects.order_by("pk")[0]
    client = client_of(hr_lead)
    url = reverse("assessments:campaign", args=[campaign.slug])
    pages, said = [client.get(url)], []
    for address in ("assessments:send_again", "people:send_again"):
        kwargs = {"pk": message.pk} | ({"slug": campaign.slug} if "people" not in address else {})
        close_campaign(campaign, by=hr_lead, at=timezone.now())
        pages.append(client.get(url))
        said.append(client.post(reverse(address, kwargs=kwargs), follow=True).content.decode())

    assert ["550 no such mailbox" in page.content.decode() for page in pages] == [
        True,
        False,
        False,
    ]
    assert ["It is too late for this e-mail" in words for words in said] == [True, True]
    assert deliver() == []


def test_only_emails_of_the_campaign_are_sent_again_from_its_page(client_of, hr_lead, campaign):
    other = Message.objects.create(
        to=Membership.objects.first(), key="x", status="failed", queued_at=NOW, due_at=NOW
    )

    url = reverse("assessments:send_again", args=[campaign.slug, other.pk])

    assert client_of(hr_lead).post(url).status_code == 404


def test_history_tells_what_was_done_and_by_whom(client_of, hr_lead, campaign, monkeypatch):
    monkeypatch.setattr(campaign_messages, "BATCH", 2)
    later = campaign.closes_at + timedelta(days=1)
    actions.change_campaign(campaign, closes_at=later, by=hr_lead, at=timezone.now())
    actions.remind_unfinished_people(campaign, by=hr_lead, at=timezone.now())

    url = reverse("assessments:campaign_history", args=[campaign.slug])
    page = client_of(hr_lead).get(url)

    assert [(line.act, line.by, line.details) for line in page.context["lines"]] == [
        ("Reminders sent", "Harper Lead", ["3 people"]),
        (
            "Changed",
            "Harper Lead",
            ["closes: 2 March 2126, 17:00 → 3 March 2126, 17:00"],
        ),
    ]


def test_who_has_not_finished_is_downloaded_and_nothing_of_what_they_said(
    client_of, hr_lead, manager, campaign
):
    url = reverse("assessments:campaign_people", args=[campaign.slug, "csv"])

    def names(search: str = "") -> list[list[str]]:
        text = fetched(client_of(hr_lead), f"{url}{search}").content.decode("utf-8-sig")
        return [[line.split(",")[0], line.split(",")[-1]] for line in text.splitlines()[1:]]

    assert names("?unfinished=1") == [
        ["Ivy Invited", "Invited"], ["Morgan Manager", "Invited"], ["Ned No-Team", "Invited"], ["Stan Started", "Started"],
    ]  # fmt: skip
    assert names()[0] == ["Fay Finished", "Finished"]
    assert client_of(manager).get(url).status_code == 403
    assert client_of(hr_lead).get(url.replace("csv", "pdf")).status_code == 404
    page = client_of(hr_lead).get(reverse("assessments:campaign", args=[campaign.slug]))
    assert f"{url}?unfinished=1" in page.content.decode()


def test_file_of_a_branch_lead_holds_their_branch_alone(client_of, campaign):
    night = campaign.organisation.teams.get(name="Night team")
    lead = MembershipFactory(organisation=campaign.organisation, team=night)
    lead.role_grants.create(role=Role.HR_LEAD, branch=night)
    url = reverse("assessments:campaign_people", args=[campaign.slug, "csv"])

    text = fetched(client_of(lead.user), url).content.decode()

    assert "Stan Started" in text
    assert "Ivy Invited" not in text


# Order -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("", ["Fay Finished", "Ivy Invited", "Ned No-Team", "Stan Started"]),
        ("team", ["Ivy Invited", "Fay Finished", "Stan Started", "Ned No-Team"]),
        ("state", ["Ivy Invited", "Ned No-Team", "Stan Started", "Fay Finished"]),
        ("score", ["Fay Finished", "Ivy Invited", "Ned No-Team", "Stan Started"]),
    ],
)
def test_people_are_sorted_as_asked_on_the_page_and_in_the_file(
    client_of, hr_lead, campaign, order, names
):
    client = client_of(hr_lead)
    page = reverse("assessments:campaign", args=[campaign.slug])
    file = reverse("assessments:campaign_people", args=[campaign.slug, "csv"])

    shown = client.get(page, {"order": order}).context["people"]
    rows = fetched(client, f"{file}?order={order}").content.decode("utf-8-sig")

    assert [person.user.name for person, _path in shown] == names
    assert [row[0] for row in csv.reader(io.StringIO(rows))][1:] == names


def test_teams_are_sorted_by_how_few_have_finished(client_of, hr_lead, campaign):
    client = client_of(hr_lead)
    page = reverse("assessments:campaign", args=[campaign.slug])

    as_they_are = client.get(page).context["teams"]
    least = client.get(page, {"teams": "least"}).context["teams"]

    assert [row.path for row in as_they_are] == ["Care", "Care > Night team", "No team"]
    assert [(row.path, row.response.percent) for row in least] == [
        ("No team", 0), ("Care", 33), ("Care > Night team", 50),
    ]  # fmt: skip


def test_list_says_where_nobody_has_answered(client_of, hr_lead, organisation, version):
    CampaignFactory(organisation=organisation, version=version)
    member(organisation, "Ivy Invited")

    page = client_of(hr_lead).get(reverse("assessments:campaigns")).content.decode()

    assert "Nobody of the 1 invited has finished yet" in page
