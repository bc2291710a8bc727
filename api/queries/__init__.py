"""Reads of programs, tokens and webhooks; all public names here."""

from api.queries.pages import rows_between
from api.queries.tokens import (
    access_token_with,
    held_tokens,
    personal_token_with,
    personal_tokens_in,
    personal_tokens_of,
    program_with,
    programs_of,
)
from api.queries.webhooks import deliveries_of, number_waiting, webhooks_of

__all__ = [
    "access_token_with",
    "deliveries_of",
    "held_tokens",
    "number_waiting",
    "personal_token_with",
    "personal_tokens_in",
    "personal_tokens_of",
    "program_with",
    "programs_of",
    "rows_between",
    "webhooks_of",
]
