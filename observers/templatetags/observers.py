"""What is offered of asking others, on pages of lower apps, which cannot ask."""

from dataclasses import dataclass

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.models import Assessment, Campaign
from observers import queries
from observers.models import Approval
from observers.presenters.rounds import RoundView, round_view

register = template.Library()


@dataclass(frozen=True)
class RoundsGlance:
    """The newest round about a person, and how many of others wait for their word or their cards."""

    newest: RoundView | None
    to_approve: int
    to_keep: int


@register.simple_tag
def offers_to_ask_others(user: User) -> list[Assessment]:
    """Return the finished assessments after which a campaign offers this person to ask others."""
    return queries.offers_to(user, timezone.now())


@register.simple_tag
def rounds_at_a_glance(user: User) -> RoundsGlance:
    """Return what the home page says of rounds (three queries): one's own, and what waits for this person."""
    now = timezone.now()
    newest = queries.rounds_about(user).first()
    return RoundsGlance(
        newest=round_view(newest, [], set(), at=now) if newest else None,
        to_approve=len(queries.rounds_to_approve(user)),
        to_keep=len(queries.rounds_to_keep(user, now)),
    )


@register.simple_tag
def asking_others_in(campaign: Campaign) -> str:
    """Return in a line what a campaign offers."""
    offer = queries.offer_in(campaign)
    if offer is None:
        off = queries.rule_of(campaign.organisation).approval == Approval.OFF
        return _("Switched off for the organisation") if off else _("Not offered by it")
    last = date_format(timezone.localtime(offer.closes_at), "j F Y")
    return _("Offered to those who finish; rounds end on %(last)s") % {"last": last}
