"""Follows docs/install.md and docs/operating.md word for word in a bare Debian: bin/test --rigs.

The blocks of commands are taken from the documents themselves and run in their order, as the user that each names. What
the documents leave to the reader (the project's files, a certificate, "yes" to apt) is done here, and said. Everything
happens in namespaces of its own, in a folder that is removed afterwards; only apt and pip reach a network.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rigs.blocks import (
    INSTALL,
    OPERATING,
    PROJECT,
    REACH_A_NETWORK,
    Block,
    RigError,
    blocks,
)
from tests.rigs.debian import (
    HOST,
    LEFT_OUT,
    LOGS,
    NAMESPACES,
    SETTINGS,
    Debian,
    bare_debian,
    copy_project,
    indented,
    mount,
    prepare,
    release,
    say,
    why_not,
)

DRILL = "leadership_drill"


def alone() -> list[str]:
    """Make a network with nobody in it, and return the words that enter it."""
    network = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
    time.sleep(0.5)
    entered = ["nsenter", f"--net=/proc/{network.pid}/ns/net"]
    subprocess.run([*entered, "ip", "link", "set", "lo", "up"], check=True)
    return entered


def after_apt(debian: Debian) -> None:
    """PostgreSQL runs, nginx will, and the project's files are in their place."""
    # Its port may have been taken outside when it was installed.
    debian.run(
        "set -- $(pg_lsclusters --no-header)\n"
        'pg_conftool "$1" "$2" set port 5432\npg_ctlcluster "$1" "$2" start\n'
    )
    copy_project(debian.path(release()))
    debian.run(f"chown -R leadership: {release()}")
    say(f"    the project's files are in {release()}")


def certificate(debian: Debian) -> None:
    """A certificate for the nginx site that this Debian trusts, and a systemctl that only says what it was told."""
    debian.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout /etc/ssl/private/leadership.key"
        f" -out /etc/ssl/leadership.crt -subj /CN={HOST} -addext subjectAltName=DNS:{HOST}\n"
        "cp /etc/ssl/leadership.crt /usr/local/share/ca-certificates/\nupdate-ca-certificates\n"
    )
    stand_in = debian.path("/usr/local/bin/systemctl")
    stand_in.write_text('#!/bin/sh\necho "left out, no systemd here: systemctl $*"\n')
    stand_in.chmod(0o755)


def start_all(debian: Debian) -> None:
    """What `systemctl enable --now` and `reload nginx` would have done, but for the timers."""
    for unit in ("leadership.service", "leadership-worker.service"):
        debian.serve(unit)
    debian.run("nginx")
    debian.run(f"{SETTINGS}.venv/bin/python manage.py tick\n", user="leadership")
    deadline = time.monotonic() + 60
    while True:
        try:
            found = debian.page(f"https://{HOST}/readyz")
            break
        except RigError:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)
    say(f"    /readyz: 200, {found.strip()}")
    if "password" not in debian.page(f"https://{HOST}/accounts/login/"):
        raise RigError("The page of signing in does not ask for a password.")
    say("    the page of signing in: 200")


def settings_file(debian: Debian, block: Block) -> None:
    """Add the settings as they stand, but for mail, which leaves for no server here."""
    mail = "EMAIL_URL='file:///srv/leadership/data/mail'"
    text, changed = re.subn(r"^EMAIL_URL=.*$", mail, block.text, flags=re.MULTILINE)
    if changed != 1:
        raise RigError("The settings name no EMAIL_URL.")
    with debian.path("/srv/leadership/environment").open("a") as file:
        file.write(text)
    say("    but for EMAIL_URL: e-mails are written to a folder")


def install(debian: Debian) -> None:
    before = {"nginx -t": certificate}
    after = {
        "apt-get install python3-venv": after_apt,
        "manage.py invite": was_invited,
        "nginx -t": start_all,
    }
    for block in blocks("install.md", INSTALL):
        with told(block):
            if block.piece == "SITE_URL=":
                settings_file(debian, block)
                continue
            before.get(block.piece, nothing)(debian)
            said = debian.run(
                block.text,
                user=block.user,
                outside=block.piece in REACH_A_NETWORK,
                typed="password\npassword\n" if "--pwprompt" in block.text else "",
            )
            after.get(block.piece, nothing)(debian)
            if block.piece == "manage.py doctor":
                say(indented(said))


def nothing(_debian: Debian) -> None:
    """Most blocks want nothing more."""


