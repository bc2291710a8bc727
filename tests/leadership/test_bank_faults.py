"""Bank files that are refused: every fault by its place, and what their authors might look at again."""

import json
from typing import Any

import pytest

from leadership.files import BankFileError, parse
from tests.leadership.files import (
    BANKS,
    DEFAULT,
    HIGH,
    LINK,
    LOW,
    SMALL,
    WITH_AREAS,
    advice,
    band,
    changed,
    faults,
    with_,
)

# The file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: [1,\nb: 2", "line 2: this is not valid YAML: expected ',' or ']'"),
        ('a: 1\nb: "x', "line 2: this is not valid YAML: found unexpected end of stream"),
        ("a:\n\t- b", "line 2: this is not valid YAML: found character '\\t'"),
        ("a: 1\n---\nb: 2\n", "line 2: a second document begins."),
        (b"a: 1\nb: \xff", "line 2: this is not UTF-8 text."),
        ("a: 1".encode("utf-16"), "line 1: this is not UTF-8 text."),
        ('a: 1\nb: "\\U00110000"', "line 2: what follows here is not valid YAML."),
        ('a: "\\UFFFFFFFF"', "line 1: what follows here is not valid YAML."),
        ("%YAML 1.99999\n---\na: 1", "line 1: what follows here is not valid YAML."),
        ("%YAML 3.0\n---\na: 1", "line 1: this is not valid YAML: found incompatible YAML document"),
        ("[a]: 1", "line 1: a key must be a single word."),
        ("a: *b", "line 1: *b stands for nothing."),
        ("a: &a [*a]", "line 1: *a stands for nothing."),
        ("[" * 5000, "line 1: lists and keys are nested too deep."),
        ("\n".join(" " * depth + "a:" for depth in range(400)), "nested too deep."),
        ("x" * 2_000_001, "the file is too large: a bank has at most 2,000,000 bytes."),
        ("é" * 1_000_001, "the file is too large"),
        ("- 1\n" * 100_001, "line 100000: the file holds more than 100,000 values."),
        ("", "the file is empty."),
        ("# nothing", "this is no question bank"),
        ("just words", "this is no question bank"),
        ("- a\n- b", "this is no question bank"),
    ],
)  # fmt: skip
def test_what_is_no_bank_file_is_refused(text: str | bytes, fault: str) -> None:
    said = faults(text)

    assert len(said) == 1
    assert fault in said[0]


def test_an_alias_bomb_goes_off_nowhere() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]

    assert faults("\n".join(lines)) == ["line 5: the file holds more than 100,000 values."]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!mine", "!!str"])
def test_tags_are_refused(tag: str) -> None:
    text = changed(SMALL, ("title: A small bank", f"title: {tag} A small bank"))

    assert "line 2, instrument.title: has a tag (!). Bank files have none." in faults(text)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("a\0b", "U+0000"),
        ("a\x1bb", "U+001B"),
        ("a\x85b", "U+0085"),
        ("a\u202eb", "U+202E"),
        ("a\u2066b", "U+2066"),
        ("a\u2028b", "U+2028"),
        ("a\ufeffb", "U+FEFF"),
        ("a\ud800b", "U+D800"),
        ("a\\0b", "U+0000"),
        ("a\\u202eb", "U+202E"),
        ("a\\ud800b", "U+D800"),
    ],
)
def test_characters_that_cannot_be_seen_are_refused(written: str, name: str) -> None:
    text = changed(SMALL, ("text: I do the first thing.", f'text: "{written}"'))

    said = faults(text)

    assert len(said) == 1
    assert said[0].startswith("line 13")
    assert name in said[0]


def test_a_tip_for_what_nobody_can_know_is_refused_by_its_line() -> None:
    text = changed(DEFAULT, ('has_goal: "You have set', 'has_goals: "You have set'))
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "has_goals" in one)

    assert faults(text) == [
        f"line {line}, readiness.individual.items[0].tip_when.has_goals: is not a key of bank files. Did you mean has_goal?"
    ]


def test_other_scripts_and_emoji_are_welcome() -> None:
    words = "Ŵyneb, 顧客, مرحبا, नमस्ते, 👩‍👧"
    text = changed(SMALL, ("title: A small bank", f'title: "{words}"'))

    assert parse(text).instrument.instrument.title == words


def test_a_key_given_twice_is_refused_at_its_second_line() -> None:
    text = changed(SMALL, ("    title: One theme", "    title: One theme\n    title: Two"))

    assert faults(text) == ["line 12, themes[0].title: is given twice; it first stands on line 11."]


