"""An organisation's campaigns with where their results lead: the whole, or one's own branch."""

from dataclasses import dataclass

from accounts.models import Organisation
from accounts.queries import Branches
from assessments.models import Campaign
from results.models import ReleaseGroup
from results.queries.published import branch_groups, campaigns_of, topmost


@dataclass(frozen=True)
class ResultsCard:
    """A campaign, and the branches in it that the reader is the HR lead of."""

    campaign: Campaign
    branches: tuple[ReleaseGroup, ...]


@dataclass(frozen=True)
class ResultsList:
    """The campaigns of one organisation, newest first."""

    organisation: Organisation
    cards: tuple[ResultsCard, ...]
    is_whole: bool


def present_campaigns(organisation: Organisation, branches: Branches) -> ResultsList:
    heads = {} if branches is None else branch_groups(organisation, branches)
    cards = (
        ResultsCard(campaign, topmost(heads.get(campaign.pk, ())))
        for campaign in campaigns_of(organisation)
    )
    return ResultsList(organisation, tuple(cards), branches is None)
