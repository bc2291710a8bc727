"""How a campaign stands before its close: how many count so far, and what could be shown of them at most."""

from dataclasses import dataclass
from datetime import datetime

from assessments.models import Assessment, Campaign
from assessments.queries import LeftOut, counted_in, invited_to, left_out_of
from banks.queries import instrument_of
from results.disclosure import count_shown, count_with_people
from results.queries.groups import groups_of
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
    counted = counted_in(campaign, at=at).order_by("pk")
    people = list(counted.values_list("pk", "member__team", "member__attributes"))
    groups = groups_of(campaign, (attributes for *_, attributes in people))
    asked = groups.snapshot([(member, team, {}) for member, team in homes.items()])
    rules = rules_of(instrument_of(campaign.version_id), campaign.smallest_group)
    return Standing(
        invited=len(homes),
        finished=finished.count(),
        unfinished=sittings.unfinished().count(),
        left_out=left_out_of(campaign, at=at),
        smallest=rules.smallest,
        teams=count_with_people(asked)[0],
        # Their own figures may hide more, never less.
        teams_at_most=count_shown(groups.snapshot(people), rules)[0],
    )
