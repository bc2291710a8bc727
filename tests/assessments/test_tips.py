"""What may help where readiness statements are not true yet."""

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from assessments.presenters import tips as presented
from assessments.presenters.tips import Tips
from leadership.instrument import Instrument, Point, ReadinessStatement, Scale, TipsWhen
from tests.building import DEFAULT

MOSTLY = dict.fromkeys(DEFAULT.readiness_codes, 4)
NONE_LOW = "Nothing here was “Not at all true” or “Slightly true”"


def tips_for(instrument: Instrument, answers, *, themes_scored: bool = True) -> Tips:
    holding = frozenset({"after_themes" if themes_scored else "before_themes"})
    return presented.tips_for(instrument, answers, holding=holding)


def statements(tips) -> list[str]:
    """The codes of what the tips are for."""
    codes = {
        one.text: one.code for _code, side in DEFAULT.readiness.sides for one in side.statements
    }
    return [codes[tip.statement] for tip in tips]


def shown(tips: Tips, **context) -> str:
    return render_to_string("assessments/_tips.html", {"tips": tips, **context})


# Where no answer was low -----------------------------------------------------------------------


def test_where_all_is_true_there_is_nothing_to_sort_out_first() -> None:
    tips = tips_for(DEFAULT, MOSTLY | {"RI-01": 5})

    assert tips == Tips(
        nothing_low="You answered “Mostly true” or “Completely true” throughout. "
        "Nothing here needs to be sorted out first, so you could choose a start date now."
    )
    assert tips.nothing_low in shown(tips)


@pytest.mark.parametrize(
    ("between", "words"),
    [
        (["RO-08"], "This was “Partly true”. Firming it up would make your start easier:"),
        (
            ["RI-04", "RO-02", "RO-08"],
            "These were “Partly true”. Firming up one of them would make your start easier:",
        ),
    ],
)
def test_up_to_three_that_are_partly_true_are_all_named(between, words) -> None:
    tips = tips_for(DEFAULT, MOSTLY | dict.fromkeys(between, 3))

    assert tips.nothing_low == f"{NONE_LOW}. {words}"
    assert {*statements(tips.main)} == {*between}
    assert tips.others == ()
    assert "<details>" not in shown(tips, on_screen=True)


def test_of_many_that_are_partly_true_three_come_first_and_the_rest_is_folded() -> None:
    """Key statements first, then in order."""
    tips = tips_for(
        DEFAULT, MOSTLY | dict.fromkeys(["RI-01", "RI-03", "RI-07", "RO-01", "RO-04"], 3)
    )

    assert tips.nothing_low == (
        f"{NONE_LOW}, but 5 were “Partly true”. You need not work on them all. "
        "These are the ones to look at first:"
    )
    assert statements(tips.main) == ["RI-07", "RO-04", "RI-01"]
    assert statements(tips.others) == ["RI-03", "RO-01"]
    page, paper = shown(tips, on_screen=True), shown(tips)
    assert page.index("<summary>Show all</summary>") < page.index(tips.others[0].text)
    # Paper cannot unfold: it names them, and leaves their tips to the page.
    assert "<details>" not in paper
    assert tips.others[0].statement in paper
    assert tips.others[0].text not in paper


@pytest.mark.parametrize(
    ("unknown", "words"),
    [
        (["RO-03"], "You did not know about one of them, so finding out is a good first step:"),
        (
            ["RO-03", "RO-05"],
            "You did not know about 2 of them, so finding out is a good first step:",
        ),
    ],
)
def test_what_is_not_known_comes_before_what_is_partly_true(unknown, words) -> None:
    tips = tips_for(DEFAULT, MOSTLY | {"RI-01": 3} | dict.fromkeys(unknown, "DK"))

    assert tips.nothing_low == f"{NONE_LOW}. {words}"
    assert (tips.main, tips.others) == ((), ())
    assert statements(tips.to_find_out) == unknown
    page = shown(tips)
    assert page.count("Nothing here was") == 1
    assert page.index("Things to find out") < page.index("Nothing here was")
    # To act on what may be so already would be bad advice: the tip is for where it is not.
    first = tips.to_find_out[0]
    assert page.index("Find out whether this is so:") < page.index(first.statement)
    assert page.index(first.statement) < page.index("If it is not:") < page.index(first.text)


def test_where_something_was_left_open_it_does_not_say_throughout() -> None:
    given = {code: raw for code, raw in MOSTLY.items() if code != "RI-02"}

    assert tips_for(DEFAULT, given) == Tips(nothing_low=f"{NONE_LOW}.")


