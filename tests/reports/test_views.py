"""The report's addresses: what they show, to whom, and at what cost."""

import json
import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.actions import audit, queue_message
from accounts.permissions import Role
from banks import actions
from banks.queries import instrument_of
from documents.models import StoredDocument
from leadership.files import parse
from reports.presenters.my_data import present_my_data
from reports.queries import held_about
from tests.building import (
    AT,
    DEFAULT,
    EARLIER,
    EXAMPLES,
    ROOT,
    answers_to,
    begun,
    finished,
    instrument_with,
    learning,
    person_1,
    published,
    readiness,
)
from tests.factories import GoalFactory, bank
from tests.factories import published as published_in
from tests.observers.everything import told
from tests.worker import fetched

pytestmark = pytest.mark.django_db


def address(assessment, name: str = "report") -> str:
    return reverse(f"reports:{name}", kwargs={"public_id": assessment.public_id})


def all_threes(instrument) -> dict:
    return {question.code: 3 for question in instrument.questions()}


def test_report_shows_each_theme_with_its_score_and_band(client_of, manager, assessment):
    page = client_of(manager).get(address(assessment)).content.decode()

    assert "Next review: none planned yet. A good time to look back is" in page
    rows = re.findall(
        r'<tr>\s*<th scope="row"><a href="#theme-\w+">(.*?)</a>.*?<strong>(\d+)</strong>'
        r'.*?<span class="band band--(\d)">(\w+)</span>',
        page,
        re.S,
    )
    assert rows == [
        ("Alignment and shared purpose", "64", "2", "Establishing"),
        ("Empowerment and accountability", "80", "3", "Embedded"),
        ("Leading with a customer focus", "54", "2", "Establishing"),
        ("Listening to customers and staff", "71", "2", "Establishing"),
        ("Assessment and evaluation", "46", "1", "Developing"),
        ("Agility", "61", "2", "Establishing"),
    ]


# Issues count a page in thousands of bytes; what somebody wrote themselves comes on top.
MOST_OF_A_PAGE = 100_000
# Three habits and three statements to try in every theme, each near a line between bands.
MIXED = {
    theme.code: [
        6 - keyed if one.reverse else keyed
        for one, keyed in zip(theme.questions, [4, 4, 4, 2, 2, 2, 2], strict=True)
    ]
    for theme in DEFAULT.themes
}


def test_longest_report_keeps_to_its_weight(client_of, manager, version):
    earlier = person_1(**MIXED) | learning() | readiness()
    finished(manager, version, earlier, at=EARLIER)
    goals = [f"Customers notice that we answer within a day, change {n}." for n in range(2)]
    answers = answers_to(DEFAULT, **MIXED) | learning() | readiness()
    last = finished(manager, version, answers, notes=dict.fromkeys(MIXED, "A word of mine."))
    for goal in goals:
        GoalFactory(plan__member=last.member, version=version, goal=goal)
    told(last, AT, "A word of theirs.", 5)

    page = client_of(manager).get(address(last)).content.decode()

    # It is the longest: compared, with the other reading, a plan, all there is to try and all that others see.
    assert page.count("A word of theirs.") == 12
    assert page.count("Near the line: the other reading") == 6
    assert page.count('class="make-goal"') > 20
    assert page.count('class="move"') == 6
    assert all(goal in page for goal in goals)
    assert len(page.encode()) < MOST_OF_A_PAGE


def test_report_beside_a_full_plan_leads_to_the_plan_and_offers_no_goal(
    client_of, manager, version
):
    made = finished(manager, version, person_1())
    goals = [GoalFactory(plan__member=made.member, version=version) for _ in range(3)]
    full = client_of(manager).get(address(made)).content.decode()
    goals[0].delete()
    free = client_of(manager).get(address(made)).content.decode()

    assert "Your plan has 3 goals already." in full
    assert 'class="make-goal"' not in full
    assert "Your plan has" not in free
    assert 'class="make-goal"' in free


