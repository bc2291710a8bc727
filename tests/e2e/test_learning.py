"""A member reads the learning library in a browser: on a phone, at a desk, in the dark, on paper."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.permissions import Role
from banks.queries import forget_instruments
from tests.e2e.journey import faults, sign_in
from tests.factories import MembershipFactory, published

pytestmark = pytest.mark.django_db(transaction=True)
PATHS = [
    reverse("learning:overview"),
    reverse("learning:themes"),
    reverse("learning:models"),
    reverse("learning:area", args=["LA1"]),
]


@pytest.fixture
def reader(page: Page, live_server) -> Page:
    """The browser of an HR lead, who answers nothing but may read."""
    user = MembershipFactory(user__name="Harper Lead", roles=[Role.HR_LEAD]).user
    forget_instruments()
    published()
    sign_in(page.context, live_server.url, user)
    return page


def test_a_member_reads_from_home_to_the_last_area(reader: Page, live_server):
    reader.goto(live_server.url)
    reader.get_by_role("navigation", name="Main").get_by_role("link", name="Learning").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Learning")

    reader.get_by_role("link", name="Understanding the spectrum of customer focus").click()
    for number in range(1, 7):
        expect(reader.get_by_text(f"Learning area {number} of 7")).to_be_visible()
        reader.get_by_role("link", name="Next:").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Entrepreneurial skills")
    expect(reader.get_by_role("link", name="Next:")).to_have_count(0)

    reader.get_by_role("link", name="Agility").click()
    expect(reader.get_by_role("heading", name="Agility", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    reader: Page, live_server, width, scheme
):
    reader.set_viewport_size({"width": width, "height": 900})
    reader.emulate_media(color_scheme=scheme)
    complaints: list[str] = []
    reader.on("console", lambda message: complaints.append(message.text))

    for path in PATHS:
        reader.goto(live_server.url + path)
        assert faults(reader) == [], path

    assert complaints == []


@pytest.mark.parametrize("width", [320, 1280])
def test_words_of_the_pictures_stay_in_their_boxes(reader: Page, live_server, width):
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(live_server.url + reverse("learning:models"))

    assert (
        reader.evaluate(
            """() => [...document.querySelectorAll("svg.flow, svg.stops")].flatMap((svg) => {
                const frame = svg.getBoundingClientRect();
                return [...svg.querySelectorAll("text")].filter((text) => {
                    const box = text.getBoundingClientRect();
                    return box.left < frame.left || box.right > frame.right
                        || box.bottom > frame.bottom;
                }).map((text) => text.textContent);
            })"""
        )
        == []
    )


def test_paper_has_the_words_and_not_the_ways_about(reader: Page, live_server):
    reader.goto(live_server.url + PATHS[-1])
    reader.emulate_media(media="print")

    expect(reader.get_by_role("heading", name="Things to do")).to_be_visible()
    for name in ("Main", "Where you are", "Learning areas"):
        expect(reader.get_by_role("navigation", name=name)).to_have_count(0)

    reader.goto(live_server.url + reverse("learning:models"))
    first, second = (model.bounding_box() for model in reader.locator(".flow").all())
    assert first["y"] == second["y"]
    assert first["x"] + first["width"] < second["x"]
    expect(reader.get_by_text("The same in words").first).to_be_hidden()
