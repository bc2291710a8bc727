"""The library: links and books that an organisation adds, and finding something by words, type and time."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from banks.actions.resources import MOST_IN_AN_AREA
from banks.duration import Time, length_of, time_of
from banks.models import Resource
from tests.factories import MembershipFactory, OrganisationFactory, bank, published

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
ADD = "/learning/areas/LA2/resources/add/"
AREA = "/learning/areas/LA2/"
SAID = {
    "kind": "link", "title": "Walking in their shoes", "author": "The Café", "duration": "20 minutes",
    "url": "https://www.example.org/shoes", "note": "Short & good",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _a_bank(organisation: Organisation) -> None:
    published()


@pytest.fixture
def resource(organisation: Organisation) -> Resource:
    return Resource.objects.create(
        organisation=organisation, area="LA2", added_at=timezone.now(), **SAID
    )


def page(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


# Adding, changing, deleting -------------------------------------------------------------------


def test_who_keeps_banks_adds_one_and_every_member_reads_it(
    client_of: ClientOf, administrator: User, manager: User
) -> None:
    done = client_of(administrator).post(ADD, SAID)

    shown = page(client_of(manager), AREA)
    assert done["Location"] == f"{AREA}?organisation=ambleford#resources"
    assert '<a href="https://www.example.org/shoes" rel="noopener noreferrer external">' in shown
    assert "leads to example.org" in shown
    assert "Short &amp; good" in shown
    assert "Change or delete" not in shown
    assert "Add a link or a book" in page(client_of(administrator), AREA)
    assert AuditEntry.objects.get(act="resource.added").subject == SAID["title"]


def test_nobody_of_another_organisation_reads_it(
    client_of: ClientOf, resource: Resource, outsider: User
) -> None:
    client = client_of(outsider)

    assert resource.title not in page(client, AREA)
    assert resource.title not in page(client, "/learning/search/")


def test_it_is_changed_and_deleted(
    client_of: ClientOf, resource: Resource, administrator: User
) -> None:
    client = client_of(administrator)
    address = reverse("learning:change_resource", args=[resource.pk])
    client.post(address, SAID | {"kind": "book", "title": "Shoes", "url": ""})
    resource.refresh_from_db()
    changed = (resource.kind, resource.title, resource.url)
    client.post(reverse("learning:delete_resource", args=[resource.pk]))

    assert changed == ("book", "Shoes", "")
    assert not Resource.objects.exists()
    assert [
        one.act for one in AuditEntry.objects.filter(act__startswith="resource.").order_by("pk")
    ] == [
        "resource.changed",
        "resource.deleted",
    ]


def test_member_of_two_organisations_adds_only_where_they_keep_the_banks(
    client_of: ClientOf, administrator: User
) -> None:
    other = OrganisationFactory(slug="wexcombe")
    MembershipFactory(user=administrator, organisation=other, roles=[Role.MANAGER])
    client = client_of(administrator)

    assert client.get(f"{ADD}?organisation=wexcombe").status_code == 403
    assert client.get(f"{ADD}?organisation=ambleford").status_code == 200
    assert "Add a link" not in page(client, AREA, organisation="wexcombe")


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//www.example.org/",
        "https://sam:secret@www.example.org/",
        "https://sam@www.example.org/",
        "https://localhost/",
        "https://",
        "https://www.example.org/\nx",
        "https://[::1/",
        "www.example.org",
    ],
)
def test_address_that_may_lead_astray_is_refused_and_given_back(
    client_of: ClientOf, administrator: User, url: str
) -> None:
    shown = client_of(administrator).post(ADD, SAID | {"url": url}).content.decode()

    assert "Enter a whole address" in shown
    assert "Short &amp; good" in shown
    assert not Resource.objects.exists()


def test_too_long_an_address_a_link_without_one_and_too_many_are_refused(
    client_of: ClientOf, administrator: User, organisation: Organisation
) -> None:
    client = client_of(administrator)
    long = client.post(ADD, SAID | {"url": f"https://a.example/{'x' * 490}"}).content.decode()
    none = client.post(ADD, SAID | {"url": ""}).content.decode()
    for number in range(MOST_IN_AN_AREA):
        client.post(ADD, SAID | {"title": str(number)})
    many = client.post(ADD, SAID).content.decode()

    assert "“Address” can have up to 500 characters." in long
    assert "A link needs its address." in none
    assert "There are 30 here already." in many


@pytest.mark.parametrize("wrong", [{"url": "http://a.example"}, {"kind": "link", "url": ""}])
def test_database_keeps_to_it_too(organisation: Organisation, wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.create(
            organisation=organisation, area="LA2", added_at=timezone.now(), **(SAID | wrong)
        )


# Finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found", "left_out"),
    [
        ({}, ["Walk the journey", "Walking in their shoes"], []),
        ({"text": "CAFE shoes"}, ["Walking in their shoes"], ["Walk the journey"]),
        ({"type": "link"}, ["Walking in their shoes"], ["Walk the journey"]),
        ({"type": "on_the_job"}, ["Walk the journey"], ["Walking in their shoes"]),
        ({"time": "60"}, ["Walking in their shoes"], ["Walk the journey"]),
        ({"time": "240"}, ["Walking in their shoes", "Walk the journey"], ["Learning from complaints"]),
        ({"time": "10000"}, ["Learning from complaints"], ["Walk the journey"]),
        ({"text": "nosuchword"}, ["Nothing found"], ["Walk the journey"]),
        ({"type": "nonsense", "time": "x"}, ["Walk the journey"], []),
    ],
)  # fmt: skip
def test_finding_by_words_type_and_time(
    client_of: ClientOf,
    manager: User,
    resource: Resource,
    query: dict[str, str],
    found: list[str],
    left_out: list[str],
) -> None:
    shown = page(client_of(manager), "/learning/search/", **query)

    assert [one for one in found if one not in shown] == []
    assert [one for one in left_out if one in shown] == []


def test_search_asks_the_same_of_one_and_of_many(
    client_of: ClientOf, manager: User, resource: Resource, django_assert_num_queries: object
) -> None:
    client = client_of(manager)
    page(client, "/learning/search/")
    for _number in range(3):
        resource.pk = None
        resource.save()

    with django_assert_num_queries(7):  # type: ignore[operator]
        page(client, "/learning/search/")


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("10 minutes", Time.HOUR),
        ("90 minutes", Time.HALF_DAY),
        ("30 minutes for each person", Time.HOUR),
        ("2 to 3 hours", Time.HALF_DAY),
        ("Half a day", Time.HALF_DAY),
        ("Half an hour", Time.HOUR),
        ("An hour", Time.HOUR),
        ("1 day, plus 1 hour before and 1 hour after", Time.DAY),
        ("1 hour to plan, then as needed", Time.HOUR),
        ("1 hour a month for 3 months", Time.LONGER),
        ("10 minutes a day for 1 week", Time.LONGER),
        ("3 sessions of 1 hour", Time.LONGER),
        ("4 weeks", Time.LONGER),
        ("6 half-days over 6 to 9 months", Time.LONGER),
        ("3 days", Time.LONGER),
        ("as long as you like", None),
        ("", None),
    ],
)
def test_time_is_read_from_words(words: str, time: Time | None) -> None:
    assert time_of(words) == time


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("6 half-days over 6 to 9 months", 279),
        ("10 minutes a week for 4 weeks", 28),
        ("Half a day", 1),
        ("2 hours", 0),
        ("", 0),
    ],
)
def test_longest_stretch_that_words_name_is_how_long_something_takes(words: str, days: int) -> None:
    assert length_of(words) == timedelta(days=days)


def test_every_time_of_the_default_bank_is_understood() -> None:
    times = [one.duration for area in bank().learning_areas for one in area.activities]

    assert [words for words in times if words and time_of(words) is None] == []
