"""Who has answered, in numbers: the table of teams, the lines of the list, the file of who has not finished."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation
from accounts.queries import Branches, TeamTree, team_tree
from assessments import queries
from assessments.models import Campaign, CampaignRepeat
from assessments.presenters.campaigns import CampaignState, state_of
from assessments.presenters.repeats import NextCampaign, next_campaign
from assessments.queries import FollowSearch, Response
from documents.spec import About, keys_in, listed
from documents.table_files import End, TableFile, known_end
from documents.tables import Rows


@dataclass(frozen=True)
class TeamResponse:
    """A line of the table of teams: a team with all below it, and itself where that is another number."""

    path: str
    response: Response
    key: int | None = None
    own: Response | None = None


def team_responses(
    tree: TeamTree,
    responses: Mapping[int | None, Response],
    within: frozenset[int] | None = None,
) -> list[TeamResponse]:
    """Return the teams with anybody invited in them or below, in the order of the tree, then those without a team."""
    together = _rolled_up(tree, responses)
    rows = [
        TeamResponse(
            tree.path(team.pk),
            together[team.pk],
            team.pk,
            responses.get(team.pk) if together[team.pk] != responses.get(team.pk) else None,
        )
        for team in tree.teams
        # Above a branch that somebody follows there is nothing of theirs to see.
        if together[team.pk].invited and (within is None or team.pk in within)
    ]
    if None in responses:
        rows.append(TeamResponse(_("No team"), responses[None]))
    return rows


def least_finished_first(rows: Iterable[TeamResponse]) -> list[TeamResponse]:
    """Return the lines with the smallest share first; of equal ones that with more people to ask."""
    return sorted(
        rows,
        key=lambda row: (
            Fraction(row.response.submitted, row.response.invited),
            row.response.submitted - row.response.invited,
        ),
    )


def _rolled_up(tree: TeamTree, responses: Mapping[int | None, Response]) -> dict[int, Response]:
    invited = tree.rolled_up({key: one.invited for key, one in responses.items()})
    started = tree.rolled_up({key: one.started for key, one in responses.items()})
    submitted = tree.rolled_up({key: one.submitted for key, one in responses.items()})
    return {key: Response(invited[key], started[key], submitted[key]) for key in invited}


def total_response(responses: Iterable[Response]) -> Response:
    found = list(responses)
    return Response(
        invited=sum(one.invited for one in found),
        started=sum(one.started for one in found),
        submitted=sum(one.submitted for one in found),
    )


@dataclass(frozen=True)
class CampaignLine:
    """A campaign in a list, with its response where there is one to see."""

    campaign: Campaign
    state: CampaignState
    response: Response | None


@dataclass(frozen=True)
class FollowedCampaigns:
    """The campaigns of one organisation, and whether the reader runs them or follows a branch."""

    organisation: Organisation
    runs: bool
    lines: list[CampaignLine]
    drafts: list[NextCampaign]
    newest: Campaign | None = None
    """The one whose results came out last, for Home alone."""


def followed_campaigns(
    organisation: Organisation,
    branches: Branches,
    campaigns: Iterable[Campaign],
    drafts: Iterable[CampaignRepeat],
    at: datetime,
) -> FollowedCampaigns:
    """Return the lines of some campaigns of an organisation, a query for each that is open."""
    own = [one for one in campaigns if one.organisation_id == organisation.pk]
    within = team_tree(organisation.pk).within(branches) if branches is not None else None
    # The published number is of the whole, so the HR lead of a branch does not get it as their own.
    published = queries.published_responses(own) if branches is None else {}
    lines = [
        CampaignLine(
            one,
            state_of(one, at),
            queries.response_to(one, within=within)
            if one.is_open_at(at)
            else published.get(one.pk),
        )
        for one in own
    ]
    today = timezone.localdate(at)
    # To decide on them is for who runs the campaigns.
    waiting = [
        next_campaign(one, today=today)
        for one in drafts
        if branches is None and one.campaign.organisation_id == organisation.pk
    ]
    return FollowedCampaigns(organisation, branches is None, lines, waiting)


def followed_file(
    end: End, campaign: Campaign, search: FollowSearch, *, within: frozenset[int] | None
) -> TableFile:
    """Return the invited who are looked for as a file; `within` keeps to the teams of a branch."""
    people = queries.people_followed(campaign, within=within, search=search)
    return TableFile(
        kind="people_followed",
        about={
            "campaign": campaign.slug,
            "text": search.text,
            "state": search.state,
            "order": search.order,
            "team_ids": listed(search.team_ids),
            "within": listed(within),
        },
        end=end,
        words=(campaign.name, _("People")),
        sheets={_("People"): list(followed_table(people, team_tree(campaign.organisation_id)))},
    )


def followed_file_about(about: About) -> TableFile | None:
    """Return the file that was asked for, of the people as they are now."""
    campaign = queries.campaign_with_slug(str(about["campaign"]))
    if campaign is None:
        return None
    search = FollowSearch(
        text=str(about["text"]),
        state=str(about["state"]),
        order=str(about["order"]),
        team_ids=keys_in(about["team_ids"]),
    )
    end = known_end(str(about["end"]))
    return followed_file(end, campaign, search, within=keys_in(about["within"]))


def followed_table(people: Iterable[Membership], tree: TeamTree) -> Rows:
    """Return the invited as rows of a file, with how far each is."""
    yield (_("Name"), _("E-mail address"), _("Team"), _("State"))
    for one in people:
        yield (one.name, one.user.email, tree.path(one.team_id), _how_far(one))


def _how_far(one: Membership) -> str:
    # Annotated by queries.people_followed.
    if getattr(one, "has_submitted", False):
        return _("Finished")
    return _("Started") if getattr(one, "has_started", False) else _("Invited")
