"""What happens here is told to the addresses that want it: written down with it, sent by the worker, again where it must."""

import json
import logging
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import requests
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from requests_hardened.ip_filter import InvalidIPAddress

from accounts.actions import audit, is_queued
from accounts.models import AuditEntry, Membership
from api.events import BY_ACT, OF_PEOPLE, OPENED
from api.models import Webhook, WebhookDelivery
from api.signing import headers_of
from assessments.models import Campaign
from identity.outbound_http import OutsideSession

logger = logging.getLogger(__name__)

Status = WebhookDelivery.Status
Json = dict[str, Any]
NewDelivery = tuple[Webhook, str, str, Json]
Thing = Membership | Campaign
# After the first attempt fails, and then the next (Standard Webhooks); after the last it is given up.
WAITS: Final = [
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
]
# Nobody who listens needs longer, and nothing that they say is read.
LONGEST, MOST_BYTES = 15, 64 * 1024
# So much in one go: then whatever is of more weight, such as e-mails, comes first.
MOST_A_RUN, LONGEST_RUN = 50, 20
# A worker that was not heard of for so long is gone.
LOST_AFTER: Final = timedelta(minutes=5)
# After e-mails, and after what somebody waits for.
PRIORITY: Final = -20


# Written down ----------------------------------------------------------------------------------


def queue_deliveries(lines: Sequence[AuditEntry]) -> None:
    """Write down what lines of the log say to whoever wants to hear it, in the transaction of what happened."""
    relevant = [line for line in lines if line.act in BY_ACT or line.act == "campaign.created"]
    if not relevant:
        return
    # Many acts of many people are one organisation's, in one query.
    webhooks = _listening({line.organisation_id for line in relevant})
    if not webhooks:
        return
    things = _things(relevant)
    found: list[NewDelivery] = []
    for line in relevant:
        thing = things.get((line.organisation_id, line.act.partition(".")[0], line.subject))
        if thing is None:
            continue
        for webhook in webhooks:
            event = _event(line, thing)
            if webhook.organisation_id == line.organisation_id and event in webhook.events:
                found.append((webhook, event, _key(event, line, thing), _said(thing)))
    store_deliveries(found, at=relevant[-1].at)


def _listening(organisations: Iterable[int | None]) -> list[Webhook]:
    return list(Webhook.objects.filter(organisation__in=organisations, disabled_at=None))


def _things(lines: Sequence[AuditEntry]) -> dict[tuple[int | None, str, str], Thing]:
    """Return the people and campaigns that lines are about (two queries)."""
    subjects = [line.subject for line in lines]
    organisations = {line.organisation_id for line in lines}
    members = Membership.objects.filter(
        organisation__in=organisations, user__email__in=subjects
    ).select_related("user")
    campaigns = Campaign.objects.filter(organisation__in=organisations, name__in=subjects)
    return {
        **{(one.organisation_id, "membership", one.user.email): one for one in members},
        **{(one.organisation_id, "campaign", one.name): one for one in campaigns},
    }


def _event(line: AuditEntry, thing: Thing) -> str:
    if line.act != "campaign.created":
        return BY_ACT[line.act]
    is_open = isinstance(thing, Campaign) and thing.is_open_at(line.at)
    return OPENED if is_open else ""


def _key(event: str, line: AuditEntry, thing: Thing) -> str:
    return f"{event}:{thing.pk}" if event == OPENED else f"{event}:{line.pk}"


def _said(thing: Thing) -> Json:
    """Return what is told of a thing: its id, its name, and where the rest is."""
    base = f"{settings.SITE_URL}/api/v1"
    if isinstance(thing, Membership):
        person = {"id": thing.pk, "name": thing.name}
        return {"person": person, "url": f"{base}/people/{thing.pk}"}
    campaign = {"slug": thing.slug, "name": thing.name}
    return {"campaign": campaign, "url": f"{base}/campaigns/{thing.slug}"}


def queue_openings(*, at: datetime) -> None:
    """Write down which campaigns have opened by their day since an address is told of it; each once."""
    for webhook in Webhook.objects.filter(disabled_at=None):
        if OPENED not in webhook.events:
            continue
        # What was told longer ago is forgotten, and would be told again.
        told_from = webhook.switched_on_at or webhook.made_at
        since = max(told_from, at - WebhookDelivery.kept_for)
        opened = Campaign.objects.open_at(at).filter(
            organisation=webhook.organisation_id, opens_at__gt=since
        )
        found = {f"{OPENED}:{one.pk}": one for one in opened}
        known = set(webhook.deliveries.filter(key__in=found).values_list("key", flat=True))
        new = [(key, one) for key, one in found.items() if key not in known]
        store_deliveries([(webhook, OPENED, key, _said(one)) for key, one in new], at=at)


@transaction.atomic
def store_deliveries(new: Iterable[NewDelivery], *, at: datetime) -> None:
    """Write down what is to be sent; what was written down before by its key is not again."""
    rows = [
        WebhookDelivery(
            webhook=webhook,
            event=event,
            key=key,
            payload={"type": event, "timestamp": at.isoformat(), "data": data},
            queued_at=at,
            due_at=at,
        )
        for webhook, event, key, data in new
    ]
    if rows:
        WebhookDelivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        wake_worker()


def wake_worker(*, but: Iterable[int] = ()) -> None:
    deliver_webhooks.using(priority=PRIORITY).enqueue(but=sorted(but))


# Sent ------------------------------------------------------------------------------------------


