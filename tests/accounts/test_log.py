"""An organisation's log: who sees it, what is in it in which words, and what is never in it."""

import ast
import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts import presenters
from accounts.actions import audit
from accounts.acts import ACTS, GROUPS, OWN, SHOWN
from accounts.models import AuditEntry, Membership, Organisation, User
from assessments.presenters import campaigns
from tests.architecture.source import modules, tree
from tests.factories import OrganisationFactory
from tests.worker import fetched

ClientOf = Callable[[User], Client]
LOG = "/people/log/"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PAST = NOW - timedelta(days=30)
WRITERS = {
    "log_for", "audit", "audit_line", "audit_round", "audit_version", "_audit", "_log", "_log_own",
}  # fmt: skip


def acts_of(response: Any) -> list[str]:
    return [line.act for line in response.context["lines"]]


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def acts(
    organisation: Organisation, administrator: User, hr_lead: User, in_east: Membership
) -> None:
    """Four acts of the organisation, and one of another's."""
    own = {"organisation": organisation}
    audit("campaign.created", at=PAST, by=hr_lead, subject="Spring", **own)
    audit("campaign.invited", at=PAST, by=None, subject="Spring", people=7, **own)
    audit("team.changed", at=NOW, by=administrator, subject="Care > West", was="Care > East", **own)
    changed = {"roles": ["manager", "hr_lead: Care"], "name": ["Secret Was", "Ed East"]}
    audit("membership.changed", at=NOW, by=administrator, subject=in_east.user.email, changed=changed, **own)  # fmt: skip
    audit("team.added", at=NOW, by=hr_lead, subject="Elsewhere", organisation=OrganisationFactory())


# Words ----------------------------------------------------------------------------------------


def test_every_act_that_is_written_anywhere_has_words() -> None:
    calls = [
        node for path in modules() for node in ast.walk(tree(path)) if isinstance(node, ast.Call)
    ]
    given = [
        given
        for call in calls
        if ast.unparse(call.func).split(".")[-1] in WRITERS
        for given in call.args[:2]
    ]
    given += [word.value for call in calls for word in call.keywords if word.arg == "act"]
    written = {
        one.value
        for one in given
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and "." in one.value
    }
    # Put together from what a file does to somebody.
    written |= {f"membership.{kind}" for kind in presenters.KINDS}

    assert len(written) > 40
    # Name it in accounts/acts.py: in a group that the organisation sees, or among what is one's own.
    assert {*written, *campaigns.ACTS} - ACTS.keys() == set()
    # And no words for what nobody does.
    assert ACTS.keys() - written == set()


def test_an_act_is_in_one_group_alone() -> None:
    named = [act for group in GROUPS for act in group.acts]

    assert sorted(named) == sorted(SHOWN)
    assert OWN.keys() & SHOWN.keys() == set()
    # A group and an act are chosen in the same list.
    assert {group.code for group in GROUPS} & SHOWN.keys() == set()


# Who sees it, and what ------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LOG, "/people/files/log.csv", "/people/files/log.xlsx"])
def test_log_is_for_those_who_look_after_the_whole_organisation(
    path: str,
    client_of: ClientOf,
    administrator: User,
    hr_lead: User,
    branch_lead: User,
    manager: User,
) -> None:
    people = (administrator, hr_lead, branch_lead, manager)

    assert [fetched(client_of(one), path).status_code for one in people] == [200, 200, 403, 403]


def test_people_leads_to_it_whoever_may_see_it(
    client_of: ClientOf, hr_lead: User, branch_lead: User
) -> None:
    assert [LOG in words(client_of(one).get("/people/")) for one in (hr_lead, branch_lead)] == [
        True,
        False,
    ]


def test_page_has_the_organisations_acts_in_words_and_nobody_elses(
    acts: None, client_of: ClientOf, hr_lead: User, in_east: Membership
) -> None:
    response = client_of(hr_lead).get(LOG)
    text = words(response)

    assert acts_of(response) == [
        "Name, team, roles or attributes changed",
        "Team renamed or moved",
        "Invitations to a campaign sent",
        "Campaign set up",
    ]
    for part in (
        f'Ed East <span class="soft small">{in_east.user.email}',
        "roles: Manager → HR lead of Care",
        "name changed",
        "before: Care &gt; East",
        "people: 7",
        "the service",
    ):
        assert part in text
    assert "Elsewhere" not in text
    # What was in a field that is no role and no team is for the member's own page.
    assert "Secret Was" not in text


def test_nobody_reads_there_what_is_somebodys_own(
    client_of: ClientOf, administrator: User, manager: User, organisation: Organisation
) -> None:
    for act in OWN:
        audit(act, at=NOW, by=manager, subject="their-own-thing", organisation=organisation)
    audit("act.of_tomorrow", at=NOW, by=manager, subject="unheard", organisation=organisation)
    client = client_of(administrator)

    for query in ("", "?about=their-own-thing", *(f"?act={act}" for act in OWN)):
        response = client.get(f"{LOG}{query}")
        assert acts_of(response) == []
        assert "Nothing found" in words(response)
    assert fetched(client, "/people/files/log.csv").content.count(b"\n") == 1


def test_a_report_taken_out_by_support_is_there_without_whose_it_was_or_why(
    client_of: ClientOf, administrator: User, organisation: Organisation
) -> None:
    audit(
        "report.exported",
        at=NOW,
        by=None,
        subject="0000-1111",
        organisation=organisation,
        reason="She asked for it",
    )
    client = client_of(administrator)

    text = words(client.get(LOG))

    assert "Report taken out by support" in text
    assert "0000-1111" not in text
    assert "She asked" not in text
    assert acts_of(client.get(f"{LOG}?about=0000-1111")) == []


