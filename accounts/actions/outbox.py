"""The outbox: messages are queued with what they are about, and a worker sends them, again where it must.

A message is a row of the outbox, and the outbox alone says what has to be sent. The task that is put
into the queue with it only wakes the worker, which sends whatever is due. So thousands are queued at the price of
one, they share one connection to the mail server, and a task too many or a worker too many does no harm.
"""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import Error, transaction
from django.db import connection as db_connection
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from accounts import mail
from accounts.actions.log import audit
from accounts.errors import AccountError
from accounts.models import Membership, Message, MessageQuerySet, User
from accounts.queries import NEW_ADDRESS
from accounts.queries.availability import is_away

logger = logging.getLogger(__name__)

# After each failure a longer wait: a mail server that is away for a night is waited for.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720)]
# A message that a worker took and did not finish with: the worker is gone.
LOST_AFTER = timedelta(minutes=10)
ALMOST_A_MINUTE = timedelta(minutes=1) - timedelta.resolution
# SMTP: from this code on, trying again is no use.
FOR_GOOD = 500
BATCH = 500
INVITATION = "invitation"  # to the service, with nothing else to say
# An upgrade is over by then.
LATELY = timedelta(days=2)
TASKS_KEPT_FOR = timedelta(days=7)


def queue_message(  # noqa: PLR0913 - each says something of its own about one e-mail
    *,
    to: Membership,
    kind: str,
    key: str,
    template: str,
    at: datetime,
    context: Mapping[str, Any] | None = None,
    topic: str = "",
    leads_to: str = "",
    expires_at: datetime | None = None,
    address: str = "",
) -> None:
    """Have an e-mail sent, once for all with the same key; call it inside the transaction of the act.

    `template` names three files without their ends: `…_subject.txt`, `….txt` and `….html`. `leads_to` is
    the path of its link. After `expires_at` it is no longer sent, nor to anybody who has left.
    """
    message = Message(
        to=to,
        kind=kind,
        key=key,
        template=template,
        context=dict(context or {}),
        topic=topic,
        leads_to=leads_to,
        queued_at=at,
        due_at=at,
        expires_at=expires_at,
        address=address,
    )
    queue_messages([message])


@transaction.atomic
def queue_messages(messages: Iterable[Message]) -> None:
    """Have many e-mails sent; those whose keys are known already are left alone."""
    waiting, has_more = iter(messages), False
    while batch := list(islice(waiting, BATCH)):
        keys = [message.key for message in batch]
        known = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
        unknown = [message for message in batch if message.key not in known]
        Message.objects.bulk_create(unknown, ignore_conflicts=True)
        has_more = has_more or bool(unknown)
    if has_more:
        # Not otherwise: what every tick asks for once more must not queue a task at every tick.
        deliver_messages.enqueue()


def drop_messages(*, to: Membership, topic: str, kind: str) -> None:
    """Leave out what waits to be sent to somebody and is no longer wanted."""
    waiting = Message.objects.filter(to=to, topic=topic, kind=kind, status=Message.Status.QUEUED)
    waiting.drop()


def replace_invitations(people: Iterable[int]) -> None:
    """Leave out the bare invitations that wait for some memberships: a better first e-mail is queued."""
    waiting = Message.objects.filter(
        to__in=list(people), kind=INVITATION, status=Message.Status.QUEUED
    )
    waiting.drop()


def extend_messages(topic: str, *, expires_at: datetime) -> None:
    """Let e-mails be sent until another moment, and the links of those sent work, for what they are about lasts until then."""
    ending = Message.objects.filter(topic=topic, expires_at__isnull=False)
    ending.update(expires_at=expires_at)


