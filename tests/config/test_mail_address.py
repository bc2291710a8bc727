"""An address that mail cannot come from stops the start, in one line that says how to write it."""

import pytest
from environs import ValidationError

from config.mail_address import is_sender


@pytest.mark.parametrize(
    "text",
    [
        "hr@council.example", "Tŷ Gwynedd <hr@x.example>", "\"Tŷ Gwynedd, Adnoddau Dynol\" <hr@x.example>",
        "<hr@x.example>", "no-reply@localhost", "no-reply@127.0.0.1", "O'Neil (HR) <hr@x.example>",
    ],
)  # fmt: skip
def test_one_address_is_taken(text: str) -> None:
    is_sender(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tŷ Gwynedd, Adnoddau Dynol <hr@x.example>", "hr at council", "hr", "", "hr@x.example, other@x.example",
        "hr@", "@x.example", "hr@x.example <hr@x.example>", "HR <hr@x.example", "tŷ@x.example", "a b@x.example",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(ValidationError, match="needs its quotes"):
        is_sender(text)
