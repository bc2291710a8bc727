"""Editing a draft by page, alone and beside somebody else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from banks import actions
from banks.models import BankVersion
from banks.queries import load_instrument
from leadership.editing.sections import STATEMENTS
from leadership.files import BankFileError, dump, parse
from tests.banks.draft_content import set_min_themes_scored
from tests.banks.test_bank_publishing import AT, draft
from tests.banks.test_bank_views import numbered
from tests.factories import MembershipFactory, OrganisationFactory, bank, published


def url(name: str, version: BankVersion, *args: str) -> str:
    return reverse(f"banks:{name}", args=[version.pk, *args])


def fields(client: Client, address: str) -> dict[str, str]:
    """What a browser would send back of a page that was not touched."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in values.items() if value not in (None, False)}


def codes(version: BankVersion) -> list[str]:
    return [question.code for question in load_instrument(version).questions()]


def text(version: BankVersion, code: str = "ONE-1") -> str:
    found = {question.code: question for question in load_instrument(version).questions()}
    return found[code].text


def target(code: str) -> actions.Target:
    return actions.Target(STATEMENTS, ("ONE", code))


def words(response: HttpResponse) -> str:
    return response.content.decode()


# The draft itself ------------------------------------------------------------------------------


def test_edit_makes_one_draft_of_the_next_version(
    keeper: Client, organisation: Organisation
) -> None:
    first = published(bank("small"), organisation=organisation)

    sent = [keeper.post(url("edit", first)) for _time in range(2)]

    made = BankVersion.objects.get(status="draft")
    about = replace(bank("small").instrument, version="2.0")
    assert [response["Location"] for response in sent] == [url("draft", made)] * 2
    assert load_instrument(made) == replace(bank("small"), instrument=about)
    assert load_instrument(first) == bank("small")


def test_shared_bank_is_copied_into_the_organisation(
    keeper: Client, organisation: Organisation
) -> None:
    shared = published(bank())
    said = words(keeper.get(f"/banks/versions/{shared.pk}/"))

    keeper.post(url("edit", shared), {"organisation": organisation.pk})

    made = BankVersion.objects.get(status="draft")
    assert f"Copy for {organisation.name} and edit" in said
    assert (made.bank.organisation, made.number) == (organisation, "2.0.0")
    assert load_instrument(made).themes == bank().themes


def test_shared_bank_is_not_copied_into_an_organisation_of_others(keeper: Client) -> None:
    shared = published(bank("small"))

    response = keeper.post(url("edit", shared), {"organisation": OrganisationFactory().pk})

    assert response.status_code == 403
    assert not BankVersion.objects.filter(status="draft").exists()


def test_published_version_has_no_pages_for_editing(
    keeper: Client, organisation: Organisation
) -> None:
    first = published(bank("small"), organisation=organisation)

    for address in (
        url("draft", first),
        url("thing", first, "themes", "ONE"),
        url("add", first, "statements", "ONE"),
        url("thing", first, "statements", "ONE/ONE-1"),
        url("things", first, "bands"),
        url("search", first),
    ):
        assert keeper.get(address).status_code == 404
    for address in (
        url("thing", first, "statements", "ONE/ONE-1"),
        url("thing", first, "about"),
        url("add", first, "statements", "ONE"),
        url("undo", first),
    ):
        sent = {"text": "Changed", "was-text": text(first), "do": "delete", "change": "1"}
        assert keeper.post(address, sent).status_code == 404
    assert (
        keeper.post(url("arrange", first, "statements", "ONE/ONE-1"), {"do": "down"}).status_code
        == 404
    )
    assert load_instrument(first) == bank("small")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("thing", ["themes", "NONE"]),
        ("thing", ["statements", "ONE"]),
        ("thing", ["statements", "ONE/NONE"]),
        ("thing", ["nonsense", "ONE"]),
        ("thing", ["readiness"]),
        ("thing", ["side", "outcomes"]),
        ("things", ["statements", "NONE"]),
        ("things", ["outcomes"]),
        ("things", ["about"]),
        ("add", ["statements", "NONE"]),
        ("add", ["nonsense"]),
        ("preview", ["NO"]),
    ],
)
def test_what_the_draft_has_not_is_not_found(
    keeper: Client, version: BankVersion, name: str, args: list[str]
) -> None:
    assert keeper.get(url(name, version, *args)).status_code == 404


