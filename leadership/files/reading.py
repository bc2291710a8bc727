"""Reads a bank file: text, plain data, checks, and then the Instrument with nothing left open."""

from dataclasses import dataclass
from typing import Any

from documents.characters import tidy, without_unseen
from documents.workbook import OLDER_OFFICE
from leadership.addressing import Json, without
from leadership.files.advice import advice
from leadership.files.checks import faults
from leadership.files.defaults import complete
from leadership.files.faults import BankFileError, Fault, located, name_of
from leadership.files.language_checks import translation_faults
from leadership.files.limesurvey import is_limesurvey, read_limesurvey
from leadership.files.other_formats import packed_format, text_format
from leadership.files.retired import without_retired
from leadership.files.schema import INSTRUMENT, KNOWN_KEYS, validate
from leadership.files.source import ReadSource, UnreadableError, read
from leadership.files.survey_answers import SurveyChoices
from leadership.files.understood import UnderstoodScale
from leadership.files.workbook_reading import read_workbook
from leadership.instrument import Instrument
from leadership.languages import with_current_translations
from leadership.translation import gettext as _
from leadership.translation import gettext_noop

OLDER_EXCEL = gettext_noop(
    "this is an older Excel workbook (.xls), or one with a password: save it as .xlsx, without a password."
)
NO_BANK = gettext_noop(
    "this is no question bank: neither an Excel workbook (.xlsx) nor a YAML file nor a LimeSurvey structure (.lss)."
)

# A scale's ends follow from its points, a choice's value from its key, and a theme's areas from `mapping`.
REPEATED = (
    "/scales/*/min|max",
    "/scales/*/not_applicable|dont_know/value",
    "/themes/*/learning",
)


@dataclass(frozen=True)
class ParsedBank:
    """A usable bank, what its author might want to look at again, and what became of a file of another kind."""

    instrument: Instrument
    warnings: tuple[Fault, ...]
    left_out: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    scales: tuple[UnderstoodScale, ...] = ()
    scale_notes: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """How a file of another kind was understood, in words of the command."""
        return (*self.scale_notes, *self.remarks)


def parse(text: str | bytes, choices: SurveyChoices = SurveyChoices()) -> ParsedBank:  # noqa: B008 - frozen
    """Raise BankFileError, with every fault at once, where the file is not a usable bank.

    What kind of file it is shows in its first characters: a workbook, a LimeSurvey structure, or YAML.
    The choices are for a survey alone.
    """
    try:
        source = _read(text, choices)
    except UnreadableError as error:
        at = error.at
        raise BankFileError([Fault(at.line, at.column, "", error.message)]) from None
    if source.is_broken:
        raise BankFileError(located(source.findings, source.places))
    # Before the shape is looked at, for which these would be unknown keys.
    data, retired = without_retired(_without_blanks(source.data))
    shape = validate(_without_repeated(data))
    found = [*source.findings, *faults(data)]
    if isinstance(shape, list) or found:
        found += shape if isinstance(shape, list) else []
        # Of a cell that could not be read the reason is said; that its value is missing too goes without saying.
        said = [one for one in found if one.at or one.path not in source.spoilt]
        raise BankFileError(located(said, source.places))
    whole = complete(shape, _learning(data), keep_lost=True)
    if lost := list(translation_faults(whole)):
        raise BankFileError(located(lost, source.places))
    instrument = with_current_translations(whole)
    warnings = located([*retired, *advice(data, instrument)], source.places)
    return ParsedBank(
        instrument, warnings, tuple(source.left_out), tuple(source.notes),
        tuple(source.scales), tuple(source.scale_notes),
    )  # fmt: skip


def _read(text: str | bytes, choices: SurveyChoices) -> ReadSource:
    if not text.strip():
        raise UnreadableError(_("the file is empty."))
    content = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    # By content and not by name: a file keeps its bytes when it is renamed or mailed.
    if content.startswith(b"PK\x03\x04"):
        if named := packed_format(content):
            raise UnreadableError(named)
        return read_workbook(content, choices)
    if content.startswith(OLDER_OFFICE):
        raise UnreadableError(_(OLDER_EXCEL))
    if is_limesurvey(content):
        return read_limesurvey(content, choices)
    return _read_text(text, content)


def _read_text(text: str | bytes, content: bytes) -> ReadSource:
    if named := text_format(content):
        raise UnreadableError(named)
    # Two zero bytes stand in no text in UTF-8, but in most files of other programs.
    if b"\0\0" in content[:1000]:
        raise UnreadableError(_(NO_BANK))
    source = read(text)
    if not isinstance(source.data, dict):
        raise UnreadableError(_(NO_BANK))
    return source


@dataclass(frozen=True)
class BankReview:
    """What is to be said of a bank that is no file yet: what makes it unusable, and what is advice."""

    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def review(instrument: Instrument) -> BankReview:
    """Look at an Instrument as `parse` looks at a file; the faults have keys but no lines."""
    data = _without_blanks(plain(instrument))
    found = [*faults(data), *translation_faults(instrument)]
    return BankReview(located(found, {}), located(advice(data, instrument), {}))


def misfits(instrument: Instrument) -> set[str]:
    """Return the places of an Instrument that hold what their kind may not."""
    found = validate(_without_blanks(plain(instrument)))
    return {name_of(one.path) for one in found} if isinstance(found, list) else set()


def plain(instrument: Instrument) -> dict[str, Any]:
    """Return a bank as plain data, in the shape of its file."""
    data: dict[str, Any] = INSTRUMENT.dump_python(instrument, mode="json", by_alias=True)
    return data


def from_plain(data: Json) -> Instrument:
    """Return the bank that plain data is, which may have been stored before some of its keys were retired."""
    kept, _findings = without_retired(data)
    return INSTRUMENT.validate_python(_without_repeated(kept))


def codes_in(instrument: Instrument) -> set[str]:
    """Return every code and key that stands anywhere in a bank."""
    return set(instrument.scales) | set(_codes(plain(instrument)))


def _codes(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value[key] for key in ("code", "importance_code") if isinstance(value.get(key), str)]
        return own + [code for item in value.values() for code in _codes(item)]
    return [code for item in value for code in _codes(item)] if isinstance(value, list) else []


def _without_blanks(value: Any) -> Any:
    """Take a key with nothing after it for one that is not there, and tidy all texts.

    Not an unknown key, though: in {text: I listen, then act} it is half of somebody's sentence.
    """
    if isinstance(value, dict):
        items = {key: _without_blanks(item) for key, item in value.items()}
        return {
            k: item for k, item in items.items() if item not in (None, "") or k not in KNOWN_KEYS
        }
    if isinstance(value, list):
        return [_without_blanks(item) for item in value]
    return bank_text(value) if isinstance(value, str) else value


def bank_text(text: str) -> str:
    """Return a text as banks hold it: composed, with plain spaces, without marks that nobody sees."""
    return (
        text if text.isascii() and "  " not in text and text == text.strip() else _bank_text(text)
    )


def _bank_text(text: str) -> str:
    return "\n".join(tidy(without_unseen(line)).rstrip() for line in text.split("\n")).strip()


def _without_repeated(data: Json) -> Json:
    """Leave out what a file may say twice, once it has been checked."""
    for pattern in REPEATED:
        data = without(data, pattern)
    return data


def _learning(data: Any) -> dict[str, Any]:
    return {theme["code"]: theme.get("learning", {}) for theme in data["themes"]}
