"""Codes that are typed: short, without vowels, with a last character that shows a slip, used once and not guessed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from leadership.observing import RaterGroup
from observers import access, actions
from observers.card_codes import ALPHABET, LENGTH, code_from, read_code
from observers.models import Rater, Round
from tests.observers.conftest import LAST, NOON, send

NUMBERS = st.integers(0, len(ALPHABET) ** LENGTH - 1)
NO_SUCH = "There is no such code"
TAKES_NONE = "This code takes no answers"


@given(NUMBERS)
def test_a_code_is_read_as_people_type_it(number):
    code = code_from(number)

    assert not set(code) & set("AEIOU015SLV")
    for typed in (code, code.lower(), code.replace("-", ""), f" {code[:5]} {code[6:]} "):
        assert read_code(typed) == code


@given(NUMBERS, st.data())
def test_one_wrong_character_or_two_that_are_swapped_are_told(number, data):
    code = code_from(number).replace("-", "")
    at = data.draw(st.integers(0, LENGTH))
    other = data.draw(st.sampled_from([one for one in ALPHABET if one != code[at]]))
    wrong = code[:at] + other + code[at + 1 :]
    assert read_code(wrong) is None

    second = data.draw(st.integers(0, LENGTH))
    swapped = list(code)
    swapped[at], swapped[second] = swapped[second], swapped[at]
    assert read_code("".join(swapped)) == (code_from(number) if code[at] == code[second] else None)


@pytest.fixture
def cards(draft, manager, colleague) -> Round:
    actions.set_customers(draft, keeper_email=colleague.email, cards=3, has_open_link=False)
    return actions.hand_in_round(draft, by=manager, at=NOON)


@pytest.fixture
def card(cards) -> Rater:
    return cards.raters.filter(group=RaterGroup.CUSTOMERS).first()


def typed(code: str, client: Client | None = None):
    return (client or Client()).post(reverse("answer:code"), {"code": code})


def test_a_code_leads_to_the_card_it_stands_on(card):
    code = access.code_of(card)

    assert typed(code.lower().replace("-", " ")).url == access.link_of(card)
    assert "The code on your card" in Client().get("/answer/").content.decode()
    # Neither the code nor the link is stored.
    stored = str(Rater.objects.filter(pk=card.pk).values().get())
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_a_code_that_is_none_and_one_of_nobody_are_refused(card):
    assert NO_SUCH in typed("AAAAA-AAAAA").content.decode()
    other = next(c for c in map(code_from, range(9)) if c != access.code_of(card))
    answer = typed(other)
    assert answer.status_code == 200
    assert TAKES_NONE in answer.content.decode()


def test_a_code_ends_with_the_round_and_with_its_card(cards, card, clock):
    code = access.code_of(card)
    Rater.objects.filter(pk=card.pk).update(revoked=True)
    assert TAKES_NONE in typed(code).content.decode()
    Rater.objects.filter(pk=card.pk).update(revoked=False)
    clock.move_to(LAST)
    assert TAKES_NONE in typed(code).content.decode()


def test_a_code_is_used_once(card):
    send(card)

    again = Client().get(typed(access.code_of(card)).url).content.decode()

    assert "are sent" in again
    assert 'name="answer-' not in again


def test_guessing_is_slowed_down_and_typing_in_a_waiting_room_is_not(card, settings):
    client = Client(REMOTE_ADDR="192.0.2.7")
    answers = [typed("BBBBB-BBBBB", client).status_code for _try in range(25)]

    assert answers[:15] == [200] * 15
    assert answers[-1] == 429


def test_codes_of_cards_hold_while_an_old_key_is_kept(card, settings):
    code = access.code_of(card)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 6

    assert access.code_of(card) == code
    assert typed(code).status_code == 302
    settings.SECRET_KEY_FALLBACKS = []
    assert access.code_of(card) == ""


def test_card_and_code_are_on_the_sheet_and_a_poster_has_none(draft, manager, colleague, client_of):
    actions.set_customers(draft, keeper_email=colleague.email, cards=3, has_open_link=True)
    actions.hand_in_round(draft, by=manager, at=NOON)
    sheet = client_of(colleague).get(reverse("observers:cards", args=[draft.public_id]))
    page = sheet.content.decode()

    assert page.count('class="code-typed"') == 3
    assert "testserver/answer" in page


def test_a_code_is_found_by_one_query_among_any_number(card):
    client, code = Client(), access.code_of(card)
    typed("BBBBB-BBBBB", client)

    with CaptureQueriesContext(connection) as captured:
        typed(code, client)
    # Beside the limit on requests, which counts in a table of its own.
    assert sum("observers_rater" in one["sql"] for one in captured) == 1
