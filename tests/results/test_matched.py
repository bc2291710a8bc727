"""Change since an earlier campaign: of the same people, or not at all; and what may be told of it."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Membership, Organisation
from accounts.permissions import Role
from assessments.models import ThemeScore
from banks.models import BankVersion
from leadership.scoring import is_same_theme, shown
from results.actions import close_campaign
from results.models import Cell, Release, Roll
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory, bank
from tests.results.published import answered, text_of
from tests.worker import fetched

FIRST = datetime(2025, 10, 1, 9, tzinfo=UTC)
HALF_A_YEAR = timedelta(days=182)


@pytest.fixture
def staff(organisation: Organisation) -> list[Membership]:
    """Twelve in Housing and twelve in Streets."""
    teams = [TeamFactory(organisation=organisation, name=name) for name in ("Housing", "Streets")]
    return [
        MembershipFactory(organisation=organisation, team=teams[number // 12])
        for number in range(24)
    ]


def run(number: int, people: Iterable[Membership], version: BankVersion) -> Release:
    """Let people answer campaign `number`, each time with a better habit, and publish it."""
    people = list(people)
    opens = FIRST + number * HALF_A_YEAR
    campaign = CampaignFactory(
        organisation=people[0].organisation, version=version, name=f"Round {number}",
        slug=f"round-{number}", opens_at=opens, closes_at=opens + timedelta(days=28),
    )  # fmt: skip
    for member in people:
        answered(member, campaign, 2 + number + member.pk % 2, opens)
    return close_campaign(campaign, by=None, at=opens + timedelta(days=29))


def changes(release: Release) -> dict[str, float | str]:
    """The change on one theme by group, or why it is not there."""
    cells = Cell.objects.filter(group__release=release, statistic="matched_change", code="ASP")
    return {cell.group.name: cell.hidden or cell.value for cell in cells.select_related("group")}


def exact(now: Release, then: Release, people: Iterable[Membership]) -> int:
    scores = [
        dict(
            ThemeScore.objects.filter(
                assessment__campaign=release.campaign, theme__code="ASP"
            ).values_list("assessment__member", "score")
        )
        for release in (then, now)
    ]
    return int(shown(float(np.mean([scores[1][one.pk] - scores[0][one.pk] for one in people]))))


def test_change_is_that_of_the_same_people(staff, version, organisation):
    then = run(0, staff, version)
    newcomers = [MembershipFactory(organisation=organisation, team=staff[0].team) for _ in range(6)]
    now = run(1, [*staff, *newcomers], version)

    found = changes(now)

    assert then.earlier is None
    assert now.earlier == then
    assert found[organisation.name] == exact(now, then, staff)
    assert found["Housing"] == exact(now, then, staff[:12])
    assert found["Streets"] == exact(now, then, staff[12:])


def test_change_is_hidden_where_a_few_came_or_went(staff, version, organisation):
    then = run(0, staff, version)
    one = MembershipFactory(organisation=organisation, team=staff[0].team)

    now = run(1, [*staff, one], version)

    assert then.publishable
    # In Streets nobody came or went, so its change tells no more than its two averages do.
    assert changes(now) == {
        organisation.name: "too_few_matched",
        "Housing": "too_few_matched",
        "Streets": exact(now, then, staff[12:]),
    }
    assert Cell.objects.filter(
        group__release=now, group__name="Housing", statistic="theme_mean", value__isnull=False
    ).exists()


def test_who_came_last_time_and_left_since_is_not_set_apart_by_two_changes_in_a_row(
    staff, version, organisation
):
    """Six newcomers in the second round, seven leavers in the third: all six, and one who stayed.

    The first change tells the newcomers' sum apart in the second round, the second change would tell
    the leavers': the difference is one person's score.
    """
    newcomers = [MembershipFactory(organisation=organisation, team=staff[0].team) for _ in range(6)]
    run(0, staff, version)
    second = run(1, [*staff, *newcomers], version)

    unsafe = run(2, staff[1:], version)
    assert isinstance(changes(second)[organisation.name], float)
    assert changes(unsafe)[organisation.name] == changes(unsafe)["Housing"] == "too_few_matched"


def test_who_came_last_time_and_left_since_may_be_compared_together(staff, version, organisation):
    newcomers = [MembershipFactory(organisation=organisation, team=staff[0].team) for _ in range(6)]
    run(0, staff, version)
    run(1, [*staff, *newcomers], version)

    safe = run(2, staff, version)

    assert isinstance(changes(safe)[organisation.name], float)


def test_comparison_needs_an_earlier_release_of_the_same_bank(staff, version, organisation):
    run(0, staff, version)
    Roll.objects.all().delete()  # as of a release from before rolls were kept

    assert run(1, staff, version).earlier is None


def test_a_theme_compares_only_where_its_statements_are_the_same():
    theme = bank().themes[0]
    reworded = replace(theme.questions[0], text="I do something else.")
    longer = (*theme.questions, replace(theme.questions[0], code="ASP-08"))

    def other(questions):
        return replace(bank(), themes=(replace(theme, questions=questions), *bank().themes[1:]))

    assert is_same_theme(bank(), bank(), theme)
    assert not is_same_theme(other((reworded, *theme.questions[1:])), bank(), theme)
    assert not is_same_theme(other(longer), bank(), theme)
    assert not is_same_theme(replace(bank(), themes=bank().themes[1:]), bank(), theme)


def test_change_is_on_page_and_in_every_file_with_its_caution(
    staff, version, organisation, client_of, hr_lead
):
    run(0, staff, version)
    now = run(1, staff, version)
    client = client_of(hr_lead)
    points = f"+{int(changes(now)[organisation.name])}"
    page = client.get(reverse("results:change", args=["round-1"])).content.decode()
    pdf = text_of(fetched(client, reverse("results:results_pdf", args=["round-1"])).content)
    book = load_workbook(
        io.BytesIO(fetched(client, reverse("results:results_xlsx", args=["round-1"])).content)
    )
    found = fetched(client, reverse("results:results_json", args=["round-1"])).json()
    before = client.get(reverse("results:change", args=["round-0"])).content.decode()
    summary = client.get(reverse("results:results", args=["round-1"])).content.decode()

    assert "the same people are clearly higher in" in summary
    for words in (page, pdf):
        assert points in words
        assert "clearly higher" in words
        assert "A change does not say what caused it." in words
    assert book["Change"]["F2"].value == changes(now)[organisation.name]
    assert found["compared_with"] == "round-0"
    judged = {one["judged"] for one in found["cells"] if one["statistic"] == "matched_change"}
    assert "CLEAR_UP" in judged
    assert "This is the first campaign" in before


def test_hr_lead_of_a_branch_sees_no_earlier_figure_of_a_team_elsewhere(
    staff, version, organisation, client_of
):
    """Streets was no part of the branch at the first close; it is at the second."""
    then = run(0, staff, version)
    streets, housing = staff[12].team, staff[0].team
    streets.parent = housing
    streets.save()
    now = run(1, staff, version)
    lead = MembershipFactory(organisation=organisation)
    lead.role_grants.create(role=Role.HR_LEAD, branch=housing)
    mean = then.groups.get(team=streets).cells.get(statistic="theme_mean", code="ASP")
    mean.value = 1.0  # a number that stands nowhere else
    mean.save()

    page = client_of(lead.user).get(
        reverse("results:team", args=["round-1", now.groups.get(team=streets).pk])
    )

    assert page.status_code == 200
    assert ">1<" not in page.content.decode().replace(" ", "")
