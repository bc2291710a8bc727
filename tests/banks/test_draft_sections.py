"""Every other section of a draft, edited by page: scales, bands, feedback, areas and what else a bank has."""

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from accounts.models import Organisation
from banks.models import BankVersion
from banks.queries import load_instrument
from leadership.editing.sections import SECTIONS, all_things
from leadership.files import review
from leadership.instrument import TipsWhen
from leadership.scoring import ThemeScore, score_overall
from tests.banks.test_bank_drafts import fields, url, words
from tests.banks.test_bank_publishing import draft
from tests.factories import bank


def test_every_section_has_its_pages_at_a_constant_number_of_queries(
    keeper: Client, organisation: Organisation, django_assert_num_queries
) -> None:
    version = draft(bank(), organisation)
    for heading in keeper.get(url("draft", version)).context["headings"]:
        for line in heading.lines:
            with django_assert_num_queries(11):
                assert keeper.get(line.url).status_code == 200
    for name, section in SECTIONS.items():
        keys, _item = list(all_things(bank(), section))[-1]
        args = ["/".join(keys)] if keys else []
        with django_assert_num_queries(11):
            assert keeper.get(url("thing", version, name, *args)).status_code == 200
        if section.allows.adds and section.is_list:
            assert keeper.get(url("add", version, name, *keys[:-1])).status_code == 200


@pytest.mark.parametrize(
    ("name", "keys", "sent", "stored"),
    [
        ("bands", ["MIXED"], {"meaning": "New."}, lambda bank: bank.bands[1].meaning == "New."),
        ("points", ["frequency/1"], {"label": "Never"}, lambda bank: bank.scales["frequency"].points[0].label == "Never"),
        ("activities", ["LA1/LA1-A1"], {"how": "New."}, lambda bank: bank.learning_areas[0].activities[0].how == "New."),
        ("conditions", ["individual/RI-01"], {"tip": "New."}, lambda bank: bank.readiness.individual.statements[0].tip == "New."),
        ("conditions", ["individual/RI-04"], {"tip_when.in_set": "New."}, lambda bank: bank.readiness.individual.statements[3].tip_when == TipsWhen(in_set="New.")),
        ("conditions", ["individual/RI-01"], {"tip_when.has_goal": ""}, lambda bank: bank.readiness.individual.statements[0].tip_when == TipsWhen()),
        ("texts", [], {"suppressed": ""}, lambda bank: "suppressed" not in bank.report_wording.fixed_texts),
        ("about", [], {"estimated_minutes.plan": ""}, lambda bank: "plan" not in bank.instrument.estimated_minutes),
    ],
)  # fmt: skip
def test_any_section_is_saved(
    keeper: Client, organisation: Organisation, name: str, keys: list[str], sent, stored
) -> None:
    version = draft(bank(), organisation)
    if name == "bands":
        keys = [bank().bands[1].code]
    address = url("thing", version, name, *keys)

    response = keeper.post(address, fields(keeper, address) | sent)

    assert response.status_code == 302
    assert stored(load_instrument(BankVersion.objects.get(pk=version.pk)))


def test_theme_is_added_with_its_first_statements(keeper: Client, version: BankVersion) -> None:
    sent = {"title": "Second theme", "scale": "agreement", "questions": "I begin.\n\nI go on."}
    keeper.post(url("add", version, "themes"), sent)

    theme = load_instrument(version).themes[1]
    assert (theme.code, theme.short_title) == ("T-01", "Second theme")
    assert [(one.code, one.text) for one in theme.questions] == [
        ("T-01-01", "I begin."),
        ("T-01-02", "I go on."),
    ]
    assert review(load_instrument(version)).errors == ()


def test_copied_theme_has_codes_of_its_own(keeper: Client, organisation: Organisation) -> None:
    version = draft(bank(), organisation)

    keeper.post(url("arrange", version, "themes", "ASP"), {"do": "copy"})

    copied = load_instrument(version).themes[1]
    assert copied.code == "T-01"
    assert [one.text for one in copied.questions] == [
        one.text for one in bank().themes[0].questions
    ]
    assert review(load_instrument(version)).errors == ()


def test_what_something_else_uses_is_not_deleted(keeper: Client, version: BankVersion) -> None:
    address = url("thing", version, "scales", "agreement")

    said = words(keeper.post(address, fields(keeper, address) | {"do": "delete"}, follow=True))

    assert "It is still in use, so it cannot be deleted. Look at: Theme “One theme”." in said
    # One stays where one was, with all that can be done there.
    assert "<h1>Scale" in said
    assert load_instrument(version) == bank("small")


