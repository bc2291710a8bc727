"""What opens the API: programs of an organisation, tokens of people; made, shown once, bounded, ended, logged."""

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import change_password, end_membership, erase_person
from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from api.access import own_choices
from api.actions import follow_acts, look_after_programs, make_program
from api.actions.tokens import ProgramDetails
from api.models import AccessToken, KeptAnswer, PersonalToken, Program
from api.scopes import Scope
from tests.api.conftest import Speaker, program_of, speaker_of
from tests.factories import PASSWORD, MembershipFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
TOKEN = "/api/v1/token"
GRANT = {"grant_type": "client_credentials"}


def sure(client: Client, then: str) -> Client:
    """Have whoever is signed in show once more who they are."""
    asked = {"password": PASSWORD, "next": reverse(then)}
    assert client.post(reverse("account_reauthenticate"), asked).status_code == 302
    return client


def made_program(organisation: Organisation, by: User, *scopes: Scope) -> tuple[Program, str]:
    now = timezone.now()
    details = ProgramDetails("HR", frozenset(scopes or {Scope.READ_PEOPLE}), now + timedelta(90))
    return make_program(organisation, details, by=by, at=now)


# Programs --------------------------------------------------------------------------------------


def test_program_is_made_by_who_has_shown_again_who_they_are_and_its_secret_is_shown_once(
    administrator: User, organisation: Organisation, client_of: ClientOf
) -> None:
    client, new = client_of(administrator), reverse("api_pages:new_program")
    form = {"name": "HR system", "scopes": ["people:read", "people:write"], "days": "90"}
    assert client.get(new).status_code == 302
    assert not Program.objects.exists()

    shown = sure(client, "api_pages:new_program").post(new, form)

    (secret,) = re.findall(r"lsa-program-[\w-]{43}", shown.content.decode())
    program = Program.objects.get()
    assert "no-store" in shown.headers["Cache-Control"]
    assert secret not in str(vars(program))
    listed = client.get(reverse("api_pages:programs")).content.decode()
    assert "HR system" in listed
    assert secret not in listed
    line = AuditEntry.objects.get(act="program.made")
    assert (line.actor, line.subject, line.organisation) == (
        administrator,
        "HR system",
        organisation,
    )


def test_nobody_allows_a_program_more_than_they_may_do_everywhere(
    administrator: User, organisation: Organisation, client_of: ClientOf
) -> None:
    new = reverse("api_pages:new_program")
    client = sure(client_of(administrator), "api_pages:new_program")
    form = {"name": "Power BI", "scopes": ["results:read"], "days": "90"}
    refused = client.post(new, form).content.decode()
    assert not Program.objects.exists()
    assert "people:read" in refused
    assert "results:read" not in refused

    administrator.memberships.get().role_grants.create(role=Role.HR_LEAD)
    client = sure(client_of(administrator), "api_pages:new_program")
    assert "lsa-program-" in client.post(new, form).content.decode()


def test_program_that_adds_people_reads_no_results(
    administrator: User, organisation: Organisation, client_of: ClientOf
) -> None:
    administrator.memberships.get().role_grants.create(role=Role.HR_LEAD)
    client = sure(client_of(administrator), "api_pages:new_program")
    form = {"name": "All", "scopes": ["results:read", "people:write"], "days": "90"}

    answer = client.post(reverse("api_pages:new_program"), form).content.decode()

    assert "must not be able to make people up" in answer
    assert not Program.objects.exists()


def test_secret_gets_a_token_for_an_hour(organisation: Organisation, administrator: User) -> None:
    program, secret = made_program(organisation, administrator)

    answer = Client().post(TOKEN, GRANT | {"client_id": program.public_id, "client_secret": secret})

    said = json.loads(answer.content)
    assert answer.headers["Cache-Control"] == "no-store"
    assert (said["token_type"], said["expires_in"], said["scope"]) == (
        "Bearer",
        3600,
        "people:read",
    )
    assert Speaker(said["access_token"]).get("me")["kind"] == "program"
    assert said["access_token"] not in str(vars(AccessToken.objects.get()))
    AccessToken.objects.update(ends_at=timezone.now())
    Speaker(said["access_token"]).get("me", 401)


