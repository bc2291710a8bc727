"""How many changed in which way: of enough of the same people, and never that somebody went up or down."""

import io
from datetime import timedelta

import numpy as np
import pytest
from django.urls import reverse
from openpyxl import load_workbook
from scipy.optimize import Bounds, LinearConstraint, milp

from accounts.models import Membership, Organisation
from assessments.models import ThemeScore
from leadership.instrument import Reliability
from leadership.scoring import reliable_change
from results.actions import close_campaign
from results.disclosure import Distribution, Hidden, Matched, Scores, Snapshot, audit, publish
from results.models import Cell, Release
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory
from tests.results.attacker import counts_allowed
from tests.results.councils import groups_of, scores, several, snapshot, staff, varied
from tests.results.published import answered, text_of, workbook_rows
from tests.results.test_matched import FIRST, HALF_A_YEAR
from tests.worker import fetched

LABELS = ("CLEAR_DOWN", "POSSIBLE_DOWN", "NONE", "POSSIBLE_UP", "CLEAR_UP")
POINTS = (-30.0, -15.0, 2.0, 15.0, 30.0)  # a change with each label
DOWN, UP = (0, 1), (3, 4)


def changed(teams, homes, labels, *, alike=(DOWN, UP), **more) -> Snapshot:
    """Everybody was in both campaigns, in the same group, and changed by so much."""
    labels = np.array(labels)
    alone = snapshot(teams, homes, scores(varied(len(homes))), **more)
    change = Scores(
        "ASP", "ASP", np.array([POINTS[label] for label in labels]), mean="matched_change",
        low=-100, high=100, cuts=(0, 1),
        labels=Distribution(
            "ASP", "ASP", labels, LABELS, statistic="change_share", alike=tuple(alike)
        ),
        matched=Matched(
            {group: list(people) for group, people in groups_of(alone).items()},
            scored_now=np.ones(len(labels), bool), under=("theme_mean", "ASP"),
        ),
    )  # fmt: skip
    return snapshot(teams, homes, scores(varied(len(homes))), change, **more)


def parts(release, group="Org"):
    return {cell.parts: cell.value for cell in several(release, group, "change_share")}


def test_shares_are_of_the_labels_and_small_ones_are_merged():
    snap = changed(*staff({}, 20), [0] + [1] * 3 + [2] * 10 + [3] * 2 + [4] * 4)

    assert parts(publish(snap)) == {
        ("CLEAR_DOWN", "POSSIBLE_DOWN"): 20,
        ("NONE", "POSSIBLE_UP"): 60,
        ("CLEAR_UP",): 20,
    }


@pytest.mark.parametrize(("people", "hidden"), [(9, Hidden.TOO_FEW), (10, None)])
def test_shares_need_ten_people_who_were_in_both(people, hidden):
    cells = several(publish(changed(*staff({}, people), [2, 2, 2, 4, 4, 4, 2, 2, 4, 4][:people])),
                    "Org", "change_share")  # fmt: skip

    assert {cell.hidden for cell in cells} == {hidden}


@pytest.mark.parametrize("way", [DOWN, UP])
def test_all_of_a_group_in_one_direction_are_not_told_so_by_two_labels(way):
    labels = [way[person % 2] for person in range(12)]

    careless = publish(changed(*staff({}, 12), labels, alike=()))
    release = publish(changed(*staff({}, 12), labels))

    assert set(parts(careless).values()) == {0, 50}
    assert {c.hidden for c in several(release, "Org", "change_share")} == {Hidden.ALIKE}


def test_direction_of_those_left_over_does_not_follow():
    """All of B went up; beside A and the whole that would follow."""
    teams, homes = staff({"A": 12, "B": 12})
    snap = changed(teams, homes, [2, 2, 2, 3, 3, 3, 0, 0, 0, 4, 4, 4] + [3, 4] * 6)

    release = publish(snap)

    shown = {c.group for c in release.cells if c.statistic == "change_share" and not c.hidden}
    assert shown == {"Org"}
    assert audit(snap, release.cells) == ()


def must(snap, release, kind):
    """People who must be in a set of labels, by whole-number programs over every shown share."""
    groups, people, width = groups_of(snap), len(snap.people), len(LABELS)
    rows = [np.kron(np.eye(people)[at], np.ones(width)) for at in range(people)]
    least, most = [1.0] * people, [1.0] * people
    for cell in release.cells:
        if cell.statistic == "change_share" and cell.hidden is None:
            inside = np.array([person in groups[cell.group] for person in snap.people], float)
            chosen = np.array([label in cell.parts for label in LABELS], float)
            few, many = counts_allowed({"hidden": None, "value": cell.value}, inside.sum())
            rows.append(np.kron(inside, chosen))
            least.append(few)
            most.append(many)
    shares = LinearConstraint(np.array(rows), least, most)
    found = []
    for at in range(people):
        costs = np.zeros(people * width)
        costs[[at * width + label for label in kind]] = 1
        answer = milp(
            costs, constraints=shares, bounds=Bounds(0, 1), integrality=np.ones(len(costs))
        )
        found += [at] if answer.fun > 0.5 else []
    return found


def crossing(seed):
    """Two teams in two grades, of whom those of one team and grade nearly all went one way."""
    rng = np.random.default_rng(seed)
    teams, homes = staff({"A": 12, "B": 12})
    grades = tuple(f"grade={int(rng.random() < 0.35)}" for _ in homes)
    labels = [
        int(rng.choice(UP if (home, grade) == ("A", "grade=1") else [0, 2, 4]))
        for home, grade in zip(homes, grades, strict=True)
    ]
    return (teams, homes, labels), {"attribute": ("grade=0", "grade=1"), "attribute_of": grades}


