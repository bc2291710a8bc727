"""How banks come in by page, and how versions are published and retired there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Organisation, User
from leadership import actions
from leadership.bank_file import MAX_BYTES, dump, parse
from leadership.bank_file.workbook import dump_workbook
from leadership.forms.banks import packed, unpacked
from leadership.instrument import Instrument
from leadership.models import BankVersion
from leadership.queries import load_instrument
from tests.factories import CampaignFactory, OrganisationFactory, bank, published
from tests.factories.assessments import STARTED
from tests.leadership.lss import Survey
from tests.leadership.test_bank_views import numbered
from tests.leadership.test_workbook import edited, put

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
IMPORT = "/banks/import/"


@pytest.fixture
def keeper(administrator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(administrator)


def upload(client: Client, organisation: Organisation, text: str | bytes) -> HttpResponse:
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("bank.yaml", content)
    return client.post(IMPORT, {"file": file, "organisation": organisation.pk})


def confirmation(shown: HttpResponse) -> dict[str, object]:
    """What the page would send when its button is pressed."""
    return shown.context["form"].initial


def draft(instrument: Instrument, organisation: Organisation) -> BankVersion:
    return actions.store_draft(instrument, organisation=organisation, by=None, at=AT)


# Import ----------------------------------------------------------------------------------------


def test_dry_run_stores_nothing_and_confirming_stores_a_draft(
    keeper: Client, organisation: Organisation, administrator: User
) -> None:
    shown = upload(keeper, organisation, dump(bank()))
    before = BankVersion.objects.count()
    stored = keeper.post(IMPORT, confirmation(shown), follow=True)

    version = BankVersion.objects.get()
    assert (before, shown.status_code) == (0, 200)
    assert "Nothing is stored yet." in shown.content.decode()
    assert (version.status, version.bank.organisation) == ("draft", organisation)
    assert load_instrument(version) == bank()
    assert "Version 1.0.0 is stored." in stored.content.decode()
    entry = AuditEntry.objects.get(act="bank_version_stored")
    assert (entry.actor, entry.organisation) == (administrator, organisation)


def test_dry_run_shows_what_differs_from_the_latest_version_and_advice(
    keeper: Client, organisation: Organisation
) -> None:
    published(bank("small"), organisation=organisation)
    newer = numbered(bank("small"), "2.0", text="I do the very first thing.", reverse=True)

    said = upload(keeper, organisation, dump(newer)).content.decode()

    assert "What differs from version 1.0" in said
    assert "inserted: </span>very</ins>" in said
    assert "a reversed statement should not be the first" in said


def test_every_fault_is_shown_with_line_column_and_key(
    keeper: Client, organisation: Organisation
) -> None:
    text = dump(bank("small")).replace("ONE-2", "ONE-1").replace('"value": 2', "value: 5")

    response = upload(keeper, organisation, text.replace("reverse: true", "reverse: perhaps"))

    said = response.content.decode()
    assert response.status_code == 422
    assert "The file has 2 faults, so nothing was stored" in said
    assert "<td>themes[0].items[1].reverse</td><td>must be true or false." in said
    assert "ONE-1 is already the code at" in said
    assert not BankVersion.objects.exists()


def test_workbook_comes_in_as_its_bank_and_goes_out_the_same(
    keeper: Client, organisation: Organisation
) -> None:
    shown = upload(keeper, organisation, dump_workbook(bank("small")))
    keeper.post(IMPORT, confirmation(shown))

    version = BankVersion.objects.get()
    sent = keeper.get(reverse("banks:workbook", args=[version.pk]))
    assert load_instrument(version) == bank("small")
    assert sent["Content-Disposition"] == 'attachment; filename="SMALL-1.0.xlsx"'
    assert parse(sent.content).instrument == bank("small")


def test_fault_of_a_workbook_is_shown_by_sheet_row_and_column(
    keeper: Client, organisation: Organisation
) -> None:
    said = upload(keeper, organisation, edited(put("Statements", "D3", "perhaps"))).content.decode()

    assert '<td>Statements</td><td class="number">3</td><td>D</td><td>Reversed</td>' in said


def test_survey_comes_in_with_a_list_of_what_is_left_out(
    keeper: Client, organisation: Organisation
) -> None:
    survey = Survey()
    survey.array(survey.group("Setting up"), "Q1", ["I agree the aim.", "I <i>listen</i>."])
    shown = upload(keeper, organisation, survey.xml())
    before = BankVersion.objects.count()
    keeper.post(IMPORT, confirmation(shown))

    assert "What the bank has no place for and leaves out" in shown.content.decode()
    assert "The formatting (HTML) in 1 of the texts" in shown.content.decode()
    assert (before, BankVersion.objects.get().bank.code) == (0, "LS-123456")


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, "the file holds more than 100,000 values"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("{", "not valid YAML"),
        ("- a\n- b\n", "must be"),
        (dump(bank("small")).replace("I do the first", "I \u202edo the first"), "cannot be seen"),
    ],
)
def test_bad_file_is_refused_in_words(
    keeper: Client, organisation: Organisation, text: str | bytes, says: str
) -> None:
    response = upload(keeper, organisation, text)

    assert response.status_code == 422
    assert says in response.content.decode()


def test_giant_file_is_not_read(keeper: Client, organisation: Organisation) -> None:
    response = upload(keeper, organisation, b"#" * (MAX_BYTES + 1))

    assert "The file is too large" in response.content.decode()


def test_file_is_asked_for(keeper: Client, organisation: Organisation) -> None:
    response = keeper.post(IMPORT, {"organisation": organisation.pk})

    assert "govuk-error-summary" in response.content.decode()


def test_bank_cannot_be_put_into_another_organisation(keeper: Client) -> None:
    other = OrganisationFactory()

    upload(keeper, other, dump(bank("small")))
    keeper.post(IMPORT, {"bank": packed(dump(bank("small")).encode()), "organisation": other.pk})

    assert not BankVersion.objects.exists()


def test_draft_changed_since_the_dry_run_is_not_overwritten(
    keeper: Client, organisation: Organisation
) -> None:
    version = draft(bank("small"), organisation)
    shown = upload(keeper, organisation, dump(numbered(bank("small"), "1.0", text="From the file")))
    theirs = numbered(bank("small"), "1.0", text="Written by somebody else")
    draft(theirs, organisation)

    again = keeper.post(IMPORT, confirmation(shown))

    assert load_instrument(version) == theirs
    assert "Somebody has changed this draft in the meantime." in again.content.decode()
    keeper.post(IMPORT, confirmation(again))
    assert load_instrument(version).themes[0].questions[0].text == "From the file"


def test_draft_made_since_the_dry_run_is_not_overwritten(
    keeper: Client, organisation: Organisation
) -> None:
    shown = upload(keeper, organisation, dump(numbered(bank("small"), "1.0", text="From the file")))
    version = draft(bank("small"), organisation)

    keeper.post(IMPORT, confirmation(shown))

    assert load_instrument(version) == bank("small")


def test_published_number_is_refused_for_other_content(
    keeper: Client, organisation: Organisation
) -> None:
    version = published(bank("small"), organisation=organisation)
    shown = upload(keeper, organisation, dump(numbered(bank("small"), "1.0", text="Changed")))

    response = keeper.post(IMPORT, confirmation(shown), follow=True)

    assert "There is a published version with this number" in shown.content.decode()
    assert "A published version never changes" in response.content.decode()
    assert load_instrument(version) == bank("small")


@pytest.mark.parametrize("sent", ["", "no base64", packed(b"{"), packed(b"x" * 3 * MAX_BYTES)])
def test_spoilt_confirmation_is_refused(
    keeper: Client, organisation: Organisation, sent: str
) -> None:
    response = keeper.post(IMPORT, {"bank": sent, "organisation": organisation.pk}, follow=True)

    assert "Choose the file again." in response.content.decode()
    assert not BankVersion.objects.exists()


def test_unpacking_makes_no_more_than_a_bank_of_it() -> None:
    assert unpacked(packed(b"words")) == b"words"
    assert len(unpacked(packed(b"x" * 50_000_000))) == MAX_BYTES + 1


# Publish and retire ----------------------------------------------------------------------------


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
    entry = AuditEntry.objects.get(act="bank_version_published")
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
    version.sections["scoring"]["overall"]["min_themes_scored"] = 9
    version.save()

    said = publish(keeper, version, summary="Try").content.decode()

    version.refresh_from_db()
    assert "there are only 1 themes" in said
    assert "This draft has faults and cannot be published" in said
    assert version.status == "draft"


def test_retired_version_stays_readable(keeper: Client, first: BankVersion) -> None:
    url = reverse("banks:retire", args=[first.pk])
    asked = keeper.get(url).content.decode()
    keeper.post(url)

    first.refresh_from_db()
    assert "Retire for good" in asked
    assert first.status == "retired"
    assert keeper.get(f"/banks/versions/{first.pk}/").status_code == 200
    assert keeper.get(url).status_code == 302
    assert AuditEntry.objects.filter(act="bank_version_retired").exists()


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
