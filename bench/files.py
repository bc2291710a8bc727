"""Times the files of a campaign's results as the worker makes them: DATABASE_URL=... python -m bench.files SLUG."""

import io
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from bench import servers

ROUNDS = 5


def main() -> None:
    servers.set_up()
    from pypdf import PdfReader  # noqa: PLC0415

    slug = sys.argv[1]
    print("| file | processor time | KB | pages |\n|---|---|---|---|")
    for kind, make in makers(slug).items():
        content, times = b"", []
        for _ in range(ROUNDS + 1):
            start = time.process_time()
            content = make()
            times.append(time.process_time() - start)
        # The first also loads the libraries.
        seconds = statistics.median(times[1:])
        pages = len(PdfReader(io.BytesIO(content)).pages) if content.startswith(b"%PDF") else ""
        print(f"| {kind} | {seconds:.2f} s | {len(content) / 1024:,.0f} | {pages} |")


def makers(slug: str) -> dict[str, Callable[[], bytes]]:
    """Return what makes each kind of file, its queries included."""
    from django.conf import settings  # noqa: PLC0415
    from django.utils.module_loading import import_string  # noqa: PLC0415

    from results.documents import KINDS  # noqa: PLC0415

    about = {"slug": slug, "branches": None, "group": None}

    def make(kind: str) -> bytes:
        content: bytes = import_string(settings.DOCUMENT_MAKERS[kind])(about).render()
        return content

    return {kind: partial(make, kind) for kind in KINDS}


if __name__ == "__main__":
    main()
