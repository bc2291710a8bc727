"""Does what is due by the clock; a timer runs it every few minutes, or it stays and does so itself."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.actions import carry_out_retention, recover_outbox
from accounts.queries import messages_due
from accounts.queries.availability import is_away
from assessments.actions import prepare_repeats, queue_due_messages, tell_hr_leads
from documents.actions import recover_documents
from observers.actions import (
    forget_people_behind,
    queue_pulse_messages,
    queue_round_messages,
    wake_for_rounds,
)
from plans.actions import send_review_reminders
from results.actions import (
    close_what_is_over,
    forget_whom_was_counted,
    publish_goal_count,
    recover_publishing,
    remove_what_was_given_up,
    wake_to_count_rounds,
)
from results.models import TICKED
from results.queries.goals import goal_counts_due
from results.queries.publishing import campaigns_unpublished

# A worker that runs has sent by then whatever was due.
WAITS_AT_MOST = timedelta(minutes=30)

logger = logging.getLogger(__name__)


def _step_above(path: str) -> Callable[[datetime], None]:
    """Return a step of an app that may not be imported from here; loaded when its turn comes."""
    return lambda at: import_string(path)(at=at)


class Command(BaseCommand):
    help = (
        "Do what is due now: close campaigns that are past their end and have the worker publish them, count the goals"
        " of those who took part some time ago, queue the invitations and reminders of those that are"
        " open, tell HR leads how they go, prepare drafts of those that are repeated, remind people of their reviews, invite to rounds of others and have them published, look after the outbox, and remove what is kept no longer. Can be run at any time, also"
        " twice at once; what is done already is not done again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="stay, and do it again each so many seconds",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        seconds = options["every"]
        if seconds is not None and seconds < 1:
            raise CommandError("--every wants a number of seconds from 1.")
        # Away or empty, it is told once and not by each step.
        connection.ensure_connection()
        failed = self._do_all()
        while seconds:
            time.sleep(seconds)
            close_old_connections()
            self._do_all()
        if failed:
            raise CommandError(f"Not done: {', '.join(failed)}. The log says why.")

    def _do_all(self) -> list[str]:
        """Take one step after the other; one that fails does not keep the others from being done."""
        steps: dict[str, Callable[[datetime], None]] = {
            "closing campaigns": self._close_campaigns,
            "looking after publishing": self._look_after_publishing,
            "counting goals": self._count_goals,
            "e-mails of campaigns": self._campaign_messages,
            "drafts of repeated campaigns": self._prepare_repeats,
            "news of campaigns": self._campaign_news,
            "rounds of others": self._rounds,
            "reminding of reviews": self._remind,
            "looking after the outbox": self._look_after_outbox,
            "looking after documents": self._look_after_documents,
            "removing what is kept no longer": self._carry_out_retention,
            **{name: _step_above(path) for name, path in settings.TICK_STEPS.items()},
        }
        failed = []
        for name, step in steps.items():
            try:
                step(timezone.now())
            except CommandError as error:
                # What an operator can do something about, in a line.
                logger.error("Failed: %s: %s", name, " ".join(str(error).split()))
                failed.append(name)
            except DatabaseError as error:
                # Its words may quote a row, with an address in it: only a database that is away names none.
                words = " ".join(str(error).split()) if is_away(error) else type(error).__name__
                logger.error("Failed: %s: %s", name, words)
                failed.append(name)
            except Exception:
                logger.exception("Failed: %s", name)
                failed.append(name)
        with suppress(DatabaseError):
            cache.set(TICKED, int(time.time()), None)
        return failed

    def _close_campaigns(self, at: datetime) -> None:
        """Close what is over; the worker makes the results, by the same way as when it is closed by hand."""
        for campaign in close_what_is_over(at=at):
            self.stdout.write(f"{campaign.slug}: closed; its results are being made.")

    def _look_after_publishing(self, at: datetime) -> None:
        lost = recover_publishing(at=at)
        if lost:
            self.stdout.write(f"{lost} results of a worker that was stopped are made again.")
        remove_what_was_given_up(at=at)
        if late := campaigns_unpublished(at - WAITS_AT_MOST):
            raise CommandError(
                f"Closed and not published: {', '.join(late)}. Is db_worker running? Its log says what failed."
            )

    def _count_goals(self, at: datetime) -> None:
        """Count what is due; one that fails does not keep the others waiting for ever."""
        failed = []
        for count in goal_counts_due(at):
            slug = count.release.campaign.slug
            try:
                publish_goal_count(count, at=at)
            except Exception:
                logger.exception("Counting the goals of %s failed", slug)
                failed.append(slug)
            else:
                self.stdout.write(f"{slug}: goals counted and published.")
        if failed:
            raise CommandError("; ".join(failed))

    def _campaign_messages(self, at: datetime) -> None:
        queue_due_messages(at=at)

    def _campaign_news(self, at: datetime) -> None:
        tell_hr_leads(at=at)

    def _prepare_repeats(self, at: datetime) -> None:
        for campaign in prepare_repeats(at=at):
            self.stdout.write(f"{campaign.slug}: comes again; a draft waits for its HR leads.")

    def _rounds(self, at: datetime) -> None:
        """Invite to rounds and pulses and remind of them, and have the worker publish and count what is over."""
        queue_round_messages(at=at)
        queue_pulse_messages(at=at)
        wake_for_rounds(at=at)
        wake_to_count_rounds(at=at)

    def _remind(self, at: datetime) -> None:
        send_review_reminders(at=at)

    def _look_after_outbox(self, at: datetime) -> None:
        lost = recover_outbox(at=at)
        if lost:
            self.stdout.write(f"{lost} e-mails of a worker that was stopped are sent again.")
        waiting = messages_due(at - WAITS_AT_MOST).count()
        if waiting:
            raise CommandError(f"{waiting} e-mails wait for a worker. Is db_worker running?")

    def _look_after_documents(self, at: datetime) -> None:
        lost = recover_documents(at=at)
        if lost:
            self.stdout.write(f"{lost} documents of a worker that was stopped are made again.")

    def _carry_out_retention(self, at: datetime) -> None:
        forget_people_behind(at=at)
        forget_whom_was_counted(at=at)
        for slug, removed in carry_out_retention(at=at).items():
            counts = ", ".join(f"{name} {number}" for name, number in asdict(removed).items())
            self.stdout.write(f"{slug}: removed, as its time was over: {counts}.")
