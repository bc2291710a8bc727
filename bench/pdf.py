"""WeasyPrint alone on the HTML and the styles of the service's PDF, in a process of its own.

Run as a program it renders once for each line that it reads, and prints how many seconds that took.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import django

from bench.load import Visitor
from bench.servers import ROOT


@contextmanager
def weasyprint_alone(
    environment: dict[str, str], reader: Visitor, path: str
) -> Iterator[Callable[[], float]]:
    """Yield a function that lets WeasyPrint render the document at that path once, and times it."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.pdf", reader.session, path],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        reading, writing = process.stdout, process.stdin

        def render() -> float:
            writing.write("\n")
            writing.flush()
            return float(reading.readline())

        yield render
        writing.close()


def html_of(session: str, path: str) -> str:
    """Ask the service for a PDF and catch the HTML on its way to WeasyPrint."""
    from django.test import Client  # noqa: PLC0415 - the settings come first

    caught: list[str] = []

    def catch(html: str) -> bytes:
        caught.append(html)
        return b""

    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["sessionid"] = session
    with mock.patch("documents.pdf.render", catch):
        client.get(path)
    return caught[0]


def main(session: str, path: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from weasyprint import CSS, HTML  # noqa: PLC0415 - the settings come first

    from documents import pdf  # noqa: PLC0415

    html, fetch = html_of(session, path), pdf.fetch_static
    css = pdf.style(pdf.PAGE_STYLE)
    for _ in sys.stdin:
        started = time.perf_counter()
        HTML(string=html, url_fetcher=fetch).write_pdf(
            stylesheets=[CSS(string=css, url_fetcher=fetch)]
        )
        print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
