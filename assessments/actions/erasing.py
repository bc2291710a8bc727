"""What of assessments goes with a person who is erased: all that they answered, and what came of it."""

from collections import Counter

from django.db.models import Q

from accounts.actions import Erasure, hide_details
from assessments.models import Assessment, Campaign


def hold_assessments_of(erasure: Erasure) -> None:
    """Hold what somebody answers, then the campaigns that count or remind them: in the order of whoever finishes.

    So no campaign closes half-way: who is counted at its close is either there or erased.
    """
    own = Assessment.objects.filter(member__in=erasure.memberships)
    list(own.select_for_update().order_by("pk").values_list("pk"))
    answered = Q(assessments__member__in=erasure.memberships)
    running = Q(organisation__in=erasure.organisations, published_at=None)
    keys = Campaign.objects.filter(answered | running).values("pk")
    list(Campaign.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))


def erase_assessments(erasure: Erasure) -> Counter[str]:
    """Erase somebody's assessments with answers, notes and scores; a campaign that is open counts them no more."""
    own = Assessment.objects.filter(member__in=erasure.memberships)
    # Held, as one of them may have been opened again while the first of them was waited for.
    sittings = list(own.select_for_update().order_by("pk").values_list("pk", "public_id"))
    hide_details(public_id for _pk, public_id in sittings)
    return Counter(Assessment.objects.filter(pk__in=[pk for pk, _id in sittings]).delete()[1])
