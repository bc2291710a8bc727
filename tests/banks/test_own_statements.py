"""An organisation's own statements in its copy of a shared bank: apart until they have 100 answers."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import Organisation
from assessments.models import Answer, Assessment
from banks import actions
from banks.models import BankVersion
from banks.queries import counted_too_early, load_instrument, own_statements, question_ids
from leadership.files import dump, parse
from leadership.instrument import Instrument, Question
from tests.banks.test_bank_drafts import fields, url, words
from tests.banks.test_bank_publishing import AT, draft
from tests.factories import MembershipFactory, bank, published, with_own
from tests.factories.assessments import STARTED

OWN = "X-ONE-01"


def numbered(number: str, *, separate: bool = True, text: str | None = None) -> Instrument:
    """The small bank with an own statement."""
    small = replace(bank("small"), instrument=replace(bank("small").instrument, version=number))
    asked = with_own(small, OWN, separate=separate)
    return asked if text is None else reworded(asked, text)


def reworded(instrument: Instrument, text: str) -> Instrument:
    (theme,) = instrument.themes
    questions = tuple(
        replace(one, text=text) if one.code == OWN else one for one in theme.questions
    )
    return replace(instrument, themes=(replace(theme, questions=questions),))


def own(version: BankVersion) -> Question:
    return load_instrument(version).question(OWN)


@pytest.fixture
def shared(db: None) -> BankVersion:
    return published(bank("small"))


@pytest.fixture
def first(shared: BankVersion, organisation: Organisation) -> BankVersion:
    """The organisation's copy, published with an own statement."""
    return published(numbered("2.0"), organisation=organisation)


def given(version: BankVersion, people: int, *, submitted: bool = True, other: str = "") -> None:
    """Answers to the own statement, all of one member: repeated sittings count as well."""
    member = MembershipFactory(organisation=version.bank.organisation)
    sittings = Assessment.objects.bulk_create(
        Assessment(
            member=member, version=version, started_at=STARTED,
            submitted_at=STARTED if submitted else None,
        )
        for _ in range(people)
    )  # fmt: skip
    Answer.objects.bulk_create(
        Answer(
            assessment=one, question_id=question_ids(version.pk)[OWN], saved_at=STARTED,
            value=None if other else 2, other=other,
        )
        for one in sittings
    )  # fmt: skip


def test_what_is_added_or_copied_by_page_is_apart_from_the_start(
    keeper: Client, shared: BankVersion, organisation: Organisation
) -> None:
    keeper.post(url("edit", shared), {"organisation": organisation.pk})
    version = BankVersion.objects.get(status="draft")
    address = url("add", version, "statements", "ONE")

    said = words(keeper.get(address))
    keeper.post(address, {"text": "I ask residents."})
    keeper.post(url("arrange", version, "statements", "ONE/ONE-2"), {"do": "copy"})

    theme = load_instrument(version).theme("ONE")
    assert "It is reported separately until it has 100 answers" in said
    assert [one.code for one in theme.separate] == ["X-ONE-02", OWN]
    assert [one.code for one in theme.counted] == ["ONE-1", "ONE-2", "ONE-3"]
    listed = words(keeper.get(url("things", version, "statements", "ONE")))
    assert listed.count("Reported separately") == 2


def test_what_is_added_to_a_theme_or_bank_of_ones_own_counts(
    keeper: Client, version: BankVersion, organisation: Organisation
) -> None:
    """The draft of a bank that no shared one has the code of; then a theme of one's own in a copy."""
    keeper.post(url("add", version, "statements", "ONE"), {"text": "I add."})
    (theme,) = load_instrument(version).themes
    assert (theme.questions[-1].text, theme.separate) == ("I add.", ())

    published(bank("small"))
    keeper.post(url("add", version, "themes"), {
        "title": "Ours", "scale": "agreement", "questions": "I begin.\nI go on.",
    })  # fmt: skip
    theme = load_instrument(version).themes[-1]
    address = url("add", version, "statements", theme.code)
    said = words(keeper.get(address))
    keeper.post(address, {"text": "I add to ours."})

    assert "reported separately" not in said
    assert len(load_instrument(version).themes[-1].counted) == 3
    assert counted_too_early(load_instrument(version), organisation) == []


def test_publishing_refuses_what_counts_too_early_and_links_to_it(
    keeper: Client, first: BankVersion, organisation: Organisation
) -> None:
    given(first, 37)
    version = draft(numbered("3.0", separate=False), organisation)

    with pytest.raises(actions.NotUsableError, match=f"fewer than 100 answers .*{OWN}"):
        actions.publish(version, by=None, at=AT)
    said = words(keeper.get(url("publish", version)))
    page = words(keeper.get(url("thing", version, "statements", f"ONE/{OWN}")))

    field = url("thing", version, "statements", f"ONE/{OWN}") + "#id_separate"
    assert f'<a href="{field}">Statement {OWN}, Reported separately' in said
    assert "has fewer than 100 answers as it is worded now" in said
    assert "has fewer than 100 answers as it is worded now" in page
    assert "37" not in strip_tags(said)  # an address may hold any number
    actions.publish(draft(numbered("3.0"), organisation), by=None, at=AT)


