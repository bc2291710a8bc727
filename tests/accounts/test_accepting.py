"""An organisation that adds an address does not learn who has an account: it sees what was typed until they accept."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import (
    MemberDetails,
    add_member,
    ask_for_address,
    change_member,
    change_password,
    confirm_address,
    end_membership,
    import_people,
    invite_member,
    rename_person,
)
from accounts.actions.leavers import end_memberships
from accounts.actions.signing_in import note_sign_in
from accounts.models import AuditEntry, Membership, Message, Organisation, User
from accounts.permissions import Role
from tests.factories import PASSWORD, MembershipFactory, OrganisationFactory, UserFactory
from tests.mail_links import choose_password, path_in
from tests.provisioning.bodies import entra_person
from tests.provisioning.conftest import directory_of
from tests.worker import fetched

pytestmark = pytest.mark.django_db
ADDRESS = "ada.byron@council.example"
REAL, TYPED = "Augusta King-Noel", "Ada Typed"
TYPED_DETAILS = MemberDetails(TYPED, None, frozenset({("manager", None)}), {})
ClientOf = Callable[[User], Client]
Deliver = Callable[[], list[EmailMessage]]


@pytest.fixture
def elsewhere() -> Membership:
    """A place in another organisation, with an account that is in use."""
    return MembershipFactory(
        user__email=ADDRESS,
        user__name=REAL,
        user__last_login=timezone.now(),
        organisation=OrganisationFactory(name="Otherham"),
        roles=[Role.MANAGER],
    )


@pytest.fixture
def typed(elsewhere: Membership, organisation: Organisation, administrator: User) -> Membership:
    return add_member(
        ADDRESS, TYPED_DETAILS, organisation=organisation, by=administrator, at=timezone.now()
    )


def _by_page(organisation: Organisation, by: User, client_of: ClientOf) -> None:
    said = {"email": ADDRESS, "name": TYPED, "roles": ["manager"], "team": ""}
    client_of(by).post(reverse("people:add"), said)


def _by_file(organisation: Organisation, by: User, _client_of: ClientOf) -> None:
    file = BytesIO(f"email,name\n{ADDRESS},{TYPED}\n".encode())
    import_people(file, organisation=organisation, by=by, at=timezone.now())


def _by_directory(organisation: Organisation, by: User, _client_of: ClientOf) -> None:
    name = {"givenName": "Ada", "familyName": "Typed"}
    directory_of(organisation, by).post("Users", entra_person() | {"name": name})


def _by_command(organisation: Organisation, _by: User, _client_of: ClientOf) -> None:
    invite_member(ADDRESS, TYPED, organisation=organisation, roles=[], by=None, at=timezone.now())


@pytest.mark.parametrize("way", [_by_page, _by_file, _by_directory, _by_command])
@pytest.mark.parametrize("is_known", [True, False])
def test_whoever_is_added_is_called_as_was_typed(
    way: Callable[..., None],
    is_known: bool,
    elsewhere: Membership,
    organisation: Organisation,
    administrator: User,
    client_of: ClientOf,
) -> None:
    if not is_known:
        User.objects.filter(pk=elsewhere.user_id).update(email="another@council.example")

    way(organisation, administrator, client_of)

    member = Membership.objects.get(organisation=organisation, user__email=ADDRESS)
    page = client_of(administrator).get(reverse("people:member", args=[member.pk]))
    words = page.content.decode()
    assert (member.name, member.has_accepted) == (TYPED, False)
    assert REAL not in words
    assert "another organisation" not in words
    assert "They have not accepted the invitation yet." in words
    assert "signed in" not in words.lower()
    elsewhere.user.refresh_from_db()
    assert elsewhere.user.name == REAL


def test_nobody_is_found_or_sorted_by_the_name_of_their_account(
    typed: Membership, administrator: User, client_of: ClientOf
) -> None:
    client = client_of(administrator)

    found = client.get("/people/?text=Augusta").content.decode()
    log = client.get("/people/log/?about=Augusta").content.decode()
    listed = client.get("/people/").context["rows"]

    assert ADDRESS not in found + log
    assert [one.name for one in listed] == ["Ada Typed", "Addison Administrator"]


@pytest.mark.parametrize("address", ["/people/files/people.csv", "/people/files/log.csv"])
def test_files_say_what_was_typed(
    address: str, typed: Membership, administrator: User, client_of: ClientOf
) -> None:
    file = fetched(client_of(administrator), address).content.decode()

    assert TYPED in file
    assert REAL not in file


def test_mails_of_the_organisation_say_what_was_typed(typed: Membership, deliver: Deliver) -> None:
    (mail,) = deliver()

    assert TYPED in mail.body
    assert REAL not in mail.body


def test_what_somebody_does_elsewhere_is_in_no_log_of_here(
    typed: Membership, organisation: Organisation
) -> None:
    now = timezone.now()
    before = AuditEntry.objects.filter(organisation=organisation).count()

    note_sign_in(typed.user, at=now)
    change_password(typed.user, "another otter gate plum", at=now)
    rename_person(typed.user, "Augusta Ada", by=typed.user, at=now)

    assert AuditEntry.objects.filter(organisation=organisation).count() == before
    assert Membership.objects.get(pk=typed.pk).name == TYPED


def test_an_organisation_renames_its_own_word_and_nothing_else(
    typed: Membership, administrator: User
) -> None:
    now = timezone.now()

    change_member(typed, MemberDetails("Ada T", None, frozenset(), {}), by=administrator, at=now)

    typed.refresh_from_db()
    assert (typed.name, typed.user.name) == ("Ada T", REAL)


def test_giving_roles_does_not_end_sessions_elsewhere(
    typed: Membership, organisation: Organisation, administrator: User, client_of: ClientOf
) -> None:
    person = client_of(User.objects.get(pk=typed.user_id))

    change_member(
        typed, MemberDetails(TYPED, None, frozenset(), {}), by=administrator, at=timezone.now()
    )
    file = BytesIO(f"email,name,roles\n{ADDRESS},{TYPED},manager\n".encode())
    import_people(file, organisation=organisation, by=None, at=timezone.now())

    assert person.get("/").status_code == 200


def test_what_is_the_account_s_is_not_theirs_to_touch(
    typed: Membership, administrator: User, client_of: ClientOf
) -> None:
    client = client_of(administrator)

    signed_out = client.post(reverse("people:sign_out", args=[typed.pk]))
    step = client.post(reverse("identity:remove_second_step", args=[typed.pk]))

    assert (signed_out.status_code, step.status_code) == (403, 403)
    page = client.get(reverse("people:member", args=[typed.pk])).content.decode()
    assert "Sign them out everywhere" not in page
    assert "lost their phone" not in page


def test_once_accepted_they_are_called_as_their_account_is(
    typed: Membership, administrator: User, client_of: ClientOf, elsewhere: Membership
) -> None:
    person = client_of(User.objects.get(pk=typed.user_id))

    home = person.get("/").content.decode()
    page = person.get(reverse("account_accept", args=[typed.pk])).content.decode()
    done = person.post(reverse("account_accept", args=[typed.pk]))

    assert "Ambleford Borough Council has invited you" in home
    assert TYPED in page
    assert REAL in page
    assert done.url == "/"
    assert "has invited you" not in person.get("/").content.decode()
    listed = client_of(administrator).get("/people/").content.decode()
    assert REAL in listed
    assert TYPED not in listed
    accepted = AuditEntry.objects.get(act="membership.accepted")
    assert (accepted.organisation, accepted.actor) == (typed.organisation, typed.user)
    elsewhere.user.refresh_from_db()
    assert elsewhere.user.name == REAL


def test_the_link_of_the_invitation_asks_and_changes_nothing_by_itself(
    typed: Membership, deliver: Deliver, client: Client
) -> None:
    (mail,) = deliver()
    path = path_in(mail)

    asked = client.get(path)
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    page = client.get(path)

    assert asked.context["next"] == path
    assert not Membership.objects.get(pk=typed.pk).has_accepted
    assert "Accept the invitation" in page.content.decode()
    client.post(reverse("account_accept", args=[typed.pk]), {"link": page.context["link"]})
    assert Membership.objects.get(pk=typed.pk).has_accepted


def test_a_first_password_accepts_and_the_account_is_called_as_typed(
    organisation: Organisation, deliver: Deliver, client: Client
) -> None:
    now = timezone.now()
    member = invite_member(
        ADDRESS, TYPED, organisation=organisation, roles=[Role.MANAGER], by=None, at=now
    )
    change_member(
        member,
        MemberDetails("Ada Mended", None, frozenset({("manager", None)}), {}),
        by=None,
        at=now,
    )
    (mail,) = deliver()

    choose_password(client, path_in(mail))

    member.refresh_from_db()
    assert (member.has_accepted, member.user.name, member.name) == (
        True,
        "Ada Mended",
        "Ada Mended",
    )


def test_signing_in_accepts_where_there_is_nothing_to_keep_apart(
    organisation: Organisation, client: Client
) -> None:
    member = MembershipFactory(
        organisation=organisation, typed_name=TYPED, user__name=TYPED, user__email=ADDRESS
    )

    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})

    member.refresh_from_db()
    assert member.has_accepted


def test_signing_in_accepts_nothing_of_who_belongs_elsewhere(
    typed: Membership, client: Client
) -> None:
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})

    assert client.get("/").status_code == 200
    assert not Membership.objects.get(pk=typed.pk).has_accepted


def test_nobody_accepts_for_another(
    typed: Membership, administrator: User, client_of: ClientOf
) -> None:
    answer = client_of(administrator).post(reverse("account_accept", args=[typed.pk]))

    assert answer.status_code == 404
    assert not Membership.objects.get(pk=typed.pk).has_accepted


@pytest.mark.parametrize("at_once", [True, False])
def test_who_has_left_is_called_as_they_were_and_accepts_anew(
    at_once: bool, typed: Membership, organisation: Organisation, administrator: User
) -> None:
    now = timezone.now()
    Membership.objects.filter(pk=typed.pk).update(typed_name="")
    typed.refresh_from_db()
    if at_once:
        end_memberships([typed], organisation, by=None, at=now)
    else:
        end_membership(typed, by=None, at=now)
    rename_person(typed.user, "Augusta Elsewhere", by=typed.user, at=now)

    assert Membership.objects.get(pk=typed.pk).name == REAL
    back = add_member(ADDRESS, TYPED_DETAILS, organisation=organisation, by=administrator, at=now)
    assert (back.name, back.has_accepted) == (TYPED, False)


def test_one_organisation_does_not_keep_another_from_naming_its_people(
    typed: Membership, elsewhere: Membership
) -> None:
    """Adding an address tells neither side, and takes nothing from the other."""
    now = timezone.now()
    there = UserFactory()
    MembershipFactory(user=there, organisation=elsewhere.organisation, roles=[Role.ADMINISTRATOR])
    client = Client()
    client.force_login(there)

    page = client.get(reverse("people:member", args=[elsewhere.pk])).content.decode()
    change_member(elsewhere, MemberDetails("Augusta K", None, frozenset(), {}), by=there, at=now)

    assert "another organisation" not in page
    elsewhere.user.refresh_from_db()
    assert elsewhere.user.name == "Augusta K"


def test_a_new_address_is_told_to_nobody_whose_invitation_waits(
    typed: Membership, elsewhere: Membership, administrator: User, client_of: ClientOf
) -> None:
    now, new = timezone.now(), "augusta@otherham.example"
    ask_for_address(elsewhere, new, by=elsewhere.user, at=now)
    page = client_of(administrator).get(reverse("people:member", args=[typed.pk]))
    confirm_address(Message.objects.get(kind="new_address"), at=now)

    assert new not in page.content.decode()
    elsewhere.user.refresh_from_db()
    typed.refresh_from_db()
    assert elsewhere.user.email == new
    assert (typed.user.email, typed.name) == (ADDRESS, TYPED)
    assert not typed.user.has_usable_password()
    lines = AuditEntry.objects.filter(organisation=typed.organisation)
    assert not lines.filter(act__startswith="membership.address").exists()
    assert lines.filter(subject=ADDRESS).exists()
    assert not lines.filter(subject=new).exists()
