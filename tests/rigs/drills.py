"""A machine at a time is killed or cut off while people answer; what came of it is counted."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.mail_server import MailServer
from tests.rigs.answering import Crowd, counted
from tests.rigs.blocks import RigError, blocks
from tests.rigs.cluster import BLOCKS, DOCUMENT, SWITCH, Cluster, wait_for
from tests.rigs.debian import LOGS, say
from tests.rigs.machines import Machine

AT_ONCE = 20  # people, each with an answer a second
BACK_WITHIN = 30
SAVED = """
SELECT assessments_assessment.public_id::text, banks_question.code, assessments_answer.value
FROM assessments_answer
JOIN assessments_assessment ON assessments_assessment.id = assessments_answer.assessment_id
JOIN banks_question ON banks_question.id = assessments_answer.question_id
"""
# As if the ten minutes were over after which a worker counts as gone, for what was in its hands as it was killed.
TEN_MINUTES_LATER = [
    f"UPDATE {table} SET claimed_at = claimed_at - interval '10 minutes' WHERE claimed_at < now() - interval '%f seconds'"
    for table in ("accounts_message", "results_publishing", "documents_storeddocument")
]


@dataclass(frozen=True)
class Row:
    """What one drill came to."""

    what: str
    acknowledged: int
    lost: int
    pause: float
    troubles: str
    last_trouble: float


class Drills:
    def __init__(self, cluster: Cluster, mails: MailServer) -> None:
        self.cluster, self.mails = cluster, mails
        self.began = time.monotonic()
        self.hit = 0.0
        self.rows: list[Row] = []
        self.failures: list[str] = []
        self.wanted = 0
        people, codes = cluster.council()
        self.crowd = Crowd(cluster.link(), people, codes, AT_ONCE)

    def all(self) -> list[str]:
        """Play them one after the other, and return what was not as it should be."""
        self.crowd.start()
        self._steady()
        self._play("the primary is killed, with mail under way", self.primary)
        self._play("the primary is cut off", lambda: self._cut_off("leader"))
        self._play("the replica that confirms is cut off", lambda: self._cut_off("sync_standby"))
        self._play("the primary is switched on purpose", self.switch)
        self._play("a web host is killed", self.web_host)
        self._play("a worker is killed as it mails", self.mailing)
        self._play("a worker is killed as it publishes", self.publishing)
        self.crowd.stop()
        self._look_at_the_end()
        self._tell()
        return self.failures

    # What happens ----------------------------------------------------------------------------

    def web_host(self) -> None:
        web = self.cluster.webs[0]
        self._kill(web)
        self._steady()
        self.cluster.boot(web)
        wait_for(f"{web.name} to serve again", lambda: self.cluster.is_ready(web))

    def mailing(self) -> None:
        self._have_mailed(240)
        victim = self._sender()
        self._kill(victim)
        self._later()
        self._all_mailed()

    def publishing(self) -> None:
        """Only one worker runs: it is killed half-way, and the other, started again, begins anew."""
        first = next(one for one in self.cluster.workers if one.is_up)
        other = next(one for one in self.cluster.workers if not one.is_up)
        self.cluster.manage(self.cluster.webs[0], "seed_load --people 400 --force --themes-only")
        wait_for("publishing to begin", lambda: self._step() in {"reading", "deciding", "storing"})
        say(f"    at the step {self._step()}")
        self._kill(first)
        self.cluster.boot(other)
        self._later()
        wait_for("the results", lambda: self._step() is None)
        ((releases, groups, cells),) = self.cluster.ask(
            "SELECT (SELECT count(*) FROM results_release), (SELECT count(*) FROM results_releasegroup),"
            " (SELECT count(*) FROM results_cell)"
        )
        say(f"    published {releases} time: {groups} groups, {cells} cells")
        if releases != 1 or not cells:
            self.failures.append(f"published {releases} times")
        self._read_results(cells)
        self.cluster.boot(first)

    def _read_results(self, cells: int) -> None:
        """Have what is published read whole, and see that it was read from a replica alone."""
        ((slug,),) = self.cluster.ask(
            "SELECT slug FROM assessments_campaign JOIN results_release ON campaign_id = assessments_campaign.id"
        )
        leader, before = self.cluster.leader(), self._scans()
        words = f"export_results {slug} --format json"
        found = len(json.loads(self.cluster.manage(self.cluster.webs[0], words))["cells"])
        asked = Counter(self._scans()) - Counter(before)
        primary = asked.pop(leader.name, 0)
        say(
            f"    {found} cells read: {asked.total()} looks into the replicas' tables, {primary} into the primary's"
        )
        if found != cells or primary or not asked:
            self.failures.append(f"{found} of {cells} cells were read, from {dict(asked)} and {primary} times from the primary")  # fmt: skip

    def _scans(self) -> dict[str, int]:
        """Return how often each database has looked into its table of cells."""
        sql = "SELECT coalesce(sum(coalesce(idx_scan, 0) + seq_scan), 0) FROM pg_stat_user_tables WHERE relname = 'results_cell'"
        asking = f'psql --no-align --tuples-only leadership -c "{sql}"\n'
        return {one.name: int(one.run(asking, user="postgres")) for one in self.cluster.databases}

    def primary(self) -> None:
        self._have_mailed(160)
        leader = self.cluster.leader()
        self._kill(leader)
        self._steady()
        self._new_leader(leader)
        self.cluster.boot(leader)
        wait_for("all three databases", self.cluster.is_whole)
        self._later()
        self._all_mailed()

    def _cut_off(self, role: str) -> None:
        machine = self.cluster.one_with(role)
        say(f"    {machine.name}")
        self.hit = time.monotonic()
        machine.cut_off()
        # It has to last for longer than anybody's patience.
        time.sleep(15)
        self._steady()
        if role == "leader":
            self._new_leader(machine)
        machine.plug_in()
        wait_for("all three databases", self.cluster.is_whole)

    def switch(self) -> None:
        (block,) = [one for one in blocks(DOCUMENT, BLOCKS) if one.piece == SWITCH]
        before = self.cluster.leader()
        self.hit = time.monotonic()
        self.cluster.follow(block)
        self._steady()
        self._new_leader(before)
        wait_for("all three databases", self.cluster.is_whole)

    # What they are made of -------------------------------------------------------------------

    def _kill(self, machine: Machine) -> None:
        say(f"    SIGKILL for all of {machine.name}")
        self.hit = time.monotonic()
        machine.kill()

    def _new_leader(self, before: Machine) -> None:
        after = self.cluster.leader()
        say(f"    {after.name} is the primary")
        if after is before:
            self.failures.append(f"{before.name} is the primary still")

    def _have_mailed(self, people: int) -> None:
        """Bring people in, and wait until their invitations leave."""
        before = self.wanted
        rows = "".join(f"person{before + one}@bench.example,Person {one}\n" for one in range(people))  # fmt: skip
        web = self.cluster.webs[1]
        web.path("/tmp/people.csv").write_text(f"email,name\n{rows}")
        self.cluster.manage(web, "import_people /tmp/people.csv --organisation bench --invite")
        self.wanted += people
        wait_for("mail to leave", lambda: self._invited() > before + people / 6)

    def _invited(self) -> int:
        return len({to for to in self.mails.to if "person" in to})

    def _sender(self) -> Machine:
        """Return the worker that the last mail came from."""
        address = self.mails.senders[-1]
        return next(one for one in self.cluster.workers if one.address == address)

    def _all_mailed(self) -> None:
        wait_for("all mail", lambda: self._invited() == self.wanted)
        time.sleep(3)  # what comes twice may come last
        ids = Counter(mail["Message-ID"] for mail in self.mails.mails)
        twice = [name for name, times in ids.items() if times > 1]
        say(f"    {self._invited()} of {self.wanted} have their mail; {len(twice)} came twice")
        for name in twice:
            pairs = zip(self.mails.mails, self.mails.senders, strict=True)
            said = [sender for mail, sender in pairs if mail["Message-ID"] == name]
            self.failures.append(f"an e-mail came {len(said)} times, from {', '.join(said)}")

    def _later(self) -> None:
        for sql in TEN_MINUTES_LATER:
            self.cluster.ask(sql % (time.monotonic() - self.hit))

    def _step(self) -> str | None:
        found = self.cluster.ask("SELECT step FROM results_publishing")
        return found[0][0] if found else None

    def _steady(self) -> None:
        """Wait until nobody has had trouble for five seconds while they went on answering."""

        def is_steady() -> bool:
            now = time.monotonic()
            heard = [at for at in self.crowd.heard if at > now - 5]
            return len(heard) > 2 * AT_ONCE and not self.crowd.troubles_between(now - 5, now)

        wait_for("people to go on answering", is_steady, 120)

    # What came of it -------------------------------------------------------------------------

    def _play(self, what: str, drill: Callable[[], None]) -> None:
        say(f"\n{what}")
        before, began = len(self.crowd.heard), time.monotonic()
        drill()
        self._steady()
        until = time.monotonic()
        troubles = self.crowd.troubles_between(self.hit, until)
        row = Row(
            what,
            len(self.crowd.heard) - before,
            self._lost(),
            self.crowd.longest_pause(self.hit, until),
            counted(troubles),
            max((one.at - self.hit for one in troubles), default=0),
        )
        self.rows.append(row)
        say(
            f"    {row.acknowledged} answers acknowledged, {row.lost} lost; nobody could save for {row.pause:.1f} s,"
            f" the last trouble was after {row.last_trouble:.1f} s ({row.troubles}); {until - began:.0f} s in all"
        )
        if row.lost:
            self.failures.append(f"{what}: {row.lost} acknowledged answers are lost")
        if max(row.pause, row.last_trouble) > BACK_WITHIN:
            self.failures.append(f"{what}: {row.pause:.0f} s without, trouble for {row.last_trouble:.0f} s")  # fmt: skip
        if odd := {one.what for one in troubles if one.what[0] == "5" and one.what != "503"}:
            self.failures.append(f"{what}: answered {', '.join(sorted(odd))}")

    def _lost(self) -> int:
        """Count what somebody was told was saved, and is not in the database."""
        told = self.crowd.acknowledged()
        found = {
            (assessment, code): str(value) for assessment, code, value in self.cluster.ask(SAVED)
        }
        return sum(found.get(place) != value for place, value in told.items())

    def _look_at_the_end(self) -> None:
        if lost := self._lost():
            raise RigError(f"{lost} acknowledged answers are lost")
        left = self.cluster.ask(
            "SELECT status, count(*) FROM accounts_message GROUP BY status ORDER BY status"
        )
        say(f"\ne-mails: {dict(left)}")
        tasks = self.cluster.ask(
            "SELECT status, count(*) FROM django_tasks_database_dbtaskresult GROUP BY status ORDER BY status"
        )
        say(f"tasks: {dict(tasks)}")
        logs = [one.path(f"{LOGS}/leadership-worker.service.log") for one in self.cluster.workers]
        waited = sum(len(re.findall(r"message \d+ has left; waiting", log.read_text())) for log in logs)  # fmt: skip
        say(f"seconds in which an e-mail that had left waited to be written down: {waited}")

    def _tell(self) -> None:
        say(f"\n{len(self.crowd.heard)} answers acknowledged, {self._lost()} lost\n")
        say("| what happened | answers acknowledged | lost | nobody could save for | last trouble after | refused meanwhile |")  # fmt: skip
        say("|---|---|---|---|---|---|")
        for row in self.rows:
            say(f"| {row.what} | {row.acknowledged} | {row.lost} | {row.pause:.1f} s | {row.last_trouble:.1f} s | {row.troubles} |")  # fmt: skip