def test_secret_may_stand_in_the_header(organisation: Organisation, administrator: User) -> None:
    program, secret = made_program(organisation, administrator)

    def ask(secret: str) -> Any:
        said = base64.b64encode(f"{program.public_id}:{secret}".encode()).decode()
        return Client().post(TOKEN, GRANT, headers={"Authorization": f"Basic {said}"})

    assert ask(secret).status_code == 200
    assert ask("wrong").status_code == 401
    assert ask("wrong").headers["WWW-Authenticate"] == 'Basic realm="api"'


@pytest.mark.parametrize(
    ("sent", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "none"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"scope": "people:write"}, 400, "invalid_scope"),
        ({"scope": "everything"}, 400, "invalid_scope"),
    ],
)
def test_token_endpoint_refuses_as_oauth_has_it(
    organisation: Organisation,
    administrator: User,
    sent: dict[str, str],
    status: int,
    error: str,
) -> None:
    program, secret = made_program(organisation, administrator)
    right = GRANT | {"client_id": str(program.public_id), "client_secret": secret}

    answer = Client().post(TOKEN, right | sent)

    assert answer.status_code == status
    assert json.loads(answer.content)["error"] == error
    assert Client().get(TOKEN).status_code == 405


def test_token_has_no_more_scopes_than_were_asked_for(
    organisation: Organisation, administrator: User
) -> None:
    program, secret = made_program(
        organisation, administrator, Scope.READ_PEOPLE, Scope.WRITE_PEOPLE
    )
    asked = {"client_id": program.public_id, "client_secret": secret, "scope": "people:read"}

    said = json.loads(Client().post(TOKEN, GRANT | asked).content)

    speaker = Speaker(said["access_token"])
    speaker.get("people")
    assert speaker.send("POST", "teams", {"name": "Care"}).status_code == 403


def test_revoked_program_opens_nothing(
    organisation: Organisation, administrator: User, client_of: ClientOf
) -> None:
    speaker = program_of(organisation, administrator)
    speaker.get("me")
    address = reverse("api_pages:revoke_program", args=[Program.objects.get().pk])

    assert client_of(administrator).post(address).status_code == 302
    assert client_of(administrator).post(address).status_code == 302

    speaker.get("me", 401)
    assert AuditEntry.objects.filter(act="program.revoked").count() == 1


def test_program_and_its_tokens_end(organisation: Organisation, administrator: User) -> None:
    speaker = program_of(organisation, administrator)
    Program.objects.update(ends_at=timezone.now())

    speaker.get("me", 401)


# One's own -------------------------------------------------------------------------------------


def test_personal_token_is_made_and_shown_once(manager: User, client_of: ClientOf) -> None:
    client, new = client_of(manager), reverse("account_new_token")
    form = {"name": "My script", "scopes": ["own:read"], "days": "30"}
    assert client.get(new).status_code == 302

    shown = sure(client, "account_new_token").post(new, form)

    (secret,) = re.findall(r"lsa-personal-[\w-]{43}", shown.content.decode())
    assert "no-store" in shown.headers["Cache-Control"]
    assert secret not in str(vars(PersonalToken.objects.get()))
    assert secret not in client.get(reverse("account_tokens")).content.decode()
    assert Speaker(secret).get("me")["scopes"] == ["own:read"]
    assert PersonalToken.objects.get().last_used_at is not None
    line = AuditEntry.objects.get(act="personal_token.made")
    # What they call it is theirs, and would outlive them there.
    assert "My script" not in f"{line.subject} {line.details}"
    assert line.subject == manager.email


def test_token_is_offered_where_the_invitation_was_accepted(manager: User) -> None:
    MembershipFactory(user=manager, roles=[Role.HR_LEAD], typed_name="Invited")

    assert [one for one, _scopes in own_choices(manager)] == [
        manager.memberships.first().organisation
    ]


def test_another_password_ends_every_token_of_the_account(manager: User) -> None:
    """Whoever had the password may have made one where the log says nothing of the account."""
    elsewhere = MembershipFactory(user=manager, roles=[Role.MANAGER], typed_name="Invited")
    there = speaker_of(manager, elsewhere.organisation)
    there.get("me")

    change_password(manager, "another long password", at=timezone.now())

    there.get("me", 401)


