"""Published results by programs: the cells that pages show to the same person, and no other figure."""

from typing import Any
from uuid import UUID

import pytest

from accounts.models import Organisation, User
from accounts.permissions import Role
from api.scopes import Scope
from assessments.models import Assessment, Campaign, ThemeScore
from banks.queries import instrument_of, theme_ids
from results.actions import close_campaign
from results.models import Cell, Release
from results.presenters.exports import as_json
from results.queries.published import cells_of, reach_of, release_with
from tests.api.conftest import Speaker, program_of, speaker_of
from tests.architecture.access import NOW
from tests.building import finished, person_1
from tests.factories import CampaignFactory, GoalFactory, MembershipFactory, TeamFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(organisation: Organisation) -> Campaign:
    return CampaignFactory(organisation=organisation)


@pytest.fixture
def release(organisation: Organisation, campaign: Campaign) -> Release:
    """Figures of a team of six, and of one of three, which is too small."""
    large, small = (
        TeamFactory(organisation=organisation, name=name) for name in ("Large", "Small")
    )
    themes = theme_ids(campaign.version_id).values()
    for number in range(9):
        sitting = Assessment.objects.create(
            member=MembershipFactory(
                organisation=organisation, team=small if number > 5 else large
            ),
            campaign=campaign,
            version=campaign.version,
            started_at=campaign.opens_at,
            submitted_at=campaign.opens_at,
        )
        ThemeScore.objects.bulk_create(
            ThemeScore(
                assessment=sitting, theme_id=theme, status="scored", answered=7,
                score=30.0 + 5 * number, mean=3.0, alpha=0.8, sd=16.0,
            )
            for theme in themes
        )  # fmt: skip
    return close_campaign(campaign, by=None, at=NOW)


def all_cells(speaker: Speaker, release: Release, asked: str = "") -> list[dict[str, Any]]:
    found, path = [], f"results/{release.campaign.slug}/cells?limit=200{asked}"
    while path:
        page = speaker.get(path)
        found += page["items"]
        path = page["next"] and page["next"].partition("/api/v1/")[2]
    return found


def test_figures_are_those_of_the_pages_and_hidden_ones_stay_hidden(
    hr: Speaker, release: Release
) -> None:
    reach = reach_of(release_with(release.campaign.slug), None)
    instrument = instrument_of(release.campaign.version_id)
    shown = as_json(instrument, reach, cells_of(reach.groups))["cells"]

    told = all_cells(hr, release)

    names = ("statistic", "code", "label", "parts", "n", "value", "bound", "hidden")
    assert [{name: one[name] for name in names} | {"path": one["path"]} for one in told] == [
        {name: one[name] for name in names} | {"path": one["group"]["path"]} for one in shown
    ]
    hidden = [one for one in told if one["hidden"]]
    assert any(one["path"] == "Small" for one in hidden)
    assert all(one["value"] is None and one["n"] is None for one in hidden)
    assert any(one["value"] is not None for one in told)
    # One cell a row, and no row of anything else.
    assert len(told) == Cell.objects.count()


def test_cells_are_found_by_group_and_statistic(hr: Speaker, release: Release) -> None:
    groups = hr.get(f"results/{release.campaign.slug}/groups")["items"]
    assert [one["path"] for one in groups] == [release.campaign.organisation.name, "Large", "Small"]
    large = groups[1]

    found = all_cells(hr, release, f"&group_id={large['id']}&statistic=theme_mean")

    assert {(one["path"], one["statistic"]) for one in found} == {("Large", "theme_mean")}
    hr.get(f"results/{release.campaign.slug}/cells?group_id=999999", 404)


def test_release_tells_its_rules(hr: Speaker, release: Release) -> None:
    said = hr.get(f"results/{release.campaign.slug}")

    assert (said["smallest_group"], said["submitted"], said["publishable"]) == (5, 9, True)
    assert [one["campaign"] for one in hr.get("results")["items"]] == [release.campaign.slug]


