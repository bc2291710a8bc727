import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.permissions import Role
from assessments import actions, queries
from assessments.models import Assessment
from leadership.actions import choose
from leadership.models import BankVersion
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    MembershipFactory,
    all_answers,
    answer,
    bank,
    published,
)
from tests.factories.assessments import STARTED

pytestmark = pytest.mark.django_db
# What every page of a signed-in person reads: the session and the person.
SIGNED_IN = 2


@pytest.fixture
def member(manager, organisation):
    return manager.memberships.get(organisation=organisation)


@pytest.fixture
def assessment(member) -> Assessment:
    return AssessmentFactory(member=member)


@pytest.fixture
def client(client_of, manager):
    return client_of(manager)


def url(name: str, assessment: Assessment, *more: str) -> str:
    return reverse(f"assessments:{name}", args=[assessment.public_id, *more])


def text(response) -> str:
    return response.content.decode()


def stored(assessment) -> dict[str, str]:
    return {code: one.text for code, one in queries.stored_answers(assessment).items()}


def finish(assessment, at=STARTED + timedelta(hours=1)) -> Assessment:
    return actions.submit(assessment.public_id, by=assessment.member.user, at=at)


# Home ------------------------------------------------------------------------------------------


def test_home_of_a_manager_with_nothing_yet_offers_their_own_time(client) -> None:
    page = text(client.get("/"))

    assert "Nothing is waiting for you" in page
    assert reverse("assessments:start_own") in page
    assert "What to do next" not in page


def test_home_shows_what_to_do_what_is_begun_and_what_is_done(client, member) -> None:
    closes = datetime(2126, 12, 24, 17, tzinfo=UTC)
    CampaignFactory(organisation=member.organisation, name="Winter", slug="w", closes_at=closes)
    autumn = CampaignFactory(organisation=member.organisation, name="Autumn")
    begun = AssessmentFactory(member=member, campaign=autumn, answers={"ASP-01": "4"})
    done = finish(AssessmentFactory(member=member), STARTED + timedelta(days=3))

    page = text(client.get("/"))

    assert "Winter" in page
    assert "About 12 minutes" in page
    assert "Open until 24 December 2126." in page
    assert reverse("assessments:start", args=["w"]) in page
    assert "1 of 42 statements answered" in page
    assert url("resume", begun) in page
    assert url("delete", begun) in page
    assert "Finished on 5 March 2026." in page
    assert reverse("reports:report", args=[done.public_id]) in page
    assert "Compare with" not in page


def test_home_offers_to_compare_with_the_one_before(client, member) -> None:
    first = finish(AssessmentFactory(member=member), STARTED + timedelta(days=1))
    second = finish(AssessmentFactory(member=member), STARTED + timedelta(days=200))

    page = text(client.get("/"))

    report = reverse("reports:report", args=[second.public_id])
    assert f"{report}?earlier={first.public_id}" in page
    assert page.count("Compare with") == 1
    assert "Compare with 3 March 2026" in page


def test_home_says_that_a_campaign_has_closed_over_an_unfinished_assessment(client, member) -> None:
    closed = CampaignFactory(
        organisation=member.organisation, closes_at=datetime(2026, 4, 1, tzinfo=UTC)
    )
    AssessmentFactory(member=member, campaign=closed)

    assert "This campaign closed on 1 April 2026." in text(client.get("/"))


def test_home_shows_no_campaign_of_others_or_out_of_its_dates(client, member) -> None:
    CampaignFactory(name="Of another organisation")
    CampaignFactory(
        organisation=member.organisation, name="Over", closes_at=STARTED + timedelta(days=1)
    )
    CampaignFactory(
        organisation=member.organisation,
        name="Not yet",
        opens_at=datetime(2125, 1, 1, tzinfo=UTC),
    )
    CampaignFactory(organisation=member.organisation, name="Now")

    page = text(client.get("/"))

    assert "Now" in page
    for name in ("Of another organisation", "Over", "Not yet"):
        assert name not in page


