"""Made-up organisations to measure with: right by the scorer, the same each time, and not on a real service."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Avg

from accounts.models import Membership, Organisation, Team
from assessments.management.commands import seed_load
from assessments.models import Answer, Assessment, Campaign, ThemeScore
from tests.factories import published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few_originals(monkeypatch, settings) -> None:
    monkeypatch.setattr(seed_load, "ORIGINALS", 6)
    monkeypatch.setattr(seed_load, "CHUNK", 10)
    settings.DEBUG = True


def run(**options) -> list[str]:
    out = StringIO()
    call_command("seed_load", stdout=out, stderr=StringIO(), **options)
    return out.getvalue().split()


def test_seed_load_makes_what_is_asked_for_with_scores_that_are_right():
    published()

    slugs = run(organisations=2, people=24, teams=9)

    assert slugs == ["load-1-load", "load-2-load"]
    for organisation in Organisation.objects.all():
        members = Membership.objects.filter(organisation=organisation)
        assert members.values("assessments").distinct().count() == 24
        assert Team.objects.filter(organisation=organisation).count() == 9
    assert ThemeScore.objects.aggregate(Avg("score"))["score__avg"] > 40
    call_command("verify_scores", stdout=StringIO())


def test_seed_load_makes_the_same_people_each_time():
    published()

    run(people=12, prefix="one", themes_only=True)
    run(people=12, prefix="two", themes_only=True)
    run(people=12, prefix="three", themes_only=True, seed=2)

    one, two, three = (
        list(
            ThemeScore.objects.filter(assessment__campaign=campaign)
            .order_by("assessment", "theme")
            .values_list("assessment__member__attributes__grade", "score")
        )
        for campaign in Campaign.objects.order_by("pk")
    )
    assert one == two
    assert one != three
    assert not Answer.objects.exclude(question__kind="theme").exists()


def test_seed_load_stays_away_from_a_real_service(settings):
    published()
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG is off"):
        run(people=3)
    assert not Organisation.objects.exists()

    run(people=3, force=True)
    with pytest.raises(CommandError, match="Use another --prefix"):
        run(people=3, force=True)
    assert Assessment.objects.count() == 3


def test_seed_load_wants_a_bank_and_people():
    with pytest.raises(CommandError, match="import_bank"):
        run(people=3)
    with pytest.raises(CommandError, match="one person at least"):
        run(people=0)
