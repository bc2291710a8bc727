"""Kills processes of its own, each a moment later than the one before: python -m tests.faults.killing close SLUG | deliver.

One that was forked does the work and is killed, as by the kernel, right before its first write is committed; the next
one before its second; until one is done with the work. After each, whoever looks on is told by a line, and says go on.
Between two commits nothing happens that is kept, but that an e-mail leaves: killed before it is written down.
"""

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from io import StringIO
from itertools import count

import django
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils import timezone


def main() -> None:
    django.setup()
    work = {"close": close, "deliver": deliver}[sys.argv[1]]
    # Here and once, as each process that is forked would read it anew.
    import_module("results.actions")
    moment = 0
    while not _dies(work, moment):
        sys.stdout.write(f"{moment}\n")
        sys.stdout.flush()
        sys.stdin.readline()  # until whoever looks on has looked
        moment += 1


def close() -> None:
    from django.core.management import call_command  # noqa: PLC0415

    from results.actions import preparing  # noqa: PLC0415

    # Steps so small that there are several of each kind.
    preparing.CELLS, preparing.GROUPS, preparing.ROLLS = 300, 10, 10
    call_command("close_campaign", sys.argv[2], stdout=StringIO())


def deliver() -> None:
    from accounts.actions.outbox import deliver_messages, recover_outbox  # noqa: PLC0415

    recover_outbox(at=timezone.now())
    deliver_messages.call()


def _give_up_who_was_killed() -> None:
    """Let the ten minutes be over after which a worker that was not heard of is given up."""
    from accounts.actions.outbox import LOST_AFTER  # noqa: PLC0415
    from accounts.models import Message  # noqa: PLC0415

    held = Message.objects.filter(status=Message.Status.SENDING)
    held.update(claimed_at=timezone.now() - LOST_AFTER)


def _dies(work: Callable[[], None], moment: int) -> bool:
    """Do the work in a process that is killed at a moment; True where it was done before."""
    child = os.fork()
    if child == 0:
        _give_up_who_was_killed()
        _kill_at(moment)
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        if os.WEXITSTATUS(status):
            raise SystemExit("the work failed without being killed")
        return True
    return False


def _kill_at(moment: int) -> None:
    commit, execute, moments = BaseDatabaseWrapper.commit, CursorWrapper._execute, count()

    def pass_on() -> None:
        if next(moments) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def committed(database: BaseDatabaseWrapper) -> None:
        pass_on()
        commit(database)

    def executed(cursor: CursorWrapper, sql: str, *more: object) -> object:
        # What is written outside a transaction is a commit of its own.
        if not cursor.db.in_atomic_block and sql.startswith(("INSERT", "UPDATE", "DELETE")):
            pass_on()
        return execute(cursor, sql, *more)

    BaseDatabaseWrapper.commit, CursorWrapper._execute = committed, executed


if __name__ == "__main__":
    main()
