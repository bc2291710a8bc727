"""The campaigns of an organisation by one question bank, and one group in each of them."""

from dataclasses import dataclass

from results.models import Release, ReleaseGroup
from results.queries.codes import code_of
from results.queries.published import Reach, within_branches

# What the change over time is told from.
STATISTICS = (
    "people",
    "theme_mean",
    "theme_sd",
    "matched_change",
    "change_sd",
    "change_share",
)  # fmt: skip


@dataclass(frozen=True)
class Past:
    """One campaign of a group: its release, the group as it was then, and the organisation."""

    release: Release
    group: ReleaseGroup
    whole: ReleaseGroup

    @property
    def version(self) -> int:
        return self.release.campaign.version_id


def history_of(reach: Reach, group: ReleaseGroup) -> tuple[Past, ...]:
    """Return the release with all before it that have the group, newest first (two queries).

    By who may see what then: a team that has come into a branch since brings nothing along.
    """
    campaign = reach.release.campaign
    releases = (
        Release.objects.filter(
            publishable=True,
            campaign__organisation=campaign.organisation_id,
            campaign__version__bank=campaign.version.bank_id,
            campaign__closes_at__lt=campaign.closes_at,
        )
        .select_related("campaign", "earlier__campaign")
        .defer("decisions", "audit", "earlier__decisions", "earlier__audit")
        .order_by("-campaign__closes_at", "-pk")
    )
    then: dict[int, list[ReleaseGroup]] = {release.pk: [] for release in releases}
    for one in ReleaseGroup.objects.filter(release__in=then).order_by("release", "order"):
        then[one.release_id].append(one)
    found = [Past(reach.release, group, reach.organisation)]
    for release in releases:
        groups = within_branches(then[release.pk], reach.branches)
        same = next((one for one in groups if code_of(one) == code_of(group)), None)
        if same is not None:
            found.append(Past(release, same, groups[0]))
    return tuple(found)
