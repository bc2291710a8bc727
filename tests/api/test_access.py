"""Who gets what by which token: one table of every operation, and a walk through them that none is missing."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Organisation, User
from api.operations.api import document
from api.scopes import Scope
from tests.api.conftest import OF_PROGRAMS, Speaker, program_of, speaker_of
from tests.architecture.access import Stage

pytestmark = pytest.mark.django_db

VISITORS = ("owner", "colleague", "hr_lead", "branch_lead", "administrator", "outsider", "program")
Expected = Mapping[str, int]


def everybody(status: int, *, program: int) -> Expected:
    return dict.fromkeys(VISITORS, status) | {"program": program}


def owner_alone(status: int) -> Expected:
    return everybody(404, program=403) | {"owner": status}


def keepers(status: int, *, branch: int, stranger: int = 404) -> Expected:
    """Expect what those who look after people get; nobody else of the organisation may."""
    refused = dict.fromkeys(("owner", "colleague"), 403)
    may = dict.fromkeys(("hr_lead", "administrator", "program"), status)
    return {**refused, **may, "branch_lead": branch, "outsider": stranger}


def leads(status: int, *, branch: int, stranger: int = 404, program: int | None = None) -> Expected:
    """Expect what those who run campaigns and read results get."""
    refused = dict.fromkeys(("owner", "colleague", "administrator"), 403)
    may = {"hr_lead": status, "program": status if program is None else program}
    return {**refused, **may, "branch_lead": branch, "outsider": stranger}


def _person(stage: Stage) -> str:
    return str(stage.membership.pk)


def _team(stage: Stage) -> str:
    return str(stage.team.pk)


def _campaign(stage: Stage) -> str:
    return stage.campaign.slug


def _release(stage: Stage) -> str:
    return stage.release.campaign.slug


NEW = {"email": "new@council.example", "name": "New"}
Row = tuple[Callable[[Stage], str] | None, Any, Expected]
ROWS: dict[tuple[str, str], Row] = {
    ("get", "/me"): (None, None, everybody(200, program=200)),
    ("get", "/me/reports"): (None, None, everybody(200, program=403)),
    ("get", "/me/reports/{report_id}"): (
        lambda stage: str(stage.report.public_id), None, owner_alone(200),
    ),
    ("get", "/me/plan"): (None, None, everybody(200, program=403)),
    ("get", "/people"): (None, None, keepers(200, branch=200, stranger=403)),
    # A branch is told that the team is missing.
    ("post", "/people"): (None, NEW, keepers(201, branch=409, stranger=403)),
    ("get", "/people/{person_id}"): (_person, None, keepers(200, branch=404)),
    ("patch", "/people/{person_id}"): (_person, {"attributes": {}}, keepers(200, branch=404)),
    ("post", "/people/{person_id}/end"): (_person, None, keepers(200, branch=404)),
    ("get", "/teams"): (None, None, keepers(200, branch=200, stranger=403)),
    ("post", "/teams"): (None, {"name": "New"}, keepers(201, branch=409, stranger=403)),
    ("get", "/teams/{team_id}"): (_team, None, keepers(200, branch=404)),
    ("patch", "/teams/{team_id}"): (_team, {"name": "New"}, keepers(200, branch=404)),
    ("delete", "/teams/{team_id}"): (_team, None, keepers(204, branch=404)),
    ("get", "/banks"): (None, None, leads(200, branch=403, stranger=403)),
    ("get", "/campaigns"): (None, None, leads(200, branch=200, stranger=403)),
    # Which is not there, of those who may.
    ("post", "/campaigns"): (
        None,
        {
            "name": "New", "version_id": 999_999, "opens_on": "2027-01-01",
            "closes_on": "2027-02-01", "for_development_only": True,
        },
        leads(409, branch=403, stranger=403),
    ),
    ("get", "/campaigns/{slug}"): (_campaign, None, leads(200, branch=200)),
    ("get", "/campaigns/{slug}/teams"): (_campaign, None, leads(200, branch=200)),
    # It is open, and keeps its name.
    ("patch", "/campaigns/{slug}"): (_campaign, {"name": "New"}, leads(409, branch=403)),
    ("delete", "/campaigns/{slug}"): (_campaign, None, leads(409, branch=403)),
    # Nobody is left to remind, or it is over by now.
    ("post", "/campaigns/{slug}/remind"): (_campaign, None, leads(0, branch=403)),
    ("post", "/campaigns/{slug}/close"): (_campaign, None, leads(202, branch=403)),
    ("get", "/results"): (None, None, leads(200, branch=200, stranger=403, program=403)),
    ("get", "/results/{slug}"): (_release, None, leads(200, branch=200, program=403)),
    ("get", "/results/{slug}/groups"): (_release, None, leads(200, branch=200, program=403)),
    ("get", "/results/{slug}/cells"): (_release, None, leads(200, branch=200, program=403)),
}  # fmt: skip


def test_every_operation_is_in_the_table() -> None:
    found = {
        (method, path.removeprefix("/api/v1"))
        for path, operations in document()["paths"].items()
        for method in operations
    }
    assert found == set(ROWS)


@pytest.fixture
def stage(
    organisation: Organisation,
    manager: User,
    colleague: User,
    hr_lead: User,
    administrator: User,
    outsider: User,
) -> Stage:
    return Stage(organisation, manager, colleague, hr_lead, administrator, outsider)


@pytest.mark.parametrize(("method", "path"), ROWS, ids=str)
def test_each_gets_by_their_token_what_the_table_says(stage: Stage, method: str, path: str) -> None:
    key_of, body, expected = ROWS[method, path]
    key = key_of(stage) if key_of else ""
    asked = path.removeprefix("/").replace("{report_id}", key).replace("{slug}", key)
    asked = asked.replace("{person_id}", key).replace("{team_id}", key)
    found = {}
    for visitor in VISITORS:
        speaker = _speaker(stage, visitor)
        with transaction.atomic():
            found[visitor] = speaker.send(method.upper(), asked, body).status_code
            transaction.set_rollback(True)
    # 0 is whatever the campaign of the day answers to those who may.
    assert found == {who: status or found[who] for who, status in expected.items()}
    assert all(found[who] < 500 for who in VISITORS)
    assert Speaker("").send(method.upper(), asked, body).status_code == 401


def _speaker(stage: Stage, visitor: str) -> Speaker:
    if visitor == "program":
        return program_of(stage.organisation, stage.administrator, OF_PROGRAMS)
    return speaker_of(getattr(stage, visitor), scopes=frozenset(Scope))
