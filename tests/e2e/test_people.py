"""Looking after people in a browser: on a phone, by keyboard, without scripts; and that it is accessible."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.models import Membership
from accounts.permissions import Role
from tests.factories import PASSWORD, MembershipFactory, TeamFactory

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
EAST = "Adult social care and public health > East locality"


def _faults(page) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    found = [found["id"] for found in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["wide"] if wide else [])]


def _picture(page, request, name: str) -> None:
    """Keep what the page looks like where the run was asked to (`--output`)."""
    folder = Path(request.config.getoption("--output"))
    folder.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"]
    page.screenshot(path=folder / f"people-{name}-{width}.png", full_page=True)


def _sign_in(page, server, user) -> None:
    page.goto(f"{server.url}{reverse('account_login')}")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{server.url}/")


@pytest.fixture
def council(organisation):
    """Some teams, and enough people for a second page."""
    care = TeamFactory(organisation=organisation, name="Adult social care and public health")
    east = TeamFactory(organisation=organisation, name="East locality", parent=care)
    for number in range(55):
        MembershipFactory(
            organisation=organisation,
            team=(care, east, None)[number % 3],
            user__name=f"Person {number:02}",
            user__email=f"person.{number:02}@ambleford-borough-council.example",
            roles=[Role.MANAGER],
            attributes={"grade": "G10", "location": "Town Hall"},
        )
    return organisation


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def at_work(request, live_server, page, council, administrator, settings):
    """An administrator's browser at the list of people, on a phone and on a desk."""
    settings.SITE_URL = live_server.url
    page.set_viewport_size(request.param)
    _sign_in(page, live_server, administrator)
    page.get_by_label("Main").get_by_role("link", name="People", exact=True).click()
    return page


def test_person_is_added_and_found(at_work, request, mailoutbox):
    page = at_work
    faults = {"list": _faults(page)}
    _picture(page, request, "list")
    page.get_by_role("link", name="Next").click()
    second = page.locator("tbody tr").count()

    page.get_by_label("Main").get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name="Add a person").click()
    page.get_by_role("button", name="Add and send the invitation").click()
    faults["refused"] = _faults(page)
    refused = page.inner_text("main")
    page.get_by_label("E-mail address").fill("nia@council.example")
    page.get_by_label("Name").fill("Nia New")
    page.get_by_role("combobox", name="Team").select_option(label=EAST)
    page.get_by_label("Attributes").fill("grade = G12")
    _picture(page, request, "add")
    page.get_by_role("button", name="Add and send the invitation").click()
    page.get_by_label("Name or e-mail address").fill("nia")
    page.get_by_role("button", name="Search").click()

    assert page.locator("tbody tr").all_inner_texts() == [
        f"Nia New\nnia@council.example\t{EAST}\nManager"
    ]
    assert faults == {"list": [], "refused": []}
    assert second == 6
    assert "Enter their e-mail address." in refused
    assert [mail.to for mail in mailoutbox] == [["nia@council.example"]]


def test_person_is_changed_and_let_go(at_work, request):
    page = at_work
    page.get_by_role("link", name="Person 07").click()
    page.get_by_role("combobox", name="HR lead of").select_option("The whole organisation")
    page.get_by_label("Bank editor").check()
    page.get_by_role("button", name="Save").click()
    faults = {"member": _faults(page)}
    _picture(page, request, "member")
    saved = page.inner_text("main")

    page.get_by_role("link", name="End their access").click()
    faults["end"] = _faults(page)
    _picture(page, request, "end")
    page.get_by_role("button", name="End their access").click()
    page.wait_for_url("**/people/")

    assert faults == {"member": [], "end": []}
    assert "roles: Manager → Bank editor, HR lead, Manager" in saved
    assert Membership.objects.get(user__name="Person 07").left_at is not None


def test_team_is_added_moved_and_deleted(at_work, request):
    page = at_work
    page.get_by_role("link", name="Teams").click()
    page.get_by_label("Name").fill("Night team")
    page.get_by_role("combobox", name="Part of").select_option(label=EAST)
    page.get_by_role("button", name="Add the team").click()
    faults = {"teams": _faults(page)}
    _picture(page, request, "teams")
    page.get_by_role("link", name="Night team", exact=True).click()
    page.get_by_role("combobox", name="Part of").select_option("Nothing: it is at the top")
    faults["team"] = _faults(page)
    _picture(page, request, "team")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Night team", exact=True).click()
    page.get_by_role("button", name="Delete this team").click()

    assert "The team Night team is deleted." in page.inner_text("main")
    assert faults == {"teams": [], "team": []}


def test_people_are_brought_in_from_a_file(at_work, request):
    page = at_work
    rows = "\n".join(f"new.{number}@council.example,New {number},Roads" for number in range(3))
    page.get_by_role("link", name="Bring people in from a file").click()
    faults = {"choose": _faults(page)}
    _choose(page, "email,name,team\nnobody,,A > > B\n")
    faults["faulty"] = _faults(page)
    _picture(page, request, "import-faulty")
    faulty = page.inner_text("main")
    page.get_by_role("link", name="Choose the file again").click()
    _choose(page, f"email,name,team\n{rows}\nperson.01@ambleford-borough-council.example,,Roads\n")
    faults["looked at"] = _faults(page)
    _picture(page, request, "import")
    page.get_by_role("button", name="Bring them in").click()
    page.wait_for_url("**/people/")

    assert faults == {"choose": [], "faulty": [], "looked at": []}
    assert "line 2, column email: nobody is not an e-mail address." in faulty
    assert "4 people are read in: 3 are new." in page.inner_text("main")


def _choose(page, text: str) -> None:
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at the changes").click()


def test_pages_work_without_scripts(live_server, browser, context, council, hr_lead):
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    _sign_in(page, live_server, hr_lead)

    page.goto(f"{live_server.url}{reverse('people:people')}")
    page.locator("summary").click()
    page.get_by_role("combobox", name="Team, with all below it").select_option(label="All teams")
    page.get_by_role("combobox", name="Role").select_option("HR lead")
    page.get_by_role("button", name="Search").click()
    found = page.locator("tbody tr").count()
    page.get_by_role("link", name="Harper Lead").click()
    page.get_by_label("Attributes").fill("grade = G14")
    page.get_by_role("button", name="Save").click()
    said = page.inner_text("main")
    plain.close()

    assert found == 1
    assert "Saved." in said


def test_keyboard_alone_finds_and_opens_a_person(live_server, page, council, hr_lead):
    _sign_in(page, live_server, hr_lead)
    page.goto(f"{live_server.url}{reverse('people:people')}")

    page.get_by_label("Name or e-mail address").focus()
    page.keyboard.type("person 07")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=person+07**")
    page.get_by_role("link", name="Person 07").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*/")

    assert page.inner_text("h1") == "Person 07"