@task()
def deliver_webhooks(but: Sequence[int] = ()) -> None:
    """Send what is due, for a while; what is left waits for its turn once more.

    Of an address that has just failed (`but`) the rest waits, so that it does not hold up the others.
    """
    failed, until = set(but), time.monotonic() + LONGEST_RUN
    for _one in range(MOST_A_RUN):
        row = _claim(timezone.now(), but=failed)
        if row is None:
            return
        problem = _send(row)
        if problem is not None:
            failed.add(row.webhook_id)
            _record(row, problem, at=timezone.now())
        if time.monotonic() >= until:
            break
    if _due(timezone.now()).exclude(webhook__in=failed).exists():
        wake_worker(but=failed)


def _due(at: datetime) -> QuerySet[WebhookDelivery]:
    waiting = WebhookDelivery.objects.filter(
        status=Status.QUEUED, claimed_at=None, webhook__disabled_at=None
    )
    return waiting.filter(due_at__lte=at).order_by("due_at", "pk")


def _claim(at: datetime, *, but: set[int]) -> WebhookDelivery | None:
    """Take the next that is due, so that no other worker sends it too."""
    due = _due(at).exclude(webhook__in=but)
    while key := due.values_list("pk", flat=True).first():
        mine = WebhookDelivery.objects.filter(pk=key, claimed_at=None, status=Status.QUEUED)
        if mine.update(claimed_at=at, attempts=F("attempts") + 1):
            rows = WebhookDelivery.objects.select_related("webhook__organisation")
            return rows.filter(pk=key).first()
    return None


def _send(row: WebhookDelivery) -> str | None:
    """Send one, and return what went wrong; None where it has arrived."""
    now = timezone.now()
    body = json.dumps(row.payload)
    try:
        headers = headers_of(row.webhook, f"msg_{row.public_id.hex}", body, at=now)
        with _session() as session:
            answer = session.post(row.webhook.url, data=body.encode(), headers=headers)
    except InvalidToken:
        return _unreadable()
    except InvalidIPAddress:
        return _("Its address leads into a private network, which this service does not ask.")
    except (requests.RequestException, ValueError) as error:
        # Its own words may hold the address.
        return _("It could not be reached, or did not answer in time (%(kind)s).") % {
            "kind": type(error).__name__
        }
    if HTTPStatus.OK <= answer.status_code < HTTPStatus.MULTIPLE_CHOICES:
        WebhookDelivery.objects.filter(pk=row.pk).update(
            status=Status.SENT, done_at=now, claimed_at=None, last_answer=str(answer.status_code)
        )
        return None
    return str(answer.status_code)


def _session() -> OutsideSession:
    return OutsideSession(
        check=lambda _url: None, most_bytes=MOST_BYTES, longest=LONGEST, timeout=(5, LONGEST)
    )


@transaction.atomic
def _record(row: WebhookDelivery, problem: str, *, at: datetime) -> None:
    """Write down that one did not arrive, and when it is tried again; or that it is given up, or its address."""
    logger.warning("webhook delivery %s, attempt %s: not delivered", row.pk, row.attempts)
    rows = WebhookDelivery.objects.filter(pk=row.pk)
    why = _why_to_switch_off(row, problem)
    if why or _is_last(row):
        rows.update(status=Status.FAILED, claimed_at=None, last_answer=problem[:200], done_at=at)
        if why:
            _disable(row.webhook, why, at=at)
        return
    due_at = at + WAITS[row.attempts - 1]
    rows.update(claimed_at=None, last_answer=problem[:200], due_at=due_at)
    deliver_webhooks.using(run_after=due_at, priority=PRIORITY).enqueue()


def _is_last(row: WebhookDelivery) -> bool:
    return row.attempts > len(WAITS)


def _why_to_switch_off(row: WebhookDelivery, problem: str) -> str:
    """Return why nothing is sent to an address any more; '' where it goes on.

    One that is refused to the last is given up by itself where others have arrived meanwhile: the address is well.
    """
    if problem == str(int(HTTPStatus.GONE)):
        return _("It answered that it is gone (410).")
    if problem == _unreadable():
        return problem
    sent = WebhookDelivery.objects.filter(webhook=row.webhook_id, status=Status.SENT)
    if not _is_last(row) or sent.filter(done_at__gte=row.queued_at).exists():
        return ""
    if problem.isdecimal():
        return _("It has taken nothing for days. Its last answer was %(status)s.") % {
            "status": problem
        }
    return _("It could not be reached for days.")


def _unreadable() -> str:
    """Say what is wrong where a secret was sealed with a key of the service that is gone."""
    return _("Its secret cannot be read any more. Renew it, then switch the address on again.")


def _disable(webhook: Webhook, why: str, *, at: datetime) -> None:
    if Webhook.objects.filter(pk=webhook.pk, disabled_at=None).update(
        disabled_at=at, disabled_why=why[:200]
    ):
        ours = webhook.organisation
        audit("webhook.switched_off", at=at, by=None, subject=webhook.host, organisation=ours)


@transaction.atomic
def recover_webhooks(*, at: datetime) -> None:
    """Put back what a killed worker held, forget what is long over, and wake the worker for what is due."""
    lost = WebhookDelivery.objects.filter(status=Status.QUEUED, claimed_at__lte=at - LOST_AFTER)
    lost.update(claimed_at=None, due_at=at)
    WebhookDelivery.objects.filter(queued_at__lte=at - WebhookDelivery.kept_for).delete()
    if _due(at).exists() and not is_queued(deliver_webhooks):
        wake_worker()


def forget_people(memberships: Sequence[int]) -> None:
    """Forget what was told of people who are erased."""
    told = WebhookDelivery.objects.filter(event__in=OF_PEOPLE)
    told.filter(payload__data__person__id__in=list(memberships)).delete()
