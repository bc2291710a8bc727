"""The languages of the service: each by its code, with its name as its own speakers write it."""

from collections.abc import Iterable

from environs import validate

# The words of the sources are in the first one.
NAMES = {"en-gb": "English", "cy": "Cymraeg"}
# Whole: the tests let no message of theirs be missing or doubtful. What is not yet whole can be switched on too,
# and then says in English what it cannot say.
RELEASED = ("en-gb", "cy")

# What an installation may offer.
AMONG_OURS = [validate.Length(min=1), validate.ContainsOnly(list(NAMES))]


def named(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, NAMES[code]) for code in codes]
