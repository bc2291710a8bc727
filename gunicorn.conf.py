"""Settings of the application server, read from the folder it is started in."""

import gc
import os
import sys
from pathlib import Path

# One socket a user, named the same for every server of theirs: two services on one machine, or two
# benchmarks, would take it from each other. Nothing here asks it anything.
control_socket_disable = True

# Here, before any process is made: a bad setting would otherwise be a traceback of each of them.
sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from prometheus_client import multiprocess  # noqa: E402

from config.startup import IN_A_LINE, line_of  # noqa: E402

try:
    settings.SECRET_KEY  # noqa: B018 - reads all of them
except IN_A_LINE as error:
    sys.exit(line_of(error))

if settings.LOG_FORMAT == "json":
    logconfig_dict = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": settings.LOGGING["formatters"],
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {"gunicorn.error": {"handlers": ["console"], "propagate": False}},
    }


def post_worker_init(worker: object) -> None:
    """Load all views before the first visitor comes, and keep what is loaded out of Python's looks for what it can let go of.

    Such a look through everything took a tenth of a second and more, in which this process answered nobody.
    """
    reverse(settings.LOGIN_URL)
    gc.collect()
    gc.freeze()


def child_exit(server: object, worker: object) -> None:
    """Let go of what a process that has ended counted at the moment; what it had counted before stays."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[attr-defined]
