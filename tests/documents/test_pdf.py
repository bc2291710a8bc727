"""What the layout of PDFs is kept from."""

import io

import pypdf
import pytest

from documents.pdf import render

pytestmark = pytest.mark.any_database
STEP = (
    "When someone says 'The system won't let us', I will find out what the rule is for and which "
    "customers gain from it."
)


def lines(end: str) -> list[str]:
    """Return the step's lines in columns of many widths, so that one of them is just full somewhere."""
    each = (f'<li style="width: {70 + tenth / 5}mm">{STEP}{end}</li>' for tenth in range(60))
    html = f"<html lang='en-GB'><head><title>A title</title></head><body class='report'><ul>{''.join(each)}</ul></body></html>"
    document = pypdf.PdfReader(io.BytesIO(render(html)))
    return [line.strip() for page in document.pages for line in page.extract_text().splitlines()]


def test_space_at_the_end_of_a_block_breaks_no_line() -> None:
    assert lines("\n  ") == lines("")
