"""E-mails to those who are asked: the same to all of a round, whoever has answered, so that none tells."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.actions import queue_messages
from accounts.models import Message
from observers import access, queries
from observers.models import Rater, Round

ASKED, REMINDER = "guest_asked", "guest_reminder"
BEFORE_THE_END = timedelta(days=2)
# Of a round shorter than this nobody is reminded.
WORTH_REMINDING = timedelta(days=4)


def queue_round_messages(*, at: datetime) -> None:
    """Queue what is due of every open round; what was queued before is not queued again."""
    for round_ in queries.open_rounds(at):
        queue_invitations(round_, at=at)
        for number, moment in enumerate(_reminders(round_), 1):
            if moment <= at:
                queue_messages(_messages(round_, REMINDER, f"{number}", at))


def queue_invitations(round_: Round, *, at: datetime) -> None:
    queue_messages(_messages(round_, ASKED, "", at))


def _reminders(round_: Round) -> Iterator[datetime]:
    length = round_.closes_at - round_.opens_at
    if length >= WORTH_REMINDING:
        half_way, last = round_.opens_at + length / 2, round_.closes_at - BEFORE_THE_END
        yield half_way
        # Of a short round both would come together.
        if last - half_way >= BEFORE_THE_END:
            yield last


def _messages(round_: Round, kind: str, once: str, at: datetime) -> Iterator[Message]:
    """Word one e-mail to each who has an address and a link; whether they have sent anything is not looked at."""
    member = round_.assessment.member
    last_day = timezone.localdate(round_.closes_at - timedelta(minutes=1))
    for rater in queries.people_in(round_.pk):
        if rater.email and not rater.revoked:
            yield Message(
                to=member,
                kind=kind,
                key=f"{kind}:{rater.public_id.hex}:{once}",
                topic=round_.topic,
                address=rater.email,
                template=f"observers/email/{kind.removeprefix('guest_')}",
                context=_context(rater, member.name, last_day),
                leads_to=f"{access.PERSONAL}{rater.public_id.hex}",
                expires_at=round_.closes_at,
                queued_at=at,
                due_at=at,
            )


def _context(rater: Rater, about: str, last_day: date) -> dict[str, str]:
    return {
        "rater": rater.name,
        "about": about,
        "until_on": last_day.isoformat(),
        "group": rater.group,
    }
