"""Everything that can happen to results, one transaction each; what is long in steps."""

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
from results.actions.others import (
    count_rounds,
    count_rounds_of,
    forget_whom_was_counted,
    wake_to_count_rounds,
)
from results.actions.preparing import remove_what_was_given_up
from results.actions.releases import GOALS_AFTER

__all__ = [
    "GOALS_AFTER",
    "PublishingError",
    "begin_closing",
    "clear_campaigns",
    "close_campaign",
    "close_what_is_over",
    "count_rounds",
    "count_rounds_of",
    "forget_whom_was_counted",
    "keep_what_figures_rest_on",
    "not_open_words",
    "publish_goal_count",
    "publish_what_is_closed",
    "recover_publishing",
    "remove_what_was_given_up",
    "wake_to_count_rounds",
]
