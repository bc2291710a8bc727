"""The learning library as members read it: the bank's words, whole and no others, for any bank."""

import re
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Organisation, User
from accounts.permissions import Role
from banks import access
from banks.presenters import learning as presenters
from leadership.instrument import Instrument
from tests.factories import GoalFactory, MembershipFactory, OrganisationFactory, bank, published

pytestmark = pytest.mark.django_db
Page = Callable[..., str]
PAGES = ["overview", "themes", "models", "area"]


@pytest.fixture
def client(client_of: Callable[[User], Client], manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def page(client: Client) -> Page:
    def get(name: str, *args: str, **query: str) -> str:
        response = client.get(reverse(f"learning:{name}", args=args), query)
        assert response.status_code == 200
        return words(response.content.decode())

    return get


def words(html: str) -> str:
    """What a reader meets, in one line; drawings are told by their titles alone."""
    main = re.search(r"<main.*</main>", html, re.DOTALL)
    assert main
    drawn = re.sub(r'<g aria-hidden="true">.*?</g>', " ", main[0], flags=re.DOTALL)
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", drawn)).split())
    return re.sub(r" ([.:,])", r"\1", text)


def plain(text: str) -> str:
    return " ".join(text.split())


def said_of(thing: object, leave: Iterable[str] = ()) -> list[str]:
    """Every text of a part of the bank, but for what is not for readers."""
    if isinstance(thing, str):
        return [plain(thing)]
    if isinstance(thing, tuple):
        return [text for one in thing for text in said_of(one, leave)]
    if is_dataclass(thing):
        return [
            text
            for field in fields(thing)
            if field.name not in leave
            for text in said_of(getattr(thing, field.name), leave)
        ]
    return []


AREA_LEAVES = {"code", "short_title", "source_title", "importance_code", "statements", "type"}
THEME_LEAVES = {
    *("code", "short_title", "source_section", "source_title", "source_strapline", "icon_hint"),
    *("page_intro", "evidence_prompt", "questions", "feedback", "scale"),
}


@pytest.mark.parametrize("area", bank().learning_areas, ids=lambda area: area.code)
def test_area_page_says_all_that_the_bank_says(area, page: Page) -> None:
    published()

    said = page("area", area.code)

    texts = said_of(area, AREA_LEAVES)
    types = {choice.code: choice for choice in bank().activity_types}
    for activity in area.activities:
        texts += said_of(types[activity.type], {"code"})
        texts += bank().activity_guidance.get(activity.type, ())
    for link in bank().mapping:
        if link.area == area.code:
            texts.append(f"{bank().theme(link.theme).title}: {link.rationale}")
    assert len(texts) > 20
    assert [text for text in texts if text not in said] == []


def test_area_page_tells_main_themes_before_others() -> None:
    found = presenters.area_page(bank(), "LA3")

    assert [one.theme.code for one in found.primary] == ["ASP", "EVA", "AGI"]
    assert [one.theme.code for one in found.secondary] == ["LCF"]
    assert (found.number, found.count) == (3, 7)
    assert (found.before.code, found.after.code) == ("LA2", "LA4")


def test_areas_lead_on_to_each_other_in_order() -> None:
    codes = [area.code for area in bank().learning_areas]
    found = [presenters.area_page(bank(), code) for code in codes]

    assert [one.before and one.before.code for one in found] == [None, *codes[:-1]]
    assert [one.after and one.after.code for one in found] == [*codes[1:], None]


def test_guidance_is_only_for_types_that_the_area_has() -> None:
    for area in bank().learning_areas:
        found = presenters.area_page(bank(), area.code)
        labels = {one.type for one in found.activities}

        assert {one.type for one in found.guidance} <= labels
    first = presenters.area_page(bank(), "LA1")
    assert [one.type for one in first.guidance] == [
        "Learning visit",
        "Learning from the past",
    ]


def test_themes_page_says_all_that_the_bank_says(page: Page) -> None:
    published()

    said = page("themes")

    texts = said_of(bank().themes, THEME_LEAVES)
    texts += [f"{bank().area(link.area).title}: {link.rationale}" for link in bank().mapping]
    assert [text for text in texts if text not in said] == []


def test_models_page_says_all_that_the_bank_says(page: Page) -> None:
    published()

    said = page("models")

    texts = said_of(bank().service_models, {"code"})
    texts += said_of(replace(bank().spectrum, results=()), {"code"})
    assert len(texts) > 20
    assert [text for text in texts if text not in said] == []


def test_drawings_say_what_the_text_says(client: Client) -> None:
    published()

    html = client.get(reverse("learning:models")).content.decode()

    drawn = re.findall(r'<text class="flow-text"[^>]*>(.*?)</text>', html)
    said = unescape(" ".join(drawn))
    texts = [text for one in bank().service_models.models for text in (one.start, one.end)]
    texts += [position.label for position in bank().spectrum.positions]
    assert [text for text in texts if text not in said] == []
    assert html.count('role="img"') == 3


def test_overview_tells_stages_and_areas_in_order(page: Page) -> None:
    published()

    said = page("overview")

    stages = [stage.short_title for stage in bank().stages]
    areas = [area.title for area in bank().learning_areas]
    in_order = [stages[0], stages[1], *areas, stages[2]]
    places = [said.index(f"{number} of 3 {title}") for number, title in enumerate(stages, 1)]
    assert places == sorted(places)
    places = [said.index(text, said.index("Stage 1 of 3")) for text in in_order]
    assert places == sorted(places)
    # A stage is called by its plain name; the title it has in the framework is left to the bank.
    texts = said_of(bank().stages, {"code", "platform_part", "title"})
    texts += [area.plain_line for area in bank().learning_areas]
    for _name, side in bank().readiness.sides:
        texts += [plain(one.text) for one in side.statements] + [one.tip for one in side.statements]
    plan = bank().embedding_plan
    texts += said_of((plan.intro, plan.support_types, plan.review_questions), {"code"})
    texts += plan.suggested_review_points
    assert [text for text in texts if text not in said] == []


def test_overview_links_to_every_page(client: Client) -> None:
    published()

    html = client.get(reverse("learning:overview")).content.decode()

    for area in bank().learning_areas:
        assert f'href="{reverse("learning:area", args=[area.code])}"' in html
    for name in ("themes", "models"):
        assert f'href="{reverse(f"learning:{name}")}"' in html


def test_areas_that_belong_to_no_stage_are_listed_too(page: Page) -> None:
    parts = tuple(replace(part, stage=None) for part in bank().instrument.parts)
    about = replace(bank().instrument, parts=parts)
    published(replace(bank(), instrument=about, stages=()))

    said = page("overview")

    assert "Learning areas" in said
    assert bank().learning_areas[6].title in said
    assert "Stage 1" not in said


# Other banks -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["small", "coaching"])
def test_bank_without_learning_says_so_and_shows_its_themes(
    name: str, page: Page, client: Client
) -> None:
    published(bank(name))

    assert "No learning framework yet" in page("overview")
    said = page("themes")
    assert [theme.title for theme in bank(name).themes if theme.title not in said] == []
    assert client.get(reverse("learning:models")).status_code == 404
    assert client.get(reverse("learning:area", args=["LA1"])).status_code == 404


def test_without_a_bank_the_overview_says_what_will_be_here(page: Page, client: Client) -> None:
    assert "There is nothing to read here yet" in page("overview")
    assert client.get(reverse("learning:themes")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "there", "absent"),
    [
        ({"spectrum": None}, "We know best", "Spectrum of customer focus"),
        ({"service_models": None}, "We share power", "Service models"),
    ],
)
def test_parts_that_a_bank_lacks_are_absent(
    changes: dict[str, None], there: str, absent: str, page: Page
) -> None:
    published(replace(bank(), **changes))

    said = page("models")

    assert there in said
    assert absent not in said
    assert absent not in page("overview")