def test_report_is_sent_compressed_to_browsers_that_ask(client_of, manager, assessment):
    client = client_of(manager)
    plain = client.get(address(assessment))

    packed = client.get(address(assessment), headers={"accept-encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) * 3 < len(plain.content)


def test_report_escapes_what_the_person_wrote(client_of, manager, assessment):
    page = client_of(manager).get(address(assessment)).content.decode()

    assert "We &lt;b&gt;rewrote&lt;/b&gt; it." in page
    assert "<b>rewrote" not in page


@pytest.mark.parametrize("name", ["report", "report_pdf"])
def test_a_report_is_kept_by_no_cache(client_of, manager, assessment, name):
    response = client_of(manager).get(address(assessment, name))

    said = {part.strip() for part in response["Cache-Control"].split(",")}
    assert said >= {"private", "no-store"}


def test_only_the_report_page_allows_empty_styles(client_of, manager, assessment):
    client = client_of(manager)
    hash_of_nothing = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

    with_chart = client.get(address(assessment))["Content-Security-Policy"]
    without = client.get(reverse("reports:my_data"))["Content-Security-Policy"]

    assert f"style-src 'self' {hash_of_nothing}" in with_chart
    assert "style-src 'self';" in f"{without};"
    assert "unsafe" not in with_chart


def test_the_figure_is_in_the_page_as_data(client_of, manager, assessment):
    page = client_of(manager).get(address(assessment)).content.decode()

    figure = json.loads(re.search(r'id="radar-figure" type="application/json">(.*?)</', page)[1])
    assert [trace["meta"] for trace in figure["data"]] == ["you"]
    assert figure["data"][0]["r"] == [64.29, 80.0, 53.57, 71.43, 46.43, 60.71, 64.29]


def test_the_newest_earlier_assessment_is_compared_unless_another_is_chosen(
    client_of, manager, version, assessment
):
    older = finished(manager, version, all_threes(DEFAULT), at=EARLIER)
    oldest = finished(manager, version, all_threes(DEFAULT), at=EARLIER - timedelta(days=300))
    client = client_of(manager)

    def compared(query: str) -> object:
        report = client.get(address(assessment) + query).context["report"]
        return report.change and report.change.public_id

    assert compared("") == older.public_id
    assert compared(f"?earlier={oldest.public_id}") == oldest.public_id
    assert compared("?earlier=none") is None


def test_the_page_leads_to_its_files_with_the_comparison_that_it_shows(
    client_of, manager, version, assessment
):
    client = client_of(manager)

    def files(query: str = "") -> list[str]:
        page = client.get(address(assessment) + query).content.decode()
        return re.findall(rf'href="/reports/{assessment.public_id}([^"]*\.pdf[^"]*)"', page)

    assert files() == [".pdf", "/summary.pdf", "/talk.pdf"]
    older = finished(manager, version, all_threes(DEFAULT), at=EARLIER)
    chosen = f"?earlier={older.public_id}"
    assert files() == [f".pdf{chosen}", f"/summary.pdf{chosen}", "/talk.pdf"]
    assert files("?earlier=none") == [".pdf?earlier=none", "/summary.pdf?earlier=none", "/talk.pdf"]


def test_what_is_not_ones_own_earlier_assessment_cannot_be_compared_with(
    client_of, manager, colleague, version, assessment
):
    theirs = finished(colleague, version, person_1(), at=EARLIER)
    later = finished(manager, version, person_1(), at=AT + timedelta(days=1))
    mine = finished(manager, version, person_1(), at=EARLIER)
    client = client_of(manager)

    def status(other) -> int:
        return client.get(address(assessment) + f"?earlier={other}").status_code

    assert status(mine.public_id) == 200
    assert status(theirs.public_id) == 404
    assert status(later.public_id) == 404
    assert status(assessment.public_id) == 404
    assert status("nonsense") == 404


@pytest.mark.parametrize(
    ("name", "title"), [("report_pdf", "Leadership report"), ("summary_pdf", "Leadership summary")]
)
def test_the_pdf_is_a_pdf_with_a_name(client_of, manager, assessment, name, title):
    response = fetched(client_of(manager), address(assessment, name))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        f'attachment; filename="{title} - Morgan Manager - 20 November 2026.pdf"'
    )
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["report", "report_pdf"])
@pytest.mark.parametrize("earlier", [1, 3])
@pytest.mark.parametrize("themes", [3, 15])
def test_a_report_costs_the_same_for_any_number_of_themes_and_earlier_ones(
    client_of, manager, django_assert_num_queries, name, earlier, themes
):
    instrument = instrument_with([4] * themes)
    version = published(instrument)
    one = finished(manager, version, all_threes(instrument))
    for number in range(earlier):
        finished(manager, version, all_threes(instrument), at=EARLIER - timedelta(number))
    instrument_of(version.pk)
    client = client_of(manager)

    # Session, user, the door, earlier ones, themes' scores, answers, notes, the earlier answers;
    # the plan; with whom it is shared; whether they still lead; the version of the learning library. The PDF: the same facts in short, and what is stored.
    client.get(address(one, name))
    with django_assert_num_queries(16 if name == "report" else 11):
        assert client.get(address(one, name)).status_code == (200 if name == "report" else 202)


