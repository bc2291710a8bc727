"""A bank's texts side by side in a workbook: the words of the authors, those in another language, and how far they are."""

import io
import re
from collections.abc import Collection, Iterator

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from leadership.files.cells import cell_text
from leadership.files.faults import BankFileError, Fault, Finding, Place, located
from leadership.files.opening import OpenedWorkbook
from leadership.files.reading import bank_text
from leadership.files.source import UnreadableError
from leadership.files.workbook import put_text
from leadership.instrument import LANGUAGE_PATTERN, Instrument, Translation, TranslationState
from leadership.languages import TextState, digest, pairs, primary
from leadership.translation import gettext as _

LANGUAGE = re.compile(LANGUAGE_PATTERN)
PLACE, STATE = "Place", "State"
"""Heads of the first column and the last; those between are the two languages."""
LONGEST_TITLE = 31  # that Excel lets a sheet have
WIDTHS = (36, 70, 70, 12)
STATES: dict[str, TranslationState] = {
    "": "draft", "draft": "draft", "checked": "checked", "approved": "approved",
}  # fmt: skip
# These tell people what to do, and are no states to keep.
OPEN = (TextState.MISSING, TextState.STALE)


def dump_translation_sheet(instrument: Instrument, language: str) -> bytes:
    """Write every text beside its words in a language."""
    book = Workbook()
    page = book.active
    page.title = language[:LONGEST_TITLE]
    heads = (PLACE, instrument.instrument.language, language, STATE)
    for at, (head, width) in enumerate(zip(heads, WIDTHS, strict=True), 1):
        cell = page.cell(1, at, head)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF2")
        page.column_dimensions["ABCD"[at - 1]].width = width
    for row, pair in enumerate(pairs(instrument, language), 2):
        for at, text in enumerate((pair.place, pair.source, pair.text, str(pair.state)), 1):
            put_text(page.cell(row, at), text)
            page.cell(row, at).alignment = Alignment(wrap_text=True, vertical="top")
    choice = DataValidation("list", f'"{",".join(TextState)}"', allow_blank=True)
    choice.add(f"D2:D{page.max_row}")
    page.add_data_validation(choice)
    page.freeze_panes, page.auto_filter.ref = "B2", f"A1:D{page.max_row}"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def parse_translation_sheet(content: bytes, instrument: Instrument) -> tuple[Translation, ...]:
    """Return the translations in such a workbook; raise BankFileError with every row that is wrong.

    A row that has other words than the bank is a draft, whatever its translator left in the state; one that is still marked stale
    with the words that do not fit stays as it is.
    """
    try:
        book = OpenedWorkbook(content)
        page = book.pages[0]
        rows = [
            (number, [bank_text(cell_text(value)) for value in row])
            for number, row in book.rows(page)
        ]
    except UnreadableError as error:
        raise BankFileError([Fault(None, None, "", error.message)]) from None
    heads = rows[0][1] if rows else []
    language = _language(heads, instrument, page.title)
    texts = [(number, (*row, "", "", "", "")[:4]) for number, row in rows[1:] if any(row)]
    there = {pair.place: pair for pair in pairs(instrument, language)}
    seen, faults = set[str](), list[Finding]()
    for number, (place, _source, _text, state) in texts:
        at = Place(number, sheet=page.title)
        words = _faults(place, state, there, seen)
        faults += [Finding(("translations", number), one, at) for one in words]
        seen.add(place)
    if faults:
        raise BankFileError(located(faults, {}))
    return tuple(
        Translation(language, place, text, STATES.get(state, "draft"), digest(source))
        for _number, (place, source, text, state) in texts
        if text and (state not in OPEN or text != there[place].text)
    )


def _language(heads: list[str], instrument: Instrument, title: str) -> str:
    """Return the language that the first row names; raise BankFileError where it names none."""
    own = instrument.instrument.language
    if (
        len(heads) < len(WIDTHS)
        or (heads[0], heads[3]) != (PLACE, STATE)
        or not LANGUAGE.fullmatch(heads[2])
    ):
        words = _("the first row must be: %(heads)s.") % {"heads": f"{PLACE}, {own}, cy, {STATE}"}
        raise BankFileError([Fault(1, None, "", words, title)])
    if primary(heads[2]) == primary(own):
        words = _("the bank is written in %(language)s itself.") % {"language": own}
        raise BankFileError([Fault(1, None, "", words, title)])
    return heads[2]


def _faults(place: str, state: str, known: Collection[str], seen: set[str]) -> Iterator[str]:
    if place not in known:
        yield _("this bank has no text at %(place)s.") % {"place": place or "–"}
    elif place in seen:
        yield _("%(place)s stands in the file twice.") % {"place": place}
    if state not in {*STATES, *OPEN}:
        yield _("the state must be draft, checked or approved, not %(state)s.") % {"state": state}
