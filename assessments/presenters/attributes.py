"""What is amiss with the values by which results would be shown, while it can still be put right."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.attribute_twins import look_alikes
from assessments.models import Campaign
from assessments.queries import AttributeInUse, attributes_in_use, invited_to


@dataclass(frozen=True)
class BreakdownConcern:
    """An attribute of which values look alike, or are had by too few of those invited to be shown."""

    name: str
    alike: tuple[tuple[str, str], ...]  # each with the one it looks like
    small: int
    smallest_group: int


def breakdown_concerns(
    attributes: Iterable[AttributeInUse], smallest_group: int
) -> list[BreakdownConcern]:
    """Return those attributes of which something is amiss; of who is invited, never of who answered."""
    concerns = [
        BreakdownConcern(
            name=one.name,
            alike=tuple(look_alikes(one.counts).items()),
            small=sum(people < smallest_group for people in one.counts.values()),
            smallest_group=smallest_group,
        )
        for one in attributes
    ]
    return [one for one in concerns if one.alike or one.small]


def concerns_before_closing(campaign: Campaign) -> list[BreakdownConcern]:
    """Return what is amiss with the attribute that a campaign's results are to be shown by."""
    if not campaign.breakdown:
        return []
    used = attributes_in_use(invited_to(campaign))
    chosen = (one for one in used if one.name == campaign.breakdown)
    return breakdown_concerns(chosen, campaign.smallest_group)