def test_home_leads_to_what_somebody_looks_after_and_to_no_more(client_of, hr_lead, manager):
    about = "What groups of people answered, once enough took part."

    assert about in text(client_of(hr_lead).get("/"))
    assert "The statements people answer, and their versions." not in text(
        client_of(hr_lead).get("/")
    )
    assert "What you look after" not in text(client_of(manager).get("/"))


def test_home_of_an_hr_lead_explains_that_there_is_nothing_to_answer(client_of, hr_lead) -> None:
    campaign = CampaignFactory(organisation=hr_lead.memberships.get().organisation)

    page = text(client_of(hr_lead).get("/"))

    assert "There is nothing for you to answer" in page
    assert campaign.name not in page
    assert reverse("assessments:start_own") not in page


def test_home_of_a_member_of_two_organisations_names_them(client, manager) -> None:
    other = MembershipFactory(user=manager, roles=[Role.MANAGER])
    CampaignFactory(organisation=other.organisation)

    page = text(client.get("/"))

    assert page.count(other.organisation.name) == 2
    assert f"{reverse('assessments:start_own')}?organisation={other.organisation.slug}" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_home_takes_as_many_queries_for_many_as_for_one(
    client, member, rows, django_assert_num_queries
) -> None:
    for _ in range(rows):
        CampaignFactory(organisation=member.organisation)
        campaign = CampaignFactory(organisation=member.organisation)
        AssessmentFactory(member=member, campaign=campaign, answers={"ASP-01": "4"})
        finish(AssessmentFactory(member=member))
    client.get("/")

    with django_assert_num_queries(SIGNED_IN + 6):
        client.get("/")


# Starting --------------------------------------------------------------------------------------


def test_start_says_what_it_is_for_and_who_sees_what(client, member) -> None:
    campaign = CampaignFactory(organisation=member.organisation)

    page = text(client.get(reverse("assessments:start", args=[campaign.slug])))

    assert "It takes about 12 minutes." in page
    assert "42 statements in 6 themes" in page
    assert "Only you see your answers" in page
    assert bank().text("purpose_limit") in page
    for entry in bank().glossary:
        assert entry.term in page
    assert not Assessment.objects.exists()


def test_start_begins_once_and_leads_to_the_first_theme(client, member) -> None:
    campaign = CampaignFactory(organisation=member.organisation)
    address = reverse("assessments:start", args=[campaign.slug])

    for _ in range(2):
        response = client.post(address, follow=True)
        begun = Assessment.objects.get()
        assert response.redirect_chain[-1][0] == url("theme", begun, "ASP")
    assert client.get(address)["Location"] == url("resume", begun)


def test_start_of_a_closed_campaign_is_refused_in_words(client, member) -> None:
    campaign = CampaignFactory(
        organisation=member.organisation, closes_at=STARTED + timedelta(days=1)
    )
    address = reverse("assessments:start", args=[campaign.slug])

    for response in (client.get(address), client.post(address)):
        assert response.status_code == 409
        assert "This campaign has closed" in text(response)
    assert not Assessment.objects.exists()


def test_start_own_takes_the_organisations_own_bank_once_it_is_chosen(
    client, member, administrator
) -> None:
    published()
    address = reverse("assessments:start_own")
    own = published(bank("small"), organisation=member.organisation)
    published(bank("small"), organisation=CampaignFactory().organisation)

    assert bank().instrument.title in text(client.get(address))

    choose(own.bank, organisation=member.organisation, by=administrator, at=timezone.now())
    client.post(address)

    assert Assessment.objects.get().version_id == own.pk


def test_start_own_without_any_bank_says_so(client) -> None:
    assert not BankVersion.objects.exists()

    assert "There is nothing to answer yet" in text(client.get(reverse("assessments:start_own")))


def test_start_own_in_an_organisation_that_is_not_ones_own_is_not_found(client) -> None:
    other = CampaignFactory().organisation

    response = client.post(f"{reverse('assessments:start_own')}?organisation={other.slug}")

    assert response.status_code == 404


