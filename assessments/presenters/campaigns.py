"""What the pages of a campaign show: its state, and who has answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.queries import TeamTree
from assessments.models import Campaign
from assessments.queries import Response


@dataclass(frozen=True)
class State:
    """Whether a campaign can be answered, in words and with the look of their tag."""

    code: str
    words: str

    @property
    def tint(self) -> str:
        return {"open": "progress", "closed": "done"}.get(self.code, "")


def state_of(campaign: Campaign, at: datetime) -> State:
    if at < campaign.opens_at:
        return State("scheduled", _("Not open yet"))
    if campaign.is_open_at(at):
        return State("open", _("Open"))
    return State("closed", _("Closed"))


@dataclass(frozen=True)
class TeamResponse:
    """A line of the table of teams."""

    path: str
    response: Response


def team_responses(tree: TeamTree, responses: Mapping[int | None, Response]) -> list[TeamResponse]:
    """Return the teams with anybody invited, in the order of the tree, those without a team last."""
    rows = [
        TeamResponse(tree.path(team.pk), responses[team.pk])
        for team in tree.teams
        if team.pk in responses
    ]
    if None in responses:
        rows.append(TeamResponse(_("No team"), responses[None]))
    return rows


def total_response(responses: Iterable[Response]) -> Response:
    found = list(responses)
    return Response(
        invited=sum(one.invited for one in found),
        started=sum(one.started for one in found),
        submitted=sum(one.submitted for one in found),
    )
