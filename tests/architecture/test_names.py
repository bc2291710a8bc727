"""An organisation learns no name of an account before its person accepts: every page of the adding organisation is walked."""

import re

import pytest
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from accounts.models import Membership, User
from tests.architecture.access import Row, Stage
from tests.architecture.source import PACKAGES, ROOT
from tests.architecture.test_access import ROWS

OK = 200
INSIDE = ("owner", "colleague", "hr_lead", "branch_lead", "administrator")
# What reads the name of an account, in code and in templates.
READS = re.compile(
    r"user__name|actor__name|\b(user|actor)\.name\b|\bstr\((user|by|[a-z_.]+\.user)\)"
    r"|\b(member|membership|reader|approver|to)\.user( |\}|\|)"
)
# Where it is read all the same: one's own pages, the rule itself, and what changes the name of an account.
MAY_READ = {
    "accounts/actions/accepting.py",
    "accounts/actions/imports.py",
    "accounts/actions/readdressing.py",
    "accounts/actions/rows.py",
    "accounts/models/people.py",
    "accounts/passwords.py",
    "accounts/queries/names.py",
    "accounts/views/addresses.py",
    "api/operations/own.py",
    "reports/documents.py",
    "reports/makers.py",
    "reports/queries/held.py",
    "templates/accounts/accept.html",
    "templates/accounts/account.html",
}


def _rename_accounts(stage: Stage) -> None:
    """Let everybody be called otherwise by their account than by the organisation that brought them in."""
    here = Membership.objects.filter(organisation=stage.organisation)
    User.objects.filter(pk__in=here.values("user")).update(name=Concat(Value("Realname"), F("pk")))
    here.update(typed_name=Concat(Value("Typed"), F("user")))


def _readers(row: Row) -> list[str]:
    """Return who of the organisation gets a page at an address."""
    return [visitor for visitor in INSIDE if (row.get or {}).get(visitor) == OK]


def _seen(row: Row, stage: Stage, visitor: str) -> set[str]:
    with transaction.atomic():
        response = row.visit("get", stage, visitor)
        transaction.set_rollback(True)
    if response.streaming:
        return set()
    found = set(re.findall(r"Realname\d+", response.content.decode(errors="replace")))
    return found - {f"Realname{getattr(stage, visitor).pk}"}


@pytest.mark.any_database
@pytest.mark.parametrize("row", [row for row in ROWS if _readers(row)], ids=lambda row: row.name)
def test_no_page_calls_anybody_by_their_account_before_they_accept(row: Row, stage: Stage) -> None:
    row.url(stage)  # makes what the row needs
    assert stage.branch_lead
    _rename_accounts(stage)

    for visitor in _readers(row):
        assert _seen(row, stage, visitor) == set(), visitor


@pytest.mark.any_database
def test_once_accepted_the_account_s_name_is_shown(stage: Stage) -> None:
    here = Membership.objects.filter(organisation=stage.organisation)
    _rename_accounts(stage)
    here.filter(user=stage.owner).update(typed_name="")

    page = stage.client("administrator").get("/people/").content.decode()

    assert f"Realname{stage.owner.pk}" in page
    assert f"Typed{stage.colleague.pk}" in page


def test_the_name_of_an_account_is_read_in_few_places() -> None:
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    for package in PACKAGES:
        # The demo makes its own people.
        own = (ROOT / package).rglob("*.py")
        files += [one for one in own if not {"migrations", "management"} & {*one.parts}]

    found = {one.relative_to(ROOT).as_posix() for one in files if READS.search(one.read_text())}

    assert found == MAY_READ
