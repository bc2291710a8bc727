"""The service on several machines, set up as docs/high-availability.md says, and what can be asked of it."""

import http.client
import json
import os
import re
import secrets
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from tests.rigs.answering import Link, Person
from tests.rigs.blocks import PROJECT, Block, RigError, blocks
from tests.rigs.debian import APP, HOST, SETTINGS, say
from tests.rigs.machines import DEPLOYED, Machine

DOCUMENT = "high-availability.md"
SWITCH = "switchover"
IS_POOLED = bool(os.environ.get("RIG_POOLER"))
BLOCKS = {
    "pg_dropcluster": "",
    "createuser --pwprompt": "",
    "apt-get install haproxy": "",
    "leadership.socket.conf": "",
    "leadership-worker.service": "",
    # `RIG_POOLER=1 bin/test --rigs` has it.
    "apt-get install pgbouncer": "" if IS_POOLED else "few machines do without it",
    SWITCH: "in its turn, below",
}
FOLDER = f"cd {APP}/deploy/high-availability\n"
STAND_IN = '#!/bin/sh\necho "left out here: $(basename "$0") $*"\n'
PEOPLE = 200
BANK = "fixtures/customer-focused-leadership.yaml"
Found = TypeVar("Found")
UNTIL_DUE = 10  # seconds, where the timer has five minutes


def wait_for(what: str, there: Callable[[], Found], seconds: float = 150) -> Found:
    """Ask until there is something to return."""
    until = time.monotonic() + seconds
    while not (found := there()):
        if time.monotonic() > until:
            raise RigError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.25)
    return found


