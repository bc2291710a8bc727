"""Parts that a bank may do without: begun in a draft by page, and taken out again."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from assessments.parts import questionnaire
from banks import actions
from banks.models import BankVersion
from banks.queries import load_instrument
from leadership.editing.sections import OPTIONAL_PARTS
from leadership.files import dump, example, parse, review
from leadership.instrument import Instrument
from tests.banks.test_bank_drafts import fields, url, words
from tests.banks.test_bank_publishing import AT, draft
from tests.factories import MembershipFactory, bank, published

ALL = tuple(OPTIONAL_PARTS)
BEGUN = tuple(part.name for part in OPTIONAL_PARTS.values() if part.begun)
OWN_WORDS = {
    "readiness": {"scale": "", "individual": "I have time.\nI want to.", "organisational": "We have money."},
    "spectrum": {
        "title": "Where we are", "now": "Now?", "aim": "Soon?", "positions": "Alone: by ourselves\nTogether",
        "up": "Up.", "same": "Same.", "down": "Down.",
    },
    "bands": {"words": "Beginning\nGoing on\nThere"},
    "learning": {"areas": "Asking\nListening"},
    "models": {"title": "One", "start": "A.", "middle": "B.", "end": "C."},
    "prompts": {"evidence_prompt": "What happened?"},
    "intros": {"page_intro": "Think of last month."},
}  # fmt: skip


def now(version: BankVersion) -> Instrument:
    return load_instrument(BankVersion.objects.get(pk=version.pk))


def undo(client: Client, version: BankVersion) -> None:
    last = client.get(url("draft", version)).context["undoable"]
    client.post(url("undo", version), {"change": last.pk})


def take_out(client: Client, version: BankVersion, name: str):
    address = url("take_out", version, name)
    return client.post(address, fields(client, address))


@pytest.mark.parametrize("name", ALL)
def test_part_is_taken_out_with_all_that_speaks_of_it_and_begun_again(
    keeper: Client, organisation: Organisation, administrator: User, name: str
) -> None:
    version, part = draft(bank(), organisation), OPTIONAL_PARTS[name]

    assert take_out(keeper, version, name)["Location"] == url("draft", version)

    after = now(version)
    assert not part.is_in(after)
    assert review(after).errors == ()
    assert parse(dump(after)).instrument == after
    entry = AuditEntry.objects.get(act="bank_draft.edited")
    assert (entry.actor, entry.details["what"]) == (administrator, f"deleted part:{name} ")
    if part.begun:
        sent = {"begin": "example"} if part.example else OWN_WORDS[name]
        keeper.post(url("begin", version, name), sent)
        again = now(version)
        assert review(again).errors == ()
        assert again.asked.keys() == bank().asked.keys()
        if name in {"readiness", "spectrum", "plan", "stages", "models"}:
            assert again == bank()
        undo(keeper, version)
    undo(keeper, version)
    assert now(version) == bank()


@pytest.mark.parametrize(("begin", "is_shared"), [("example", True), ("own", False)])
def test_small_bank_is_completed_by_page_alone(
    keeper: Client, organisation: Organisation, begin: str, is_shared: bool
) -> None:
    if is_shared:
        published(bank("small"))
    version = draft(bank("small"), organisation)
    said = words(keeper.get(url("draft", version)))
    assert said.count("Not in this bank") == len(ALL)
    for name in BEGUN:
        assert f'href="{url("begin", version, name)}"' in said
        sent = OWN_WORDS.get(name, {}) | {"begin": begin}
        if begin == "example" and OPTIONAL_PARTS[name].example:
            sent = {"begin": begin}
        response = keeper.post(url("begin", version, name), sent)
        assert response["Location"] == url("draft", version), name

    after = now(version)
    assert all(OPTIONAL_PARTS[name].is_in(after) for name in BEGUN)
    assert review(after).errors == ()
    assert parse(dump(after)).instrument == after
    new = [code for code in after.asked if code not in bank("small").asked]
    assert all(code.startswith("X-") == is_shared for code in new)
    assert [part.stage for part in after.instrument.parts] == [None, "ST1", "ST2", "ST3"]
    parts = questionnaire(after).parts
    assert [part.kind for part in parts] == ["themes", "readiness", "learning_areas"]
    for _part in BEGUN:
        undo(keeper, version)
    assert now(version) == bank("small")


def test_own_words_become_what_was_meant(keeper: Client, version: BankVersion) -> None:
    for name in ("bands", "spectrum", "readiness", "learning"):
        keeper.post(url("begin", version, name), OWN_WORDS[name] | {"begin": "own"})

    after = now(version)
    assert [(one.label, one.min, one.max) for one in after.bands] == [
        ("Beginning", 0, 33), ("Going on", 34, 66), ("There", 67, 100),
    ]  # fmt: skip
    assert after.spectrum
    assert [(one.label, one.text) for one in after.spectrum.positions] == [
        ("Alone", "by ourselves"),
        ("Together", "Together"),
    ]
    assert after.readiness
    assert [len(side.statements) for _name, side in after.readiness.sides] == [
        2,
        1,
    ]
    assert after.scales[after.readiness.individual.scale].points == example().scales["truth"].points
    assert [area.title for area in after.learning_areas] == ["Asking", "Listening"]
    assert {"confidence", "importance"} <= after.scales.keys()


@pytest.mark.parametrize(
    ("name", "sent", "says"),
    [
        ("bands", {"begin": "own", "words": "Only one"}, "Write at least 2 lines."),
        ("bands", {"begin": "own", "words": "\n".join("abcdefghijk")}, "Write at most 10 lines."),
        ("bands", {}, "Choose one for “"),
        ("learning", {"begin": "own", "areas": "x" * 301}, "A line may have 300 characters; line"),
        ("readiness", {"begin": "own", "individual": "I \u202elisten."}, "cannot be seen"),
        ("prompts", {"evidence_prompt": ""}, "Fill in “"),
    ],
)
def test_part_that_cannot_begin_so_is_refused_and_nothing_lost(
    keeper: Client, version: BankVersion, name: str, sent: dict[str, str], says: str
) -> None:
    said = words(keeper.post(url("begin", version, name), sent))

    assert says in said
    assert "govuk-error-summary" in said
    assert all(text.split("\n")[0] in said for text in sent.values())
    assert now(version) == bank("small")


def test_part_that_somebody_has_changed_is_shown_again_before_it_goes(
    keeper: Client, organisation: Organisation, client_of: Callable[[User], Client]
) -> None:
    version = draft(bank(), organisation)
    address, sent = url("take_out", version, "glossary"), {}
    sent = fields(keeper, address)
    editor = MembershipFactory(organisation=organisation, roles=[Role.BANK_EDITOR]).user
    client_of(editor).post(url("add", version, "glossary"), {"term": "Ward", "text": "An area."})

    refused = keeper.post(address, sent)

    assert refused.status_code == 409
    assert "Somebody has changed this in the meantime." in words(refused)
    assert "<li>Ward</li>" in words(refused)
    assert len(now(version).glossary) == len(bank().glossary) + 1
    assert take_out(keeper, version, "glossary").status_code == 302
    assert now(version).glossary == ()


def test_part_that_somebody_has_begun_is_not_begun_twice(
    keeper: Client, version: BankVersion, administrator: User
) -> None:
    begin = lambda: actions.begin_part(  # noqa: E731
        version, OPTIONAL_PARTS["bands"], None, by=administrator, at=AT
    )
    begin()

    with pytest.raises(actions.BankError, match="begun this"):
        begin()
    said = words(keeper.post(url("begin", version, "bands"), {"begin": "own", "words": "A\nB"}))
    assert "Somebody has begun this in the meantime." in said
    assert ">\nA\nB</textarea>" in said
    assert keeper.get(url("begin", version, "bands"))["Location"] == url("draft", version)


def test_first_learning_area_brings_the_scales_it_is_answered_on(
    keeper: Client, version: BankVersion
) -> None:
    keeper.post(url("add", version, "areas"), {"title": "Asking"})

    after = now(version)
    assert {"confidence", "importance"} <= after.scales.keys()
    assert review(after).errors == ()
    undo(keeper, version)
    assert now(version) == bank("small")


def test_pages_of_parts_are_of_drafts_only(
    keeper: Client, organisation: Organisation, django_assert_num_queries
) -> None:
    first = published(bank("small"), organisation=organisation)
    version = draft(bank(), organisation)
    for page in ("begin", "take_out"):
        assert keeper.get(url(page, first, "bands")).status_code == 404
        assert keeper.post(url(page, first, "bands")).status_code == 404
        assert keeper.get(url(page, version, "nothing")).status_code == 404
    for name in ALL:
        with django_assert_num_queries(10):
            assert "What goes" in words(keeper.get(url("take_out", version, name)))
        assert keeper.get(url("begin", version, name)).status_code == 302