def test_details_that_a_page_does_not_know_are_not_shown(
    client_of: ClientOf, administrator: User, organisation: Organisation
) -> None:
    details = {"summary": "Typed by hand", "asked": "new@home.example", "what": "themes T1 Typed"}
    for act in ("bank_version.published", "membership.address_asked", "bank_draft.edited"):
        audit(act, at=NOW, by=administrator, subject="It", organisation=organisation, **details)
    odd = {"roles": ["emperor"], "people": "many", "closes_at": ["a", "b"], "was": 3}
    audit("campaign.changed", at=NOW, by=None, subject="It", organisation=organisation, **odd)

    response = client_of(administrator).get(LOG)

    assert "Typed" not in words(response)
    assert "home.example" not in words(response)
    assert "close changed" in words(response)
    assert "emperor" not in words(response)


def test_reading_is_not_logged(acts: None, client_of: ClientOf, hr_lead: User) -> None:
    before = AuditEntry.objects.count()

    client_of(hr_lead).get(LOG)
    fetched(client_of(hr_lead), "/people/files/log.csv")

    assert AuditEntry.objects.count() == before


# Looking for something ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("act=organisation", ["Team renamed or moved"]),
        ("act=campaign.invited", ["Invitations to a campaign sent"]),
        ("by=harper", ["Campaign set up"]),
        ("by=harper+nobody", []),
        ("about=spring&act=campaign.created", ["Campaign set up"]),
        ("about=west", ["Team renamed or moved"]),
        ("about=east+ed", ["Name, team, roles or attributes changed"]),
        ("since=2026-11-20&act=organisation", ["Team renamed or moved"]),
        ("until=2026-11-19&act=campaign.created", ["Campaign set up"]),
        ("until=2026-10-20&act=campaigns", []),
        ("since=21/10/2026&until=21/10/2026&act=campaign.created", ["Campaign set up"]),
    ],
)
def test_log_is_searched(
    search: str, found: list[str], acts: None, client_of: ClientOf, hr_lead: User
) -> None:
    assert acts_of(client_of(hr_lead).get(f"{LOG}?{search}")) == found


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("since=31/2/2026", "Enter a real date"),
        ("until=9999-12-31", "Enter a real date"),
        ("since=0001-01-01", "Enter a real date"),
        ("since=2026-11-20&until=2026-11-19", "The last day is before the first."),
        ("act=king", "choose one of those that are offered"),
    ],
)
def test_what_makes_no_sense_is_said_where_it_is(
    search: str, said: str, acts: None, client_of: ClientOf, hr_lead: User
) -> None:
    response = client_of(hr_lead).get(f"{LOG}?{search}")

    assert response.status_code == 200
    assert said in words(response)
    # A file would not say that a part of the search was passed over.
    assert "log.csv" not in words(response)
    assert fetched(client_of(hr_lead), f"/people/files/log.csv?{search}").status_code == 200


def test_pages_keep_the_search_and_cost_the_same(
    client_of: ClientOf,
    administrator: User,
    in_east: Membership,
    organisation: Organisation,
    django_assert_num_queries: Any,
) -> None:
    client = client_of(administrator)
    subject = in_east.user.email
    for number in range(51):
        at = NOW + timedelta(minutes=number)
        audit("team.added", at=at, by=administrator, subject=subject, organisation=organisation)
        if number in {0, 50}:
            # Session and person, membership, teams, roles, the count, the lines, their people.
            with django_assert_num_queries(8):
                response = client.get(f"{LOG}?act=team.added")

    assert len(acts_of(response)) == 50
    assert "?act=team.added&amp;page=2" in words(response)
    assert len(acts_of(client.get(f"{LOG}?act=team.added&page=2"))) == 1


# As a file ------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["csv", "xlsx"])
def test_file_has_what_is_looked_for_and_no_formula(
    end: str, acts: None, client_of: ClientOf, hr_lead: User, organisation: Organisation
) -> None:
    audit("team.added", at=NOW, by=hr_lead, subject="=HYPERLINK(1)", organisation=organisation)

    got = fetched(client_of(hr_lead), f"/people/files/log.{end}?act=organisation")

    assert got.headers["Content-Disposition"].startswith("attachment")
    lines = _lines(got.content, end)
    assert lines == [
        ["When", "Who did it", "What was done", "Name", "About", "Details"],
        ["2026-11-20 09:00:00", "Harper Lead", "Team added", "", "'=HYPERLINK(1)", ""],
        [
            "2026-11-20 09:00:00",
            "Addison Administrator",
            "Team renamed or moved",
            "",
            "Care > West",
            "before: Care > East",
        ],
    ]


def test_file_is_made_by_the_worker_and_anew_once_something_was_done(
    acts: None, client_of: ClientOf, hr_lead: User, organisation: Organisation
) -> None:
    client, path = client_of(hr_lead), "/people/files/log.csv?act=organisation"

    waiting = client.get(path)
    first = fetched(client, path).content
    other = client.get("/people/files/log.csv?act=campaigns")
    audit("team.added", at=NOW, by=hr_lead, subject="Night team", organisation=organisation)
    again = client.get(path)

    assert [one.status_code for one in (waiting, other, again)] == [202, 202, 202]
    assert f"{LOG}?act=organisation" in words(waiting)
    assert b"Night team" not in first
    assert b"Night team" in fetched(client, path).content


def _lines(content: bytes, end: str) -> list[list[str]]:
    if end == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert all(cell.data_type in "sn" for row in sheet.iter_rows() for cell in row)
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_no_other_kind_of_file_is_there(client_of: ClientOf, hr_lead: User) -> None:
    assert client_of(hr_lead).get("/people/files/log.pdf").status_code == 404
