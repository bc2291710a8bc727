"""What the worker is asked to do."""

from typing import Any

from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult


def is_queued(task: Task[..., Any]) -> bool:
    """Tell whether the worker is asked already: while none runs, each tick would queue one more."""
    return DBTaskResult.objects.ready().filter(task_path=task.module_path).exists()
