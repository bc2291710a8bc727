"""A campaign's e-mails: the invitation when it opens, reminders to the unfinished, thanks on submit.

None of them says anything of answers, scores or notes: their context holds the campaign's own words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.actions import (
    audit,
    batches,
    drop_messages,
    queue_message,
    queue_messages,
    replace_invitations,
    step,
)
from accounts.models import Membership, Message, User
from assessments import queries
from assessments.models import Assessment, AssessmentQuerySet, Campaign
from assessments.queries.following import INVITATION, PAUSE
from banks.queries import in_each_language, instrument_of

REMINDER, THANKS = "campaign_reminder", "campaign_thanks"
# So many in one transaction: whoever saves an answer meanwhile waits for one of these, not for all.
BATCH = 200


def queue_due_messages(*, at: datetime) -> None:
    """Queue the e-mails of open campaigns that are due; those that were queued before are not again."""
    for campaign in Campaign.objects.open_at(at).filter(sends_mail=True).order_by("pk"):
        invite_new(campaign, at=at)
        if _is_reminder_due(campaign, at):
            remind_unfinished(campaign, by=None, at=at)


def _is_reminder_due(campaign: Campaign, at: datetime) -> bool:
    """Tell whether one is due today; one of a day on which the clock stood still is not made up for."""
    today = timezone.localdate(at)
    due = (moment for moment in campaign.reminders_at if timezone.localdate(moment) == today)
    return campaign.reminded_on != today and any(moment <= at for moment in due)


def invite_new(campaign: Campaign, *, at: datetime) -> int:
    """Invite everybody in the audience who has not been; also those who have joined since it opened."""
    new = _batches(campaign, INVITATION, _not_invited(campaign))
    return sum(_invite(campaign, batch, at=at) for batch in new)


@step()
def _invite(campaign: Campaign, keys: list[int], *, at: datetime) -> int:
    campaign = _locked(campaign)
    new = _not_invited(campaign).filter(pk__in=keys)
    message = partial(_message, campaign, _said_to_all(campaign, INVITATION), at=at)
    people = list(new.values_list("pk", flat=True))
    messages = [message(member_id, key="invitation") for member_id in people]
    _hold_back(messages, queries.invited_lately(campaign, people, at), campaign)
    # Who is new to the service too learns of it by this one.
    replace_invitations(people)
    _queue(campaign, messages, act="campaign.invited", by=None, at=at)
    return len(messages)


def _hold_back(
    messages: Iterable[Message], lately: Mapping[int, datetime], campaign: Campaign
) -> None:
    """Let a day go by after an invitation to another campaign: two in a minute are one too many, and neither is read."""
    for message in messages:
        last = lately.get(message.to_id)
        # Better two in a day than one that comes after the close.
        if last is not None and last + PAUSE < campaign.closes_at:
            message.due_at = max(message.due_at, last + PAUSE)


def _not_invited(campaign: Campaign) -> QuerySet[Membership]:
    had = Message.objects.filter(topic=campaign.topic, kind=INVITATION, to=OuterRef("pk"))
    begun = Exists(_sittings_in(campaign))
    return queries.invited_to(campaign).exclude(Exists(had)).exclude(begun)


@dataclass(frozen=True)
class RemindedTeam:
    """A team with all below it, whose people alone are reminded."""

    path: str
    keys: frozenset[int]


def remind_unfinished(
    campaign: Campaign, *, by: User | None, at: datetime, team: RemindedTeam | None = None
) -> int:
    """Remind everybody who has not finished and has not had an e-mail within a day; return how many."""
    unfinished = queries.to_remind(campaign, at)
    if team is not None:
        unfinished = unfinished.filter(team__in=team.keys)
    people = sum(
        _remind(campaign, batch, by=by, at=at, team=team)
        for batch in _batches(campaign, REMINDER, unfinished)
    )
    if team is None:
        # Last: where it is stopped half-way, the next tick goes on. And not for one team, or the others would miss theirs.
        Campaign.objects.filter(pk=campaign.pk).update(reminded_on=timezone.localdate(at))
    return people


@step()
def _remind(
    campaign: Campaign,
    keys: list[int],
    *,
    by: User | None,
    at: datetime,
    team: RemindedTeam | None,
) -> int:
    campaign = _locked(campaign)
    message = partial(_message, campaign, _said_to_all(campaign, REMINDER), at=at)
    unfinished = (
        queries.to_remind(campaign, at)
        .filter(pk__in=keys)
        .annotate(has_begun=Exists(_sittings_in(campaign)))
    )
    messages = [
        message(member_id, key=f"reminder:{timezone.localdate(at)}", begun=begun)
        for member_id, begun in unfinished.values_list("pk", "has_begun")
    ]
    only = {"team": team.path} if team else {}
    _queue(campaign, messages, act="campaign.reminded", by=by, at=at, **only)
    return len(messages)


def _sittings_in(campaign: Campaign) -> AssessmentQuerySet:
    return Assessment.objects.filter(campaign=campaign, member=OuterRef("pk"))


def _batches(campaign: Campaign, kind: str, people: QuerySet[Membership]) -> Iterator[list[int]]:
    """Yield the keys of whom there is to write to, a few hundred at a time; each batch looks again."""
    keys = list(people.order_by("pk").values_list("pk", flat=True))
    if keys:
        # Reads the bank and the table of addresses, which takes long, before anybody waits.
        _said_to_all(campaign, kind)
    yield from batches(keys, BATCH)


def send_thanks(assessment: Assessment, *, at: datetime) -> None:
    """Send thanks with the way to the report; call it inside the transaction of the submission."""
    campaign = assessment.campaign
    if campaign is None or not campaign.sends_mail:
        return
    for kind in (INVITATION, REMINDER):
        drop_messages(to=assessment.member, topic=campaign.topic, kind=kind)
    queue_message(
        to=assessment.member,
        kind=THANKS,
        key=f"{campaign.topic}:thanks:{assessment.member_id}",
        template="assessments/email/thanks",
        context=_words(campaign),
        topic=campaign.topic,
        leads_to=reverse("reports:report", args=[assessment.public_id]),
        at=at,
    )


def _locked(campaign: Campaign) -> Campaign:
    """Let a second queueing wait for the first, which has then left nobody."""
    # `no_key`, or whoever begins meanwhile would wait for this, and this for them.
    return Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)


@dataclass(frozen=True)
class _SaidToAll:
    """What each e-mail of a kind says, whoever it is to, and where it leads."""

    kind: str
    words: dict[str, object]
    leads_to: str


def _said_to_all(campaign: Campaign, kind: str) -> _SaidToAll:
    leads_to = reverse("assessments:start", args=[campaign.slug])
    return _SaidToAll(kind, words_of_mail(campaign, kind), leads_to)


def _message(
    campaign: Campaign,
    said: _SaidToAll,
    member_id: int,
    *,
    key: str,
    at: datetime,
    begun: bool = False,
) -> Message:
    return Message(
        to_id=member_id,
        kind=said.kind,
        key=f"{campaign.topic}:{key}:{member_id}",
        template=template_of(said.kind),
        context=said.words | {"begun": begun},
        topic=campaign.topic,
        leads_to=said.leads_to,
        queued_at=at,
        due_at=at,
        expires_at=campaign.closes_at,
    )


def template_of(kind: str) -> str:
    return f"assessments/email/{kind.removeprefix('campaign_')}"


def words_of_mail(campaign: Campaign, kind: str) -> dict[str, object]:
    """Return what an invitation or a reminder says, with what the HR lead says in it: a paragraph a line."""
    own = campaign.invitation_words if kind == INVITATION else campaign.reminder_words
    return _words(campaign) | {"own_words": [line for line in own.split("\n") if line.strip()]}


def _words(campaign: Campaign) -> dict[str, object]:
    instrument = instrument_of(campaign.version_id)
    asked = queries.questionnaire_in(instrument, campaign)
    return {
        "campaign": campaign.name,
        "closes_on": timezone.localdate(campaign.closes_at).isoformat(),
        # In each language, because whoever queues a message need not read its reader's.
        "purpose_in": {
            language: one.instrument.purpose or ""
            for language, one in in_each_language(campaign.version_id).items()
        },
        "minutes": asked.minutes,
        "optional_minutes": asked.optional_minutes,
        "smallest": campaign.smallest_group,
        "audience": campaign.audience,
    }


def _queue(
    campaign: Campaign,
    messages: Iterable[Message],
    *,
    act: str,
    by: User | None,
    at: datetime,
    **details: str,
) -> None:
    messages = list(messages)
    if messages:
        queue_messages(messages)
        audit(
            act,
            at=at,
            by=by,
            subject=campaign,
            organisation=campaign.organisation,
            people=len(messages),
            **details,
        )
