"""What results have to know when a person is erased: no figure changes, and none later may give them away."""

from collections import Counter

from accounts.actions import Erasure
from assessments.models import Assessment, ThemeScore
from results.models import Release


def keep_what_figures_rest_on(erasure: Erasure) -> Counter[str]:
    """Note of each published assessment that goes on which themes it was scored: that and no score.

    Otherwise a figure would seem to rest on one person fewer than it does, and a change since then would be
    published whose difference from it is what the erased person scored.
    """
    rows = Assessment.objects.filter(
        member__in=erasure.memberships, campaign__release__isnull=False
    ).values_list("pk", "campaign__release")
    for pk, release_id in rows:
        scored = ThemeScore.objects.filter(assessment=pk, score__isnull=False)
        release = Release.objects.get(pk=release_id)
        release.erased[str(pk)] = sorted(scored.values_list("theme__code", flat=True))
        release.save(update_fields=["erased"])
    return Counter()
