"""What somebody does with their link: answers, sends, declines, and takes a comment back until the close."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.errors import DomainError
from leadership.instrument import RawAnswer
from observers.models import Rater, Round, week_of


class CannotAnswerError(DomainError):
    """The link does not take answers any more: they were sent, it was taken back, or the round is over."""


# More than a room full of people would answer by one poster; what is beyond is somebody at play.
MOST_BY_OPEN_LINK = 500


def _locked(rater: Rater, at: datetime) -> Rater:
    """Return the row under its lock, with the round as it is then: publishing holds both, one after the other."""
    found = Rater.objects.select_for_update().filter(pk=rater.pk, revoked=False).first()
    if found is None:
        raise CannotAnswerError
    if not Round.objects.open_at(at).filter(pk=found.round_id).exists():
        raise CannotAnswerError
    return found


@transaction.atomic
def save_answers(
    rater: Rater,
    answers: Mapping[str, RawAnswer],
    comments: Mapping[str, str],
    *,
    at: datetime,
) -> Rater:
    """Keep what was answered so far; what is not named stays as it is. Raise CannotAnswerError once it is sent."""
    found = _locked(rater, at)
    if found.is_sent:
        raise CannotAnswerError
    found.answers = {**found.answers, **answers}
    found.helps = comments.get("helps", found.helps)
    found.to_try = comments.get("to_try", found.to_try)
    found.save(update_fields=["answers", "helps", "to_try"])
    return found


@transaction.atomic
def send_answers(rater: Rater, *, at: datetime) -> None:
    """Send what was answered: from now on it counts and cannot be changed. Sending twice changes nothing."""
    found = _locked(rater, at)
    if not found.is_sent and found.answers:
        # The week and no more: of a group that answers on different days a day would be a name.
        found.sent_in = week_of(timezone.localdate(at))
        found.save(update_fields=["sent_in"])


@transaction.atomic
def decline(rater: Rater, *, at: datetime) -> None:
    """Delete what somebody wrote, who would rather not answer; the link stays, in case they change their mind."""
    found = _locked(rater, at)
    if not found.is_sent:
        found.answers, found.helps, found.to_try = {}, "", ""
        found.save(update_fields=["answers", "helps", "to_try"])


@transaction.atomic
def remove_comments(rater: Rater, *, at: datetime) -> None:
    """Take back what somebody wrote in their own words, also after sending, until the close."""
    found = _locked(rater, at)
    found.helps, found.to_try = "", ""
    found.save(update_fields=["helps", "to_try"])


@transaction.atomic
def begin_with_open_link(round_: Round, *, at: datetime) -> Rater:
    """Give whoever came by the open link one of their own. Nothing is known of them, so repeats are not seen."""
    if not round_.is_open_at(at):
        raise CannotAnswerError
    Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if Rater.objects.filter(round=round_, by_poster=True).count() >= MOST_BY_OPEN_LINK:
        raise CannotAnswerError
    return Rater.objects.create(round=round_, group="customers", by_poster=True)
