"""A bank is translated by page: side by side, with files for translators, and offered once it is published."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Organisation, User
from banks import actions
from banks.actions import Wording
from banks.models import BankVersion, DraftChange
from banks.queries import instrument_of, load_instrument, offered_languages
from leadership.files.translation_sheet import dump_translation_sheet
from leadership.files.xliff import dump_xliff
from leadership.instrument import Translation
from leadership.languages import TextState, digest, progress, with_translations
from tests.banks.test_bank_publishing import AT, draft
from tests.banks.test_languages import TEXTS, TITLE, in_welsh
from tests.building import DEFAULT
from tests.factories import bank


@pytest.fixture
def version(organisation: Organisation) -> BankVersion:
    return draft(bank(), organisation)


def url(name: str, version: BankVersion, language: str = "cy") -> str:
    keys = [version.pk] if name == "languages" else [version.pk, language]
    return reverse(f"banks:{name}", args=keys)


def now(version: BankVersion):
    return load_instrument(BankVersion.objects.get(pk=version.pk))


def sent(place: str, text: str, state: str = "draft", was: str = "", was_state: str = "draft"):
    """Return what the page sends of one text."""
    said = {"place": place, "was": was, "was_state": was_state, "text": text, "state": state}
    said |= {"made_from": digest(TEXTS[place])}
    return {f"text-0-{name}": value for name, value in said.items()}


def file(content: bytes | str) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.xlf", content.encode() if isinstance(content, str) else content)


def test_a_language_is_begun_and_its_texts_stand_beside_those_of_the_bank(
    keeper: Client, version: BankVersion
) -> None:
    begun = keeper.post(url("languages", version), {"language": "cy"})

    page = keeper.get(begun["Location"]).content.decode()

    assert f"{len(TEXTS)} of {len(TEXTS)} texts have no words" in page
    assert "Welsh" in page
    assert DEFAULT.instrument.title in page


@pytest.mark.parametrize("language", ["en", "en-GB", "Welsh", ""])
def test_what_is_no_other_language_is_refused_and_stays(keeper, version, language):
    page = keeper.post(url("languages", version), {"language": language})

    assert page.status_code == 200
    assert page.context["form"].errors["language"]


def test_words_are_saved_and_the_page_comes_back(keeper: Client, version: BankVersion) -> None:
    answer = keeper.post(url("language", version), sent(TITLE, "Cysoni", "checked"))

    assert answer.status_code == 302
    assert progress(now(version), "cy").counts[TextState.CHECKED] == 1
    keeper.post(reverse("banks:undo", args=[version.pk]), {"change": DraftChange.objects.get().pk})
    assert now(version).translations == ()


def test_words_that_somebody_else_wrote_meanwhile_are_shown_beside_ones_own(
    keeper: Client, version: BankVersion, administrator: User
) -> None:
    wording = Wording("", "Un", "draft", digest(TEXTS[TITLE]))
    actions.translate(version, "cy", {TITLE: wording}, by=administrator, at=AT)

    page = keeper.post(url("language", version), sent(TITLE, "Dau"))

    assert page.status_code == 409
    assert "Dau</textarea>" in page.content.decode()
    assert ">Un<" in page.content.decode()
    # Whoever has seen both, and keeps their own, has settled it.
    ((_row, form),) = page.context["forms"]
    settled = {form[name].html_name: form[name].value() for name in form.fields}
    assert keeper.post(url("language", version), settled).status_code == 302
    assert [one.text for one in now(version).translations] == ["Dau"]


def test_what_is_approved_stays_so_when_all_is_checked(keeper, version):
    keeper.post(url("language", version), sent(TITLE, "Cysoni", "approved"))
    other = "/themes/ASP/short_title"
    keeper.post(url("language", version), sent(other, "Diben"))

    keeper.post(url("language", version), {"do": "check"})

    assert {one.place: one.state for one in now(version).translations} == {
        TITLE: "approved",
        other: "checked",
    }


def test_a_mended_letter_makes_no_stale_words_fit(keeper: Client, organisation) -> None:
    bank_then = with_translations(bank(), [Translation("cy", TITLE, "Hwn", made_from="another")])
    version = draft(bank_then, organisation)

    keeper.post(url("language", version), sent(TITLE, "Hen", "", was="Hwn", was_state=""))

    (one,) = now(version).translations
    assert (one.text, one.made_from) == ("Hen", "another")
    keeper.post(url("language", version), sent(TITLE, "Hen", "checked", was="Hen", was_state=""))
    assert now(version).translations[0].made_from == digest(TEXTS[TITLE])


def test_a_page_of_no_language_is_not_there(keeper, version):
    assert keeper.get(url("language", version, "CY")).status_code == 404


def test_too_long_a_text_is_refused_at_its_field_and_stays(keeper, version):
    page = keeper.post(url("language", version), sent(TITLE, "x" * 301))

    assert page.status_code == 422
    assert "<title>Error: " in page.content.decode()
    assert "There is a problem" in page.content.decode()
    assert "It may have 300 characters here, and has 301." in page.content.decode()
    assert "x" * 301 in page.content.decode()


def test_a_lost_gap_is_refused_and_the_words_stay(keeper, version):
    place = "/themes/ASP/items/ASP-01/for_others"

    page = keeper.post(url("language", version), sent(place, "heb enw"))

    assert page.status_code == 422
    assert "[Name]" in page.content.decode()
    assert "heb enw</textarea>" in page.content.decode()


@pytest.mark.parametrize("dumped", [dump_xliff, dump_translation_sheet])
def test_a_translator_s_file_is_taken_over_whole(keeper, version, dumped):
    content = dumped(in_welsh("checked"), "cy")

    answer = keeper.post(url("take_language", version), {"file": file(content)})

    assert answer["Location"] == url("language", version)
    assert progress(now(version), "cy").counts[TextState.CHECKED] == len(TEXTS)


def test_a_file_with_faults_is_refused_whole_and_each_is_named(keeper, version):
    content = dump_xliff(in_welsh("draft"), "cy").replace(f'id="{TITLE}"', 'id="/themes/X/title"')

    page = keeper.post(url("take_language", version), {"file": file(content)})

    assert page.status_code == 422
    assert "this bank has no text at /themes/X/title" in page.content.decode()
    assert now(version).translations == ()


def test_all_words_are_approved_at_once_and_offered_by_publishing(keeper, version):
    keeper.post(url("take_language", version), {"file": file(dump_xliff(in_welsh("draft"), "cy"))})

    keeper.post(url("language", version), {"do": "approve"})
    actions.publish(version, by=None, at=AT)

    assert offered_languages(version.pk) == ("cy",)


def test_drafts_are_offered_by_who_keeps_the_bank_and_withdrawn(
    keeper: Client, organisation: Organisation, django_capture_on_commit_callbacks
) -> None:
    version = draft(in_welsh("draft"), organisation)
    actions.publish(version, by=None, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        keeper.post(url("offer_language", version), {"do": "offer"})
    with translation.override("cy"):
        assert instrument_of(version.pk).shown_in == "cy"

    with django_capture_on_commit_callbacks(execute=True):
        keeper.post(url("offer_language", version), {"do": "withdraw"})

    with translation.override("cy"):
        assert instrument_of(version.pk).shown_in == ""


def test_a_published_version_is_read_and_not_written(keeper, organisation):
    version = draft(in_welsh("draft"), organisation)
    actions.publish(version, by=None, at=AT)

    assert "<textarea" not in keeper.get(url("language", version)).content.decode()
    assert keeper.post(url("language", version), sent(TITLE, "Arall", was="x")).status_code == 404


def test_texts_are_found_by_words_and_by_how_far_they_are(keeper, version):
    keeper.post(url("language", version), sent(TITLE, "Cysoni"))

    found = keeper.get(url("language", version), {"show": "draft", "words": "CYSONI"})
    none = keeper.get(url("language", version), {"show": "approved"})

    assert [one.place for one in found.context["shown"].page] == [TITLE]
    assert "There is no such text." in none.content.decode()


def test_files_download_under_a_name_that_says_what_they_are(keeper, version):
    answer = keeper.get(url("language_xliff", version))

    assert answer["Content-Disposition"] == 'attachment; filename="CFL - 1.0.0 - cy.xlf"'
    workbook = keeper.get(url("language_workbook", version))
    assert workbook.content.startswith(b"PK")