def test_nobody_gives_a_token_what_they_may_not_do(manager: User, client_of: ClientOf) -> None:
    client = sure(client_of(manager), "account_new_token")
    form = {"name": "My script", "scopes": ["people:read"], "days": "30"}

    client.post(reverse("account_new_token"), form)

    assert not PersonalToken.objects.exists()


def test_token_of_one_organisation_is_given_what_the_person_may_do_there(
    hr_lead: User, client_of: ClientOf
) -> None:
    elsewhere = MembershipFactory(user=hr_lead, roles=[Role.MANAGER]).organisation
    client, new = sure(client_of(hr_lead), "account_new_token"), reverse("account_new_token")
    form = {"name": "One", "scopes": ["people:read"], "days": "30"}

    refused = client.post(new, form | {"organisation": elsewhere.pk}).content.decode()
    assert "may not do this in that organisation" in refused
    ours = hr_lead.memberships.first().organisation
    client.post(new, form | {"organisation": ours.pk})

    assert PersonalToken.objects.get().organisation == ours


def test_what_the_token_allows_and_what_the_person_may_do_are_both_asked(
    hr_lead: User, manager: User
) -> None:
    reads = speaker_of(hr_lead, scopes=frozenset({Scope.READ_PEOPLE}))
    reads.get("people")
    said = reads.get("campaigns", 403)
    assert said["detail"] == "The token does not allow campaigns:read."

    said = speaker_of(manager).get("people", 403)
    assert said["detail"] == "You may not do this in this organisation."


def test_role_that_is_taken_is_gone_from_the_token_at_once(hr_lead: User, hr: Speaker) -> None:
    hr.get("people")
    hr_lead.memberships.get().role_grants.all().delete()

    hr.get("people", 403)


def test_changed_password_ends_tokens(manager: User, hr: Speaker, own: Speaker) -> None:
    own.get("me")

    change_password(manager, "another correct horse battery", at=timezone.now())

    own.get("me", 401)
    hr.get("me")
    assert AuditEntry.objects.filter(act="personal_token.revoked").count() == 1


def test_leaving_ends_tokens(manager: User, administrator: User, own: Speaker) -> None:
    own.get("me")
    end_membership(manager.memberships.get(), by=administrator, at=timezone.now())

    own.get("me", 401)
    assert PersonalToken.objects.get().revoked_at is not None


def test_leaving_one_organisation_leaves_the_tokens_of_another(
    manager: User, administrator: User
) -> None:
    elsewhere = MembershipFactory(user=manager, roles=[Role.MANAGER])
    there = speaker_of(manager, elsewhere.organisation)
    ours = manager.memberships.exclude(pk=elsewhere.pk).get()
    end_membership(ours, by=administrator, at=timezone.now())

    assert there.get("me")["organisation"] == elsewhere.organisation.name


def test_closed_account_and_missing_second_step_open_nothing(
    hr_lead: User, organisation: Organisation, hr: Speaker
) -> None:
    organisation.second_step_roles = 0b1111
    organisation.save()
    hr.get("me", 401)
    organisation.second_step_roles = 0
    organisation.save()
    hr.get("me")

    hr_lead.is_active = False
    hr_lead.save()
    hr.get("me", 401)


def test_own_token_is_revoked_by_its_person_and_by_an_administrator(
    manager: User, colleague: User, administrator: User, client_of: ClientOf
) -> None:
    speaker_of(manager)
    speaker_of(manager)
    first, second = PersonalToken.objects.order_by("pk")
    own = reverse("account_revoke_token", args=[first.pk])
    assert client_of(colleague).post(own).status_code == 404
    assert client_of(manager).post(own).status_code == 302
    theirs = reverse("api_pages:revoke_token", args=[second.pk])
    assert client_of(manager).post(theirs).status_code == 403
    assert client_of(administrator).post(theirs).status_code == 302

    assert all(one.revoked_at for one in PersonalToken.objects.all())
    assert AuditEntry.objects.filter(act="personal_token.revoked").count() == 2


