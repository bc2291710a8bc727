"""Tests of what the close reads: who counts, whatever else happens while it reads."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from accounts.models import Organisation
from assessments.models import Campaign
from banks.models import BankVersion
from results.disclosure import Distribution, Scores, Share
from results.queries import groups, snapshot
from results.queries.snapshot import close_of, rules_of
from tests.factories import CampaignFactory, MembershipFactory, bank
from tests.results.published import CLOSES, OPENS, answered


@pytest.fixture
def campaign(organisation: Organisation, version: BankVersion) -> Campaign:
    return CampaignFactory(
        organisation=organisation, version=version, opens_at=OPENS, closes_at=CLOSES
    )


@pytest.mark.parametrize(
    ("asked", "thresholds"),
    [
        ({}, (6, 10, 3)),
        ({"min_group_n": 8, "min_n_for_sd": 15, "min_cell": 4}, (8, 15, 4)),
        ({"min_group_n": 5, "min_n_for_item_results": 12}, (6, 12, 3)),
    ],
)
def test_a_bank_may_ask_for_more_people_than_the_campaign(asked, thresholds):
    scoring = replace(bank().scoring, anonymity=replace(bank().scoring.anonymity, **asked))

    rules = rules_of(replace(bank(), scoring=scoring), 6)

    assert (rules.smallest, rules.spread_minimum, rules.fewest_in_cell) == thresholds


def contributions(campaign: Campaign) -> list[list[float]]:
    return [
        np.nan_to_num(np.asarray(measure.values, dtype=float), nan=-9).tolist()
        for measure in close_of(campaign, at=CLOSES).snapshot.measures
    ]


@pytest.mark.parametrize("habit", [1, 5])
def test_who_submits_while_the_close_reads_is_taken_for_nobody_else(
    campaign, organisation, monkeypatch, habit
):
    """The one who comes in between started first, in the middle or last; the others stay as they are."""
    members = [MembershipFactory(organisation=organisation) for _ in range(7)]
    sittings = {
        place: answered(members[place], campaign, 2 + place % 3, OPENS) for place in range(7)
    }
    for place in (0, 3, 6):
        late = sittings[place]
        type(late).objects.filter(pk=late.pk).update(submitted_at=None)
    before = contributions(campaign)
    read = groups.team_tree

    def submitted_meanwhile(organisation_id, **options):
        for place in (0, 3, 6):
            late = sittings[place]
            value = {"value": habit}
            late.answers.update(**value)
            type(late).objects.filter(pk=late.pk).update(submitted_at=CLOSES - timedelta(seconds=1))
        return read(organisation_id, **options)

    monkeypatch.setattr(groups, "team_tree", submitted_meanwhile)
    assert contributions(campaign) == before


def test_bands_count_from_the_lowest_however_the_bank_lists_them(
    campaign, organisation, monkeypatch
):
    for habit in (1, 1, 3, 4, 5):
        answered(MembershipFactory(organisation=organisation), campaign, habit, OPENS)
    as_listed = _bands_of(campaign)

    turned = replace(bank(), bands=tuple(reversed(bank().bands)))
    monkeypatch.setattr(snapshot, "source_of", lambda version: turned)
    assert _bands_of(campaign) == as_listed


def _bands_of(campaign: Campaign) -> list[list[str]]:
    measures = close_of(campaign, at=CLOSES).snapshot.measures
    return [
        [measure.categories[place] for place in measure.values]
        for measure in measures
        if isinstance(measure, Distribution)
    ]


def test_a_bank_without_bands_asks_for_no_shares_of_bands(campaign, organisation, monkeypatch):
    answered(MembershipFactory(organisation=organisation), campaign, 3, OPENS)
    monkeypatch.setattr(snapshot, "source_of", lambda version: replace(bank(), bands=()))

    kinds = {type(one) for one in close_of(campaign, at=CLOSES).snapshot.measures}
    assert kinds == {Scores, Share}
