"""What happens is told to the addresses that want it: signed, once, again where it must, and nothing that is private."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from accounts.actions import add_member, end_membership, erase_person
from accounts.actions.people import MemberDetails
from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from api.actions import (
    WebhookDetails,
    add_webhook,
    look_after_programs,
    renew_secret,
    send_test,
    switch_on,
)
from api.actions.deliveries import WAITS, deliver_webhooks
from api.events import EVENTS
from api.models import Webhook, WebhookDelivery
from results.actions import begin_closing, close_campaign
from tests.api.conftest import sure
from tests.factories import CampaignFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Status = WebhookDelivery.Status


@dataclass
class Listener:
    """A program that listens on this machine, and what it heard."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def said(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.heard]


@pytest.fixture
def listener(settings: Any) -> Iterator[Listener]:
    settings.ALLOW_INTERNAL_PROVIDERS = True
    found = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(found.answers.pop(0) if found.answers else 204)
            self.send_header("Location", f"{found.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/hook"
    Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(
    listener: Listener, organisation: Organisation, administrator: User
) -> tuple[Webhook, str]:
    details = WebhookDetails(listener.url, frozenset(EVENTS))
    made = timezone.now() - timedelta(days=1)
    return add_webhook(organisation, details, by=administrator, at=made)


def deliver() -> None:
    deliver_webhooks.call()


def added(organisation: Organisation, by: User) -> None:
    details = MemberDetails("Noor New", None, frozenset({(Role.MANAGER.value, None)}), {})
    add_member("new@council.example", details, organisation=organisation, by=by, at=timezone.now())


def test_person_who_comes_and_goes_is_told_by_id_and_name(
    hook: tuple[Webhook, str], listener: Listener, organisation: Organisation, administrator: User
) -> None:
    added(organisation, administrator)
    member = organisation.memberships.get(user__email="new@council.example")
    end_membership(member, by=administrator, at=timezone.now())
    assert DBTaskResult.objects.filter(task_path=deliver_webhooks.module_path).exists()
    deliver()

    assert [one["type"] for one in listener.said] == ["person.added", "person.left"]
    assert listener.said[0]["data"] == {
        "person": {"id": member.pk, "name": "Noor New"},
        "url": f"http://testserver/api/v1/people/{member.pk}",
    }
    assert "new@council.example" not in str(listener.heard)


def test_what_is_sent_is_signed_as_the_standard_has_it(
    hook: tuple[Webhook, str], listener: Listener, administrator: User
) -> None:
    send_test(hook[0], by=administrator, at=timezone.now())
    deliver()

    headers, body = listener.heard[0]
    assert Verifier(hook[1]).verify(body, headers)["type"] == "test.sent"
    with pytest.raises(WebhookVerificationError):
        Verifier(hook[1]).verify(body + b" ", headers)
    assert headers["webhook-id"].startswith("msg_")


def test_renewed_secret_signs_beside_the_old_one_for_a_day(
    hook: tuple[Webhook, str], listener: Listener, administrator: User
) -> None:
    webhook, old = hook
    new = renew_secret(webhook, by=administrator, at=timezone.now())
    send_test(webhook, by=administrator, at=timezone.now())
    deliver()
    headers, body = listener.heard[0]
    for secret in (old, new):
        Verifier(secret).verify(body, headers)

    Webhook.objects.update(previous_until=timezone.now())
    send_test(webhook, by=administrator, at=timezone.now())
    deliver()
    headers, body = listener.heard[1]
    Verifier(new).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(body, headers)


def test_campaign_is_told_when_it_opens_closes_and_is_published(
    hook: tuple[Webhook, str], listener: Listener, organisation: Organisation, hr_lead: User
) -> None:
    now = timezone.now()
    campaign = CampaignFactory(
        organisation=organisation, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(9)
    )
    for _one in range(2):
        look_after_programs(at=now)
    begin_closing(campaign, by=hr_lead, at=now)
    deliver()

    assert [one["type"] for one in listener.said] == ["campaign.opened", "campaign.closed"]
    assert listener.said[0]["data"]["campaign"] == {"slug": campaign.slug, "name": campaign.name}
    close_campaign(campaign, by=hr_lead, at=timezone.now())
    deliver()
    assert listener.said[-1]["type"] == "results.published"
    # Ids and names: no figure of it is told.
    assert set(listener.said[-1]["data"]) == {"campaign", "url"}


def test_what_is_taken_back_is_never_told(
    hook: tuple[Webhook, str], listener: Listener, organisation: Organisation, administrator: User
) -> None:
    with transaction.atomic():
        added(organisation, administrator)
        transaction.set_rollback(True)
    deliver()

    assert listener.heard == []


def test_each_is_told_what_it_wants_to_hear_of_its_own_organisation(
    hook: tuple[Webhook, str], listener: Listener, organisation: Organisation, administrator: User
) -> None:
    Webhook.objects.update(events=["person.left"])
    added(organisation, administrator)
    elsewhere = OrganisationFactory()
    member = MembershipFactory(organisation=elsewhere)
    end_membership(member, by=None, at=timezone.now())
    deliver()

    assert listener.heard == []
    assert not WebhookDelivery.objects.exists()


# Again -----------------------------------------------------------------------------------------


def test_what_does_not_arrive_is_sent_again_with_growing_pauses_and_then_given_up(
    hook: tuple[Webhook, str], listener: Listener, administrator: User
) -> None:
    webhook = hook[0]
    send_test(webhook, by=administrator, at=timezone.now())
    pauses = []
    for _attempt in range(len(WAITS)):
        listener.answers = [500]
        deliver()
        row = WebhookDelivery.objects.get()
        pauses.append(round((row.due_at - timezone.now()).total_seconds() / 5) * 5)
        assert (row.status, row.last_answer) == (Status.QUEUED, "500")
        WebhookDelivery.objects.update(due_at=timezone.now())
    listener.answers = [500]
    deliver()

    hours = [2, 5, 10, 14, 20, 24]
    assert pauses == [5, 300, 1800, *(3600 * one for one in hours)]
    assert len({headers["webhook-id"] for headers, _body in listener.heard}) == 1
    webhook.refresh_from_db()
    assert webhook.disabled_why == "It has taken nothing for days. Its last answer was 500."
    assert WebhookDelivery.objects.get().status == Status.FAILED
    assert AuditEntry.objects.filter(act="webhook.switched_off").count() == 1

    switch_on(webhook, by=administrator, at=timezone.now())
    webhook.refresh_from_db()
    send_test(webhook, by=administrator, at=timezone.now() + timedelta(seconds=1))
    WebhookDelivery.objects.update(due_at=timezone.now())
    deliver()
    assert WebhookDelivery.objects.filter(status=Status.SENT).count() == 1


def test_one_that_is_always_refused_is_given_up_while_others_arrive(
    hook: tuple[Webhook, str], listener: Listener, administrator: User
) -> None:
    webhook, now = hook[0], timezone.now()
    send_test(webhook, by=administrator, at=now)
    WebhookDelivery.objects.update(attempts=len(WAITS), queued_at=now - timedelta(days=3))
    refused = WebhookDelivery.objects.get()
    send_test(webhook, by=administrator, at=now - timedelta(seconds=1))
    listener.answers = [204, 400]
    deliver()

    refused.refresh_from_db()
    webhook.refresh_from_db()
    assert (refused.status, refused.last_answer) == (Status.FAILED, "400")
    assert webhook.disabled_at is None
    assert not AuditEntry.objects.filter(act="webhook.switched_off").exists()


def test_address_that_is_not_there_for_days_is_switched_off(
    organisation: Organisation, administrator: User, settings: Any
) -> None:
    settings.ALLOW_INTERNAL_PROVIDERS = True
    nobody = WebhookDetails("http://127.0.0.1:9/none", frozenset(EVENTS))
    webhook, _secret = add_webhook(organisation, nobody, by=administrator, at=timezone.now())
    send_test(webhook, by=administrator, at=timezone.now())
    WebhookDelivery.objects.update(attempts=len(WAITS))
    deliver()

    webhook.refresh_from_db()
    assert webhook.disabled_why == "It could not be reached for days."


def test_gone_is_gone(hook: tuple[Webhook, str], listener: Listener, administrator: User) -> None:
    send_test(hook[0], by=administrator, at=timezone.now())
    listener.answers = [410]
    deliver()

    hook[0].refresh_from_db()
    assert "410" in hook[0].disabled_why
    assert WebhookDelivery.objects.get().attempts == 1


def test_redirect_is_not_followed(
    hook: tuple[Webhook, str], listener: Listener, administrator: User
) -> None:
    send_test(hook[0], by=administrator, at=timezone.now())
    listener.answers = [307]
    deliver()

    assert len(listener.heard) == 1
    assert WebhookDelivery.objects.get().last_answer == "307"


def test_address_that_fails_does_not_hold_up_the_others(
    hook: tuple[Webhook, str], listener: Listener, organisation: Organisation, administrator: User
) -> None:
    dead = WebhookDetails("http://127.0.0.1:9/none", frozenset(EVENTS))
    add_webhook(organisation, dead, by=administrator, at=timezone.now())
    for _one in range(3):
        added(organisation, administrator)
        member = organisation.memberships.get(user__email="new@council.example")
        end_membership(member, by=administrator, at=timezone.now())
    deliver()

    assert len(listener.heard) == 6
    tried = WebhookDelivery.objects.filter(webhook__url=dead.url, attempts__gt=0)
    assert tried.count() == 1


def test_nothing_is_sent_inside_the_network(
    organisation: Organisation, administrator: User, listener: Listener, settings: Any
) -> None:
    settings.ALLOW_INTERNAL_PROVIDERS = False
    for url in ("https://127.0.0.1/x", "https://10.0.0.1/x", "https://[::1]/x"):
        details = WebhookDetails(url, frozenset(EVENTS))
        webhook, _secret = add_webhook(organisation, details, by=administrator, at=timezone.now())
        send_test(webhook, by=administrator, at=timezone.now())
    deliver()

    answers = set(WebhookDelivery.objects.values_list("last_answer", flat=True))
    assert answers == {"Its address leads into a private network, which this service does not ask."}
    assert listener.heard == []


def test_what_a_killed_worker_held_is_sent_again(
    hook: tuple[Webhook, str], listener: Listener, administrator: User
) -> None:
    now = timezone.now()
    send_test(hook[0], by=administrator, at=now)
    WebhookDelivery.objects.update(claimed_at=now - timedelta(minutes=1))
    look_after_programs(at=now)
    deliver()
    assert listener.heard == []

    WebhookDelivery.objects.update(claimed_at=now - timedelta(minutes=6))
    look_after_programs(at=timezone.now())
    deliver()
    assert len(listener.heard) == 1
    look_after_programs(at=now + timedelta(days=31))
    assert not WebhookDelivery.objects.exists()


def test_erasing_takes_what_was_told_of_a_person(
    hook: tuple[Webhook, str], organisation: Organisation, administrator: User, manager: User
) -> None:
    added(organisation, administrator)
    end_membership(manager.memberships.get(), by=administrator, at=timezone.now())
    erase_person(manager, organisation=None, by=administrator, at=timezone.now())

    (left,) = WebhookDelivery.objects.all()
    assert left.payload["data"]["person"]["name"] == "Noor New"


def test_run_ends_after_a_while_and_the_rest_waits_for_its_turn(
    hook: tuple[Webhook, str], listener: Listener, administrator: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr("api.actions.deliveries.MOST_A_RUN", 2)
    for second in range(3):
        send_test(hook[0], by=administrator, at=timezone.now() - timedelta(seconds=second))
    DBTaskResult.objects.all().delete()
    deliver()
    assert len(listener.heard) == 2
    assert DBTaskResult.objects.get().priority < 0
    DBTaskResult.objects.all().delete()
    deliver()

    assert len(listener.heard) == 3
    assert not DBTaskResult.objects.exists()


def test_campaign_that_is_open_for_months_is_told_once(
    hook: tuple[Webhook, str], listener: Listener, organisation: Organisation
) -> None:
    now = timezone.now()
    CampaignFactory(
        organisation=organisation, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(90)
    )
    look_after_programs(at=now)
    deliver()
    DBTaskResult.objects.all().delete()
    for day in (1, 31, 32):
        look_after_programs(at=now + timedelta(days=day))
    deliver()

    assert len(listener.heard) == 1
    assert not DBTaskResult.objects.filter(task_path=deliver_webhooks.module_path).exists()


def test_secret_that_cannot_be_read_switches_its_address_off_and_no_other(
    hook: tuple[Webhook, str], listener: Listener, organisation: Organisation, administrator: User
) -> None:
    Webhook.objects.update(sealed_secret="gone")
    details = WebhookDetails(listener.url, frozenset(EVENTS))
    add_webhook(organisation, details, by=administrator, at=timezone.now())
    added(organisation, administrator)
    deliver()

    assert len(listener.heard) == 1
    hook[0].refresh_from_db()
    assert "cannot be read" in hook[0].disabled_why


def test_log_names_the_host_alone(organisation: Organisation, administrator: User) -> None:
    details = WebhookDetails("https://hr.council.example/hooks/s3cret?key=1", frozenset(EVENTS))
    add_webhook(organisation, details, by=administrator, at=timezone.now())

    assert AuditEntry.objects.get(act="webhook.added").subject == "hr.council.example"


# Pages -----------------------------------------------------------------------------------------


def test_secret_is_shown_once_and_sealed(
    administrator: User, client_of: ClientOf, settings: Any
) -> None:
    client, new = client_of(administrator), reverse("api_pages:new_webhook")
    assert client.get(new).status_code == 302
    sure(client, "api_pages:new_webhook")
    form = {"url": "https://hr.council.example/hooks", "events": ["person.added"]}

    refused = client.post(new, form | {"url": "http://hr.council.example/hooks"})
    assert "has to begin with https://" in refused.content.decode()
    shown = client.post(new, form)

    (secret,) = re.findall(r"whsec_[\w+/]{43}=", shown.content.decode())
    webhook = Webhook.objects.get()
    assert secret not in webhook.sealed_secret
    page = client.get(reverse("api_pages:webhook", args=[webhook.pk])).content.decode()
    assert "hr.council.example" in page
    assert secret not in page
    again = client.post(reverse("api_pages:renew_secret", args=[webhook.pk])).content.decode()
    assert re.findall(r"whsec_[\w+/]{43}=", again) != [secret]
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))
    assert acts[-2:] == ["webhook.added", "webhook.secret_renewed"]


