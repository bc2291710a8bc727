"""What HR leads say in the e-mails of their campaigns, and the test of it that goes to themselves alone."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import audit, queue_message
from accounts.models import Membership, User
from assessments import queries
from assessments.actions.campaigns import CampaignError, MailWords
from assessments.actions.messages import template_of, words_of_mail
from assessments.models import Campaign

__all__ = ["change_mail_words", "send_test_mail", "template_of", "words_of_mail"]

TEST = "campaign_test"
# Enough to try a text out; more in an hour is no trying any more.
MOST_TESTS, WITHIN = 5, timedelta(hours=1)


@transaction.atomic
def change_mail_words(campaign: Campaign, words: MailWords, *, by: User, at: datetime) -> None:
    """Say something else in the e-mails that are still to come; those that were queued stay as they are."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.closes_at <= at:
        raise CampaignError(_("This campaign has closed, so it cannot be changed."))
    if (campaign.invitation_words, campaign.reminder_words) == (words.invitation, words.reminder):
        return
    campaign.invitation_words, campaign.reminder_words = words.invitation, words.reminder
    campaign.save(update_fields=["invitation_words", "reminder_words"])
    # That it was changed and not to what: nothing that a person wrote is in a log.
    owner = campaign.organisation
    audit("campaign.words_changed", at=at, by=by, subject=campaign, organisation=owner)


@transaction.atomic
def send_test_mail(campaign: Campaign, kind: str, *, by: User, at: datetime) -> Membership:
    """Send an e-mail as those who are invited would get it to the HR lead alone; of a planned one too, not stored yet."""
    member = queries.lead_to_test(by, campaign.organisation)
    if member is None:
        raise CampaignError(_("A test goes only to HR leads of the whole organisation."))
    if queries.tests_sent(member, kind=TEST, since=at - WITHIN) >= MOST_TESTS:
        raise CampaignError(
            _("You have had %(most)s tests within the last hour. The next can be sent later.")
            % {"most": MOST_TESTS}
        )
    queue_message(
        to=member,
        kind=TEST,
        key=f"{TEST}:{member.pk}:{at.timestamp()}",
        template=template_of(kind),
        context=words_of_mail(campaign, kind) | {"is_test": True},
        topic=f"{TEST}:{member.pk}",
        leads_to=reverse("assessments:campaigns"),
        expires_at=campaign.closes_at,
        at=at,
    )
    audit("campaign.test_sent", at=at, by=by, subject=campaign, organisation=campaign.organisation)
    return member
