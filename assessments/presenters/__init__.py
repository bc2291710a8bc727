"""What the pages show, put together from what was read; all public names here."""

from assessments.presenters.campaigns import (
    State,
    TeamResponse,
    state_of,
    team_responses,
    total_response,
)
from assessments.presenters.check import (
    Check,
    CheckedStatement,
    CheckedTheme,
    check,
)
from assessments.presenters.home import (
    Begun,
    Done,
    Home,
    ToDo,
    home,
    title_of,
)
from assessments.presenters.questionnaire import (
    SECONDS_A_STATEMENT,
    Place,
    Progress,
    first_gap,
    minutes,
    place_of,
    progress,
)

__all__ = [
    "SECONDS_A_STATEMENT",
    "Begun",
    "Check",
    "CheckedStatement",
    "CheckedTheme",
    "Done",
    "Home",
    "Place",
    "Progress",
    "State",
    "TeamResponse",
    "ToDo",
    "check",
    "first_gap",
    "home",
    "minutes",
    "place_of",
    "progress",
    "state_of",
    "team_responses",
    "title_of",
    "total_response",
]