def test_a_facet_that_statements_have_is_deleted_and_leaves_them(
    keeper: Client, organisation: Organisation
) -> None:
    version = draft(bank(), organisation)
    address = url("thing", version, "facets", "ASP/ASP-F1")

    keeper.post(address, fields(keeper, address) | {"do": "delete"})

    was, theme = bank().themes[0], load_instrument(version).themes[0]
    assert "ASP-F1" not in {one.code for one in theme.facets}
    assert [one.code for one in theme.questions] == [one.code for one in was.questions]
    assert {one.facet for one in theme.questions} & {"ASP-F1"} == set()


def test_deleting_is_answered_in_every_section_also_where_there_is_nothing_to_delete(
    keeper: Client, organisation: Organisation
) -> None:
    version = draft(bank(), organisation)
    answers = {}
    for name, section in SECTIONS.items():
        keys, _item = list(all_things(bank(), section))[-1]
        address = url("thing", version, name, *(["/".join(keys)] if keys else []))
        with transaction.atomic():
            answers[name] = keeper.post(address, {"do": "delete"}).status_code
            transaction.set_rollback(True)

    assert {name: status for name, status in answers.items() if status >= 500} == {}


def test_with_a_band_goes_its_feedback(keeper: Client, organisation: Organisation) -> None:
    version = draft(bank(), organisation)
    code = bank().bands[0].code
    address = url("thing", version, "bands", code)

    keeper.post(address, fields(keeper, address) | {"do": "delete"})

    after = load_instrument(version)
    assert all(code not in theme.feedback for theme in after.themes)
    said = words(keeper.get(url("draft", version)))
    assert f'href="{url("thing", version, "bands", bank().bands[1].code)}#id_min"' in said
    assert words(keeper.get(url("publish", version))).count("Mend these faults first") == 1


@pytest.mark.parametrize(
    ("name", "keys", "sent", "says"),
    [
        ("bands", "{band}", {"min": "90", "max": "10"}, "must end where it begins"),
        ("bands", "{band}", {"max": "101"}, "enter 100 or less"),
        ("map", "ASP+LA6", {"weight": "0"}, "enter 0.01 or more"),
        ("about", "", {"language": "Welsh!"}, "Write a language tag such as"),
        ("scales", "frequency", {"dont_know.help": "Words"}, "Give it words first."),
        ("statements", "ASP/ASP-01", {"label": "x" * 301}, "up to 300 characters"),
        ("themes", "ASP", {"good": "x" * 4001}, "A line may have 4000 characters; line"),
    ],
)
def test_what_a_bank_may_not_hold_is_refused_at_its_field(
    keeper: Client, organisation: Organisation, name: str, keys: str, sent, says: str
) -> None:
    version = draft(bank(), organisation)
    args = [keys.format(band=bank().bands[1].code)] if keys else []
    address = url("thing", version, name, *args)

    said = words(keeper.post(address, fields(keeper, address) | sent))

    assert says in said
    assert load_instrument(version) == bank()


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("scales", {"name": "agreement", "points": "No\nYes"}),
        ("scales", {"name": "two words", "points": "No\nYes"}),
        ("scales", {"name": "other", "points": "Only one"}),
    ],
)
def test_scale_that_cannot_be_is_not_added(
    keeper: Client, version: BankVersion, name: str, sent: dict[str, str]
) -> None:
    said = words(keeper.post(url("add", version, name), sent))

    assert "govuk-error-summary" in said
    assert load_instrument(version) == bank("small")


def test_feedback_is_added_only_while_a_band_has_none(
    keeper: Client, organisation: Organisation
) -> None:
    version = draft(bank(), organisation)
    listed, add = url("things", version, "feedback", "ASP"), url("add", version, "feedback", "ASP")
    code = bank().bands[0].code
    full = words(keeper.get(listed))
    gone = url("thing", version, "feedback", f"ASP/{code}")
    keeper.post(gone, fields(keeper, gone) | {"do": "delete"})

    assert (add in full, add in words(keeper.get(listed))) == (False, True)
    keeper.post(add, {"band": code, "summary": "Your answers suggest room to grow."})
    assert load_instrument(version).theme("ASP").feedback[code].summary.startswith("Your answers")


