"""Whatever is sent to any address, by whoever may open it: never a fault of the service, never markup given back.

The values of every field take turns from row to row, and the two databases share what is sent, so that a run stays
short. `HOSTILE=all` tries each value in each field, on whichever database.
"""

import os
from collections.abc import Iterator
from copy import deepcopy
from zlib import crc32

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from banks.actions import store_draft
from banks.models import BankVersion
from banks.queries import forget_instruments, instrument_of
from leadership.editing.sections import SECTIONS, all_things
from tests.architecture.access import NOW, SIGNED_OUT, VISITORS, Row, Stage
from tests.architecture.hostile import (
    BODIES,
    MARKUP,
    RAW_MARKUP,
    UNLISTED,
    PageForm,
    Sending,
    forms_of,
    paths,
    queries,
    sendings,
)
from tests.architecture.test_access import ROWS
from tests.factories.assessments import bank

WHOLE = os.environ.get("HOSTILE") == "all"
FINE = {200, 202, 302}
GONE = {"moved", "left"}
GROUPS = 8
DOS = ("up", "place", "copy", "other")


def _visitors(row: Row) -> list[str]:
    """Return who may come here: a guest where guests may, and somebody else who may; all of them with `all`."""
    answers = (row.get or {}) | (row.post or {})
    inside = [who for who in VISITORS if answers.get(who) in FINE and who not in GONE]
    return inside if WHOLE else [*inside[:1], *inside[-1:]][: 2 if SIGNED_OUT in inside else 1]


def _requests(row: Row, stage: Stage, client: Client) -> Iterator[Sending]:
    address, turn = row.url(stage), crc32(row.name.encode())
    yield from paths(address, row.kwargs(stage), whole=WHOLE)
    if row.get:
        yield from queries(address, whole=WHOLE, turn=turn)
        page = client.get(address)
        if page.status_code == 200 and "text/html" in page.headers.get("Content-Type", ""):
            for form in forms_of(page.content.decode(), address):
                yield from sendings(form, whole=WHOLE, turn=turn)
    data = row.data(stage)
    if row.post and isinstance(data, dict):
        fields = {name: str(value) for name, value in data.items()} | dict.fromkeys(UNLISTED, "")
        yield from sendings(PageForm(address, "post", fields), whole=WHOLE, turn=turn)


def _is_tried_here(number: int, sending: Sending) -> bool:
    """Tell whether a request falls to this database: what only one of them minds, or every other one."""
    is_postgres = connection.vendor == "postgresql"
    if WHOLE:
        return True
    # PostgreSQL holds no NUL in a text, SQLite no number of more than eight bytes.
    if "nul" in sending.what:
        return is_postgres
    if "huge" in sending.what:
        return not is_postgres
    return number % 2 == is_postgres


def _fault(sending: Sending, client: Client) -> str:
    """Send, undo what it changed, and say what is wrong with the answer."""
    with transaction.atomic():
        try:
            answer = sending.send(client)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            found = f"{type(error).__name__}: {error}"[:200]
        else:
            found = "" if answer.status_code < 500 else str(answer.status_code)
            if not found and not answer.streaming and RAW_MARKUP.encode() in answer.content:
                found = "markup came back"
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("group", range(GROUPS))
def test_nothing_that_is_sent_breaks_the_service(group: int, stage: Stage) -> None:
    faults = []
    for row in ROWS[group::GROUPS]:
        # Each on a stage of its own, with the same people.
        with transaction.atomic():
            faults += _faults(row, deepcopy(stage))
            transaction.set_rollback(True)
        forget_instruments()

    assert faults == []


def _faults(row: Row, stage: Stage) -> list[str]:
    row.url(stage)
    return [
        f"{visitor} {sending}: {found}"
        for visitor in _visitors(row)
        for client in [stage.client(visitor)]
        for number, sending in enumerate(_requests(row, stage, client))
        if _is_tried_here(number, sending) and (found := _fault(sending, client))
    ]


def _pages_of_draft(version: BankVersion) -> Iterator[str]:
    """Yield the address of each page of each section: its list, adding to it, its first thing."""
    instrument = instrument_of(version.pk)
    for section in SECTIONS.values():
        first = next(iter(all_things(instrument, section)), None)
        keys = first[0] if first else None
        if keys is None:
            continue
        names = ("things", "add", "thing") if section.is_list else ("thing",)
        for name in names:
            whose = keys if name == "thing" else keys[:-1]
            word = {} if not whose else {"keys" if name == "thing" else "parent": "/".join(whose)}
            said = {"version_id": version.pk, "name": section.name}
            yield reverse(f"banks:{name}", kwargs=said | word)


@pytest.mark.parametrize("group", range(2))
def test_no_page_of_the_editor_is_broken_by_what_is_sent(group: int, stage: Stage) -> None:
    """Each section of a whole bank, also asked to delete, move and copy what cannot be."""
    version = store_draft(bank(), organisation=stage.organisation, by=None, at=NOW)
    client = stage.client("administrator")
    faults = []
    for turn, address in enumerate([*_pages_of_draft(version)][group::2]):
        page = client.get(address).content.decode()
        forms = [form for form in forms_of(page, address) if form.action == address]
        for form in forms:
            sent = [*sendings(form, whole=True, turn=turn)] if WHOLE else []
            sent += [form.with_fields("all markup", dict.fromkeys(form.fields, MARKUP))]
            sent += [form.with_fields("delete", form.fields | {"do": "delete"})]
            faults += [f"{one}: {found}" for one in sent if (found := _fault(one, client))]
        arranging = PageForm(address.replace("/edit/", "/arrange/"), "post")
        if arranging.action != address:
            tried = [arranging.with_fields(do, {"do": do, "place": "9" * 9}) for do in DOS]
            faults += [f"{one}: {found}" for one in tried if (found := _fault(one, client))]

    assert faults == []


def test_nothing_that_is_saved_by_script_breaks_the_service(stage: Stage) -> None:
    client, (row,) = stage.client("owner"), [row for row in ROWS if row.name == "assessments:save"]
    address = row.url(stage)

    answers = [client.post(address, body, content_type="application/json") for body in BODIES]

    assert {one.headers["Content-Type"] for one in answers} == {"application/json"}
    assert max(one.status_code for one in answers) < 500
