"""What monitoring asks for, as Prometheus reads it.

What a process counts is put together with that of its neighbours through PROMETHEUS_MULTIPROC_DIR; what waits is asked of the
database, which is the same wherever it is asked.
"""

import os
from collections.abc import Iterator

from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from operations import backlog
from operations.version import version

REQUESTS = Counter(
    "leadership_requests",
    "Requests answered, by the name of the page.",
    ["page", "method", "status"],
)
SECONDS = Histogram(
    "leadership_request_seconds",
    "How long answering took: of saves while somebody answers, and of pages.",
    ["kind"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def exposition() -> bytes:
    """Return everything there is to tell, in Prometheus' text format."""
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]  # the library lags
    asked = CollectorRegistry()
    asked.register(_Waiting())
    return generate_latest(counted) + generate_latest(asked)


class _Waiting:
    """What the database holds at this moment."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        info = GaugeMetricFamily("leadership_info", "The version that runs.", labels=["version"])
        info.add_metric([version()], 1)
        yield info
        figures = backlog.figures(timezone.now())
        words = "Whether the database answers."
        yield GaugeMetricFamily("leadership_database_up", words, value=float(figures is not None))
        if figures is None:
            return
        yield GaugeMetricFamily(
            "leadership_tasks_waiting", "Tasks that are due and not begun.", value=figures.tasks
        )
        yield GaugeMetricFamily(
            "leadership_task_oldest_seconds",
            "How long the oldest of them waits.",
            value=figures.oldest,
        )
        for name, words, by, counts in (
            ("emails", "E-mails that have not left, or were given up.", "state", figures.emails),
            ("documents", "PDFs and other files, by how far they are.", "state", figures.documents),
            ("publishing", "Results that are being made, by step.", "step", figures.publishing),
        ):
            family = GaugeMetricFamily(f"leadership_{name}", words, labels=[by])
            for label, count in sorted(counts.items()):
                family.add_metric([label], count)
            yield family
        if figures.ticked is not None:
            words = "How long ago the timer's command was done."
            yield GaugeMetricFamily("leadership_tick_age_seconds", words, value=figures.ticked)
