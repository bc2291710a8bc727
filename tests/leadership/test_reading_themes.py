"""Which themes are named: a table of worked cases, the edges, and the laws for any bank."""

from itertools import chain, combinations, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.instrument import Band
from leadership.reading import CommonLevel, ThemeReading, WhyNothing, read_themes

CODES = ("ASP", "EMA", "LCF", "LIS", "EVA", "AGI", "AG2")
BANDS = (
    Band("DEV", "Developing", 0, 49),
    Band("EST", "Establishing", 50, 74),
    Band("EMB", "Embedded", 75, 100),
)


def read(*values, bands=BANDS, difference=8):
    scores = dict(zip(CODES, values, strict=False))
    return read_themes(scores, bands, smallest_difference=difference)


TABLE = [
    (
        (64, 80, 54, 71, 46, 61),
        ThemeReading(strengths=("EMA", "LIS"), room_to_grow=("EVA", "LCF")),
    ),
    (
        (68, 64, 61, 61, 43, 68),
        ThemeReading(strengths=("ASP", "AGI"), room_to_grow=("EVA",)),
    ),
    (
        (61, 54, 57, 54, 61, 57),
        ThemeReading(level=CommonLevel.ONE_BAND, reason=WhyNothing.ALIKE),
    ),
    (
        (46, 39, 32, 43, 36, 29),
        ThemeReading(
            room_to_grow=("AGI", "LCF"),
            nearest_to_habit="ASP",
            level=CommonLevel.NO_HABIT_YET,
        ),
    ),
    (
        (82, 90, 93, 89, 82, 86),
        ThemeReading(
            strengths=("LCF", "EMA"), further=("ASP", "EVA"), level=CommonLevel.ALL_HABITS
        ),
    ),
    (
        (75, 75, 75, 75, 40, 75),
        ThemeReading(room_to_grow=("EVA",), share_highest=("ASP", "EMA", "LCF", "LIS", "AGI")),
    ),
    (
        (89, 82, 89, 89, 68, 82),
        ThemeReading(strengths=("ASP", "LCF", "LIS"), room_to_grow=("EVA",)),
    ),
    (
        (46, 32, 32, 36, 68, 32),
        ThemeReading(strengths=("EVA",), room_to_grow=("EMA", "LCF", "AGI")),
    ),
]


@pytest.mark.parametrize(("values", "expected"), TABLE, ids=[str(values) for values, _ in TABLE])
def test_read_themes_names_what_the_table_says(values, expected):
    assert read(*values) == expected


# Rules that the table leaves open


@pytest.mark.parametrize(
    ("values", "strengths", "room_to_grow"),
    [
        ((80, 40), ("ASP",), ("EMA",)),
        ((60, 53), (), ()),
        ((60, 60, 60), (), ()),
        # Two and one either way: the way with more strengths.
        ((70, 62, 54), ("ASP", "EMA"), ("LCF",)),
        # One and three name more themes than two and one, which would be the only other way.
        ((70, 62, 60, 55, 55, 54), ("ASP",), ("AGI", "LIS", "EVA")),
        # Two and then one would be three, but nobody shares the second place.
        ((80, 80, 79, 40, 40, 41), ("ASP", "EMA"), ("LIS", "EVA")),
    ],
)
def test_read_themes_keeps_the_gap_and_then_names_most(values, strengths, room_to_grow):
    found = read(*values)

    assert (found.strengths, found.room_to_grow) == (strengths, room_to_grow)


def test_a_list_stands_alone_only_if_it_is_apart_from_all_others():
    apart = read(67, 60, 52, 52, 52, 52)
    close = read(67, 60, 53, 52, 52, 52, 52)

    assert (apart.strengths, apart.room_to_grow, apart.reason) == (("ASP", "EMA"), (), None)
    assert apart.share_lowest == ("LCF", "LIS", "EVA", "AGI")
    assert (close.strengths, close.room_to_grow) == ((), ())
    assert (close.reason, close.share_lowest) == (WhyNothing.TIED, ("LIS", "EVA", "AGI", "AG2"))


def test_a_tie_too_large_is_not_spoken_of_where_all_are_alike():
    assert read(60, 60, 60, 60, 55, 54).share_highest == ()


def test_in_the_lowest_band_nothing_but_a_start_is_named():
    flat, tied = read(40, 39, 38, 37, 36, 35), read(46, 46, 30, 40, 20, 21)

    assert (flat.nearest_to_habit, flat.room_to_grow, flat.reason) == ("ASP", (), WhyNothing.ALIKE)
    assert (flat.stands_out, flat.is_start) == (False, False)
    # Two are nearest, and either alone would be named for its order in the bank.
    assert (tied.nearest_to_habit, tied.room_to_grow) == (None, ("EVA", "AGI"))
    assert (tied.stands_out, tied.is_start) == (True, True)


def test_in_the_highest_band_the_lowest_could_go_further():
    tied_top, tied_bottom = read(92, 92, 92, 92, 84, 85), read(95, 80, 80, 80, 80, 80)
    flat = read(82, 84, 86, 88, 83, 85)

    assert (tied_top.strengths, tied_top.further) == ((), ("EVA",))
    assert (tied_top.reason, tied_top.share_highest) == (WhyNothing.TIED, CODES[:4])
    assert (tied_bottom.strengths, tied_bottom.further) == (("ASP",), ())
    assert (flat.stands_out, flat.reason) == (False, WhyNothing.ALIKE)
    assert flat.level is CommonLevel.ALL_HABITS


def test_fewer_than_two_scored_themes_have_nothing_to_stand_out_from():
    assert read() == read(90) == read(10) == ThemeReading(reason=WhyNothing.TOO_FEW)


