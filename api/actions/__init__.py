"""What programs are given and what follows from acts; all public names here."""

from api.actions.following import erase_programs_of, follow_acts, look_after_programs
from api.actions.idempotency import ClaimedKey, begin_write, keep_answer, release_key
from api.actions.locking import in_turn
from api.actions.tokens import (
    TOKEN_LASTS,
    ProgramDetails,
    SecretDetails,
    count_request,
    grant_access,
    make_personal_token,
    make_program,
    note_use,
    revoke_personal_token,
    revoke_program,
)
from api.actions.webhooks import (
    WebhookDetails,
    add_webhook,
    remove_webhook,
    renew_secret,
    send_test,
    switch_on,
)

__all__ = [
    "TOKEN_LASTS",
    "ClaimedKey",
    "ProgramDetails",
    "SecretDetails",
    "WebhookDetails",
    "add_webhook",
    "begin_write",
    "count_request",
    "erase_programs_of",
    "follow_acts",
    "grant_access",
    "in_turn",
    "keep_answer",
    "look_after_programs",
    "make_personal_token",
    "make_program",
    "note_use",
    "release_key",
    "remove_webhook",
    "renew_secret",
    "revoke_personal_token",
    "revoke_program",
    "send_test",
    "switch_on",
]
