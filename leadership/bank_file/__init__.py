"""Bank files: YAML text into an Instrument with every fault named, and back. Knows no Django."""

from leadership.bank_file.checks import broken_references
from leadership.bank_file.defaults import complete
from leadership.bank_file.example import example
from leadership.bank_file.faults import BankFileError, Fault
from leadership.bank_file.reading import (
    ParsedBank,
    Review,
    codes_in,
    misfits,
    parse,
    plain,
    review,
)
from leadership.bank_file.schema import INSTRUMENT
from leadership.bank_file.source import MAX_BYTES, refusal_of
from leadership.bank_file.writing import dump

__all__ = [
    "INSTRUMENT",
    "MAX_BYTES",
    "BankFileError",
    "Fault",
    "ParsedBank",
    "Review",
    "broken_references",
    "codes_in",
    "complete",
    "dump",
    "example",
    "misfits",
    "parse",
    "plain",
    "refusal_of",
    "review",
]
