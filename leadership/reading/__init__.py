"""What a report may say of a profile: only what the answers bear out. No Django, and no words for people.

Everything is a code or a reason; presenters find the words. Scores are compared as they are shown.
"""

from leadership.reading.profile import (
    NearLine,
    Reading,
    ReadingAsJson,
    as_json,
    read,
)
from leadership.reading.statements import (
    Answered,
    Named,
    ThemeStatements,
    answered_statements,
    habits,
    may_not_fit_role,
    not_applicable,
    statements_of_theme,
    to_grow,
)
from leadership.reading.themes import CommonLevel, ThemeReading, WhyNothing, read_themes

__all__ = [
    "Answered",
    "CommonLevel",
    "Named",
    "NearLine",
    "Reading",
    "ReadingAsJson",
    "ThemeReading",
    "ThemeStatements",
    "WhyNothing",
    "answered_statements",
    "as_json",
    "habits",
    "may_not_fit_role",
    "not_applicable",
    "read",
    "read_themes",
    "statements_of_theme",
    "to_grow",
]
