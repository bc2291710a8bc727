"""Counts rows and bytes a person on PostgreSQL, table by table: python -m bench.sizes (docs/scale.md reckons with them)."""

import argparse
import os
import time
from typing import Any

from bench import servers
from tests.postgres import start_server

# Of one table: its rows as VACUUM has just counted them, what they take, and what its indexes take.
TABLES = """
    SELECT stat.relname, reltuples::bigint, pg_table_size(relid), pg_indexes_size(relid)
    FROM pg_stat_user_tables stat JOIN pg_class ON pg_class.oid = relid
    ORDER BY pg_total_relation_size(relid) DESC"""
# Below so many bytes a person a table stands with the others.
LEAST = 150


def filled(people: int) -> Any:
    """Make a council that has answered everything, goals for half of it, and its published results."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from bench.publishing import filled as answered  # noqa: PLC0415
    from results.management.demo.plans import make_goals_of_many  # noqa: PLC0415

    call_command("createcachetable")
    campaign = answered(people, max(1, people // 10))
    make_goals_of_many(campaign, until=timezone.now())
    call_command("close_campaign", campaign.slug)
    return campaign


def documents(campaign: Any, number: int) -> tuple[int, float, float]:
    """Make reports as the worker does; return how many, bytes and seconds of processor time of each."""
    from reports.makers import report  # noqa: PLC0415

    found = campaign.assessments.exclude(submitted_at=None).order_by("pk")[: number + 1]
    sizes, started = [], 0.0
    for count, assessment in enumerate(found):
        if count == 1:  # the first also loads the engine and its fonts
            started = time.process_time()
        draft = report({"assessment": str(assessment.public_id), "compared": ""})
        assert draft is not None
        sizes.append(len(draft.render()))
    seconds = time.process_time() - started
    return number, sum(sizes[1:]) / number, seconds / number


def tables(people: int) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(TABLES)
        found = cursor.fetchall()
    print("| table | rows a person | bytes a person | of them indexes |\n|---|---|---|---|")
    rest = [0, 0, 0]
    total = [0, 0, 0]
    for name, rows, data, indexes in found:
        sums = (rows, data + indexes, indexes)
        total = [one + more for one, more in zip(total, sums, strict=True)]
        if (data + indexes) / people < LEAST:
            rest = [one + more for one, more in zip(rest, sums, strict=True)]
        else:
            say(f"`{name}`", people, sums)
    say("all others", people, rest)
    say("**together**", people, total)


def say(name: str, people: int, sums: Any) -> None:
    rows, size, indexes = (number / people for number in sums)
    print(f"| {name} | {rows:,.2f} | {size:,.0f} | {indexes:,.0f} |")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=2000)
    options.add_argument("--reports", type=int, default=20)
    chosen = options.parse_args()
    servers.set_up(os.environ.get("DATABASE_URL") or start_server())
    campaign = filled(chosen.people)
    tables(chosen.people)
    number, size, seconds = documents(campaign, chosen.reports)
    print(
        f"\n{number} reports as PDF: {size:,.0f} bytes and {seconds:.2f} s of processor time each"
    )


if __name__ == "__main__":
    main()
