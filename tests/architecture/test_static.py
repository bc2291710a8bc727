"""What browsers are sent: light, from this service alone, and nothing that may not be used here."""

import gzip
import hashlib
import re
from pathlib import Path

from tests.architecture.source import ROOT

STATIC = ROOT / "static"
STYLES = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
FRONTEND = ROOT / "frontend"
HYPHENATION = ROOT / "documents" / "hyphenation"
BUNDLE = STATIC / "charts" / "plotly-lsa.min.js"


def _weight(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def _stamp(*sources: Path) -> str:
    """Return what frontend/build.sh writes at the end of what it builds from these."""
    text = b"".join(path.read_bytes() for path in sources)
    return f"built from sources {hashlib.sha256(text).hexdigest()[:16]}"


def test_built_files_are_built_from_the_sources_as_they_are():
    styles = FRONTEND / "styles"
    own, of_pages = sorted(styles.glob("*.scss")), sorted((styles / "pages").glob("*.scss"))
    stamp = _stamp(FRONTEND / "package-lock.json", *own, *of_pages)
    built = [STATIC / "css" / f"{path.stem}.css" for path in [styles / "site.scss", *of_pages]]
    charts = _stamp(FRONTEND / "charts/package-lock.json", FRONTEND / "charts/charts.js")

    assert [path.name for path in built if stamp not in path.read_text()] == []
    assert charts in BUNDLE.read_text()
    welsh = _stamp(
        *(FRONTEND / "hyphenation" / one for one in ("package-lock.json", "patterns.js"))
    )
    assert welsh in (HYPHENATION / "hyph_cy.dic").read_text()


def test_style_sheet_and_scripts_stay_light():
    # Names of sides that follow the language are longer.
    assert _weight(STATIC / "css" / "site.css") < 12_100
    assert _weight(*SCRIPTS) < 20_000
    assert _weight(BUNDLE) < 450_000


def test_style_sheets_fetch_nothing_from_elsewhere():
    assert _with(STYLES, r"url\(\s*['\"]?(https?:)?//|@import") == []


def test_styles_of_pages_follow_the_way_that_a_language_runs():
    """Start and end, where the sheets said left and right: Arabic runs the other way. Paper and e-mails are apart."""
    sides = r"(?m)^\s*((margin|padding|border)-)?(left|right)\b[\w-]*:|(text-align|float|clear): (left|right)"

    assert _with(sorted((FRONTEND / "styles").rglob("*.scss")), sides) == []


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
    assert "Yannis Haralambous" in (HYPHENATION / "LICENCE.txt").read_text()
