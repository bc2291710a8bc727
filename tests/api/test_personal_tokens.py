"""One's own tokens: made, shown once, ended with the password, the role, the membership and the account."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import change_password, end_membership, erase_person
from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from api.access import own_choices
from api.actions import follow_acts
from api.models import KeptAnswer, PersonalToken
from api.scopes import Scope
from tests.api.conftest import ClientOf, Speaker, speaker_of, sure
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


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
