"""A name and an e-mail address are put right: the old mailbox is told, the new one confirms, nobody is taken over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import MemberDetails, change_member, erase_person
from accounts.models import AuditEntry, Membership, Message, Organisation, User
from accounts.permissions import Role
from tests.accounts.test_upload import choose
from tests.factories import PASSWORD, MembershipFactory
from tests.mail_links import path_in

NEW = "morgan.new@council.example"
OLD = "morgan@council.example"
Deliver = Callable[[], list[EmailMessage]]
ClientOf = Callable[[User], Client]


@pytest.fixture
def member(manager: User) -> Membership:
    return manager.memberships.get()


def ask(client: Client, member: Membership, address: str = NEW) -> str:
    url = reverse("people:address", args=[member.pk])
    return client.post(url, {"address": address}, follow=True).content.decode()


def mails(deliver: Deliver) -> dict[str, EmailMessage]:
    return {mail.to[0]: mail for mail in deliver()}


def confirm(client: Client, mail: EmailMessage) -> str:
    path = path_in(mail)
    page = client.get(path).content.decode()
    if "Use this address" not in page:
        return page
    data = {"link": path.rstrip("/").rpartition("/")[2]}
    return client.post(reverse("account_confirm_address"), data, follow=True).content.decode()


def now_of(person: User) -> str:
    person.refresh_from_db()
    return person.email


def test_nothing_changes_until_the_new_mailbox_has_confirmed(
    client_of, hr_lead, manager, member, deliver
):
    said = ask(client_of(hr_lead), member)
    sent = mails(deliver)

    assert "The address changes once its link is followed" in said
    assert "Waits for morgan.new@council.example" in said
    assert now_of(manager) == OLD
    assert set(sent) == {NEW, OLD}
    assert "Harper Lead has asked for morgan.new@council.example" in sent[OLD].body
    assert "/link/" in sent[OLD].body

    done = confirm(client_of(manager), sent[NEW])

    assert "From now on you sign in with it" in done
    assert now_of(manager) == NEW
    # A second click finds nothing to do.
    assert "This link does not work" in client_of(manager).get(path_in(sent[NEW])).content.decode()


def test_following_the_link_alone_changes_nothing(client_of, hr_lead, manager, member, deliver):
    ask(client_of(hr_lead), member)
    path = path_in(mails(deliver)[NEW])

    for _scan in range(2):
        assert "Use this address" in client_of(manager).get(path).content.decode()

    assert now_of(manager) == OLD


def test_whoever_reads_the_new_mailbox_cannot_take_an_account_with_a_password(
    client_of, client, hr_lead, manager, member, deliver
):
    """An HR lead who gives a mailbox of their own gets nowhere: the person's password is asked for."""
    ask(client_of(hr_lead), member)
    mail = mails(deliver)[NEW]
    data = {"link": path_in(mail).rstrip("/").rpartition("/")[2]}
    url = reverse("account_confirm_address")

    signed_out = client.get(path_in(mail)).content.decode()
    posted = client.post(url, data).content.decode()
    as_hr = client_of(hr_lead).get(path_in(mail)).content.decode()
    posted_by_hr = client_of(hr_lead).post(url, data).content.decode()
    by_password = client.post(
        reverse("account_choose_password"), data | {"password1": PASSWORD, "password2": PASSWORD}
    ).content.decode()

    assert "Sign in once more with the address you have now" in signed_out
    assert all("This link does not work" in page for page in (posted, posted_by_hr, by_password))
    assert "Use this address" not in as_hr
    assert now_of(manager) == OLD


def test_signing_in_leads_back_to_the_link(client, client_of, hr_lead, manager, member, deliver):
    ask(client_of(hr_lead), member)
    mail = mails(deliver)[NEW]
    data = {"login": OLD, "password": PASSWORD, "next": path_in(mail)}

    page = client.post(reverse("account_login"), data, follow=True).content.decode()

    assert "Use this address" in page
    confirm(client, mail)
    assert now_of(manager) == NEW
    again = client.post(reverse("account_logout"), follow=True)
    assert again.status_code == 200
    signed_in = client.post(reverse("account_login"), {"login": NEW, "password": PASSWORD})
    assert signed_in.status_code == 302


def test_person_without_a_password_confirms_by_the_link_and_is_invited_there(
    client, client_of, hr_lead, organisation, deliver
):
    sam = MembershipFactory(
        organisation=organisation, user__email="smm@council.example", roles=[Role.MANAGER]
    )
    sam.user.set_unusable_password()
    sam.user.save()
    ask(client_of(hr_lead), sam, "sam@council.example")

    done = confirm(client, mails(deliver)["sam@council.example"])

    assert "Your address is saved" in done
    assert now_of(sam.user) == "sam@council.example"
    invitation = deliver()[-1]
    assert invitation.to == ["sam@council.example"]
    assert "Choose a password" in client.get(path_in(invitation)).content.decode()