# The shape --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('schema_version: "1.0"', "schema_version: 1.0",
         "line 1, schema_version: must be '1.0'. Put it in quotes."),
        ('version: "1.0", title', "version: 1.0, title",
         "line 2, instrument.version: must be text. Put it in quotes."),
        ("code: SMALL, ", "", "line 2, instrument.code: is missing."),
        ("code: SMALL", "code: two words", "line 2, instrument.code: may hold only letters"),
        ("language: en-GB", "language: English", "line 2, instrument.language: must be a language tag"),
        ("  agreement:", "  two words:", "line 4, scales.two words: may hold only letters"),
        ("scales:", "scales: none\nx:", "line 3, scales: must be keys with values."),
        ("themes:", "themes: none\ny:", "line 9, themes: must be a list."),
        ("value: 2", "value: two", "line 7, scales.agreement.points[1].value: must be a whole number."),
        ("value: 2", "value: true", "line 7, scales.agreement.points[1].value: must be a whole number."),
        ("    title: One theme\n", "", "line 10, themes[0].title: is missing."),
        ("text: I do the first thing.", "text: ''", "line 13, themes[0].items[0].text: is missing."),
        ("text: I do the first thing.", "txt: x",
         "line 13, themes[0].items[0].txt: is not a key of bank files. Did you mean text?"),
        ("text: I do the first thing., reverse: false", "text: I do., reverse: yes",
         "line 13, themes[0].items[0].reverse: must be true or false."),
        ("title: One theme", f"title: {'x' * 301}",
         "line 11, themes[0].title: is too long: it may have 300 characters."),
        ("title: One theme", "title: One\n    good: words", "line 12, themes[0].good: must be a list."),
        ("    items:", "    items: []\n    poor:", "line 12, themes[0].items: needs at least 1."),
        ("  - code: ONE\n", "  - 7\n  - code: ONE\n", "line 10, themes[0]: must be keys with values."),
        ("themes:", "surprise: 1\nthemes:", "line 9, surprise: is not a key of bank files."),
        ("themes:", "bands: [{code: A, label: A, min: -1, max: 101}]\nthemes:",
         "line 9, bands[0].max: must be at most 100."),
    ],
)  # fmt: skip
def test_a_faulty_shape_is_named_by_line_and_key(old: str, new: str, fault: str) -> None:
    assert any(fault in said for said in faults(changed(SMALL, (old, new))))


def test_half_a_sentence_is_not_lost_after_a_comma() -> None:
    text = changed(SMALL, ("I do the first thing.", "I do the first, not the second, thing"))

    assert faults(text) == [
        "line 13, themes[0].items[0].not the second: is not a key of bank files. Text with a comma in it needs quotes.",
        "line 13, themes[0].items[0].thing: is not a key of bank files.",
    ]


def test_json_is_read_too() -> None:
    raw = json.loads(json.dumps(WITH_AREAS))
    raw["themes"][0]["title"] = "Joy \U0001f600"

    assert parse(json.dumps(raw)).instrument.themes[0].title == "Joy \U0001f600"


# The sense --------------------------------------------------------------------------------------


