"""How long somebody stays signed in, and how it ends: by themselves, by an administrator, by a change."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from tests.factories import PASSWORD

MORNING = datetime(2026, 11, 20, 9, tzinfo=UTC)
ClientOf = Callable[[User], Client]
HERE, LIST = reverse("account"), reverse("account_sessions")


def signed_in(user: User, agent: str = "Tests") -> Client:
    """Sign in as people do, by the page."""
    client = Client(headers={"User-Agent": agent})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get(HERE).status_code == 200


def test_an_idle_session_ends_and_a_used_one_goes_on_until_its_hours_are_over(
    manager: User,
) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        idle, used = signed_in(manager), signed_in(manager)
        found = []
        for _ in range(8):
            clock.shift(timedelta(minutes=100))
            found.append(is_in(used))
        left_alone = is_in(idle)

    # Twelve hours are over after the seventh.
    assert found == [True] * 7 + [False]
    assert not left_alone


def test_what_is_used_within_minutes_is_not_written_each_time(
    manager: User, django_assert_num_queries
) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in(manager)
        clock.shift(timedelta(minutes=4))
        with django_assert_num_queries(2):
            client.get(reverse("accessibility"))


def test_owner_sees_where_they_are_signed_in_and_ends_one_or_all_others(
    manager: User, colleague: User
) -> None:
    here, phone, library = (signed_in(manager, name) for name in ("Desk", "Phone", "Library"))
    other = signed_in(colleague)
    page = here.get(LIST)
    (number,) = [one.pk for one in page.context["sessions"] if one.user_agent == "Phone"]

    for client in (other, here):
        asked = client.post(LIST, {"session": number})
        untouched = is_in(phone)
        client.post(asked.headers["Location"], {"password": PASSWORD})
    one_ended = (is_in(here), is_in(phone), is_in(library))
    here.post(LIST)

    assert untouched
    assert one_ended == (True, False, True)
    assert (is_in(here), is_in(library)) == (True, False)
    assert [one.user_agent for one in here.get(LIST).context["sessions"]] == ["Desk"]
    assert AuditEntry.objects.filter(act="sessions.ended", actor=manager).count() == 2


def test_administrator_signs_a_member_out_everywhere(
    manager: User, administrator: User, client_of: ClientOf
) -> None:
    theirs = [signed_in(manager), signed_in(manager)]

    client_of(administrator).post(reverse("people:sign_out", args=[manager.memberships.get().pk]))

    assert not any(map(is_in, theirs))
    entry = AuditEntry.objects.get(act="sessions.ended")
    assert (entry.actor, entry.subject) == (administrator, manager.email)
    assert is_in(signed_in(manager))


def test_another_role_begins_with_another_session(manager: User, administrator: User) -> None:
    theirs, own = signed_in(manager), signed_in(administrator)
    address = reverse("people:member", args=[manager.memberships.get().pk])

    own.post(address, {"name": "Renamed", "roles": ["manager"]})
    same_role = is_in(theirs)
    own.post(address, {"name": "Renamed", "roles": ["manager", "bank_editor"]})

    assert same_role
    assert not is_in(theirs)


def test_whoever_changes_their_own_roles_stays(administrator: User) -> None:
    own = signed_in(administrator)
    address = reverse("people:member", args=[administrator.memberships.get().pk])

    own.post(address, {"name": administrator.name, "roles": ["administrator", "bank_editor"]})

    assert is_in(own)
    assert administrator.memberships.get().role_grants.count() == 2


def test_a_new_key_signs_nobody_out_while_the_old_one_is_named(manager: User, settings) -> None:
    client = signed_in(manager)
    settings.SECRET_KEY, former = "another key " * 6, settings.SECRET_KEY

    settings.SECRET_KEY_FALLBACKS = [former]
    with_both = is_in(client)
    settings.SECRET_KEY_FALLBACKS = []

    assert with_both


@pytest.mark.parametrize(
    ("name", "kept"),
    [("people:people", "no-store"), ("account", "no-store"), ("account_reset_password", "no-store"),
     ("people:log", "no-store"), ("assessments:campaigns", "no-store"), ("reports:my_data", "no-store"),
     ("banks:list", "no-cache")],
)  # fmt: skip
def test_pages_about_people_are_kept_by_no_browser(
    administrator: User, client_of: ClientOf, name: str, kept: str
) -> None:
    said = client_of(administrator).get(reverse(name))["Cache-Control"]

    assert {"private", kept} <= set(said.split(", "))


def test_a_database_that_is_away_is_not_taken_for_a_session_that_was_ended(manager: User) -> None:
    """Django answers both with 400, and nobody would try again."""
    session = signed_in(manager).session
    session["begun"] = True

    def away(execute, sql, params, many, context):
        if sql.startswith("UPDATE"):
            raise OperationalError("terminating connection due to administrator command")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        session.save()

    session.save()
    type(session)(session.session_key).delete()
    with pytest.raises(UpdateError):
        session.save()