# Answering -------------------------------------------------------------------------------------


def test_resume_goes_to_the_first_gap_then_to_the_check_then_to_the_report(
    client, assessment
) -> None:
    address = url("resume", assessment)
    assert client.get(address)["Location"] == url("readiness", assessment, "individual")

    answers = all_answers(bank())
    gap = answers.pop("LCF-05")
    answer(assessment, answers)
    assert client.get(address)["Location"] == url("theme", assessment, "LCF")

    answer(assessment, {"LCF-05": gap})
    assert client.get(address)["Location"] == url("area", assessment, "LA1")

    answer(assessment, dict.fromkeys(bank().learning_codes, "3"))
    assert client.get(address)["Location"] == url("check", assessment)

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
    assert "Theme 2 of 6" in page
    assert "0 of 42 statements answered" in page
    assert bank().theme("EMA").evidence_prompt in page
    assert bank().text("evidence_warning") in page
    assert "reverse" not in page


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
        ("continue", "ASP", url("theme", assessment, "EMA")),
        ("back", "EMA", url("theme", assessment, "ASP")),
        ("continue", "AGI", url("area", assessment, "LA1")),
        ("back", "ASP", url("readiness", assessment, "spectrum")),
        ("later", "LCF", "/"),
        ("nonsense", "LCF", url("theme", assessment, "LIS")),
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
        (ready % "individual", "continue", ready % "organisational"),
        (ready % "individual", "back", "/"),
        (ready % "individual", "skip", url("theme", assessment, "ASP")),
        (ready % "spectrum", "continue", url("theme", assessment, "ASP")),
        (areas % "LA1", "back", url("theme", assessment, "AGI")),
        (areas % "LA3", "skip", url("check", assessment)),
        (areas % "LA7", "continue", url("check", assessment)),
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
    assert "Part 1 of 3: Are you ready?" in individual
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
    assert bank().area("LA3").definition in page
    assert "Area 3 of 7" in page


def test_what_readiness_suggests_is_told_at_once_and_holds_nobody_up(client, assessment) -> None:
    low = dict.fromkeys([f"RI-0{number}" for number in range(1, 9)], "1")
    answer(assessment, low | {"RO-02": "DK", "SPEC-NOW": "1", "SPEC-AIM": "3"})

    page = text(client.get(url("readiness_result", assessment)))

    unknown = next(one for one in bank().readiness.outcomes if one.code == "UNKNOWN")
    assert unknown.text in page
    assert "Prepare first" in page
    tips = [one.tip for one in bank().readiness.individual.statements]
    shown = [tip for tip in tips if escape(tip) in page]
    assert shown == [tips[place] for place in (0, 1, 2, 3, 6)]  # five, those of key ones among them
    assert page.index(escape(tips[6])) < page.index(escape(tips[0]))
    assert bank().readiness.organisational.statements[1].tip in page
    assert bank().spectrum.results[0].text in page
    assert f'href="{url("theme", assessment, "ASP")}"' in page


def test_without_any_answer_there_is_no_result_to_read(client, assessment) -> None:
    response = client.get(url("readiness_result", assessment))

    assert response["Location"] == url("readiness", assessment, "individual")


def test_a_campaign_without_the_other_parts_has_none_of_their_pages(client, member) -> None:
    made = AssessmentFactory(
        member=member, campaign=CampaignFactory(organisation=member.organisation)
    )

    assert client.get(url("resume", made))["Location"] == url("theme", made, "ASP")
    assert client.get(url("readiness", made, "individual")).status_code == 404
    assert client.get(url("readiness_result", made)).status_code == 404
    assert client.get(url("area", made, "LA1")).status_code == 404
    page = text(client.get(url("theme", made, "ASP")))
    assert "Skip this part" not in page
    assert "Part 1" not in page
    assert "optional" not in text(client.get(url("check", made)))


