"""How long an organisation keeps what: an administrator says so, and once a day what is over goes (decision 43)."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import queries
from accounts.actions.erasing import empty_membership, erase_person
from accounts.actions.log import audit
from accounts.actions.steps import step
from accounts.models import AuditEntry, Membership, Message, Organisation, RetentionRule, User
from accounts.periods import DAYS_BEFORE_THE_FIRST, KINDS

# So many rows in one transaction, so that whoever saves an answer waits for one batch and not for all.
BATCH = 1_000

Periods = dict[str, int | None]


@dataclass(frozen=True)
class Removed:
    """How many of what went, or would go; of no person is told what they had."""

    leavers: int = 0
    erased: int = 0
    campaigns: int = 0
    lines: int = 0
    emails: int = 0

    @property
    def is_anything(self) -> bool:
        return any(asdict(self).values())


@transaction.atomic
def set_retention(
    organisation: Organisation, periods: Periods, *, by: User, at: datetime
) -> RetentionRule:
    """Keep what is over these periods, in months, no longer; each change waits some days before anything goes."""
    organisation = queries.lock_organisation(organisation.pk)
    rule = RetentionRule.objects.filter(organisation=organisation).first()
    was = periods_of(rule)
    if rule is not None and was == periods:
        return rule
    first = timezone.localdate(at) + timedelta(days=DAYS_BEFORE_THE_FIRST)
    rule, _is_new = RetentionRule.objects.update_or_create(
        organisation=organisation, defaults={**periods, "starts_on": first}
    )
    audit(
        "retention.changed",
        at=at,
        by=by,
        subject=organisation,
        organisation=organisation,
        changed={
            name: [was[name], months] for name, months in periods.items() if was[name] != months
        },
    )
    return rule


@transaction.atomic
def end_retention(organisation: Organisation, *, by: User, at: datetime) -> None:
    """Remove nothing by itself any more."""
    if RetentionRule.objects.filter(organisation=organisation).delete()[0]:
        audit("retention.ended", at=at, by=by, subject=organisation, organisation=organisation)


def periods_of(rule: RetentionRule | None) -> Periods:
    return {kind.field: getattr(rule, kind.field, None) for kind in KINDS}


def what_would_go(rule: RetentionRule, *, at: datetime) -> Removed:
    """Count what would go at a moment, by the same queries as what then goes."""
    return Removed(
        leavers=queries.leavers_to_empty(rule, at).count(),
        erased=queries.leavers_to_erase(rule, at).count(),
        campaigns=_clear_campaigns(rule, at=at, dry_run=True),
        lines=queries.lines_to_forget(rule, at).count(),
        emails=queries.messages_to_forget(rule, at).count(),
    )


def carry_out_retention(*, at: datetime) -> dict[str, Removed]:
    """Remove what is over in each organisation, once a day; return what went where, for whoever runs the service."""
    today = timezone.localdate(at)
    due = RetentionRule.objects.filter(starts_on__lte=today).filter(
        Q(carried_out_on=None) | Q(carried_out_on__lt=today)
    )
    found = {}
    for rule in due.select_related("organisation").order_by("pk"):
        # Taken first: another tick at the same moment passes it over, and what a killed one left is for tomorrow.
        if due.filter(pk=rule.pk).update(carried_out_on=today):
            removed = _carry_out(rule, at=at)
            if removed.is_anything:
                found[rule.organisation.slug] = removed
    return found


def _carry_out(rule: RetentionRule, *, at: datetime) -> Removed:
    removed = Removed(
        leavers=_empty_leavers(rule, at),
        erased=_erase_leavers(rule, at),
        campaigns=_clear_campaigns(rule, at=at),
        lines=_in_batches(lambda: _forget_lines(rule, at)),
        emails=_in_batches(lambda: _forget_messages(rule, at)),
    )
    if removed.is_anything:
        audit(
            "retention.carried_out",
            at=at,
            by=None,
            subject=rule.organisation,
            organisation=rule.organisation,
            **asdict(removed),
        )
    return removed


def _empty_leavers(rule: RetentionRule, at: datetime) -> int:
    leavers = queries.leavers_to_empty(rule, at).select_related("user", "organisation")
    # The moment goes along: whoever is brought back meanwhile is left alone.
    return sum(empty_membership(one, if_left_by=_left(one), at=at) for one in leavers)


def _erase_leavers(rule: RetentionRule, at: datetime) -> int:
    leavers = queries.leavers_to_erase(rule, at).select_related("user")
    return sum(
        bool(
            erase_person(
                one.user, organisation=rule.organisation, by=None, at=at, if_left_by=_left(one)
            )
        )
        for one in leavers
    )


def _left(membership: Membership) -> datetime:
    assert membership.left_at is not None  # noqa: S101 - narrows the type: only leavers are asked for
    return membership.left_at


def _clear_campaigns(rule: RetentionRule, *, at: datetime, dry_run: bool = False) -> int:
    clear = import_string(settings.CAMPAIGN_CLEARER)
    return int(clear(rule, at=at, dry_run=dry_run))


def _in_batches(forget: Callable[[], int]) -> int:
    total = 0
    while number := step()(forget)():
        total += number
    return total


def _forget_lines(rule: RetentionRule, at: datetime) -> int:
    keys = queries.lines_to_forget(rule, at).order_by("pk").values_list("pk", flat=True)[:BATCH]
    return AuditEntry.objects.filter(pk__in=list(keys)).forget()


def _forget_messages(rule: RetentionRule, at: datetime) -> int:
    keys = queries.messages_to_forget(rule, at).order_by("pk").values_list("pk", flat=True)[:BATCH]
    return Message.objects.filter(pk__in=list(keys)).delete()[0]
