"""Which language somebody reads: their own word first, then their organisation's, then their browser's; nobody else's."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts import mail
from accounts.actions import choose_language, queue_message
from accounts.languages import read_by
from accounts.models import Membership, Message, Organisation, User
from documents.spec import in_language
from tests.architecture.source import imports, modules, name
from tests.building import DEFAULT, finished, person_1, published
from tests.factories import MembershipFactory, OrganisationFactory
from tests.pseudo import made_up, wide
from tests.worker import fetched

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ClientOf = Callable[[User], Client]
Deliver = Callable[[], list[EmailMessage]]
SWITCH, ACCOUNT, SIGN_IN = reverse("account_language"), reverse("account"), reverse("account_login")
BOTH = [("en-gb", "English"), ("cy", "Cymraeg")]
WELSH = {"accept-language": "cy-GB,cy;q=0.9,en;q=0.5"}
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _two_languages(settings: Any) -> Iterator[None]:
    settings.LANGUAGES = BOTH
    with made_up("cy"):
        yield


def language_of(page: Any) -> str:
    found = re.search(r'<html lang="([^"]+)"', page.content.decode())
    assert found
    # A page says everything in one language, and says which.
    words = page.content.decode()
    assert (wide("Skip to main content") in words) == (found[1] == "cy")
    assert page.headers["Content-Language"] == found[1]
    return found[1]


def is_wide(words: str) -> bool:
    return re.search("[Ａ-Ｚａ-ｚ]{3}", words) is not None


# Pages -----------------------------------------------------------------------------------------


def test_a_guest_reads_what_their_browser_asks_for() -> None:
    assert language_of(Client().get(SIGN_IN)) == "en-gb"
    assert language_of(Client(headers=WELSH).get(SIGN_IN)) == "cy"
    assert language_of(Client(headers={"accept-language": "fr, de;q=0.5"}).get(SIGN_IN)) == "en-gb"


def test_the_switch_of_a_guest_is_kept_in_their_browser_and_leads_back() -> None:
    browser = Client()
    page = browser.get(f"{SIGN_IN}?next=/plans/")
    assert 'name="language" value="cy" lang="cy">Cymraeg<' in page.content.decode()
    assert 'value="en-gb"' not in page.content.decode()

    done = browser.post(SWITCH, {"language": "cy", "next": f"{SIGN_IN}?next=/plans/"})

    assert (done.status_code, done.url) == (302, f"{SIGN_IN}?next=/plans/")
    assert language_of(browser.get(SIGN_IN)) == "cy"
    cookie = done.cookies["language"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    "place", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", ""]
)
def test_the_switch_leads_nowhere_else(place: str) -> None:
    assert Client().post(SWITCH, {"language": "cy", "next": place}).url == "/"


@pytest.mark.parametrize("language", ["fr", "", "en", "x" * 300])
def test_a_language_that_is_not_on_offer_changes_nothing(
    client_of: ClientOf, manager: User, language: str
) -> None:
    client_of(manager).post(SWITCH, {"language": language})

    manager.refresh_from_db()
    assert manager.language == ""


def test_what_somebody_has_said_goes_before_all_else(
    client_of: ClientOf, manager: User, organisation: Organisation
) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(language="en-gb")
    client = client_of(manager)
    client.post(SWITCH, {"language": "cy"})

    manager.refresh_from_db()
    assert manager.language == "cy"
    assert language_of(client_of(manager).get(ACCOUNT)) == "cy"
    # On another machine too.
    assert language_of(client_of(manager).get(ACCOUNT, headers={"accept-language": "en"})) == "cy"


def test_who_has_said_nothing_reads_what_their_organisation_has_said(
    client_of: ClientOf, manager: User, outsider: User, organisation: Organisation
) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(language="cy")

    assert language_of(client_of(manager).get(ACCOUNT)) == "cy"
    assert language_of(client_of(outsider).get(ACCOUNT)) == "en-gb"
    assert language_of(client_of(outsider).get(ACCOUNT, headers=WELSH)) == "cy"


def test_of_several_organisations_none_decides(
    client_of: ClientOf, manager: User, organisation: Organisation
) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(language="cy")
    MembershipFactory(user=manager, organisation=OrganisationFactory())

    assert language_of(client_of(manager).get(ACCOUNT)) == "en-gb"


def test_a_language_that_was_switched_off_is_read_by_nobody(
    client_of: ClientOf, manager: User, settings: Any
) -> None:
    choose_language(manager, "cy")
    settings.LANGUAGES = BOTH[:1]

    assert language_of(client_of(manager).get(ACCOUNT, headers=WELSH)) == "en-gb"


def test_it_is_asked_once(client_of: ClientOf, manager: User) -> None:
    client, home = client_of(manager), reverse("assessments:home")
    asked = "Which language would you like to read?"
    assert asked in client.get(home).content.decode()

    client.post(SWITCH, {"language": "en-gb", "next": home})

    page = client.get(home).content.decode()
    assert asked not in page
    assert ">Cymraeg<" in page  # at the foot, as on every page


def test_one_language_leaves_nothing_to_choose(
    client_of: ClientOf, manager: User, settings: Any
) -> None:
    settings.LANGUAGES = BOTH[:1]
    client = client_of(manager)
    for page in (ACCOUNT, reverse("assessments:home")):
        answer = client.get(page)
        assert SWITCH not in answer.content.decode()
        assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_no_switch_stands_beside_a_form_that_was_sent_back() -> None:
    """To read the page again in another language would lose what was typed."""
    assert SWITCH in Client().get(SIGN_IN).content.decode()
    assert SWITCH not in Client().post(SIGN_IN, {"email": "x"}).content.decode()


def test_caches_tell_the_languages_apart() -> None:
    assert {"Accept-Language", "Cookie"} <= set(Client().get(SIGN_IN).headers["Vary"].split(", "))


def test_a_language_that_runs_from_right_to_left_says_so(settings: Any) -> None:
    settings.LANGUAGES = [*BOTH, ("ar", "العربية")]
    with made_up("ar"):
        page = Client(headers={"accept-language": "ar"}).get(SIGN_IN).content.decode()

    assert '<html lang="ar" dir="rtl">' in page
    assert '<html lang="en-gb" dir="ltr">' in Client().get(SIGN_IN).content.decode()


def test_nothing_is_left_of_a_language_when_the_page_is_done() -> None:
    Client(headers=WELSH).get(SIGN_IN)

    assert translation.get_language() == "en-gb"


def test_it_costs_no_query(
    client_of: ClientOf, manager: User, django_assert_num_queries: Any, settings: Any
) -> None:
    client = client_of(manager)
    settings.LANGUAGES = BOTH[:1]
    with CaptureQueriesContext(connection) as before:
        client.get(ACCOUNT)
    settings.LANGUAGES = BOTH
    with django_assert_num_queries(len(before)):
        client.get(ACCOUNT)


# The organisation's ---------------------------------------------------------------------------


def test_an_administrator_sets_what_people_read_who_have_not_said(
    client_of: ClientOf, administrator: User, organisation: Organisation
) -> None:
    page = reverse("people:organisation")
    client = client_of(administrator)
    client.post(page, {"name": organisation.name, "language": "cy"})
    organisation.refresh_from_db()
    assert organisation.language == "cy"

    refused = client.post(page, {"name": organisation.name, "language": "fr"})

    organisation.refresh_from_db()
    assert (refused.status_code, organisation.language) == (200, "cy")


def test_where_there_is_one_language_what_was_set_stays(
    client_of: ClientOf, administrator: User, organisation: Organisation, settings: Any
) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(language="cy")
    settings.LANGUAGES = BOTH[:1]
    client_of(administrator).post(reverse("people:organisation"), {"name": "Another name"})

    organisation.refresh_from_db()
    assert (organisation.name, organisation.language) == ("Another name", "cy")


# What the worker makes ------------------------------------------------------------------------


def queue(to: Membership, **more: Any) -> None:
    queue_message(to=to, kind="invitation", key=f"to {to.pk}", template="accounts/email/invitation", at=NOW, **more)  # fmt: skip


def test_an_email_is_in_its_reader_s_language_whoever_caused_it(
    manager: User, colleague: User, deliver: Deliver
) -> None:
    choose_language(manager, "cy")
    choose_language(colleague, "en-gb")
    members = Membership.objects.filter(user__in=[manager, colleague])
    # The HR lead who caused them reads a third thing.
    with translation.override("cy"):
        for member in members:
            queue(member)
    letters = {letter.to[0]: letter for letter in deliver()}

    welsh, english = letters[manager.email], letters[colleague.email]
    assert is_wide(welsh.subject)
    assert is_wide(welsh.body)
    assert '<html lang="cy"' in welsh.alternatives[0][0]
    assert not is_wide(f"{english.subject}{english.body}")
    assert '<html lang="en-gb"' in english.alternatives[0][0]


def test_an_email_to_who_has_said_nothing_is_in_their_organisation_s_language(
    manager: User, organisation: Organisation, deliver: Deliver
) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(language="cy")
    queue(manager.memberships.get())

    assert is_wide(deliver()[0].subject)


def test_an_email_to_a_guest_is_in_the_organisation_s_language(manager: User) -> None:
    """Who asks them may read another; of them nothing is known."""
    choose_language(manager, "cy")
    message = Message(
        to=manager.memberships.get(),
        key="guest",
        kind="guest_asked",
        template="observers/email/asked",
        address="guest@elsewhere.example",
        context={"rater": "G", "about": "M", "until_on": "2026-12-04", "group": "peer"},
        queued_at=NOW,
        due_at=NOW,
    )

    letter = mail.compose(message)

    assert not is_wide(letter.body)
    assert "4 December 2026" in letter.body


def test_days_and_moments_of_an_email_are_in_its_language(manager: User) -> None:
    choose_language(manager, "cy")
    message = Message(
        to=Membership.objects.get(user=manager),
        key="meeting",
        kind="set_meeting",
        template="plans/email/set_meeting",
        context={"by": "X", "set_name": "S", "what": "set", "when_at": "2026-12-04T09:30:00+00:00"},
        queued_at=NOW,
        due_at=NOW,
    )

    words = mail.compose(message).body

    assert f"{wide('Friday')} 4 {wide('December')} 2026, 09:30" in words


def test_no_email_is_worded_before_its_reader_is_asked() -> None:
    """Days and moments are put into words as it leaves: whoever queues it may read another language."""
    worded = [
        name(path)
        for path in modules()
        if "actions" in path.parts
        and {"accounts.models.Message", "accounts.actions.queue_message"} & set(imports(path))
        and "django.utils.formats.date_format" in imports(path)
    ]

    assert worded == []


def test_a_document_is_made_in_the_language_of_who_asks(
    client_of: ClientOf, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.makers.pdf.report_pdf", lambda report: translation.gettext("Report").encode())  # fmt: skip
    assessment = finished(manager, published(DEFAULT), person_1())
    address = reverse("reports:report_pdf", args=[assessment.public_id])
    client = client_of(manager)

    assert fetched(client, address).content == b"Report"
    client.post(SWITCH, {"language": "cy"})
    assert fetched(client, address).content.decode() == wide("Report")
    client.post(SWITCH, {"language": "en-gb"})
    # It is still there.
    assert client.get(address).content == b"Report"


def test_what_was_made_before_there_was_a_second_language_is_found_still() -> None:
    about = {"member": 1}

    assert in_language(about) == about
    with translation.override("cy"):
        assert in_language(about) == {"member": 1, "language": "cy"}


# What HR sees of it ---------------------------------------------------------------------------


def test_hr_sees_how_many_read_a_language_in_steps_of_five(
    client_of: ClientOf, hr_lead: User, organisation: Organisation
) -> None:
    for _number in range(7):
        MembershipFactory(organisation=organisation, user__language="cy")
    for _number in range(4):
        MembershipFactory(organisation=organisation, user__language="en-gb")
    MembershipFactory(organisation=organisation, user__language="cy", left_at=NOW)
    # What they have chosen elsewhere is not this organisation's before they accept.
    for _number in range(3):
        MembershipFactory(organisation=organisation, user__language="cy", typed_name="Invited")

    page = client_of(hr_lead).get(reverse("assessments:campaigns")).content.decode()

    assert re.search(r'lang="cy">Cymraeg</th><td>at least 5</td>', page)
    assert re.search(r'lang="en-gb">English</th><td>not shown</td>', page)


def test_of_another_organisation_nothing_is_counted(
    client_of: ClientOf, hr_lead: User, outsider: User
) -> None:
    choose_language(outsider, "cy")

    page = client_of(hr_lead).get(reverse("assessments:campaigns")).content.decode()

    assert "The language people have chosen" not in page


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10), (41, 40)])
def test_figures_are_coarse(people: int, shown: int) -> None:
    assert [one.at_least for one in read_by({"cy": people, "": 5})] == [0, shown]


@pytest.mark.parametrize("people", [5, 9, 40])
def test_that_all_have_chosen_alike_is_not_told(people: int) -> None:
    """At least five of five, or of nine, would be the choice of each."""
    assert {one.at_least for one in read_by({"cy": people, "": 4})} == {0}
    assert {one.at_least for one in read_by({"cy": people})} == {0}
