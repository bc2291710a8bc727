"""What is offered of asking others, on pages of lower apps, which cannot ask."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.models import Assessment, Campaign
from observers import queries
from observers.models import Approval

register = template.Library()


@register.simple_tag
def offers_to_ask_others(user: User) -> list[Assessment]:
    """Return the finished assessments after which a campaign offers this person to ask others."""
    return queries.offers_to(user, timezone.now())


@register.simple_tag
def asking_others_in(campaign: Campaign) -> str:
    """Return in a line what a campaign offers."""
    offer = queries.offer_in(campaign)
    if offer is None:
        off = queries.rule_of(campaign.organisation).approval == Approval.OFF
        return _("Switched off for the organisation") if off else _("Not offered by it")
    last = date_format(timezone.localtime(offer.closes_at), "j F Y")
    return _("Offered to those who finish; rounds end on %(last)s") % {"last": last}