def test_advice_leads_to_its_field(keeper: Client, organisation: Organisation) -> None:
    turned = draft(numbered(bank("small"), "1.0", reverse=True), organisation)

    said = words(keeper.get(url("draft", turned)))

    assert f'href="{url("thing", turned, "statements", "ONE/ONE-1")}#id_reverse"' in said
    assert "should not be the first or the last" in said
    assert 'id="id_reverse"' in words(keeper.get(url("thing", turned, "statements", "ONE/ONE-1")))


def test_advice_on_a_theme_and_on_the_rest(keeper: Client, organisation: Organisation) -> None:
    small = bank("small")
    questions = tuple(replace(one, reverse=False) for one in small.themes[0].questions)
    theme = replace(small.themes[0], questions=questions)
    plain = draft(replace(small, themes=(theme,)), organisation)

    said = words(keeper.get(url("draft", plain)))

    assert f'href="{url("things", plain, "statements", "ONE")}"' in said


def test_fault_of_a_number_leads_to_its_field(keeper: Client, version: BankVersion) -> None:
    set_min_themes_scored(version, 9)

    said = words(keeper.get(url("draft", version)))

    assert f'href="{url("thing", version, "scoring")}#id_overall.min_themes_scored"' in said
    assert "there is only 1 theme" in said
    assert "Faults that keep it from being published" in said


# Words -----------------------------------------------------------------------------------------


def test_theme_is_saved_and_audited(
    keeper: Client, version: BankVersion, administrator: User
) -> None:
    address = url("thing", version, "themes", "ONE")
    sent = fields(keeper, address) | {"title": "First theme", "page_intro": "One\r\ntwo"}

    said = words(keeper.post(address, sent, follow=True))

    theme = load_instrument(version).themes[0]
    assert "Theme ONE is saved." in said
    assert (theme.title, theme.page_intro) == ("First theme", "One\ntwo")
    entry = AuditEntry.objects.get(act="bank_draft.edited")
    assert (entry.actor, entry.details["what"]) == (administrator, "edited themes ONE")


def test_page_sent_back_untouched_changes_and_audits_nothing(
    keeper: Client, organisation: Organisation
) -> None:
    version = draft(bank(), organisation)
    for address in (
        url("thing", version, "themes", "ASP"),
        url("thing", version, "statements", "ASP/ASP-03"),
    ):
        assert keeper.post(address, fields(keeper, address)).status_code == 302

    assert load_instrument(version) == bank()
    assert not AuditEntry.objects.filter(act="bank_draft.edited").exists()


def test_statement_is_saved(keeper: Client, version: BankVersion) -> None:
    address = url("thing", version, "statements", "ONE/ONE-1")
    sent = fields(keeper, address) | {"text": "I begin.", "label": "Begins", "reverse": "on"}

    response = keeper.post(address, sent)

    question = load_instrument(version).themes[0].questions[0]
    assert response["Location"] == url("things", version, "statements", "ONE") + "#thing-ONE-1"
    assert (question.text, question.label, question.reverse) == ("I begin.", "Begins", True)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"text": " "}, "Fill in “"),
        ({"text": "I \u202elisten."}, "cannot be seen"),
        ({"text": "long " * 200, "label": ""}, "too long to stand for its label"),
        ({"text": "x" * 4001}, "up to 4000 characters"),
        ({"facet": "NONE"}, "choose one of those that are offered"),
    ],
)
def test_bad_statement_is_refused_and_nothing_lost(
    keeper: Client, version: BankVersion, sent: dict[str, str], says: str
) -> None:
    address = url("thing", version, "statements", "ONE/ONE-1")

    said = words(keeper.post(address, fields(keeper, address) | sent))

    assert says in said
    assert load_instrument(version) == bank("small")


def test_second_save_of_the_same_field_is_refused_with_both_texts_shown(
    keeper: Client,
    version: BankVersion,
    organisation: Organisation,
    client_of: Callable[[User], Client],
) -> None:
    actions.store_draft(
        numbered(bank("small"), "1.0", label="Begins"), organisation=organisation, by=None, at=AT
    )
    editor = MembershipFactory(organisation=organisation, roles=[Role.BANK_EDITOR]).user
    address, other = url("thing", version, "statements", "ONE/ONE-1"), client_of(editor)
    mine, theirs = fields(keeper, address), fields(other, address)

    other.post(address, theirs | {"text": "Theirs."})
    refused = keeper.post(address, mine | {"text": "Mine.", "label": "My label"})

    assert refused.status_code == 409
    assert "What is saved now: “Theirs.”" in words(refused)
    assert ">\nMine.</textarea>" in words(refused)
    question = load_instrument(version).themes[0].questions[0]
    assert (question.text, question.label) == ("Theirs.", "My label")

    again = {name: refused.context["form"][name].value() for name in refused.context["form"].fields}
    keeper.post(address, {name: value for name, value in again.items() if value})
    assert text(version) == "Mine."


