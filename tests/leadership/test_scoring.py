"""The scorer against the worked examples of scoring_examples.yaml, its edges, and its laws."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from leadership import scoring
from leadership.instrument import Band, Instrument, Point, Question, Reliability, Scale, Theme
from leadership.reading import read
from leadership.scoring import INSUFFICIENT, SCORED, Sitting

HERE = Path(__file__).parent
EXAMPLES = YAML(typ="safe").load(HERE / "scoring_examples.yaml")
BAND_OF_NOTHING = {"mean": None, "pomp": None, "display_pomp": None, "band": None}


def default_instrument() -> Instrument:
    data = YAML(typ="safe").load(
        HERE.parent.parent / "fixtures" / "customer-focused-leadership.yaml"
    )
    for scale in data["scales"].values():
        del scale["min"], scale["max"]
    for theme in data["themes"]:
        del theme["learning"]
    return TypeAdapter(Instrument).validate_python(data)


INSTRUMENT = default_instrument()
BANDS = INSTRUMENT.bands


def small_instrument(lengths: list[int], *, top: int = 5, **sections) -> Instrument:
    """An instrument with themes A, B, ... of the given lengths; each second statement is reversed."""
    scale = Scale(tuple(Point(value, f"Point {value}") for value in range(1, top + 1)))
    themes = tuple(
        Theme(
            code=(code := chr(ord("A") + number)),
            title=code,
            questions=tuple(
                Question(f"{code}-{item}", f"I do {code} {item}.", reverse=item % 2 == 0)
                for item in range(1, length + 1)
            ),
        )
        for number, length in enumerate(lengths)
    )
    return replace(INSTRUMENT, scales={"only": scale}, themes=themes, mapping=(), **sections)


def theme_answers(code: str, raw: list) -> dict:
    questions = INSTRUMENT.theme(code).questions
    return {
        question.code: value
        for question, value in zip(questions, raw, strict=True)
        if value is not None
    }


def person_1() -> dict:
    answers: dict = {}
    for code, raw in EXAMPLES["person_1"]["raw"].items():
        answers |= theme_answers(code, raw)
    return answers


def rounded(number) -> float | None:
    return None if number is None else round(float(number), 4)


def as_example(code: str, answers: dict) -> dict:
    theme = INSTRUMENT.theme(code)
    scale = INSTRUMENT.scale_of(theme)
    result = scoring.score_theme(INSTRUMENT, theme, answers)
    found = {
        "keyed": [scoring.keyed(q, scale, answers.get(q.code)) for q in theme.questions],
        "answered": result.answered,
        "status": "scored" if result.status == SCORED else "not_enough_answers",
    }
    if result.score is None:
        return found | BAND_OF_NOTHING
    return found | {
        "mean": rounded(result.mean),
        "display_mean": float(scoring.shown(result.mean, 1)),
        "pomp": rounded(result.score),
        "display_pomp": scoring.shown_score(result.score),
        "band": result.band,
        "near_boundary": scoring.is_near_boundary(BANDS, result.score, points=4),
    }


# Worked examples


@pytest.mark.parametrize("code", EXAMPLES["person_1"]["raw"])
def test_score_theme_gives_what_the_examples_work_out_for_person_1(code):
    assert as_example(code, person_1()) == EXAMPLES["person_1"]["expected"][code]


@pytest.mark.parametrize("case", EXAMPLES["edge_cases"], ids=lambda case: case["name"])
def test_score_theme_gives_what_the_examples_work_out_at_the_edges(case):
    answers = theme_answers(case["theme"], case["raw"])

    assert as_example(case["theme"], answers) == case["expected"]


def test_score_overall_gives_what_the_examples_work_out():
    expected = EXAMPLES["person_1"]["overall"]

    overall = scoring.score(INSTRUMENT, person_1()).overall

    assert {
        "pomp": rounded(overall.score),
        "display_pomp": scoring.shown_score(overall.score),
        "mean_1_5": rounded(overall.mean),
        "band": overall.band,
        "themes_used": overall.themes_scored,
    } == expected


def test_score_overall_needs_five_of_six_themes():
    without_agi = {code: raw for code, raw in person_1().items() if not code.startswith("AGI")}
    without_two = {code: raw for code, raw in without_agi.items() if not code.startswith("EVA")}

    five = scoring.score(INSTRUMENT, without_agi).overall
    four = scoring.score(INSTRUMENT, without_two).overall

    example = next(rule for rule in EXAMPLES["overall_rules"] if "example" in rule)
    assert (rounded(five.score), five.band) == (example["pomp"], example["band"])
    assert scoring.shown_score(five.score) == example["display_pomp"]
    assert four == scoring.OverallScore(INSUFFICIENT, 4)


@pytest.mark.parametrize("case", EXAMPLES["rounding"], ids=lambda case: str(case["x"]))
def test_shown_score_rounds_half_up(case):
    assert scoring.shown_score(case["x"]) == case["display"]
    assert scoring.shown_score(Fraction(str(case["x"]))) == case["display"]


@pytest.mark.parametrize(("points", "low"), [(5, [1, 2]), (4, [1, 2]), (3, [1]), (2, [1])])
def test_what_is_low_is_in_the_lower_half_of_any_scale(points, low):
    scale = INSTRUMENT.scale_of_side(INSTRUMENT.readiness.individual)
    other = replace(scale, points=scale.points[:points])

    assert [one.value for one in other.points if scoring.is_low(other, one.value)] == low


def test_shown_clears_binary_noise_and_is_even_handed_below_zero():
    assert scoring.shown(61 / 20, 1) == Decimal("3.1")  # 3.05 is 3.04999… in binary
    assert scoring.shown(0.1 + 0.2 + 49.2, 0) == 50
    assert scoring.shown(-7.5) == -8
    assert scoring.shown(Fraction(-15, 2)) == -8
    assert str(scoring.shown(-0.04, 1)) == str(scoring.shown(Fraction(-1, 25), 1)) == "0.0"


def test_learning_gives_what_the_examples_work_out():
    expected = EXAMPLES["learning"]
    answers = person_1()
    for code, area in expected["areas"].items():
        answers[f"{code}-IMP"] = area["importance"]
        for number, value in enumerate(area["confidence"], start=1):
            if value is not None:
                answers[f"{code}-S{number}"] = value

    learning = scoring.learning(INSTRUMENT, answers, scoring.score(INSTRUMENT, answers).themes)

    found = {
        area.code: {
            "confidence": expected["areas"][area.code]["confidence"],
            "importance": area.importance,
            "confidence_mean": rounded(area.confidence),
            "priority": rounded(area.priority),
            "display": scoring.shown_score(area.priority),
            "level": area.level,
            "theme_need": rounded(area.theme_need),
        }
        for area in learning.areas
    }
    assert found == expected["areas"]
    assert [area.code for area in learning.areas] == expected["order"]
    assert list(learning.featured) == expected["shown_top3"]
    assert learning.suggested == ()
    assert not learning.skipped


def test_learning_breaks_a_tie_by_importance():
    answers = {"LA2-IMP": 3, "LA5-IMP": 5}
    answers |= {f"LA2-S{number}": 3 for number in (1, 2, 3)}
    answers |= {f"LA5-S{number}": 4 for number in (1, 2, 3)}

    learning = scoring.learning(INSTRUMENT, answers, ())

    assert [area.code for area in learning.areas[:2]] == ["LA5", "LA2"]
    assert {area.priority for area in learning.areas[:2]} == {25}


def test_learning_suggests_the_area_that_the_themes_need_most():
    low = {one.code for one in INSTRUMENT.theme("ASP").questions}
    answers = {one.code: 1 if one.code in low else 3 for one in INSTRUMENT.questions()}

    learning = scoring.learning(INSTRUMENT, answers, scoring.score(INSTRUMENT, answers).themes)

    assert learning.skipped
    assert (learning.featured, learning.suggested) == ((), ("LA6",))


@pytest.mark.parametrize("case", EXAMPLES["readiness"], ids=lambda case: case["name"])
def test_readiness_gives_what_the_examples_work_out(case):
    answers = {f"RI-0{n}": raw for n, raw in enumerate(case["individual"], start=1)}
    answers |= {f"RO-0{n}": raw for n, raw in enumerate(case["organisational"], start=1)}

    result = scoring.readiness(INSTRUMENT, answers)

    assert result.outcome == case["expected"]["outcome"]
    for side in (result.individual, result.organisational):
        expected = case["expected"][side.side]
        if side.status == INSUFFICIENT:
            assert (side.answered, side.level) == (expected["answered"], None)
            continue
        assert {
            "answered": side.answered,
            "mean": rounded(side.mean),
            "pomp": rounded(side.score),
            "display": scoring.shown_score(side.score),
            "level_before_cap": side.level_before_cap,
            "low_key_items": list(side.low_key),
            "level": side.level,
        } == expected


@pytest.mark.parametrize("case", EXAMPLES["change"], ids=lambda case: str(case["rci"]))
def test_reliable_change_gives_what_the_examples_work_out(case):
    change = scoring.reliable_change(
        case["score_1"], case["score_2"], Reliability(case["alpha"], case["sd"])
    )

    assert rounded(change.sem) == case["sem"]
    assert rounded(change.s_diff) == case["s_diff"]
    assert rounded(change.rci) == pytest.approx(case["rci"], abs=1e-4)
    assert change.code == case["label"]


# Rules that the examples leave open


def test_minimum_answers_is_two_thirds_and_never_fewer_than_three():
    found = [scoring.minimum_answers(questions) for questions in (1, 2, 3, 4, 5, 7, 9, 12)]

    assert found == [1, 2, 3, 3, 4, 5, 6, 8]


def test_straight_line_is_the_same_answer_to_every_statement():
    same = {question.code: 3 for question in INSTRUMENT.questions()}

    assert scoring.is_straight_line(INSTRUMENT, same)
    assert not scoring.is_straight_line(INSTRUMENT, same | {"AGI-07": 4})
    assert not scoring.is_straight_line(INSTRUMENT, {**same, "AGI-07": "NA"})
    assert not scoring.is_straight_line(INSTRUMENT, dict(list(same.items())[:-1]))
    assert not scoring.is_straight_line(INSTRUMENT, dict.fromkeys(same, "NA"))


def test_bands_are_read_from_the_rounded_score():
    assert scoring.interval_of(BANDS, 74.5).code == "EMB"
    assert scoring.interval_of(BANDS, 74.4).code == "EST"
    assert scoring.interval_of((), 74.4) is None


@pytest.mark.parametrize(
    ("shown", "near"), [(45, False), (46, True), (54, True), (55, False), (71, True), (96, False)]
)
def test_near_boundary_counts_four_points_either_side_of_a_cut(shown, near):
    assert scoring.is_near_boundary(BANDS, float(shown), points=4) is near


@pytest.mark.parametrize(
    ("shown", "across"),
    [(45, None), (46, "EST"), (49, "EST"), (50, "DEV"), (54, "DEV"), (71, "EMB"), (79, "EST")],
)
def test_neighbour_is_the_band_across_the_nearest_cut(shown, across):
    found = scoring.neighbour(BANDS, float(shown), points=4)

    assert (found.code if found else None) == across


def test_neighbour_of_a_narrow_band_lies_across_the_nearer_of_its_cuts():
    ends = [(0, 49), (50, 54), (55, 100)]
    bands = [Band(f"B{low}", "Band", low, high) for low, high in ends]

    assert scoring.neighbour(bands, 51.0, points=4).code == "B0"
    assert scoring.neighbour(bands, 54.0, points=4).code == "B55"
    assert scoring.neighbour(bands[:1], 51.0, points=4) is None


def test_overall_mean_is_left_out_where_themes_have_different_scales():
    seven = Scale(tuple(Point(value, str(value)) for value in range(1, 8)))
    instrument = small_instrument([3, 3])
    second = replace(instrument.themes[1], scale="seven")
    mixed = replace(
        instrument,
        scales=instrument.scales | {"seven": seven},
        themes=(replace(instrument.themes[0], scale="only"), second),
    )

    overall = scoring.score(mixed, {q.code: 3 for q in mixed.questions()}).overall

    assert overall.score is not None
    assert overall.mean is None


# Change between two sittings

PRECISION = {theme.code: Reliability(0.8, 16.0) for theme in INSTRUMENT.themes}
OVERALL = Reliability(0.93, 12.0)


def compare(earlier: dict, later: dict, then: Instrument = INSTRUMENT) -> scoring.Comparison:
    return scoring.compare(
        Sitting(then, earlier),
        Sitting(INSTRUMENT, later),
        precision=PRECISION,
        overall_precision=OVERALL,
    )


def test_compare_rescores_both_dates_on_what_was_answered_both_times():
    earlier = theme_answers("ASP", [2, 2, 2, 4, 2, 2, None])
    later = theme_answers("ASP", [4, 4, 4, 2, 4, None, 1])

    comparison = compare(earlier, later)

    (change,) = comparison.themes
    assert (change.code, change.statements, change.before, change.after) == ("ASP", 5, 25, 75)
    assert change.reliable.code == "CLEAR_UP"
    assert comparison.overall is None


def test_compare_needs_five_statements_in_common():
    earlier = theme_answers("ASP", [2, 2, 2, 4, 2, None, None])
    later = theme_answers("ASP", [None, 4, 4, 2, 4, 4, 4])

    assert compare(earlier, later).themes == ()


def test_compare_leaves_out_statements_that_were_worded_or_keyed_otherwise():
    theme = INSTRUMENT.theme("ASP")
    reworded = tuple(
        replace(question, text=question.text + " Really.") if number < 3 else question
        for number, question in enumerate(theme.questions)
    )
    then = replace(INSTRUMENT, themes=(replace(theme, questions=reworded), *INSTRUMENT.themes[1:]))

    comparison = compare(person_1(), person_1(), then)

    assert [change.code for change in comparison.themes] == ["EMA", "LCF", "LIS", "EVA", "AGI"]
    assert comparison.overall.reliable.code == "NONE"


def test_is_too_soon_within_eight_weeks():
    first = datetime(2026, 1, 5, tzinfo=UTC)

    assert scoring.is_too_soon(first, first + timedelta(days=55))
    assert not scoring.is_too_soon(first, first + timedelta(weeks=8))


# Laws, for any instrument


@st.composite
def sittings(draw):
    """An instrument of any scale and lengths, with answers some of which are missing."""
    top = draw(st.integers(2, 9))
    instrument = small_instrument(
        draw(st.lists(st.integers(1, 9), min_size=1, max_size=6)), top=top
    )
    raw = st.one_of(st.none(), st.just("NA"), st.integers(1, top))
    answers = {question.code: draw(raw) for question in instrument.questions()}
    return instrument, {code: value for code, value in answers.items() if value is not None}


@given(sittings())
def test_law_scores_stay_within_the_scale(sitting):
    instrument, answers = sitting

    scores = scoring.score(instrument, answers)

    for result in (*scores.themes, scores.overall):
        assert (result.score is None) == (result.status == INSUFFICIENT)
        assert result.score is None or 0 <= result.score <= 100
        assert result.mean is None or 1 <= result.mean <= instrument.scales["only"].max


@given(sittings(), st.randoms(use_true_random=False))
def test_law_the_order_of_answers_is_irrelevant(sitting, random):
    instrument, answers = sitting
    shuffled = list(answers.items())
    random.shuffle(shuffled)

    assert scoring.score(instrument, dict(shuffled)) == scoring.score(instrument, answers)


@given(sittings())
def test_law_turning_every_key_and_every_answer_round_changes_nothing(sitting):
    instrument, answers = sitting
    low, high = 1, instrument.scales["only"].max
    turned = replace(
        instrument,
        themes=tuple(
            replace(
                theme,
                questions=tuple(replace(q, reverse=not q.reverse) for q in theme.questions),
            )
            for theme in instrument.themes
        ),
    )
    mirrored = {
        code: low + high - raw if isinstance(raw, int) else raw for code, raw in answers.items()
    }

    assert scoring.score(turned, mirrored) == scoring.score(instrument, answers)


@given(sittings(), st.data())
def test_law_a_more_helpful_answer_never_lowers_a_score(sitting, data):
    instrument, answers = sitting
    given_values = [code for code, raw in answers.items() if isinstance(raw, int)]
    if not given_values:
        return
    code = data.draw(st.sampled_from(given_values))
    question = next(q for q in instrument.questions() if q.code == code)
    scale = instrument.scales["only"]
    step = -1 if question.reverse else 1
    helpful = min(scale.max, max(scale.min, answers[code] + step))

    before = scoring.score(instrument, answers)
    after = scoring.score(instrument, answers | {code: helpful})

    for one, other in zip(before.themes, after.themes, strict=True):
        assert one.status == other.status
        assert one.score is None or one.score <= other.score
    assert before.overall.score is None or before.overall.score <= after.overall.score


@given(sittings())
def test_law_not_applicable_scores_as_blank_does(sitting):
    instrument, answers = sitting
    without = {code: raw for code, raw in answers.items() if raw != "NA"}

    assert scoring.score(instrument, without) == scoring.score(instrument, answers)


@given(st.integers(0, 28), st.integers(1, 28))
def test_law_a_stored_float_is_shown_as_the_exact_fraction_is(points, of):
    exact = Fraction(100 * min(points, of), of)

    assert scoring.shown(float(exact), 1) == scoring.shown(exact, 1)
    assert scoring.shown(float(exact)) == scoring.shown(exact)


@given(sittings(), st.data())
def test_law_separate_statements_change_nothing_that_is_scored(sitting, data):
    instrument, answers = sitting
    top = instrument.scales["only"].max
    asked, more = instrument, dict(answers)
    for number in range(data.draw(st.integers(1, 4))):
        theme = data.draw(st.sampled_from(asked.themes))
        own = Question(f"X-{number}", "I do more.", data.draw(st.booleans()), separate=True)
        place = data.draw(st.integers(0, len(theme.questions)))
        questions = (*theme.questions[:place], own, *theme.questions[place:])
        wider = replace(theme, questions=questions)
        themes = tuple(wider if one == theme else one for one in asked.themes)
        asked = replace(asked, themes=themes)
        more[own.code] = data.draw(st.sampled_from(["NA", *range(1, top + 1)]))

    scores = scoring.score(instrument, answers)
    assert scoring.score(asked, more) == scores
    assert scoring.is_straight_line(asked, more) == scoring.is_straight_line(instrument, answers)
    assert read(asked, scores.themes, more) == read(instrument, scores.themes, answers)
    assert changes(asked, more, asked, more) == changes(instrument, answers, instrument, answers)
    assert changes(instrument, answers, asked, more) == changes(asked, more, instrument, answers)
    for theme in asked.themes:
        assert scoring.is_same_theme(instrument, asked, theme)


def changes(then, before, now, after):
    precision = {theme.code: Reliability(0.8, 16.0) for theme in now.themes}
    return scoring.compare(
        Sitting(then, before), Sitting(now, after),
        precision=precision, overall_precision=Reliability(0.93, 12.0),
    )  # fmt: skip


def test_a_statement_that_begins_to_count_makes_its_theme_another():
    theme = INSTRUMENT.theme("ASP")
    apart = replace(theme.questions[2], separate=True)
    questions = (*theme.questions[:2], apart, *theme.questions[3:])
    then = replace(INSTRUMENT, themes=(replace(theme, questions=questions), *INSTRUMENT.themes[1:]))

    (first, *_others) = compare(person_1(), person_1(), then).themes

    assert not scoring.is_same_theme(then, INSTRUMENT, theme)
    assert scoring.is_same_theme(then, then, then.theme("ASP"))
    # A person is compared on what counted both times.
    assert (first.code, first.statements) == ("ASP", 6)
