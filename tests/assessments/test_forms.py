from datetime import UTC, datetime

import pytest

from assessments.actions import AnswerChange, AnswerChanges, InvalidChangeError
from assessments.forms.answering import PageForm, moment, read_changes
from assessments.forms.campaigns import BankForm
from assessments.forms.statements import choices
from assessments.pages import Page
from assessments.parts import questionnaire
from assessments.queries import AnswerSheet
from banks.models import BankVersion, QuestionBank
from leadership.instrument import OtherChoice, Point, Scale
from leadership.instrument.parts import THEMES
from tests.factories import bank

EMPTY = AnswerSheet({}, {})


def all_pages(instrument, *kinds) -> tuple[Page, ...]:
    return questionnaire(instrument, {THEMES, *kinds}).pages


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-03-02T09:30:00+00:00", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("2026-03-02T09:30:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_moment_reads_only_what_the_server_gave(text: str, found: datetime | None) -> None:
    assert moment(text) == found


def test_choices_run_from_low_to_high_with_the_others_apart() -> None:
    scale = Scale(
        points=(Point(1, "Low", "Seldom"), Point(2, "High")),
        not_applicable=OtherChoice("Not mine"),
        dont_know=OtherChoice("Cannot tell", "Finding out is a start"),
    )

    found = [(value, str(label), label.help, label.apart) for value, label in choices(scale)]

    assert found == [
        ("1", "Low", "Seldom", False),
        ("2", "High", None, False),
        ("NA", "Not mine", None, True),
        ("DK", "Cannot tell", "Finding out is a start", True),
    ]


def test_form_asks_for_no_change_where_nothing_differs() -> None:
    page = all_pages(bank())[0]
    data = {"answer-ASP-01": "4", "was-answer-ASP-01": "4", "note": " One\r\n", "was-note": "One"}
    form = PageForm(data, instrument=bank(), page=page, sheet=EMPTY)

    assert form.is_valid()
    assert form.changes() == AnswerChanges()


def test_form_reads_changes_like_the_script_sends_them() -> None:
    page = all_pages(bank())[0]
    data = {
        "answer-ASP-01": "4",
        "was-answer-ASP-01": "3",
        "note": "Two\r\nlines",
        "was-note": "One",
        "known_revision": "2026-03-02T09:30:00+00:00",
    }
    form = PageForm(data, instrument=bank(), page=page, sheet=EMPTY)
    sent = b"""{"known_revision": "2026-03-02T09:30:00+00:00",
        "answers": {"ASP-01": {"was": "3", "now": "4"}},
        "notes": {"ASP": {"was": "One", "now": "Two\\nlines"}}}"""

    assert form.is_valid()
    assert form.changes() == read_changes(sent)
    assert form.changes() == AnswerChanges(
        {"ASP-01": AnswerChange("4", "3")},
        {"ASP": AnswerChange("Two\nlines", "One")},
        datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    )


def test_read_changes_keeps_only_the_last_of_very_many_sent_values() -> None:
    sent = ", ".join(f'"{number}"' for number in range(100))
    body = f'{{"answers": {{"ASP-01": {{"now": "4", "sent": [{sent}]}}}}}}'

    (change,) = read_changes(body.encode()).answers.values()

    assert change.sent == tuple(str(number) for number in range(80, 100))


def test_read_changes_says_why_not() -> None:
    with pytest.raises(InvalidChangeError, match="could not be read"):
        read_changes(b"null")


@pytest.mark.parametrize(("count", "chosen"), [(1, 1), (2, None)])
def test_the_only_question_bank_is_chosen_beforehand(count: int, chosen: int | None) -> None:
    versions = [BankVersion(pk=number + 1, bank=QuestionBank()) for number in range(count)]

    assert BankForm(versions=versions)["version"].initial == chosen
