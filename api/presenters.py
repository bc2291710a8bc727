"""What pages say of programs and tokens: never a secret."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from api.events import EVENTS
from api.models import PersonalToken, Program, Token, Webhook, WebhookDelivery
from api.scopes import words_of

Json = dict[str, Any]


@dataclass(frozen=True)
class SecretRow:
    """A program or a token as its page has it."""

    pk: int
    name: str
    whose: str
    made_at: datetime
    ends_at: datetime
    last_used_at: datetime | None
    may: list[str]
    state: str
    works: bool
    client_id: UUID | None = None


def program_rows(programs: Iterable[Program], *, at: datetime) -> list[SecretRow]:
    return [_row(one, _whose(one), at, one.public_id) for one in programs]


def token_rows(tokens: Iterable[PersonalToken], *, at: datetime) -> list[SecretRow]:
    """Return people's own tokens, each with whose it is."""
    return [_row(one, _whose(one), at) for one in tokens]


def own_token_rows(tokens: Iterable[PersonalToken], *, at: datetime) -> list[SecretRow]:
    """Return one's own, each with the organisation in which it works."""
    return [_row(one, one.organisation.name, at) for one in tokens]


def _whose(token: Token) -> str:
    # Annotated by the query: what the organisation may call them.
    return str(getattr(token, "whose", ""))


def _row(token: Token, whose: str, at: datetime, client_id: UUID | None = None) -> SecretRow:
    return SecretRow(
        pk=token.pk,
        name=token.name,
        whose=whose,
        made_at=token.made_at,
        ends_at=token.ends_at,
        last_used_at=token.last_used_at,
        may=words_of(token.scopes),
        state=_state(token, at),
        works=token.works(at),
        client_id=client_id,
    )


def _state(token: Token, at: datetime) -> str:
    if token.revoked_at is not None:
        return _("Revoked")
    return _("Works") if token.works(at) else _("Has ended")


@dataclass(frozen=True)
class WebhookRow:
    """An address that is told what happens, as its page has it."""

    pk: int
    url: str
    told: list[str]
    state: str
    why: str
    is_on: bool
    waiting: int


@dataclass(frozen=True)
class DeliveryRow:
    """Something that an address was told, or is to be."""

    what: str
    about: str
    at: datetime
    state: str
    attempts: int
    answer: str
    due_at: datetime | None


def webhook_row(webhook: Webhook, waiting: int) -> WebhookRow:
    return WebhookRow(
        pk=webhook.pk,
        url=webhook.url,
        told=[str(words) for event, words in EVENTS.items() if event in webhook.events],
        state=_("Told") if webhook.disabled_at is None else _("Not told any more"),
        why=webhook.disabled_why,
        is_on=webhook.disabled_at is None,
        waiting=waiting,
    )


def delivery_rows(deliveries: Iterable[WebhookDelivery]) -> list[DeliveryRow]:
    return [
        DeliveryRow(
            what=str(EVENTS.get(one.event, _("Test"))),
            about=_about(one.payload["data"]),
            at=one.queued_at,
            state=str(WebhookDelivery.Status(one.status).label),
            attempts=one.attempts,
            answer=one.last_answer,
            due_at=one.due_at if one.status == WebhookDelivery.Status.QUEUED else None,
        )
        for one in deliveries
    ]


def _about(data: Json) -> str:
    thing = data.get("person") or data.get("campaign") or {}
    return str(thing.get("name", ""))
