"""What browsers are sent: light, from this service alone, and nothing that may not be used here."""

import gzip
import re
from pathlib import Path

from tests.architecture.source import ROOT

STATIC = ROOT / "static"
STYLES = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
BUNDLE = STATIC / "charts" / "plotly-lsa.min.js"


def _weight(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_style_sheet_and_scripts_stay_light():
    assert _weight(STATIC / "css" / "site.css") < 12_000
    assert _weight(*SCRIPTS) < 20_000
    assert _weight(BUNDLE) < 450_000


def test_style_sheets_fetch_nothing_from_elsewhere():
    assert _with(STYLES, r"url\(\s*['\"]?(https?:)?//|@import") == []


def _with(paths: list[Path], pattern: str) -> list[str]:
    return [path.name for path in paths if re.search(pattern, path.read_text())]


def test_style_sheet_has_neither_the_typeface_nor_the_crown_of_govuk():
    text = (STATIC / "css" / "site.css").read_text()

    assert "GDS Transport" not in text
    assert "@font-face" not in text
    assert "crown" not in text.replace("Crown copyright", "").lower()


def test_scripts_write_no_html_and_run_no_text():
    writes = r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\()"

    assert _with(SCRIPTS, writes) == []


def test_licences_of_what_is_built_in_travel_with_it():
    assert "Government Digital Service" in (STATIC / "css" / "LICENCE.txt").read_text()
    assert "Plotly Technologies" in (STATIC / "charts" / "LICENCE.txt").read_text()
