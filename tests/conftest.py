"""Fixtures that tests of every app may use."""

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from accounts.actions.outbox import deliver_messages
from accounts.models import AuditEntry, Message, Organisation, User
from accounts.permissions import Role
from banks.queries import forget_instruments
from tests.factories import MembershipFactory, OrganisationFactory
from tests.migrated import django_db_keepdb, migrated

__all__ = ["django_db_keepdb", "migrated"]

HERE = Path(__file__).parent
JOURNEYS = ("e2e", "bench")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# Some tests name days; those up to this one are to be over.
WRITTEN_ON = datetime(2026, 11, 23, 9, tzinfo=UTC)

# How long an example takes tells about the machine and what else it does, not about the code. A change is
# tried with the same examples on every machine; `--hypothesis-profile search` looks for new ones.
settings.register_profile("same", deadline=None, derandomize=True, max_examples=30)
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=3)
settings.register_profile("search", deadline=None, max_examples=200)
settings.load_profile("same")

# Nothing that is loaded for all tests can be let go of, so nobody looks for what could.
gc.disable()


def pytest_collection_finish() -> None:
    """Let the collector leave what is loaded alone, and come less often: it took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a journey where `bin/test e2e` does not look for it; the other steps leave it out."""
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        if item.get_closest_marker("e2e") and folder not in JOURNEYS:
            raise pytest.UsageError(
                f"{item.nodeid}: journeys are in {', '.join(JOURNEYS)} of tests/"
            )


@pytest.fixture(scope="session", autouse=True)
def _clock_that_is_not_behind() -> Iterator[None]:
    """Let the clock of a machine that is behind run on from the day when the tests were written."""
    if timezone.now() >= WRITTEN_ON:
        yield
    else:
        with time_machine.travel(WRITTEN_ON):
            yield


@pytest.fixture(autouse=True)
def _no_instruments_from_other_tests() -> None:
    # A version that was rolled back leaves its key to the next one.
    forget_instruments()


@pytest.fixture(scope="session", autouse=True)
def _flush_what_is_kept() -> Iterator[None]:
    """Lift the triggers while a test that could not roll back empties tables that the database keeps."""
    operations = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(ops: BaseDatabaseOperations, *args: Any, **options: Any) -> list[str]:
        before, after = _lifted(ops.connection)
        return [*before, *flush(ops, *args, **options), *after]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", sql_flush)
        yield


def _lifted(database: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    if database.vendor == "postgresql":
        # Of the log alone is it kept that a table is emptied whole.
        alter = f"ALTER TABLE {AuditEntry._meta.db_table} {{}} TRIGGER USER"
        return [alter.format("DISABLE")], [alter.format("ENABLE")]
    with database.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _sql in triggers], [sql for _name, sql in triggers]


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what fixtures of a module make in the database until its last test; each test undoes what it changes.

    Rows that tests are given of it are copies, for what a test changes in memory is not undone.
    """
    # What other modules have rolled back may have had the same keys.
    forget_instruments()
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def deliver(db: None, mailoutbox: list[EmailMessage]) -> Callable[[], list[EmailMessage]]:
    """Return the worker's task: it sends what is queued, whatever the clock, and returns all that was sent."""

    def send_all() -> list[EmailMessage]:
        for waiting in DBTaskResult.objects.filter(status="READY"):
            if waiting.task_path.startswith("accounts.actions.signing_in."):
                waiting.task.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
                waiting.delete()
        Message.objects.filter(status=Message.Status.QUEUED).update(due_at=LONG_AGO)
        deliver_messages.call()
        return mailoutbox

    return send_all


# The cast: one person a part. All but the outsider belong, or belonged, to `organisation`.


@pytest.fixture
def organisation(db: None) -> Organisation:
    return OrganisationFactory(name="Ambleford Borough Council", slug="ambleford")


@pytest.fixture
def manager(organisation: Organisation) -> User:
    """The owner of what a test is about."""
    return member_called("Morgan Manager", organisation, Role.MANAGER)


@pytest.fixture
def colleague(organisation: Organisation) -> User:
    """Another manager of the same organisation."""
    return member_called("Casey Colleague", organisation, Role.MANAGER)


@pytest.fixture
def hr_lead(organisation: Organisation) -> User:
    return member_called("Harper Lead", organisation, Role.HR_LEAD)


@pytest.fixture
def administrator(organisation: Organisation) -> User:
    return member_called("Addison Administrator", organisation, Role.ADMINISTRATOR)


@pytest.fixture
def outsider(db: None) -> User:
    """A manager of another organisation."""
    return member_called("Oakley Outsider", OrganisationFactory(), Role.MANAGER)


@pytest.fixture
def leaver(organisation: Organisation) -> User:
    """A manager who has left the only organisation they belonged to."""
    left_at = datetime(2026, 1, 31, 17, tzinfo=UTC)
    return member_called("Lee Leaver", organisation, Role.MANAGER, left_at=left_at)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Return a maker of browsers in which the given person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def member_called(
    name: str, organisation: Organisation, role: Role, *, left_at: datetime | None = None
) -> User:
    email = f"{name.split()[0].lower()}@council.example"
    return MembershipFactory(
        user__name=name,
        user__email=email,
        organisation=organisation,
        left_at=left_at,
        roles=[role],
    ).user
