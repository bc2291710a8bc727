"""What an organisation says about itself: name, contact and logo; who sets them and who sees them."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import AuditEntry, Logo, Organisation, User
from accounts.permissions import Role
from accounts.queries import logo_data, user_of_session
from documents.pictures import LARGEST, MAX_BYTES, PictureError, picture_of
from tests.factories import MembershipFactory, OrganisationFactory

ClientOf = Callable[[User], Client]
PAGE = "/people/organisation/"
SAID = {"name": "Ambleford Council", "contact_name": "Harper Lead", "contact_email": "hr@a.example"}


def drawing(size: tuple[int, int] = (300, 100), colour: str = "#0b5c6b", end: str = "PNG") -> bytes:
    out = BytesIO()
    more = {"comment": b"PRIVATE"} if end == "JPEG" else {}
    Image.new("RGB", size, colour).save(out, end, **more)
    return out.getvalue()


def upload(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# The settings ---------------------------------------------------------------------------------


def test_who_looks_after_the_whole_organisation_sets_name_contact_and_logo(
    client_of: ClientOf, hr_lead: User, organisation: Organisation
) -> None:
    done = client_of(hr_lead).post(PAGE, SAID | {"logo": upload(drawing())})

    organisation.refresh_from_db()
    assert done.status_code == 302
    assert (organisation.name, organisation.contact.email) == ("Ambleford Council", "hr@a.example")
    assert (organisation.logo.width, organisation.logo.height) == (300, 100)
    entry = AuditEntry.objects.get(act="organisation.changed")
    assert set(entry.details["changed"]) == {"name", "contact_name", "contact_email", "logo_mark"}


def test_what_is_not_sent_again_stays_and_a_logo_can_be_taken_away(
    client_of: ClientOf, administrator: User, organisation: Organisation
) -> None:
    client = client_of(administrator)
    client.post(PAGE, SAID | {"logo": upload(drawing())})
    client.post(PAGE, SAID)
    kept = Logo.objects.count()
    client.post(PAGE, SAID | {"removes_logo": "on"})

    organisation.refresh_from_db()
    assert (kept, Logo.objects.count(), organisation.logo_mark) == (1, 0, "")
    assert AuditEntry.objects.filter(act="organisation.changed").count() == 2


def test_form_says_what_to_do_and_keeps_what_was_typed(client_of: ClientOf, hr_lead: User) -> None:
    page = client_of(hr_lead).post(
        PAGE, {"name": "", "contact_name": "Harper", "contact_email": "hr at council"}
    )

    shown = page.content.decode()
    assert "Enter the name of the organisation." in shown
    assert "Enter an e-mail address, such as name@council.gov.uk." in shown
    assert 'value="Harper"' in shown
    assert not AuditEntry.objects.filter(act="organisation.changed").exists()


# The picture ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "PNG or a JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "PNG or a JPEG"),
        (drawing(end="GIF"), "PNG or a JPEG"),
        (drawing()[:200], "PNG or a JPEG"),
        (b"x" * (MAX_BYTES + 1), "at most 2 MB"),
        (drawing((4001, 4000)), "at most 4,000 by 4,000"),
        (drawing((199, 79)), "at least 200 points wide or 80 high"),
        (drawing(colour="#fafafa"), "would be seen on white"),
    ],
)
def test_picture_that_will_not_do_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(PictureError, match=words):
        picture_of(content)


def test_refused_picture_is_told_on_the_page(client_of: ClientOf, hr_lead: User) -> None:
    page = client_of(hr_lead).post(PAGE, SAID | {"logo": upload(b"<svg/>", "logo.png")})

    assert "Choose a picture that is a PNG or a JPEG." in page.content.decode()
    assert not Logo.objects.exists()


@pytest.mark.parametrize("end", ["PNG", "JPEG"])
def test_picture_is_made_anew_and_bounded(end: str) -> None:
    picture = picture_of(drawing((3000, 1500), end=end))

    with Image.open(BytesIO(picture.png)) as opened:
        assert (opened.format, opened.size) == ("PNG", (picture.width, picture.height))
    assert picture.width <= LARGEST[0]
    assert picture.height <= LARGEST[1]
    assert b"PRIVATE" not in picture.png


# Who sees it ----------------------------------------------------------------------------------


@pytest.fixture
def branded(client_of: ClientOf, hr_lead: User, organisation: Organisation) -> Organisation:
    client_of(hr_lead).post(PAGE, SAID | {"logo": upload(drawing())})
    organisation.refresh_from_db()
    return organisation


def test_members_see_it_at_the_head_of_each_page_and_nobody_else_gets_it(
    client_of: ClientOf, branded: Organisation, manager: User, outsider: User, leaver: User
) -> None:
    address = branded.logo_address
    shown = client_of(manager).get("/").content.decode()
    answer = client_of(manager).get(address)

    assert f'src="{address}" alt="Ambleford Council"' in shown
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "private" in answer["Cache-Control"]
    statuses = [client.get(address).status_code for client in map(client_of, (outsider, leaver))]
    assert statuses == [404, 404]
    assert Client().get(address).status_code == 302


def test_another_logo_has_another_address(
    client_of: ClientOf, branded: Organisation, hr_lead: User
) -> None:
    before = branded.logo_address
    client_of(hr_lead).post(PAGE, SAID | {"logo": upload(drawing(colour="#552200"))})

    branded.refresh_from_db()
    assert branded.logo_address != before


def test_without_a_logo_the_name_stands_there(client_of: ClientOf, manager: User) -> None:
    shown = client_of(manager).get("/").content.decode()

    assert '<span class="site-organisation">Ambleford Borough Council</span>' in shown


def test_whom_to_ask_stands_at_the_foot_of_each_page(
    client_of: ClientOf, organisation: Organisation, manager: User, outsider: User
) -> None:
    def foot(user: User) -> str:
        page = client_of(user).get("/").content.decode()
        return page[page.index("<footer") :]

    assert "Questions?" not in foot(manager)
    Organisation.objects.filter(pk=organisation.pk).update(contact_name="Harper <Lead>")
    assert "Questions? Ask Harper &lt;Lead&gt;." in foot(manager)
    Organisation.objects.filter(pk=organisation.pk).update(contact_email="hr@a.example")
    link = '<a href="mailto:hr@a.example">hr@a.example</a>'
    assert f"Questions? Ask Harper &lt;Lead&gt;: {link}" in foot(manager)
    assert "Harper" not in foot(outsider)


def test_of_several_organisations_none_is_named(manager: User, branded: Organisation) -> None:
    one = user_of_session(manager.pk)
    MembershipFactory(user=manager, organisation=OrganisationFactory(), roles=[Role.MANAGER])
    two = user_of_session(manager.pk)

    assert one is not None
    assert one.brand is not None
    assert one.brand.name == "Ambleford Council"
    assert two is not None
    assert two.brand is None


@pytest.mark.django_db
def test_it_goes_with_its_organisation() -> None:
    gone = OrganisationFactory()
    Logo.objects.create(organisation=gone, png=drawing(), width=1, height=1)

    gone.delete()

    assert not Logo.objects.exists()


def test_documents_hold_it(branded: Organisation) -> None:
    assert logo_data(branded).startswith("data:image/png;base64,")
    assert logo_data(OrganisationFactory()) == ""
