"""What happens as people sign in: refused attempts and the pauses they bring, mails about it, lines in the log.

What a guest's request does is the same whether an address is known or not, in words and in work: it leaves a task
with the number of the account, or with none, and the worker does the rest.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_tasks import task

from accounts import queries
from accounts.actions.log import audit
from accounts.actions.outbox import queue_message
from accounts.actions.people import send_invitations
from accounts.models import Message, SignInPause, User
from accounts.queries import LOGIN_CODE, PASSWORD_LINK

logger = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(hours=24)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
# Attempts without a pause from one place; and from all places together where nobody has signed in before.
FREE, FREE_FOR_STRANGERS = 5, 30
# Every new row takes some old ones away, so that no number of guests makes the table grow for good.
SWEPT = 20
LINKS_A_DAY = 5
# Asked again within so long, the link that is on its way is the answer.
ONE_LINK_IN = timedelta(minutes=10)
# A code is of use to the browser alone that asked for it, so each request needs its own. Those from where the owner
# has signed in before are counted by themselves: nobody uses them up for them.
CODES_A_DAY = 10
CODE_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class SignInPlace:
    """Where somebody tries to sign in, and to which account: in a known browser, or from an address of the net."""

    account: str
    net: str
    device: str = ""

    @property
    def limits(self) -> dict[str, int]:
        """Return what is counted and how many attempts are free. Strangers never use up a known browser's."""
        if self.device:
            return {_key(self.account, "device", self.device): FREE}
        return {
            _key(self.account, "net", self.net): FREE,
            _key(self.account, "strangers"): FREE_FOR_STRANGERS,
        }


@dataclass(frozen=True)
class SignInAttempt:
    """An attempt to sign in: whether it may go on, and how many were refused when it began a pause."""

    may_go_on: bool
    refused: int = 0


@transaction.atomic
def begin_attempt(place: SignInPlace, *, at: datetime) -> SignInAttempt:
    """Count an attempt as refused before the password is looked at, so that many at once gain nothing."""
    _forget_pauses(at)
    keys = sorted(place.limits)
    SignInPause.objects.bulk_create(
        [SignInPause(key=key, forget_at=at + FORGOTTEN_AFTER) for key in keys],
        ignore_conflicts=True,
    )
    found = SignInPause.objects.select_for_update().filter(key__in=keys).order_by("key")
    rows = {row.key: row for row in found}
    if any(row.paused_until and at < row.paused_until for row in rows.values()):
        return SignInAttempt(may_go_on=False)
    began = 0
    for key, free in place.limits.items():
        row = rows[key]
        row.refused += 1
        row.forget_at = at + FORGOTTEN_AFTER
        if row.refused >= free:
            row.paused_until = at + pause_after(row.refused - free)
            began = max(began, row.refused)
        row.save()
    return SignInAttempt(may_go_on=True, refused=began)


def pause_after(more: int) -> timedelta:
    """Return how long nothing is tried after the free attempts and some more: twice as long each time."""
    return min(FIRST_PAUSE * int(2 ** min(more, 10)), LONGEST_PAUSE)


@transaction.atomic
def end_attempt(place: SignInPlace) -> int:
    """Take an attempt back that succeeded; return how many were refused before from where nobody knows.

    What was counted for this place is forgotten. What strangers did stays counted, or every sign-in of the owner
    would give whoever guesses a new start.
    """
    strangers = SignInPause.objects.select_for_update().filter(key=_key(place.account, "strangers"))
    wide = strangers.first()
    if wide is not None and not place.device:
        wide.refused = max(wide.refused - 1, 0)
        wide.paused_until = None
        wide.save()
    narrow = [key for key in place.limits if wide is None or key != wide.key]
    SignInPause.objects.filter(key__in=narrow).delete()
    return wide.refused if wide else 0


def _forget_pauses(at: datetime) -> None:
    old = SignInPause.objects.filter(forget_at__lte=at).order_by("forget_at")
    SignInPause.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:SWEPT])).delete()


def _key(account: str, *place: str) -> str:
    return salted_hmac("accounts.signing_in", "\n".join((account, *place))).hexdigest()[:64]


# What is noted and told --------------------------------------------------------------------------


def note_refusal(place: SignInPlace, attempt: SignInAttempt, *, at: datetime) -> None:
    """Put a refused attempt into the server's log; one that began a pause goes to the owner and the log too."""
    user_id = queries.account_of_address(place.account)
    # By its number: what was typed may be a password in the wrong field.
    logger.info("sign-in refused: account %s from %s", user_id or "unknown", place.net)
    if attempt.refused:
        tell_of_pause.enqueue(user_id, attempt.refused, at=at.isoformat())


