"""Bank files that come in by page: what would change first, and every fault at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from banks import actions
from banks.actions.pending import MOST_WAITING
from banks.models import BankVersion, PendingBank
from banks.queries import load_instrument
from leadership.files import MAX_BYTES, MAX_SURVEY_BYTES, dump, parse
from leadership.files.workbook import dump_workbook
from leadership.instrument import Instrument
from tests.banks.test_bank_views import numbered
from tests.factories import MembershipFactory, OrganisationFactory, bank, published
from tests.leadership.lss import Survey
from tests.leadership.test_workbook import edited, put
from tests.leadership.test_xlsform import form

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
IMPORT = "/banks/import/"


def upload(client: Client, organisation: Organisation, text: str | bytes) -> HttpResponse:
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("bank.yaml", content)
    return client.post(IMPORT, {"file": file, "organisation": organisation.pk})


def confirmation(shown: HttpResponse) -> dict[str, object]:
    """What the page would send when its button is pressed."""
    return shown.context["form"].initial


def draft(instrument: Instrument, organisation: Organisation) -> BankVersion:
    return actions.store_draft(instrument, organisation=organisation, by=None, at=AT)


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
    entry = AuditEntry.objects.get(act="bank_version.stored")
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


def test_faulty_file_leaves_the_organisation_that_was_chosen(
    client_of: Callable[[User], Client], administrator: User, organisation: Organisation
) -> None:
    other = OrganisationFactory(name="Zeal Council")
    MembershipFactory(user=administrator, organisation=other, roles=[Role.ADMINISTRATOR])

    page = upload(client_of(administrator), other, "bands: 1").content.decode()

    assert f'<option value="{other.pk}" selected>' in page
    assert f'<option value="{organisation.pk}" selected>' not in page


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


# How a survey's answers are understood ------------------------------------------------------------

AGREE = ["Disagree", "Neither", "Agree"]


def survey_with(answers: list[str]) -> bytes:
    survey = Survey()
    survey.array(survey.group("Setting up"), "Q1", ["I agree the aim.", "I listen."], answers)
    return survey.xml()


def chosen(shown: HttpResponse, do: str, **choices: list[str]) -> dict[str, object]:
    """What the page would send with these boxes ticked."""
    form = shown.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return sent | choices | {"do": do, "seen": shown.context["seen"]}


def stored_scale() -> tuple[list[str], str, str]:
    (scale,) = load_instrument(BankVersion.objects.get()).scales.values()
    others = [one.label if one else "" for one in (scale.not_applicable, scale.dont_know)]
    return [point.label for point in scale.points], *others


def test_direction_of_each_scale_is_shown_and_asked_about(
    keeper: Client, organisation: Organisation
) -> None:
    for answers, words in (
        (AGREE, "From the lowest to the highest:"),
        (AGREE[::-1], "so they were turned"),
        (["Blau", "Grün", "Rot"], "do not tell which end is the higher"),
    ):
        said = upload(keeper, organisation, survey_with([*answers, "Cannot say"])).content.decode()
        assert words in said
        assert "Not scored: “Cannot say”, as “don’t know”." in said
        assert "--turn" not in said


def test_scale_is_turned_by_page_once_that_was_seen(
    keeper: Client, organisation: Organisation
) -> None:
    shown = upload(keeper, organisation, survey_with([*AGREE, "n/a"]))

    turned = keeper.post(IMPORT, chosen(shown, "store", turn=["scale-1"]))
    before = BankVersion.objects.count()
    keeper.post(IMPORT, chosen(turned, "store"))

    # What is stored has been seen: so the first press shows it.
    assert (before, turned.status_code) == (0, 200)
    assert "Turned round, as you chose." in turned.content.decode()
    assert "This is how the survey reads with your choices." in turned.content.decode()
    assert stored_scale() == (AGREE[::-1], "n/a", "")


def test_answers_are_points_or_not_as_is_ticked(keeper: Client, organisation: Organisation) -> None:
    shown = upload(keeper, organisation, survey_with([*AGREE, "Whatever", "Unsure", "n/a"]))
    assert shown.context["form"]["apart"].value() == ["na", "unsure"]

    again = keeper.post(IMPORT, chosen(shown, "show", apart=["whatever", "na"]))
    keeper.post(IMPORT, chosen(again, "store"))

    assert stored_scale() == ([*AGREE, "Unsure"], "Whatever", "")
    assert "Left out: “n/a”." in again.content.decode()


def test_survey_is_stored_in_one_step_where_it_is_understood(
    keeper: Client, organisation: Organisation
) -> None:
    shown = upload(keeper, organisation, survey_with([*AGREE, "n/a"]))

    stored = keeper.post(IMPORT, chosen(shown, "store"), follow=True)

    assert "Version 1.0 is stored." in stored.content.decode()
    assert stored_scale() == (AGREE, "n/a", "")


def test_choices_that_leave_no_scale_are_refused_and_the_page_comes_back(
    keeper: Client, organisation: Organisation
) -> None:
    shown = upload(keeper, organisation, survey_with(AGREE))

    refused = keeper.post(IMPORT, chosen(shown, "store", apart=["disagree", "neither"]))

    assert "nothing in this survey can become a statement" in refused.content.decode()
    assert refused.context["form"]["survey"].value()
    assert not BankVersion.objects.exists()


@pytest.mark.parametrize("name", ["survey", "bank"])
@pytest.mark.parametrize("key", ["", "no key", str(UUID(int=1))])
def test_file_that_does_not_wait_is_asked_for_again(
    keeper: Client, organisation: Organisation, name: str, key: str
) -> None:
    response = keeper.post(IMPORT, {name: key, "organisation": organisation.pk}, follow=True)

    assert "Choose the file again." in response.content.decode()


def test_file_waits_an_hour_for_whoever_chose_it_alone(
    keeper: Client, organisation: Organisation, client_of: Callable[[User], Client]
) -> None:
    editor = MembershipFactory(organisation=organisation, roles=[Role.BANK_EDITOR]).user
    shown = confirmation(upload(keeper, organisation, dump(bank("small"))))

    others = client_of(editor).post(IMPORT, shown, follow=True)
    PendingBank.objects.update(made_at=timezone.now() - timedelta(hours=1, seconds=1))
    late = keeper.post(IMPORT, shown, follow=True)
    assert not BankVersion.objects.exists()

    # The next file that anybody chooses sends the old one away.
    again = confirmation(upload(client_of(editor), organisation, dump(bank("small"))))
    assert PendingBank.objects.count() == 1
    client_of(editor).post(IMPORT, again)

    assert "Choose the file again." in others.content.decode()
    assert "Choose the file again." in late.content.decode()
    assert BankVersion.objects.exists()


def test_files_of_two_tabs_wait_and_no_more_than_a_few(
    keeper: Client, organisation: Organisation
) -> None:
    first = confirmation(upload(keeper, organisation, dump(bank("small"))))
    for _ in range(MOST_WAITING - 1):
        upload(keeper, organisation, dump(bank("small")))
    stored = keeper.post(IMPORT, first, follow=True)
    upload(keeper, organisation, dump(bank("small")))

    assert "Version 1.0 is stored." in stored.content.decode()
    assert PendingBank.objects.count() == MOST_WAITING


def test_choice_that_the_page_did_not_offer_is_refused(
    keeper: Client, organisation: Organisation
) -> None:
    shown = upload(keeper, organisation, survey_with(AGREE))

    response = keeper.post(IMPORT, chosen(shown, "store", turn=["scale-9"]), follow=True)

    assert "Choose the file again." in response.content.decode()
    assert not BankVersion.objects.exists()


def test_large_survey_is_turned_by_page_like_any_other(
    keeper: Client, organisation: Organisation
) -> None:
    survey, random = Survey(), Random(12)  # noqa: S311 - words that do not pack well
    group = survey.group("Setting up")
    for number in range(40):
        texts = [f"{row} {random.randbytes(150).hex()}" for row in range(30)]
        survey.array(group, f"Q{number}", texts, AGREE)
    content = survey.xml()
    assert len(content) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    shown = upload(keeper, organisation, content)
    turned = keeper.post(IMPORT, chosen(shown, "show", turn=["scale-1"]))
    keeper.post(IMPORT, chosen(turned, "store"))

    assert stored_scale() == (AGREE[::-1], "", "")


def test_xlsform_is_turned_by_page_like_a_survey(
    keeper: Client, organisation: Organisation
) -> None:
    rows = [("select_one agree", "a1", "I plan.", "")]
    shown = upload(
        keeper, organisation, form(rows, {"agree": [("1", "No"), ("2", "Perhaps"), ("3", "Yes")]})
    )

    turned = keeper.post(IMPORT, chosen(shown, "show", turn=["scale-1"]))
    keeper.post(IMPORT, chosen(turned, "store"))

    assert stored_scale() == (["Yes", "Perhaps", "No"], "", "")


def test_new_bank_is_shown_by_what_it_would_ask(keeper: Client, organisation: Organisation) -> None:
    said = upload(keeper, organisation, dump(bank("small"))).content.decode()
    published(bank("small"), organisation=organisation)
    again = upload(keeper, organisation, dump(bank("small"))).content.decode()

    (theme,) = bank("small").themes
    assert f"{theme.title} " in said
    assert "3, from “Disagree” to “Agree”" in said
    assert "there is nothing to store" in again
    assert "Store as a draft" not in again


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
        ("- a\n- b\n", "this is no question bank"),
        (" \n", "the file is empty"),
        (b"%PDF-1.7\n", "this is no question bank"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "this is no question bank"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "save it as .xlsx"),
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
    answers = [
        upload(keeper, organisation, b"#" * (most + 1)).content.decode()
        for most in (MAX_BYTES, MAX_SURVEY_BYTES)
    ]

    assert "the file is too large: a bank has at most 2,000,000 bytes." in answers[0]
    assert "The file is too large" in answers[1]


def test_file_is_asked_for(keeper: Client, organisation: Organisation) -> None:
    response = keeper.post(IMPORT, {"organisation": organisation.pk})

    assert "govuk-error-summary" in response.content.decode()


def test_bank_cannot_be_put_into_another_organisation(
    keeper: Client, organisation: Organisation
) -> None:
    other = OrganisationFactory()

    upload(keeper, other, dump(bank("small")))
    shown = confirmation(upload(keeper, organisation, dump(bank("small"))))
    keeper.post(IMPORT, shown | {"organisation": other.pk})

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

    assert "give the file another version number" in shown.content.decode()
    assert "Store as a draft" not in shown.content.decode()
    assert "A published version never changes" in response.content.decode()
    assert load_instrument(version) == bank("small")
