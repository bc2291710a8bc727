"""Machines on one bridge: each has a network, processes and a root of its own, and can be killed or cut off."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.rigs.blocks import PROJECT, RigError
from tests.rigs.debian import (
    APP,
    Debian,
    bare_debian,
    copy_project,
    mount,
    prepare,
    release,
    say,
)

DEPLOYED = PROJECT / "deploy/high-availability"
GUNICORN = "#!{app}/.venv/bin/python\nfrom gunicorn.app.wsgiapp import run\nrun()\n"
LIBRARIES = ".venv/lib/python3.11/site-packages"  # of Debian's Python
# Its children's children fall to it; those that end leave no zombies, or Patroni would wait for PostgreSQL to be gone.
FIRST_PROCESS = "from signal import *; signal(SIGCHLD, SIG_IGN)\nwhile True: pause()"
NEEDED = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 python3-venv iproute2 openssl"


def words(*given: str | Path) -> None:
    done = subprocess.run([str(one) for one in given], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RigError(f"{' '.join(map(str, given))}\n{done.stdout}{done.stderr}")


def addresses() -> dict[str, str]:
    """Return the machines by name, from the file of hosts that is documented."""
    lines = re.findall(r"^(10\.\S+) +(\S+)", (DEPLOYED / "hosts").read_text(), re.MULTILINE)
    return {name: address for address, name in lines}


def make_base(root: Path, packages: list[str]) -> None:
    """A Debian with the packages of every kind of machine, and the service's libraries. Takes a network, and minutes."""
    bare_debian(root)
    mount(root)
    prepare(root)
    debian = Debian(root, [])
    started = time.monotonic()
    debian.run(
        "export DEBIAN_FRONTEND=noninteractive\napt-get update\n"
        f"apt-get install --no-install-recommends {NEEDED} {' '.join(packages)}\napt-get clean\n",
        outside=True,
    )
    say(f"packages: {time.monotonic() - started:.0f} s")
    started = time.monotonic()
    debian.run(
        "useradd --system --create-home --home-dir /srv/leadership --shell /bin/bash leadership\n"
        f"mkdir -p {release()}\npython3 -m venv {release()}/.venv\nln -s {release()} {APP}\n"
    )
    install_libraries(debian)
    # Once here, or each machine does it for itself at its first start.
    debian.run(f"python3 -m compileall -q -j 2 {APP}/{LIBRARIES}\n")
    say(f"libraries: {time.monotonic() - started:.0f} s")


def installer() -> str | None:
    """Return the installer of libraries that bin/test brings, or another that is here."""
    own = PROJECT / ".tools/bin/uv"
    return str(own) if own.exists() else shutil.which("uv")


def install_libraries(debian: Debian) -> None:
    """The installer of this machine puts them there, with whatever leads it through its network."""
    uv = installer() or "uv"
    words(
        *(uv, "pip", "install", "--no-deps", "--require-hashes", "--only-binary", ":all:"),
        *("--python", sys.executable, "--python-version", "3.11"),
        *("--target", debian.path(f"{release()}/{LIBRARIES}")),
        *("-r", PROJECT / "requirements.txt"),
    )
    started = debian.path(f"{release()}/.venv/bin/gunicorn")
    started.write_text(GUNICORN.format(app=APP))
    started.chmod(0o755)


