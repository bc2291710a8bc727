"""What a campaign that is not open yet would show, by how many answer."""

from dataclasses import dataclass

from accounts.models import MembershipQuerySet
from assessments.models import Campaign
from assessments.queries import would_count
from banks.queries import instrument_of
from results.disclosure import Expected, count_with_people, forecast
from results.queries.groups import groups_of
from results.queries.snapshot import rules_of

# So much of those invited answers in councils where few, as many as usual, and nearly all do.
SHARES = (0.5, 0.7, 0.9)


@dataclass(frozen=True)
class Forecast:
    """How many are invited and would count, the groups they are in, and what would be shown of those."""

    invited: int
    count: int
    smallest: int
    spread: int
    teams: int
    values: int
    expected: tuple[Expected, ...]

    @property
    def left_out(self) -> int:
        return self.invited - self.count


def forecast_of(campaign: Campaign, invited: MembershipQuerySet) -> Forecast:
    """Work out what would be shown of a campaign, stored or not, that invites these people (eight queries at most)."""
    people = list(would_count(invited).order_by("pk").values_list("pk", "team", "attributes"))
    groups = groups_of(campaign, (attributes for *_, attributes in people))
    snapshot = groups.snapshot(people)
    rules = rules_of(instrument_of(campaign.version_id), campaign.smallest_group)
    teams, values = count_with_people(snapshot)
    return Forecast(
        invited=invited.count(),
        count=len(people),
        smallest=rules.smallest,
        spread=rules.spread_minimum,
        teams=teams,
        values=values,
        expected=forecast(snapshot, rules, SHARES),
    )
