"""What a campaign's results would show, on pages of campaigns, which belong to a lower app and so cannot ask."""

from django import template

from accounts.models import MembershipQuerySet, Organisation
from assessments.actions import CampaignPlan
from assessments.models import Campaign
from assessments.queries import invited_by, invited_to
from results.presenters.forecast import ForecastView, present_forecast
from results.queries.forecast import forecast_of
from results.queries.joins import joins_of
from results.queries.neighbours import joinable_of

register = template.Library()


@register.simple_tag
def forecast_of_campaign(campaign: Campaign) -> ForecastView:
    """Work out what a planned campaign would show."""
    return _forecast(campaign, invited_to(campaign))


@register.simple_tag
def forecast_of_plan(plan: CampaignPlan, organisation: Organisation) -> ForecastView:
    """Work out what a campaign would show that is not stored yet."""
    return _forecast(plan.campaign(organisation), invited_by(organisation, plan.audience))


def _forecast(campaign: Campaign, invited: MembershipQuerySet) -> ForecastView:
    joinable = joinable_of(campaign, invited)
    return present_forecast(
        forecast_of(campaign, invited),
        campaign.breakdown,
        proposed=joinable.packs,
        has_small=bool(joinable.neighbours),
    )


@register.simple_tag
def joined_in_results(campaign: Campaign) -> str:
    """Return the joined groups of a campaign that is not closed yet, by name."""
    return "; ".join(join.name for join in joins_of(campaign).joins)