def test_the_bank_of_the_next_test_is_itself_usable() -> None:
    assert parse(with_("bands", [LOW, HIGH])).instrument.bands[1].label == "HIGH"
    assert parse(with_("mapping", [LINK])).instrument.mapping[0].weight == 1.0


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("themes.0.items.0.code", "ONE", "themes[0].items[0].code: ONE is already the code at themes[0].code."),
        ("learning_areas.0.importance_code", "S1", "statements[0].code: S1 is already the code"),
        ("learning_areas.1.code", "A1", "learning_areas[1].code: A1 is already the code"),
        ("readiness.individual.items.0.code", "Q1", "readiness.individual.items[0].code: Q1 is already"),
        ("bands", [LOW, {**HIGH, "code": "LOW"}], "bands[1].code: LOW is already the code"),
        ("themes.0.scale", "absent", "themes[0].scale: there is no scale absent."),
        ("readiness.individual.scale", "absent", "readiness.individual.scale: there is no scale absent."),
        ("themes.0.items.0.facet", "F", "themes[0].items[0].facet: this theme has no facet F."),
        ("themes.0.feedback", {"LOW": {"summary": "x"}}, "themes[0].feedback.LOW: there is no band LOW."),
        ("mapping", [{**LINK, "theme": "TWO"}], "mapping[0].theme: there is no theme TWO."),
        ("mapping", [{**LINK, "area": "A3"}], "mapping[0].area: there is no learning area A3."),
        ("mapping", [LINK, {**LINK, "strength": "secondary"}], "mapping[1]: ONE and A1 are linked already."),
        ("mapping", [{**LINK, "weight": 0}], "mapping[0].weight: must be more than 0."),
        ("learning_areas.0.activities.0.type", "walk", "type: there is no activity type walk."),
        ("activity_guidance", {"walk": ["Go"]}, "activity_guidance.walk: there is no activity type walk."),
        ("themes.0.learning", {"primary": ["A3"]}, "learning.primary[0]: there is no learning area A3."),
        ("themes.0.learning", {"third": ["A1"]}, "themes[0].learning.third: is not a key here"),
        ("themes.0.learning", {"primary": "A1"}, "learning.primary: must be a list of codes"),
        ("themes.0.learning", ["A1"], "themes[0].learning: must be keys with values."),
        ("themes.0.learning", {"primary": ["A1"], "secondary": ["A1"]}, "names a learning area twice."),
        ("scales", {"a": WITH_AREAS["scales"]["frequency"], "b": WITH_AREAS["scales"]["frequency"]},
         "themes[0].scale: is missing: there are several scales"),
        ("scales", {"frequency": WITH_AREAS["scales"]["frequency"]},
         "learning_areas: learning areas need a scale called confidence."),
        ("scales.frequency.points.1.value", 3, "points[1].value: must be 2: values go up one by one."),
        ("scales.frequency.points.1.value", 1, "points[1].value: must be 2"),
        ("scales.frequency.points.0.value", -40000, "must be between -1000 and 1000."),
        ("scales.frequency.min", 1.5, "scales.frequency.min: must be 1"),
        ("scales.frequency.max", 5, "scales.frequency.max: must be 2, as in the points, or be left out."),
        ("scales.frequency.min", 0, "scales.frequency.min: must be 1"),
        ("scales.frequency.not_applicable", {"label": "No", "value": "DK"}, "not_applicable.value: must be NA."),
        ("bands", [LOW, band("HIGH", 49, 100)], "bands[1].min: overlaps the one before: must be 50."),
        ("bands", [LOW, band("HIGH", 51, 100)], "bands[1].min: leaves a gap: must be 50."),
        ("bands", [band("LOW", 1, 49), HIGH], "bands[0].min: leaves a gap: must be 0."),
        ("bands", [LOW, band("HIGH", 50, 99)], "bands[1].max: leaves a gap: must be 100."),
        ("bands", [band("LOW", 49, 0), HIGH], "bands[0].min: must not be more than max, which is 0."),
        ("bands", [band("ALL", 0, 100), band("IN", 40, 60)], "bands[1].min: overlaps the one before."),
        ("bands", [HIGH, LOW], "bands[1]: bands must stand in order from the lowest to the highest."),
        ("scoring.readiness.levels", [LOW], "scoring.readiness.levels[0].max: leaves a gap: must be 100."),
        ("scoring.learning_priority.levels", [HIGH], "levels[0].min: leaves a gap: must be 0."),
        ("scoring.readiness.levels", [], "scoring.readiness.levels: cover nothing"),
        ("scoring.readiness.levels", [HIGH, LOW], "levels[1]: levels must stand in order from the lowest"),
        ("scoring.readiness.levels", [band("ALL", 0, 100)], "scoring.readiness.levels: needs at least 2"),
        ("readiness.level_text", {"SOON": "x"}, "readiness.level_text.SOON: there is no readiness level SOON."),
        ("learning_areas.1.order", 1, "learning_areas: give an order to every entry, or to none."),
        ("bands", [{**LOW, "order": 1}, {**HIGH, "order": 1}], "bands[1].order: 1 is already the order"),
        ("themes.0.items.0.text", "x" * 301, "themes[0].items[0].label: is missing, and the text is too long"),
        ("instrument.parts", [{"code": "P", "title": "P", "contains": "embedding_plan"}],
         "instrument.parts[0].contains: the file has no embedding_plan."),
        ("instrument.parts", [{"code": "P", "title": "P", "contains": "themes", "stage": "S"}],
         "instrument.parts[0].stage: there is no stage S."),
        ("scoring.overall", {"min_themes_scored": 2}, "there is only 1 theme, so no overall score"),
        ("report_wording.fixed_texts", {"privacy_notice_group": "Of many."},
         "privacy_notice_group: the names in curly brackets must be: {n}."),
        ("report_wording.fixed_texts", {"suppressed": "Not {shown}"},
         "suppressed: the names in curly brackets must be: none."),
        ("report_wording.fixed_texts", {"suppressed": "Not {shown"}, "suppressed: the names in curly"),
        ("report_wording.fixed_texts", {"small_difference": "{n} points."}, "in curly brackets must be: {points}."),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_named_by_key(path: str, value: Any, fault: str) -> None:
    assert any(fault in said for said in faults(with_(path, value)))