class Machine(Debian):
    """A Debian over a base that nobody writes to, on the bridge of the rig."""

    def __init__(self, name: str, address: str, folder: Path, lower: list[Path]) -> None:
        self.name, self.address = name, address
        root = folder / name / "root"
        for part in ("root", "upper", "work"):
            (folder / name / part).mkdir(parents=True)
        layers = f"lowerdir={':'.join(map(str, lower))},upperdir={folder}/{name}/upper,workdir={folder}/{name}/work"
        words("mount", "-t", "overlay", "overlay", "-o", layers, root)
        words("mount", "-t", "sysfs", "sysfs", root / "sys")
        words("mount", "--rbind", "/dev", root / "dev")
        super().__init__(root, [])
        self.kernel = subprocess.Popen(["unshare", "--net", "--uts", "sleep", "infinity"])
        self.is_up = False
        _wait_for_namespace(self.kernel.pid, "net")
        self._plug_in()
        self.power_on()

    def _plug_in(self) -> None:
        """A network card on the bridge; its other end is named for the machine."""
        words(
            *("ip", "link", "add", f"to-{self.name}", "type", "veth"),
            *("peer", "name", "eth0", "netns", str(self.kernel.pid)),
        )
        words("ip", "link", "set", f"to-{self.name}", "master", "bridge", "up")
        for line in (
            f"hostname {self.name}",
            "ip link set lo up",
            f"ip address add {self.address}/24 dev eth0",
            "ip link set eth0 up",
        ):
            words(*self._kernels(), *line.split())

    def _kernels(self) -> list[str]:
        place = f"/proc/{self.kernel.pid}/ns"
        return ["nsenter", f"--net={place}/net", f"--uts={place}/uts"]

    def power_on(self) -> None:
        """Give it a first process, with which all others end."""
        proc = f"mount -t proc proc {self.root}/proc && exec {sys.executable} -c '{FIRST_PROCESS}'"
        apart = ["unshare", "--pid", "--mount", "--fork", "--kill-child"]
        # Killed with all it holds, it complains of that.
        self.first = subprocess.Popen(
            [*self._kernels(), *apart, "sh", "-c", proc], stderr=subprocess.DEVNULL
        )
        children = Path(f"/proc/{self.first.pid}/task/{self.first.pid}/children")
        until = time.monotonic() + 10
        while not (found := children.read_text().split()):
            if time.monotonic() > until:
                raise RigError(f"{self.name} does not start")
            time.sleep(0.02)
        self.init = int(found[0])
        self.entered = [
            *self._kernels(),
            *(f"--pid=/proc/{self.init}/ns/pid", f"--mount=/proc/{self.init}/ns/mnt"),
        ]
        while not (self.root / "proc").exists() or not _has_proc(self.entered, self.root):
            time.sleep(0.05)
        self.is_up = True

    def kill(self) -> None:
        """SIGKILL for everything that runs on it; its kernel goes on and hangs up on all it was connected to."""
        words("kill", "-9", str(self.init))
        self.first.wait()
        for service in self.services:
            service.wait()
        self.services.clear()
        self.is_up = False
        # As after a start of the machine.
        for stale in ("run/postgresql", "run/haproxy", "run/leadership"):
            for file in self.path(stale).glob("*"):
                file.unlink()

    def cut_off(self) -> None:
        """Pull its cable: what was sent to it is lost, and nobody is told."""
        words("ip", "link", "set", f"to-{self.name}", "down")

    def plug_in(self) -> None:
        words("ip", "link", "set", f"to-{self.name}", "up")


def _wait_for_namespace(pid: int, kind: str) -> None:
    """Wait until a process has left for a namespace of its own."""
    ours = Path(f"/proc/self/ns/{kind}").readlink()
    while Path(f"/proc/{pid}/ns/{kind}").readlink() == ours:
        time.sleep(0.02)


def _has_proc(entered: list[str], root: Path) -> bool:
    done = subprocess.run(
        [*entered, "test", "-e", f"{root}/proc/self"], capture_output=True, check=False
    )
    return done.returncode == 0


def make_bridge() -> None:
    """The network that the machines are on; the rig itself is on it as the mail server and as everybody who answers."""
    words("ip", "link", "set", "lo", "up")
    words("ip", "link", "add", "bridge", "type", "bridge")
    words("ip", "address", "add", f"{addresses()['mail.example.gov.uk']}/24", "dev", "bridge")
    words("ip", "link", "set", "bridge", "up")


def make_machines(base: Path, folder: Path) -> dict[str, Machine]:
    """All machines, with the project's files and the documented /etc/hosts."""
    layer = folder / "project"
    copy_project(layer / release().removeprefix("/"))
    (layer / "etc").mkdir()
    shutil.copy(DEPLOYED / "hosts", layer / "etc/hosts")
    return {
        name: Machine(name, address, folder, [layer, base])
        for name, address in addresses().items()
        if not name.startswith("mail")
    }
