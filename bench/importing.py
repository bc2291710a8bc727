"""Times the import of answers and its memory: DATABASE_URL=... python -m bench.importing [PEOPLE ...]."""

import csv
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from bench import servers

ROOT = Path(__file__).resolve().parent.parent
BANK = "fixtures/customer-focused-leadership.yaml"
COMMAND = [sys.executable, "manage.py", "import_responses"]


def main() -> None:
    servers.set_up()
    prepare()
    print("| people | seconds | people a second | peak memory |")
    print("|---|---|---|---|")
    for people in map(int, sys.argv[1:] or ("10", "1000", "10000")):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "answers.csv"
            write(file, people)
            seconds, memory = run([*COMMAND, str(file), *options(people)])
        rate = people / seconds
        print(f"| {people:,} | {seconds:.1f} | {rate:.0f} | {memory / 2**20:.0f} MB |", flush=True)


def prepare() -> None:
    from django.core.management import call_command  # noqa: PLC0415

    from accounts.models import Organisation  # noqa: PLC0415 - its models want the settings first

    call_command("migrate", verbosity=0)
    call_command("import_bank", BANK, publish=True)
    Organisation.objects.get_or_create(slug="bench", defaults={"name": "Bench Borough Council"})


def options(people: int) -> list[str]:
    """A campaign of its own for each run."""
    name = f"Import of {people} at {time.time():.0f}"
    return ["--bank", "CFL", "--organisation", "bench", "--campaign", name]


def write(file: Path, people: int) -> None:
    """Write answers to all parts of the default bank by people whom the service does not know yet."""
    from leadership.files import parse  # noqa: PLC0415 - its models want the settings first

    bank = parse((ROOT / BANK).read_bytes()).instrument
    chance = random.Random(people)
    begun = f"{time.time():.0f}"
    with file.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["email", "team", "grade", *bank.asked])
        for number in range(people):
            who = f"person.{number}.{begun}@import.example"
            where = f"Directorate {number % 12} > Team {number % 96}"
            answers = [chance.randint(1, 5) for _ in bank.asked]
            rows.writerow([who, where, f"G{7 + number % 5}", *answers])


def run(command: list[str]) -> tuple[float, int]:
    """Run a command; return its seconds, and the most memory that it held at any moment."""
    start, peak = time.perf_counter(), 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                peak = max(peak, watched.memory_info().rss)
            except psutil.NoSuchProcess:
                break
            time.sleep(0.05)
    if process.returncode:
        sys.exit("The import failed.")
    return time.perf_counter() - start, peak


if __name__ == "__main__":
    main()