@pytest.mark.parametrize("name", ["stages", "plan-questions"])
def test_list_that_is_fixed_takes_nothing_new(
    keeper: Client, organisation: Organisation, name: str
) -> None:
    version = draft(bank(), organisation)

    assert keeper.get(url("add", version, name)).status_code == 403
    code = bank().stages[0].code if name == "stages" else "goal"
    for do in ("copy", "place"):
        address = url("arrange", version, name, code)
        assert keeper.post(address, {"do": do}).status_code == 400


def test_points_of_a_scale_keep_their_numbers_in_order(
    keeper: Client, version: BankVersion
) -> None:
    keeper.post(url("add", version, "points", "agreement"), {"label": "Fully"})
    keeper.post(url("arrange", version, "points", "agreement/4"), {"do": "place", "place": "1"})

    points = load_instrument(version).scales["agreement"].points
    assert [(one.value, one.label) for one in points][:2] == [(1, "Fully"), (2, "Disagree")]


# Numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "keys", "sent", "says"),
    [
        ("scoring", [], {"near_boundary_points": "21"}, "enter 20 or less"),
        ("scoring", [], {"near_boundary_points": ""}, "Fill in “"),
        ("favourable", [], {"favourable_keyed_values": "4, many"}, "Write whole numbers"),
        ("favourable", [], {"favourable_keyed_values": "4 4"}, "Name each number once."),
        ("precision", [], {"theme.alpha": "1"}, "enter 0.99 or less"),
        ("precision", [], {"replace_when_n_at_least": "99"}, "enter 100 or more"),
        ("numbers", [], {"min_n_for_psychometrics": "29"}, "enter 30 or more"),
        ("numbers", [], {"min_n_for_item_results": "9"}, "enter 10 or more"),
        ("readiness-levels", ["NEARLY"], {"min": "80"}, "must end where it begins"),
    ],
)
def test_number_that_would_not_protect_or_not_count_is_refused(
    keeper: Client, organisation: Organisation, name: str, keys: list[str], sent, says: str
) -> None:
    version = draft(bank(), organisation)
    address = url("thing", version, name, *keys)

    said = words(keeper.post(address, fields(keeper, address) | sent))

    assert says in said
    assert load_instrument(version) == bank()


def test_numbers_are_saved_and_scores_follow_them(
    keeper: Client, organisation: Organisation
) -> None:
    version = draft(bank(), organisation)
    for name, sent in {
        "scoring": {"overall.min_themes_scored": "6", "profile.smallest_difference": "9"},
        "favourable": {"favourable_keyed_values": "5", "neutral_keyed_values": "3 4"},
        "precision": {"theme.alpha": "0.9", "replace_when_n_at_least": "150"},
        "numbers": {"min_n_for_psychometrics": "50"},
        "readiness-score": {"min_items_answered": "8"},
    }.items():
        address = url("thing", version, name)
        assert keeper.post(address, fields(keeper, address) | sent).status_code == 302

    after = load_instrument(BankVersion.objects.get(pk=version.pk))
    rules = after.scoring
    themes = [ThemeScore(theme.code, "scored", 7, score=60) for theme in bank().themes]
    assert score_overall(after, themes[:5]).score is None
    assert score_overall(after, themes).score == 60
    assert rules.favourable.neutral_keyed_values == (3, 4)
    assert (rules.provisional_reliability.theme.alpha, rules.readiness.min_items_answered) == (
        0.9,
        8,
    )
    assert rules.anonymity.min_n_for_psychometrics == 50
    assert rules.provisional_reliability.replace_when_n_at_least == 150


def test_numbers_of_what_a_bank_has_not_are_not_offered(
    keeper: Client, version: BankVersion
) -> None:
    said = words(keeper.get(url("draft", version)))

    assert url("thing", version, "precision") in said
    assert url("things", version, "readiness-levels") not in said
    assert url("thing", version, "priorities") not in said


# Words -------------------------------------------------------------------------------------------


