"""The papers that a council adopts say what the code does: what is stored, how long, which cookies, who is told."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from csp.constants import NONE, SELF
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts import known_devices
from accounts.models import User
from accounts.periods import DAYS_BEFORE_THE_FIRST, KINDS, period_words
from accounts.queries.people import PENDING_FOR
from documents.actions import KEPT_FOR
from tests.architecture.source import ROOT, imports, modules
from tests.factories import PASSWORD

PAPERS = ROOT / "docs" / "papers"
NAMED = re.compile(r"`([a-z_]+\.\w+)`")


def text(name: str, folder: Path = PAPERS) -> str:
    return (folder / name).read_text()


def rows(name: str, folder: Path = PAPERS) -> list[list[str]]:
    """Every row of every table, cell by cell."""
    lines = (line for line in text(name, folder).splitlines() if line.startswith("|"))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def stored() -> dict[str, str]:
    """The columns that the annex names, by table."""
    return {
        found.group(1): row[2]
        for row in rows("what-is-stored.md")
        if (found := NAMED.fullmatch(row[0]))
    }


def models() -> dict[str, type[Model]]:
    return {one._meta.label: one for one in apps.get_models(include_auto_created=True)}


def test_every_table_is_named_once():
    """A new table is about people, with its columns, or it is named among those that are not."""
    named = [
        f"{app}.{model}"
        for app, model in re.findall(r"`(\w+)\.(\w+)`", text("what-is-stored.md"))
        if app in {one.label for one in apps.get_app_configs()}
    ]

    assert sorted(named) == sorted(models())


def test_every_column_of_a_table_about_people_is_named():
    said = {table: sorted(re.findall(r"`(\w+)`", columns)) for table, columns in stored().items()}
    there = {
        table: sorted(
            field.name
            for field in models()[table]._meta.fields
            if not field.is_relation and not field.primary_key
        )
        for table in said
    }

    assert said == there


# Only points to the account, as who did something; what it says is of a bank or a campaign.
DONE_BY = {
    "assessments.AdoptedPrecision", "assessments.Campaign", "assessments.CampaignRepeat", "banks.BankVersion",
    "banks.DraftChange", "banks.OfferedLanguage", "banks.PendingBank", "psychometrics.ItemSnapshot", "results.Publishing",
}  # fmt: skip


def test_whatever_points_to_somebody_is_about_people():
    about = ("accounts.User", "accounts.Membership", "assessments.Assessment")
    pointing = {
        label
        for label, model in models().items()
        for field in model._meta.fields
        if field.is_relation and field.related_model._meta.label in about
    }

    assert pointing - stored().keys() == DONE_BY


def test_periods_are_those_that_can_be_chosen():
    said = {row[0]: row for row in rows("data-protection.md", ROOT / "docs")}
    names = dict(zip(("leavers", "campaigns", "the log", "e-mails"), KINDS, strict=True))
    least = {"leavers": "3 months to 3 years", "campaigns": "2 to 6 years", "the log": "1 to 6 years",
             "e-mails": "3 months to 2 years"}  # fmt: skip
    for name, kind in names.items():
        first, last = period_words(kind.months[0]), period_words(kind.months[-1])
        both = f"{first} to {last}"
        assert said[name][2] == least[name]
        assert least[name] in (
            both,
            both.replace(" years to", " to"),
            both.replace(" year to", " to"),
        )
        assert said[name][3] == period_words(kind.proposed)

    proposed = {row[0]: row[1] for row in rows("record-of-processing.md")}
    assert {name: proposed[name] for name in names} == {name: said[name][3] for name in names}
    assert DAYS_BEFORE_THE_FIRST == 7
    assert "not for seven days" in text("data-protection.md", ROOT / "docs")


def test_other_times_are_those_of_the_code():
    goes = {row[0]: row[-1] for row in rows("what-is-stored.md")}

    assert timedelta(hours=1) == PENDING_FOR
    assert goes["`accounts.PendingImport`"] == "after an hour"
    assert timedelta(days=90) == KEPT_FOR
    assert "after 90 days" in goes["`documents.StoredDocument`"]
    for paper in ("privacy-notice.md", "security-overview.md"):
        assert f"{settings.IDLE_MINUTES} minutes" in text(paper)
        assert f"{settings.SESSION_COOKIE_AGE // 3600} hours" in text(paper)
    (rule,) = (one for one in settings.AUTH_PASSWORD_VALIDATORS if "OPTIONS" in one)
    assert f"at least {rule['OPTIONS']['min_length']} characters" in text("security-overview.md")


@pytest.mark.django_db
def test_cookies_are_those_that_a_browser_is_given(client: Client, manager: User):
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": manager.email, "password": PASSWORD})
    client.post(reverse("account_language"), {"language": "en-gb"})
    # Signing out leaves words for the next page.
    client.post(reverse("account_logout"))
    said = {row[0].strip("`"): row[2] for row in rows("privacy-notice.md") if "__Host-" in row[0]}

    # Over HTTPS, as everywhere but on one's own machine, their names begin so.
    assert set(said) == {f"__Host-{name}" for name in client.cookies}
    assert {said["__Host-known_device"], said["__Host-language"]} == {"a year"}
    words = client.cookies["messages"]
    assert words.value
    assert not words["max-age"]
    assert said["__Host-messages"] == "until that page, or until the browser is closed"
    assert not client.get(reverse("privacy")).cookies["messages"].value
    assert timedelta(days=364) < timedelta(seconds=known_devices.YEAR) < timedelta(days=367)
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE


# What asks other servers, and the recipient of the record that it asks.
ASKS_OUTSIDE = {
    "accounts/actions/outbox.py": "mail server",
    "api/actions/deliveries.py": "webhook addresses",
    "identity/openid.py": "identity provider",
    "identity/outbound_http.py": "identity provider",  # how both ask
}
# Asks the service itself whether it is there.
ASKS_ITSELF = {"operations/doctor/service.py"}
FOR_ASKING = ("requests", "urllib.request", "urllib3", "http.client", "httpx", "smtplib")


def asks_servers(path: Path) -> bool:
    found = (f"{one}." for one in imports(path))
    return any(one.startswith(f"{library}.") for one in found for library in FOR_ASKING)


def test_nobody_else_is_told():
    """The record names every recipient outside: pages load from here alone, and nothing else asks another server."""
    sources = {
        one for listed in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for one in listed
    }

    assert sources == {SELF, NONE, "data:"}
    (told,) = (row[1] for row in rows("record-of-processing.md") if row[0] == "Recipients outside")
    assert told.startswith("none of its own accord: ")
    asking = {str(one.relative_to(ROOT)) for one in modules() if asks_servers(one)}
    assert asking == ASKS_OUTSIDE.keys() | ASKS_ITSELF
    assert all(recipient in told for recipient in ASKS_OUTSIDE.values())
    # Those that ask here, or are written to.
    for recipient in ("replica", "directory", "programs (API)", "manager asks"):
        assert recipient in told


def said_plainly(words: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", words).split()).replace("’", "'")


@pytest.mark.django_db
def test_pages_of_the_service_agree_with_the_papers(client: Client):
    page = said_plainly(client.get(reverse("accessibility")).content.decode())
    statement = text("accessibility-statement.md")

    for sentence in (
        "do everything with a keyboard alone",
        "It is built to the Web Content Accessibility Guidelines 2.2, level AA.",
        "It has not yet been audited by someone independent",
        "The radar chart that answers to the mouse is passed over by screen readers and the keyboard.",
    ):
        assert sentence in page
        assert sentence in statement
    privacy = said_plainly(client.get(reverse("privacy")).content.decode())
    for words in (
        "until its campaign closes",
        "for as long as you work there",
        "Information Commissioner's Office",
    ):
        assert words in privacy
