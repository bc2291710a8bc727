"""What can happen to rounds; one module a noun, all public names here."""

from observers.actions.answering import (
    CannotAnswerError,
    begin_with_open_link,
    decline,
    remove_comments,
    save_answers,
    send_answers,
)
from observers.actions.erasing import delete_with_rounds, erase_guest, erase_rounds
from observers.actions.messages import queue_round_messages
from observers.actions.offers import end_offer_in_campaign, offer_in_campaign
from observers.actions.publishing import (
    forget_people_behind,
    publish_round,
    publish_rounds,
    wake_for_rounds,
)
from observers.actions.pulses import (
    answer_again,
    ask_again,
    decline_pulse,
    publish_pulse,
    queue_pulse_messages,
)
from observers.actions.rounds import (
    Days,
    RoundError,
    add_person,
    agree_to_round,
    begin_round,
    change_round,
    change_rule,
    give_up_round,
    hand_in_round,
    remove_person,
    return_round,
    set_customers,
    take_back_round,
    withdraw_link,
)

__all__ = [
    "CannotAnswerError",
    "Days",
    "RoundError",
    "add_person",
    "agree_to_round",
    "answer_again",
    "ask_again",
    "begin_round",
    "begin_with_open_link",
    "change_round",
    "change_rule",
    "decline",
    "decline_pulse",
    "delete_with_rounds",
    "end_offer_in_campaign",
    "erase_guest",
    "erase_rounds",
    "forget_people_behind",
    "give_up_round",
    "hand_in_round",
    "offer_in_campaign",
    "publish_pulse",
    "publish_round",
    "publish_rounds",
    "queue_pulse_messages",
    "queue_round_messages",
    "remove_comments",
    "remove_person",
    "return_round",
    "save_answers",
    "send_answers",
    "set_customers",
    "take_back_round",
    "wake_for_rounds",
    "withdraw_link",
]