def test_what_sections_are_called_is_translated_where_it_is_shown(
    keeper: Client, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = draft(bank(), organisation)
    monkeypatch.setattr(translation._trans, "gettext", lambda message: f"[{message}]")
    statement = url("thing", version, "statements", "ASP/ASP-01")
    shown = {
        url("draft", version): ["[Themes]", "[Questionnaire]", "[Evidence prompts]"],
        url("things", version, "bands"): ["[Bands]", "Words for stretches"],
        statement: ["[Statement]", "[Label]", "[Names the helpful behaviour"],
        url("add", version, "scales"): ["[Scale]", "[Name]", "[Its answers, from low to high]"],
        url("thing", version, "texts"): ["[Who can see a report]"],
        url("begin", draft(bank("small"), organisation), "bands"): ["[Bands]", "[The example:"],
        url("take_out", version, "bands"): ["[Bands]", "[Feedback]"],
    }
    for address, labels in shown.items():
        said = words(keeper.get(address))
        assert [label for label in labels if label not in said] == [], address

    form = fields(keeper, statement) | {"text": "I say why."}
    assert "[Statement]" in words(keeper.post(statement, form, follow=True))


# What errors say ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "keys", "sent"),
    [
        ("add", ("themes",), {}),
        ("add", ("scales",), {"name": "ä b", "points": ""}),
        ("add", ("bands",), {"min": "x", "max": "200"}),
        ("thing", ("favourable",), {"favourable_keyed_values": "4, 4", "was-favourable_keyed_values": ""}),
        ("thing", ("statements", "ASP/ASP-02"), {"text": "", "was-text": "y", "label": "x" * 301, "was-label": ""}),
        ("thing", ("statements", "ASP/ASP-02"), {"text": "a\x00b", "was-text": "y"}),
        ("begin", ("spectrum",), {"begin": "own"}),
    ],
)  # fmt: skip
def test_every_error_names_its_field(
    keeper: Client, version: BankVersion, organisation: Organisation,
    name: str, keys: tuple[str, ...], sent: dict[str, str],
) -> None:  # fmt: skip
    draft_of = version if name == "begin" else draft(bank(), organisation)

    form = keeper.post(url(name, draft_of, *keys), sent).context["form"]

    assert form.errors
    for field, errors in form.errors.items():
        assert all(str(form[field].label) in error for error in errors), errors


def test_every_error_of_a_new_bank_names_its_field(keeper: Client) -> None:
    sent = {"code": "Ä", "language": "?", "answers": "One", "title": "", "statements": "x" * 301}

    form = keeper.post("/banks/new/", sent).context["form"]

    assert len(form.errors) == 7
    for field, errors in form.errors.items():
        assert all(str(form[field].label) in error for error in errors), errors


# What things are made of --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "row", "leads_to"),
    [
        ("themes", "ASP", ["statements", "facets", "feedback"]),
        ("scales", "frequency", ["points"]),
        ("side", "individual", ["conditions"]),
        ("areas", "LA1", ["abilities", "activities"]),
    ],
)
def test_list_leads_to_what_each_thing_is_made_of(
    keeper: Client, organisation: Organisation, name: str, row: str, leads_to: list[str]
) -> None:
    version = draft(bank(), organisation)

    page = keeper.get(url("things", version, name))

    shown = {one.key: one for one in page.context["listing"].rows}[row]
    assert [one.url for one in shown.lines] == [
        url("things", version, below, row) for below in leads_to
    ]
    # "Edit" opens in its place only what has no lists: there they would be out of reach.
    assert "data-draft-edit" not in page.content.decode()
    for one in shown.lines:
        assert "data-draft-edit" in keeper.get(one.url).content.decode()


def test_page_of_a_draft_leads_to_statements_and_answers_in_one_step(
    keeper: Client, organisation: Organisation
) -> None:
    version = draft(bank(), organisation)

    said = keeper.get(url("draft", version)).content.decode()

    for name, keys in (("statements", "ASP"), ("points", "truth"), ("conditions", "individual")):
        assert f'href="{url("things", version, name, keys)}"' in said


@pytest.mark.parametrize("name", ["list", "edit"])
@pytest.mark.parametrize(
    ("section", "keys", "scale"),
    [("statements", "ASP", "frequency"), ("conditions", "individual", "truth")],
)
def test_answers_are_one_step_from_the_statements(
    keeper: Client, organisation: Organisation, name: str, section: str, keys: str, scale: str
) -> None:
    version = draft(bank(), organisation)
    first = url("things", version, section, keys)
    address = first if name == "list" else keeper.get(first).context["listing"].rows[0].url

    said = keeper.get(address).content.decode()

    assert f'<a href="{url("things", version, "points", scale)}">Change the answers</a>' in said
