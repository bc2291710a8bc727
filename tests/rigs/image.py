"""Builds deploy/Containerfile and runs the service from the image: bin/test --rigs, where buildah is installed.

No registry is asked for the image that it builds on: a bare Debian with its own Python 3.11 stands for it. All of it is in a
folder that is removed afterwards; only apt and pip reach a network.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.rigs.blocks import PROJECT, RigError
from tests.rigs.debian import (
    BUNDLES,
    LEFT_OUT,
    NAMESPACES,
    Debian,
    bare_debian,
    copy_project,
    mount,
    prepare,
    say,
    why_not,
)

CONTAINERFILE = PROJECT / "deploy/Containerfile"
# What a container is started with, and then asked; everything ends with the shell.
VISIT = """
export SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')"
export SITE_URL=http://localhost:8123 EMAIL_URL=file:///tmp/mail DATABASE_URL=sqlite:////srv/leadership/data/leadership.sqlite3
test "$(id -u)" = 10001
python manage.py migrate --no-input -v 0
python manage.py createcachetable
python manage.py import_bank fixtures/customer-focused-leadership.yaml --publish
COMMAND &
server=$!
python -c "
import time, urllib.request
for path in ('healthz', 'readyz', 'accounts/login/'):
    for _ in range(60):
        try:
            print(path, urllib.request.urlopen('http://localhost:8123/' + path, timeout=20).status)
            break
        except ConnectionError:
            time.sleep(0.5)
        except OSError as error:
            if not isinstance(getattr(error, 'reason', None), ConnectionError):
                raise
            time.sleep(0.5)
    else:
        raise SystemExit('nobody answers')
"
if touch manage.py 2>/dev/null; then echo "the program can be changed from within"; exit 1; fi
kill $server
wait $server
python manage.py tick
"""


class Images:
    """buildah, with all it keeps in a folder of ours, and without a daemon or any rights of a container."""

    def __init__(self, folder: Path) -> None:
        self.words = ["buildah", "--root", str(folder / "store"), "--runroot", str(folder / "run")]
        self.environment = os.environ | {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}

    def do(self, *words: str | Path, cwd: Path = PROJECT) -> str:
        done = subprocess.run(
            [*self.words, *map(str, words)],
            cwd=cwd,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RigError(f"buildah {words[0]}: status {done.returncode}\n{done.stdout[-4000:]}")
        return done.stdout.strip()


def base_of(folder: Path) -> Path:
    """Make what stands for the image of Python."""
    root = folder / "base"
    bare_debian(root)
    prepare(root)
    mount(root)
    Debian(root, []).run(
        "apt-get update -qq\napt-get install -qq --no-install-recommends python3 python3-pip >/dev/null\n"
        # That image has no Python of Debian's, which pip would have to leave alone.
        "rm -f /usr/lib/python3*/EXTERNALLY-MANAGED\nln -s /usr/bin/python3 /usr/local/bin/python\n",
        outside=True,
    )
    for place in ("dev", "sys", "proc"):
        subprocess.run(["umount", "--recursive", str(root / place)], check=True)
    return root


def build(images: Images, folder: Path) -> None:
    root = base_of(folder)
    wanted = re.findall(r"^FROM (\S+)$", CONTAINERFILE.read_text(), re.MULTILINE)[-1]
    container = images.do("from", "scratch")
    images.do("copy", "--quiet", container, root, "/")
    settings = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
    if (root / "etc/rig.pem").exists():
        settings += [f"{name}=/etc/rig.pem" for name in BUNDLES]
    for setting in settings:
        images.do("config", "--env", setting, container)
    images.do("commit", "--rm", container, wanted)
    say(f"{wanted}: a bare Debian stands for it")
    copy_project(folder / "project")
    file = CONTAINERFILE.relative_to(PROJECT)
    words = ("--network", "host", "--pull-never", "--format", "docker", "-f", file, "-t", "leadership", ".")  # fmt: skip
    images.do("build", *words, cwd=folder / "project")
    say(f"{file}: built")


def visit(images: Images) -> None:
    """Run its own command, as its own user, and ask it for three pages."""
    container = images.do("from", "--pull-never", "localhost/leadership")
    said = images.do("inspect", "--format", "{{.OCIv1.Config.Cmd}}", container)
    command = said.strip("[]").replace("0.0.0.0:8000", "127.0.0.1:8123")
    script = VISIT.replace("COMMAND", command)
    told = images.do("run", "--network", "host", container, "--", "sh", "-euc", script)
    say(told)


def main() -> int:
    if sys.argv[1:2] == ["stage"]:
        folder = Path(sys.argv[2])
        images = Images(folder)
        try:
            build(images, folder)
            visit(images)
        except (RigError, subprocess.CalledProcessError) as error:
            say(f"FAILED: {error}")
            return 1
        say("1 passed, 0 failed")
        return 0
    if reason := why_not("buildah"):
        say(f"LEFT OUT: {reason}")
        return LEFT_OUT
    # Not in /tmp, which is often small or forbids devices and programs.
    folder = Path(tempfile.mkdtemp(prefix="leadership-image-", dir="/var/tmp"))
    try:
        words = [*NAMESPACES, sys.executable, "-m", "tests.rigs.image", "stage", str(folder)]
        return subprocess.run(words, cwd=PROJECT, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
