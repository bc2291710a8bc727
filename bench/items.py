"""Item statistics over many assessments, against reading the same answers with bare psycopg and NumPy.

python -m bench.items [PEOPLE]: PostgreSQL of its own; both sides in turn, each in a process of its own.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime

ROUNDS = 5
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
READ = """
    SELECT answer.assessment_id, answer.question_id, answer.value, answer.other
    FROM assessments_answer AS answer
    JOIN assessments_assessment AS assessment ON assessment.id = answer.assessment_id
    JOIN banks_question AS question ON question.id = answer.question_id
    WHERE assessment.submitted_at IS NOT NULL AND question.kind = 'theme'
"""


def stage(people: int) -> None:
    """Fill the database: everyone has finished once, with all answers but a few."""
    _setup()
    import numpy as np  # noqa: PLC0415 - and all below: they want the settings first
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from accounts.models import Membership, User  # noqa: PLC0415
    from assessments.models import Assessment  # noqa: PLC0415
    from banks.models import BankVersion  # noqa: PLC0415
    from banks.queries import instrument_of, question_ids  # noqa: PLC0415
    from tests.factories import OrganisationFactory  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("import_bank", "fixtures/customer-focused-leadership.yaml", publish=True)
    version, organisation = BankVersion.objects.get(), OrganisationFactory(slug="bench")
    users = User.objects.bulk_create(
        (User(email=f"{n}@bench.example", name=f"Person {n}") for n in range(people)),
        batch_size=5000,
    )
    members = Membership.objects.bulk_create(
        (Membership(user=user, organisation=organisation, joined_at=AT) for user in users),
        batch_size=5000,
    )
    sittings = Assessment.objects.bulk_create(
        (Assessment(member=m, version=version, started_at=AT, submitted_at=AT) for m in members),
        batch_size=5000,
    )
    ids = question_ids(version.pk)
    columns = [ids[question.code] for question in instrument_of(version.pk).questions()]
    rng = np.random.default_rng(1)
    with connection.cursor() as cursor:
        copy = "COPY assessments_answer (assessment_id, question_id, value, other, saved_at) FROM STDIN"
        with cursor.copy(copy) as rows:
            for sitting in sittings:
                habit = rng.integers(2, 5)
                given = np.clip(habit + rng.integers(-1, 2, len(columns)), 1, 5)
                for column, value in zip(columns, given, strict=True):
                    if rng.random() > 0.02:
                        rows.write_row((sitting.pk, column, int(value), "", AT))
        cursor.execute("ANALYZE")


def ours() -> None:
    """Work the statistics out as the page and the command do."""
    _setup()
    from banks.models import BankVersion  # noqa: PLC0415
    from psychometrics.presenters.items import as_json, item_statistics  # noqa: PLC0415

    version = BankVersion.objects.get()
    before = time.perf_counter()
    found = as_json(item_statistics(version, None))
    _tell(time.perf_counter() - before, found["themes"][0]["n"])


def bare() -> None:
    """Read the same answers and nothing more."""
    import numpy as np  # noqa: PLC0415
    import psycopg  # noqa: PLC0415

    seen = 0
    _setup()
    from django.db import connection  # noqa: PLC0415 - only for its address

    with psycopg.connect(**connection.get_connection_params()) as plain:
        before = time.perf_counter()
        with plain.cursor(name="answers", row_factory=psycopg.rows.tuple_row) as cursor:
            cursor.itersize = 50_000
            cursor.execute(READ)
            while rows := cursor.fetchmany(50_000):
                seen += len(np.array([row[:3] for row in rows], dtype=np.float64))
        _tell(time.perf_counter() - before, seen)


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415

    django.setup()


def _tell(seconds: float, number: int) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "number": number, "megabytes": peak}))


def main(people: int) -> None:
    from tests.postgres import start_server  # noqa: PLC0415

    environment = os.environ | {
        "DATABASE_URL": start_server(),
        "DEBUG": "true",
        "SECRET_KEY": "bench" * 12,
        "SITE_URL": "http://127.0.0.1",
    }

    def run(part: str) -> dict[str, float]:
        done = subprocess.run(
            [sys.executable, "-m", "bench.items", part, str(people)],
            env=environment, check=True, capture_output=part != "stage", text=True,
        )  # fmt: skip
        return json.loads(done.stdout) if part != "stage" else {}

    run("stage")
    rounds = [(run("bare"), run("ours")) for _ in range(ROUNDS + 1)][1:]
    ratios = [mine["seconds"] / theirs["seconds"] for theirs, mine in rounds]
    for name, values in (
        ("reading, seconds", [theirs["seconds"] for theirs, _mine in rounds]),
        ("statistics, seconds", [mine["seconds"] for _theirs, mine in rounds]),
        ("ratio", ratios),
        ("peak memory of reading, MB", [theirs["megabytes"] for theirs, _mine in rounds]),
        ("peak memory of statistics, MB", [mine["megabytes"] for _theirs, mine in rounds]),
    ):
        low, high = min(values), max(values)
        print(f"| {name} | {statistics.median(values):.2f} | {low:.2f} to {high:.2f} |")


if __name__ == "__main__":
    argument = sys.argv[1] if len(sys.argv) > 1 else "100000"
    if argument in {"stage", "ours", "bare"}:
        {"stage": lambda: stage(int(sys.argv[2])), "ours": ours, "bare": bare}[argument]()
    else:
        main(int(argument))
