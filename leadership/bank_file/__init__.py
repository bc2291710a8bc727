"""Bank files: YAML text into an Instrument with every fault named, and back. Knows no Django."""

from leadership.bank_file.reading import INSTRUMENT, BankFileError, Fault, ParsedBank, parse

__all__ = ["INSTRUMENT", "BankFileError", "Fault", "ParsedBank", "parse"]
