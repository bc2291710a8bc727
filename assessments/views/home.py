"""Home, and starting an assessment from there."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import memberships_to_accept, memberships_to_answer
from accounts.http import MemberRequest
from accounts.languages import is_choice, on_offer
from accounts.models import Membership
from assessments import access, actions, presenters, queries
from assessments.models import Assessment, Campaign
from banks.queries import instrument_of, version_for


@require_GET
@never_cache
def home(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    memberships = list(memberships_to_answer(request.user))
    campaigns = list(queries.open_campaigns(memberships, now))
    assessments = list(queries.own_assessments(request.user))
    versions = {one.version_id for one in campaigns} | {one.version_id for one in assessments}
    page = presenters.home(
        memberships=memberships,
        campaigns=campaigns,
        assessments=assessments,
        instruments={version: instrument_of(version) for version in versions},
        overviews=_overviews(request, assessments),
        at=now,
    )
    context = {
        "page": page,
        "followed": _followed(request, now),
        "invitations": memberships_to_accept(request.user),
        # Asked once: whoever has said it, or reads the one there is, is not.
        "languages": [] if request.user.language or not is_choice() else on_offer(),
    }
    return render(request, "assessments/home.html", context)


def _overviews(request: MemberRequest, assessments: Iterable[Assessment]) -> set[int]:
    """Return the campaigns whose overview the person may read; no query where there can be none."""
    own = (one.campaign for one in assessments if one.submitted_at)
    if not any(one and one.shows_overview and one.published_at for one in own):
        return set()
    return {campaign.pk for campaign in queries.overviews_of(request.user)}


def _followed(request: MemberRequest, at: datetime) -> list[presenters.FollowedCampaigns]:
    """Return what is open of the campaigns that an HR lead follows; nothing, and no query, for anybody else."""
    if not access.follows_campaigns(request.user):
        return []
    organisations = access.organisations_to_follow(request.user)
    running = list(queries.campaigns_open([one.pk for one in organisations], at))
    drafts = list(queries.drafts_of(organisations))
    newest = queries.newest_published([one.pk for one in organisations])
    followed = [
        replace(
            presenters.followed_campaigns(organisation, branches, running, drafts, at),
            newest=newest.get(organisation.pk),
        )
        for organisation, branches in organisations.items()
    ]
    return [one for one in followed if one.lines or one.drafts or one.newest]


# Starting --------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def start(request: MemberRequest, slug: str) -> HttpResponse:
    own = access.membership_in_campaign(request.user, slug)
    now = timezone.now()
    if request.method == "POST":
        try:
            begun = actions.start_campaign_assessment(own.campaign, by=own.membership, at=now)
        except actions.CampaignNotOpenError:
            return _not_open(request, own.campaign)
        return redirect("assessments:resume", begun.public_id)
    begun_before = queries.assessment_in(own.campaign, own.membership)
    if begun_before:
        return redirect("assessments:resume", begun_before.public_id)
    if not own.campaign.is_open_at(now):
        return _not_open(request, own.campaign)
    version = own.campaign.version_id
    return _intro(request, own.membership, version, campaign=own.campaign)


@require_http_methods(["GET", "POST"])
def start_own(request: MemberRequest) -> HttpResponse:
    slug = request.GET.get("organisation", "")
    membership = access.membership_to_answer(request.user, slug)
    version = version_for(membership.organisation)
    if version is None:
        return render(request, "assessments/no_bank.html")
    if request.method == "POST":
        begun = actions.start_own_assessment(version, by=membership, at=timezone.now())
        return redirect("assessments:resume", begun.public_id)
    unfinished = queries.unfinished_of(membership, version.bank_id)
    if unfinished is not None:
        messages.info(request, _("You have this in progress already, so here is where you were."))
        return redirect("assessments:resume", unfinished.public_id)
    waiting = queries.campaigns_to_begin(membership, timezone.now())
    return _intro(request, membership, version.pk, waiting=waiting)


def _intro(
    request: MemberRequest,
    membership: Membership,
    version_id: int,
    *,
    campaign: Campaign | None = None,
    waiting: Iterable[Campaign] = (),
) -> HttpResponse:
    instrument = instrument_of(version_id)
    asked = queries.questionnaire_in(instrument, campaign)
    context = {
        "instrument": instrument,
        "asked": asked,
        "statements": len(list(instrument.questions())),
        "purpose_limit": instrument.text("purpose_limit"),
        "membership": membership,
        "campaign": campaign,
        # They do not count what is answered in one's own time, which is said before it is begun.
        "waiting": waiting,
        # Said to each: a figure about few is another thing than one about many.
        "invited": queries.invited_to(campaign).count() if campaign else 0,
        "came_late": campaign is not None and queries.came_late(campaign, membership),
    }
    return render(request, "assessments/start.html", context)


def _not_open(request: MemberRequest, campaign: Campaign) -> HttpResponse:
    context = {"campaign": campaign, "is_over": campaign.closes_at <= timezone.now()}
    return render(request, "assessments/not_open.html", context, status=409)
