"""Item statistics of each language beside each other: all or none, and never of the few who have come since."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.models import Answer, Assessment
from psychometrics.actions import renew_item_statistics
from psychometrics.presenters.languages import present_languages
from tests.factories import MembershipFactory
from tests.psychometrics.test_items import AT, everyone, sheets, submitted

LATER = AT + timedelta(days=30)
LAST = AT + timedelta(days=60)


def answered_in_welsh(version, organisation, people: int, *, at=AT, seed: int = 8) -> None:
    for row in sheets(people, seed):
        one = submitted(MembershipFactory(organisation=organisation), version, row, at=at)
        one.answers.update(language="cy")


@pytest.fixture
def renew(version, organisation, administrator):
    return lambda at=LATER: renew_item_statistics(
        version, organisation=organisation, by=administrator, at=at
    )


def test_figures_of_two_languages_stand_beside_each_other(
    version, organisation, renew, client_of, administrator
):
    everyone(version, organisation, sheets(40))
    answered_in_welsh(version, organisation, 30)

    found = present_languages(renew(), version.pk)

    assert found.languages == ("English", "Welsh")
    assert found.rows[0].figures[0] == "40 or more"
    assert found.rows[0].figures[3] == "30 or more"
    page = client_of(administrator).get(reverse("psychometrics:statistics", args=[version.pk]))
    assert "Do not compare the means of two languages yet" in page.content.decode()


@pytest.mark.parametrize("welsh", [0, 1, 29])
def test_nothing_is_shown_by_language_where_one_has_too_few(version, organisation, renew, welsh):
    everyone(version, organisation, sheets(40))
    answered_in_welsh(version, organisation, welsh)

    assert renew().by_language == {}


def test_whoever_changed_language_on_the_way_belongs_to_the_last_one(version, organisation, renew):
    everyone(version, organisation, sheets(30))
    answered_in_welsh(version, organisation, 30)
    for one in Assessment.objects.all():
        if one.answers.filter(language="").exists():
            first = one.answers.earliest("pk")
            Answer.objects.filter(pk=first.pk).update(language="cy")

    found = renew().by_language["languages"]

    assert [one["themes"][0]["n"] for one in found.values()] == [30, 30]


def test_figures_by_language_stay_until_enough_have_come_in_each(version, organisation, renew):
    everyone(version, organisation, sheets(30))
    answered_in_welsh(version, organisation, 30)
    first = renew()
    # Enough for the whole, and one alone in Welsh: the difference would be that person's answers.
    for row in sheets(10, 3):
        submitted(
            MembershipFactory(organisation=organisation), version, row, at=LATER + timedelta(1)
        )
    answered_in_welsh(version, organisation, 1, at=LATER + timedelta(1))

    second = renew(LAST)

    assert second.by_language == first.by_language
    answered_in_welsh(version, organisation, 20, at=LAST + timedelta(1), seed=2)
    for row in sheets(10, 4):
        submitted(
            MembershipFactory(organisation=organisation), version, row, at=LAST + timedelta(1)
        )
    third = renew(LAST + timedelta(days=2))
    assert third.by_language["languages"]["cy"]["themes"][0]["n"] == 51


def test_figures_by_language_would_tell_of_the_one_who_came_without_the_rule(
    version, organisation, renew, monkeypatch
):
    everyone(version, organisation, sheets(30))
    answered_in_welsh(version, organisation, 30)
    first = renew()
    for row in sheets(10, 3):
        submitted(
            MembershipFactory(organisation=organisation), version, row, at=LATER + timedelta(1)
        )
    answered_in_welsh(version, organisation, 1, at=LATER + timedelta(1))
    monkeypatch.setattr("psychometrics.actions._may_renew", lambda *_given, **_named: True)

    second = renew(LAST)

    before, after = (
        one.by_language["languages"]["cy"]["themes"][0]["questions"][0] for one in (first, second)
    )
    learned = after["mean"] * after["n"] - before["mean"] * before["n"]
    assert learned == pytest.approx(round(learned))
    assert 1 <= round(learned) <= 5