@pytest.mark.parametrize("seed", range(6))
def test_attacker_settles_nobodys_direction(seed):
    given, more = crossing(seed)
    snap = changed(*given, **more)

    release = publish(snap)

    assert release.publishable
    for kind in (DOWN, UP):
        assert must(snap, release, kind) == []


def test_attacker_settles_directions_where_no_labels_say_the_same():
    """Else the test above would prove nothing."""
    teams, homes = staff({"A": 12, "B": 12})
    labels = [3, 4] * 6 + [0, 2, 4] * 4

    careless = changed(teams, homes, labels, alike=())

    assert must(careless, publish(careless), UP) == list(range(12))


# From answers to pages


@pytest.fixture
def second(organisation: Organisation, version, hr_lead) -> Release:
    """Twenty-four people twice: ten stay as they are, eight rise far and six fall far."""
    team = TeamFactory(organisation=organisation, name="Housing")
    people = [MembershipFactory(organisation=organisation, team=team) for _ in range(24)]
    return [_round(number, people, version) for number in (0, 1)][-1]


def _round(number: int, people: list[Membership], version, *, days: int = 0) -> Release:
    opens = FIRST + (timedelta(days=days) if days else HALF_A_YEAR) * number
    campaign = CampaignFactory(
        organisation=people[0].organisation, version=version, slug=f"round-{number}",
        opens_at=opens, closes_at=opens + timedelta(days=28),
    )  # fmt: skip
    for place, member in enumerate(people):
        turn = 0 if place < 10 else 2 if place < 18 else -1
        answered(member, campaign, 3 + number * turn, opens)
    return close_campaign(campaign, by=None, at=opens + timedelta(days=28))


def test_labels_are_those_of_the_people_and_on_page_and_in_every_file(
    second, organisation, client_of, hr_lead
):
    client = client_of(hr_lead)
    urls = {name: reverse(f"results:{name}", args=["round-1"]) for name in
            ("change", "results_pdf", "results_csv")}  # fmt: skip

    found = {
        tuple(cell.parts): cell.value
        for cell in Cell.objects.filter(
            group__release=second, group__order=0, statistic="change_share", code="ASP"
        )
    }
    page = client.get(urls["change"]).content.decode()
    pdf = " ".join(text_of(fetched(client, urls["results_pdf"]).content).split())

    assert found == expected("ASP")
    words = f"lear increase {int(found['CLEAR_UP',])}%"
    assert words in page
    assert words in pdf
    assert "change_share,ASP" in fetched(client, urls["results_csv"]).content.decode()
    change = next(row for row in workbook_rows(client, "round-1", "Change"))
    assert change["Clear increase"] == found["CLEAR_UP",] / 100
    # Whose average rose has people who fell: the note on falls stands there all the same.
    assert "A lower score is not a failure." in page
    assert "Possible increase 0%" not in page


def expected(theme: str) -> dict[tuple[str, ...], int]:
    """The share of each label by the rule for one person; large enough here for nothing to be merged."""
    codes = []
    for now in ThemeScore.objects.filter(
        assessment__campaign__slug="round-1", theme__code=theme
    ).select_related("assessment"):
        then = ThemeScore.objects.get(
            assessment__campaign__slug="round-0", theme__code=theme,
            assessment__member=now.assessment.member_id,
        )  # fmt: skip
        codes.append(reliable_change(then.score, now.score, Reliability(now.alpha, now.sd)).code)
    assert all(codes.count(code) >= 3 for code in set(codes))
    return {(code,): int(100 * codes.count(code) / 24 + 0.5) for code in LABELS}


def test_there_are_no_labels_where_it_is_too_soon_to_compare(organisation, version):
    people = [MembershipFactory(organisation=organisation) for _ in range(12)]

    soon = [_round(number, people, version, days=40) for number in (0, 1)][-1]

    assert soon.earlier is not None
    assert not Cell.objects.filter(group__release=soon, statistic="change_share").exists()


def test_so_soon_no_change_is_called_clear_on_any_page_or_in_any_file(
    organisation, version, client_of, hr_lead
):
    """As in a person's own report; what moved by 25 points in three weeks may be what they remember."""
    people = [MembershipFactory(organisation=organisation) for _ in range(18)]
    soon = [_round(number, people, version, days=40) for number in (0, 1)][-1]
    client = client_of(hr_lead)

    change = client.get(reverse("results:change", args=["round-1"])).content.decode()
    overview = client.get(reverse("results:results", args=["round-1"])).content.decode()
    rows = fetched(client, reverse("results:results_csv", args=["round-1"])).content.decode()
    pdf = text_of(fetched(client, reverse("results:results_pdf", args=["round-1"])).content)

    shown = Cell.objects.filter(group__release=soon, statistic="matched_change", hidden="")
    assert max(shown.values_list("value", flat=True)) >= 15
    assert "it is too soon to compare" in change
    assert "It is too soon to compare with" in overview
    summary = fetched(client, reverse("results:results_xlsx", args=["round-1"])).content
    book = load_workbook(io.BytesIO(summary))
    sheet = book.worksheets[0]
    assert "Change" not in book.sheetnames
    assert not {cell.value for row in sheet for cell in row} & {15, 16, 17, 18, 19}
    for words in (change, overview, pdf, rows):
        assert "clearly higher" not in words
        assert "with 95% confidence" not in words
