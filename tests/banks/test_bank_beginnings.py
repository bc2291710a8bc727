"""A bank begun by page from nothing, and a draft discarded."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from banks import actions
from banks.models import BankVersion, KeyRow, Question, QuestionBank
from banks.queries import fingerprint, load_instrument
from leadership.files import dump, parse, review
from tests.banks.test_bank_drafts import fields, url, words
from tests.banks.test_bank_publishing import AT, draft
from tests.banks.test_bank_views import numbered
from tests.factories import MembershipFactory, OrganisationFactory, bank, published

NEW = {
    "title": "Coaching conversations",
    "code": "COACHING",
    "language": "en-GB",
    "answers": "Never\nRarely\nSometimes\nOften\nMostly\nAlways",
    "theme": "Setting up",
    "statements": "I agree the aim.\nI say what stays private.\nI ask how long we have.",
}


def begin(client: Client, organisation: Organisation, **sent: str) -> HttpResponse:
    return client.post("/banks/new/", NEW | {"organisation": organisation.pk} | sent)


def discard(client: Client, version: BankVersion) -> HttpResponse:
    address = url("discard", version)
    return client.post(address, fields(client, address))


# A new bank --------------------------------------------------------------------------------------


def test_bank_is_begun_from_nothing(keeper: Client, organisation: Organisation) -> None:
    assert 'href="/banks/new/"' in words(keeper.get("/banks/"))

    response = begin(keeper, organisation, stem="How often?", not_applicable="Not in my role")

    made = BankVersion.objects.get()
    instrument = load_instrument(made)
    assert response["Location"] == url("draft", made)
    assert (made.bank.organisation, made.number, made.status) == (organisation, "1.0", "draft")
    scale = instrument.scale_of(instrument.themes[0])
    assert (scale.min, scale.max, scale.stem) == (1, 6, "How often?")
    assert scale.not_applicable
    assert scale.not_applicable.label == "Not in my role"
    assert [one.code for one in instrument.questions()] == ["T-01-01", "T-01-02", "T-01-03"]
    assert review(instrument).errors == ()
    assert parse(dump(instrument)).instrument == instrument
    assert AuditEntry.objects.filter(act="bank_version.stored").exists()


def test_statements_of_a_bank_of_ones_own_need_no_mark(
    keeper: Client, organisation: Organisation
) -> None:
    begin(keeper, organisation)
    made = BankVersion.objects.get()
    assert "begin with X-" not in words(keeper.get(url("add", made, "themes")))

    keeper.post(url("add", made, "statements", "T-01"), {"text": "I listen."})
    keeper.post(url("arrange", made, "themes", "T-01"), {"do": "copy"})

    codes = [one.code for one in load_instrument(made).questions()]
    assert codes[:4] == ["T-01-01", "T-01-02", "T-01-03", "T-01-04"]
    assert codes[4:] == ["T-02-01", "T-02-02", "T-02-03", "T-02-04"]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"title": ""}, "Fill in “"),
        ({"code": "two words"}, "Use letters without accents"),
        ({"code": "SMALL"}, "There is a bank with the code SMALL already."),
        ({"language": "English!"}, "Write a language tag"),
        ({"answers": "Yes"}, "Write 2 to 20 answers"),
        ({"answers": "\n".join(map(str, range(21)))}, "Write 2 to 20 answers"),
        ({"statements": "I \u202elisten."}, "cannot be seen"),
        ({"statements": "x" * 301}, "A line may have 300 characters; line"),
    ],
)
def test_bank_that_cannot_be_is_not_begun_and_nothing_lost(
    keeper: Client, organisation: Organisation, sent: dict[str, str], says: str
) -> None:
    published(bank("small"))

    said = words(begin(keeper, organisation, **sent))

    assert says in said
    assert "<title>Error: Begin a new question bank" in said
    assert "I say what stays private." in said or "statements" in sent
    assert QuestionBank.objects.count() == 1


def test_bank_is_not_begun_for_an_organisation_of_others(keeper: Client) -> None:
    assert "choose one of those that are offered" in words(begin(keeper, OrganisationFactory()))
    assert not QuestionBank.objects.exists()


def test_two_people_do_not_begin_the_same_bank(
    version: BankVersion, organisation: Organisation, administrator: User
) -> None:
    with pytest.raises(actions.BankError, match="already"):
        actions.begin_bank(bank("small"), organisation=organisation, by=administrator, at=AT)


# Discarding --------------------------------------------------------------------------------------


def test_draft_is_discarded_with_all_its_rows_and_the_published_version_stays(
    keeper: Client, organisation: Organisation, administrator: User
) -> None:
    first = published(bank(), organisation=organisation)
    keeper.post(url("edit", first))
    version = BankVersion.objects.get(status="draft")
    keeper.post(url("arrange", version, "themes", "ASP"), {"do": "down"})
    assert f'href="{url("discard", version)}"' in words(keeper.get(url("draft", version)))
    asked = words(keeper.get(url("discard", version)))

    response = discard(keeper, version)

    assert f"{administrator}: 1 change" in asked
    assert "<strong>Moved</strong>" in asked
    assert response["Location"] == f"/banks/{first.bank_id}/"
    assert not BankVersion.objects.filter(status="draft").exists()
    tables = KeyRow.__subclasses__()
    assert Question in tables
    assert not any(one._default_manager.exclude(version=first).exists() for one in tables)
    assert load_instrument(first) == bank()
    entry = AuditEntry.objects.get(act="bank_draft.discarded")
    assert (entry.actor, entry.details["number"]) == (administrator, "2.0.0")


def test_with_its_only_version_a_bank_goes_and_its_code_is_free(
    keeper: Client, version: BankVersion, organisation: Organisation
) -> None:
    assert "so the bank goes too" in words(keeper.get(url("discard", version)))

    assert discard(keeper, version)["Location"] == "/banks/"

    assert not QuestionBank.objects.exists()
    assert begin(keeper, organisation, code="SMALL").status_code == 302


def test_draft_that_somebody_has_changed_is_shown_again_before_it_goes(
    keeper: Client,
    version: BankVersion,
    organisation: Organisation,
    client_of: Callable[[User], Client],
) -> None:
    address = url("discard", version)
    sent = fields(keeper, address)
    editor = MembershipFactory(organisation=organisation, roles=[Role.BANK_EDITOR]).user
    client_of(editor).post(url("arrange", version, "statements", "ONE/ONE-1"), {"do": "down"})

    refused = keeper.post(address, sent)

    assert refused.status_code == 409
    assert "Somebody has changed this draft in the meantime." in words(refused)
    assert f"{editor}: 1 change" in words(refused)
    assert Question.objects.filter(version=version).count() == len(bank("small").asked)
    assert discard(keeper, version).status_code == 302


def test_published_version_is_not_discarded(
    keeper: Client, organisation: Organisation, administrator: User
) -> None:
    first = published(bank("small"), organisation=organisation)
    shared = published(bank())
    waiting = draft(numbered(bank("small"), "2.0"), organisation)
    sent = fields(keeper, url("discard", waiting))
    actions.publish(waiting, by=None, at=AT)

    assert keeper.get(url("discard", first))["Location"] == f"/banks/versions/{first.pk}/"
    assert keeper.post(url("discard", waiting), sent).status_code == 302
    assert keeper.post(url("discard", shared), sent).status_code == 403
    with pytest.raises(actions.VersionFixedError):
        actions.discard(waiting, sent["seen"], by=administrator, at=AT)
    assert BankVersion.objects.filter(status="published").count() == 3


def test_whoever_comes_too_late_for_a_discarded_draft_is_told(
    version: BankVersion, administrator: User
) -> None:
    seen = fingerprint(load_instrument(version))
    actions.discard(version, seen, by=administrator, at=AT)
    version.pk = version.id = 10**6

    for late in (
        lambda: actions.discard(version, seen, by=administrator, at=AT),
        lambda: actions.publish(version, by=administrator, at=AT),
    ):
        with pytest.raises(actions.BankError, match="discarded this draft"):
            late()
