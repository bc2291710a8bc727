"""A bare Debian in a folder, and what the rigs do in it: commands as a user, services as their units say."""

import os
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

from tests.rigs.blocks import PROJECT, RigError

DEBIAN = "bookworm"
LEFT_OUT = 77
HOST = "leadership.example.gov.uk"
APP = "/srv/leadership/app"
SETTINGS = f"cd {APP}; set -a; . /srv/leadership/environment; set +a\n"
LOGS = "/var/log/rig"
# What leads through a proxy, and the bundles of certificates that go with it.
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "PIP_INDEX_URL", "PIP_TRUSTED_HOST")
BUNDLES = ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
# With these all that a rig starts and mounts ends with it.
NAMESPACES = (
    *("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"),
    *("--propagation", "private"),
)


class Debian:
    """A Debian in a folder. Its services run where `entered` leads to, such as a network of their own."""

    def __init__(self, root: Path, entered: list[str]) -> None:
        self.root, self.entered = root, entered
        self.services: list[subprocess.Popen[bytes]] = []

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
            *([] if outside else self.entered),
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

    def start(self, script: str, *, user: str, name: str) -> None:
        """Start something that stays, with a log of its own."""
        words = self.command(script, user, outside=False)
        logs = self.path(LOGS)
        logs.mkdir(exist_ok=True)
        with (logs / f"{name}.log").open("ab") as log:
            self.services.append(
                subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
            )

    def serve(self, unit: str, settings: str = "") -> None:
        """Start a service as its unit says, again and again where it does; `settings` stand in for a drop-in."""
        text = self.path(f"/etc/systemd/system/{unit}").read_text()
        said = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
        folder = said.get("RuntimeDirectory")
        if folder:
            self.run(f"install -d -o {said['User']} -m 755 /run/{folder}")
        script = (
            f"umask {said['UMask']}; cd {said['WorkingDirectory']}\n"
            f"set -a; . {said['EnvironmentFile']}\n{said.get('Environment', '')}\n{settings}\nset +a\n"
        )
        if said.get("Restart") == "always":
            pause = said["RestartSec"]
            script += f"while true; do {said['ExecStart']} || true; sleep {pause}; done\n"
        else:
            script += f"exec {said['ExecStart']}\n"
        self.start(script, user=said["User"], name=unit)

    def page(self, address: str) -> str:
        """Return a page as somebody outside gets it, through nginx and HTTPS."""
        ask = (
            f"import urllib.request as r; print(r.urlopen({address!r}, timeout=20).read().decode())"
        )
        return self.run(f"python3 -c {shlex.quote(ask)}")


def say(words: str) -> None:
    print(words, flush=True)


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.rstrip().splitlines())


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
    # There is no systemd: what it would start is started by the rig.
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)


def release() -> str:
    """Return the folder that docs/install.md has this version in."""
    found = re.search(r"/srv/leadership/releases/[\d.]+", (PROJECT / "docs/install.md").read_text())
    assert found
    return found[0]


def copy_project(folder: Path) -> None:
    """Put the project's files into a folder, as somebody has them who fetched them."""
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True
    ).stdout.decode()
    for name in filter(None, names.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, target)


def why_not(*programs: str) -> str | None:
    """Return what keeps this machine from running a rig."""
    if os.geteuid() != 0:
        return "it takes root"
    for name in ("debootstrap", "unshare", "nsenter", "ip", "chroot", "git", *programs):
        if not shutil.which(name):
            return f"{name} is not installed"
    allowed = subprocess.run([*NAMESPACES, "--net", "true"], capture_output=True, check=False)
    return "the kernel does not allow namespaces" if allowed.returncode else None
