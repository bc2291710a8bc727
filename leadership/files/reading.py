"""Reads a bank file: text, plain data, checks, and then the Instrument with nothing left open."""

from dataclasses import dataclass
from typing import Any

from leadership.files.advice import advice
from leadership.files.checks import faults
from leadership.files.defaults import complete
from leadership.files.faults import BankFileError, Fault, located, name_of
from leadership.files.limesurvey import is_limesurvey, read_limesurvey
from leadership.files.schema import INSTRUMENT, KNOWN_KEYS, validate
from leadership.files.source import Source, UnreadableError, read
from leadership.files.workbook_reading import read_workbook
from leadership.instrument import Instrument

OLDER_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLDER_EXCEL = "this is an older Excel workbook (.xls), or one with a password: save it as .xlsx, without a password."
NO_BANK = "this is no question bank: neither an Excel workbook (.xlsx) nor a YAML file nor a LimeSurvey structure (.lss)."


@dataclass(frozen=True)
class ParsedBank:
    """A usable bank, what its author might want to look at again, and what became of a file of another kind."""

    instrument: Instrument
    warnings: tuple[Fault, ...]
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def parse(text: str | bytes) -> ParsedBank:
    """Raise BankFileError, with every fault at once, where the file is not a usable bank.

    What kind of file it is shows in its first characters: a workbook, a LimeSurvey structure, or YAML.
    """
    try:
        source = _read(text)
    except UnreadableError as error:
        at = error.at
        raise BankFileError([Fault(at.line, at.column, "", error.message)]) from None
    if source.is_broken:
        raise BankFileError(located(source.findings, source.places))
    data = _without_blanks(source.data)
    shape = validate(_instrument_keys(data))
    found = [*source.findings, *faults(data)]
    if isinstance(shape, list) or found:
        found += shape if isinstance(shape, list) else []
        said = [one for one in found if one.at or one.path not in source.spoilt]
        raise BankFileError(located(said, source.places))
    instrument = complete(shape, _learning(data))
    warnings = located(advice(data, instrument), source.places)
    return ParsedBank(instrument, warnings, tuple(source.left_out), tuple(source.notes))


def _read(text: str | bytes) -> Source:
    if not text.strip():
        raise UnreadableError("the file is empty.")
    content = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    if content.startswith(b"PK\x03\x04"):
        return read_workbook(content)
    if content.startswith(OLDER_OFFICE):
        raise UnreadableError(OLDER_EXCEL)
    if is_limesurvey(content):
        return read_limesurvey(content)
    if content.startswith(b"%PDF") or b"\0\0" in content[:1000]:
        raise UnreadableError(NO_BANK)
    source = read(text)
    if not isinstance(source.data, dict):
        raise UnreadableError(NO_BANK)
    return source


@dataclass(frozen=True)
class Review:
    """What is to be said of a bank that is no file yet: what makes it unusable, and what is advice."""

    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def review(instrument: Instrument) -> Review:
    """Look at an Instrument as `parse` looks at a file; the faults have keys but no lines."""
    data = _without_blanks(plain(instrument))
    return Review(located(faults(data), {}), located(advice(data, instrument), {}))


def misfits(instrument: Instrument) -> set[str]:
    """Return the places of an Instrument that hold what their kind may not."""
    found = validate(_without_blanks(plain(instrument)))
    return {name_of(one.path) for one in found} if isinstance(found, list) else set()


def plain(instrument: Instrument) -> dict[str, Any]:
    """Return a bank as plain data, in the shape of its file."""
    data: dict[str, Any] = INSTRUMENT.dump_python(instrument, mode="json", by_alias=True)
    return data


def codes_in(instrument: Instrument) -> set[str]:
    """Return every code and key that stands anywhere in a bank."""
    return set(instrument.scales) | set(_codes(plain(instrument)))


def _codes(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value[key] for key in ("code", "importance_code") if isinstance(value.get(key), str)]
        return own + [code for item in value.values() for code in _codes(item)]
    return [code for item in value for code in _codes(item)] if isinstance(value, list) else []


def _without_blanks(value: Any) -> Any:
    """Take a key with nothing after it for one that is not there.

    Not an unknown key, though: in {text: I listen, then act} it is half of somebody's sentence.
    """
    if isinstance(value, dict):
        items = {key: _without_blanks(item) for key, item in value.items()}
        return {
            k: item for k, item in items.items() if item not in (None, "") or k not in KNOWN_KEYS
        }
    if isinstance(value, list):
        return [_without_blanks(item) for item in value]
    return value.strip() if isinstance(value, str) else value


def _instrument_keys(data: Any) -> Any:
    """Leave out what a file may say twice, once checked: a scale's ends and a theme's learning areas."""
    if not isinstance(data, dict):
        return data
    data = dict(data)
    if isinstance(data.get("scales"), dict):
        data["scales"] = {
            key: _leave_out(scale, "min", "max") for key, scale in data["scales"].items()
        }
    if isinstance(data.get("themes"), list):
        data["themes"] = [_leave_out(theme, "learning") for theme in data["themes"]]
    return data


def _leave_out(value: Any, *keys: str) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: item for key, item in value.items() if key not in keys}


def _learning(data: Any) -> dict[str, Any]:
    return {theme["code"]: theme.get("learning", {}) for theme in data["themes"]}
