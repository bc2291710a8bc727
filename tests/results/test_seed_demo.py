"""The made-up council: believable, the same each time, and never beside real data."""

from dataclasses import replace
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Avg, StdDev
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Membership, Organisation, Team, User
from assessments.models import Answer, AreaScore, Assessment, Campaign, ThemeScore
from results.management.commands import seed_demo
from results.management.demo.script import read_script
from results.models import Cell, Release
from tests.factories import OrganisationFactory, published

pytestmark = pytest.mark.django_db


def run(**options) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def _small(monkeypatch) -> None:
    """The same council with two teams."""
    script = read_script()
    monkeypatch.setattr(seed_demo, "read_script", lambda: replace(script, teams=script.teams[:2]))


# The smaller council runs the same statements.
@pytest.mark.any_database
def test_seed_demo_makes_people_at_every_stage_and_a_council_around_them():
    published()

    lines = run().splitlines()

    assert len(lines) == 1 + 14
    for line in lines[1:]:
        email, password, *_ = line.split()
        assert Client().login(email=email, password=password)
    tom = Assessment.objects.unfinished().get()
    assert (tom.member.user.name, tom.answers.count()) == ("Tom Ashdown", 17)
    grace = Assessment.objects.filter(member__user__name="Grace Okafor").order_by("submitted_at")
    first, second = (one.overall_score.score for one in grace)
    assert second > first
    assert ThemeScore.objects.filter(
        status="insufficient", assessment__member__user__name="Daniel Price"
    ).exists()
    _check_council()
    call_command("verify_scores", stdout=StringIO(), stderr=StringIO())


def _check_council() -> None:
    council = Organisation.objects.get(slug="ambleford")
    assert Team.objects.filter(organisation=council).count() == 30
    assert 230 <= Membership.objects.filter(role_grants__role="manager").count() <= 250
    *past, now = Campaign.objects.order_by("opens_at")
    assert now.is_open_at(timezone.now())
    assert [one.release.publishable for one in past] == [True, True, True]
    gaps = [(b.closes_at - a.closes_at).days for a, b in pairwise(past)]
    assert gaps == [182, 182]
    assert all(one.submitted_at <= timezone.now() for one in Assessment.objects.submitted())
    scored = ThemeScore.objects.filter(score__isnull=False)
    spread = scored.aggregate(mean=Avg("score"), sd=StdDev("score"))
    assert 55 < spread["mean"] < 75
    assert 10 < spread["sd"] < 22
    assert AreaScore.objects.filter(is_featured=True).exists()
    shown = Cell.objects.filter(group__release__campaign=past[-1], hidden="")
    assert shown.filter(statistic="goal_area", group__order=0).count() > 3
    assert shown.filter(statistic="theme_mean", group__kind="team").count() > 60


@pytest.mark.usefixtures("_small")
def test_seed_demo_can_be_run_again():
    published()
    first = run()
    before = _everything()

    assert run() == first
    assert _everything() == before


def _everything() -> list[int]:
    models = (Organisation, User, Membership, Campaign, Assessment, Answer, Release, AuditEntry)
    return [model.objects.count() for model in models]


@pytest.mark.usefixtures("_small")
def test_seed_demo_refuses_to_run_beside_real_organisations():
    published()
    OrganisationFactory()

    with pytest.raises(CommandError, match="not made up"):
        run()
    assert not Assessment.objects.exists()

    run(force=True)
    assert Assessment.objects.exists()


def test_seed_demo_without_a_bank_says_what_to_do_and_leaves_nothing():
    with pytest.raises(CommandError, match="import_bank"):
        run()

    assert not Organisation.objects.exists()