@pytest.mark.parametrize("bands", [(), (Band("ALL", "All", 0, 100),)], ids=["none", "one"])
def test_without_two_bands_there_is_no_lowest_and_no_highest(bands):
    assert read(30, 20, 10, bands=bands).strengths == ("ASP", "EMA")
    assert read(100, 95, 80, bands=bands).room_to_grow == ("LCF",)
    assert read(60, 60, bands=bands) == ThemeReading(reason=WhyNothing.ALIKE)


# Laws, for any scores and any bands


@st.composite
def profiles(draw):
    """Shown scores of which many are equal or nearly, with bands cut anywhere."""
    base = draw(st.integers(0, 80))
    near = st.sampled_from([base + step for step in (0, 1, 6, 7, 8, 9, 15, 16, 17, 20)])
    scores = draw(st.lists(near | st.integers(0, 100), min_size=0, max_size=7))
    cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=4)))
    ends = [*cuts, 101]
    bands = draw(st.sampled_from([(), BANDS])) or tuple(
        Band(f"B{low}", "Band", low, next_low - 1) for low, next_low in pairwise([0, *ends])
    )
    codes = [f"T{number}" for number in range(len(scores))]
    return dict(zip(codes, scores, strict=True)), bands, draw(st.sampled_from([0, 1, 8, 12]))


def reading_of(profile):
    scores, bands, difference = profile
    return read_themes(scores, bands, smallest_difference=difference)


def named(reading):
    return reading.strengths, reading.room_to_grow, reading.further


@given(profiles())
def test_law_no_theme_of_an_end_band_is_named_at_the_other_end(profile):
    scores, bands, _ = profile
    reading = reading_of(profile)

    if len(bands) > 1:
        assert all(scores[code] > bands[0].max for code in reading.strengths)
        assert all(scores[code] < bands[-1].min for code in reading.room_to_grow)
        assert all(scores[code] >= bands[-1].min for code in reading.further)
    else:
        assert reading.level is None
        assert reading.further == ()


@given(profiles())
def test_law_each_strength_is_the_smallest_difference_above_all_with_room_to_grow(profile):
    scores, _, difference = profile
    strengths, room_to_grow, further = named(reading_of(profile))

    assert set(strengths).isdisjoint(room_to_grow + further)
    assert not (room_to_grow and further)
    for strength, other in product(strengths, room_to_grow + further):
        assert scores[strength] - scores[other] >= difference


@given(profiles())
def test_law_ties_are_named_whole_and_never_more_than_three_themes(profile):
    scores, _, _ = profile

    for codes in named(reading_of(profile)):
        values = [scores[code] for code in codes]
        assert len(codes) <= 3
        assert [code for code in scores if scores[code] in values] == sorted(codes)


@given(profiles(), st.randoms(use_true_random=False))
def test_law_the_order_of_the_bank_changes_only_the_order_within_a_tie(profile, random):
    scores, bands, difference = profile
    shuffled = list(scores.items())
    random.shuffle(shuffled)

    one, other = reading_of(profile), reading_of((dict(shuffled), bands, difference))

    assert [set(codes) for codes in named(one)] == [set(codes) for codes in named(other)]
    for before, after in zip(named(one), named(other), strict=True):
        assert [scores[code] for code in before] == [scores[code] for code in after]
    assert (one.level, one.reason) == (other.level, other.reason)
    assert one.nearest_to_habit == other.nearest_to_habit
    assert set(one.share_highest) == set(other.share_highest)
    assert set(one.share_lowest) == set(other.share_lowest)


@given(profiles())
def test_law_where_neither_list_is_filled_the_reason_is_given(profile):
    reading = reading_of(profile)

    assert (reading.reason is not None) is (not reading.strengths and not reading.room_to_grow)
    assert reading.stands_out or reading.reason is not None
    if reading.reason is WhyNothing.TIED:
        assert reading.share_highest or reading.share_lowest


@given(profiles())
def test_law_of_all_ways_the_one_that_names_most_is_taken(profile):
    """Against every pair of sets of themes, each judged by the rule in words."""
    scores, bands, difference = profile
    reading = reading_of(profile)
    if reading.level in {CommonLevel.NO_HABIT_YET, CommonLevel.ALL_HABITS}:
        bands = ()  # these have rules of their own
        if reading.level is CommonLevel.NO_HABIT_YET:
            return
    tops = [some for some in subsets(scores) if may_be_named(some, scores, sign=1)]
    bottoms = [some for some in subsets(scores) if may_be_named(some, scores, sign=-1)]
    if len(bands) > 1:
        tops = [some for some in tops if all(scores[one] > bands[0].max for one in some)]
        bottoms = [some for some in bottoms if all(scores[one] < bands[-1].min for one in some)]

    ways = [
        (len(top) + len(bottom), len(top))
        for top, bottom in product(tops, bottoms)
        if all(scores[a] - scores[b] >= max(difference, 1) for a, b in product(top, bottom))
    ]

    strengths, room_to_grow, further = named(reading)
    low = room_to_grow + further
    if ways:
        assert (len(strengths) + len(low), len(strengths)) == max(ways)
    else:
        assert not (strengths and low)
    if not ways and reading.level is not CommonLevel.ALL_HABITS:
        outside = [value for code, value in scores.items() if code not in strengths + low]
        for code, value in product(strengths + low, outside):
            assert abs(scores[code] - value) >= difference


def subsets(scores):
    return chain.from_iterable(combinations(scores, size) for size in (1, 2, 3))


def may_be_named(some, scores, *, sign):
    """Tell whether themes are the first from one end, ties whole, two or three with a shared second."""
    values = sorted((sign * scores[code] for code in some), reverse=True)
    others = [sign * scores[code] for code in scores if code not in some]
    return all(value < values[-1] for value in others) and (
        len(values) < 3 or values[1] == values[2]
    )
