"""Small organisations worked through by hand, each of which an earlier release got wrong."""

import numpy as np
import pytest

from results.disclosure import Hidden, Matched, Scores, Share, Team, audit, decide_only, publish
from tests.results.councils import (
    FAVOURABLE,
    NEUTRAL,
    UNFAVOURABLE,
    attacker,
    certain_answers,
    only,
    scores,
    shown,
    snapshot,
    staff,
    varied,
)


def answers(favourable, neutral=0, unfavourable=0):
    return [FAVOURABLE] * favourable + [NEUTRAL] * neutral + [UNFAVOURABLE] * unfavourable


# Statement shares: three rounded percentages of several groups fix counts


def crossed_answers():
    """Unfavourable answers are East's and grade a's only, and just three people are in both."""
    teams, homes = staff({"East": 20, "West": 20})
    values = answers(0, 0, 3) + answers(10, 7) + answers(6, 6) + answers(6, 2)
    grades = ["grade=a"] * 3 + ["grade=b"] * 17 + ["grade=a"] * 12 + ["grade=b"] * 8
    measure = Share("S-1", "S-1", np.array(values))
    return snapshot(
        teams, homes, measure, attribute=("grade=a", "grade=b"), attribute_of=tuple(grades)
    )


def nearly_everyone_is_everyone():
    """Organisation 56, 25 and 19%, West 53, 27 and 20%: only 12 of 12 are left for East."""
    teams, homes = staff({"East": 12, "West": 188})
    measure = Share("S-1", "S-1", np.array(answers(12) + answers(100, 50, 38)))
    return snapshot(teams, homes, measure)


@pytest.mark.parametrize("council", [crossed_answers, nearly_everyone_is_everyone])
def test_nobodys_answer_follows_from_all_shares_of_a_statement(council):
    snap = council()
    [measure] = snap.measures
    before = decide_only(snap)

    assert len({person for person, _ in certain_answers(before, snap, measure)}) in {3, 12}
    assert audit(snap, before) != ()
    release = publish(snap)
    assert release.publishable
    assert certain_answers(release.cells, snap, measure) == []
    assert only(release, "Org", "question_favourable", "S-1").value is not None


def test_that_nobody_is_favourable_does_not_follow_either():
    teams, homes = staff({"East": 12, "West": 60})
    measure = Share("S-1", "S-1", np.array(answers(0, 7, 5) + answers(30, 20, 10)))
    snap = snapshot(teams, homes, measure)

    found = certain_answers(decide_only(snap), snap, measure)
    assert len({person for person, _ in found}) == 12
    assert certain_answers(publish(snap).cells, snap, measure) == []


@pytest.mark.parametrize(("inside", "told"), [(11, False), (2, False), (6, True)])
def test_count_behind_words_does_not_follow_by_subtraction(inside, told):
    # The organisation and West are numbers, so how many of East are inside would be their difference.
    teams, homes = staff({"East": 12, "West": 20})
    measure = Share("S-1", "S-1", np.array(answers(inside, 12 - inside) + answers(10, 5, 5)))

    release = publish(snapshot(teams, homes, measure))

    numbers = shown(release, "question_favourable")
    assert (numbers == {"Org", "East", "West"}) is told
    assert told or not numbers >= {"Org", "West"}


# Medians: one that only somebody with a blank can have is theirs


def test_median_is_one_that_whole_answers_can_give():
    # Of five statements on 1 to 5; 56.25 is thirteen of sixteen steps of somebody who left one out.
    values = [25, 35, 40, 45, 56.25, 20, 70, 75, 80, 85, 95]
    teams, homes = staff({"East": 11}, 22)
    everybody = [5 * (7 * at % 21) for at in range(22)] + values
    measure = scores(everybody, median="theme_median", sd="theme_sd", step=5.0)

    release = publish(snapshot(teams, homes, measure))

    assert only(release, "East", "theme_median").value == 55
    assert only(release, "Org", "theme_median").value % 2.5 == 0


def test_median_of_an_even_number_lies_on_a_step_or_between_two():
    teams, homes = staff({}, 12)
    values = [20, 30, 30, 40, 45, 53.75, 60, 60, 70, 75, 80, 90]  # the median is 56.875
    measure = scores(values, median="theme_median", step=5.0)

    release = publish(snapshot(teams, homes, measure))

    assert only(release, "Org", "theme_median").value == 58  # of 57.5


# Changes: hidden where a few people's would follow, and not where it need not be


def departments(home_now, scored_then=None):
    """North, South and West, thirty each in spring; everybody answers both times."""
    first_home = np.repeat(["North", "South", "West"], 30)
    people = np.arange(1, 91)
    then = np.ones(90, dtype=bool) if scored_then is None else scored_then
    first = {"Org": people[then].tolist()}
    first |= {name: people[then & (first_home == name)].tolist() for name in np.unique(first_home)}
    change = np.where(then, np.round(np.sin(people) * 30), np.nan)
    measure = Scores(
        "ASP", "ASP", change, mean="matched_change", low=-100, high=100, cuts=(0, 1),
        matched=Matched(first, scored_now=np.ones(90, dtype=bool), under=("theme_mean", "ASP")),
    )  # fmt: skip
    teams = (Team("Org"), *(Team(name, "Org") for name in ("North", "South", "West")))
    return snapshot(teams, tuple(home_now), scores(varied(90)), measure)


@pytest.mark.parametrize(
    ("movers", "groups"),
    [
        (0, {"Org", "North", "South", "West"}),
        (6, {"Org", "North", "South", "West"}),
        (3, {"Org", "West"}),  # three movers would be what is left over
    ],
)
def test_change_is_shown_although_people_move_between_sisters(movers, groups):
    homes = np.repeat(["North", "South", "West"], 30)
    homes[:movers] = "South"
    snap = departments(homes)

    release = publish(snap)

    assert shown(release, "matched_change") == groups
    assert audit(snap, release.cells) == ()


def test_one_newly_scored_person_hides_only_the_changes_they_would_follow_from():
    scored_then = np.ones(90, dtype=bool)
    scored_then[4] = False
    snap = departments(np.repeat(["North", "South", "West"], 30), scored_then)

    release = publish(snap)

    assert shown(release, "matched_change") == {"South", "West"}
    assert only(release, "Org", "matched_change").hidden == Hidden.UNMATCHED
    assert only(release, "North", "matched_change").hidden == Hidden.UNMATCHED
    assert audit(snap, release.cells) == ()


# A breakdown that follows the teams


def test_breakdown_that_is_a_sum_of_shown_teams_is_shown():
    sizes = {
        "Pear": (20, 14, 10, 11, 2),
        "Quince": (10, 30, 18, 16, 1),
        "Rowan": (90, 45, 22, 15, 12),
    }
    teams, homes, grades = [Team("Org")], [], []
    for department, numbers in sizes.items():
        teams.append(Team(department, "Org"))
        for grade, number in zip("abcde", numbers, strict=True):
            teams.append(Team(f"{department} {grade}", department))
            homes += [f"{department} {grade}"] * number
            grades += [f"grade={grade}"] * number
    snap = snapshot(
        tuple(teams),
        tuple(homes),
        scores(varied(len(homes))),
        attribute=tuple(f"grade={grade}" for grade in "abcde"),
        attribute_of=tuple(grades),
    )

    release = publish(snap)

    assert {group for group in shown(release) if "=" in group} == {"grade=b", "grade=d"}
    assert attacker(release.cells, snap, snap.measures[0]).small_sums(5, "theme_mean") == []
