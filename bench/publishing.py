"""Times publishing at size against bare SQL that groups the same scores: python -m bench.publishing."""

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil

from bench import servers

BANK = "fixtures/customer-focused-leadership.yaml"
GROUPED = "GROUP BY GROUPING SETS ((code, team_id), (code, grade), (code))"
PEOPLE = """
    JOIN assessments_assessment a ON a.id = s.assessment_id
    JOIN accounts_membership m ON m.id = a.member_id
    WHERE a.campaign_id = %(campaign)s AND a.submitted_at <= %(closes_at)s
"""
WHO = "m.team_id, m.attributes ->> 'grade' AS grade"
COUNTS = ", ".join(f"count(*) FILTER (WHERE value = {value})" for value in range(1, 6))
# What a release holds, grouped by team, by grade and in all, with nothing decided and nothing stored.
BARE = {
    "themes": f"""
        SELECT code, team_id, grade, count(*), avg(score), stddev_samp(score),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY score),
            count(*) FILTER (WHERE score < 49.5), count(*) FILTER (WHERE score >= 74.5)
        FROM (SELECT s.theme_id AS code, s.score, {WHO} FROM assessments_themescore s {PEOPLE}
            AND s.score IS NOT NULL) found {GROUPED}""",
    "statements": f"""
        SELECT code, team_id, grade, count(*), {COUNTS}
        FROM (SELECT s.question_id AS code, s.value, {WHO} FROM assessments_answer s {PEOPLE}
            AND s.question_id IN (SELECT id FROM banks_question WHERE kind = 'theme')) found {GROUPED}""",
    "areas": f"""
        SELECT code, team_id, grade, count(*), avg(priority), avg(importance), avg(confidence),
            count(*) FILTER (WHERE is_featured)
        FROM (SELECT s.area_id AS code, s.priority, s.importance, s.confidence, s.is_featured, {WHO}
            FROM assessments_areascore s {PEOPLE}) found {GROUPED}""",
    "sides": f"""
        SELECT code, team_id, grade, count(*), avg(score)
        FROM (SELECT s.side AS code, s.score, {WHO} FROM assessments_readinessscore s {PEOPLE}) found {GROUPED}""",
    "readiness and spectrum": f"""
        SELECT code, team_id, grade, count(*), {COUNTS}, count(*) FILTER (WHERE other = 'DK')
        FROM (SELECT s.question_id AS code, s.value, s.other, {WHO} FROM assessments_answer s {PEOPLE}
            AND s.question_id IN (SELECT q.id FROM banks_question q
                WHERE q.kind = 'spectrum' OR q.code LIKE 'RO-%%')) found {GROUPED}""",
}

PLANS = """
    INSERT INTO plans_plan (member_id, started_at, reminds)
    SELECT member_id, %(at)s, false FROM assessments_assessment
    WHERE campaign_id = %(campaign)s AND id %% 2 = 0"""
GOALS = """
    INSERT INTO plans_goal (public_id, plan_id, version_id, goal, theme, learning_area, activity, own_activity,
        support_type, support_person, measure, baseline, start_on, target_on, obstacle, critical_mass, status, made_at)
    SELECT gen_random_uuid(), p.id, %(version)s, 'A goal', '', 'LA' || (1 + p.id %% 7), '', '',
        (ARRAY['ALS', 'COACH', 'MENTOR', 'MANAGER', 'PEER', 'NETWORK'])[1 + p.id / 7 %% 6], '', 'A measure', '',
        date '2026-01-01', date '2026-04-01', '', '', 'IN_PROGRESS', %(at)s
    FROM plans_plan p"""


def bare(campaign: Any) -> dict[str, float]:
    """Run the bare SQL and fetch what it gives; seconds of processor time by what is grouped."""
    from django.db import connection  # noqa: PLC0415

    seconds = {}
    values = {"campaign": campaign.pk, "closes_at": campaign.closes_at}
    with connection.cursor() as cursor:
        for name, sql in BARE.items():
            with timed(name, seconds):
                cursor.execute(sql, values)
                cursor.fetchall()
    return seconds


def publish(campaign: Any) -> dict[str, float]:
    """Do all that closing a campaign does but for the audit, tell how long each part took, and undo it."""
    from django.db import connection, transaction  # noqa: PLC0415

    from results import actions, disclosure  # noqa: PLC0415
    from results.queries.snapshot import close_of  # noqa: PLC0415

    seconds: dict[str, float] = {}
    with transaction.atomic():
        with timed("read", seconds):
            close = close_of(campaign, at=campaign.closes_at)
        with timed("decide", seconds):
            cells = disclosure.decide_only(close.snapshot, disclosure.Rules())
        found = disclosure.Release(
            publishable=True, cells=cells, decisions=(), audit=disclosure.Audit(0, 0, 0, 0, 0)
        )
        with timed("store", seconds):
            release = actions.preparing.prepare_release(campaign, close, found)
            actions.preparing.give_to_campaign(release, campaign, at=campaign.closes_at)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as the commit would
        transaction.set_rollback(True)
    return seconds


