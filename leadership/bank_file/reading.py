"""Reads a bank file: text, plain data, checks, and then the Instrument with nothing left open."""

from dataclasses import dataclass
from typing import Any

from leadership.bank_file.advice import advice
from leadership.bank_file.checks import faults
from leadership.bank_file.defaults import complete
from leadership.bank_file.faults import BankFileError, Fault, located
from leadership.bank_file.schema import INSTRUMENT, KNOWN_KEYS, validate
from leadership.bank_file.source import UnreadableError, read
from leadership.instrument import Instrument


@dataclass(frozen=True)
class ParsedBank:
    """A usable bank, and what its author might want to look at again."""

    instrument: Instrument
    warnings: tuple[Fault, ...]


def parse(text: str | bytes) -> ParsedBank:
    """Raise BankFileError, with every fault at once, where the file is not a usable bank."""
    try:
        source = read(text)
    except UnreadableError as error:
        raise BankFileError([Fault(error.line, error.column, "", error.message)]) from None
    data = _without_blanks(source.data)
    shape = validate(_instrument_keys(data))
    found = [*source.findings, *faults(data)]
    if isinstance(shape, list) or found:
        found += shape if isinstance(shape, list) else []
        raise BankFileError(located(found, source.places))
    instrument = complete(shape, _learning(data))
    return ParsedBank(instrument, located(advice(data, instrument), source.places))


@dataclass(frozen=True)
class Review:
    """What is to be said of a bank that is no file yet: what makes it unusable, and what is advice."""

    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def review(instrument: Instrument) -> Review:
    """Look at an Instrument as `parse` looks at a file; the faults have keys but no lines."""
    data = _without_blanks(plain(instrument))
    return Review(located(faults(data), {}), located(advice(data, instrument), {}))


def plain(instrument: Instrument) -> dict[str, Any]:
    """Return a bank as plain data, in the shape of its file."""
    data: dict[str, Any] = INSTRUMENT.dump_python(instrument, mode="json", by_alias=True)
    return data


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
