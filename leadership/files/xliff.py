"""Translations as XLIFF 1.2, the format that translation agencies' programs open; written and read back to the letter.

Each text is a unit, known by its place in the bank. The target's state says how far it is: `translated` is a draft,
`signed-off` checked, `final` approved; a unit without a target is missing.
"""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from leadership.files.faults import BankFileError, Fault, Finding, Place, Places, located
from leadership.files.reading import bank_text
from leadership.instrument import LANGUAGE_PATTERN, Instrument, Translation, TranslationState
from leadership.languages import TextState, digest, pairs, primary
from leadership.translation import gettext as _

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STATES: dict[TextState, str] = {
    TextState.STALE: "needs-adaptation",
    TextState.DRAFT: "translated",
    TextState.CHECKED: "signed-off",
    TextState.APPROVED: "final",
}
READ: dict[str, TranslationState] = {"signed-off": "checked", "final": "approved"}
"""What programs' states come to; all others are a draft, which somebody still has to read."""
UNFINISHED = {"new", "needs-translation", "needs-adaptation"}
"""What nobody has worked on: words that do not fit any more stay stale."""
LANGUAGE = re.compile(LANGUAGE_PATTERN)
UNIT = re.compile(rb"<trans-unit\b")


def dump_xliff(instrument: Instrument, language: str) -> str:
    """Write every text of a bank beside its words in a language."""
    about = instrument.instrument
    root = Element("xliff", {"version": "1.2", "xmlns": NAMESPACE})
    file = SubElement(root, "file", {
        "original": f"{about.code} {about.version}", "datatype": "plaintext",
        "source-language": about.language, "target-language": language,
    })  # fmt: skip
    body = SubElement(file, "body")
    for pair in pairs(instrument, language):
        limits = {"maxwidth": str(pair.longest), "size-unit": "char"}
        unit = SubElement(body, "trans-unit", {"id": pair.place, **limits})
        SubElement(unit, "source", {SPACE: "preserve"}).text = pair.source
        if pair.text:
            state = {"state": STATES[pair.state], SPACE: "preserve"}
            SubElement(unit, "target", state).text = pair.text
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def parse_xliff(content: bytes, instrument: Instrument) -> tuple[Translation, ...]:
    """Return the translations in a file for a bank; raise BankFileError with everything that is wrong with it.

    One that was made from other words than the bank has now is taken over, and is stale there.
    """
    try:
        root = fromstring(content)
    except (SyntaxError, DefusedXmlException, ValueError, LookupError):
        raise _refused(_("this is no XLIFF file: it is not well-formed XML.")) from None
    if root.tag != _tag("xliff"):
        raise _refused(_("this is no XLIFF 1.2 file."))
    files = root.findall(_tag("file"))
    languages = {one.get("target-language", "").strip() for one in files}
    if len(languages) != 1 or not all(map(LANGUAGE.fullmatch, languages)):
        raise _refused(_("the file must name one target-language, by its tag such as cy."))
    (language,) = languages
    if primary(language) == primary(instrument.instrument.language):
        own = instrument.instrument.language
        raise _refused(_("the bank is written in %(language)s itself.") % {"language": own})
    known = {pair.place for pair in pairs(instrument, language)}
    units = [unit for file in files for unit in file.iter(_tag("trans-unit"))]
    if faults := list(_faults(units, known)):
        raise BankFileError(located(faults, _lines(content)))
    return tuple(_translations(units, language))


def _faults(units: Iterable[Element], known: set[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, unit in enumerate(units):
        place = unit.get("id", "")
        if place not in known:
            words = _("this bank has no text at %(place)s.") % {"place": place or "–"}
            yield Finding(("trans-unit", number), words)
        elif place in seen:
            words = _("%(place)s stands in the file twice.") % {"place": place}
            yield Finding(("trans-unit", number), words)
        seen.add(place)


def _lines(content: bytes) -> Places:
    """Return the line of each unit; the reader of XML keeps none."""
    return {
        ("trans-unit", number): Place(content.count(b"\n", 0, found.start()) + 1)
        for number, found in enumerate(UNIT.finditer(content))
    }


def _translations(units: Iterable[Element], language: str) -> Iterator[Translation]:
    for unit in units:
        target = unit.find(_tag("target"))
        text = _words(target)
        if target is None or not text or target.get("state") in UNFINISHED:
            continue
        yield Translation(
            language,
            unit.get("id", ""),
            text,
            READ.get(target.get("state", ""), "draft"),
            # What it was made from, be it what the bank says now or not.
            digest(_words(unit.find(_tag("source")))),
        )


def _words(element: Element | None) -> str:
    # Programs may put marks of their own around parts of a text.
    return "" if element is None else bank_text("".join(element.itertext()))


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _refused(words: str) -> BankFileError:
    return BankFileError([Fault(None, None, "", words)])
