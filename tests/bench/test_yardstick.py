"""A comparison is fair only while both sides keep their data equally safe."""

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import importlib, json, sys
settings = importlib.import_module(sys.argv[1])
print(json.dumps({k: settings.DATABASES["default"].get(k) for k in
    ("ENGINE", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS", "ATOMIC_REQUESTS", "OPTIONS")}))
"""


@pytest.mark.parametrize("url", ["sqlite:////tmp/none.sqlite3", "postgres://me@localhost/none"])
def test_yardstick_has_the_database_options_of_the_service(url: str) -> None:
    ours, bare = (_options(f"{name}.settings", url) for name in ("config", "bench.yardstick"))
    assert ours == bare


def _options(module: str, url: str) -> object:
    environment = os.environ | {
        "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests-only-for-tests",
        "SITE_URL": "http://127.0.0.1:8000",
        "DATABASE_URL": url,
    }
    output = subprocess.run(
        [sys.executable, "-c", PROGRAM, module], env=environment, capture_output=True, check=True
    ).stdout
    return json.loads(output)