def test_deliveries_are_listed_and_the_address_is_tried_switched_on_and_removed(
    hook: tuple[Webhook, str], listener: Listener, administrator: User, client_of: ClientOf
) -> None:
    client, pk = client_of(administrator), hook[0].pk
    client.post(reverse("api_pages:try_webhook", args=[pk]))
    listener.answers = [410]
    deliver()
    page = client.get(reverse("api_pages:webhook", args=[pk])).content.decode()
    assert "It answered that it is gone (410)." in page
    assert "Given up" in page
    client.post(reverse("api_pages:switch_on", args=[pk]))
    hook[0].refresh_from_db()
    assert hook[0].disabled_at is None
    client.post(reverse("api_pages:remove_webhook", args=[pk]))
    assert not WebhookDelivery.objects.exists()
    assert "None yet" in client.get(reverse("api_pages:webhooks")).content.decode()


def test_address_that_is_switched_off_is_sent_no_test_and_all_that_waits_is_counted(
    hook: tuple[Webhook, str], administrator: User, client_of: ClientOf
) -> None:
    client, now = client_of(administrator), timezone.now()
    for second in range(60):
        send_test(hook[0], by=administrator, at=now - timedelta(seconds=second))
    Webhook.objects.update(disabled_at=now)
    test = reverse("api_pages:try_webhook", args=[hook[0].pk])
    page = client.get(reverse("api_pages:webhook", args=[hook[0].pk]))
    refused = client.post(test, follow=True).content.decode()

    assert page.context["row"].waiting == 60
    assert test not in page.content.decode()
    assert "on its way" not in refused
    assert "Have it told again first." in refused
    assert WebhookDelivery.objects.count() == 60


def test_what_opens_while_an_address_is_switched_off_is_not_told_later(
    hook: tuple[Webhook, str], listener: Listener, organisation: Organisation, administrator: User
) -> None:
    now = timezone.now()
    Webhook.objects.update(made_at=now - timedelta(days=60), disabled_at=now - timedelta(days=40))
    days = {"organisation": organisation, "closes_at": now + timedelta(days=9)}
    CampaignFactory(opens_at=now - timedelta(days=25), name="Meanwhile", **days)
    CampaignFactory(opens_at=now + timedelta(days=1), name="Later", **days)
    switch_on(hook[0], by=administrator, at=now)
    look_after_programs(at=now + timedelta(days=2))
    deliver()
    WebhookDelivery.objects.update(due_at=now)
    deliver()

    assert [one["data"]["campaign"]["name"] for one in listener.said] == ["Later"]
