"""Follows docs/high-availability.md on machines made of namespaces, and kills them in turn: bin/test --rigs.

Two web hosts, two workers, PostgreSQL on three machines by Patroni and etcd, a load balancer; the files are those of
deploy/high-availability. While people answer a machine at a time is killed or cut off; then each answer that was
acknowledged is looked for, and no e-mail may have come twice. RIG_BASE names a folder that keeps the packages for next time.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mail_server import mail_server
from tests.rigs.blocks import PROJECT, RigError
from tests.rigs.cluster import Cluster
from tests.rigs.debian import LEFT_OUT, LOGS, NAMESPACES, indented, say, why_not
from tests.rigs.drills import Drills
from tests.rigs.machines import addresses, installer, make_base, make_bridge, make_machines

TAIL = int(os.environ.get("RIG_TAIL", "1500"))
ME = "tests.rigs.failover"


def packages() -> list[str]:
    """Return what the document has apt install."""
    text = (PROJECT / "docs/high-availability.md").read_text()
    return [name for line in re.findall(r"^apt-get install (.*)$", text, re.MULTILINE) for name in line.split()]  # fmt: skip


def play(base: Path, folder: Path) -> int:
    """The machines, on a network that leads nowhere; all of it ends with this process."""
    make_bridge()
    machines = make_machines(base, folder)
    try:
        with mail_server(25, addresses()["mail.example.gov.uk"]) as (mails, _):
            cluster = Cluster(machines, folder)
            cluster.set_up()
            failures = Drills(cluster, mails).all()
    except (RigError, subprocess.CalledProcessError) as error:
        failures = [str(error)]
    if failures:
        for name, machine in machines.items():
            for log in sorted(machine.path(LOGS).glob("*.log")):
                say(f"{name}, {log.name}:\n{indented(log.read_text(errors='replace')[-TAIL:])}")
    for failure in failures:
        say(f"FAILED: {failure}")
    if not failures:
        say("1 passed, 0 failed")
    return 1 if failures else 0


def stage(name: str, *places: Path, with_network: bool) -> None:
    """Run a part in namespaces of its own."""
    apart = [] if with_network else ["--net"]
    words = [*NAMESPACES, *apart, sys.executable, "-m", ME, name, *map(str, places)]
    done = subprocess.run(words, cwd=PROJECT, check=False)
    if done.returncode:
        raise RigError(f"{name} failed")


def main() -> int:
    if sys.argv[1:2] == ["base"]:
        make_base(Path(sys.argv[2]), packages())
        return 0
    if sys.argv[1:2] == ["play"]:
        return play(Path(sys.argv[2]), Path(sys.argv[3]))
    reason = why_not() or (
        None if installer() else "uv, which bin/test puts into .tools, is missing"
    )
    if reason:
        say(f"LEFT OUT: {reason}")
        return LEFT_OUT
    # Not in /tmp, which is often small or forbids devices and programs.
    folder = Path(tempfile.mkdtemp(prefix="leadership-rig-", dir="/var/tmp"))
    folder.chmod(0o755)
    base = Path(os.environ.get("RIG_BASE", folder / "base"))
    try:
        if not (base / "etc/rig-is-made").exists():
            base.mkdir(parents=True, exist_ok=True)
            stage("base", base, with_network=True)
            (base / "etc/rig-is-made").touch()
        stage("play", base, folder, with_network=False)
    except RigError as error:
        say(f"FAILED: {error}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
