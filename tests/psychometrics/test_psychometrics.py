"""Item statistics against the worked check of scoring_examples.yaml, and against the plain definitions."""

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from leadership.instrument import Instrument, Point, Question, Scale, Theme
from leadership.scoring.arrays import BLANK, NOT_APPLICABLE
from psychometrics.item_analysis import Cases, Tally, feldt_interval, may_show_again
from tests.factories import bank

EXAMPLES = YAML(typ="safe").load(Path("tests/leadership/scoring_examples.yaml"))
WORKED = EXAMPLES["psychometrics"]


def of_one_theme(reverse: list[bool], *, top: int = 5) -> Instrument:
    scale = Scale(tuple(Point(value, f"Point {value}") for value in range(1, top + 1)))
    questions = tuple(
        Question(f"A-{place}", "I do.", reverse=turned) for place, turned in enumerate(reverse)
    )
    theme = Theme(code="A", title="A", questions=questions)
    return replace(bank(), scales={"only": scale}, themes=(theme,), mapping=())


def statistics(instrument: Instrument, raw, *, minimum: int = 0):
    tally = Tally(instrument)
    tally.add(np.asarray(raw, dtype=np.int16))
    return tally.statistics(minimum=minimum)


def worked_theme() -> Instrument:
    return replace(bank(), themes=(bank().theme(WORKED["theme"]),))


def test_statistics_give_the_worked_check():
    (theme,) = statistics(worked_theme(), WORKED["raw_matrix"])

    assert round(theme.alpha, 4) == WORKED["alpha"]
    assert [round(theme.alpha_low, 4), round(theme.alpha_high, 4)] == WORKED["alpha_ci95_feldt"]
    assert {
        "mean": round(theme.mean, 4),
        "sd": round(theme.sd, 4),
        "sem": round(theme.sem, 4),
    } == WORKED["scale_pomp"]
    assert [
        {
            "item": question.code,
            "mean": question.mean,
            "sd": round(question.sd, 4),
            "item_rest_r": round(question.item_rest, 4),
            "alpha_if_deleted": round(question.alpha_if_deleted, 4),
            "floor_percent": question.floor_percent,
            "ceiling_percent": question.ceiling_percent,
        }
        for question in theme.questions
    ] == WORKED["items"]


def test_statistics_without_the_reverse_key_give_what_the_check_says_they_would():
    theme = worked_theme().themes[0]
    forwards = tuple(replace(question, reverse=False) for question in theme.questions)
    forgotten = replace(worked_theme(), themes=(replace(theme, questions=forwards),))

    (found,) = statistics(forgotten, WORKED["raw_matrix"])

    assert round(found.alpha, 4) == WORKED["alpha_if_reverse_key_forgotten"]


def test_feldt_interval_gives_the_published_check():
    check = EXAMPLES["feldt_check"]

    found = feldt_interval(check["alpha"], n=check["n"], k=check["k"])

    assert [round(end, 7) for end in found] == check["ci95"]


def test_incomplete_cases_count_only_as_missing_and_not_applicable():
    raw = [[1, 2, 3], [3, 2, 1], [2, 5, 4], [BLANK, 5, 4], [2, NOT_APPLICABLE, NOT_APPLICABLE]]

    (theme,) = statistics(of_one_theme([False, False, False]), raw)

    assert theme.n == 3
    assert [question.missing_percent for question in theme.questions] == [20, 0, 0]
    assert [question.na_percent for question in theme.questions] == [0, 20, 20]
    assert theme.questions[1].distribution == (0, 2, 0, 0, 1)


def test_straight_lines_are_left_out_where_some_statements_are_reversed():
    raw = [[4, 4, 4], [1, 2, 3], [2, 2, 5], [NOT_APPLICABLE] * 3]

    (turned,) = statistics(of_one_theme([False, True, False]), raw)
    (forwards,) = statistics(of_one_theme([False, False, False]), raw)

    assert (turned.n, forwards.n) == (2, 3)


def test_statistics_say_nothing_under_the_minimum():
    rng = np.random.default_rng(7)
    raw = rng.integers(1, 6, size=(29, 3))

    (theme,) = statistics(of_one_theme([False, True, False]), raw, minimum=30)

    figures = [
        value for key, value in vars(theme).items() if key not in {"code", "questions", "separate"}
    ]
    assert set(figures) == {None}
    assert {question.mean for question in theme.questions} == {None}
    assert {question.missing_percent for question in theme.questions} == {None}


