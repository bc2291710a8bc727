"""What a campaign's results would show, on pages of campaigns, which belong to a lower app and so cannot ask."""

from django import template

from accounts.models import Organisation
from assessments.actions import CampaignPlan
from assessments.models import Campaign
from assessments.queries import invited_by, invited_to
from results.presenters.forecast import ForecastView, present_forecast
from results.queries.forecast import forecast_of

register = template.Library()


@register.simple_tag
def forecast_of_campaign(campaign: Campaign) -> ForecastView:
    """Work out what a planned campaign would show (three queries)."""
    return present_forecast(forecast_of(campaign, invited_to(campaign)), campaign.breakdown)


@register.simple_tag
def forecast_of_plan(plan: CampaignPlan, organisation: Organisation) -> ForecastView:
    """Work out what a campaign would show that is not stored yet (three queries)."""
    invited = invited_by(organisation, plan.audience)
    return present_forecast(forecast_of(plan.campaign(organisation), invited), plan.breakdown)
