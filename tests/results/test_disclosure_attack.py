"""The attacker on published cells of awkward organisations, and on cells without suppression."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from results.disclosure import (
    Distribution,
    Rules,
    Scores,
    Team,
    publish,
)
from tests.results.attacker import Attacker
from tests.results.councils import (
    BANDS,
    attacker,
    band_of,
    bands,
    council,
    groups_of,
    present,
    scores,
    shown,
    snapshot,
    staff,
    statement,
)


@st.composite
def organisations(draw):
    """Small, awkward organisations: deep trees, grades that nearly coincide with teams, gaps."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(1, 7))
    teams = [Team("Org")]
    for number in range(count):
        parent = teams[draw(st.integers(0, number))].code
        teams.append(Team(f"{parent}>{number}", parent))
    sizes = [draw(st.integers(0, 14)) for _ in teams]
    homes = tuple(t.code for t, size in zip(teams, sizes, strict=True) for _ in range(size))
    n = len(homes)
    grades = tuple(f"grade={number}" for number in range(draw(st.integers(0, 3))))
    place = {team.code: number for number, team in enumerate(teams)}
    odd = draw(st.sampled_from([0.0, 0.1, 0.5]))
    choice = [
        int(rng.integers(len(grades))) if rng.random() < odd else place[home] % len(grades)
        for home in (homes if grades else ())
    ]
    # Some organisations have teams and grades whose people answer alike, so that cells are empty.
    middle = np.full(n, draw(st.sampled_from([10.0, 50.0, 70.0, 95.0])))
    if grades and draw(st.booleans()):
        middle = np.array(
            [(20, 60, 90)[(at + place[h]) % 3] for at, h in zip(choice, homes, strict=True)]
        )
    values = rng.normal(middle, draw(st.sampled_from([3, 15])), n)
    values = np.round(np.clip(values, 0, 100) * 28 / 100) * 100 / 28
    values[rng.random(n) < draw(st.sampled_from([0, 0.1, 0.3]))] = np.nan
    kinds = rng.choice(3, size=n, p=draw(st.sampled_from([(0.5, 0.3, 0.2), (0.8, 0.2, 0.0)])))
    return snapshot(
        tuple(teams),
        homes,
        scores(values, sd="theme_sd", median="theme_median"),
        bands(values),
        statement(kinds),
        attribute=grades,
        attribute_of=tuple(grades[at] for at in choice),
    )


SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SLOW
@given(organisations(), st.sampled_from([5, 6]))
def test_attacker_finds_no_small_set(snap, k):
    release = publish(snap, Rules(k))

    mean, band, share = (attacker(release.cells, snap, measure) for measure in snap.measures)
    assert mean.small_sums(k, "theme_mean") == []
    assert mean.small_sums(k, "theme_sd", "theme_median") == []
    assert band.small_sums(k, "band_share") == []
    assert share.small_sums(k, "question_favourable", "question_neutral", "question_other") == []


@SLOW
@given(organisations())
def test_attacker_bounds_nobody_closely(snap):
    release = publish(snap)

    limits = attacker(release.cells, snap, snap.measures[0]).bounds("theme_mean")

    assert [who for who, (least, most) in limits.items() if most - least < 16 - 1e-6] == []
    assert [who for who, (least, most) in limits.items() if band_of(least) == band_of(most)] == []


@pytest.mark.parametrize("others", [5, 9, 14, 30])
@pytest.mark.parametrize("value", [2, 6, 11, 50, 90, 95, 99])
def test_mean_of_a_hidden_team_does_not_follow_from_an_extreme_one(others, value):
    teams, homes = staff({"A": 4}, others)
    snap = snapshot(teams, homes, scores([value] * len(homes)))

    cells = publish(snap).cells

    found = attacker(cells, snap, snap.measures[0]).bounds_of_small_groups("theme_mean", 5)
    [(least, most)] = found.values()
    assert most - least >= 16


@st.composite
def lopsided(draw):
    """Larger teams in which one band is missing, and grades in which another is."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    teams = (Team("Org"), *(Team(code, "Org") for code in "ABC"))
    place = np.repeat([0, 1, 2], [draw(st.integers(10, 18)) for _ in range(3)])
    grade = np.where(rng.random(len(place)) < 0.2, rng.integers(0, 2, len(place)), place % 2)
    values = [
        rng.choice([band for band in range(3) if band not in (at, 2 - cut)] or [1])
        for at, cut in zip(place, grade, strict=True)
    ]
    return snapshot(
        teams,
        tuple("ABC"[at] for at in place),
        scores(rng.normal(60, 15, len(place))),
        Distribution("ASP", "ASP", np.array(values), BANDS),
        statement(values),
        attribute=("grade=0", "grade=1"),
        attribute_of=tuple(f"grade={at}" for at in grade),
    )


@settings(SLOW, max_examples=25)
@given(organisations() | lopsided())
def test_attacker_settles_nobodys_band_or_answer(snap):
    release = publish(snap)

    _, band, share = (attacker(release.cells, snap, measure) for measure in snap.measures)
    assert band.certain("band_share", BANDS) == []
    assert share.certain("question_favourable", ("in", "out"), inside="in") == []


# The attacker without suppression, without which the tests above would prove nothing


def naive(snap, minimum):
    """Every group of enough people with every figure, and nothing held back to protect others."""
    cells = []
    for measure in snap.measures:
        there = present(snap, measure)
        for group, people in groups_of(snap).items():
            at = [index for index, p in enumerate(snap.people) if p in people & there]
            if len(at) >= minimum:
                cells += naive_cells(group, measure, measure.values[at])
    return cells


def naive_cells(group, measure, values):
    def cell(statistic, value, *parts):
        return {
            "group": group,
            "statistic": statistic,
            "code": measure.code,
            "parts": list(parts),
            "n": len(values),
            "value": float(value),
            "bound": None,
            "hidden": None,
        }

    if isinstance(measure, Scores):
        return [cell("theme_mean", np.floor(np.mean(values) + 0.5))]
    if isinstance(measure, Distribution):
        shares = [100 * np.mean(values == at) for at in range(3)]
        return [
            cell("band_share", np.floor(share + 0.5), band)
            for share, band in zip(shares, BANDS, strict=True)
        ]
    return [cell("question_favourable", np.floor(100 * np.mean(values == 0) + 0.5))]


@pytest.mark.parametrize("minimum", [1, 5])
def test_attacker_succeeds_without_suppression(minimum):
    snap = council()
    mean, band, share = snap.measures
    cells = naive(snap, minimum)

    def against(measure):
        own = [c for c in cells if c["code"] == measure.code]
        return Attacker(own, groups_of(snap), present(snap, measure))

    sets = against(mean).small_sums(5, "theme_mean")
    assert min(len(people) for people in sets) == 1
    limits = against(mean).bounds("theme_mean")
    assert min(most - least for least, most in limits.values()) < 20
    assert against(band).certain("band_share", BANDS) != []
    assert against(share).small_sums(5, "question_favourable") != []


def test_attacker_fails_on_the_same_council_with_suppression():
    snap = council()
    release = publish(snap)
    mean, band, share = (attacker(release.cells, snap, measure) for measure in snap.measures)

    assert len(shown(release)) > 1
    assert mean.small_sums(5, "theme_mean") == []
    assert min(most - least for least, most in mean.bounds("theme_mean").values()) > 50
    assert band.certain("band_share", BANDS) == []
    assert share.small_sums(5, "question_favourable") == []
