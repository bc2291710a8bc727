"""From where an answer counts as a habit or as room to grow, and which differences count at all."""

from dataclasses import dataclass

from leadership.instrument import Instrument


@dataclass(frozen=True)
class ReadingRules:
    """Differences are points of shown scores; `habit` and `room` places on a scale from 0 to 100."""

    smallest_difference: int = 8
    habit: int = 75
    room: int = 50


def rules_of(instrument: Instrument) -> ReadingRules:
    """Return what a bank says of it."""
    rule = instrument.scoring.profile
    return ReadingRules(rule.smallest_difference, rule.habit, rule.room_to_grow)
