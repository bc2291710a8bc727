"""The page of item statistics: frozen in steps, coarse, and what is measured can be adopted."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from assessments.actions import submit_assessment
from assessments.models import Assessment, ThemeScore
from psychometrics.actions import StatisticsError, renew_item_statistics
from psychometrics.models import ItemSnapshot
from psychometrics.presenters import statistics
from tests.factories import (
    AssessmentFactory,
    MembershipFactory,
    OrganisationFactory,
    all_answers,
    bank,
)
from tests.psychometrics.test_items import AT, everyone, sheets

LATER = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def keeper(administrator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(administrator)


@pytest.fixture
def renew(version, organisation, administrator):
    def work_out(at: datetime = LATER) -> ItemSnapshot:
        return renew_item_statistics(version, organisation=organisation, by=administrator, at=at)

    return work_out


def page(keeper: Client, version, name: str = "statistics") -> str:
    response = keeper.get(reverse(f"psychometrics:{name}", args=[version.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_nothing_is_worked_out_of_fewer_than_thirty(version, organisation, keeper, renew):
    everyone(version, organisation, sheets(29))
    everyone(version, OrganisationFactory(), sheets(10))

    with pytest.raises(StatisticsError, match="at least 30 people"):
        renew()

    assert "No figures yet" in page(keeper, version)
    assert keeper.get(reverse("psychometrics:statistics_csv", args=[version.pk])).status_code == 404


def test_figures_are_frozen_until_enough_people_have_joined(version, organisation, keeper, renew):
    everyone(version, organisation, sheets(34))
    renew()
    first = page(keeper, version)

    newer = sheets(10, seed=9)
    for row in newer[:9]:
        later(version, organisation, row)
    with pytest.raises(StatisticsError, match="at least 10 more"):
        renew(LATER + timedelta(days=40))
    frozen = page(keeper, version)
    later(version, organisation, newer[9])
    snapshot = renew(LATER + timedelta(days=41))

    assert text_of(frozen) == text_of(first)
    assert snapshot.cases["ASP"] == {"asked": 44, "complete": 44}
    assert "40 or more" in page(keeper, version)


def later(version, organisation, row):
    everyone(version, organisation, [row])
    newest = Assessment.objects.latest("pk")
    newest.started_at = newest.submitted_at = LATER + timedelta(days=30)
    newest.save()


def text_of(page: str) -> str:
    """What is read there: an address or a token may hold any number."""
    return re.sub("<[^>]*>", " ", page.split("<main")[1].split("</main>")[0])


def test_figures_are_not_renewed_when_few_have_gone(version, organisation, renew):
    everyone(version, organisation, sheets(40))
    renew()
    Assessment.objects.earliest("pk").delete()
    for row in sheets(12, seed=9):
        later(version, organisation, row)

    with pytest.raises(StatisticsError):
        renew(LATER + timedelta(days=41))


def test_figures_are_renewed_although_somebody_came_in_late(version, organisation, renew):
    """Stored after the figures were worked out, with a day from before them: a new case like others."""
    everyone(version, organisation, sheets(40))
    renew()
    newer = sheets(10, seed=9)
    everyone(version, organisation, newer[:1])
    for row in newer[1:9]:
        later(version, organisation, row)
    with pytest.raises(StatisticsError):
        renew(LATER + timedelta(days=40))

    later(version, organisation, newer[9])

    assert renew(LATER + timedelta(days=41)).cases["ASP"] == {"asked": 50, "complete": 50}


def test_page_shows_coarse_figures_and_flags_in_words(version, organisation, keeper, renew):
    raw = sheets(37)
    for row in raw:
        row[3], row[6] = 6 - row[3], 5
    raw[0][1] = None
    everyone(version, organisation, raw)
    renew()

    said = page(keeper, version)

    assert "37" not in text_of(said).split()  # which is how many answered
    assert "30 or more" in said
    assert "Early figures, treat with care" in said
    assert "Many give the highest answer: it may ask too little." in said
    assert '<a href="#statement-ASP-07">ASP-07</a>: ' in said
    assert 'id="statement-ASP-07"' in said
    assert "No figure stands out" not in said
    rows = list(
        csv.reader(io.StringIO(page(keeper, version, "statistics_csv").removeprefix("\ufeff")))
    )
    assert rows[0][:4] == ["Theme", "Code", "Statement", "Reversed"]
    assert len([row for row in rows if row and row[1].startswith("ASP-0")]) == 7
    shares = {cell for row in rows[1:43] for cell in row[10:14]}
    assert all(int(share.removesuffix("%")) % 5 == 0 for share in shares)


def test_page_costs_the_same_however_often_it_was_worked_out(
    version, organisation, keeper, renew, django_assert_num_queries
):
    everyone(version, organisation, sheets(30))
    renew()
    url = reverse("psychometrics:statistics", args=[version.pk])
    keeper.get(url)
    with django_assert_num_queries(7):
        keeper.get(url)

    for days in (1, 2):
        for row in sheets(10, seed=days):
            everyone(version, organisation, [row])
            Assessment.objects.filter(pk=Assessment.objects.latest("pk").pk).update(
                submitted_at=LATER + timedelta(days=days)
            )
        renew(LATER + timedelta(days=days))
    with django_assert_num_queries(7):
        keeper.get(url)


def test_work_is_done_and_logged_by_page(version, organisation, keeper, administrator):
    everyone(version, organisation, sheets(30))

    said = keeper.post(reverse("psychometrics:renew_statistics", args=[version.pk]), follow=True)
    again = keeper.post(reverse("psychometrics:renew_statistics", args=[version.pk]), follow=True)

    assert "The figures are worked out anew." in said.content.decode()
    assert "Too few people have finished" in again.content.decode()
    assert AuditEntry.objects.get(act="item_statistics.renewed").actor == administrator


def test_measured_precision_is_adopted_for_what_is_submitted_from_then_on(
    version, organisation, keeper, renew
):
    everyone(version, organisation, sheets(110))
    snapshot = renew()
    before = finished(version, organisation)

    said = keeper.post(reverse("psychometrics:adopt_precision", args=[version.pk]), follow=True)
    after, elsewhere = finished(version, organisation), finished(version, OrganisationFactory())

    measured = snapshot.figures["themes"][0]
    adopted = round(measured["alpha"], 2), round(measured["sd"], 1)
    assert "uses the measured values" in said.content.decode()
    assert [precision(one) for one in (before, after, elsewhere)] == [(0.8, 16), adopted, (0.8, 16)]
    overall = snapshot.figures["overall"]
    assert (after.overall_score.alpha, after.overall_score.sd) == (
        round(overall["alpha"], 2),
        round(overall["sd"], 1),
    )
    entry = AuditEntry.objects.get(act="precision.adopted")
    assert entry.details["ASP"] == f"alpha {adopted[0]:g}, SD {adopted[1]:g}"
    assert "Use the measured values" not in page(keeper, version)


def finished(version, organisation) -> Assessment:
    member = MembershipFactory(organisation=organisation)
    made = AssessmentFactory(member=member, version=version, answers=all_answers(bank()))
    submit_assessment(made.public_id, by=member.user, at=AT)
    return Assessment.objects.get(pk=made.pk)


def precision(assessment: Assessment) -> tuple[float, float]:
    score = ThemeScore.objects.get(assessment=assessment, theme__code="ASP")
    return score.alpha, score.sd


def test_precision_of_fewer_than_a_hundred_is_not_adopted(version, organisation, keeper, renew):
    everyone(version, organisation, sheets(99))
    renew()

    said = keeper.post(reverse("psychometrics:adopt_precision", args=[version.pk]), follow=True)

    assert "nothing newly measured" in said.content.decode()
    assert not AuditEntry.objects.filter(act="precision.adopted").exists()


def test_shared_bank_shows_each_organisation_its_own_people(version, organisation, keeper, renew):
    everyone(version, organisation, sheets(30))
    renew()
    other = OrganisationFactory(slug="elsewhere")

    response = keeper.get(
        reverse("psychometrics:statistics", args=[version.pk]), {"organisation": other.slug}
    )

    assert version.bank.organisation is None
    assert response.status_code == 404


def test_figures_are_rounded_half_up_as_scores_are():
    assert [statistics._share(percent) for percent in (2.5, 12.5, 62.4)] == ["5%", "15%", "60%"]
    assert [statistics.number_words(figure, 1) for figure in (3.05, 2.25, 2.24)] == [
        "3.1",
        "2.3",
        "2.2",
    ]
