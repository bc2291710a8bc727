"""What is read of rounds: one's own, those to agree to or to keep, and what publishing rests on."""

from observers.queries.held import HeldObservations, observations_held_about
from observers.queries.publishing import earlier_behind, own_answers, rounds_to_publish
from observers.queries.rounds import (
    colleague_in,
    handed_in_since,
    invitations_failed,
    leads_to_approve,
    lock_round,
    newest_published,
    open_rounds,
    people_in,
    published_key,
    rater_by_id,
    round_by_id,
    round_of_open_link,
    rounds_about,
    rounds_of,
    rounds_to_approve,
    rounds_to_keep,
    rule_of,
)

__all__ = [
    "HeldObservations",
    "colleague_in",
    "earlier_behind",
    "handed_in_since",
    "invitations_failed",
    "leads_to_approve",
    "lock_round",
    "newest_published",
    "observations_held_about",
    "open_rounds",
    "own_answers",
    "people_in",
    "published_key",
    "rater_by_id",
    "round_by_id",
    "round_of_open_link",
    "rounds_about",
    "rounds_of",
    "rounds_to_approve",
    "rounds_to_keep",
    "rounds_to_publish",
    "rule_of",
]
