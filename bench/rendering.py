"""What rendering a report costs in processor time, and WeasyPrint alone on the very same HTML and styles.

    python -m bench.rendering PUBLIC_ID ROUNDS

prints a line for each round: the worker's seconds for the whole document, and WeasyPrint's.
"""

import os
import sys
import time
from unittest import mock

import django


def main(public_id: str, rounds: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from weasyprint import CSS, HTML  # noqa: PLC0415 - the settings come first

    from documents import pdf  # noqa: PLC0415
    from reports import makers  # noqa: PLC0415

    draft = makers.report({"assessment": public_id, "compared": "newest"})
    assert draft is not None
    with mock.patch("documents.pdf.render", side_effect=lambda html, **_: html.encode()):
        html = draft.render().decode()
    css = pdf.style(pdf.PAGE_STYLE)
    for _ in range(rounds + 1):
        started = time.process_time()
        HTML(string=html, url_fetcher=pdf.fetch_static).write_pdf(
            stylesheets=[CSS(string=css, url_fetcher=pdf.fetch_static)]
        )
        bare = time.process_time() - started
        started = time.process_time()
        draft.render()
        print(time.process_time() - started, bare, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