@transaction.atomic
def send_message_again(message: Message, *, by: User | None, at: datetime) -> None:
    """Try a message that was given up once more, from the beginning; any other stays as it is.

    Raises AccountError where it is too late for what the message is about.
    """
    if message.expires_at and message.expires_at <= at:
        raise AccountError(_("It is too late for this e-mail: what it is about is over."))
    failed = Message.objects.failed().filter(pk=message.pk)
    if failed.update(status=Message.Status.QUEUED, attempts=0, due_at=at):
        audit(
            "message.sent_again",
            at=at,
            by=by,
            subject=message.to.user.email,
            organisation=message.to.organisation,
            kind=message.kind,
        )
        deliver_messages.enqueue()


# Sending ---------------------------------------------------------------------------------------


@task()
def deliver_messages() -> None:
    """Send everything that is due."""
    _ask_for_first_mails(timezone.now())
    _deliver(Message.objects.all())


def _ask_for_first_mails(at: datetime) -> None:
    """Let the apps above speak first where somebody would get a bare invitation, so that one e-mail goes out and not two."""
    if not Message.objects.due(at).filter(kind=INVITATION).exists():
        return
    for path in settings.FIRST_MAILS:
        try:
            import_string(path)(at=at)
        except Exception:  # whatever it is, it must not hold up the rest
            logger.exception("Failed: %s", path)


def deliver_messages_to(membership: Membership) -> Message | None:
    """Send what is due to one person now, for a command that can wait; return their newest message."""
    _deliver(Message.objects.filter(to=membership))
    return Message.objects.filter(to=membership).order_by("-pk").first()


@dataclass(frozen=True)
class _Fault:
    """Why a message did not leave, and whether it is no use to try it again, or any other now."""

    words: str
    is_final: bool = False
    is_of_the_server: bool = False


def _deliver(messages: MessageQuerySet) -> None:
    connection = get_connection()
    try:
        while message := _claim(messages, timezone.now()):
            if not _is_wanted(message):
                _record(message, status=Message.Status.DROPPED, context={})
                continue
            fault = _send(message, connection)
            if fault is None:
                _record_sent(message)
                continue
            _record_fault(message, fault, at=timezone.now())
            if fault.is_of_the_server:
                # The others would fare the same, and each would have lost one of its attempts.
                _wake_worker(timezone.now() + WAITS[0])
                break
    finally:
        connection.close()


def _claim(messages: MessageQuerySet, at: datetime) -> Message | None:
    """Take the next message that is due, so that no other worker sends it too."""
    due = messages.due(at).order_by("due_at", "pk")
    while key := due.values_list("pk", flat=True).first():
        taken = Message.objects.due(at).filter(pk=key)
        if taken.update(status=Message.Status.SENDING, claimed_at=at, attempts=F("attempts") + 1):
            return Message.objects.select_related("to__user", "to__organisation").get(pk=key)
    return None


def _send(message: Message, connection: BaseEmailBackend) -> _Fault | None:
    try:
        email = mail.compose(message)
        connection.open()
        email.connection = connection
        email.send()
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not hold up the rest
        logger.warning("message %s did not leave: %s", message.pk, type(error).__name__)
        connection.close()
        return _fault_of(error)
    return None


def _is_wanted(message: Message) -> bool:
    """Tell whether it may still go out: not when it is too late, nor to those who have left."""
    in_time = message.expires_at is None or timezone.now() < message.expires_at
    return in_time and message.to.left_at is None and message.to.user.is_active


