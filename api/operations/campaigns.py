"""Campaigns: set up, changed, followed by numbers, closed."""

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router, Status

from accounts.permissions import Permission
from api import access
from api.actions import in_turn
from api.paging import PageQuery, page_of
from api.protocol import ApiRequest, asks, check_version, once, versioned
from api.schemas import (
    BankToRun,
    CampaignOut,
    CampaignPatch,
    Counts,
    NewCampaign,
    PageOf,
    Reminded,
    Slug,
    TeamCounts,
)
from api.scopes import Scope
from api.writing import change_one_campaign, set_up_campaign
from assessments import presenters, queries
from assessments.access import Following
from assessments.actions import cancel_campaign, remind_unfinished_people
from assessments.models import Campaign
from assessments.queries import Response
from results.actions import begin_closing

router = Router(tags=["Campaigns"])


@router.get("/banks", response=PageOf[BankToRun], **asks(Scope.READ_CAMPAIGNS))
def list_banks(request: ApiRequest, paging: PageQuery) -> PageOf[BankToRun]:
    """List the published question banks that a campaign can ask."""
    organisation = access.organisation_to_run_for(request.auth)
    cut = page_of(request, paging, queries.versions_to_run(organisation))
    return cut.told(
        [
            BankToRun(
                version_id=one.pk,
                title=one.title,
                number=one.number,
                is_own=one.bank.organisation_id is not None,
            )
            for one in cut.rows
        ]
    )


@router.get("/campaigns", response=PageOf[CampaignOut], **asks(Scope.READ_CAMPAIGNS))
def list_campaigns(request: ApiRequest, paging: PageQuery) -> PageOf[CampaignOut]:
    """List campaigns, the last to open first, with how many have answered as the list on the pages has it."""
    branches = access.branches_to_follow(request.auth)
    organisation, now = request.auth.organisation, timezone.now()
    cut = page_of(request, paging, queries.campaigns_of([organisation]))
    listed = presenters.followed_campaigns(organisation, branches, cut.rows, [], now)
    return cut.told([_campaign_out(one.campaign, one.response, now) for one in listed.lines])


@router.post("/campaigns", response={201: CampaignOut}, **asks(Scope.WRITE_CAMPAIGNS))
@once(Scope.WRITE_CAMPAIGNS)
def create_campaign(
    request: ApiRequest, response: HttpResponse, body: NewCampaign
) -> Status[CampaignOut]:
    """Set a campaign up. It opens on its day, and invites people then if it sends e-mails."""
    organisation = access.organisation_to_run_for(request.auth)
    campaign = set_up_campaign(request.auth, organisation, body, at=timezone.now())
    return Status(201, versioned(response, _campaign(request, campaign.slug)))


@router.get("/campaigns/{slug}", response=CampaignOut, **asks(Scope.READ_CAMPAIGNS))
def get_campaign(request: ApiRequest, response: HttpResponse, slug: Path[Slug]) -> CampaignOut:
    """Read one campaign, with how many have answered by now."""
    return versioned(response, _campaign(request, slug))


@router.get("/campaigns/{slug}/teams", response=PageOf[TeamCounts], **asks(Scope.READ_CAMPAIGNS))
def list_team_counts(
    request: ApiRequest, slug: Path[Slug], paging: PageQuery
) -> PageOf[TeamCounts]:
    """List how many have answered in each team with all below it, as the page of the campaign has it."""
    found = access.following(request.auth, slug)
    responses = queries.response_by_team(found.campaign, within=found.team_ids)
    rows = presenters.team_responses(found.tree, responses, found.team_ids)
    cut = page_of(request, paging, rows)
    return cut.told(
        [
            TeamCounts(
                team_id=one.key,
                team=one.path,
                invited=one.response.invited,
                started=one.response.started,
                submitted=one.response.submitted,
            )
            for one in cut.rows
        ]
    )


@router.patch("/campaigns/{slug}", response=CampaignOut, **asks(Scope.WRITE_CAMPAIGNS))
def update_campaign(
    request: ApiRequest, response: HttpResponse, slug: Path[Slug], body: CampaignPatch
) -> CampaignOut:
    """Change a campaign that is not open yet, or give an open one more time; with If-Match only the version read."""
    with in_turn(request.auth.organisation, campaign=slug):
        campaign = access.campaign_to_run(request.auth, slug)
        check_version(request, _campaign(request, slug))
        change_one_campaign(request.auth, campaign, body, at=timezone.now())
        return versioned(response, _campaign(request, slug))


@router.delete("/campaigns/{slug}", response={204: None}, **asks(Scope.WRITE_CAMPAIGNS))
def delete_campaign(request: ApiRequest, slug: Path[Slug]) -> Status[None]:
    """Cancel a campaign that is not open yet; one that has opened can be closed."""
    with in_turn(request.auth.organisation, campaign=slug):
        campaign = access.campaign_to_run(request.auth, slug)
        check_version(request, _campaign(request, slug))
        cancel_campaign(campaign, by=request.auth.user, at=timezone.now())
        return Status(204, None)


@router.post("/campaigns/{slug}/remind", response=Reminded, **asks(Scope.WRITE_CAMPAIGNS))
@once(Scope.WRITE_CAMPAIGNS)
def remind(request: ApiRequest, slug: Path[Slug]) -> Reminded:
    """Remind those who have not finished, at most once a day."""
    campaign = access.campaign_to_run(request.auth, slug)
    people = remind_unfinished_people(campaign, by=request.auth.user, at=timezone.now())
    return Reminded(people=people)


@router.post("/campaigns/{slug}/close", response={202: CampaignOut}, **asks(Scope.WRITE_CAMPAIGNS))
@once(Scope.WRITE_CAMPAIGNS)
def close_campaign(
    request: ApiRequest, response: HttpResponse, slug: Path[Slug]
) -> Status[CampaignOut]:
    """Close a campaign for good. Its results are made and published after that: 202, and `state` says how far."""
    campaign = access.campaign_to_run(request.auth, slug, Permission.VIEW_RESULTS)
    begin_closing(campaign, by=request.auth.user, at=timezone.now())
    return Status(202, versioned(response, _campaign(request, slug)))


def _campaign(request: ApiRequest, slug: str) -> CampaignOut:
    found: Following = access.following(request.auth, slug)
    responses = queries.response_by_team(found.campaign, within=found.team_ids)
    total = presenters.total_response(responses.values())
    return _campaign_out(found.campaign, total, timezone.now())


def _campaign_out(campaign: Campaign, response: Response | None, at: datetime) -> CampaignOut:
    counts = response and Counts(
        invited=response.invited, started=response.started, submitted=response.submitted
    )
    return CampaignOut.model_validate(
        {
            "state": presenters.state_of(campaign, at).code,
            "is_published": campaign.published_at is not None,
            "counts": counts,
            **{name: getattr(campaign, name) for name in TOLD},
        }
    )


TOLD = (
    *("slug", "name", "version_id", "opens_at", "closes_at", "audience", "breakdown"),
    *("smallest_group", "shows_overview", "sends_mail", "reminder_days"),
    *("asks_readiness", "asks_learning"),
)
