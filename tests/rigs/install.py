"""Follows docs/install.md and docs/operating.md word for word in a bare Debian: bin/test --rigs.

The blocks of commands are taken from the documents themselves and run in their order, as the user that each names. What
the documents leave to the reader (the project's files, a certificate, "yes" to apt) is done here, and said. Everything
happens in namespaces of its own, in a folder that is removed afterwards; only apt and pip reach a network.
"""

import os
import re
import shlex
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

DEBIAN = "bookworm"
LEFT_OUT = 77
HOST = "leadership.example.gov.uk"
APP = "/srv/leadership/app"
SETTINGS = f"cd {APP}; set -a; . /srv/leadership/environment; set +a\n"
DRILL = "leadership_drill"
# What leads through a proxy, and the bundles of certificates that go with it.
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "PIP_INDEX_URL", "PIP_TRUSTED_HOST")
BUNDLES = ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class Debian:
    """A bare Debian in a folder. Its services have a network of their own with nobody in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.services: list[subprocess.Popen[bytes]] = []
        # Holds the network that has only this Debian in it.
        self.network = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        time.sleep(0.5)
        subprocess.run([*self._inside(), "ip", "link", "set", "lo", "up"], check=True)

    def _inside(self) -> list[str]:
        return ["nsenter", f"--net=/proc/{self.network.pid}/ns/net"]

    def path(self, inside: str) -> Path:
        return self.root / inside.removeprefix("/")

    def command(self, script: str, user: str, *, outside: bool) -> list[str]:
        """Return the words that run a script in it, which ends with the first command that fails."""
        file = self.path(f"/tmp/{time.monotonic_ns()}.sh")
        file.write_text(script)
        file.chmod(0o644)
        names = [*PROXIES, *(name.lower() for name in PROXIES[:3])] if outside else []
        variables = [f"{name}={os.environ[name]}" for name in names if name in os.environ]
        if outside and self.path("/etc/rig.pem").exists():
            variables += [f"{name}=/etc/rig.pem" for name in BUNDLES]
        home = {"root": "/root", "postgres": "/var/lib/postgresql"}.get(user, "/srv/leadership")
        return [
            *([] if outside else self._inside()),
            *("chroot", str(self.root), "env", "-i", "LANG=C.UTF-8", f"HOME={home}"),
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            *variables,
            *("runuser", "-u", user, "--", "bash", "-eo", "pipefail"),
            f"/tmp/{file.name}",
        ]

    def run(
        self,
        script: str,
        *,
        user: str = "root",
        outside: bool = False,
        typed: str = "",
        fails: bool = False,
    ) -> str:
        """Run a script and return what it says."""
        done = subprocess.run(
            self.command(script, user, outside=outside),
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            start_new_session=True,  # so that a password is asked for here, not on a terminal
        )
        if (done.returncode != 0) != fails:
            raise RigError(f"status {done.returncode}\n{script}\n{done.stdout[-6000:]}")
        return done.stdout

    def serve(self, unit: str) -> None:
        """Start a service as its unit says."""
        text = self.path(f"/etc/systemd/system/{unit}").read_text()
        said = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
        folder = said.get("RuntimeDirectory")
        if folder:
            self.run(f"install -d -o {said['User']} -m 755 /run/{folder}")
        script = (
            f"umask {said['UMask']}; cd {said['WorkingDirectory']}\n"
            f"set -a; . {said['EnvironmentFile']}\n{said.get('Environment', '')}\nset +a\n"
            f"exec {said['ExecStart']}\n"
        )
        with self.path(f"/var/log/{unit}.log").open("wb") as log:
            words = self.command(script, said["User"], outside=False)
            self.services.append(subprocess.Popen(words, stdout=log, stderr=log))

    def page(self, address: str) -> str:
        """Return a page as somebody outside gets it, through nginx and HTTPS."""
        ask = (
            f"import urllib.request as r; print(r.urlopen({address!r}, timeout=20).read().decode())"
        )
        return self.run(f"python3 -c {shlex.quote(ask)}")


def say(words: str) -> None:
    print(words, flush=True)


def bare_debian(root: Path) -> None:
    started = time.monotonic()
    mirror = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")
    done = subprocess.run(
        ["debootstrap", "--variant=minbase", DEBIAN, str(root), mirror],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RigError(f"debootstrap failed\n{done.stdout[-2000:]}")
    say(f"a bare Debian, {DEBIAN}: {time.monotonic() - started:.0f} s")


def mount(root: Path) -> None:
    """Give it what a kernel gives; gone with the namespace that this runs in."""
    for kind, place in (("proc", "proc"), ("sysfs", "sys")):
        subprocess.run(["mount", "-t", kind, kind, str(root / place)], check=True)
    subprocess.run(["mount", "--rbind", "/dev", str(root / "dev")], check=True)


def prepare(root: Path) -> None:
    """What a reader has anyway: a network for apt and pip, and the habit of saying yes."""
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    names = Path("/etc/hosts").read_text()
    (root / "etc/hosts").write_text(f"{names.rstrip()}\n127.0.0.1 localhost {HOST}\n")
    bundle = next((os.environ[name] for name in BUNDLES if os.environ.get(name)), None)
    if bundle:
        shutil.copy(bundle, root / "etc/rig.pem")
    (root / "etc/apt/apt.conf.d/99rig").write_text('APT::Get::Assume-Yes "true";\n')
    (root / "etc/dpkg/dpkg.cfg.d/rig").write_text("force-unsafe-io\n")
    # There is no systemd: what it would start is started below.
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)


def after_apt(debian: Debian) -> None:
    """PostgreSQL runs, nginx will, and the project's files are in their place."""
    # Its port may have been taken outside when it was installed.
    debian.run(
        "set -- $(pg_lsclusters --no-header)\n"
        'pg_conftool "$1" "$2" set port 5432\npg_ctlcluster "$1" "$2" start\n'
    )
    release = re.search(
        r"/srv/leadership/releases/[\d.]+", (PROJECT / "docs/install.md").read_text()
    )
    assert release
    folder = debian.path(release[0])
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True
    ).stdout.decode()
    for name in filter(None, names.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, target)
    debian.run(f"chown -R leadership: {release[0]}")
    say(f"    the project's files are in {release[0]}")


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


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.rstrip().splitlines())


