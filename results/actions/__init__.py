"""Everything that can happen to results, one transaction each."""

from results.actions.erasing import keep_what_figures_rest_on
from results.actions.errors import PublishingError
from results.actions.goal_counts import publish_goal_count
from results.actions.releases import GOALS_AFTER, close_campaign, not_open_words

__all__ = [
    "GOALS_AFTER",
    "PublishingError",
    "close_campaign",
    "keep_what_figures_rest_on",
    "not_open_words",
    "publish_goal_count",
]