class Cluster:
    def __init__(self, machines: dict[str, Machine], folder: Path) -> None:
        self.machines, self.folder = machines, folder
        self.databases = [machines[name] for name in ("db1", "db2", "db3")]
        self.webs = [machines[name] for name in ("web1", "web2")]
        self.workers = [machines[name] for name in ("worker1", "worker2")]
        self.balancer = machines["lb"]
        self.settings = (
            DEPLOYED / "environment"
        ).read_text() + f"SECRET_KEY='{secrets.token_urlsafe(50)}'\n"

    # Setting it up ---------------------------------------------------------------------------

    def set_up(self) -> None:
        """Follow the document; what it leaves to other pages or to systemd is done where its turn comes."""
        for machine in self.machines.values():
            for name in ("systemctl", "apt-get"):
                machine.path(f"/usr/local/bin/{name}").write_text(STAND_IN)
                machine.path(f"/usr/local/bin/{name}").chmod(0o755)
        before = {"apt-get install haproxy": self._certificate, "leadership.socket.conf": self._install}  # fmt: skip
        after = {
            "pg_dropcluster": self._start_databases,
            "apt-get install haproxy": lambda: self.boot(self.balancer),
            "leadership.socket.conf": lambda: [self.boot(web) for web in self.webs],
            "leadership-worker.service": lambda: [self.boot(one) for one in self.workers],
            "apt-get install pgbouncer": self._start_pooler,
        }
        for block in blocks(DOCUMENT, BLOCKS):
            started = time.monotonic()
            say(f"docs/{DOCUMENT}, line {block.line}: {block.text.splitlines()[0][2:]}")
            if block.reason:
                say(f"    left out: {block.reason}")
                continue
            before.get(block.piece, lambda: None)()
            self.follow(block)
            after.get(block.piece, lambda: None)()
            say(f"    done, {time.monotonic() - started:.0f} s")
        wait_for("the service", self.is_served, 240)

    def follow(self, block: Block) -> None:
        """Run a block on the machines that its first line names."""
        found = re.match(r"# as (\w+), on (.*)", block.text)
        assert found
        there = "the leader" in found[2]
        names = [self.leader().name] if there else found[2].split(", ")
        for name in names:
            typed = "password\npassword\n" if "--pwprompt" in block.text else ""
            self.machines[name].run(FOLDER + block.text, user=found[1], typed=typed)

    def _start_databases(self) -> None:
        for machine in self.databases:
            self.boot(machine)
        wait_for("a leader and two replicas", self.is_whole, 120)

    def _certificate(self) -> None:
        self.balancer.run(
            "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout /etc/ssl/private/leadership.key"
            f" -out /etc/ssl/leadership.crt -subj /CN={HOST} -addext subjectAltName=DNS:{HOST}\n"
        )

    def _install(self) -> None:
        """What docs/install.md has for web hosts and workers; mail leaves for the server of the rig."""
        for machine in (*self.webs, *self.workers):
            machine.run(
                "chown leadership: /srv/leadership\n"
                "install -d -o leadership -g leadership -m 700 /srv/leadership/data\n"
                "install -d -o leadership -g leadership -m 755 /srv/leadership/static\n"
                f"cp {APP}/deploy/systemd/leadership* /etc/systemd/system/\n"
            )
            machine.path("/srv/leadership/environment").write_text(self.settings)
        first, second = self.webs
        self.manage(first, "check --deploy --fail-level WARNING")
        self.settings = re.sub(
            r"^EMAIL_URL=.*$",
            "EMAIL_URL='smtp://mail.example.gov.uk:25'",
            self.settings,
            flags=re.MULTILINE,
        )
        for machine in (*self.webs, *self.workers):
            machine.path("/srv/leadership/environment").write_text(self.settings)
        for words in ("migrate -v 0", "createcachetable", f"import_bank {BANK} --publish"):
            self.manage(first, words)
        self.manage(first, "collectstatic --no-input -v 0")
        # The second would take as long to come to the same.
        folder = "srv/leadership/static"
        shutil.copytree(first.path(folder), second.path(folder), dirs_exist_ok=True)

    def _start_pooler(self) -> None:
        """Between the service, started anew with the settings for it, and the primary."""
        script = "exec pgbouncer /etc/pgbouncer/pgbouncer.ini\n"
        self.balancer.start(script, user="postgres", name="pgbouncer")
        pooled = self.settings.replace("@lb:5432", "@lb:6432") + "DATABASE_POOLER='true'\n"
        for machine in (*self.webs, *self.workers):
            machine.path("/srv/leadership/environment").write_text(pooled)
            machine.kill()
            self.boot(machine)

    def boot(self, machine: Machine) -> None:
        """What systemd starts on it, in the order of its units."""
        if not machine.is_up:
            machine.power_on()
        if machine in self.databases:
            machine.run("install -d -o postgres /run/postgresql\n")
            own = "ETCD_DATA_DIR=/var/lib/etcd/default"
            machine.start(f"set -a; {own}; . /etc/default/etcd; exec etcd\n", user="etcd", name="etcd")  # fmt: skip
            machine.start("exec patroni /etc/patroni/config.yml\n", user="postgres", name="patroni")
        elif machine is self.balancer:
            machine.start("exec haproxy -W -f /etc/haproxy/haproxy.cfg\n", user="root", name="haproxy")  # fmt: skip
        elif machine in self.webs:
            folder = "/etc/systemd/system/leadership.socket.d"
            dropped = machine.path(f"{folder}/several-machines.conf").read_text()
            bind = re.findall(r"^ListenStream=(\S+)$", dropped, re.MULTILINE)[-1]
            machine.serve("leadership.service", f"GUNICORN_CMD_ARGS='--bind {bind}'")
        else:
            machine.serve("leadership-worker.service")
            tick = f".venv/bin/python manage.py tick || true; sleep {UNTIL_DUE}"
            machine.start(f"{SETTINGS}while true; do {tick}; done\n", user="leadership", name="tick")  # fmt: skip

    def manage(self, machine: Machine, words: str) -> str:
        say(f"    {machine.name}: manage.py {words}")
        return machine.run(f"{SETTINGS}.venv/bin/python manage.py {words}\n", user="leadership")

    # Asking it -------------------------------------------------------------------------------

    def told(self, machine: Machine, path: str) -> dict[str, Any]:
        """Return what the Patroni of a machine says of itself or the others; nothing where it says no."""
        link = http.client.HTTPConnection(machine.address, 8008, timeout=2)
        try:
            link.request("GET", path)
            answer = link.getresponse()
            return dict(json.load(answer)) if answer.status == http.client.OK else {}
        except (OSError, http.client.HTTPException):
            return {}
        finally:
            link.close()

    def members(self) -> dict[str, str]:
        """Return the role of each database, as the primary sees it; of the others only what follows it by now."""
        for machine in self.databases:
            own = self.told(machine, "/primary")
            if "timeline" not in own:
                continue
            return {
                one["name"]: one["role"]
                for one in self.told(machine, "/cluster").get("members", [])
                if self.told(self.machines[one["name"]], "/health").get("timeline")
                == own["timeline"]
            }
        return {}

    def is_whole(self) -> bool:
        return sorted(self.members().values()) == ["leader", "replica", "sync_standby"]

    def one_with(self, role: str) -> Machine:
        """Return the database that has a role now."""

        def found() -> list[Machine]:
            return [self.machines[name] for name, its in self.members().items() if its == role]

        return wait_for(f"a {role}", found)[0]

    def leader(self) -> Machine:
        return self.one_with("leader")

    def link(self) -> Link:
        """A way to the service for somebody who trusts its certificate."""
        certificate = self.balancer.path("/etc/ssl/leadership.crt")
        return Link(self.balancer.address, ssl.create_default_context(cafile=str(certificate)))

    def is_served(self) -> bool:
        link = self.link()
        try:
            link.request("GET", "/readyz")
            return link.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            link.close()

    def is_ready(self, web: Machine) -> bool:
        """Whether a web host itself says that it can serve."""
        link = http.client.HTTPConnection(web.address, 8000, timeout=5)
        try:
            link.request("GET", "/readyz", headers={"Host": HOST})
            return link.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            link.close()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the primary, by the way that the service goes; again where it is away."""
        where = f"host={self.balancer.address} port=5432 dbname=leadership user=leadership password=password sslmode=require"

        def answers() -> list[list[tuple[Any, ...]]]:
            try:
                with psycopg.connect(where, connect_timeout=5) as connection:
                    done = connection.execute(sql.encode())
                    return [done.fetchall() if done.description else []]
            except psycopg.OperationalError:
                return []

        return wait_for("the primary", answers)[0]

    def council(self) -> tuple[list[Person], list[str]]:
        """Make people who have just begun, and return them with the codes of what they are asked."""
        given = dict(re.findall(r"^(\w+)='(.*)'$", self.settings, re.MULTILINE))
        given["DATABASE_URL"] = given["DATABASE_URL"].replace("@lb:", f"@{self.balancer.address}:")
        given["STATIC_ROOT"] = str(self.folder / "static")
        done = subprocess.run(
            [sys.executable, "-m", "tests.rigs.council", str(PEOPLE)],
            cwd=PROJECT,
            env=os.environ | given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RigError(done.stderr[-3000:])
        made = json.loads(done.stdout)
        codes = [code for codes in made["questions"].values() for code in codes]
        return [Person(one["session"], one["assessment"]) for one in made["starters"]], codes
