"""The pages on which banks are kept, as an administrator sees them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEntry, Organisation
from banks.actions import store_draft
from banks.models import BankVersion
from banks.queries import version_for
from leadership.files import parse
from leadership.instrument import Instrument
from tests.factories import CampaignFactory, OrganisationFactory, bank, published

Pages = Callable[..., str]


def numbered(instrument: Instrument, number: str, **changes: str) -> Instrument:
    """The bank under another number, with other words for its first statement."""
    theme, *others = instrument.themes
    first, *rest = theme.questions
    theme = replace(theme, questions=(replace(first, **changes), *rest))
    about = replace(instrument.instrument, version=number)
    return replace(instrument, instrument=about, themes=(theme, *others))


@pytest.fixture
def page(keeper: Client) -> Pages:
    def get(name: str, *args: int, **query: int) -> str:
        response = keeper.get(reverse(f"banks:{name}", args=args), query)
        assert response.status_code == 200
        return response.content.decode()

    return get


@pytest.fixture
def own(organisation: Organisation) -> BankVersion:
    return published(bank("small"), organisation=organisation)


def test_list_shows_own_and_shared_banks_but_not_those_of_others(
    page: Pages, own: BankVersion
) -> None:
    shared = published(bank("coaching"))
    others = published(bank("small"), organisation=OrganisationFactory())

    said = page("list")

    for version, is_there in ((own, True), (shared, True), (others, False)):
        assert (reverse("banks:bank", args=[version.bank_id]) in said) is is_there


def test_page_of_a_bank_leads_to_editing_its_latest_version(page: Pages, own: BankVersion) -> None:
    shared = published(bank("coaching"))
    store_draft(numbered(bank("coaching"), "2.0"), organisation=None, by=None, at=timezone.now())
    later = numbered(bank("small"), "2.0")

    copied, first = page("bank", shared.bank_id), page("bank", own.bank_id)
    draft = store_draft(later, organisation=own.bank.organisation, by=None, at=timezone.now())

    assert f'action="{reverse("banks:edit", args=[shared.pk])}"' in copied
    assert f'action="{reverse("banks:edit", args=[own.pk])}"' in first
    assert f'href="{reverse("banks:draft", args=[draft.pk])}"' in page("bank", own.bank_id)


def test_list_without_banks_says_what_will_be_here(page: Pages) -> None:
    said = page("list")

    assert "Here will be the banks that your organisation keeps itself" in said
    assert "There is no shared bank yet." in said


@pytest.mark.parametrize("banks", [1, 3])
def test_list_costs_the_same_for_many_banks(
    banks: int,
    keeper: Client,
    organisation: Organisation,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for place in range(banks):
        about = replace(bank("small").instrument, code=f"BANK-{place}")
        published(replace(bank("small"), instrument=about), organisation=organisation)

    with django_assert_num_queries(5):
        keeper.get(reverse("banks:list"))


@pytest.mark.parametrize("versions", [1, 3])
def test_bank_costs_the_same_for_many_versions(
    versions: int,
    keeper: Client,
    own: BankVersion,
    organisation: Organisation,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for place in range(2, versions + 1):
        published(numbered(bank("small"), f"{place}.0"), organisation=organisation)

    with django_assert_num_queries(8):
        keeper.get(reverse("banks:bank", args=[own.bank_id]))


def test_bank_lists_its_versions_newest_first_with_own_campaigns(
    page: Pages, own: BankVersion, organisation: Organisation
) -> None:
    published(numbered(bank("small"), "1.10"), organisation=organisation)
    published(numbered(bank("small"), "1.9"), organisation=organisation)
    CampaignFactory(version=own, organisation=organisation)
    CampaignFactory(version=own)  # of another council: nobody's business here

    said = page("bank", own.bank_id)

    places = [said.index(f">{number}</a>") for number in ("1.10", "1.9", "1.0")]
    assert places == sorted(places)
    assert '<td class="number">1</td>' in said


def test_shared_bank_of_the_platform_may_be_read(page: Pages) -> None:
    shared = published(bank("small"))

    assert "Shared by all organisations" in page("bank", shared.bank_id)
    assert "I avoid the second thing." in page("version", shared.pk)


def test_compare_tells_what_changed_word_by_word(
    page: Pages, own: BankVersion, organisation: Organisation
) -> None:
    newer = numbered(bank("small"), "2.0", text="I do the very first thing.")
    after = published(newer, organisation=organisation)

    said = page("compare", own.bank_id, before=own.pk, after=after.pk)

    assert "What changed from version 1.0 to 2.0" in said
    assert "Theme ONE: One theme" in said
    assert "Only words differ." in said
    assert "inserted: </span>very</ins>" in said


def test_compare_with_the_shared_bank_of_the_same_code(page: Pages, own: BankVersion) -> None:
    shared = published(bank("small"))

    said = page("compare", own.bank_id, before=shared.pk, after=own.pk)

    assert "These two hold the same." in said


def test_compare_with_a_version_of_another_bank_is_no_choice(page: Pages, own: BankVersion) -> None:
    others = published(bank("small"), organisation=OrganisationFactory())

    said = page("compare", own.bank_id, before=others.pk, after=own.pk)

    assert "choose one of those that are offered" in said
    assert "These two hold the same." not in said


def test_version_shows_all_that_people_will_read(page: Pages, organisation: Organisation) -> None:
    version = published(bank(), organisation=organisation)
    instrument = bank()

    said = page("version", version.pk)

    texts = [question.code for question in instrument.questions()]
    texts += [area.title for area in instrument.learning_areas]
    texts += [side.title for _name, side in instrument.readiness.sides]
    texts += [band.label for band in instrument.bands]
    assert [text for text in texts if text not in said] == []


def test_words_of_a_bank_are_shown_as_words(page: Pages, organisation: Organisation) -> None:
    wild = numbered(bank("small"), "1.0", text="I <script>alert(1)</script> listen.")
    version = published(wild, organisation=organisation)

    said = page("version", version.pk)

    assert "<script>alert" not in said
    assert "I &lt;script&gt;alert(1)&lt;/script&gt; listen." in said


def test_file_reads_back_as_the_same_bank(keeper: Client, organisation: Organisation) -> None:
    version = published(bank(), organisation=organisation)

    response = keeper.get(reverse("banks:file", args=[version.pk]))

    assert response["Content-Disposition"] == 'attachment; filename="CFL-1.0.0.yaml"'
    assert parse(response.content).instrument == bank()


@pytest.mark.parametrize("name", ["bank", "compare", "version", "file"])
def test_what_does_not_exist_is_not_found(name: str, keeper: Client) -> None:
    assert keeper.get(reverse(f"banks:{name}", args=[10**6])).status_code == 404


def test_keeper_chooses_what_members_read(keeper: Client, organisation: Organisation) -> None:
    shared = published(bank("coaching"))
    own = published(bank("small"), organisation=organisation)
    page = reverse("banks:bank", args=[own.bank_id])
    choose = reverse("banks:choose", args=[own.bank_id])

    before = keeper.get(page).content.decode()
    after = keeper.post(choose, follow=True).content.decode()

    assert "read another bank under Learning" in before
    assert "read this bank now" in after
    assert "Let members of" not in after
    assert version_for(organisation) == own
    assert AuditEntry.objects.get(act="bank.chosen").details["bank"] == own.bank.code
    back = reverse("banks:choose", args=[shared.bank_id])
    assert keeper.post(back, {"organisation": OrganisationFactory().pk}).status_code == 403
    assert keeper.post(back, {"organisation": organisation.pk}).status_code == 302
    assert version_for(organisation) == shared


def test_page_of_a_shared_bank_says_that_members_read_their_own_copy(
    keeper: Client, organisation: Organisation
) -> None:
    shared = published(bank("small"))
    page = reverse("banks:bank", args=[shared.bank_id])
    before = keeper.get(page).content.decode()
    published(numbered(bank("small"), "2.0"), organisation=organisation)

    after = keeper.get(page).content.decode()

    assert "read this bank under Learning" in before
    assert "own copy of this bank under Learning" in after
    assert "read this bank under Learning" not in after
    assert "Let members of" not in after


def test_bank_without_a_published_version_cannot_be_chosen(
    keeper: Client, organisation: Organisation
) -> None:
    draft = store_draft(bank("small"), organisation=organisation, by=None, at=timezone.now())
    page = keeper.get(reverse("banks:bank", args=[draft.bank_id])).content.decode()

    said = keeper.post(reverse("banks:choose", args=[draft.bank_id]), follow=True)

    assert "Let members of" not in page
    assert "before a version of it is published" in said.content.decode()
    assert version_for(organisation) is None
