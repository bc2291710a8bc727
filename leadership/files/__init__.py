"""Bank files: YAML text into an Instrument with every fault named, and back. Knows no Django."""

from leadership.files.checks import broken_references
from leadership.files.defaults import complete
from leadership.files.example import example
from leadership.files.faults import BankFileError, Fault
from leadership.files.reading import (
    BankReview,
    ParsedBank,
    bank_text,
    codes_in,
    from_plain,
    misfits,
    parse,
    plain,
    review,
)
from leadership.files.schema import INSTRUMENT
from leadership.files.source import MAX_BYTES, MAX_SURVEY_BYTES, refusal_of
from leadership.files.writing import dump

__all__ = [
    "INSTRUMENT",
    "MAX_BYTES",
    "MAX_SURVEY_BYTES",
    "BankFileError",
    "BankReview",
    "Fault",
    "ParsedBank",
    "bank_text",
    "broken_references",
    "codes_in",
    "complete",
    "dump",
    "example",
    "from_plain",
    "misfits",
    "parse",
    "plain",
    "refusal_of",
    "review",
]
