"""Reads a bank file."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML

from leadership.bank_file.defaults import complete
from leadership.instrument import Instrument

INSTRUMENT = TypeAdapter(Instrument)


@dataclass(frozen=True)
class Fault:
    """Something wrong, or unwise, in a bank file, and where."""

    line: int | None
    column: int | None
    path: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else ""
        return ": ".join([", ".join(filter(None, [where, self.path])), self.message]).lstrip(": ")


class BankFileError(ValueError):
    """A bank file that cannot be used; `faults` says why, all at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.message}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class ParsedBank:
    """A usable bank, and what its author might want to look at again."""

    instrument: Instrument
    warnings: tuple[Fault, ...]


def parse(text: str | bytes, *, name: str = "") -> ParsedBank:
    data = _without_blanks(YAML(typ="safe", pure=True).load(text))
    for scale in data.get("scales", {}).values():
        scale.pop("min", None)
        scale.pop("max", None)
    learning = {theme.get("code"): theme.pop("learning", {}) for theme in data.get("themes", [])}
    try:
        instrument = INSTRUMENT.validate_python(data)
    except ValidationError as error:
        raise BankFileError(
            [Fault(None, None, ".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()]
        ) from None
    return ParsedBank(complete(instrument, learning), ())


def _without_blanks(value: Any) -> Any:
    """Take a key with nothing after it for one that is not there."""
    if isinstance(value, dict):
        kept = {key: _without_blanks(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, "")}
    if isinstance(value, list):
        return [_without_blanks(item) for item in value]
    return value.strip() if isinstance(value, str) else value