@task()
def tell_of_pause(user_id: int | None, refused: int, *, at: str) -> None:
    """Tell the owner of an account, once a day, that somebody fails to sign in to it."""
    user = queries.account(user_id)
    if user is None:
        return
    moment = datetime.fromisoformat(at)
    log_for(user, "sign_in.paused", by=None, at=moment, refused=refused)
    _write(user, "sign_in_paused", mark=f"{moment:%Y-%m-%d}", at=moment, context={"at": at})


@transaction.atomic
def note_sign_in(user: User, *, at: datetime, refused: int = 0) -> None:
    log_for(user, "sign_in.done", by=user, at=at, **({"refused": refused} if refused else {}))


@transaction.atomic
def change_password(user: User, password: str, *, at: datetime) -> None:
    """Give somebody the password they chose, and tell them by mail: it may have been somebody else."""
    user.set_password(password)
    user.save(update_fields=["password"])
    log_for(user, "password.changed", by=user, at=at)
    _write(
        user,
        "password_changed",
        mark=f"{at:%Y-%m-%dT%H:%M}",
        at=at,
        context={"at": at.isoformat()},
    )


def ask_for_password_link(address: str) -> None:
    """Have a link to choose a new password sent to whoever has an account with the address."""
    send_password_link.enqueue(queries.account_of_address(address))


@task()
def send_password_link(user_id: int | None) -> None:
    """Send the link, or the invitation again to who has no password yet; no more than some a day."""
    user = queries.account(user_id)
    if user is None:
        return
    membership = queries.current_memberships(user).first()
    if membership is None:
        return
    at = timezone.now()
    if not user.has_usable_password():
        if _may_write(user, "invitation", at):
            send_invitations([membership], by=None, at=at)
    elif _may_write(user, PASSWORD_LINK, at):
        _write(user, PASSWORD_LINK, mark=f"{at:%Y-%m-%dT%H:%M}", at=at)


def ask_for_login_code(address: str, mark: str, *, is_known: bool, at: datetime) -> None:
    """Have a code to sign in sent to whoever has an account with the address."""
    user_id = queries.account_of_address(address)
    send_login_code.enqueue(user_id, mark, is_known=is_known, at=at.isoformat())


@task()
def send_login_code(user_id: int | None, mark: str, *, is_known: bool, at: str) -> None:
    """Send the code, or the invitation again to who has no password yet; no more than some a day."""
    user = queries.account(user_id)
    membership = queries.current_memberships(user).first() if user else None
    if user is None or membership is None:
        return
    asked_at, now = datetime.fromisoformat(at), timezone.now()
    if not user.has_usable_password():
        if _may_write(user, "invitation", now):
            send_invitations([membership], by=None, at=now)
        return
    kind = f"{LOGIN_CODE}_known" if is_known else LOGIN_CODE
    if len(_written(user, kind, now)) < CODES_A_DAY:
        queue_message(
            to=membership,
            kind=kind,
            key=f"{LOGIN_CODE}:{user.pk}:{mark}",
            template="accounts/email/login_code",
            context={"code_mark": mark},
            at=now,
            expires_at=asked_at + CODE_LASTS,
        )


def _may_write(user: User, kind: str, at: datetime) -> bool:
    asked = _written(user, kind, at)
    return len(asked) < LINKS_A_DAY and not (asked and at - asked[-1] < ONE_LINK_IN)


def _written(user: User, kind: str, at: datetime) -> list[datetime]:
    """Return when mails of a kind were queued for somebody within a day, the last one last."""
    sent = Message.objects.filter(to__user=user, kind=kind)
    moments: Iterable[datetime] = sent.filter(queued_at__gt=at - timedelta(days=1)).values_list(
        "queued_at", flat=True
    )
    return sorted(moments)


def _write(
    user: User, kind: str, *, mark: str, at: datetime, context: dict[str, str] | None = None
) -> None:
    membership = queries.current_memberships(user).first()
    if membership is None:
        return
    queue_message(
        to=membership,
        kind=kind,
        key=f"{kind}:{user.pk}:{mark}",
        template=f"accounts/email/{kind}",
        context=context,
        at=at,
    )


def log_for(user: User, act: str, *, by: User | None, at: datetime, **details: object) -> None:
    """Write a line about somebody's account into the log of each organisation whose invitation they have accepted."""
    for membership in queries.current_memberships(user).accepted():
        audit(
            act,
            at=at,
            by=by,
            subject=user.email,
            organisation=membership.organisation,
            **details,
        )