def test_theme_in_conflict_keeps_both_texts(keeper: Client, version: BankVersion) -> None:
    address = url("thing", version, "themes", "ONE")
    mine = fields(keeper, address)
    keeper.post(address, mine | {"title": "Theirs"})

    refused = keeper.post(address, mine | {"title": "Mine"})

    assert refused.status_code == 409
    assert "“Theirs”" in words(refused)
    assert 'value="Mine"' in words(refused)
    assert load_instrument(version).themes[0].title == "Theirs"


# Adding, copying, moving, deleting ---------------------------------------------------------------


def test_added_statement_gets_a_code_of_its_own_that_was_never_used(
    keeper: Client, version: BankVersion, organisation: Organisation
) -> None:
    address = url("add", version, "statements", "ONE")
    keeper.post(address, {"text": "I add.", "label": "Adds"})
    made = url("thing", version, "statements", "ONE/ONE-01")
    actions.publish(version, by=None, at=AT)
    keeper.post(url("edit", version))
    second = BankVersion.objects.get(status="draft")
    made = url("thing", second, "statements", "ONE/ONE-01")
    keeper.post(made, fields(keeper, made) | {"do": "delete"})

    keeper.post(url("add", second, "statements", "ONE"), {"text": "I add something else."})

    assert codes(second) == ["ONE-1", "ONE-2", "ONE-3", "ONE-02"]


def test_statement_without_words_is_not_added(keeper: Client, version: BankVersion) -> None:
    said = words(keeper.post(url("add", version, "statements", "ONE"), {"text": ""}))

    assert "govuk-error-summary" in said
    assert load_instrument(version) == bank("small")


@pytest.mark.parametrize(
    ("do", "after"),
    [
        ("up", ["ONE-2", "ONE-1", "ONE-3"]),
        ("down", ["ONE-1", "ONE-3", "ONE-2"]),
        ("copy", ["ONE-1", "ONE-2", "ONE-01", "ONE-3"]),
    ],
)
def test_statements_are_arranged_by_buttons(
    keeper: Client, version: BankVersion, do: str, after: list[str]
) -> None:
    assert f'value="{do}"' in words(keeper.get(url("things", version, "statements", "ONE")))

    keeper.post(url("arrange", version, "statements", "ONE/ONE-2"), {"do": do})

    assert codes(version) == after


def test_unknown_button_does_nothing(keeper: Client, version: BankVersion) -> None:
    assert (
        keeper.post(url("arrange", version, "statements", "ONE/ONE-2"), {"do": "burn"}).status_code
        == 400
    )


def test_statement_is_deleted(keeper: Client, version: BankVersion) -> None:
    address = url("thing", version, "statements", "ONE/ONE-2")

    said = words(keeper.post(address, fields(keeper, address) | {"do": "delete"}, follow=True))

    assert "Statement ONE-2 is deleted." in said
    assert codes(version) == ["ONE-1", "ONE-3"]


def test_statement_that_somebody_else_has_changed_is_not_deleted(
    keeper: Client, version: BankVersion
) -> None:
    address = url("thing", version, "statements", "ONE/ONE-1")
    mine = fields(keeper, address)
    keeper.post(address, mine | {"text": "Theirs."})

    refused = keeper.post(address, mine | {"do": "delete"})

    assert refused.status_code == 409
    assert "“Theirs.”" in words(refused)
    assert text(version) == "Theirs."


def test_last_statement_of_a_theme_stays(keeper: Client, version: BankVersion) -> None:
    for code in codes(version):
        address = url("thing", version, "statements", f"ONE/{code}")
        said = words(keeper.post(address, fields(keeper, address) | {"do": "delete"}, follow=True))

    assert "The bank cannot do without this." in said
    assert codes(version) == ["ONE-3"]


def test_edit_that_meets_a_publication_is_refused(
    version: BankVersion, administrator: User
) -> None:
    actions.publish(version, by=None, at=AT)

    with pytest.raises(actions.VersionFixedError):
        actions.move_by(version, target("ONE-1"), 1, by=administrator, at=AT)