def test_erasing_takes_tokens_and_kept_answers(
    manager: User, administrator: User, own: Speaker, admin: Speaker
) -> None:
    body = {"email": "new@council.example", "name": "New"}
    admin.post("people", body, **{"Idempotency-Key": "1"})
    assert KeptAnswer.objects.count() == 1

    erase_person(manager, organisation=None, by=administrator, at=timezone.now())

    assert not PersonalToken.objects.filter(person=manager).exists()
    kept = KeptAnswer.objects.get()
    assert (kept.body, kept.status) == ("", 201)


def test_erasing_leaves_what_is_worked_on_and_what_cannot_name_a_leaver(
    manager: User, administrator: User, admin: Speaker
) -> None:
    admin.post("teams", {"name": "Care"}, **{"Idempotency-Key": "1"})
    KeptAnswer.objects.create(
        organisation=manager.memberships.get().organisation, holder="x", key="2", asked="",
        begun_at=timezone.now(),
    )  # fmt: skip
    end_membership(manager.memberships.get(), by=administrator, at=timezone.now() - timedelta(200))

    erase_person(manager, organisation=None, by=administrator, at=timezone.now())

    assert KeptAnswer.objects.count() == 2
    assert KeptAnswer.objects.get(key="1").body


def test_bulk_of_leavers_is_followed_in_as_many_queries_as_there_are_tokens(
    manager: User, colleague: User, own: Speaker, django_assert_max_num_queries: Any
) -> None:
    lines = [
        AuditEntry(
            act="membership.ended",
            at=timezone.now(),
            organisation=one.memberships.get().organisation,
            subject=one.email,
        )
        for one in [manager, colleague] * 50
    ]

    with django_assert_max_num_queries(8):
        follow_acts(lines)

    own.get("me", 401)


def test_too_many_tokens_are_refused(manager: User) -> None:
    for _one in range(10):
        speaker_of(manager)
    with pytest.raises(Exception, match="already"):
        speaker_of(manager)


# What is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic x", "Bearer lsa-personal-none"]
)
def test_wrong_token_is_told_as_a_problem(db: None, header: str) -> None:
    answer = Client().get("/api/v1/me", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    assert json.loads(answer.content)["title"] == "Unauthorized"


def test_session_opens_nothing(hr_lead: User, client_of: ClientOf) -> None:
    assert client_of(hr_lead).get("/api/v1/people").status_code == 401


def test_token_in_the_address_opens_nothing(hr: Speaker) -> None:
    assert Client().get(f"/api/v1/me?access_token={hr.secret}").status_code == 401


def test_wrong_tokens_are_throttled_and_right_ones_are_not_by_them(hr: Speaker) -> None:
    statuses = [Client().get("/api/v1/me").status_code for _one in range(61)]

    assert statuses == [401] * 60 + [429]
    hr.get("me")


def test_guessing_secrets_is_throttled(db: None) -> None:
    said = GRANT | {"client_id": "x", "client_secret": "x"}
    statuses = [Client().post(TOKEN, said).status_code for _one in range(61)]

    assert statuses == [401] * 60 + [429]


def test_one_program_is_throttled_and_no_other(
    hr: Speaker, admin: Speaker, settings: Any, time_machine: Any
) -> None:
    time_machine.move_to(datetime(2026, 12, 1, 9, 0, 30, tzinfo=UTC), tick=False)
    settings.PROGRAM_REQUESTS_A_MINUTE = 3
    answers = [hr.send("GET", "me") for _one in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    admin.get("me")
    time_machine.shift(30)
    hr.get("me")


def test_nothing_is_answered_without_https(hr: Speaker, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = hr.send("GET", "me")

    assert answer.status_code == 403
    assert json.loads(answer.content)["detail"] == "Only over HTTPS."
    settings.SECURE_SSL_REDIRECT = False
    hr.get("me")


def test_what_has_ended_goes_with_the_clock(
    organisation: Organisation, administrator: User, admin: Speaker
) -> None:
    program_of(organisation, administrator)
    admin.post("teams", {"name": "Care"}, **{"Idempotency-Key": "1"})
    look_after_programs(at=timezone.now())
    assert (AccessToken.objects.count(), KeptAnswer.objects.count()) == (1, 1)

    look_after_programs(at=timezone.now() + timedelta(days=1, seconds=1))

    assert (AccessToken.objects.count(), KeptAnswer.objects.count()) == (0, 0)
