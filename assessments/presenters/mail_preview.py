"""How an e-mail of a campaign will look: worded by what words it when it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import mail
from accounts.models import User
from assessments.actions import template_of, words_of_mail
from assessments.actions.messages import REMINDER
from assessments.models import Campaign
from assessments.queries.following import INVITATION

# By the end of the button that sends a test of it.
KINDS: Mapping[str, str] = {"invitation": INVITATION, "reminder": REMINDER}
TITLES = {
    "invitation": gettext_lazy("The invitation"),
    "reminder": gettext_lazy("A reminder"),
}


@dataclass(frozen=True)
class MailPreview:
    """One e-mail as its reader would get it."""

    kind: str
    title: str
    subject: str
    html: str
    text: str


def mail_previews(campaign: Campaign, *, reader: User) -> list[MailPreview]:
    """Return the e-mails of a campaign, also of one that is not stored yet, as if the reader were invited."""
    return [_preview(campaign, kind, reader) for kind in KINDS]


def _preview(campaign: Campaign, kind: str, reader: User) -> MailPreview:
    words = {
        **words_of_mail(campaign, KINDS[kind]),
        "name": reader.name or _("Name"),
        "email": reader.email,
        "expires_at": campaign.closes_at,
        # Nobody else's link, and none that works without signing in.
        "link": mail.address(reverse("assessments:home")),
    }
    letter = mail.write(
        template_of(KINDS[kind]), words, to=reader.email, organisation=campaign.organisation
    )
    html = str(letter.alternatives[0][0])
    return MailPreview(kind, str(TITLES[kind]), str(letter.subject), html, str(letter.body))