def test_home_tells_how_much_of_the_optional_parts_is_answered(client, assessment) -> None:
    assert "optional parts" not in text(client.get("/"))
    answer(assessment, {"RI-01": "4", "RI-02": "3"})

    page = text(client.get("/"))

    assert "0 of 42 statements answered" in page
    assert "2 in the optional parts" in page


def test_start_tells_of_the_optional_parts_and_their_time(client, member) -> None:
    published()
    own = text(client.get(reverse("assessments:start_own")))
    campaign = CampaignFactory(organisation=member.organisation, asks_learning=True)
    invited = text(client.get(reverse("assessments:start", args=[campaign.slug])))

    assert "“Are you ready?” is an optional part and takes about 4 minutes more." in own
    assert "“What to learn next” is an optional part and takes about 6 minutes more." in own
    assert "Are you ready?" not in invited
    assert "What to learn next" in invited
    assert "With the optional parts 6 minutes more." in text(client.get("/"))


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
    assert "The saved note is: “One”" in page
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
        ("note", "x" * 1001, "at most 1000 characters"),
        ("note", "a\0b", "Null characters are not allowed."),
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
    with django_assert_num_queries(SIGNED_IN + 2):
        client.get(url("readiness_result", assessment))


@pytest.mark.parametrize("answered", [1, 42])
def test_theme_page_takes_as_many_queries_for_many_as_for_one(
    client, assessment, answered, django_assert_num_queries
) -> None:
    answer(assessment, dict(list(all_answers(bank()).items())[:answered]), note="A note")
    client.get(url("theme", assessment, "ASP"))

    with django_assert_num_queries(SIGNED_IN + 3):
        client.get(url("theme", assessment, "ASP"))


# Autosave --------------------------------------------------------------------------------------


def autosave(client, assessment, body, **extra):
    if not isinstance(body, (str, bytes)):
        body = json.dumps(body)
    extra = {"content_type": "application/json"} | extra
    return client.post(url("save", assessment), body, **extra)


def test_autosave_saves_and_says_how_far_one_is(client, assessment) -> None:
    response = autosave(
        client,
        assessment,
        {
            "answers": {"ASP-01": {"was": "", "now": "4"}},
            "notes": {"ASP": {"was": "", "now": " One\r\nTwo "}},
        },
    )

    reply = response.json()
    seen = reply.pop("seen")
    assert reply == {
        "saved": ["ASP-01", "ASP"],
        "conflicts": {},
        "progress": {
            "answered": 1,
            "statements": 42,
            "words": "1 of 42 statements answered",
        },
    }
    assert datetime.fromisoformat(seen) == queries.sheet(assessment).seen
    assert stored(assessment) == {"ASP-01": "4"}
    assert queries.stored_notes(assessment)["ASP"].text == "One\nTwo"