def audit(campaign: Any) -> str:
    """The processor time of the audit with all its rounds, beside that of deciding once."""
    from results import disclosure  # noqa: PLC0415
    from results.queries.snapshot import close_of  # noqa: PLC0415

    close = close_of(campaign, at=campaign.closes_at)
    start = time.process_time()
    release = disclosure.publish(close.snapshot, disclosure.Rules())
    seconds = time.process_time() - start
    return (
        f"audit: {seconds:.0f} s of processor time, {release.audit.rounds} rounds,"
        f" {release.audit.sets_examined:,} sets, {release.audit.programs} programs,"
        f" {len(release.audit.found)} found, {len(release.cells):,} cells"
    )


def goals(campaign: Any) -> str:
    """The processor time of counting goals three months later, every second person having one; undone."""
    from django.db import connection, transaction  # noqa: PLC0415

    from results import actions, disclosure  # noqa: PLC0415
    from results.models import GoalCount  # noqa: PLC0415
    from results.queries.snapshot import close_of  # noqa: PLC0415

    seconds: dict[str, float] = {}
    with transaction.atomic():
        close = close_of(campaign, at=campaign.closes_at)
        found = disclosure.Release(
            publishable=True,
            cells=disclosure.decide_only(close.snapshot, close.rules),
            decisions=(),
            audit=disclosure.Audit(0, 0, 0, 0, 0),
        )
        release = actions.preparing.prepare_release(campaign, close, found)
        actions.preparing.give_to_campaign(release, campaign, at=campaign.closes_at)
        due_at = campaign.closes_at + actions.GOALS_AFTER
        count = GoalCount.objects.create(release=release, due_at=due_at)
        with connection.cursor() as cursor:
            cursor.execute(PLANS, {"campaign": campaign.pk, "at": count.due_at})
            cursor.execute(GOALS, {"version": campaign.version_id, "at": count.due_at})
        with timed("goals", seconds):
            count = actions.publish_goal_count(count, at=count.due_at)
        layers, hidden = count.audit["figures"], len(count.audit["found"])
        transaction.set_rollback(True)
    return (
        f"goals: {seconds['goals']:.0f} s of processor time, audit included,"
        f" {layers} layers, {hidden} found"
    )


@contextmanager
def timed(name: str, seconds: dict[str, float]) -> Iterator[None]:
    start = processor_time()
    yield
    seconds[name] = processor_time() - start


def processor_time() -> float:
    """Return the processor time that this process and the database server with all its workers have used."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0]).parent()
    used = time.process_time()
    for process in (server, *server.children()):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            used += times.user + times.system
            # Workers that have ended count with the server that started them.
            used += (times.children_user + times.children_system) if process == server else 0
    return used


def filled(people: int, teams: int) -> Any:
    """Return the campaign of `seed_load`, made first where it is not there."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from assessments.models import Campaign  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    prefix = f"publishing-{people}-{teams}"
    found = Campaign.objects.filter(slug=f"{prefix}-1-load")
    if not found.exists():
        call_command("import_bank", BANK, publish=True)
        call_command("seed_load", people=people, teams=teams, prefix=prefix, force=True)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return found.get()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--teams", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=4)
    options.add_argument("--audit", action="store_true", help="time the audit too: minutes")
    options.add_argument("--goals", action="store_true", help="time the count of goals too")
    chosen = options.parse_args()
    servers.set_up()
    campaign = filled(chosen.people, chosen.teams)
    ratios = []
    print("| round | bare SQL | read | decide | store | ratio |\n|---|---|---|---|---|---|")
    for number in range(chosen.rounds):
        grouping, parts = sum(bare(campaign).values()), publish(campaign)
        ratios.append(sum(parts.values()) / grouping)
        each = " | ".join(f"{parts[name]:.1f} s" for name in ("read", "decide", "store"))
        print(f"| {number} | {grouping:.1f} s | {each} | {ratios[-1]:.2f} |", flush=True)
    middle = statistics.median(ratios[1:])
    print(
        f"median but for the first, {middle:.2f}: goal at most 3",
        "met" if middle <= 3 else "MISSED",
    )
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if chosen.audit:
        print(audit(campaign))
    if chosen.goals:
        print(goals(campaign))
    sys.exit(middle > 3)


if __name__ == "__main__":
    main()
