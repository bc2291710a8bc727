"""What hangs on whether a bank is offered in a language, in other rooms: documents that are ready, and e-mails that wait."""

import pytest
from django.utils import translation

from accounts.mail import compose
from accounts.models import Message
from assessments.actions.messages import _words
from banks import actions
from banks.queries import forget_offers
from reports.documents import report_spec
from tests.banks.test_languages import in_welsh, published
from tests.building import AT, DEFAULT, finished, person_1
from tests.factories import CampaignFactory


@pytest.fixture
def version(db, settings):
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    return published(in_welsh("draft"))


def offer(version) -> None:
    actions.offer_language(version, "cy", by=None, at=AT)
    forget_offers()


def test_a_ready_report_is_made_anew_once_its_bank_is_offered_or_no_more(version, manager):
    assessment = finished(manager, version, person_1())

    def now() -> str:
        return report_spec(assessment, manager, (), None).fingerprint

    with translation.override("cy"):
        before = now()
        offer(version)
        offered = now()
        actions.withdraw_language(version, "cy", by=None, at=AT)
        forget_offers()

        assert before != offered
        assert now() == before


@pytest.mark.parametrize("reader", ["cy", "en-gb"])
def test_an_invitation_says_what_it_is_for_in_its_reader_s_language(
    version, manager, organisation, reader
):
    offer(version)
    manager.language = reader
    manager.save()
    campaign = CampaignFactory(organisation=organisation, version=version)
    # Whoever starts a campaign may read another language.
    with translation.override("cy" if reader == "en-gb" else "en-gb"):
        context = _words(campaign)
    message = Message(
        to=manager.memberships.get(),
        key="one",
        kind="campaign_invitation",
        template="assessments/email/invitation",
        context=context,
        queued_at=AT,
        due_at=AT,
        expires_at=AT,
    )
    message.save()

    with translation.override(reader):
        letter = compose(message)

    purpose = DEFAULT.instrument.purpose
    assert ("¡" + purpose[:20] in letter.body) == (reader == "cy")
    assert purpose[:20] in letter.body