def test_with_a_hundred_answers_it_may_count(
    keeper: Client, first: BankVersion, organisation: Organisation
) -> None:
    given(first, 60)
    second = published(numbered("2.1"), organisation=organisation)
    given(second, 39)
    given(second, 1, submitted=False)
    given(second, 3, other="NA")
    version = draft(numbered("3.0"), organisation)
    address = url("thing", version, "statements", f"ONE/{OWN}")
    before = words(keeper.get(url("draft", version)))
    assert counted_too_early(numbered("3.0", separate=False), organisation) == [OWN]

    given(second, 1)
    said = words(keeper.get(url("draft", version)))
    sent = fields(keeper, address)
    keeper.post(address, {name: value for name, value in sent.items() if name != "separate"})
    published_now = actions.publish(version, by=None, at=AT)

    assert "100 answers reached" not in before
    assert "100 answers reached: it may count in the score of its theme" in said
    assert published_now.status == "published"
    assert not own(version).separate


def test_answers_to_other_words_do_not_count_but_spelling_keeps_them(
    first: BankVersion, organisation: Organisation
) -> None:
    given(first, 100)
    other = numbered("3.0", text="I ask nobody.")
    mended = numbered("3.0", text="I ask residents of Ambleford what they need!")
    assert [one.has_enough for one in own_statements(other, organisation)] == [False]
    assert [one.has_enough for one in own_statements(mended, organisation)] == [False]

    actions.publish(draft(mended, organisation), change="spelling", by=None, at=AT)

    later = reworded(numbered("4.0"), "I ask residents of Ambleford what they need!")
    assert [one.has_enough for one in own_statements(later, organisation)] == [True]


def test_answers_of_others_do_not_count(
    first: BankVersion, organisation: Organisation, outsider
) -> None:
    elsewhere = published(numbered("2.0"), organisation=outsider.memberships.get().organisation)
    given(elsewhere, 100)

    assert counted_too_early(numbered("3.0", separate=False), organisation) == [OWN]


def test_letting_it_count_is_more_than_spelling(
    first: BankVersion, organisation: Organisation
) -> None:
    given(first, 100)
    version = draft(numbered("3.0", separate=False), organisation)

    with pytest.raises(actions.BankError, match="More than words differs"):
        actions.publish(version, change="spelling", by=None, at=AT)


def test_a_file_that_lets_it_count_too_early_is_a_draft_and_says_so(
    keeper: Client, shared: BankVersion, organisation: Organisation, tmp_path: Path
) -> None:
    content = dump(numbered("2.0", separate=False))
    file = SimpleUploadedFile("bank.yaml", content.encode())
    path = tmp_path / "bank.yaml"
    path.write_text(content)
    out, said = StringIO(), StringIO()

    page = keeper.post(reverse("banks:import"), {"file": file, "organisation": organisation.pk})
    with pytest.raises(CommandError, match="fewer than 100 answers"):
        call_command("import_bank", path, organisation=organisation.slug, publish=True, stderr=said)

    assert "It could not be published yet" in words(page)
    assert "advice: These statements have fewer than 100 answers" in said.getvalue()
    assert not BankVersion.objects.filter(bank__organisation=organisation).exists()
    call_command("import_bank", path, organisation=organisation.slug, stdout=out, stderr=said)
    assert not own(BankVersion.objects.get(status="draft")).separate


def test_a_theme_needs_something_that_counts() -> None:
    (theme,) = bank("small").themes
    apart = tuple(replace(one, separate=True) for one in theme.questions)
    content = dump(replace(bank("small"), themes=(replace(theme, questions=apart),)))

    with pytest.raises(Exception, match=r"themes\[0\]\.items: needs at least one statement"):
        parse(content.encode())
    assert parse(dump(numbered("2.0")).encode()).instrument == numbered("2.0")


def test_pages_of_a_draft_stand_while_nothing_counts_in_a_theme(
    keeper: Client, organisation: Organisation
) -> None:
    version = draft(bank("small"), organisation)
    (theme,) = bank("small").themes
    for one in theme.questions:
        address = url("thing", version, "statements", f"ONE/{one.code}")
        keeper.post(address, fields(keeper, address) | {"separate": "on"})

    assert not load_instrument(version).theme("ONE").counted
    assert keeper.get(reverse("reports:sample", args=[version.pk])).status_code == 200
    assert keeper.get(url("preview", version, "ONE")).status_code == 200
    assert "needs at least one statement that is not separate" in words(
        keeper.get(url("publish", version))
    )


def test_a_draft_costs_the_same_however_many_own_statements_it_has(
    keeper: Client, first: BankVersion, organisation: Organisation
) -> None:
    given(first, 2)
    version = draft(numbered("3.0"), organisation)
    with CaptureQueriesContext(connection) as one:
        keeper.get(url("draft", version))
    for text in ("I add.", "I add more."):
        keeper.post(url("add", version, "statements", "ONE"), {"text": text})
    page = url("draft", version)

    with CaptureQueriesContext(connection) as three:
        keeper.get(page)

    assert len(three) == len(one)


def test_versions_are_told_apart_once_however_many_own_statements_are_answered(
    first: BankVersion, organisation: Organisation
) -> None:
    several = numbered("3.0")
    for code in ("X-ONE-02", "X-ONE-03"):
        several = with_own(several, code)
    later = published(several, organisation=organisation)
    given(first, 1)
    given(later, 1)
    with CaptureQueriesContext(connection) as one:
        own_statements(several, organisation)
    (sitting,) = Assessment.objects.filter(version=later)
    for code in ("X-ONE-02", "X-ONE-03"):
        question = question_ids(later.pk)[code]
        Answer.objects.create(assessment=sitting, question_id=question, value=2, saved_at=STARTED)
    published(numbered("4.0"), organisation=organisation)

    with CaptureQueriesContext(connection) as three:
        own_statements(several, organisation)

    # The versions before the latest: one more of them, whose statements are three.
    assert len(three) == len(one) + 1
