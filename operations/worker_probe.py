"""Whether a worker is there: it is asked something, and what waits for it is counted."""

import time

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

FIRST = 100
PAUSE = 0.2


@task(priority=FIRST)
def answer() -> None:
    """Be done: that is the answer."""


def seconds_until_answered(most: float) -> float | None:
    """Queue a task and wait until a worker has done it; None if none has by then. Leaves nothing behind."""
    asked = time.monotonic()
    queued = answer.enqueue()
    mine = DBTaskResult.objects.filter(pk=queued.id)
    try:
        while (waited := time.monotonic() - asked) < most:
            if mine.finished().exists():
                return waited
            time.sleep(PAUSE)
        return None
    finally:
        mine.delete()


def waiting() -> int:
    """Count what is due and not begun."""
    return DBTaskResult.objects.ready().filter(enqueued_at__lte=timezone.now()).count()


def at_work() -> str:
    """Return by name what a worker is doing, or nothing."""
    running = DBTaskResult.objects.running().first()
    return running.task_path.rpartition(".")[2] if running else ""
