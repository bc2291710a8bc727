"""Small teams that are one group of a campaign's results: what they are called, and how it is said."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Campaign, JoinedGroup
from assessments.queries import joined_groups
from results.models import Release
from results.queries.neighbours import Joinable

LONGEST: int = JoinedGroup._meta.get_field("name").max_length or 0
MOST_NAMED = 3


@dataclass(frozen=True)
class JoinedView:
    """A joined group with the names of its teams, and how many in it would count."""

    pk: int
    name: str
    teams: tuple[str, ...]
    people: int


def joined_name(teams: Sequence[str]) -> str:
    """Return what some teams are called together, no longer than a name may be."""
    first, more = teams[0], len(teams) - 1
    named = {"first": ", ".join(teams[:-1]), "last": teams[-1]}
    name = _("%(first)s and %(last)s together") % named
    if more < MOST_NAMED and len(name) <= LONGEST:
        return name
    words = ngettext(
        "%(first)s and %(more)s more team together",
        "%(first)s and %(more)s more teams together",
        more,
    )
    room = LONGEST - len(words % {"first": "", "more": more})
    return words % {"first": first[:room], "more": more}


def present_joined(campaign: Campaign, joinable: Joinable) -> tuple[JoinedView, ...]:
    return tuple(
        JoinedView(
            group.pk,
            group.name,
            tuple(team.name for team in group.teams),
            sum(joinable.people.get(team.pk, 0) for team in group.teams),
        )
        for group in joined_groups(campaign)
    )


def proposals(joinable: Joinable) -> list[tuple[str, list[int]]]:
    """Return all that would be joined as it is proposed: the name and the teams of each group."""
    return [
        (joined_name([one.team.name for one in pack]), [one.team.pk for one in pack])
        for neighbours in joinable.neighbours
        for pack in neighbours.packs
    ]


def kept_words(release: Release) -> str:
    """Say why the groups of a campaign stay as they were in another that was so shortly before."""
    words = _(
        "The results of “%(name)s” came so shortly before this campaign opens that its groups stay as they are there. "
        "Otherwise the answers of a few people could be worked out from both."
    )
    return words % {"name": release.campaign.name}
