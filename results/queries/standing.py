"""How a campaign stands before its close: how many count so far, and what could be shown of them at most."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from accounts.queries import team_tree
from assessments.models import Assessment, Campaign
from assessments.queries import LeftOut, counted_in, invited_to, left_out_of
from banks.queries import instrument_of
from results.queries.snapshot import rules_of


@dataclass(frozen=True)
class Standing:
    """Numbers of people and of teams; nothing of what anybody answered was read for them."""

    invited: int  # with whoever finished and is not invited any more, as in the results
    finished: int
    unfinished: int  # have begun; at the close it does not count
    left_out: LeftOut
    smallest: int
    teams: int  # with anybody invited, below them included
    teams_at_most: int

    @property
    def counted(self) -> int:
        return self.finished - self.left_out.people

    @property
    def is_enough(self) -> bool:
        return self.counted >= self.smallest


def standing_of(campaign: Campaign, *, at: datetime) -> Standing:
    """Count what a close at this moment would go by; figures themselves are decided and audited at the close."""
    sittings = Assessment.objects.filter(campaign=campaign, revises=None)
    finished = sittings.submitted().filter(submitted_at__lte=at)
    homes = dict(invited_to(campaign).values_list("pk", "team"))
    homes |= dict(finished.values_list("member", "member__team"))
    counted = counted_in(campaign, at=at).values_list("member__team", flat=True)
    tree = team_tree(campaign.organisation_id)
    smallest = rules_of(instrument_of(campaign.version_id), campaign.smallest_group).smallest
    return Standing(
        invited=len(homes),
        finished=finished.count(),
        unfinished=sittings.unfinished().count(),
        left_out=left_out_of(campaign, at=at),
        smallest=smallest,
        teams=sum(people > 0 for people in tree.rolled_up(Counter(homes.values())).values()),
        # By the smallest group alone: to protect others more may have to be hidden, never less.
        teams_at_most=sum(
            people >= smallest for people in tree.rolled_up(Counter(counted)).values()
        ),
    )