def _fault_of(error: Exception) -> _Fault:
    if isinstance(error, SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        words = _("The mail server does not accept this address (%(code)s %(reply)s).")
        return _Fault(words % {"code": code, "reply": _plain(reply)}, is_final=code >= FOR_GOOD)
    if isinstance(error, SMTPDataError):
        words = _("The mail server does not accept this e-mail (%(code)s %(reply)s).")
        return _Fault(words % _answer(error), is_final=error.smtp_code >= FOR_GOOD)
    if isinstance(error, SMTPResponseException):  # who we are, or whether we may
        words = _("The mail server turns this service away (%(code)s %(reply)s).")
        return _Fault(words % _answer(error), is_of_the_server=True)
    if isinstance(error, OSError) and not isinstance(error, SMTPNotSupportedError):
        return _Fault(_("The mail server could not be reached."), is_of_the_server=True)
    # A template or an address that cannot be: trying again would not mend it.
    logger.error("message could not be made", exc_info=error)
    return _Fault(_("This e-mail could not be made. The log says why."), is_final=True)


def _answer(error: SMTPResponseException) -> dict[str, object]:
    return {"code": error.smtp_code, "reply": _plain(error.smtp_error)}


def _plain(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else reply


@transaction.atomic
def _record_fault(message: Message, fault: _Fault, *, at: datetime) -> None:
    words = fault.words[:300]
    if fault.is_final or message.attempts > len(WAITS):
        _record(message, status=Message.Status.FAILED, last_error=words)
    else:
        due_at = at + WAITS[message.attempts - 1]
        _record(message, status=Message.Status.QUEUED, due_at=due_at, last_error=words)
        _wake_worker(due_at)


def _record_sent(message: Message) -> None:
    """Write down that a message has left, also if the database is away for up to ten minutes.

    Then it counts as lost, and leaves a second time with the same Message-ID.
    """
    sent_at = timezone.now()
    # The link to a new address asks whether somebody has it.
    kept = message.context if message.kind == NEW_ADDRESS else {}
    left = {"status": Message.Status.SENT, "sent_at": sent_at, "last_error": "", "context": kept}
    while True:
        try:
            _record(message, **left)
            return
        except Error as error:
            is_lost = timezone.now() - sent_at > LOST_AFTER
            if is_lost or db_connection.in_atomic_block or not is_away(error):
                raise
            logger.warning("message %s has left; waiting for the database", message.pk)
            db_connection.close()
            time.sleep(1)


def _record(message: Message, **fields: Any) -> None:
    """Write down what became of a message, unless it was taken for lost and given to another worker."""
    Message.objects.filter(
        pk=message.pk, status=Message.Status.SENDING, claimed_at=message.claimed_at
    ).update(**fields)


def _wake_worker(at: datetime) -> None:
    """Wake the worker at a moment or up to a minute later, once a minute at most.

    While the mail server is away each round asks for two: for its message and for those it did not try.
    """
    minute = (at + ALMOST_A_MINUTE).replace(second=0, microsecond=0)
    waiting = DBTaskResult.objects.filter(
        task_path=deliver_messages.module_path, status="READY", run_after=minute
    )
    if not waiting.exists():
        deliver_messages.using(run_after=minute).enqueue()


# Upkeep ----------------------------------------------------------------------------------------


@transaction.atomic
def recover_outbox(*, at: datetime) -> int:
    """Put back what a killed worker held, wake the worker for all that is due, and forget tasks that are long done.

    Whether a message left before its worker was killed nobody can know. It is sent again: an e-mail that
    comes twice does less harm than one that never comes.
    """
    lost = Message.objects.filter(
        status=Message.Status.SENDING, claimed_at__lte=at - LOST_AFTER
    ).update(status=Message.Status.QUEUED, due_at=at)
    if Message.objects.due(at).exists():
        deliver_messages.enqueue()
    _forget_wordings(at)
    # Its own command never sweeps up what a killed worker left running.
    DBTaskResult.objects.exclude(status="READY").filter(
        started_at__lte=at - TASKS_KEPT_FOR
    ).delete()
    return lost


def _forget_wordings(at: datetime) -> None:
    """Forget what was not forgotten as they left: of e-mails by a worker of before an upgrade, and of those that never can."""
    lately = Q(status__in=[Message.Status.SENT, Message.Status.DROPPED], due_at__gt=at - LATELY)
    never = Q(status=Message.Status.FAILED, expires_at__lte=at)
    worded = Message.objects.filter(lately | never).exclude(context={})
    worded.exclude(kind=NEW_ADDRESS).update(context={})
