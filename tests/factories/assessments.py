"""Banks, campaigns and assessments. `AssessmentFactory(answers={...})` answers through the real action."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import factory
from factory.django import DjangoModelFactory

from accounts.models import Organisation
from accounts.permissions import Role
from assessments.actions import AnswerChange, AnswerChanges, save_answers
from assessments.models import Assessment, Campaign
from banks.actions import publish, store_draft
from banks.models import BankVersion
from leadership.files import parse
from leadership.instrument import Instrument, Question
from tests.factories.accounts import MembershipFactory, OrganisationFactory

STARTED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BANKS = {
    "default": Path("fixtures/customer-focused-leadership.yaml"),
    **{path.stem: path for path in Path("tests/leadership/banks").glob("*.yaml")},
}


@cache
def bank(name: str = "default") -> Instrument:
    """Return the default bank, or one of those in tests/leadership/banks."""
    return parse(BANKS[name].read_bytes()).instrument


def with_own(
    instrument: Instrument, code: str = "X-ASP-01", *, reverse: bool = False, separate: bool = True
) -> Instrument:
    """Return a bank whose first theme has an organisation's own statement in its middle."""
    first, *others = instrument.themes
    text = "I ask residents of Ambleford what they need."
    label = "Asking residents"
    own = Question(code, text, reverse, label, separate=separate)
    middle = len(first.questions) // 2
    questions = (*first.questions[:middle], own, *first.questions[middle:])
    placed = tuple(replace(one, order=place) for place, one in enumerate(questions, 1))
    return replace(instrument, themes=(replace(first, questions=placed), *others))


def published(
    instrument: Instrument | None = None, *, organisation: Organisation | None = None
) -> BankVersion:
    """Store and publish a bank, or return the version that is published already."""
    version = store_draft(instrument or bank(), organisation=organisation, by=None, at=STARTED)
    if version.status == BankVersion.Status.DRAFT:
        publish(version, by=None, at=STARTED)
    return version


class CampaignFactory(DjangoModelFactory[Campaign]):
    """A campaign that is open now and was when the tests' assessments began."""

    class Meta:
        model = Campaign

    organisation = factory.SubFactory(OrganisationFactory)
    version = factory.LazyFunction(published)
    name = factory.Sequence(lambda n: f"Campaign {n}")
    slug = factory.Sequence(lambda n: f"campaign-{n}")
    opens_at = STARTED - timedelta(days=1)
    closes_at = datetime(2126, 3, 2, 17, tzinfo=UTC)


class AssessmentFactory(DjangoModelFactory[Assessment]):
    """An unfinished assessment; in a campaign, `campaign=` says so."""

    class Meta:
        model = Assessment
        skip_postgeneration_save = True

    member = factory.SubFactory(MembershipFactory, roles=[Role.MANAGER])
    version = factory.LazyAttribute(
        lambda made: made.campaign.version if made.campaign else published()
    )
    campaign = None
    started_at = STARTED

    @factory.post_generation
    def answers(self: Assessment, create: bool, extracted: Mapping[str, str] | None) -> None:
        if extracted:
            answer(self, extracted)


def answer(
    assessment: Assessment, answers: Mapping[str, str], *, at: datetime = STARTED, note: str = ""
) -> None:
    """Give first answers as the person would; a note goes to the first theme."""
    theme = bank().themes[0].code
    save_answers(
        assessment.public_id,
        AnswerChanges(
            answers={code: AnswerChange(text) for code, text in answers.items()},
            notes={theme: AnswerChange(note)} if note else {},
        ),
        by=assessment.member.user,
        at=at,
    )


def all_answers(instrument: Instrument, text: str = "4") -> dict[str, str]:
    return {question.code: text for question in instrument.questions()}