def was_invited(debian: Debian) -> None:
    """The first person has an e-mail with a link to the service."""
    mails = list(debian.path("/srv/leadership/data/mail").iterdir())
    if len(mails) != 1 or HOST not in mails[0].read_text():
        raise RigError(f"Nobody was invited by mail: {mails}")


def operate(debian: Debian) -> None:
    """A backup and a drill of restoring it, with the rest of the commands."""
    backups = debian.path("/srv/leadership/backups")
    for block in blocks("operating.md", OPERATING):
        with told(block):
            if block.reason:
                continue
            text, before = block.text, SETTINGS
            if block.piece in {"--check", "manage.py verify_banks"}:
                (made,) = backups.iterdir()
                text = re.sub(r"leadership-\d{8}T\d{6}Z\.tar\.gz\.age", made.name, text)
            if block.piece == "manage.py verify_banks":
                drill(debian, text)
                continue
            said = debian.run(before + text, user=block.user)
            if block.piece == "manage.py backup --new-key":
                (key,) = re.findall(r"^BACKUP_KEYS=.*$", said, re.MULTILINE)
                with debian.path("/srv/leadership/environment").open("a") as file:
                    file.write(f"{key}\n")


def drill(debian: Debian, text: str) -> None:
    """Restore into a new and empty database, as the drill has it; nothing serves that one."""
    debian.run(
        f"createdb --owner leadership --encoding UTF8 --template template0 {DRILL}\n",
        user="postgres",
    )
    other = f"DATABASE_URL='postgres://leadership:password@localhost/{DRILL}'\nEMAIL_URL=file:///tmp/mail\n"
    restoring, doctor = text.rsplit("\n", 2)[0], text.rsplit("\n", 2)[1]
    debian.run(SETTINGS + other + restoring, user="leadership")
    said = debian.run(SETTINGS + other + doctor, user="leadership", fails=True)
    wrong = set(re.findall(r"^wrong +([^:]+):", said, re.MULTILINE))
    if "worker" not in wrong or wrong - {"worker", "timer"}:
        raise RigError(f"The doctor finds more wrong than a worker and a timer.\n{said}")
    counts = "SELECT count(*) FROM accounts_user; SELECT count(*) FROM banks_question; SELECT max(id) FROM accounts_auditentry;"
    one, two = (
        debian.run(f'psql -At {name} -c "{counts}"\n', user="postgres")
        for name in ("leadership", DRILL)
    )
    if one != two:
        raise RigError(f"The restored database has other rows: {one} {two}")
    say(f"    restored: people, statements, lines of the log: {', '.join(two.split())}, as before")


@contextmanager
def told(block: Block) -> Iterator[None]:
    """Say of a block what becomes of it, and how long it took."""
    first = next(line for line in block.text.splitlines() if not line.startswith("# as"))
    say(f"docs/{block.document}, line {block.line}, as {block.user}: {first}")
    started = time.monotonic()
    yield
    took = f"done, {time.monotonic() - started:.0f} s"
    say(f"    left out: {block.reason}" if block.reason else f"    {took}")


def inside(root: Path) -> int:
    """The rest, where mounts and processes end with this one."""
    try:
        # A block that nobody knows is told before minutes have gone by.
        for document, known in (("install.md", INSTALL), ("operating.md", OPERATING)):
            list(blocks(document, known))
        bare_debian(root)
        mount(root)
        prepare(root)
        debian = Debian(root, alone())
        install(debian)
        operate(debian)
    except (RigError, subprocess.CalledProcessError) as error:
        say(f"FAILED: {error}")
        for log in sorted((root / LOGS.removeprefix("/")).glob("*.log")):
            say(f"{log.name}:\n{indented(log.read_text()[-2000:])}")
        return 1
    say("1 passed, 0 failed")
    return 0


def main() -> int:
    if sys.argv[1:]:
        return inside(Path(sys.argv[1]))
    reason = why_not()
    if reason:
        say(f"LEFT OUT: {reason}")
        return LEFT_OUT
    # Not in /tmp, which is often small or forbids devices and programs.
    root = Path(tempfile.mkdtemp(prefix="leadership-rig-", dir="/var/tmp"))
    root.chmod(0o755)
    try:
        words = [*NAMESPACES, sys.executable, "-m", "tests.rigs.install", str(root)]
        return subprocess.run(words, cwd=PROJECT, check=False).returncode
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
