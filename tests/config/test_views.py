from datetime import date
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse

from accounts.models import RetentionRule, User
from tests.factories import PASSWORD


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("about", "What are the characteristics of customer focussed leadership"),
        ("about", "Customer focused leadership: research and learning."),
        ("about", "They are our own interpretation"),
        ("about", "must not be used for selection, promotion, pay, redundancy or performance"),
        ("privacy", "Nobody else sees them in this service unless you show them."),
        ("privacy", "Delete an assessment with its answers, notes and report"),
        ("accessibility", "Web Content Accessibility Guidelines 2.2, level AA"),
        ("accessibility", "has not yet been audited"),
    ],
)
def test_page_says(page: str, says: str, client: Client, db: None) -> None:
    assert says in client.get(reverse(page)).content.decode()


@pytest.mark.parametrize("page", ["about", "privacy", "accessibility"])
def test_open_page_asks_a_visitor_nothing(page: str, client: Client, db, settings) -> None:
    settings.SUPPORT_EMAIL = "help@council.example"

    response = client.get(reverse(page))

    assert "mailto:help@council.example" in response.content.decode()
    assert response.cookies == {}


def test_brand_css_sets_the_accent_and_may_be_kept_for_ever(client: Client, settings) -> None:
    settings.ACCENT_COLOUR = "#123ABC"

    response = client.get(reverse("brand_css"))

    assert response.content == b":root{--accent:#123ABC}\n"
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_pages_link_to_the_accent_by_its_value(client: Client, settings, db: None) -> None:
    settings.ACCENT_COLOUR = "#123ABC"

    assert 'href="/brand.css?v=123abc"' in client.get(reverse("about")).content.decode()


def test_healthz_answers_a_probe_without_the_database(client: Client) -> None:
    """No fixture opens the database here, so a query would fail."""
    response = client.get(reverse("healthz"))

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_readyz_says_what_is_missing(client: Client, db: None) -> None:
    ready = client.get(reverse("readyz"))
    MigrationRecorder.Migration.objects.filter(app="accounts").delete()
    not_ready = client.get(reverse("readyz"))

    assert (ready.status_code, ready.content) == (200, b"ok\n")
    assert (not_ready.status_code, not_ready.content) == (503, b"migrations are not applied\n")


def test_form_from_elsewhere_is_refused_kindly(manager: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)

    refused = client.post(reverse("account_logout"))

    assert refused.status_code == 403
    assert "<h1" in refused.content.decode()


def test_title_of_a_form_with_errors_says_so_first(client: Client, db: None) -> None:
    """A screen reader reads the title before all else, also where no script runs."""
    titles = [
        answer.content.decode().split("<title>")[1].split("</title>")[0]
        for answer in (client.get("/accounts/login/"), client.post("/accounts/login/"))
    ]

    assert titles == [f"{start}Sign in – Leadership self-assessment" for start in ("", "Error: ")]


def test_privacy_page_counts_the_cookies_that_there_are(client: Client, manager: User) -> None:
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": manager.email, "password": PASSWORD})
    # Signing out leaves words for the next page.
    client.post(reverse("account_logout"))

    assert len(client.cookies) == 4
    assert "There are four." in client.get(reverse("privacy")).content.decode()


def test_privacy_page_has_the_periods_and_the_contact_of_ones_own_organisation(
    client: Client, manager: User, outsider: User, django_assert_num_queries: Any
) -> None:
    ours, theirs = (one.memberships.get().organisation for one in (manager, outsider))
    for organisation in (ours, theirs):
        organisation.contact_email = f"hr@{organisation.slug}.example"
        organisation.save()
    client.force_login(manager)

    before = client.get(reverse("privacy")).content.decode()
    RetentionRule.objects.create(organisation=ours, starts_on=date(2026, 11, 29), campaigns=36)
    # The session, its person, the memberships with their organisation and its periods.
    with django_assert_num_queries(3):
        page = client.get(reverse("privacy")).content.decode()

    assert "It has set no periods yet" in before
    assert "3 years" in page
    assert "as long as it is wanted" in page
    assert "hr@ambleford.example" in page
    assert f"hr@{theirs.slug}.example" not in page
