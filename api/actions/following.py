"""What follows from acts and from the clock: tokens that end, what is told, answers that are kept no longer."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from accounts.actions import Erasure
from accounts.models import AuditEntry
from api.actions.deliveries import forget_people, queue_deliveries, queue_openings, recover_webhooks
from api.actions.tokens import revoke_personal_token
from api.models import AccessToken, KeptAnswer, PersonalToken, RequestCount

# Whoever has the old password may have made them; whoever has left has nothing to do here.
ENDS_ALL, ENDS_IN_ONE = {"password.changed"}, {"membership.ended"}


def follow_acts(lines: Sequence[AuditEntry]) -> None:
    """Do what follows from lines of the log, in their transaction."""
    ending = [line for line in lines if line.act in ENDS_ALL | ENDS_IN_ONE]
    if ending:
        _end_tokens(ending)
    queue_deliveries(lines)


def _end_tokens(lines: Sequence[AuditEntry]) -> None:
    """End the tokens of an organisation that somebody has left, and all of an account whose password is another now."""
    left = {(one.organisation_id, one.subject): one for one in lines if one.act in ENDS_IN_ONE}
    # The log says it in each organisation that was accepted alone.
    anywhere = {one.subject: one for one in lines if one.act in ENDS_ALL}
    own = PersonalToken.objects.filter(
        person__email__in={line.subject for line in lines}, revoked_at=None
    )
    for token in own.select_related("organisation", "person"):
        email = token.person.email
        line = anywhere.get(email) or left.get((token.organisation_id, email))
        if line is not None:
            revoke_personal_token(token, by=line.actor, at=line.at)


def erase_programs_of(erasure: Erasure) -> Counter[str]:
    """Erase somebody's own tokens, and what their organisations were answered, which may name them: it lives for a day.

    Of writes that are done alone: one that is worked on must not be done twice. That the keys were used stays.
    """
    organisations = erasure.organisations
    tokens = PersonalToken.objects.filter(person=erasure.user, organisation__in=organisations)
    if not erasure.has_left_by(erasure.at - KeptAnswer.kept_for):
        done = KeptAnswer.objects.filter(organisation__in=organisations, status__isnull=False)
        done.update(body="")
    forget_people(erasure.membership_ids)
    return Counter(tokens.delete()[1])


def look_after_programs(*, at: datetime) -> None:
    """Forget what has ended and what is kept no longer, and look after what is told."""
    queue_openings(at=at)
    recover_webhooks(at=at)
    AccessToken.objects.filter(ends_at__lte=at).delete()
    KeptAnswer.objects.filter(begun_at__lte=at - KeptAnswer.kept_for).delete()
    RequestCount.objects.filter(minute__lt=int(at.timestamp()) // 60 - 60).delete()
