"""What a bank says in other languages: each text's words there, and what they were made from."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import StringConstraints

from leadership.instrument.types import Language, Strict, Text

TranslationState = Literal["draft", "checked", "approved"]
"""How far a text's words in another language are: written, read by a second person, agreed."""
Place = Annotated[str, StringConstraints(min_length=2, max_length=300)]


@dataclass(frozen=True)
class Translation:
    """One text of a bank in another language.

    `place` is where the text stands, with codes in place of positions: /themes/ASP/items/ASP-01/text.
    `made_from` is a digest of the words that it was made from (`leadership.languages.digest`): where those have changed
    since, the translation is stale. A file that leaves it out says that it fits the words beside it.
    """

    __pydantic_config__ = Strict
    language: Language
    place: Place
    text: Text
    state: TranslationState = "draft"
    made_from: Annotated[str, StringConstraints(max_length=64)] = ""