def test_only_the_person_readdresses_an_account_that_is_more_than_this_organisation_s(
    client_of, hr_lead, organisation
):
    def refused(member: Membership) -> str:
        member.user.set_unusable_password()
        member.user.save()
        page = client_of(hr_lead).get(reverse("people:address", args=[member.pk])).content.decode()
        assert "Send the link" not in page
        said = ask(client_of(hr_lead), member, "mine@council.example")
        assert not Message.objects.filter(to=member).exists()
        return said

    elsewhere, imported, gone = (MembershipFactory(organisation=organisation) for _ in range(3))
    MembershipFactory(user=elsewhere.user)
    AuditEntry.objects.create(
        at=timezone.now(), act="membership.recorded", subject=imported.user.email
    )
    gone.left_at = timezone.now()
    gone.save()

    assert "Only they can change their address, once" in refused(elsewhere)
    assert "Only they can change their address, once" in refused(imported)
    assert "This person has left" in refused(gone)


def test_address_that_somebody_has_is_told_to_nobody_but_them(
    client_of, client, hr_lead, manager, member, outsider, deliver
):
    free = ask(client_of(hr_lead), member, "free@council.example")
    taken = ask(client_of(hr_lead), member, outsider.email)
    sent = mails(deliver)

    for said, address in ((free, "free@council.example"), (taken, outsider.email)):
        assert f"An e-mail is on its way to {address}. The address changes once" in said
        assert f"Waits for {address} to confirm" in said
    mail = sent[outsider.email]
    assert "There is one with this address already" in mail.body
    assert "Morgan" not in mail.body
    assert "/link/" not in mail.body
    assert now_of(manager) == OLD
    # Nor does asking the key for its link help.
    asked = Message.objects.get(address=outsider.email)
    assert asked.context["is_taken"]


def test_address_that_was_taken_meanwhile_is_refused(client_of, hr_lead, manager, member, deliver):
    ask(client_of(hr_lead), member)
    mail = mails(deliver)[NEW]
    MembershipFactory(user__email=NEW)

    assert "This address cannot be used" in confirm(client_of(manager), mail)
    assert now_of(manager) == OLD


def test_only_the_newest_address_is_waited_for(client_of, hr_lead, manager, member, deliver):
    ask(client_of(hr_lead), member, "first@council.example")
    first = mails(deliver)["first@council.example"]
    ask(client_of(hr_lead), member)
    second = mails(deliver)[NEW]

    assert "This link does not work" in confirm(client_of(manager), first)
    confirm(client_of(manager), second)
    assert now_of(manager) == NEW


@pytest.mark.parametrize("who", ["person", "hr_lead"])
def test_address_is_kept_after_all(client_of, hr_lead, manager, member, deliver, who):
    ask(client_of(hr_lead), member)
    mail = mails(deliver)[NEW]
    if who == "person":
        page = client_of(manager).get(reverse("account")).content.decode()
        assert "Keep the address as it is" in page
        client_of(manager).post(reverse("account_keep_address"))
    else:
        client_of(hr_lead).post(reverse("people:keep_address", args=[member.pk]))

    assert "This link does not work" in confirm(client_of(manager), mail)
    assert "Keep the address" not in client_of(manager).get(reverse("account")).content.decode()
    assert now_of(manager) == OLD


def test_mail_that_the_new_address_does_not_take_is_told(client_of, hr_lead, member):
    ask(client_of(hr_lead), member)
    Message.objects.filter(address=NEW).update(status="failed", last_error="No such mailbox.")

    page = client_of(hr_lead).get(reverse("people:member", args=[member.pk])).content.decode()

    assert "No such mailbox." in page


def test_link_to_a_new_address_runs_out(client_of, hr_lead, manager, member, deliver, settings):
    ask(client_of(hr_lead), member)
    mail = mails(deliver)[NEW]

    with time_machine.travel(timezone.now() + timedelta(days=settings.LINK_DAYS, minutes=1)):
        assert "This link does not work" in confirm(client_of(manager), mail)
    assert now_of(manager) == OLD


def test_history_goes_on_under_the_new_address(client_of, hr_lead, manager, member, deliver):
    AuditEntry.objects.create(
        at=timezone.now(), act="membership.changed", subject=OLD,
        organisation=member.organisation, details={"changed": {"team": ["", "Care"]}},
    )  # fmt: skip
    ask(client_of(hr_lead), member)
    confirm(client_of(manager), mails(deliver)[NEW])

    page = client_of(hr_lead).get(reverse("people:member", args=[member.pk])).content.decode()

    assert "Care" in page
    assert "E-mail address changed" in page
    # The old address may become a colleague's, who has no part in this.
    assert not AuditEntry.objects.filter(subject=OLD).exists()


