"""Publishing, and retiring, a version of a bank by page."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Organisation, User
from banks import actions
from banks.models import BankVersion
from banks.queries import load_instrument
from leadership.files import dump
from leadership.instrument import Instrument
from tests.banks.draft_content import set_min_themes_scored
from tests.banks.test_bank_views import numbered
from tests.factories import AssessmentFactory, CampaignFactory, bank, published
from tests.factories.assessments import STARTED

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def draft(instrument: Instrument, organisation: Organisation) -> BankVersion:
    return actions.store_draft(instrument, organisation=organisation, by=None, at=AT)


def publish(client: Client, version: BankVersion, **sent: str) -> HttpResponse:
    return client.post(reverse("banks:publish", args=[version.pk]), sent, follow=True)


@pytest.fixture
def first(organisation: Organisation) -> BankVersion:
    return published(bank("small"), organisation=organisation)


def with_code(code: str) -> Instrument:
    """The small bank with another code for its first statement."""
    small = bank("small")
    first, *rest = small.themes[0].questions
    theme = replace(small.themes[0], questions=(replace(first, code=code), *rest))
    return replace(small, themes=(theme,))


@pytest.mark.parametrize(
    ("code", "shared", "is_stored"),
    [
        ("ONE-1", True, True),
        ("X-ONE-1", True, True),
        ("ONE-9", True, False),
        ("ONE-9", False, True),
    ],
)
def test_own_statements_in_a_shared_bank_are_told_by_their_codes(
    keeper: Client, organisation: Organisation, code: str, shared: bool, is_stored: bool
) -> None:
    if shared:
        published(bank("small"))
    file = SimpleUploadedFile("bank.yaml", dump(with_code(code)).encode())
    sent = {"file": file, "organisation": organisation.pk}
    page = keeper.post("/banks/import/", sent)

    form = page.context["form"]
    keeper.post("/banks/import/", {name: form[name].value() for name in form.fields})

    assert ("begin with X-" in page.content.decode()) is not is_stored
    assert BankVersion.objects.filter(bank__organisation=organisation).exists() is is_stored


def test_first_version_needs_only_a_summary(
    keeper: Client, organisation: Organisation, administrator: User
) -> None:
    version = draft(bank("small"), organisation)

    refused = publish(keeper, version)
    said = publish(keeper, version, summary="Our first.").content.decode()

    version.refresh_from_db()
    assert "govuk-error-summary" in refused.content.decode()
    assert "Version 1.0 is published." in said
    assert (version.status, version.published_by) == ("published", administrator)
    assert "Our first." in keeper.get(f"/banks/versions/{version.pk}/").content.decode()
    entry = AuditEntry.objects.get(act="bank_version.published")
    assert entry.details["summary"] == "Our first."


def test_publishing_says_who_is_affected_and_asks_about_comparison(
    keeper: Client, first: BankVersion, organisation: Organisation
) -> None:
    CampaignFactory(organisation=organisation, version=first)
    CampaignFactory(organisation=organisation, version=first, closes_at=STARTED)
    second = draft(numbered(bank("small"), "2.0", text="I do the 1st thing."), organisation)

    said = keeper.get(f"/banks/versions/{second.pk}/publish/").content.decode()
    refused = publish(keeper, second, summary="Shorter").content.decode()

    assert "1 campaign asks another version of this bank and goes on with it." in said
    assert "How much has changed since version 1.0?" in said
    assert "What differs from version 1.0" in said
    assert "govuk-error-summary" in refused


def test_first_copy_of_a_shared_bank_is_compared_with_it_and_names_whom_it_affects(
    keeper: Client, organisation: Organisation
) -> None:
    shared = published(bank("small"))
    CampaignFactory(organisation=organisation, version=shared, name="Ours")
    CampaignFactory(version=shared, name="Of somebody else")
    AssessmentFactory(member__organisation=organisation, version=shared)
    AssessmentFactory(version=shared)
    other = draft(bank("coaching"), organisation)
    copy = draft(numbered(bank("small"), "2.0", text="I do the 1st thing."), organisation)

    said = keeper.get(f"/banks/versions/{copy.pk}/publish/").content.decode()
    of_another_field = keeper.get(f"/banks/versions/{other.pk}/publish/").content.decode()

    assert "What differs from the shared version 1.0" in said
    assert "What has changed, and why?" in said
    assert "What is this bank for?" in of_another_field
    assert "Ours: version 1.0" in said
    assert "Of somebody else" not in said
    assert "1 person has begun an earlier version" in said
    assert "It is also what people read about learning" in said
    assert "stays another bank" in of_another_field
    assert "Ours" not in of_another_field


def test_spelling_makes_a_patch_of_the_version_before(
    keeper: Client, first: BankVersion, organisation: Organisation
) -> None:
    changed = numbered(bank("small"), "2.0", text="I do the first thing!")
    second = draft(changed, organisation)

    publish(keeper, second, summary="A full stop", change="spelling")

    second.refresh_from_db()
    assert (second.number, second.status, second.change) == ("1.0.1", "published", "spelling")
    about = replace(changed.instrument, version="1.0.1")
    assert load_instrument(second) == replace(changed, instrument=about)


def test_spelling_is_refused_where_more_differs(
    keeper: Client, first: BankVersion, organisation: Organisation
) -> None:
    second = draft(numbered(bank("small"), "2.0", reverse=True), organisation)

    said = publish(keeper, second, summary="Just a comma", change="spelling").content.decode()

    second.refresh_from_db()
    assert "More than words differs from version 1.0" in said
    assert second.status == "draft"


def test_more_than_spelling_keeps_its_number(
    keeper: Client, first: BankVersion, organisation: Organisation
) -> None:
    second = draft(numbered(bank("small"), "2.0", reverse=True), organisation)

    publish(keeper, second, summary="Turned round", change="content")

    second.refresh_from_db()
    assert (second.number, second.status) == ("2.0", "published")
    assert load_instrument(first) == bank("small")


def test_first_version_cannot_be_a_patch(organisation: Organisation) -> None:
    version = draft(bank("small"), organisation)

    with pytest.raises(actions.BankError, match="no published version"):
        actions.publish(version, change="spelling", by=None, at=AT)


def test_draft_with_faults_is_not_published(keeper: Client, organisation: Organisation) -> None:
    version = draft(bank("small"), organisation)
    set_min_themes_scored(version, 9)

    said = publish(keeper, version, summary="Try").content.decode()

    version.refresh_from_db()
    assert "there is only 1 theme" in said
    assert "This draft has faults and cannot be published" in said
    assert version.status == "draft"


@pytest.mark.parametrize("is_copy", [True, False])
def test_copy_without_a_difference_is_not_published(
    keeper: Client, organisation: Organisation, is_copy: bool
) -> None:
    published(bank("small"), organisation=None if is_copy else organisation)
    second = draft(numbered(bank("small"), "2.0"), organisation)

    said = keeper.get(f"/banks/versions/{second.pk}/publish/").content.decode()
    refused = publish(keeper, second, summary="The same", change="content").content.decode()

    second.refresh_from_db()
    assert second.status == "draft"
    for words in (said, refused):
        assert "so there is nothing to publish" in words
        assert ("the shared bank, version 1.0" in words) is is_copy
        assert "Publish for good" not in words


def test_retired_version_may_be_offered_again_as_it_was(
    keeper: Client, first: BankVersion, organisation: Organisation
) -> None:
    actions.retire(first, by=None, at=AT)
    second = draft(numbered(bank("small"), "2.0"), organisation)

    said = publish(keeper, second, summary="Offered again", change="content").content.decode()

    assert "Version 2.0 is published." in said


def test_retiring_names_the_campaigns_that_go_on(
    keeper: Client, first: BankVersion, organisation: Organisation
) -> None:
    address = reverse("banks:retire", args=[first.pk])
    CampaignFactory(organisation=organisation, version=first, name="Over", closes_at=STARTED)
    before = keeper.get(address).content.decode()
    CampaignFactory(organisation=organisation, version=first, name="Spring round")

    said = keeper.get(address).content.decode()

    assert "No campaign that is not over asks it." in before
    assert "Spring round, until 2 March 2126" in said
    assert "Over, until" not in said
    assert "Members read it under Learning" in said


def test_retired_version_stays_readable(keeper: Client, first: BankVersion) -> None:
    url = reverse("banks:retire", args=[first.pk])
    asked = keeper.get(url).content.decode()
    keeper.post(url)

    first.refresh_from_db()
    assert "Retire for good" in asked
    assert first.status == "retired"
    assert keeper.get(f"/banks/versions/{first.pk}/").status_code == 200
    assert keeper.get(url).status_code == 302
    assert AuditEntry.objects.filter(act="bank_version.retired").exists()


def test_draft_cannot_be_retired(keeper: Client, organisation: Organisation) -> None:
    version = draft(bank("small"), organisation)

    said = keeper.post(f"/banks/versions/{version.pk}/retire/", follow=True).content.decode()

    assert "A draft cannot be retired" in said


@pytest.mark.parametrize("page", ["publish", "retire"])
def test_no_page_changes_a_published_version(keeper: Client, first: BankVersion, page: str) -> None:
    keeper.post(f"/banks/versions/{first.pk}/{page}/", {"summary": "x", "change": "content"})

    first.refresh_from_db()
    assert (first.number, first.change_summary) == ("1.0", "")
    with pytest.raises(IntegrityError, match="never change"):
        BankVersion.objects.filter(pk=first.pk).update(change_summary="x")


@pytest.mark.parametrize("page", ["publish", "retire"])
def test_shared_bank_is_not_changed_by_an_organisation(keeper: Client, page: str) -> None:
    shared = published(bank("small"))

    assert keeper.post(f"/banks/versions/{shared.pk}/{page}/").status_code == 403
