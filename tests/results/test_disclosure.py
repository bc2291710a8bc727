"""The rules of what may be shown, one at a time, on worked cases and small organisations."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from results.disclosure import (
    ABSENT,
    Distribution,
    Hidden,
    Matched,
    Rules,
    Scores,
    Share,
    Snapshot,
    Team,
    audit,
    decide_only,
    publish,
)
from tests.results.councils import (
    BANDS,
    attacker,
    bands,
    council,
    only,
    scores,
    several,
    shown,
    snapshot,
    staff,
    statement,
    varied,
)

EXAMPLES = YAML(typ="safe").load(
    (Path(__file__).parents[1] / "leadership" / "scoring_examples.yaml").read_text()
)


# The worked cases of scoring_examples.yaml


@pytest.mark.parametrize("case", EXAMPLES["suppression"])
def test_worked_case_of_nested_teams(case):
    teams, homes = staff(case["groups"], case["direct_members"])

    release = publish(snapshot(teams, homes, scores(varied(len(homes)))), Rules(case["k"]))

    why = {cell.group: cell.hidden for cell in release.cells if cell.statistic == "people"}
    assert why == {
        "Org": None,
        **dict.fromkeys(case["published"]),
        **dict.fromkeys(case["primary"], Hidden.TOO_FEW),
        **dict.fromkeys(case["complementary"], Hidden.PROTECTS_OTHERS),
    }
    assert shown(release) == {"Org", *case["published"]}


def test_worked_case_of_statistics():
    example = EXAMPLES["team"]
    values = np.array(example["sums_of_28"]) * 100 / 28
    measure = scores(values, sd="theme_sd", median="theme_median")
    teams, homes = staff({}, example["n"])

    release = publish(snapshot(teams, homes, measure, bands(values)))

    assert only(release, "Org", "theme_mean").value == example["display_mean"]
    assert only(release, "Org", "theme_sd").value == 12.2
    assert only(release, "Org", "theme_median").value == 64
    assert [(c.parts, c.value, c.n) for c in several(release, "Org", "band_share")] == [
        (("DEV", "EST"), 67, 12),
        (("EMB",), 33, 12),
    ]


def test_worked_case_of_a_statement():
    keyed = EXAMPLES["team"]["item_example"]["keyed"]
    values = [ABSENT if k is None else 0 if k > 3 else 1 if k == 3 else 2 for k in keyed]
    teams, homes = staff({}, len(keyed))

    release = publish(snapshot(teams, homes, statement(values)))

    figures = {
        c.statistic: (c.value, c.n, c.hidden) for c in release.cells if c.statistic != "people"
    }
    assert figures == {
        "question_favourable": (64, None, None),  # one of twelve missing: "nearly everyone"
        "question_neutral": (None, None, Hidden.MERGED),
        "question_unfavourable": (None, None, Hidden.MERGED),
        "question_other": (36, None, None),
    }


# One rule at a time


def test_small_organisation_has_no_results():
    teams, homes = staff({"A": 4})

    release = publish(snapshot(teams, homes, scores(varied(4))))

    assert (release.publishable, release.cells) == (False, ())
    assert release.reasons == ("organisation_too_small",)


def test_descendants_of_hidden_group_are_hidden():
    teams = (Team("Org"), Team("A", "Org"), Team("A1", "A"), Team("B", "Org"), Team("C", "Org"))
    homes = ("A1",) * 6 + ("B",) * 13 + ("C",) * 2

    release = publish(snapshot(teams, homes, scores(varied(21))))

    assert only(release, "A", "theme_mean").hidden == Hidden.PROTECTS_OTHERS
    assert only(release, "A1", "theme_mean").hidden == Hidden.INSIDE_HIDDEN
    assert shown(release) == {"Org", "B"}


@pytest.mark.parametrize(("size", "kept"), [(20, {"A", "A1", "A2", "A3"}), (37, {"B"})])
def test_group_is_hidden_that_costs_least_with_the_groups_inside_it(size, kept):
    # Two people are directly in the organisation. A has eighteen, who are in its teams once more.
    teams = (*staff({"A": 0, "B": 0})[0], *(Team(f"A{number}", "A") for number in (1, 2, 3)))
    homes = ("Org",) * 2 + ("A1", "A2", "A3") * 6 + ("B",) * size

    release = publish(snapshot(teams, homes, scores(varied(len(homes)))))

    assert shown(release) == {"Org", *kept}


def test_group_is_hidden_whose_hiding_alone_is_enough():
    # Hiding A, the smallest, would leave too many alike beside B and C, and another would have to go.
    teams, homes = staff({"A": 11, "B": 15, "C": 17}, 11)
    counts = [(2, 0, 9), (0, 6, 5), (7, 6, 2), (9, 5, 3)]
    values = np.concatenate([np.repeat([0, 1, 2], each) for each in counts])

    release = publish(snapshot(teams, homes, Distribution("ASP", "ASP", values, BANDS)))

    assert shown(release, "band_share") == {"Org", "A", "C"}


def test_equal_groups_are_hidden_in_code_order():
    teams, homes = staff({"B": 7, "A": 7, "C": 3})

    assert shown(publish(snapshot(teams, homes, scores(varied(17))))) == {"Org", "B"}


def test_rules_hold_on_the_number_with_this_theme():
    teams, homes = staff({"A": 9, "B": 7})
    values = varied(16)
    values[-3:] = np.nan  # four of B have the score

    release = publish(snapshot(teams, homes, scores(values), scores(varied(16), "EMA")))

    assert only(release, "B", "theme_mean").hidden == Hidden.TOO_FEW
    assert only(release, "A", "theme_mean").hidden == Hidden.PROTECTS_OTHERS
    assert only(release, "A", "theme_mean", "EMA").hidden is None


def test_group_that_skipped_a_theme_altogether_is_not_given_away():
    teams, homes = staff({"A": 9, "B": 9, "C": 6})
    values = varied(24)
    values[-6:] = np.nan

    release = publish(snapshot(teams, homes, scores(values)))

    assert shown(release) == {"Org", "B"}  # with A shown too, all of C would be known


def test_residual_of_a_statement_needs_ten_people():
    teams, homes = staff({"A": 14, "B": 7})

    release = publish(snapshot(teams, homes, statement([0, 0, 0, 1, 1, 1, 2] * 3)))

    assert shown(release, "question_favourable") == {"Org"}


@pytest.mark.parametrize(("missing", "n"), [(0, 20), (1, None), (2, None), (3, 17)])
def test_own_number_is_printed_where_it_says_nothing_about_one_person(missing, n):
    teams, homes = staff({}, 20)
    values = varied(20)
    values[:missing] = np.nan

    assert only(publish(snapshot(teams, homes, scores(values))), "Org", "theme_mean").n == n


def test_numbers_of_missing_do_not_follow_by_subtraction():
    teams, homes = staff({"A": 20, "B": 20})
    values = varied(40)
    values[[0, 1, 2, 3, 20]] = np.nan  # four in A, one in B

    release = publish(snapshot(teams, homes, scores(values)))

    numbers = [only(release, group, "theme_mean").n for group in ("Org", "A", "B")]
    assert numbers == [35, 16, None]


@pytest.mark.parametrize(
    ("counts", "parts"),
    [
        ((4, 4, 4), ["DEV", "EST", "EMB"]),
        ((1, 7, 4), ["DEV+EST", "EMB"]),
        ((7, 3, 2), ["DEV", "EST+EMB"]),
        ((5, 1, 6), ["DEV+EST", "EMB"]),
        ((0, 6, 6), ["DEV", "EST", "EMB"]),
        ((2, 0, 10), None),
        ((1, 1, 10), None),
        ((12, 0, 0), None),
        ((1, 11, 0), None),
    ],
)
def test_small_cells_of_a_distribution_are_merged(counts, parts):
    teams, homes = staff({}, 12)
    values = Distribution("ASP", "ASP", np.repeat([0, 1, 2], counts), BANDS)

    release = publish(snapshot(teams, homes, values, scores(varied(12))))

    cells = several(release, "Org", "band_share")
    if parts is None:
        assert [cell.hidden for cell in cells] == [Hidden.ALIKE]
    else:
        assert ["+".join(cell.parts) for cell in cells] == parts


@pytest.mark.parametrize(
    ("inside", "value", "hidden"),
    [
        (0, None, Hidden.FEW_OR_NONE),
        (2, None, Hidden.FEW_OR_NONE),
        (3, 25, None),
        (9, 75, None),
        (10, None, Hidden.NEARLY_EVERYONE),
        (12, None, Hidden.NEARLY_EVERYONE),
    ],
)
def test_share_needs_three_inside_and_three_outside(inside, value, hidden):
    teams, homes = staff({}, 12)
    flags = np.array([0] * inside + [1] * (12 - inside))
    share = Share("LA1", "LA1", flags, statistic="area_top_three", rest=())

    release = publish(snapshot(teams, homes, share, scores(varied(12))))

    cell = only(release, "Org", "area_top_three", "LA1")
    assert (cell.value, cell.hidden) == (value, hidden)


@pytest.mark.parametrize(
    ("n", "value", "shown_as"),
    [
        (20, 99, (97, "at_least")),
        (20, 96.4, (96, None)),
        (20, 1, (3, "at_most")),
        (19, 98, (97, "at_least")),
        (8, 98, (92, "at_least")),  # at 97, any four of them would be known within 7 points
        (5, 98, (87, "at_least")),
        (5, 5, (13, "at_most")),
    ],
)
def test_ends_of_the_scale_are_coded(n, value, shown_as):
    teams, homes = staff({}, n)

    cell = only(publish(snapshot(teams, homes, scores([value] * n))), "Org", "theme_mean")

    assert (cell.value, cell.bound) == shown_as


def test_spread_is_not_shown_for_people_who_are_alike():
    teams, homes = staff({}, 12)
    measure = scores([60.0] * 6 + [61.0] * 6, sd="theme_sd", median="theme_median")

    release = publish(snapshot(teams, homes, measure))

    assert only(release, "Org", "theme_sd").hidden == Hidden.ALIKE
    assert only(release, "Org", "theme_median").hidden == Hidden.ALIKE
    assert only(release, "Org", "theme_mean").value == 61


def test_smallest_group_can_be_raised_but_not_lowered():
    teams, homes = staff({"A": 12, "B": 12})

    assert shown(publish(snapshot(teams, homes, scores(varied(24))), Rules(13))) == {"Org"}
    for smallest in (4, 21):
        with pytest.raises(ValueError, match="from 5 to 20"):
            Rules(smallest)


def test_smallest_cells_of_a_family_are_merged_when_the_rest_would_follow():
    teams, homes = staff({"A": 20, "B": 20}, 20)
    even = [0] * 10 + [1] * 5 + [2] * 5
    direct = [0] * 10 + [1] * 9 + [2]  # the one unfavourable answer would follow

    release = publish(snapshot(teams, homes, statement(direct + even + even)))

    assert shown(release, "question_favourable") == {"Org", "A", "B"}
    assert shown(release, "question_unfavourable") == {"Org", "B"}


# The breakdown by an attribute


def crossed(outside=1):
    """Team A is grade G1 but for a few people: the difference would be theirs."""
    teams, homes = staff({"A": 12, "B": 12, "C": 12})
    grades = ["grade=G1"] * (12 - outside) + ["grade=G2"] * (24 + outside)
    return snapshot(
        teams,
        homes,
        scores(varied(36)),
        attribute=("grade=G1", "grade=G2"),
        attribute_of=tuple(grades),
    )


@pytest.mark.parametrize(("outside", "safe"), [(1, False), (4, False), (5, True), (0, True)])
def test_breakdown_that_crosses_a_team_closely_is_hidden(outside, safe):
    snap = crossed(outside)

    assert bool(audit(snap, decide_only(snap))) is not safe
    release = publish(snap)
    assert (shown(release) >= {"A", "grade=G1"}) is safe
    assert audit(snap, release.cells) == ()
    if not safe:
        assert {f.reason for f in release.audit.found} == {Hidden.CROSSING}


def test_breakdown_finds_leak_between_several_groups_together():
    # A and B hold all of G1 and one more person; no single pair of groups is nested.
    teams, homes = staff({"A": 10, "B": 10, "C": 20})
    grades = ("grade=G1",) * 19 + ("grade=G2",) * 21
    snap = snapshot(
        teams,
        homes,
        scores(varied(40)),
        attribute=("grade=G1", "grade=G2"),
        attribute_of=grades,
    )

    assert [f.people for f in audit(snap, decide_only(snap))][:1] == [1]
    assert attacker(publish(snap).cells, snap, snap.measures[0]).small_sums(5, "theme_mean") == []


def test_zero_cells_of_two_cuts_do_not_settle_a_person():
    # Nobody of A is DEV, nobody of G1 is EMB: the people in both would have to be EST.
    teams, homes = staff({"A": 20, "B": 20})
    grades = ("grade=G2",) * 10 + ("grade=G1",) * 20 + ("grade=G2",) * 10
    values = [2] * 10 + [1] * 10 + [0] * 5 + [1] * 5 + [0] * 5 + [2] * 5
    measure = Distribution("ASP", "ASP", np.array(values), BANDS)
    snap = snapshot(teams, homes, measure, attribute=("grade=G1", "grade=G2"), attribute_of=grades)

    before = attacker(decide_only(snap), snap, measure).certain("band_share", BANDS)
    after = attacker(publish(snap).cells, snap, measure).certain("band_share", BANDS)

    assert len(before) > 0
    assert after == []


def test_people_common_to_two_cuts_are_not_known_to_have_skipped():
    # All of A in G2, and all of B in G1, gave no answer: A and G1 rest on the same eight people.
    teams, homes = staff({"A": 14, "B": 14})
    grades = ("grade=G1",) * 8 + ("grade=G2",) * 6 + ("grade=G1",) * 6 + ("grade=G2",) * 8
    values = varied(28)
    values[8:20] = np.nan
    snap = snapshot(
        teams, homes, scores(values), attribute=("grade=G1", "grade=G2"), attribute_of=grades
    )

    [finding] = audit(snap, decide_only(snap))

    assert finding.what == "All people common to some groups are known to have given no answer."
    assert shown(publish(snap)) == {"Org", "A", "B"}


# Releases over time


def changed(came, went, stayed=8):
    """A team of which some stayed between two campaigns, some came and some went."""
    teams, homes = staff({}, stayed + came)
    values = np.array([10.0] * stayed + [np.nan] * came)
    first = {"Org": list(range(1, stayed + 1)) + list(range(1000, 1000 + went))}
    now = np.ones(stayed + came, dtype=bool)
    change = Scores(
        "ASP",
        "ASP",
        values,
        mean="matched_change",
        low=-100,
        high=100,
        matched=Matched(first, scored_now=now),
    )
    return snapshot(teams, homes, scores(varied(stayed + came)), change)


@pytest.mark.parametrize(
    ("came", "went", "stayed", "hidden"),
    [
        (0, 0, 8, None),
        (5, 6, 8, None),
        (1, 0, 8, Hidden.UNMATCHED),
        (0, 4, 8, Hidden.UNMATCHED),
        (5, 5, 4, Hidden.TOO_FEW),
    ],
)
def test_change_is_shown_for_enough_people_who_stayed(came, went, stayed, hidden):
    release = publish(changed(came, went, stayed))

    cell = only(release, "Org", "matched_change")
    assert (cell.hidden, cell.value) == (hidden, None if hidden else 10)
    assert only(release, "Org", "theme_mean").hidden is None


def test_change_is_held_back_only_where_one_newcomer_would_be_set_apart():
    # The newcomer is in B, so B's change and the organisation's would give them away.
    teams, homes = staff({"A": 20, "B": 14})
    first = {"Org": range(1, 34), "A": range(1, 21), "B": range(21, 34)}
    values = [5.0] * 33 + [np.nan]
    change = Scores(
        "ASP", "ASP", np.array(values), mean="matched_change", low=-100, high=100,
        matched=Matched({code: list(people) for code, people in first.items()}, scored_now=np.ones(34, bool)),
    )  # fmt: skip

    snap = snapshot(teams, homes, scores(varied(34)), change)
    release = publish(snap)

    assert shown(release, "matched_change") == {"A"}
    assert audit(snap, release.cells) == ()


def test_nobody_is_known_to_have_gone_down():
    teams, homes = staff({}, 5)
    change = Scores(
        "ASP", "ASP", np.full(5, -90.0), mean="matched_change", low=-100, high=100, cuts=(0, 1),
        matched=Matched({"Org": [1, 2, 3, 4, 5]}, scored_now=np.ones(5, bool)),
    )  # fmt: skip

    cell = only(publish(snapshot(teams, homes, change)), "Org", "matched_change")

    assert (cell.value, cell.bound) == (-80, "at_most")


# Faulty input


@pytest.mark.parametrize(
    ("teams", "homes"),
    [
        ((Team("Org"), Team("A", "B"), Team("B", "A")), ("Org",)),
        ((Team("Org"), Team("Two")), ("Org",)),
        ((Team("Org"), Team("Org", "Org")), ("Org",)),
        ((Team("Org"),), ("Org", "Org")),
    ],
)
def test_impossible_trees_are_refused(teams, homes):
    with pytest.raises(ValueError):  # noqa: PT011  the messages are for developers
        Snapshot((1,), teams, homes, ())


# The whole


def test_audit_breaks_cells_of_others():
    snap = council()
    cells = [
        dataclasses.replace(cell, value=50.0, n=None, hidden=None)
        for cell in decide_only(snap)
        if cell.statistic == "theme_mean"
    ]

    assert {finding.people for finding in audit(snap, cells)} >= {1, 4}


def test_release_is_the_same_every_time():
    assert publish(council()) == publish(council())


def test_each_hidden_cell_has_a_reason_and_no_figure():
    release = publish(council())

    for cell in release.cells:
        assert (cell.value is None) == (cell.hidden is not None)
        assert cell.n is None or cell.hidden is None