def test_spectrum_without_positions_is_no_page() -> None:
    spectrum = replace(bank().spectrum, positions=())

    assert presenters.models_page(replace(bank(), service_models=None, spectrum=spectrum)) is None


def test_a_type_without_words_is_told_as_it_stands() -> None:
    unlisted = replace(bank(), activity_types=())

    assert presenters.type_words(unlisted, "on_the_job") == "On the job"
    assert presenters.type_words(bank(), "on_the_job") == "On the job"
    assert presenters.type_words(bank(), "visit") == "Learning visit"


# Whose library -----------------------------------------------------------------------------------


def titled(title: str) -> Instrument:
    area, *others = bank().learning_areas
    return replace(bank(), learning_areas=(replace(area, title=title), *others))


def test_each_organisation_reads_its_own_bank_and_a_person_of_two_may_choose(
    page: Page, client: Client, manager: User
) -> None:
    published()
    second = MembershipFactory(user=manager, organisation__name="Wexcombe").organisation
    published(titled("An area of Wexcombe"), organisation=second)

    assert "An area of Wexcombe" not in page("overview")
    assert "Your other organisations Wexcombe" not in page("overview")
    said = page("overview", organisation=second.slug)
    html = client.get(reverse("learning:overview"), {"organisation": second.slug}).content.decode()

    assert "An area of Wexcombe" in said
    assert f'/learning/areas/LA1/?organisation={second.slug}"' in html


def test_goals_are_offered_where_there_is_a_plan_with_room_for_one(
    manager: User, client: Client
) -> None:
    version = published()
    member = manager.memberships.get()
    elsewhere = MembershipFactory(user=manager, roles=[Role.HR_LEAD]).organisation

    def pages(**query: str) -> str:
        area = client.get(reverse("learning:area", args=["LA1"]), query)
        found = client.get(reverse("learning:search"), query | {"text": "customer"})
        return area.content.decode() + found.content.decode()

    assert pages().count('class="make-goal"') > 2
    for _number in range(3):
        GoalFactory(plan__member=member, version=version)
    full = pages()
    # There they only look after others.
    theirs = pages(organisation=elsewhere.slug)

    assert full.count("Your plan has 3 goals already.") == 2
    assert "Your plan has" not in theirs
    assert 'class="make-goal"' not in full + theirs


def test_library_of_a_strange_organisation_is_not_found(client: Client) -> None:
    stranger = OrganisationFactory()
    published(titled("Nobody's business"), organisation=stranger)

    response = client.get(reverse("learning:overview"), {"organisation": stranger.slug})

    assert response.status_code == 404


def test_door_is_shut_to_who_has_left(leaver: User) -> None:
    with pytest.raises(access.PermissionDenied):
        access.organisation_to_learn_in(leaver)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("places", [1, 3])
def test_page_costs_the_same_for_any_number_of_places(
    name: str,
    places: int,
    client: Client,
    manager: User,
    organisation: Organisation,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    published()
    for _more in range(places - 1):
        MembershipFactory(user=manager, roles=[Role.MANAGER])
    url = reverse(f"learning:{name}", args=["LA1"] if name == "area" else [])
    client.get(url)

    # Session, person, their places, the version; the Instrument is in memory. Of an area its links and books, and whose
    # plan a goal would be in with how many it has.
    with django_assert_num_queries(7 if name == "area" else 4):
        client.get(url)


def test_home_and_the_navigation_lead_to_the_library(client: Client) -> None:
    html = client.get(reverse("assessments:home")).content.decode()

    assert html.count(f'href="{reverse("learning:overview")}"') == 2