def test_one_low_answer_is_enough_to_say_nothing_of_the_kind() -> None:
    tips = tips_for(DEFAULT, MOSTLY | {"RI-01": 2, "RI-02": 3, "RO-01": "DK"})

    assert tips.nothing_low == ""
    assert statements(tips.main) == ["RI-01"]
    assert statements(tips.to_find_out) == ["RO-01"]


def test_without_an_answer_nothing_is_said() -> None:
    assert tips_for(DEFAULT, {}) == Tips()
    assert shown(Tips()).strip() == ""


def test_another_bank_is_quoted_in_the_labels_of_its_own_scales() -> None:
    """Its two sides may be asked on two scales, one of which begins at 0."""
    labels = ["Never", "Rarely", "Now and then", "Half the time", "Often", "Very often", "Always"]
    often = Scale(tuple(Point(value, one) for value, one in enumerate(labels)), code="HOW")
    bank = asking_the_person_on(often)
    all_high = {code: 6 if code.startswith("RI") else 4 for code in bank.readiness_codes}

    high = tips_for(bank, all_high)
    between = tips_for(bank, all_high | {"RI-01": 2, "RI-02": 3, "RO-01": 3})
    low = tips_for(bank, all_high | {"RI-01": 0})

    assert high.nothing_low.startswith(
        "You answered “Very often”, “Always”, “Mostly true” or “Completely true” throughout."
    )
    assert between.nothing_low.startswith(
        "Nothing here was “Never”, “Rarely”, “Not at all true” or “Slightly true”. "
        "These were “Now and then”, “Half the time” or “Partly true”."
    )
    assert (low.nothing_low, low.main[0].answer) == ("", "Never")


def asking_the_person_on(scale: Scale) -> Instrument:
    asked = replace(DEFAULT.readiness.individual, scale="how_often")
    return replace(
        DEFAULT,
        scales={**DEFAULT.scales, "how_often": scale},
        readiness=replace(DEFAULT.readiness, individual=asked),
    )


# What was done already -------------------------------------------------------------------------

FOCUS = DEFAULT.readiness.individual.statements[2]


@pytest.mark.parametrize(
    ("done", "tip"),
    [
        (frozenset(), FOCUS.tip_when.after_themes),
        ({"has_shared", "in_set"}, FOCUS.tip_when.after_themes),
        ({"has_goal"}, FOCUS.tip_when.has_goal),
        ({"has_goal", "has_shared"}, FOCUS.tip_when.has_goal),
    ],
)
def test_the_last_tip_that_fits_is_given(done, tip) -> None:
    tips = tips_for(DEFAULT, {FOCUS.code: 1}).when(frozenset(done))

    assert [one.text for one in tips.main] == [tip]


def test_what_fits_goes_by_its_place_and_not_by_the_order_of_the_file() -> None:
    all_five = TipsWhen(
        in_set="5", has_shared="4", has_goal="3", after_themes="2", before_themes="1"
    )
    asked = ReadinessStatement("S", "Text", tip="0", tip_when=all_five)

    assert asked.tip_for(()) == "0"
    assert asked.tip_for({"before_themes"}) == "1"
    assert asked.tip_for({"after_themes", "has_goal"}) == "3"
    assert asked.tip_for({"in_set", "has_shared", "after_themes"}) == "5"


def test_a_bank_without_such_tips_gives_the_one_it_has_or_none() -> None:
    assert ReadinessStatement("S", "Text", tip="0").tip_for({"has_goal"}) == "0"
    assert ReadinessStatement("S", "Text").tip_for({"has_goal"}) == ""


def test_until_the_themes_can_be_scored_they_come_first() -> None:
    before = tips_for(DEFAULT, {FOCUS.code: 1}, themes_scored=False)

    assert before.main[0].text == FOCUS.tip_when.before_themes
    assert before.may_differ


def test_what_is_not_known_and_what_is_folded_go_by_it_as_well() -> None:
    unknown = tips_for(DEFAULT, MOSTLY | {"RO-08": "DK"}).when(frozenset({"in_set"}))
    folded = tips_for(DEFAULT, dict.fromkeys(DEFAULT.readiness_codes, 3))

    peers = DEFAULT.readiness.organisational.statements[7]
    assert unknown.to_find_out[0].text == peers.tip_when.in_set
    assert folded.others[-1].text == peers.tip
    assert folded.when(frozenset({"in_set"})).others[-1].text == peers.tip_when.in_set
