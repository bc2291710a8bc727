"""Editing a draft by page, alone and beside somebody else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from leadership import actions
from leadership.bank_file import BankFileError, dump, parse, review
from leadership.models import BankVersion
from leadership.queries import load_instrument
from leadership.sections import SECTIONS, STATEMENTS, all_things
from tests.factories import MembershipFactory, OrganisationFactory, bank, published
from tests.leadership.test_bank_publishing import AT, draft
from tests.leadership.test_bank_views import numbered


@pytest.fixture
def version(organisation: Organisation) -> BankVersion:
    return draft(bank("small"), organisation)


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


def test_fault_without_a_page_is_told_by_its_key(keeper: Client, version: BankVersion) -> None:
    version.sections["scoring"]["overall"]["min_themes_scored"] = 9
    version.save()

    said = words(keeper.get(url("draft", version)))

    assert "<li>scoring.overall.min_themes_scored: there are only 1 themes" in said
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
    entry = AuditEntry.objects.get(act="bank_draft_edited")
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
    assert not AuditEntry.objects.filter(act="bank_draft_edited").exists()


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
        ({"text": " "}, "This field is required."),
        ({"text": "I \u202elisten."}, "cannot be seen"),
        ({"text": "long " * 200, "label": ""}, "too long to stand for its label"),
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"facet": "NONE"}, "Select a valid choice"),
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
    assert "Stored is now: “Theirs.”" in words(refused)
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
    made = url("thing", version, "statements", "ONE/X-ONE-01")
    actions.publish(version, by=None, at=AT)
    keeper.post(url("edit", version))
    second = BankVersion.objects.get(status="draft")
    made = url("thing", second, "statements", "ONE/X-ONE-01")
    keeper.post(made, fields(keeper, made) | {"do": "delete"})

    keeper.post(url("add", second, "statements", "ONE"), {"text": "I add something else."})

    assert codes(second) == ["ONE-1", "ONE-2", "ONE-3", "X-ONE-02"]


def test_statement_without_words_is_not_added(keeper: Client, version: BankVersion) -> None:
    said = words(keeper.post(url("add", version, "statements", "ONE"), {"text": ""}))

    assert "govuk-error-summary" in said
    assert load_instrument(version) == bank("small")


@pytest.mark.parametrize(
    ("do", "after"),
    [
        ("up", ["ONE-2", "ONE-1", "ONE-3"]),
        ("down", ["ONE-1", "ONE-3", "ONE-2"]),
        ("copy", ["ONE-1", "ONE-2", "X-ONE-01", "ONE-3"]),
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


# Other sections --------------------------------------------------------------------------------


def test_every_section_has_its_pages_at_a_constant_number_of_queries(
    keeper: Client, organisation: Organisation, django_assert_num_queries
) -> None:
    version = draft(bank(), organisation)
    for heading in keeper.get(url("draft", version)).context["headings"]:
        for line in heading.lines:
            with django_assert_num_queries(23):
                assert keeper.get(line.url).status_code == 200
    for name, section in SECTIONS.items():
        keys, _item = list(all_things(bank(), section))[-1]
        args = ["/".join(keys)] if keys else []
        with django_assert_num_queries(23):
            assert keeper.get(url("thing", version, name, *args)).status_code == 200
        if section.adds and section.is_list:
            assert keeper.get(url("add", version, name, *keys[:-1])).status_code == 200


@pytest.mark.parametrize(
    ("name", "keys", "sent", "stored"),
    [
        ("bands", ["MIXED"], {"meaning": "New."}, lambda bank: bank.bands[1].meaning == "New."),
        ("points", ["frequency/1"], {"label": "Never"}, lambda bank: bank.scales["frequency"].points[0].label == "Never"),
        ("activities", ["LA1/LA1-A1"], {"how": "New."}, lambda bank: bank.learning_areas[0].activities[0].how == "New."),
        ("conditions", ["individual/RI-01"], {"tip": "New."}, lambda bank: bank.readiness.individual.statements[0].tip == "New."),
        ("texts", [], {"suppressed": ""}, lambda bank: "suppressed" not in bank.report_wording.fixed_texts),
        ("about", [], {"estimated_minutes.plan": ""}, lambda bank: "plan" not in bank.instrument.estimated_minutes),
    ],
)  # fmt: skip
def test_any_section_is_saved(
    keeper: Client, organisation: Organisation, name: str, keys: list[str], sent, stored
) -> None:
    version = draft(bank(), organisation)
    if name == "bands":
        keys = [bank().bands[1].code]
    address = url("thing", version, name, *keys)

    response = keeper.post(address, fields(keeper, address) | sent)

    assert response.status_code == 302
    assert stored(load_instrument(BankVersion.objects.get(pk=version.pk)))


def test_theme_is_added_with_its_first_statements(keeper: Client, version: BankVersion) -> None:
    sent = {"title": "Second theme", "scale": "agreement", "questions": "I begin.\n\nI go on."}
    keeper.post(url("add", version, "themes"), sent)

    theme = load_instrument(version).themes[1]
    assert (theme.code, theme.short_title) == ("X-T-01", "Second theme")
    assert [(one.code, one.text) for one in theme.questions] == [
        ("X-T-01-01", "I begin."),
        ("X-T-01-02", "I go on."),
    ]
    assert review(load_instrument(version)).errors == ()


def test_copied_theme_has_codes_of_its_own(keeper: Client, organisation: Organisation) -> None:
    version = draft(bank(), organisation)

    keeper.post(url("arrange", version, "themes", "ASP"), {"do": "copy"})

    copied = load_instrument(version).themes[1]
    assert copied.code == "X-T-01"
    assert [one.text for one in copied.questions] == [
        one.text for one in bank().themes[0].questions
    ]
    assert review(load_instrument(version)).errors == ()


def test_what_something_else_uses_is_not_deleted(keeper: Client, version: BankVersion) -> None:
    address = url("thing", version, "scales", "agreement")

    said = words(keeper.post(address, fields(keeper, address) | {"do": "delete"}, follow=True))

    assert "It is still in use, so it cannot be deleted." in said
    assert load_instrument(version) == bank("small")


def test_with_a_band_goes_its_feedback(keeper: Client, organisation: Organisation) -> None:
    version = draft(bank(), organisation)
    code = bank().bands[0].code
    address = url("thing", version, "bands", code)

    keeper.post(address, fields(keeper, address) | {"do": "delete"})

    after = load_instrument(version)
    assert all(code not in theme.feedback for theme in after.themes)
    said = words(keeper.get(url("draft", version)))
    assert f'href="{url("thing", version, "bands", bank().bands[1].code)}#id_min"' in said
    assert words(keeper.get(url("publish", version))).count("Mend these faults first") == 1


@pytest.mark.parametrize(
    ("name", "keys", "sent", "says"),
    [
        ("bands", "{band}", {"min": "90", "max": "10"}, "must end where it begins"),
        ("bands", "{band}", {"max": "101"}, "less than or equal to 100"),
        ("map", "ASP+LA6", {"weight": "0"}, "greater than or equal to 0.01"),
        ("scales", "frequency", {"dont_know.help": "Words"}, "Give it words first."),
        ("statements", "ASP/ASP-01", {"label": "x" * 301}, "at most 300 characters"),
        ("themes", "ASP", {"good": "x" * 4001}, "A line may have 4000 characters."),
    ],
)
def test_what_a_bank_may_not_hold_is_refused_at_its_field(
    keeper: Client, organisation: Organisation, name: str, keys: str, sent, says: str
) -> None:
    version = draft(bank(), organisation)
    address = url("thing", version, name, keys.format(band=bank().bands[1].code))

    said = words(keeper.post(address, fields(keeper, address) | sent))

    assert says in said
    assert load_instrument(version) == bank()


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("scales", {"name": "agreement", "points": "No\nYes"}),
        ("scales", {"name": "two words", "points": "No\nYes"}),
        ("scales", {"name": "other", "points": "Only one"}),
    ],
)
def test_scale_that_cannot_be_is_not_added(
    keeper: Client, version: BankVersion, name: str, sent: dict[str, str]
) -> None:
    said = words(keeper.post(url("add", version, name), sent))

    assert "govuk-error-summary" in said
    assert load_instrument(version) == bank("small")


def test_feedback_is_added_only_while_a_band_has_none(
    keeper: Client, organisation: Organisation
) -> None:
    version = draft(bank(), organisation)
    listed, add = url("things", version, "feedback", "ASP"), url("add", version, "feedback", "ASP")
    code = bank().bands[0].code
    full = words(keeper.get(listed))
    gone = url("thing", version, "feedback", f"ASP/{code}")
    keeper.post(gone, fields(keeper, gone) | {"do": "delete"})

    assert (add in full, add in words(keeper.get(listed))) == (False, True)
    keeper.post(add, {"band": code, "summary": "Your answers suggest room to grow."})
    assert load_instrument(version).theme("ASP").feedback[code].summary.startswith("Your answers")


@pytest.mark.parametrize("name", ["stages", "plan-questions"])
def test_list_that_is_fixed_takes_nothing_new(
    keeper: Client, organisation: Organisation, name: str
) -> None:
    version = draft(bank(), organisation)

    assert keeper.get(url("add", version, name)).status_code == 403
    code = bank().stages[0].code if name == "stages" else "goal"
    for do in ("copy", "place"):
        address = url("arrange", version, name, code)
        assert keeper.post(address, {"do": do}).status_code == 400


def test_points_of_a_scale_keep_their_numbers_in_order(
    keeper: Client, version: BankVersion
) -> None:
    keeper.post(url("add", version, "points", "agreement"), {"label": "Fully"})
    keeper.post(url("arrange", version, "points", "agreement/4"), {"do": "place", "place": "1"})

    points = load_instrument(version).scales["agreement"].points
    assert [(one.value, one.label) for one in points][:2] == [(1, "Fully"), (2, "Disagree")]


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
    assert AuditEntry.objects.filter(act="bank_draft_edit_undone").count() == 5


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

    assert "Stored is now: “I do the first thing.”" in reply["conflicts"]["text"]
    assert "at most 300" in reply["errors"]["label"]
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
    assert "Next theme" in first
    assert "Theme before" not in first
