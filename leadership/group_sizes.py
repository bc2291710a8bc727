"""How small a group may be and still have figures: the promise on which people answer."""

from typing import Final

SMALLEST: Final = 5
"""Nobody may go below: an organisation begins with this, a bank may ask for more."""
LARGEST: Final = 20
"""Nor above: past it a council of some size would see no team at all."""
FEWEST_LISTED: Final = 10
"""Who draws up a list of people decides who is in a group: of a short one it would be known who said what."""


def is_allowed(size: int) -> bool:
    return SMALLEST <= size <= LARGEST
