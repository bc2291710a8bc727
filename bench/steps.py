"""How long others are kept from writing on SQLite while what is long is done: python -m bench.steps.

A process of its own tries to begin writing all the while, as whoever saves an answer does.
"""

import argparse
import multiprocessing
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench import servers

BANK = "fixtures/customer-focused-leadership.yaml"
GOAL = 200  # milliseconds


def probe(path: str, pipe: Connection) -> None:
    """Tell how long each time was in which nobody else could begin to write, until told to stop."""
    link = sqlite3.connect(path, timeout=0, isolation_level=None)
    began, held = None, []
    while not pipe.poll():
        try:
            link.execute("BEGIN IMMEDIATE")
            link.execute("ROLLBACK")
            if began is not None:
                held.append(time.monotonic() - began)
                began = None
        except sqlite3.OperationalError:
            began = began or time.monotonic()
        time.sleep(0.002)
    pipe.send(held)


@contextmanager
def watched(name: str, path: str) -> Iterator[None]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=probe, args=(path, there))
    process.start()
    time.sleep(1)
    began, used = time.monotonic(), time.process_time()
    yield
    took, used = time.monotonic() - began, time.process_time() - used
    here.send("stop")
    held = sorted((round(1000 * each) for each in here.recv()), reverse=True)
    process.join()
    longest, next_longest = (*held[:2], 0, 0)[:2]
    verdict = "met" if longest <= GOAL else "MISSED"
    print(
        f"| {name} | {took:.0f} s | {used:.0f} s | {len(held)} | {next_longest} and {longest} ms | {verdict} |",
        flush=True,
    )


def acts(options: argparse.Namespace) -> Iterator[tuple[str, Callable[[], Any]]]:
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from assessments.actions import invite_new  # noqa: PLC0415
    from assessments.models import Campaign  # noqa: PLC0415
    from results.actions import close_campaign, publish_goal_count  # noqa: PLC0415

    campaign, now = Campaign.objects.get(slug=options.slug), timezone.now()
    invitation, _is_new = Campaign.objects.get_or_create(
        slug="all-invited",
        defaults={
            "name": "All invited", "organisation": campaign.organisation,
            "version": campaign.version, "sends_mail": True,
            "opens_at": now, "closes_at": now + timedelta(days=30),
        },
    )  # fmt: skip
    yield "inviting", lambda: print(invite_new(invitation, at=now), "e-mails queued")
    yield "publishing", lambda: close_campaign(campaign, by=None, at=now)
    campaign.refresh_from_db()
    count = campaign.release.goal_count
    with transaction.atomic():
        _make_goals(campaign, count.due_at)
    yield "counting goals", lambda: publish_goal_count(count, at=count.due_at)


def _make_goals(campaign: Any, at: Any) -> None:
    """Give every second person a goal, in one area and with one kind of support."""
    from assessments.models import Assessment  # noqa: PLC0415
    from plans.models import Goal, Plan  # noqa: PLC0415

    members = Assessment.objects.filter(campaign=campaign).values_list("member", flat=True)
    plans = Plan.objects.bulk_create(
        (Plan(member_id=key, started_at=at, reminds=False) for key in members if key % 2),
        batch_size=1000,
    )
    support = ("ALS", "COACH", "MENTOR", "MANAGER", "PEER", "NETWORK")
    Goal.objects.bulk_create(
        (
            Goal(
                plan=plan, version_id=campaign.version_id, goal="A goal", measure="A measure",
                learning_area=f"LA{1 + number % 7}", support_type=support[number // 7 % 6],
                start_on="2026-01-01", target_on="2026-04-01", status="IN_PROGRESS", made_at=at,
            )
            for number, plan in enumerate(plans)
        ),
        batch_size=1000,
    )  # fmt: skip


def filled(path: Path, people: int, teams: int) -> str:
    """Make a database with a campaign that all have answered; return its slug."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("import_bank", BANK, publish=True)
    call_command("seed_load", people=people, teams=teams, prefix="steps", force=True)
    return "steps-1-load"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=5000)
    options.add_argument("--teams", type=int, default=100)
    options.add_argument("--database", type=Path, help="made before; it is changed")
    options.add_argument("--slug", help="of its campaign")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.database or Path(folder) / "steps.sqlite3"
        servers.set_up(f"sqlite:///{path.absolute()}")
        from django.core.management import call_command  # noqa: PLC0415

        # As each command does before it begins: it loads all that has an address, which takes a second.
        call_command("check", verbosity=0)
        chosen.slug = chosen.slug or filled(path, chosen.people, chosen.teams)
        print("| what | took | processor | times kept out | the two longest | at most 200 ms |")
        print("|---|---|---|---|---|---|")
        for name, act in acts(chosen):
            with watched(name, str(path)):
                act()


if __name__ == "__main__":
    main()
