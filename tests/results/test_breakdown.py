"""The one breakdown of a campaign: its groups' cells, where they are shown, and who may see them."""

import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from accounts.models import Organisation
from accounts.permissions import Role
from banks.models import BankVersion
from results.actions import close_campaign
from results.models import Cell, Release, ReleaseGroup
from results.queries.groups import in_value_order
from results.queries.published import in_reading_order
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory
from tests.results.published import CLOSES, LATER, OPENS, answered, text_of
from tests.worker import fetched


@pytest.fixture
def release(organisation: Organisation, version: BankVersion) -> Release:
    """Two teams of ten, half of each in G9 and half in G10, three in G11, and one who says nothing."""
    campaign = CampaignFactory(
        organisation=organisation, version=version, slug="spring", opens_at=OPENS,
        closes_at=CLOSES, breakdown="grade",
    )  # fmt: skip
    teams = [TeamFactory(organisation=organisation, name=name) for name in ("Housing", "Streets")]
    grades = (["G10"] * 5 + ["G9"] * 5) * 2
    for number, grade in enumerate([*grades, "G11", "G11", "G11", ""]):
        member = MembershipFactory(
            organisation=organisation,
            team=teams[number // 10] if number < 20 else None,
            attributes={"grade": grade} if grade else {},
        )
        answered(member, campaign, 2 + number % 3, OPENS)
    # Invited, and of a grade that nobody answered from.
    MembershipFactory(organisation=organisation, roles=[Role.MANAGER], attributes={"grade": "G12"})
    return close_campaign(campaign, by=None, at=LATER)


def test_values_are_in_the_order_in_which_people_would_list_them():
    assert in_value_order(["G10", "", "g9", "G1", "G10", "Chief"]) == ("Chief", "G1", "g9", "G10")


def test_groups_of_the_breakdown_are_published_or_say_why(release):
    groups = release.groups.filter(kind=ReleaseGroup.Kind.ATTRIBUTE).order_by("order")
    people = {
        cell.group.path: cell.value or cell.hidden
        for cell in Cell.objects.filter(statistic="people", group__in=groups)
    }

    assert [group.path for group in groups] == ["grade=G9", "grade=G10", "grade=G11", "grade=G12"]
    # The four of G11 and of no grade would be left over, so one grade is hidden beside them.
    assert people == {
        "grade=G9": 10,
        "grade=G10": "protects_others",
        "grade=G11": "too_few",
        "grade=G12": "too_few",
    }
    assert not Cell.objects.filter(group__path="grade=G10", value__isnull=False).exists()


def test_the_csv_says_the_day_of_publishing_as_people_here_call_it(release, client_of, hr_lead):
    # After midnight in summer, as campaigns end just before it.
    Release.objects.update(published_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    answer = fetched(client_of(hr_lead), reverse("results:results_csv", args=["spring"]))

    rows = answer.content.decode().splitlines()[1:]
    assert {row.split(",")[1] for row in rows} == {"2026-07-01"}


def test_all_values_are_on_the_page_however_many(release, client_of, hr_lead):
    """Answers from a file may have more of them than a page of teams holds."""
    model = release.groups.get(path="grade=G9")
    groups = ReleaseGroup.objects.bulk_create(
        ReleaseGroup(
            release=release, kind=model.kind, parent_id=model.parent_id, name=f"S{number:02}",
            path=f"grade=S{number:02}", order=100 + number,
        )
        for number in range(44)
    )  # fmt: skip
    cells = list(model.cells.filter(statistic__in=("people", "theme_mean", "theme_sd")))
    Cell.objects.bulk_create(
        Cell(group=group, statistic=one.statistic, code=one.code, label=one.label, n=one.n,
             value=one.value, bound=one.bound, order=one.order, hidden=one.hidden)
        for group in groups for one in cells
    )  # fmt: skip

    page = client_of(hr_lead).get(reverse("results:teams", args=["spring"])).content.decode()

    assert all(group.name in page for group in groups)


def test_breakdown_is_on_the_page_in_the_pdf_and_in_every_file(release, client_of, hr_lead):
    client = client_of(hr_lead)
    group = release.groups.get(path="grade=G9")
    mean = str(int(group.cells.get(statistic="theme_mean", code="ASP").value))

    page = client.get(reverse("results:teams", args=["spring"])).content.decode()
    own = client.get(reverse("results:team", args=["spring", group.pk])).content.decode()
    pdf = fetched(client, reverse("results:results_pdf", args=["spring"])).content
    own_pdf = fetched(client, reverse("results:team_pdf", args=["spring", group.pk])).content
    book = load_workbook(
        io.BytesIO(fetched(client, reverse("results:results_xlsx", args=["spring"])).content)
    )
    found = fetched(client, reverse("results:results_json", args=["spring"])).json()
    rows = fetched(client, reverse("results:results_csv", args=["spring"])).content.decode()

    for words in (page, text_of(pdf)):
        assert "Grade" in words
        assert "figures of a smaller group could be worked out" in words  # for G10
    for words in (own, text_of(own_pdf)):
        assert "Grade: G9" in words
        assert "answers of 10 people" in words
    assert [row[0].value for row in book["Breakdown"].rows] == [
        "Group", release.groups.first().name, *(f"Grade: G{number}" for number in (9, 10, 11, 12))
    ]  # fmt: skip
    assert str(book["Breakdown"]["C3"].value) == mean
    kinds = {(one["group"]["kind"], one["group"]["path"]) for one in found["cells"]}
    assert ("attribute", "grade=G9") in kinds
    assert "attribute,grade=G9,theme_mean,ASP" in rows


def test_hr_lead_of_a_branch_reads_the_breakdown_and_their_own_team_only(
    release, client_of, organisation
):
    own, other = (release.groups.get(name=name) for name in ("Housing", "Streets"))
    lead = MembershipFactory(organisation=organisation)
    lead.role_grants.create(role=Role.HR_LEAD, branch=own.team)
    client = client_of(lead.user)
    grade = release.groups.get(path="grade=G9")

    def answers(name: str) -> list[int]:
        return [
            client.get(reverse(f"results:{name}", args=["spring", one.pk])).status_code
            for one in (own, grade, other)
        ]

    assert answers("team") == [200, 200, 404]
    other_pdf = reverse("results:team_pdf", args=["spring", other.pk])
    assert client.get(other_pdf).status_code == 404
    page = client.get(reverse("results:results", args=["spring"]), {"whole": "1"}).content.decode()
    files = [
        fetched(client, reverse(f"results:results_{kind}", args=["spring"])).content.decode()
        for kind in ("json", "csv")
    ]
    for text in (page, *files):
        assert "Housing" in text
        assert "Streets" not in text


def test_groups_of_results_are_in_the_order_of_their_reader() -> None:
    kinds = ReleaseGroup.Kind
    rows = [
        (1, None, kinds.ORGANISATION, "Council"), (2, 1, kinds.TEAM, "Chwarae"), (3, 2, kinds.TEAM, "Team 10"),
        (4, 2, kinds.TEAM, "Team 9"), (5, 1, kinds.TEAM, "Cyllid"), (6, 1, kinds.ATTRIBUTE, "Anwen"),
    ]  # fmt: skip
    groups = [
        ReleaseGroup(pk=pk, parent_id=parent, kind=kind, name=name, order=pk)
        for pk, parent, kind, name in rows
    ]

    def order() -> list[int]:
        return [one.pk for one in in_reading_order(groups)]

    assert order() == [1, 2, 4, 3, 5, 6]
    with translation.override("cy"):
        assert order() == [1, 5, 2, 4, 3, 6]