def test_edit_of_what_somebody_has_deleted_is_refused(
    version: BankVersion, administrator: User
) -> None:
    with pytest.raises(actions.BankError, match="deleted this"):
        actions.move_by(version, target("GONE"), 1, by=administrator, at=AT)


def test_edited_draft_is_a_file_that_reads_back(keeper: Client, organisation: Organisation) -> None:
    version = draft(bank(), organisation)
    keeper.post(url("arrange", version, "statements", "ASP/ASP-01"), {"do": "copy"})
    keeper.post(url("arrange", version, "statements", "ASP/ASP-07"), {"do": "up"})
    keeper.post(
        url("add", version, "statements", "ASP"),
        {"text": "I <b>add</b>: “quotes” & colons", "label": "l"},
    )

    try:
        read = parse(dump(load_instrument(version))).instrument
    except BankFileError as error:
        pytest.fail(str(error))

    assert read == load_instrument(version)


# Search ----------------------------------------------------------------------------------------


def test_search_leads_to_the_field(keeper: Client, version: BankVersion) -> None:
    said = words(keeper.get(url("search", version), {"words": "second"}))

    assert f'href="{url("thing", version, "statements", "ONE/ONE-2")}#id_text"' in said
    assert "Nothing in this draft" in words(keeper.get(url("search", version), {"words": "zebra"}))
    assert "at least two" in words(keeper.get(url("search", version), {"words": "z"}))


# Many statements -------------------------------------------------------------------------------


def test_bank_of_five_thousand_statements_is_edited_in_pages(
    keeper: Client, organisation: Organisation, django_assert_max_num_queries
) -> None:
    small = bank("small")
    many = tuple(
        replace(small.themes[0].questions[0], code=f"ONE-{n}", order=n, label=f"L{n}")
        for n in range(1, 5001)
    )
    version = draft(
        replace(small, themes=(replace(small.themes[0], questions=many),)), organisation
    )

    for address in (
        url("draft", version),
        url("things", version, "statements", "ONE") + "?page=100",
        url("thing", version, "statements", "ONE/ONE-4999"),
        url("search", version) + "?words=thing",
    ):
        response = keeper.get(address)
        assert len(response.content) < 150_000
    with django_assert_max_num_queries(50):
        moved = keeper.post(url("arrange", version, "statements", "ONE/ONE-4999"), {"do": "up"})
    assert moved["Location"].endswith("list/ONE?page=100#thing-ONE-4999")
    assert codes(version)[-3:] == ["ONE-4999", "ONE-4998", "ONE-5000"]


# Preview ---------------------------------------------------------------------------------------


def test_preview_shows_each_theme_as_it_is_answered(
    keeper: Client, organisation: Organisation
) -> None:
    version = draft(bank(), organisation)
    for theme in bank().themes:
        said = words(keeper.get(url("preview", version, theme.code)))
        assert said.count('type="radio"') == len(theme.questions) * 6
        assert "Not applicable to my role" in said

    first = words(keeper.get(url("preview", version, bank().themes[0].code)))
    assert "Next page" in first
    assert "Page before" not in first


@pytest.mark.parametrize(
    ("code", "title", "choices"),
    [
        ("individual", "Are you ready?", 8 * 5),
        ("organisational", "Is your organisation ready?", 8 * 6),
        ("spectrum", "Spectrum of customer focus", 2 * 5),
        ("LA1", "Understanding the spectrum of customer focus", 4 * 5),
        ("plan", "A goal of the plan", 0),
    ],
)
def test_preview_shows_every_part(
    keeper: Client, organisation: Organisation, code: str, title: str, choices: int
) -> None:
    version = draft(bank(), organisation)

    page = keeper.get(url("preview", version, code))

    said = words(page)
    assert title in said
    assert said.count('type="radio"') == choices
    assert f'<a href="{url("preview", version, "ASP")}"' in said
    # From each page one comes back to where its words are edited.
    assert keeper.get(page.context["leave"]).status_code == 200


def test_preview_of_a_small_bank_has_only_its_themes(keeper: Client, version: BankVersion) -> None:
    parts = keeper.get(url("preview", version, "ONE")).context["parts"]

    assert [[page.code for page in part.pages] for part in parts] == [["ONE"]]
    assert keeper.get(url("preview", version, "individual")).status_code == 404
