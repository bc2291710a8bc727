"""The two servers under measurement: the same gunicorn command over two projects and two like databases."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import django
import psutil
import psycopg

from bench.load import Address

ROOT = Path(__file__).resolve().parent.parent
# As docs/install.md and bin/demo have it. SQLite has one writer, so threads would only wait for each other.
GUNICORN = {
    "sqlite": ["--workers", "2"],
    "postgresql": ["--workers", "2", "--threads", "4"],
}
FIXED_PORTS = range(20_000, 30_000)  # Linux gives outgoing connections those from 32768 on


class ServerError(Exception):
    """A server, or what prepares its database, did not start."""


class Server:
    """A gunicorn with its workers; `cpu` is the processor time that the workers have used so far."""

    def __init__(
        self, name: str, application: str, environment: dict[str, str], arguments: list[str]
    ) -> None:
        self.name, self.environment = name, environment
        self.address: Address = ("127.0.0.1", port_of(environment["SITE_URL"]))
        command = [sys.executable, "-m", "gunicorn", application, "--log-level", "warning"]
        # The service's own reads its settings first, which are not those of the yardstick.
        own = ROOT.joinpath(*application.split(".")[:-1], "server_settings.py")
        command += ["--config", str(own if own.is_file() else ROOT / "gunicorn.conf.py")]
        command += ["--bind", f"127.0.0.1:{self.address[1]}", *arguments]
        self.process = psutil.Popen(command, cwd=ROOT, env=environment)
        self.workers: list[psutil.Process] = []
        try:
            self._wait_for(int(arguments[arguments.index("--workers") + 1]))
        except ServerError:
            self.stop()
            raise

    def _wait_for(self, workers: int) -> None:
        deadline = time.monotonic() + 180  # two start at once on the slowest of machines
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise ServerError(f"The server {self.name} did not start.")
            self.workers = self.process.children()
            if len(self.workers) == workers and is_listening(self.address):
                return
            time.sleep(0.1)
        raise ServerError(f"The server {self.name} did not answer within three minutes.")

    def cpu(self) -> float:
        """Return the seconds of processor time, the system's share included, of all workers."""
        times = [worker.cpu_times() for worker in self.workers]
        return sum(time.user + time.system for time in times)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except psutil.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def end_tidily() -> None:
    """Let a request to end, such as a timeout's, stop the servers on its way as Ctrl+C does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder on the disk where the service's data would be: a file system in memory syncs for free."""
    parent = ROOT / "data"
    parent.mkdir(exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix="bench-", dir=parent))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def databases(kind: str, where: Path, names: list[str]) -> dict[str, str]:
    """Return the address of a new database for each name, on one PostgreSQL server or in files."""
    if kind == "sqlite":
        return {name: f"sqlite:///{quote(str(where / name))}.sqlite3" for name in names}
    server = os.environ.get("DATABASE_URL") or _own_postgresql()
    base = server.rsplit("/", 1)[0]
    addresses = {}
    with psycopg.connect(server.replace("postgres://", "postgresql://"), autocommit=True) as link:
        for name in names:
            database = f"bench_{name}_{secrets.token_hex(3)}"
            link.execute(f'CREATE DATABASE "{database}"'.encode())
            addresses[name] = f"{base}/{database}"
    return addresses


def drop(kind: str, addresses: dict[str, str]) -> None:
    """Leave nothing behind on a server that is not ours."""
    server = os.environ.get("DATABASE_URL")
    if kind == "sqlite" or server is None:
        return
    with psycopg.connect(server.replace("postgres://", "postgresql://"), autocommit=True) as link:
        for address in addresses.values():
            database = address.rsplit("/", 1)[1]
            link.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'.encode())


def _own_postgresql() -> str:
    from tests.postgres import start_server  # noqa: PLC0415 - few runs want it

    return start_server()


def environment(database: str, where: Path) -> dict[str, str]:
    """Return settings like those of production, but for plain HTTP on this machine alone."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": f"http://127.0.0.1:{free_port()}",
        "DATABASE_URL": database,
        "EMAIL_URL": f"file:///{quote(str(where / 'mail').lstrip('/'))}",
        "STATIC_ROOT": str(where / "static"),
        "LOG_LEVEL": "ERROR",
    }


def set_up(database: str = "") -> None:
    """Set Django up in this process, for what is measured without a server: on this database or that of DATABASE_URL."""
    database = database or os.environ.get("DATABASE_URL", "")
    if not database:
        sys.exit("DATABASE_URL names the database to measure on.")
    os.environ |= {"DATABASE_URL": database, "SECRET_KEY": secrets.token_urlsafe(50)}
    os.environ.pop("REPLICA_URL", None)
    os.environ |= {"SITE_URL": "http://127.0.0.1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    django.setup()


def run(environment: dict[str, str], *arguments: str) -> str:
    """Run Python with these settings and return what it printed."""
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if result.returncode:
        raise ServerError(f"Failed: python {' '.join(arguments)}")
    return result.stdout


def free_port() -> int:
    """Return a port below those of outgoing connections.

    Minutes pass until a server listens there; one from the system's own range could by then be the
    near end of anybody's connection.
    """
    while is_listening(("127.0.0.1", port := FIXED_PORTS[secrets.randbelow(len(FIXED_PORTS))])):
        pass
    return port


def port_of(site: str) -> int:
    return int(site.rpartition(":")[2])


def is_listening(address: Address) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(address) == 0
