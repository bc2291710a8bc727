"""What the fields of a bank are made of: codes, lines, texts, and raw answers."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

# Safe in addresses of pages, in names of files and as anchors, without any escaping.
CODE_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$"
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN)]
Version = Annotated[str, StringConstraints(pattern=r"^\d{1,6}(\.\d{1,6}){0,2}$")]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN, max_length=20)]
# Fits the columns of titles in the database.
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Lines = Annotated[tuple[Text, ...], Field(max_length=200)]
Strength = Literal["primary", "secondary"]
# A misspelt key is a fault, never a text that goes missing.
Strict = {"extra": "forbid", "str_strip_whitespace": True}

OWN_PREFIX: Final = "X-"
"""Begins the codes of what an organisation adds to its copy of a shared bank."""
NAME: Final = "[Name]"
"""Stands in a statement for others where the name of whom it is about will."""
NOT_APPLICABLE: Final = "NA"
DONT_KNOW: Final = "DK"
# Kept as given, never keyed: a mistake in keying can be mended, an overwritten answer cannot.
RawAnswer = int | Literal["NA", "DK"]
"""What a person answered: a value of the question's scale, NA or DK. Blank is absence."""
