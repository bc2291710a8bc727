"""A draft saved as one writes, and its changes taken back one by one."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from banks import actions, queries
from banks.models import BankVersion
from banks.queries import load_instrument
from tests.banks.test_bank_drafts import codes, fields, text, url, words
from tests.banks.test_bank_publishing import AT, draft
from tests.factories import MembershipFactory, bank

# Undo ------------------------------------------------------------------------------------------


def test_edits_are_taken_back_one_by_one(keeper: Client, organisation: Organisation) -> None:
    version = draft(bank(), organisation)
    address = url("thing", version, "statements", "ASP/ASP-02")
    keeper.post(address, fields(keeper, address) | {"text": "Other."})
    keeper.post(url("arrange", version, "statements", "ASP/ASP-01"), {"do": "copy"})
    keeper.post(url("arrange", version, "themes", "ASP"), {"do": "down"})
    keeper.post(url("add", version, "glossary"), {"term": "a/b", "text": "Either."})
    address = url("thing", version, "bands", bank().bands[0].code)
    keeper.post(address, fields(keeper, address) | {"do": "delete"})

    for _change in range(5):
        page = keeper.get(url("draft", version))
        keeper.post(url("undo", version), {"change": page.context["undoable"].pk})

    assert load_instrument(BankVersion.objects.get(pk=version.pk)) == bank()
    assert keeper.get(url("draft", version)).context["undoable"] is None
    assert AuditEntry.objects.filter(act="bank_draft.edit_undone").count() == 5


def test_edits_are_made_again_one_by_one(keeper: Client, organisation: Organisation) -> None:
    version = draft(bank(), organisation)
    address = url("thing", version, "statements", "ASP/ASP-02")
    keeper.post(address, fields(keeper, address) | {"text": "Other."})
    keeper.post(url("arrange", version, "statements", "ASP/ASP-01"), {"do": "copy"})
    keeper.post(url("add", version, "glossary"), {"term": "a/b", "text": "Either."})
    after = load_instrument(BankVersion.objects.get(pk=version.pk))

    for name, words_of in (("undo", "undoable"), ("redo", "redoable")):
        for _change in range(3):
            page = keeper.get(url("draft", version))
            keeper.post(url(name, version), {"change": page.context[words_of].pk})

    assert load_instrument(BankVersion.objects.get(pk=version.pk)) == after
    assert keeper.get(url("draft", version)).context["redoable"] is None
    assert AuditEntry.objects.filter(act="bank_draft.edit_redone").count() == 3


def test_a_new_edit_leaves_nothing_to_be_made_again(keeper: Client, version: BankVersion) -> None:
    keeper.post(url("arrange", version, "statements", "ONE/ONE-1"), {"do": "down"})
    first = keeper.get(url("draft", version)).context["undoable"].pk
    keeper.post(url("undo", version), {"change": first})
    keeper.post(url("arrange", version, "statements", "ONE/ONE-3"), {"do": "up"})

    said = words(keeper.post(url("redo", version), {"change": first}, follow=True))

    assert "Look at the last change first." in said
    assert codes(version) == ["ONE-1", "ONE-3", "ONE-2"]
    assert keeper.get(url("draft", version)).context["redoable"] is None


def test_undo_says_what_it_takes_back(keeper: Client, version: BankVersion) -> None:
    address = url("thing", version, "statements", "ONE/ONE-1")
    keeper.post(address, fields(keeper, address) | {"text": "I begin."})

    bar = keeper.get(url("draft", version)).context["undoable"]
    said = words(keeper.post(url("undo", version), {"change": bar.pk}, follow=True))

    assert bar.words == "Edited: Statement ONE-1, “I begin.”"
    assert next((one.field, one.before, one.after) for one in bar.texts) == (
        "Statement", "I do the first thing.", "I begin.",
    )  # fmt: skip
    assert "Taken back. Edited: Statement ONE-1, “I do the first thing.”" in said


def test_what_was_deleted_is_named_by_its_words(keeper: Client, version: BankVersion) -> None:
    address = url("thing", version, "statements", "ONE/ONE-1")
    keeper.post(address, fields(keeper, address) | {"do": "delete"})

    bar = keeper.get(url("draft", version)).context["undoable"]

    assert bar.words == "Deleted: Statement ONE-1, “I do the first thing.”"


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        (("draft", ()), "{draft}"),
        (("things", ("statements", "ONE")), "{list}#thing-ONE-1"),
        (("thing", ("statements", "ONE/ONE-1")), "{thing}"),
        (("things", ("bands",)), "{bands}"),
        (("thing", ("statements", "ONE/GONE")), "{list}#thing-ONE-1"),
        (("publish", ()), "{draft}"),
    ],
)
def test_undo_keeps_the_place(
    keeper: Client, version: BankVersion, came_from: tuple[str, tuple[str, ...]], leads_to: str
) -> None:
    keeper.post(url("arrange", version, "statements", "ONE/ONE-1"), {"do": "down"})
    change = keeper.get(url("draft", version)).context["undoable"].pk
    name, args = came_from

    sent = {"change": change, "from": url(name, version, *args)}
    response = keeper.post(url("undo", version), sent)

    assert response["Location"] == leads_to.format(
        draft=url("draft", version),
        list=url("things", version, "statements", "ONE"),
        thing=url("thing", version, "statements", "ONE/ONE-1"),
        bands=url("things", version, "bands"),
    )


@pytest.mark.parametrize(
    "came_from", ["https://elsewhere.example/", "//elsewhere.example/x", "", "/banks/", "x y"]
)
def test_undo_leads_to_no_other_place(keeper: Client, version: BankVersion, came_from: str) -> None:
    keeper.post(url("arrange", version, "statements", "ONE/ONE-1"), {"do": "down"})
    change = keeper.get(url("draft", version)).context["undoable"].pk

    response = keeper.post(url("undo", version), {"change": change, "from": came_from})

    assert response["Location"] == url("draft", version)


def test_edit_that_is_no_longer_the_last_is_not_taken_back(
    keeper: Client, version: BankVersion
) -> None:
    keeper.post(url("arrange", version, "statements", "ONE/ONE-1"), {"do": "down"})
    mine = keeper.get(url("draft", version)).context["undoable"].pk
    keeper.post(url("arrange", version, "statements", "ONE/ONE-1"), {"do": "down"})

    said = words(keeper.post(url("undo", version), {"change": mine}, follow=True))

    assert "Look at the last change first." in said
    assert codes(version) == ["ONE-2", "ONE-3", "ONE-1"]
    assert keeper.post(url("undo", version), {"change": "x"}).status_code == 400


def test_publication_forgets_what_each_edit_changed(keeper: Client, version: BankVersion) -> None:
    keeper.post(url("arrange", version, "statements", "ONE/ONE-1"), {"do": "down"})
    actions.publish(version, by=None, at=AT)

    assert not version.changes.exists()
    assert keeper.post(url("undo", version), {"change": 1}).status_code == 404


# Saving by script ------------------------------------------------------------------------------


def by_script(client: Client, address: str, **sent: str) -> HttpResponse:
    return client.post(address, sent, headers={"Accept": "application/json"})


def test_script_saves_only_the_field_it_sends(keeper: Client, version: BankVersion) -> None:
    address = url("thing", version, "statements", "ONE/ONE-1")

    sent = {"text": "I begin.", "was-text": text(version)}
    response = by_script(keeper, address, **sent)

    assert response.json() == {
        "stored": {"text": "I begin."}, "conflicts": {}, "errors": {}, "advice": [],
    }  # fmt: skip
    assert text(version) == "I begin."


def test_script_is_told_of_conflicts_errors_and_advice(
    keeper: Client, version: BankVersion
) -> None:
    address = url("thing", version, "statements", "ONE/ONE-1")
    sent = {"text": "Mine.", "was-text": "Something else", "label": "x" * 301, "was-label": "y"}
    sent |= {"reverse": "yes", "was-reverse": ""}

    reply = by_script(keeper, address, **sent).json()

    assert "What is saved now: “I do the first thing.”" in reply["conflicts"]["text"]
    assert "can have up to 300" in reply["errors"]["label"]
    assert any("should not be the first" in line for line in reply["advice"])
    stored = load_instrument(version).themes[0].questions[0]
    assert (stored.text, stored.reverse) == ("I do the first thing.", True)


def test_writing_on_in_a_field_is_one_change_to_take_back(
    keeper: Client, version: BankVersion
) -> None:
    address = url("thing", version, "statements", "ONE/ONE-1")
    by_script(keeper, address, **{"text": "I b", "was-text": text(version)})
    by_script(keeper, address, **{"text": "I begin.", "was-text": "I b"})

    page = keeper.get(url("draft", version))
    keeper.post(url("undo", version), {"change": page.context["undoable"].pk})

    assert load_instrument(version) == bank("small")


def test_script_is_told_where_a_draft_is_published_by_now(
    keeper: Client, version: BankVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = url("thing", version, "statements", "ONE/ONE-1")
    actions.publish(version, by=None, at=AT)

    assert by_script(keeper, address, text="x", **{"was-text": "y"}).status_code == 404


@pytest.mark.parametrize("is_published", [True, False])
def test_what_comes_too_late_is_given_back(
    keeper: Client, version: BankVersion, is_published: bool
) -> None:
    """Published, or deleted, by somebody else since the page was opened."""
    address = url("thing", version, "statements", "ONE/ONE-2")
    sent = {"text": "I listen <first>.", "was-text": "y"}
    if is_published:
        actions.publish(version, by=None, at=AT)
    else:
        keeper.post(address, {"do": "delete", "was-text": text(version, "ONE-2")})

    response = keeper.post(address, sent)

    said = response.content.decode()
    assert response.status_code == 404
    assert "I listen &lt;first&gt;." in said
    assert ("has been published since" in said) is is_published
    assert ("Somebody else has deleted" in said) is not is_published
    assert keeper.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "keys", "sent"),
    [
        ("thing", ("statements", "ONE/ONE-2"), {"text": "I listen <first>.", "was-text": "y"}),
        ("thing", ("readiness",), {"level_text.L3": "<first>", "was-level_text.L3": ""}),
        ("add", ("statements", "ONE"), {"text": "I ask <first>.", "label": ""}),
        ("begin", ("bands",), {"begin": "own", "words": "<first>\nLast"}),
    ],
)
def test_text_for_a_discarded_draft_is_given_back(
    keeper: Client, administrator: User, version: BankVersion,
    name: str, keys: tuple[str, ...], sent: dict[str, str],
) -> None:  # fmt: skip
    address = url(name, version, *keys)
    seen = queries.fingerprint(load_instrument(version))
    actions.discard(version, seen, by=administrator, at=AT)

    response = keeper.post(address, sent)

    said = response.content.decode()
    assert response.status_code == 404
    assert "&lt;first&gt;" in said
    assert "Somebody has discarded the draft" in said
    assert keeper.get(address).status_code == 404


def test_what_a_stranger_sends_for_a_draft_is_answered_as_for_one_that_is_gone(
    version: BankVersion, client_of: Callable[[User], Client]
) -> None:
    """Nobody learns so whether another organisation has a draft of this number."""
    stranger = MembershipFactory(roles=[Role.ADMINISTRATOR]).user
    manager = MembershipFactory(organisation=version.bank.organisation).user
    sent = {"text": "Mine.", "was-text": "y"}
    address = url("thing", version, "statements", "ONE/ONE-2")

    theirs = client_of(stranger).post(address, sent)
    gone = client_of(stranger).post(address.replace(f"/{version.pk}/", "/99999/"), sent)

    assert (theirs.status_code, gone.status_code) == (404, 404)
    assert "Somebody has discarded the draft" in theirs.content.decode()
    assert client_of(manager).post(address, sent).status_code == 403


@pytest.mark.parametrize(
    ("name", "keys", "sent"),
    [
        ("add", ("themes",), {"title": "Asking", "questions": "I ask <first>."}),
        ("add", ("scales",), {"name": "often", "points": "<first>"}),
        ("thing", ("texts",), {"self_view_notice": "<first>", "was-self_view_notice": ""}),
        ("begin", ("bands",), {"begin": "own", "words": "<first>\nLast"}),
    ],
)
def test_nothing_of_what_comes_too_late_is_left_out(
    keeper: Client, version: BankVersion, name: str, keys: tuple[str, ...], sent: dict[str, str]
) -> None:
    address = url(name, version, *keys)
    assert keeper.get(address).status_code == 200
    actions.publish(version, by=None, at=AT)

    response = keeper.post(address, sent)

    assert response.status_code == 404
    assert "&lt;first&gt;" in response.content.decode()
    assert keeper.get(address).status_code == 404
