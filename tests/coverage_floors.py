"""Holds each app to a floor of covered lines and branches: python -m tests.coverage_floors, after pytest --cov."""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

# Percent of lines and branches together, a fifth of a percent under what was measured on 29 November 2026: make it larger when
# you can, never smaller. Those of api, observers and provisioning are of their own tests alone, a day later. What the last run
# measured is printed.
FLOORS = {
    "accounts": 98.5,
    "api": 97.2,
    "assessments": 98.2,
    "banks": 98.5,
    "charts": 99.4,
    "config": 99.8,
    "documents": 98.1,
    "identity": 95.0,
    "leadership": 98.0,
    "observers": 94.1,
    "operations": 95.0,
    "plans": 97.6,
    "provisioning": 96.2,
    "psychometrics": 96.9,
    "reports": 99.2,
    "results": 97.3,
}


def figures() -> dict[str, float]:
    """Return the covered percent of each app, from the data that the last run has left."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        subprocess.run(
            [sys.executable, "-m", "coverage", "json", "-q", "-o", str(report)], check=True
        )
        files = json.loads(report.read_text())["files"]
    covered: defaultdict[str, int] = defaultdict(int)
    wanted: defaultdict[str, int] = defaultdict(int)
    for name, file in files.items():
        app, summary = Path(name).parts[0], file["summary"]
        covered[app] += summary["covered_lines"] + summary["covered_branches"]
        wanted[app] += summary["num_statements"] + summary["num_branches"]
    return {app: 100 * covered[app] / max(1, wanted[app]) for app in sorted(wanted)}


def main() -> None:
    below = []
    for app, percent in figures().items():
        floor = FLOORS[app]
        sys.stdout.write(f"{app:15} {percent:6.2f} % covered, floor {floor} %\n")
        below += [app] if percent < floor else []
    if below:
        sys.exit(f"Less is covered than was: {', '.join(below)}")


if __name__ == "__main__":
    main()