def test_statistics_of_one_statement_and_of_equal_answers_leave_out_what_has_no_meaning():
    (single,) = statistics(of_one_theme([False]), [[1], [2], [4]])
    (equal,) = statistics(of_one_theme([False, False]), [[3, 3]] * 4)

    assert (single.alpha, single.questions[0].item_rest, single.n) == (None, None, 3)
    assert (equal.alpha, equal.sd, equal.sem, equal.mean) == (None, 0, None, 50)
    assert equal.questions[0].alpha_if_deleted is None


# Against the definitions, worked out the plain way


def plain_alpha(keyed: np.ndarray) -> float:
    k = keyed.shape[1]
    return k / (k - 1) * (1 - keyed.var(axis=0, ddof=1).sum() / keyed.sum(axis=1).var(ddof=1))


@st.composite
def answer_sheets(draw):
    k = draw(st.integers(3, 8))
    n = draw(st.integers(6, 60))
    top = draw(st.integers(3, 9))
    reverse = draw(st.lists(st.booleans(), min_size=k, max_size=k))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    raw = rng.integers(1, top + 1, size=(n, k)).astype(np.int16)
    raw[rng.random((n, k)) < draw(st.sampled_from([0, 0.05]))] = BLANK
    return of_one_theme(reverse, top=top), raw


@given(answer_sheets())
def test_law_statistics_agree_with_the_definitions(sheet):
    instrument, raw = sheet
    scale = instrument.scales["only"]
    reverse = np.array([question.reverse for question in instrument.themes[0].questions])
    complete = raw[(raw > 0).all(axis=1)]
    if reverse.any():
        complete = complete[(complete != complete[:, :1]).any(axis=1)]
    keyed = np.where(reverse, scale.min + scale.max - complete, complete).astype(float)
    if len(keyed) < 3 or keyed.var(axis=0).min() == 0 or keyed.sum(axis=1).var() == 0:
        return

    (theme,) = statistics(instrument, raw)

    assert theme.n == len(keyed)
    assert theme.alpha == pytest.approx(plain_alpha(keyed), abs=1e-9)
    scores = 100 * (keyed.mean(axis=1) - scale.min) / (scale.max - scale.min)
    assert (theme.mean, theme.sd) == pytest.approx((scores.mean(), scores.std(ddof=1)), abs=1e-9)
    for place, question in enumerate(theme.questions):
        others = np.delete(keyed, place, axis=1)
        assert question.mean == pytest.approx(keyed[:, place].mean(), abs=1e-9)
        assert question.sd == pytest.approx(keyed[:, place].std(ddof=1), abs=1e-9)
        if others.sum(axis=1).var() > 0:
            r = np.corrcoef(keyed[:, place], others.sum(axis=1))[0, 1]
            assert question.item_rest == pytest.approx(r, abs=1e-9)
            assert question.alpha_if_deleted == pytest.approx(plain_alpha(others), abs=1e-9)


@given(answer_sheets(), st.integers(1, 59))
def test_law_the_pieces_do_not_matter(sheet, cut):
    instrument, raw = sheet
    in_pieces = Tally(instrument)
    in_pieces.add(raw[:cut])
    in_pieces.add(raw[cut:])

    assert in_pieces.statistics(minimum=0) == statistics(instrument, raw)


@given(answer_sheets(), st.integers(1, 59))
def test_law_tallies_of_parts_add_up(sheet, cut):
    instrument, raw = sheet
    first, second = Tally(instrument), Tally(instrument)
    first.add(raw[:cut])
    second.add(raw[cut:])

    first.absorb(second)

    assert first.statistics(minimum=0) == statistics(instrument, raw)


# Statements that are reported separately


def with_separate(instrument: Instrument, raw: np.ndarray, seed: int) -> tuple:
    """The same sheet with two more statements, before and after the others, that do not count."""
    (theme,) = instrument.themes
    first, last = (
        Question(code, "I do.", reverse=turned, separate=True)
        for code, turned in (("X-1", True), ("X-2", False))
    )
    rng = np.random.default_rng(seed)
    top = instrument.scales["only"].max
    more = rng.integers(1, top + 1, size=(len(raw), 2)).astype(np.int16)
    more[rng.random(more.shape) < 0.1] = BLANK
    more[rng.random(more.shape) < 0.1] = NOT_APPLICABLE
    wider = replace(theme, questions=(first, *theme.questions, last))
    asked = np.column_stack([more[:, 0], raw, more[:, 1]])
    return replace(instrument, themes=(wider,)), asked