def test_areas_lead_to_the_learning_library(client_of, manager, assessment, organisation):
    page = client_of(manager).get(address(assessment)).content.decode()

    for area in DEFAULT.learning_areas:
        path = reverse("learning:area", args=[area.code])
        assert f'<a href="{path}?organisation={organisation.slug}">{area.title}</a>' in page


def test_areas_that_the_library_does_not_have_are_only_named(
    client_of, manager, assessment, organisation
):
    own = published_in(bank("small"), organisation=organisation)
    actions.choose(own.bank, organisation=organisation, by=manager, at=AT)

    page = client_of(manager).get(address(assessment)).content.decode()

    assert DEFAULT.learning_areas[0].title in page
    assert "/learning/areas/" not in page


def test_an_unfinished_assessment_leads_back_to_answering(client_of, manager, version):
    unfinished = begun(manager, version, answers_to(DEFAULT, ASP=[3] * 7))

    for name in ("report", "report_pdf", "summary_pdf"):
        response = client_of(manager).get(address(unfinished, name))
        assert response.status_code == 302
        assert response["Location"] == f"/assessments/{unfinished.public_id}/"


def test_my_data_holds_every_answer_also_of_unfinished_ones(
    client_of, manager, colleague, version, assessment
):
    begun(manager, version, answers_to(DEFAULT, ASP=[1, None, "NA", 2, 3, 4, 5]))
    finished(colleague, version, all_threes(DEFAULT), notes={"EVA": "Not yours"})

    manager.memberships.update(attributes={"grade": "G10"})

    response = client_of(manager).get(reverse("reports:my_data_json"))

    data = json.loads(response.content)
    done, started = data["assessments"]
    assert data["email"] == manager.email
    assert [one["roles"] for one in data["memberships"]] == [["manager"]]
    assert [one["attributes"] for one in data["memberships"]] == [{"grade": "G10"}]
    assert {one["question"]: one["answer"] for one in done["answers"]} == person_1()
    assert done["notes"][0]["text"] == "We <b>rewrote</b> it."
    assert [round(one["score"], 4) for one in done["themes"]][:2] == [64.2857, 80.0]
    assert [(one["question"], one["answer"], one["words"]) for one in started["answers"]] == [
        ("ASP-01", 1, "Rarely or never"),
        ("ASP-03", "NA", "Not applicable to my role"),
        ("ASP-04", 2, "Occasionally"),
        ("ASP-05", 3, "About half the time"),
        ("ASP-06", 4, "Usually"),
        ("ASP-07", 5, "Almost always"),
    ]
    assert started["submitted_at"] is None
    assert "Not yours" not in response.content.decode()


