"""Closing a campaign: what is published, once, frozen; who may read it; nobody's own answers among it."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from jsonschema import Draft202012Validator

from accounts.models import Membership, Organisation, Team, User
from accounts.permissions import Role
from assessments.models import Campaign, EvidenceNote
from banks.models import BankVersion
from leadership import scoring
from results.actions import PublishingError, close_campaign, preparing, releases
from results.models import Cell, Release
from results.presenters.exports import safe
from tests.factories import CampaignFactory, MembershipFactory
from tests.results.published import (
    CLOSES,
    LATER,
    OPENS,
    answered,
    as_pdf,
    as_workbook,
    four_teams,
)  # fmt: skip
from tests.worker import fetched

SECRET = "Mrs Quillfeather of Larkspur Row"


@pytest.fixture
def campaign(organisation: Organisation, version: BankVersion) -> Campaign:
    return CampaignFactory(
        organisation=organisation,
        version=version,
        name="Spring",
        slug="spring",
        opens_at=OPENS,
        closes_at=CLOSES,
    )


@pytest.fixture
def teams(organisation: Organisation, campaign: Campaign) -> dict[str, Team]:
    return four_teams(organisation, campaign)


def people_shown(release: Release) -> dict[str, float | str]:
    cells = Cell.objects.filter(group__release=release, statistic="people")
    return {cell.group.path: cell.value or cell.hidden for cell in cells.select_related("group")}


def test_close_publishes_groups_that_are_large_enough_and_leave_nobody_over(campaign, teams):
    release = close_campaign(campaign, by=None, at=LATER)

    shown = people_shown(release)
    assert release.publishable
    assert (release.submitted, shown["Ambleford Borough Council"]) == (24, 24)
    assert shown["Digital"] == "too_few"
    assert shown["Housing > Repairs"] == "too_few"
    # With both Housing and Streets shown, the three of Digital would be what is left over.
    assert sorted(shown[name] == "protects_others" for name in ("Housing", "Streets")) == [
        False,
        True,
    ]


def test_cells_hold_what_the_scores_give(campaign, teams):
    release = close_campaign(campaign, by=None, at=LATER)

    scores = [
        score.score
        for assessment in campaign.assessments.all()
        for score in assessment.theme_scores.filter(theme__code="ASP")
    ]
    cell = Cell.objects.get(
        group__release=release, group__order=0, statistic="theme_mean", code="ASP"
    )
    assert (cell.value, cell.n) == (scoring.shown_score(float(np.mean(scores))), 24)


def test_close_publishes_once(campaign, teams):
    first = close_campaign(campaign, by=None, at=LATER)
    cells = list(Cell.objects.values())

    again = close_campaign(campaign, by=None, at=LATER + timedelta(days=1))

    assert again == first
    assert list(Cell.objects.values()) == cells


def test_close_publishes_whole_or_not_at_all(campaign, teams, monkeypatch):
    """What fails between the release and its cells leaves nothing that anybody can read; the next run makes both."""

    def fail(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(preparing, "_store_groups", fail)
        with pytest.raises(KeyboardInterrupt):
            close_campaign(campaign, by=None, at=LATER)
    assert not Release.objects.exclude(campaign=None).exists()

    assert close_campaign(campaign, by=None, at=LATER).publishable
    assert Release.objects.exclude(campaign=None).count() == 1


def test_what_comes_after_the_close_changes_nothing(campaign, teams, organisation):
    late = MembershipFactory(organisation=organisation, team=teams["Digital"])
    answered(late, campaign, 5, CLOSES + timedelta(minutes=1))
    release = close_campaign(campaign, by=None, at=LATER)
    cells = list(Cell.objects.values())

    for _ in range(4):
        other = MembershipFactory(organisation=organisation, team=teams["Digital"])
        answered(other, campaign, 5, LATER)
    Membership.objects.filter(team=teams["Streets"]).update(team=teams["Digital"])

    assert release.submitted == 24
    assert list(Cell.objects.values()) == cells


def test_close_ends_an_open_campaign_now_and_refuses_one_to_come(campaign, teams):
    early = OPENS + timedelta(days=10)

    close_campaign(campaign, by=None, at=early)
    campaign.refresh_from_db()
    assert campaign.closes_at == early

    to_come = CampaignFactory(organisation=campaign.organisation, opens_at=CLOSES)
    with pytest.raises(PublishingError):
        close_campaign(to_come, by=None, at=early)


def test_a_campaign_with_too_few_answers_publishes_no_figure(campaign, organisation):
    for _ in range(4):
        answered(MembershipFactory(organisation=organisation), campaign, 3, OPENS)

    release = close_campaign(campaign, by=None, at=LATER)

    assert not Cell.objects.filter(group__release=release, value__isnull=False).exists()


# Reading


@pytest.fixture
def published(campaign, teams) -> Release:
    one = campaign.assessments.first()
    theme = one.theme_scores.first().theme
    EvidenceNote.objects.create(assessment=one, theme=theme, text=SECRET, saved_at=OPENS)
    return close_campaign(campaign, by=None, at=LATER)


def team_page(release: Release, path: str) -> str:
    group = release.groups.get(path=path)
    return reverse("results:team", args=[release.campaign.slug, group.pk])


def shown_team(release: Release) -> str:
    return next(
        path for path, people in people_shown(release).items() if path in {"Housing", "Streets"}
        and isinstance(people, float)
    )  # fmt: skip


def test_pages_show_cells_and_say_why_others_are_hidden(published, client_of, hr_lead):
    client = client_of(hr_lead)

    page = client.get(reverse("results:results", args=["spring"])).content.decode()
    team = client.get(team_page(published, shown_team(published))).content.decode()
    hidden = client.get(team_page(published, "Digital")).content.decode()

    mean = Cell.objects.get(
        group__release=published, group__order=0, statistic="theme_mean", code="EMA"
    )
    assert f"<strong>{mean.value:.0f}</strong>" in page
    assert "Dotted line: the whole organisation" in team
    assert '"meta": "organisation"' in team
    assert '"meta": "organisation"' not in page
    assert "rest on too few people" in hidden
    assert "<strong>" not in hidden.split("</h1>")[1].split("Method and privacy")[0]


def test_pages_ask_the_database_the_same_however_much_is_behind_them(
    published, client_of, hr_lead, organisation, django_assert_num_queries
):
    """One campaign has 24 people behind it, the other nobody."""
    empty = CampaignFactory(
        organisation=organisation, version=published.campaign.version, slug="empty",
        opens_at=OPENS, closes_at=CLOSES,
    )  # fmt: skip
    other = close_campaign(empty, by=None, at=LATER)
    client = client_of(hr_lead)
    client.get(reverse("results:results", args=["spring"]))
    asked = {"results": 9, "themes": 8, "teams": 11, "learning": 8, "change": 10}

    for slug in ("spring", "empty"):
        for name, queries in asked.items():
            with django_assert_num_queries(queries):
                client.get(reverse(f"results:{name}", args=[slug]))
    for release in (published, other):
        with django_assert_num_queries(10):
            client.get(team_page(release, "Digital"))


def test_hr_lead_of_a_branch_sees_the_organisation_and_their_branch_only(
    published, client_of, organisation, teams
):
    member = MembershipFactory(organisation=organisation)
    member.role_grants.create(role=Role.HR_LEAD, branch=teams["Housing"])
    client = client_of(member.user)

    page = client.get(reverse("results:results", args=["spring"])).content.decode()
    export = fetched(client, reverse("results:results_json", args=["spring"])).json()

    assert client.get(team_page(published, "Housing > Repairs")).status_code == 200
    assert client.get(team_page(published, "Streets")).status_code == 404
    assert "Streets" not in page
    assert {cell["group"]["path"] for cell in export["cells"]} == {
        "Ambleford Borough Council",
        "Housing",
        "Housing > Repairs",
    }
    assert client.post(reverse("results:close", args=["spring"])).status_code == 403


def test_who_may_not_close_a_campaign_is_not_offered_to(
    campaign, client_of, organisation, teams, hr_lead
):
    member = MembershipFactory(organisation=organisation)
    member.role_grants.create(role=Role.HR_LEAD, branch=teams["Housing"])
    close = reverse("results:close", args=["spring"])

    assert close in client_of(hr_lead).get(reverse("results:campaigns")).content.decode()
    page = client_of(member.user).get(reverse("results:campaigns")).content.decode()
    assert "Spring" in page
    assert close not in page


def test_files_hold_the_cells_and_nothing_of_a_hidden_one(published, client_of, hr_lead):
    client = client_of(hr_lead)

    found = fetched(client, reverse("results:results_json", args=["spring"])).json()
    text = fetched(client, reverse("results:results_csv", args=["spring"])).content.decode(
        "utf-8-sig"
    )

    schema = json.loads(Path("docs/results-file.schema.json").read_text())
    Draft202012Validator(schema).validate(found)
    assert found["schema_version"] == 1
    assert len(found["cells"]) == Cell.objects.filter(group__release=published).count()
    for cell in found["cells"]:
        assert cell["hidden"] is None or (cell["n"], cell["value"]) == (None, None)
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == len(found["cells"]) + 1
    assert {len(row) for row in rows} == {len(rows[0])}


def test_csv_begins_with_its_headings_and_a_program_can_read_it(published, client_of, hr_lead):
    answer = fetched(client_of(hr_lead), reverse("results:results_csv", args=["spring"]))

    assert answer.content.startswith(b"\xef\xbb\xbfCampaign,Published,Kind,Group,Statistic,")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    mean = Cell.objects.get(
        group__release=published, group__order=0, statistic="theme_mean", code="ASP"
    )
    (row,) = [one for one in rows if one["Group"] == published.groups.get(order=0).path
              and (one["Statistic"], one["Code"]) == ("theme_mean", "ASP")]  # fmt: skip
    assert (float(row["Value"]), row["Unit"]) == (mean.value, "out of 100")
    assert row["What it is"] == "Average score on a theme"
    for one in rows:
        assert one["Value"] == "" or float(one["Value"]) is not None
        assert (one["Value"] == "") == bool(one["Reason"])
    assert {one["In words"] for one in rows} & {"clearly lower", "about the same", "few or none"}


def test_commands_close_and_export_what_an_hr_lead_can_see(campaign, teams, capsys, tmp_path):
    call_command("close_campaign", "--due")
    closed = capsys.readouterr().out
    call_command("export_results", "spring")
    found = json.loads(capsys.readouterr().out)
    call_command(
        "export_results", "spring", "--format", "pdf", "--output", str(tmp_path / "results.pdf")
    )
    call_command("export_results", "spring", "--team", "Housing > Repairs")
    repairs = json.loads(capsys.readouterr().out)

    assert "spring: closed and published (24 of 24 took part" in closed
    assert found["submitted"] == 24
    assert (tmp_path / "results.pdf").read_bytes().startswith(b"%PDF-")
    assert {cell["group"]["path"] for cell in repairs["cells"]} == {
        "Ambleford Borough Council",
        "Housing > Repairs",
    }
    for wrong in (["close_campaign", "nowhere"], ["export_results", "nowhere"]):
        with pytest.raises(CommandError):
            call_command(*wrong)


def test_one_campaign_that_fails_does_not_keep_the_others_from_being_published(
    campaign, teams, organisation, version, monkeypatch, capsys
):
    earlier = CampaignFactory(
        organisation=organisation, version=version, slug="earlier",
        opens_at=OPENS, closes_at=CLOSES - timedelta(days=1),
    )  # fmt: skip
    read = releases.close_of

    def broken_for_one(one, **options):
        if one == earlier:
            raise RuntimeError("broken")
        return read(one, **options)

    monkeypatch.setattr(releases, "close_of", broken_for_one)
    with pytest.raises(CommandError, match="earlier: RuntimeError"):
        call_command("close_campaign", "--due")

    assert "spring: closed and published" in capsys.readouterr().out
    assert list(Release.objects.values_list("campaign__slug", flat=True)) == ["spring"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_texts_in_files_are_never_formulas(text):
    assert safe(text) == f"'{text}"
    assert safe("Housing") == "Housing"


def test_no_page_or_file_of_results_says_what_one_person_wrote_or_scored(
    published, client_of, hr_lead: User, administrator: User, campaign: Campaign
):
    """The planted note and the exact score are really there, and on the owner's own report."""
    owner = campaign.assessments.first()
    exact = next(
        str(score.score) for score in owner.theme_scores.all() if score.score and score.score % 1
    )
    mine = client_of(owner.member.user)
    assert SECRET in mine.get(reverse("reports:report", args=[owner.public_id])).content.decode()
    assert exact in mine.get(reverse("reports:my_data_json")).content.decode()

    addresses = [
        reverse("results:campaigns"),
        *(
            reverse(f"results:{name}", args=["spring"])
            for name in ("results", "protection", "results_json", "results_csv")
        ),
        *(team_page(published, group.path) for group in published.groups.all()[1:]),
    ]
    for visitor in (hr_lead, administrator):
        client = client_of(visitor)
        for address in addresses:
            text = fetched(client, address).content.decode()
            assert SECRET not in text
            assert exact not in text
        for text in (as_workbook(client), as_pdf(client)):
            assert SECRET not in text
            assert exact not in text
        own = reverse("reports:report", args=[owner.public_id])
        assert client.get(own).status_code == 404


def test_whoever_took_part_and_left_since_counts_as_invited(campaign, teams, organisation):
    gone = teams["Streets"].memberships.first()
    gone.left_at = LATER
    gone.save()

    release = close_campaign(campaign, by=None, at=LATER)

    assert (release.submitted, release.invited) == (24, 24)