def test_autosave_reports_a_conflict_in_words(client, assessment) -> None:
    answer(assessment, {"ASP-01": "4"}, note="Theirs")

    reply = autosave(
        client,
        assessment,
        {
            "answers": {"ASP-01": {"was": "", "now": "2"}},
            "notes": {"ASP": {"was": "", "now": "Mine"}},
        },
    ).json()

    assert reply["saved"] == []
    assert reply["conflicts"]["ASP-01"] == {
        "stored": "4",
        "words": "You answered this in another tab or on another device: Usually. "
        "Choose again here if you want to change it.",
    }
    assert reply["conflicts"]["ASP"]["stored"] == "Theirs"
    assert "“Theirs”" in reply["conflicts"]["ASP"]["words"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (" ", 400),
        ("{", 400),
        ("[]", 400),
        ("[" * 100_000, 400),
        (b"\xff\xfe", 400),
        ('{"answers": []}', 400),
        ('{"answers": {"ASP-01": "4"}}', 400),
        ('{"answers": {"ASP-01": {"was": ""}}}', 400),
        ('{"answers": {"ASP-01": {"now": 4}}}', 400),
        ('{"answers": {"ASP-01": {"now": null}}}', 400),
        ('{"answers": {"ASP-01": {"now": "4", "was": 3}}}', 400),
        ('{"answers": {"ASP-01": {"now": "4", "sent": "3"}}}', 400),
        ('{"answers": {"ASP-01": {"now": "4", "sent": [3]}}}', 400),
        ('{"answers": {"ASP-01": {"now": "0"}}}', 400),
        ('{"answers": {"ASP-01": {"now": "6"}}}', 400),
        ('{"answers": {"ASP-01": {"now": "DK"}}}', 400),
        ('{"answers": {"XXX-01": {"now": "4"}}}', 400),
        ('{"answers": {"\\ud800": {"now": "4"}}}', 400),
        ('{"answers": {"ASP-01": {"now": "\\ud800"}}}', 400),
        ('{"notes": {"XXX": {"now": "A note"}}}', 400),
        ('{"notes": {"ASP": {"now": "a\\u0000b"}}}', 400),
        ('{"notes": {"ASP": {"now": "a\\ud800b"}}}', 400),
        (json.dumps({"notes": {"ASP": {"now": "x" * 1001}}}), 400),
        (json.dumps({"notes": {"ASP": {"now": "x" * 2**20}}}), 413),
        ('{"seen": 4, "answers": {"ASP-01": {"now": "4"}}}', 400),
    ],
)
def test_autosave_refuses_bad_input_in_words_and_touches_nothing(
    client, assessment, body, status
) -> None:
    answer(assessment, {"ASP-02": "3"})

    response = autosave(client, assessment, body)

    assert response.status_code == status
    assert len(response.json()["error"]) > 20
    assert stored(assessment) == {"ASP-02": "3"}
    assert queries.stored_notes(assessment) == {}


@pytest.mark.parametrize(
    "body",
    [
        '{"answers": {"ASP-01": {"now": "1"}}}',
        '{"answers": {"ASP-01": {"now": "5", "was": "", "sent": ["4"]}}}',
        '{"answers": {"ASP-01": {"now": "NA"}}}',
        '{"seen": "", "answers": {"ASP-01": {"now": "4"}}}',
        '{"seen": "no moment", "answers": {"ASP-01": {"now": "4"}}}',
        '{"seen": "2026-01-01T10:00:00", "answers": {"ASP-01": {"now": "4"}}}',
        '{"more": "keys", "answers": {"ASP-01": {"now": "4"}}}',
        json.dumps({"notes": {"ASP": {"now": "x" * 1000}}}),
        json.dumps({"notes": {"ASP": {"now": "\r\n".join(["x" * 99] * 10)}}}),
        '{"notes": {"ASP": {"now": "\\ud83d\\ude00"}}}',
        "{}",
    ],
)
def test_autosave_allows_what_stands_beside_the_refusals(client, assessment, body) -> None:
    assert autosave(client, assessment, body).status_code == 200


def test_autosave_refuses_another_content_type(client, assessment) -> None:
    body = {"answers": {"ASP-01": {"now": "4"}}}

    response = autosave(client, assessment, body, content_type="text/plain")

    assert response.status_code == 415
    assert stored(assessment) == {}


def test_autosave_with_an_expired_session_answers_401_and_touches_nothing(
    client, assessment
) -> None:
    answer(assessment, {"ASP-02": "3"})
    client.session.flush()

    response = autosave(client, assessment, {"answers": {"ASP-01": {"now": "4"}}})

    assert (response.status_code, response["Content-Type"]) == (401, "application/json")
    assert stored(assessment) == {"ASP-02": "3"}


def test_autosave_to_a_finished_assessment_answers_409(client, assessment) -> None:
    answer(assessment, {"ASP-01": "4"})
    finish(assessment)

    response = autosave(client, assessment, {"answers": {"ASP-01": {"was": "4", "now": "2"}}})

    assert response.status_code == 409
    assert stored(assessment) == {"ASP-01": "4"}


def test_autosave_by_someone_else_answers_404(client_of, assessment, colleague, hr_lead) -> None:
    for person in (colleague, hr_lead):
        response = autosave(client_of(person), assessment, {"answers": {"ASP-01": {"now": "4"}}})
        assert response.status_code == 404
    assert stored(assessment) == {}


