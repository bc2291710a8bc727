"""The bank that comes with the product, as the example from which parts of other banks are begun."""

from functools import cache
from pathlib import Path

from leadership.files.reading import parse
from leadership.instrument import Instrument

FILE = Path(__file__).parents[2] / "fixtures" / "customer-focused-leadership.yaml"


@cache
def example() -> Instrument:
    return parse(FILE.read_bytes()).instrument