@contextmanager
def told(block: Block) -> Iterator[None]:
    """Say of a block what becomes of it, and how long it took."""
    first = next(line for line in block.text.splitlines() if not line.startswith("# as"))
    say(f"docs/{block.document}, line {block.line}, as {block.user}: {first}")
    started = time.monotonic()
    yield
    took = f"done, {time.monotonic() - started:.0f} s"
    say(f"    left out: {block.reason}" if block.reason else f"    {took}")


def why_not() -> str | None:
    """Return what keeps this machine from it."""
    if os.geteuid() != 0:
        return "it takes root"
    for name in ("debootstrap", "unshare", "nsenter", "ip", "chroot", "git"):
        if not shutil.which(name):
            return f"{name} is not installed"
    allowed = subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "--net", "--mount-proc", "true"],
        capture_output=True,
        check=False,
    )
    return "the kernel does not allow namespaces" if allowed.returncode else None


def inside(root: Path) -> int:
    """The rest, where mounts and processes end with this one."""
    try:
        # A block that nobody knows is told before minutes have gone by.
        for document, known in (("install.md", INSTALL), ("operating.md", OPERATING)):
            list(blocks(document, known))
        bare_debian(root)
        mount(root)
        prepare(root)
        debian = Debian(root)
        install(debian)
        operate(debian)
    except (RigError, subprocess.CalledProcessError) as error:
        say(f"FAILED: {error}")
        for log in sorted((root / "var/log").glob("leadership*.log")):
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
    namespaces = (
        "--mount",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
        "--propagation",
        "private",
    )
    try:
        words = ["unshare", *namespaces, sys.executable, "-m", "tests.rigs.install", str(root)]
        return subprocess.run(words, cwd=PROJECT, check=False).returncode
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