def test_autosave_without_a_token_is_refused(manager, assessment) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)

    assert autosave(client, assessment, {"answers": {"ASP-01": {"now": "4"}}}).status_code == 403

    client.get(url("theme", assessment, "ASP"))
    token = {"HTTP_X_CSRFTOKEN": client.cookies["csrftoken"].value}
    response = autosave(client, assessment, {"answers": {"ASP-01": {"now": "4"}}}, **token)
    assert response.status_code == 200


@pytest.mark.parametrize("statements", [1, 3])
def test_autosave_takes_five_queries_however_much_it_brings(
    client, assessment, statements, django_assert_num_queries
) -> None:
    """Session, person, door with lock, what is stored, one write; and the begin and end of a test's
    savepoint in place of the transaction's own.
    """
    autosave(client, assessment, {"answers": {"LCF-01": {"now": "4"}}})
    codes = [f"ASP-0{number + 1}" for number in range(statements)]

    with django_assert_num_queries(5 + 2):
        autosave(client, assessment, {"answers": {code: {"now": "4"} for code in codes}})

    assert len(stored(assessment)) == 1 + statements


# Finishing -------------------------------------------------------------------------------------


def test_check_marks_gaps_and_says_what_is_missing(client, assessment) -> None:
    answers = all_answers(bank(), "3") | dict.fromkeys(["AGI-01", "AGI-02", "AGI-03"], "NA")
    del answers["LCF-05"]
    answer(assessment, answers, note="My <b>note</b>")

    page = text(client.get(url("check", assessment)))

    assert page.count("No answer yet") == 1
    assert "One statement has no answer yet" in page
    assert f"{url('theme', assessment, 'LCF')}#div_id_answer-LCF-05" in page
    assert page.count("Not applicable to my role") == 3
    assert page.count("About half the time") == 38
    assert "Some themes would have no score" in page
    assert "4 answered, 5 needed" in page
    assert "My &lt;b&gt;note&lt;/b&gt;" in page
    assert bank().text("straight_line_prompt") not in page
    for question in bank().questions():
        assert escape(question.text) in page


def test_check_of_the_same_answer_everywhere_asks_about_it(client, assessment) -> None:
    answer(assessment, all_answers(bank(), "3"))

    page = text(client.get(url("check", assessment)))

    assert bank().text("straight_line_prompt") in page
    assert "Some themes would have no score" not in page
    assert "has no answer yet" not in page


def test_finishing_leads_to_the_report_and_may_be_done_twice(client, assessment) -> None:
    answer(assessment, all_answers(bank()))
    report = reverse("reports:report", args=[assessment.public_id])

    for _ in range(2):
        assert client.post(url("check", assessment))["Location"] == report
    assert client.get(url("check", assessment))["Location"] == report
    assessment.refresh_from_db()
    assert timezone.now() - assessment.submitted_at < timedelta(minutes=1)
    assert assessment.theme_scores.count() == 6


def test_delete_asks_first(client, assessment) -> None:
    answer(assessment, {"ASP-01": "4"})

    page = text(client.get(url("delete", assessment)))
    assert "1 of 42 statements answered" in page
    assert Assessment.objects.count() == 1

    assert client.post(url("delete", assessment))["Location"] == "/"
    assert not Assessment.objects.exists()
    assert "have been deleted" in text(client.get("/"))


def test_a_finished_assessment_cannot_be_deleted(client, assessment) -> None:
    finish(assessment)

    client.post(url("delete", assessment))

    assert Assessment.objects.count() == 1


def test_an_unknown_assessment_is_not_found(client) -> None:
    for name in ("resume", "check", "delete"):
        assert client.get(reverse(f"assessments:{name}", args=[uuid4()])).status_code == 404


def test_an_organisation_that_no_address_can_name_is_not_found(client_of, manager):
    address = f"{reverse('assessments:start_own')}?organisation=%00"

    assert client_of(manager).get(address).status_code == 404