def test_my_data_holds_readiness_and_the_learning_areas_with_their_words(
    client_of, manager, version
):
    finished(manager, version, readiness() | learning() | {"SPEC-NOW": 2})
    client = client_of(manager)

    (held,) = json.loads(client.get(reverse("reports:my_data_json")).content)["assessments"]

    said = {one["question"]: (one["text"], one["words"]) for one in held["answers"]}
    importance = "Winning support for change: " + DEFAULT.scales["importance"].stem
    assert said["LA5-IMP"] == (importance, "Very important")
    assert said["RO-04"] == (DEFAULT.readiness.organisational.statements[3].text, "Don't know")
    assert said["SPEC-NOW"] == (DEFAULT.spectrum.questions[0].text, "We explain")
    assert [(one["side"], one["level"]) for one in held["readiness"]] == [
        ("individual", "NEARLY"),
        ("organisational", "NEARLY"),
    ]
    assert [one["code"] for one in held["areas"]] == EXAMPLES["learning"]["order"]
    data = present_my_data(held_about(manager), {version.pk: instrument_of(version.pk)}, at=AT)
    document = render_to_string("reports/_my_data.html", {"data": data})
    assert "Priorities of the learning areas, out of 100" in document
    assert "Is your organisation ready?" in document


def test_my_data_lists_the_emails_to_the_person_alone(client_of, manager, colleague):
    for user, key in ((manager, "mine"), (colleague, "theirs")):
        queue_message(
            to=user.memberships.get(), kind="campaign_thanks", key=key, template="x", at=AT
        )

    data = present_my_data(held_about(manager), {}, at=AT)
    document = render_to_string("reports/_my_data.html", {"data": data})
    (held,) = client_of(manager).get(reverse("reports:my_data_json")).json()["messages"]

    assert document.count("Thanks for taking part. Waiting to be sent.") == 1
    assert (held["kind"], held["status"]) == ("campaign_thanks", "queued")


def test_asking_again_and_again_for_everything_held_has_it_made_once_and_by_the_worker(
    client_of, manager, assessment
):
    """Eight at once, made by the web server, had kept everybody's saves waiting for seven seconds."""
    client = client_of(manager)

    answers = [client.get(reverse("reports:my_data_pdf")).status_code for _ in range(8)]

    assert answers == [202] * 8
    assert StoredDocument.objects.filter(kind="my_data").count() == 1


@pytest.mark.parametrize("assessments", [1, 3])
@pytest.mark.parametrize("name", ["my_data", "my_data_json", "my_data_pdf"])
def test_my_data_costs_the_same_for_any_number_of_assessments(
    client_of, manager, version, assessments, name, django_assert_num_queries
):
    for number in range(assessments):
        finished(manager, version, person_1(), at=AT - timedelta(number))
    instrument_of(version.pk)
    client = client_of(manager)

    # Session, user; memberships, roles; assessments, answers, notes, scores of themes, areas and
    # readiness; goals, sets and shares; second steps, providers, directories, tokens; e-mails; the log. For
    # the PDF, what is stored.
    client.get(reverse(f"reports:{name}"))
    with django_assert_num_queries(24 if name == "my_data_pdf" else 23):
        assert client.get(reverse(f"reports:{name}")).status_code in {200, 202}


def test_a_plain_bank_is_reported_in_full(client_of, manager):
    small = parse((ROOT / "tests/leadership/banks/small.yaml").read_bytes()).instrument
    version = published(small)
    answers = {
        question.code: small.scale_of(theme).max
        for theme in small.themes
        for question in theme.questions
    }
    one = finished(manager, version, answers)

    response = client_of(manager).get(address(one))

    assert response.status_code == 200
    assert [theme.title for theme in response.context["report"].themes] == [
        theme.title for theme in small.themes
    ]


def test_my_data_says_roles_states_and_the_log_in_words(manager, organisation):
    manager.memberships.get().role_grants.create(role=Role.HR_LEAD)
    audit("report.exported", at=AT, by=manager, subject=manager.email, organisation=organisation)

    data = present_my_data(held_about(manager), {}, at=AT)
    document = render_to_string("reports/_my_data.html", {"data": data})

    assert {role for one in data.memberships for role in one.roles} == {"Manager", "HR lead"}
    for words in ("HR lead", "Report taken out by support"):
        assert words in document
    for code in ("hr_lead", "report.exported"):
        assert code not in document
