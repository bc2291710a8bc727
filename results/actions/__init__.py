"""Everything that can happen to results, one transaction each."""

from results.actions.clearing import clear_campaigns
from results.actions.closing import (
    begin_closing,
    close_campaign,
    close_what_is_over,
    not_open_words,
    publish_what_is_closed,
    recover_publishing,
)
from results.actions.erasing import keep_what_figures_rest_on
from results.actions.errors import PublishingError
from results.actions.goal_counts import publish_goal_count
from results.actions.releases import GOALS_AFTER

__all__ = [
    "GOALS_AFTER",
    "PublishingError",
    "begin_closing",
    "clear_campaigns",
    "close_campaign",
    "close_what_is_over",
    "keep_what_figures_rest_on",
    "not_open_words",
    "publish_goal_count",
    "publish_what_is_closed",
    "recover_publishing",
]
