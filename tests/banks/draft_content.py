"""Drafts that no page or file would let in."""

from dataclasses import replace

from banks.models import BankVersion
from banks.queries import content_of, load_instrument


def set_min_themes_scored(version: BankVersion, number: int) -> None:
    """Ask for so many scored themes that the bank may not have them."""
    instrument = load_instrument(version)
    overall = replace(instrument.scoring.overall, min_themes_scored=number)
    scoring = replace(instrument.scoring, overall=overall)
    version.content = content_of(replace(instrument, scoring=scoring))
    version.save()