def test_branch_is_told_its_own_groups_and_the_whole(
    organisation: Organisation, release: Release
) -> None:
    (large,) = release.groups.filter(name="Large")
    lead = MembershipFactory(organisation=organisation)
    lead.role_grants.create(role=Role.HR_LEAD, branch=large.team)
    branch, slug = speaker_of(lead.user), release.campaign.slug

    assert {one["path"] for one in all_cells(branch, release)} == {organisation.name, "Large"}
    small = release.groups.get(name="Small")
    branch.get(f"results/{slug}/cells?group_id={small.pk}", 404)


def test_nothing_is_told_before_it_is_published(hr: Speaker, campaign: Campaign) -> None:
    hr.get(f"results/{campaign.slug}", 404)
    hr.get(f"results/{campaign.slug}/cells", 404)
    assert hr.get("results")["items"] == []


def test_results_are_for_those_who_see_them_on_pages(
    admin: Speaker, own: Speaker, program: Speaker, outsider: User, release: Release
) -> None:
    path = f"results/{release.campaign.slug}"
    for speaker in (admin, own, program):
        for one in (path, f"{path}/cells", f"{path}/groups", "results"):
            speaker.get(one, 403)
    outsider.memberships.get().role_grants.create(role=Role.HR_LEAD)
    stranger = speaker_of(outsider)
    stranger.get(path, 404)
    assert stranger.get("results")["items"] == []


def test_program_that_reads_results_gets_the_same(
    organisation: Organisation, administrator: User, hr: Speaker, release: Release
) -> None:
    reader = program_of(organisation, administrator, frozenset({Scope.READ_RESULTS}))

    assert all_cells(reader, release) == all_cells(hr, release)
    elsewhere = CampaignFactory(organisation=MembershipFactory().organisation)
    reader.get(f"results/{elsewhere.slug}", 404)


def test_cells_cost_the_same_however_many_are_asked_for(
    hr: Speaker, release: Release, django_assert_num_queries: Any
) -> None:
    hr.get("me")
    for limit in (1, 200):
        with django_assert_num_queries(10):
            hr.get(f"results/{release.campaign.slug}/cells?limit={limit}")


# One's own -------------------------------------------------------------------------------------


def test_own_report_and_plan_are_for_their_owner_alone(
    own: Speaker, manager: User, colleague: User, hr: Speaker, program: Speaker
) -> None:
    report = finished(manager, published(), person_1())
    GoalFactory(plan__member=manager.memberships.get(), goal="Visit the depot")

    (listed,) = own.get("me/reports")["items"]
    whole = own.get(f"me/reports/{listed['id']}")
    assert UUID(listed["id"]) == report.public_id
    overall = report.overall_score
    assert whole["report"]["overall"]["score"] == pytest.approx(overall.score)
    assert [one["goal"] for one in own.get("me/plan")["goals"]] == ["Visit the depot"]

    for other in (speaker_of(colleague), hr):
        other.get(f"me/reports/{report.public_id}", 404)
        assert other.get("me/reports")["items"] == []
        assert other.get("me/plan")["goals"] == []
    for path in ("me/reports", f"me/reports/{report.public_id}", "me/plan"):
        program.get(path, 403)


def test_own_report_of_another_organisation_needs_its_token(own: Speaker, manager: User) -> None:
    report = finished(manager, published(), person_1())
    elsewhere = MembershipFactory(user=manager, roles=[Role.MANAGER])
    Assessment.objects.filter(pk=report.pk).update(member=elsewhere)

    own.get(f"me/reports/{report.public_id}", 404)
    there = speaker_of(manager, elsewhere.organisation)
    there.get(f"me/reports/{report.public_id}")


def test_unfinished_assessment_has_no_report(own: Speaker, manager: User) -> None:
    report = finished(manager, published(), person_1())
    Assessment.objects.filter(pk=report.pk).update(submitted_at=None)

    said = own.get(f"me/reports/{report.public_id}", 404)
    assert "not finished" in said["detail"]
