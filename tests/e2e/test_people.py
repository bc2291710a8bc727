"""Looking after people in a browser: on a phone, by keyboard, without scripts; and that it is accessible."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Membership
from accounts.permissions import Role
from tests.e2e.journey import faults, follow, sign_in
from tests.factories import PASSWORD, MembershipFactory, TeamFactory
from tests.mail_links import path_in

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
EAST = "Adult social care and public health > East locality"


def _picture(page, request, name: str) -> None:
    """Keep what the page looks like where the run was asked to (`--output`)."""
    folder = Path(request.config.getoption("--output"))
    folder.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"]
    page.screenshot(path=folder / f"people-{name}-{width}.png", full_page=True)


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
    sign_in(page.context, live_server.url, administrator)
    page.goto(f"{live_server.url}{reverse('people:people')}")
    return page


def test_person_is_added_and_found(at_work, request, deliver):
    page = at_work
    found = {"list": faults(page)}
    _picture(page, request, "list")
    follow(page.get_by_role("link", name="Next"))
    second = page.locator("tbody tr").count()

    # Folded away on a phone, and there at a desk.
    if page.viewport_size == PHONE:
        page.get_by_role("button", name="Menu").click()
    follow(page.get_by_label("Main").get_by_role("link", name="People", exact=True))
    follow(page.get_by_role("link", name="Add a person"))
    follow(page.get_by_role("button", name="Add and send the invitation"))
    found["refused"] = faults(page)
    refused = page.inner_text("main")
    page.get_by_label("E-mail address").fill("nia@council.example")
    page.get_by_label("Name").fill("Nia New")
    page.get_by_role("combobox", name="Team").select_option(label=EAST)
    page.get_by_label("Attributes").fill("grade = G12")
    _picture(page, request, "add")
    follow(page.get_by_role("button", name="Add and send the invitation"))
    page.get_by_label("Name or e-mail address").fill("nia")
    follow(page.get_by_role("button", name="Search"))

    assert page.locator("tbody tr").all_inner_texts() == [
        f"Nia New\nnia@council.example\t{EAST}\nManager"
    ]
    assert found == {"list": [], "refused": []}
    assert second == 6
    assert "Enter their e-mail address." in refused
    assert [mail.to for mail in deliver()] == [["nia@council.example"]]


@pytest.mark.parametrize("at_work", [PHONE, {"width": 320, "height": 640}], indirect=True)
def test_list_of_people_needs_no_scrolling_sideways_on_a_phone(at_work):
    frame = at_work.get_by_role("region", name="People")
    expect(frame.get_by_role("link", name="Person 00")).to_be_visible()

    assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    assert faults(at_work) == []


def test_person_is_changed_and_let_go(at_work, request):
    page = at_work
    follow(page.get_by_role("link", name="Person 07"))
    page.get_by_role("combobox", name="HR lead of").select_option("The whole organisation")
    page.get_by_label("Bank editor").check()
    follow(page.get_by_role("button", name="Save"))
    found = {"member": faults(page)}
    _picture(page, request, "member")
    saved = page.inner_text("main")

    follow(page.get_by_role("link", name="End their access"))
    found["end"] = faults(page)
    _picture(page, request, "end")
    follow(page.get_by_role("button", name="End their access"))
    page.wait_for_url("**/people/")

    assert found == {"member": [], "end": []}
    assert "roles: Manager → Bank editor, HR lead, Manager" in saved
    assert Membership.objects.get(user__name="Person 07").left_at is not None


def test_team_is_added_moved_and_deleted(at_work, request):
    page = at_work
    follow(page.get_by_role("link", name="Teams"))
    page.get_by_label("Name").fill("Night team")
    page.get_by_role("combobox", name="Part of").select_option(label=EAST)
    follow(page.get_by_role("button", name="Add the team"))
    found = {"teams": faults(page)}
    _picture(page, request, "teams")
    follow(page.get_by_role("link", name="Night team", exact=True))
    page.get_by_role("combobox", name="Part of").select_option("Nothing: it is at the top")
    found["team"] = faults(page)
    _picture(page, request, "team")
    follow(page.get_by_role("button", name="Save"))
    follow(page.get_by_role("link", name="Night team", exact=True))
    follow(page.get_by_role("button", name="Delete this team"))

    assert "The team Night team is deleted." in page.inner_text("main")
    assert found == {"teams": [], "team": []}


def test_people_are_brought_in_from_a_file(at_work, request):
    page = at_work
    rows = "\n".join(f"new.{number}@council.example,New {number},Roads" for number in range(3))
    follow(page.get_by_role("link", name="Bring people in from a file"))
    found = {"choose": faults(page)}
    _choose(page, "email,name,team\nnobody,,A > > B\n")
    found["faulty"] = faults(page)
    _picture(page, request, "import-faulty")
    faulty = page.inner_text("main")
    follow(page.get_by_role("link", name="Choose the file again"))
    _choose(page, f"email,name,team\n{rows}\nperson.01@ambleford-borough-council.example,,Roads\n")
    found["looked at"] = faults(page)
    _picture(page, request, "import")
    follow(page.get_by_role("button", name="Bring them in"))
    page.wait_for_url("**/people/")

    assert found == {"choose": [], "faulty": [], "looked at": []}
    assert "line 2, column email: nobody is not an e-mail address." in faulty
    assert "4 people are read in. New: 3." in page.inner_text("main")


def _choose(page, text: str) -> None:
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("File").set_input_files(file)
    follow(page.get_by_role("button", name="Look at the changes"))


def test_pages_work_without_scripts(live_server, browser, context, council, hr_lead):
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    sign_in(page.context, live_server.url, hr_lead)

    page.goto(f"{live_server.url}{reverse('people:people')}")
    page.locator("summary").click()
    page.get_by_role("combobox", name="Team, with all below it").select_option(label="All teams")
    page.get_by_role("combobox", name="Role").select_option("HR lead")
    follow(page.get_by_role("button", name="Search"))
    found = page.locator("tbody tr").count()
    follow(page.get_by_role("link", name="Harper Lead"))
    page.get_by_label("Attributes").fill("grade = G14")
    follow(page.get_by_role("button", name="Save"))
    said = page.inner_text("main")
    plain.close()

    assert found == 1
    assert "Saved." in said


def test_keyboard_alone_finds_and_opens_a_person(live_server, page, council, hr_lead):
    sign_in(page.context, live_server.url, hr_lead)
    page.goto(f"{live_server.url}{reverse('people:people')}")

    page.get_by_label("Name or e-mail address").focus()
    page.keyboard.type("person 07")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=person+07**")
    page.get_by_role("link", name="Person 07").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*/")

    assert page.inner_text("h1") == "Person 07"


def test_columns_of_a_file_are_said_and_who_would_leave_is_seen(at_work, request, tmp_path):
    page = at_work
    path = tmp_path / "staff.csv"
    path.write_text("Kontakt,Wer,Stufe\nnia@council.example,Nia New,G-10\n")
    follow(page.get_by_role("link", name="Bring people in from a file"))
    page.get_by_label("File").set_input_files(path)
    follow(page.get_by_role("button", name="Look at the changes"))
    found = {"columns": faults(page)}
    _picture(page, request, "columns")
    page.get_by_label("Wer").select_option(label="Full name")
    page.get_by_label("Stufe").select_option(label="Attribute, such as grade or location")
    follow(page.get_by_role("button", name="Look at the changes"))
    found["changes"] = faults(page)
    follow(page.get_by_role("link", name="The file is everybody"))
    found["leavers"] = faults(page)
    follow(page.get_by_role("button", name="Bring them in"))
    found["unticked"] = faults(page)
    unticked = page.inner_text("main")
    page.get_by_label("Yes, end the access of 55 people").check()
    follow(page.get_by_role("button", name="Bring them in"))

    assert found == {"columns": [], "changes": [], "leavers": [], "unticked": []}
    assert "Tick that these people leave" in unticked
    assert "1 person is read in. New: 1. 55 people no longer have access." in page.inner_text(
        "main"
    )


def test_person_is_erased_by_keyboard(at_work, request):
    page = at_work
    found = {}
    follow(page.get_by_role("link", name="Person 07"))
    follow(page.get_by_role("link", name="Erase what is held about them"))
    found["first"] = faults(page)
    _picture(page, request, "erase")
    field = page.get_by_label("To make sure, write their e-mail address")
    field.focus()
    page.keyboard.type(page.locator(".govuk-hint").inner_text())
    with page.expect_navigation():
        page.keyboard.press("Enter")
    found["second"] = faults(page)
    button = page.get_by_role("button", name="Erase for good")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert found == {"first": [], "second": []}
    assert "What was held about this person is erased." in page.inner_text("main")
    assert "Person 07" not in page.inner_text("main")


def test_address_is_changed_by_its_person(
    live_server, page, council, administrator, settings, deliver
):
    settings.SITE_URL = live_server.url
    page.set_viewport_size(PHONE)
    sign_in(page.context, live_server.url, administrator)
    page.goto(f"{live_server.url}{reverse('account')}")
    follow(page.get_by_role("link", name="Change your e-mail address"))
    found = {"form": faults(page)}
    page.get_by_label("New e-mail address").fill("addison.new@council.example")
    page.get_by_label("Your password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Send the link"))
    found["waiting"] = faults(page)
    (mail,) = (one for one in deliver() if one.to == ["addison.new@council.example"])
    page.goto(path_in(mail))
    found["confirm"] = faults(page)
    follow(page.get_by_role("button", name="Use this address"))

    assert found == {"form": [], "waiting": [], "confirm": []}
    assert "From now on you sign in with it" in page.inner_text("main")
    assert "addison.new@council.example" in page.inner_text("main")