def test_learning_must_agree_with_the_map() -> None:
    agreed = changed(DEFAULT, ('{primary: ["LA5", "LA4"]', '{primary: ["LA4", "LA5"]'))
    differs = changed(DEFAULT, ('{primary: ["LA5", "LA4"]', '{primary: ["LA5", "LA7"]'))

    assert parse(agreed) == parse(DEFAULT)
    assert [said.partition(", ")[2] for said in faults(differs)] == [
        "themes[1].learning: differs from what mapping says of this theme."
    ]


def test_all_faults_are_named_at_once_in_the_order_of_the_file() -> None:
    text = changed(
        SMALL,
        ("language: en-GB", "language: en-GB, colour: red"),
        ("{value: 2, label: Neither}", "{value: 5, label: Neither}"),
        ("code: ONE-2,", "code: ONE-1, code: ONE-2,"),
        ("text: I do the third thing., ", ""),
    )

    assert faults(text) == [
        "line 2, instrument.colour: is not a key of bank files.",
        "line 7, scales.agreement.points[1].value: must be 2: values go up one by one.",
        "line 8, scales.agreement.points[2].value: must be 6: values go up one by one.",
        "line 14, themes[0].items[1].code: ONE-1 is already the code at themes[0].items[0].code.",
        "line 14, themes[0].items[1].code: is given twice; it first stands on line 14.",
        "line 15, themes[0].items[2].text: is missing.",
    ]


def test_a_fault_has_a_column() -> None:
    with pytest.raises(BankFileError) as refused:
        parse(changed(SMALL, ("reverse: true", "reverse: maybe")))

    (fault,) = refused.value.faults
    assert SMALL.splitlines()[fault.line - 1][fault.column - 1 :].startswith("reverse:")


# Advice -----------------------------------------------------------------------------------------


def test_the_second_instrument_needs_no_advice() -> None:
    assert advice((BANKS / "coaching.yaml").read_text()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('facet: "ASP-F2"\n        reverse: true', 'facet: "ASP-F2"\n        reverse: false',
         "themes[0].items: no statement is reversed: one or two work best."),
        ('order: 1\n        facet: "ASP-F1"\n        reverse: false', 'order: 1\n        facet: "ASP-F1"\n        reverse: true',
         "themes[0].items[0].reverse: a reversed statement should not be the first or the last"),
        ('        label: "Thinking about customers before setting targets"\n', "",
         "themes[0].items[3].label: a reversed statement needs a label"),
        ("I explain to people how their job helps our customers.", "word " * 21,
         "themes[0].items[0].text: has 21 words: aim at 20 or fewer."),
        ('{code: "ASP-F3", title: "Purpose across partners"',
         '{code: "ASP-F9", title: "None"}\n      - {code: "ASP-F3", title: "Purpose across partners"',
         "themes[0].facets[2].code: no statement belongs to the facet ASP-F9."),
        ("min_items_answered: 6", "min_items_answered: 9",
         "readiness.individual.items: fewer than 9, so a result needs an answer to each of them."),
        ("min_statements_answered: 2", "min_statements_answered: 4",
         "learning_areas[0].statements: too few for a result, which needs 4 answers."),
        ("weights: {primary: 1.0, secondary: 0.5}", "weights: {primary: 1.0, secondary: 0.4}",
         "weight: a secondary link usually counts 0.4."),
        ("neutral_keyed_values: [3]", "neutral_keyed_values: [3, 4]",
         "scoring.favourable.neutral_keyed_values: 4 counts as favourable, which it is named as too."),
        ("neutral_keyed_values: [3]", "neutral_keyed_values: []",
         "scoring.favourable: is not used: no theme is answered on a scale with just these values."),
        ('contains: "learning_areas"', 'contains: "embedding_plan"',
         "instrument.parts: no part contains learning_areas, so it is not asked."),
        ("few_or_none:", "fewer_or_none:", "report_wording.fixed_texts.fewer_or_none: no report uses this text."),
        ('    dont_know: {', '    not_applicable: {',
         "readiness.organisational.allow_dont_know: the scale truth has no dont_know, so it is not offered."),
    ],
)  # fmt: skip
def test_advice_on_writing_comes_with_line_and_key(old: str, new: str, said: str) -> None:
    given_advice = advice(changed(DEFAULT, (old, new)))

    assert any(said in line and line.startswith("line ") for line in given_advice)


def test_advice_wants_feedback_for_each_band_and_a_primary_theme_for_each_area() -> None:
    bank = json.loads(with_("bands", [LOW, HIGH]))
    bank["mapping"] = [{**LINK, "area": "A2"}]
    bank["themes"][0]["feedback"] = {"HIGH": {"summary": "Well done."}}

    given_advice = advice(json.dumps(bank))

    assert any("themes[0].feedback: there is none for LOW." in line for line in given_advice)
    assert any("A1 is not a primary learning area of any theme." in line for line in given_advice)