def test_erasing_finds_the_addresses_of_before(client_of, hr_lead, manager, member, deliver):
    ask(client_of(hr_lead), member)
    confirm(client_of(manager), mails(deliver)[NEW])
    manager.refresh_from_db()

    erase_person(manager, organisation=None, by=hr_lead, at=timezone.now())

    entries = str(list(AuditEntry.objects.values_list("subject", "details")))
    assert OLD not in entries
    assert NEW not in entries
    assert not Message.objects.filter(address__in=[OLD, NEW]).exists()


def test_contact_of_the_organisation_moves_along(client_of, hr_lead, manager, member, deliver):
    Organisation.objects.update(contact_email=OLD)
    ask(client_of(hr_lead), member)
    confirm(client_of(manager), mails(deliver)[NEW])

    assert Organisation.objects.get().contact_email == NEW


def test_who_may_ask(client_of, hr_lead, administrator, manager, outsider):
    def status(who: User, whom: User) -> int:
        url = reverse("people:address", args=[whom.memberships.get().pk])
        return client_of(who).post(url, {"address": NEW}).status_code

    assert status(hr_lead, manager) == 302
    assert status(administrator, hr_lead) == 302
    # An administrator's account would be worth taking.
    assert status(hr_lead, administrator) == 403
    assert status(hr_lead, hr_lead) == 403
    assert status(manager, hr_lead) == 403
    assert status(outsider, manager) == 404


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Enter the new e-mail address"),
        ("nobody", "nobody is not an e-mail address"),
        (OLD.upper(), "This is the address they have"),
    ],
)
def test_what_is_no_new_address_is_said_at_its_field(client_of, hr_lead, member, address, words):
    assert words in ask(client_of(hr_lead), member, address)
    assert not Message.objects.exists()


def test_file_with_the_former_address_is_advised_of(client_of, hr_lead, manager, member, deliver):
    ask(client_of(hr_lead), member)
    confirm(client_of(manager), mails(deliver)[NEW])
    content = f"email,name\n{OLD},Morgan Manager\n".encode()

    page = choose(client_of(hr_lead), content).content.decode()

    assert f"line 2: {OLD} is the former address of {NEW}" in page


# One's own -------------------------------------------------------------------------------------


def test_person_changes_their_own_address_with_their_password(client_of, manager, deliver):
    client, url = client_of(manager), reverse("account_address")

    wrong = client.post(url, {"address": NEW, "password": "wrong"}).content.decode()
    assert "This is not the password you have now" in wrong
    assert NEW in wrong
    assert not Message.objects.exists()
    client.post(url, {"address": f"Morgan <{NEW}>", "password": PASSWORD})
    sent = mails(deliver)

    assert "You have asked for morgan.new@council.example" in sent[OLD].body
    confirm(client, sent[NEW])
    assert now_of(manager) == NEW
    assert client.get(reverse("account")).status_code == 200


def test_person_changes_their_own_name_also_in_two_organisations(client_of, manager):
    other = MembershipFactory(user=manager)

    client_of(manager).post(reverse("account_name"), {"name": " Morgan  Novák "})

    manager.refresh_from_db()
    assert manager.name == "Morgan Novák"
    entries = AuditEntry.objects.filter(act="membership.changed", actor=manager)
    assert entries.count() == 2
    assert entries.filter(organisation=other.organisation).exists()
    assert entries[0].details == {"changed": {"name": ["Morgan Manager", "Morgan Novák"]}}


def test_a_name_is_spelt_with_joiners_wherever_it_is_typed(client_of, manager, hr_lead, member):
    """Persian writes some names with a mark that joins nothing; files of people take it, too."""
    spelt = "می\u200cرضا"
    client_of(manager).post(reverse("account_name"), {"name": spelt})
    manager.refresh_from_db()
    details = MemberDetails(spelt, member.team_id, frozenset({(Role.MANAGER, None)}), {})

    change_member(member, details, by=hr_lead, at=timezone.now())

    assert manager.name == spelt


@pytest.mark.parametrize("name", ["", "A\u202eB", "x" * 201])
def test_name_that_cannot_be_is_refused_with_what_was_typed(client_of, manager, name):
    page = client_of(manager).post(reverse("account_name"), {"name": name})

    assert page.status_code == 200
    manager.refresh_from_db()
    assert manager.name == "Morgan Manager"
