"""Small teams are joined into one group of a campaign's results, and parted again, until it opens."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Team, User
from assessments.actions.campaigns import CampaignError
from assessments.actions.changing import locked_while_planned
from assessments.models import Campaign, JoinedGroup, JoinedTeam

# Between a team and the one above it, in paths.
SEPARATOR = ">"


def join_teams(
    campaign: Campaign, teams: Collection[int], *, name: str, by: User, at: datetime
) -> JoinedGroup:
    """Make one group of the results of two or more teams directly below the same."""
    with transaction.atomic():
        campaign = locked_while_planned(campaign, at=at)
        found = list(Team.objects.filter(organisation=campaign.organisation_id, pk__in=teams))
        if len(found) < 2 or len(found) != len(set(teams)):  # noqa: PLR2004 - one alone is a team
            raise CampaignError(_("Choose two or more teams to join."))
        if len({team.parent_id for team in found}) > 1:
            raise CampaignError(_("Only teams directly below the same team can be joined."))
        taken = JoinedTeam.objects.filter(campaign=campaign, team__in=found).select_related("team")
        if first := taken.first():
            words = _("%(team)s is joined already. Undo that first.")
            raise CampaignError(words % {"team": first.team})
        _check_name(campaign, found, name)
        group = JoinedGroup.objects.create(campaign=campaign, name=name)
        JoinedTeam.objects.bulk_create(
            JoinedTeam(group=group, campaign=campaign, team=team) for team in found
        )
        _log("campaign.joined", campaign, by=by, at=at, name=name, teams=len(found))
    return group


@transaction.atomic
def join_all(
    campaign: Campaign, groups: Iterable[tuple[str, Collection[int]]], *, by: User, at: datetime
) -> list[JoinedGroup]:
    """Make several groups, each of a name and teams: all or none."""
    return [join_teams(campaign, teams, name=name, by=by, at=at) for name, teams in groups]


def rename_joined(
    campaign: Campaign, group: int, *, name: str, by: User, at: datetime
) -> JoinedGroup:
    with transaction.atomic():
        campaign = locked_while_planned(campaign, at=at)
        joined = _locked(campaign, group)
        teams = [one.team for one in joined.parts.select_related("team")]
        _check_name(campaign, teams, name, but=joined)
        joined.name = name
        joined.save(update_fields=["name"])
        _log("campaign.joined", campaign, by=by, at=at, name=name, teams=len(teams))
    return joined


def part_joined(campaign: Campaign, group: int, *, by: User, at: datetime) -> None:
    """Let the teams of a joined group stand for themselves again."""
    with transaction.atomic():
        campaign = locked_while_planned(campaign, at=at)
        joined = _locked(campaign, group)
        teams = joined.parts.count()
        _log("campaign.parted", campaign, by=by, at=at, name=joined.name, teams=teams)
        joined.delete()


def _locked(campaign: Campaign, group: int) -> JoinedGroup:
    found = JoinedGroup.objects.filter(campaign=campaign, pk=group).first()
    if found is None:
        raise CampaignError(_("These teams are not joined any more."))
    return found


def _check_name(
    campaign: Campaign, teams: Collection[Team], name: str, *, but: JoinedGroup | None = None
) -> None:
    """Refuse a name that would not tell the group from what is beside it, in paths and files."""
    if SEPARATOR in name:
        raise CampaignError(_("A name cannot have the sign “>”: it stands between teams in paths."))
    parent = next(iter(teams)).parent_id
    groups = JoinedGroup.objects.filter(
        campaign=campaign, parts__team__parent=parent, name__iexact=name
    )
    if but is not None:
        groups = groups.exclude(pk=but.pk)
    beside = Team.objects.filter(
        organisation=campaign.organisation_id, parent=parent, name__iexact=name
    )
    if groups.exists() or beside.exists():
        raise CampaignError(_("There is another team or group of this name. Choose another name."))


def _log(act: str, campaign: Campaign, *, by: User, at: datetime, name: str, teams: int) -> None:
    audit(
        act,
        at=at,
        by=by,
        subject=campaign,
        organisation=campaign.organisation,
        group=name,
        teams=teams,
    )
