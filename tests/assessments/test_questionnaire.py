"""The pages of the questionnaire, with no script running."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.html import escape

from assessments import queries
from tests.assessments.sitting import SIGNED_IN, check_at, finish, page_at, stored, text, url
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    MembershipFactory,
    all_answers,
    answer,
    bank,
    published,
)

pytestmark = pytest.mark.django_db


def test_resume_goes_to_the_first_gap_then_to_the_check_then_to_the_report(
    client, assessment
) -> None:
    address = url("resume", assessment)
    assert client.get(address)["Location"] == page_at("theme", assessment, "ASP")

    answers = all_answers(bank())
    gap = answers.pop("LCF-05")
    answer(assessment, answers)
    assert client.get(address)["Location"] == page_at("theme", assessment, "LCF")

    answer(assessment, {"LCF-05": gap})
    assert client.get(address)["Location"] == page_at("readiness", assessment, "individual")

    answer(assessment, dict.fromkeys(bank().learning_codes, "3"))
    assert client.get(address)["Location"] == check_at(assessment)

    finish(assessment)
    assert client.get(address)["Location"] == reverse("reports:report", args=[assessment.public_id])


def test_theme_page_asks_the_statements_in_bank_order_and_shows_no_number(
    client, assessment
) -> None:
    page = text(client.get(url("theme", assessment, "EMA")))

    statements = [question.text for question in bank().theme("EMA").questions]
    places = [page.index(statement) for statement in statements]
    assert places == sorted(places)
    assert page.count('type="radio"') == 7 * 6
    assert " checked" not in page
    for point in bank().scales["frequency"].points:
        assert page.count(f"<span>{point.label}</span>") == 7
        assert page.count(f"<li>{point.label} <span>{point.help}</span></li>") == 1  # the heading
    assert "Theme 2 of 6" in page
    assert "0 of 42 statements answered" in page
    assert bank().theme("EMA").evidence_prompt in page
    assert bank().text("evidence_warning") in page
    assert "reverse" not in page


def test_what_is_the_same_on_every_page_is_said_on_the_first_alone(client, assessment) -> None:
    scale = bank().scales["frequency"]
    pages = [text(client.get(url("theme", assessment, code))) for code in ("ASP", "EMA")]

    assert [page.count(scale.stem_new_in_role) for page in pages] == [1, 0]
    assert [page.count(escape(f"{scale.not_applicable.label}:")) for page in pages] == [1, 0]
    assert [page.count(scale.stem) for page in pages] == [1, 1]


def test_every_page_leads_to_all_of_its_part_and_says_how_far_each_is(client, assessment) -> None:
    lcf = dict.fromkeys([one.code for one in bank().theme("LCF").questions], "3")
    answer(assessment, lcf | {"EMA-01": "4", "EMA-02": "NA"})

    page = text(client.get(url("theme", assessment, "ASP")))

    links = page[page.index('id="all-pages"') :]
    titles = [links.index(escape(theme.title)) for theme in bank().themes]
    assert titles == sorted(titles)
    assert links.count('name="to"') == 6
    for words, times in [("You are here", 1), ("2 of 7", 1), ("All answered", 1), ("Not begun", 3)]:
        assert links.count(words) == times
    # Without a script the buttons take along what is on the page.
    response = post_theme(client, assessment, to="AGI", then="", **{"answer-ASP-01": "5"})
    assert response["Location"] == page_at("theme", assessment, "AGI")
    assert stored(assessment)["ASP-01"] == "5"


def test_theme_page_works_for_any_instrument(client, member) -> None:
    for name in ("small", "default"):
        instrument = bank(name)
        made = AssessmentFactory(
            member=MembershipFactory(user=member.user), version=published(instrument)
        )
        for theme in instrument.themes:
            page = text(client.get(url("theme", made, theme.code)))
            scale = instrument.scale_of(theme)
            choices = len(scale.points) + (scale.not_applicable is not None)
            assert page.count('type="radio"') == choices * len(theme.questions)


def post_theme(client, assessment, code="ASP", **fields):
    theme = bank().theme(code)
    names = [question.code for question in theme.questions]
    data = {f"was-answer-{name}": "" for name in names} | {"was-note": "", "note": ""}
    return client.post(url("theme", assessment, code), data | {"then": "continue"} | fields)


def test_theme_form_saves_and_goes_where_it_was_told(client, assessment) -> None:
    for then, code, to in (
        ("continue", "ASP", page_at("theme", assessment, "EMA")),
        ("back", "EMA", page_at("theme", assessment, "ASP")),
        ("continue", "AGI", page_at("readiness", assessment, "individual")),
        ("back", "ASP", "/"),
        ("later", "LCF", "/"),
        ("check", "LCF", check_at(assessment)),
        ("nonsense", "LCF", page_at("theme", assessment, "LIS")),
    ):
        answers = {
            f"answer-{code}-01": "4",
            f"was-answer-{code}-01": stored(assessment).get(f"{code}-01", ""),
        }
        response = post_theme(client, assessment, code, then=then, **answers)
        assert response["Location"] == to
    assert stored(assessment) == dict.fromkeys(["ASP-01", "EMA-01", "LCF-01", "AGI-01"], "4")


def test_the_pages_of_the_other_parts_lead_on_back_out_and_past(client, assessment) -> None:
    ready = url("readiness_result", assessment) + "%s/"
    areas = url("area", assessment, "LA1").replace("LA1", "%s")
    for address, then, to in (
        (ready % "individual", "continue", page_at("readiness", assessment, "organisational")),
        (ready % "individual", "back", page_at("theme", assessment, "AGI")),
        (ready % "individual", "skip", page_at("area", assessment, "LA1")),
        (ready % "spectrum", "continue", page_at("area", assessment, "LA1")),
        (areas % "LA1", "back", page_at("readiness", assessment, "spectrum")),
        (areas % "LA3", "skip", check_at(assessment)),
        (areas % "LA7", "continue", check_at(assessment)),
    ):
        assert client.post(address, {"then": then})["Location"] == to
    client.post(ready % "individual", {"answer-RI-01": "2", "then": "skip"})
    last = client.post(ready % "spectrum", {"then": "continue"})

    assert last["Location"] == url("readiness_result", assessment)
    assert stored(assessment) == {"RI-01": "2"}


def test_readiness_page_offers_dont_know_of_the_organisation_and_asks_no_note(
    client, assessment
) -> None:
    individual = text(client.get(url("readiness", assessment, "individual")))
    organisational = text(client.get(url("readiness", assessment, "organisational")))

    assert (individual.count('value="DK"'), organisational.count('value="DK"')) == (0, 8)
    assert "<textarea" not in individual
    assert "Part 2 of 3: Are you ready?" in individual
    assert "0 of 18 statements answered" in individual
    assert "Skip this part" in individual
    assert "Skip this part" not in organisational
    assert "Skip the rest of this part" in organisational


def test_area_page_asks_confidence_under_its_stem_and_importance_by_its_own(
    client, assessment
) -> None:
    page = text(client.get(url("area", assessment, "LA3")))

    assert page.count('type="radio"') == 4 * 5
    assert page.count(bank().scales["confidence"].stem) == 1
    assert page.count(bank().scales["importance"].stem) == 1
    assert page.count("question--headed") == 3
    assert bank().area("LA3").definition in page
    assert "Area 3 of 7" in page


def test_what_readiness_suggests_is_told_at_once_and_holds_nobody_up(client, assessment) -> None:
    low = dict.fromkeys([f"RI-0{number}" for number in range(1, 9)], "1")
    answer(assessment, low | {"RO-02": "DK", "SPEC-NOW": "1", "SPEC-AIM": "3"})

    page = text(client.get(url("readiness_result", assessment)))

    unknown = next(one for one in bank().readiness.outcomes if one.code == "UNKNOWN")
    assert unknown.text in page
    assert "Prepare first" in page
    tips = [one.tip_for({"before_themes"}) for one in bank().readiness.individual.statements]
    shown = [tip for tip in tips if escape(tip) in page]
    assert shown == [tips[place] for place in (0, 1, 2, 3, 6)]  # five, those of key ones among them
    assert page.index(escape(tips[6])) < page.index(escape(tips[0]))
    assert bank().readiness.organisational.statements[1].tip in page
    assert bank().spectrum.results[0].text in page
    assert f'href="{url("area", assessment, "LA1")}"' in page


def test_without_any_answer_there_is_no_result_to_read(client, assessment) -> None:
    response = client.get(url("readiness_result", assessment))

    assert response["Location"] == page_at("readiness", assessment, "individual")


def test_a_campaign_without_the_other_parts_has_none_of_their_pages(client, member) -> None:
    made = AssessmentFactory(
        member=member, campaign=CampaignFactory(organisation=member.organisation)
    )

    assert client.get(url("resume", made))["Location"] == page_at("theme", made, "ASP")
    assert client.get(url("readiness", made, "individual")).status_code == 404
    assert client.get(url("readiness_result", made)).status_code == 404
    assert client.get(url("area", made, "LA1")).status_code == 404
    page = text(client.get(url("theme", made, "ASP")))
    assert "Skip this part" not in page
    assert "Part 1" not in page
    assert "(optional)" not in text(client.get(url("check", made)))


def test_theme_form_keeps_what_it_did_not_send(client, assessment) -> None:
    answer(assessment, {"ASP-01": "4"}, note="A note")

    client.post(url("theme", assessment, "ASP"), {"was-answer-ASP-01": "4", "was-note": "A note"})

    assert stored(assessment) == {"ASP-01": "4"}
    assert queries.stored_notes(assessment)["ASP"].text == "A note"


def test_theme_form_with_javascript_off_in_two_tabs_tells_of_the_other_answer(
    client, assessment
) -> None:
    post_theme(client, assessment, **{"answer-ASP-01": "4", "answer-ASP-02": "3", "note": "One"})

    response = post_theme(
        client, assessment, **{"answer-ASP-01": "2", "answer-ASP-03": "5", "note": "Two"}
    )

    assert response.status_code == 200
    page = text(response)
    assert "You answered this in another tab or on another device: Usually." in page
    assert "What is saved now: “One”" in page
    assert ">\nTwo</textarea>" in page
    assert stored(assessment) == {"ASP-01": "4", "ASP-02": "3", "ASP-03": "5"}
    form = response.context["form"]
    assert form["answer-ASP-01"].value() == form["was-answer-ASP-01"].value() == "4"
    assert (form["note"].value(), form["was-note"].value()) == ("Two", "One")

    again = {name: form[name].value() for name in form.fields}
    response = client.post(url("theme", assessment, "ASP"), again | {"answer-ASP-01": "2"})

    assert response.status_code == 302
    assert stored(assessment)["ASP-01"] == "2"
    assert queries.stored_notes(assessment)["ASP"].text == "Two"


def test_theme_form_knows_of_what_the_script_sent_without_a_receipt(client, assessment) -> None:
    answer(assessment, {"ASP-01": "4"})

    response = post_theme(
        client, assessment, **{"answer-ASP-01": "5", "sent-answer-ASP-01": ["4", "5"]}
    )

    assert response.status_code == 302
    assert stored(assessment) == {"ASP-01": "5"}


def test_theme_form_sent_after_the_session_expired_waits_until_one_has_signed_in_again(
    client, assessment, manager
) -> None:
    client.session.flush()

    response = post_theme(client, assessment, **{"answer-ASP-01": "4", "note": "A note"})
    address = url("theme", assessment, "ASP")
    assert response["Location"] == f"{reverse('account_login')}?next={address}"
    assert stored(assessment) == {}
    client.force_login(manager)
    page = client.get(address)

    assert "You were signed out before these answers were saved." in text(page)
    form = page.context["form"]
    assert (form["answer-ASP-01"].value(), form["note"].value()) == ("4", "A note")
    client.post(address, {name: form[name].value() or "" for name in form.fields})
    assert stored(assessment) == {"ASP-01": "4"}
    assert "You were signed out before" not in text(client.get(address))


def test_what_waits_for_signing_in_is_shown_to_nobody_else(client, assessment, colleague) -> None:
    client.session.flush()
    post_theme(client, assessment, note="A private note")
    client.force_login(colleague)

    assert client.get(url("theme", assessment, "ASP")).status_code == 404
    other = AssessmentFactory(member=colleague.memberships.get())
    for page in (client.get("/"), client.get(url("theme", other, "ASP"))):
        assert "A private note" not in text(page)


def test_too_much_to_wait_for_signing_in_is_not_kept(client, assessment, manager) -> None:
    client.session.flush()
    post_theme(client, assessment, note="x" * 20_000)
    client.force_login(manager)

    assert "You were signed out before" not in text(client.get(url("theme", assessment, "ASP")))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("answer-ASP-01", "6", "Choose one of the answers shown."),
        ("answer-ASP-01", "DK", "Choose one of the answers shown."),
        ("note", "x" * 1001, "can have up to 1000 characters. It now has 1001: shorten it."),
    ],
)
def test_theme_form_refuses_bad_input_and_keeps_what_was_typed(
    client, assessment, field, value, words
) -> None:
    response = post_theme(client, assessment, **{"answer-ASP-02": "3", field: value})

    assert response.status_code == 200
    page = text(response)
    assert words in page
    assert "There is a problem" in page
    assert response.context["form"]["answer-ASP-02"].value() == "3"
    assert stored(assessment) == {}


def test_theme_form_keeps_words_without_a_character_that_no_database_takes(
    client, assessment
) -> None:
    response = post_theme(client, assessment, note="a\0b")

    assert response.status_code == 302
    assert queries.stored_notes(assessment)["ASP"].text == "ab"


def test_theme_form_counts_a_line_end_once(client, assessment) -> None:
    note = "\r\n".join(["x" * 99] * 10)

    response = post_theme(client, assessment, note=note)

    assert response.status_code == 302
    assert queries.stored_notes(assessment)["ASP"].text == note.replace("\r\n", "\n")


def test_theme_that_does_not_exist_is_not_found(client, assessment) -> None:
    assert client.get(url("theme", assessment, "XXX")).status_code == 404


def test_theme_of_a_finished_assessment_is_read_only(client, assessment) -> None:
    answer(assessment, {"ASP-01": "4"})
    finish(assessment)
    report = reverse("reports:report", args=[assessment.public_id])

    assert client.get(url("theme", assessment, "ASP"))["Location"] == report
    response = post_theme(client, assessment, **{"answer-ASP-01": "2", "was-answer-ASP-01": "4"})

    assert response["Location"] == report
    assert stored(assessment) == {"ASP-01": "4"}


@pytest.mark.parametrize(
    ("name", "code"), [("readiness", "individual"), ("readiness", "spectrum"), ("area", "LA7")]
)
@pytest.mark.parametrize("answered", [1, 28])
def test_pages_of_the_other_parts_take_as_many_queries_for_many_as_for_one(
    client, assessment, answered, name, code, django_assert_num_queries
) -> None:
    codes = ("RI-01", *bank().learning_codes)[:answered]
    answer(assessment, dict.fromkeys(codes, "3"))
    client.get(url(name, assessment, code))

    with django_assert_num_queries(SIGNED_IN + 3):
        client.get(url(name, assessment, code))
    # One of them for what a tip need not ask for any more.
    with django_assert_num_queries(SIGNED_IN + 3):
        client.get(url("readiness_result", assessment))


@pytest.mark.parametrize("answered", [1, 42])
def test_theme_page_takes_as_many_queries_for_many_as_for_one(
    client, assessment, answered, django_assert_num_queries
) -> None:
    answer(assessment, dict(list(all_answers(bank()).items())[:answered]), note="A note")
    client.get(url("theme", assessment, "ASP"))

    with django_assert_num_queries(SIGNED_IN + 3):
        client.get(url("theme", assessment, "ASP"))


def test_an_unknown_assessment_is_not_found(client) -> None:
    for name in ("resume", "check", "delete"):
        assert client.get(reverse(f"assessments:{name}", args=[uuid4()])).status_code == 404