@given(answer_sheets(), st.integers(0, 2**32 - 1))
def test_law_separate_statements_leave_every_figure_of_the_theme(sheet, seed):
    instrument, raw = sheet
    asked, more = with_separate(instrument, raw, seed)

    (theme,) = statistics(asked, more)

    assert (replace(theme, separate=()),) == statistics(instrument, raw)
    assert [one.code for one in theme.separate] in (["X-1", "X-2"], [])


@given(answer_sheets(), st.integers(0, 2**32 - 1))
def test_law_figures_of_separate_statements_agree_with_the_definitions(sheet, seed):
    instrument, raw = sheet
    asked, more = with_separate(instrument, raw, seed)
    scale = instrument.scales["only"]
    reverse = np.array([question.reverse for question in instrument.themes[0].questions])
    if reverse.any():
        kept = (raw != raw[:, :1]).any(axis=1) | (raw[:, 0] == BLANK)
        raw, more = raw[kept], more[kept]
    keyed = np.where(reverse, scale.min + scale.max - raw, raw)
    complete = (raw > 0).all(axis=1)

    tally = Tally(asked)
    tally.add(more[: len(more) // 2])
    tally.add(more[len(more) // 2 :])
    found = {one.code: one for one in tally.statistics(minimum=0)[0].separate}

    for code, column, turned in (("X-1", 0, True), ("X-2", -1, False)):
        given_too = complete & (more[:, column] > 0)
        own = more[given_too, column].astype(float)
        own = scale.min + scale.max - own if turned else own
        rest = keyed[given_too].sum(axis=1)
        assert tally.cases()[code] == Cases(len(more), len(own))
        if len(own) < 2 or complete.sum() < 2:
            continue
        one = found[code]
        assert (one.n, one.mean, one.sd) == pytest.approx((len(own), own.mean(), own.std(ddof=1)))
        assert one.missing_percent == pytest.approx(100 * (more[:, column] == BLANK).mean())
        assert one.na_percent == pytest.approx(100 * (more[:, column] == NOT_APPLICABLE).mean())
        assert one.floor_percent == pytest.approx(100 * (own == scale.min).mean())
        assert one.ceiling_percent == pytest.approx(100 * (own == scale.max).mean())
        assert sum(one.distribution) == one.n
        assert one.alpha_if_deleted is None
        if own.var() > 0 and rest.var() > 0:
            assert one.item_rest == pytest.approx(np.corrcoef(own, rest)[0, 1], abs=1e-9)


def test_a_separate_statement_that_few_answered_shows_nothing():
    asked, more = with_separate(of_one_theme([False, True, False]), np.array([[4, 3, 2]] * 40), 1)
    more[:11, 0], more[11:, 0], more[:, -1] = NOT_APPLICABLE, 5, 1
    more[:, 1] = np.arange(40) % 5 + 1

    (theme,) = statistics(asked, more, minimum=30)

    hidden, seen = theme.separate
    assert (hidden.n, hidden.mean, hidden.na_percent) == (None, None, 27.5)
    assert (seen.n, seen.mean, seen.item_rest) == (40, 1, None)


def several_themes() -> tuple[Instrument, np.ndarray]:
    """Two themes of different lengths and scales, one with values below 0, and some blanks."""
    short, long = (
        of_one_theme([False, True, False]),
        of_one_theme([False, False, True, False], top=7),
    )
    points = tuple(Point(value, "x") for value in range(-3, 4))
    theme = replace(
        long.themes[0], code="B", scale="wide",
        questions=tuple(replace(q, code=f"B-{n}") for n, q in enumerate(long.themes[0].questions)),
    )  # fmt: skip
    instrument = replace(
        short,
        scales={"only": short.scales["only"], "wide": Scale(points)},
        themes=(replace(short.themes[0], scale="only"), theme),
    )
    rng = np.random.default_rng(11)
    habit = rng.normal(size=(200, 1))
    low = np.clip(np.round(3 + habit + rng.normal(size=(200, 3))), 1, 5)
    wide = np.clip(np.round(2 * habit + rng.normal(size=(200, 4))), -3, 3)
    low[:, 1], wide[:, 2] = 6 - low[:, 1], -wide[:, 2]
    raw = np.hstack([low, wide]).astype(np.int16)
    raw[rng.random(raw.shape) < 0.03] = BLANK
    return instrument, raw


def test_overall_figures_are_those_of_the_mean_of_theme_scores():
    instrument, raw = several_themes()
    tally = Tally(instrument)
    tally.add(raw)

    found = tally.overall(minimum=0)

    rows = raw[(raw > NOT_APPLICABLE).all(axis=1)].astype(float)
    rows = rows[(rows != rows[:, :1]).any(axis=1)]
    rows[:, 1], rows[:, 5] = 6 - rows[:, 1], -rows[:, 5]
    scores = np.column_stack(
        [100 * (rows[:, :3].mean(axis=1) - 1) / 4, 100 * (rows[:, 3:].mean(axis=1) + 3) / 6]
    )
    total = scores.mean(axis=1)
    errors = sum(
        scores[:, place].var(ddof=1) / 4 * (1 - theme.alpha)
        for place, theme in enumerate(tally.statistics(minimum=0))
    )
    assert found.n == len(rows)
    assert (found.mean, found.sd) == pytest.approx((total.mean(), total.std(ddof=1)), abs=1e-9)
    assert found.alpha == pytest.approx(1 - errors / total.var(ddof=1), abs=1e-9)
    assert tally.overall(minimum=201).alpha is None


@given(answer_sheets())
@settings(max_examples=25)
def test_figures_agree_with_an_independent_reckoning(sheet):
    """Pingouin knows neither keys nor straight lines; its interval takes no account of rows it drops."""
    import pandas  # noqa: PLC0415 - seconds for each process that collects tests
    import pingouin  # noqa: PLC0415

    instrument, raw = sheet
    scale, questions = instrument.scales["only"], instrument.themes[0].questions
    reverse = np.array([question.reverse for question in questions])
    keyed = np.where(reverse, scale.min + scale.max - raw, raw).astype(float)
    keyed[raw == BLANK] = np.nan
    if reverse.any():
        keyed = keyed[(raw != raw[:, :1]).any(axis=1) | (raw == BLANK).any(axis=1)]
    frame = pandas.DataFrame(keyed)
    complete = frame.dropna()
    if len(complete) < 3 or complete.var().min() == 0 or complete.sum(axis=1).var() == 0:
        return

    (theme,) = statistics(instrument, raw)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of rests that never vary
        alpha, _interval = pingouin.cronbach_alpha(frame, nan_policy="listwise")
        _alpha, interval = pingouin.cronbach_alpha(complete)
        assert theme.alpha == pytest.approx(alpha, abs=1e-9)
        # It gives three decimals only.
        assert [theme.alpha_low, theme.alpha_high] == pytest.approx(list(interval), abs=6e-4)
        for place, question in enumerate(theme.questions):
            rest = complete.drop(columns=place)
            if rest.sum(axis=1).var() > 0:
                found = pingouin.corr(complete[place], rest.sum(axis=1))["r"].iloc[0]
                alone, _interval = pingouin.cronbach_alpha(rest)
                assert question.item_rest == pytest.approx(found, abs=1e-9)
                assert question.alpha_if_deleted == pytest.approx(alone, abs=1e-9)


@pytest.mark.parametrize(
    ("still", "new", "may"),
    [
        ((40, 36), (10, 10), True),
        ((40, 36), (12, 0), True),
        ((40, 36), (9, 9), False),
        ((40, 36), (12, 9), False),  # of twelve more, three are not complete
        ((40, 36), (0, 0), False),
        ((39, 36), (20, 20), False),  # one of those before has gone
        ((39, 35), (20, 20), False),
        ((41, 37), (20, 20), True),  # one of before has come in late, and is one of twenty-one
        ((41, 37), (9, 9), True),
        ((41, 36), (9, 9), False),  # of ten more, nine are complete
        ((41, 37), (0, 0), False),
        ((50, 46), (0, 0), True),
        ((41, 35), (20, 20), False),  # one more was asked, one complete has gone
        ((30, 26), (0, 0), True),
    ],
)
def test_figures_are_shown_again_only_when_enough_have_come_or_gone(still, new, may):
    then = {"A": Cases(40, 36), "B": Cases(40, 40)}
    moved = still[0] - 40

    found = may_show_again(
        then,
        {"A": Cases(*still), "B": Cases(40 + moved, 40 + moved)},
        {"A": Cases(*new), "B": Cases(new[0], new[0])},
        step=10,
    )

    assert found is may
