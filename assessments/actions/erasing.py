"""What of assessments goes with a person who is erased: all that they answered, and what came of it."""

from collections import Counter

from accounts.actions import Erasure, hide_details
from assessments.models import Assessment, Campaign


def erase_assessments(erasure: Erasure) -> Counter[str]:
    """Erase somebody's assessments with answers, notes and scores; a campaign that is open counts them no more."""
    own = Assessment.objects.filter(member__in=erasure.memberships)
    # One that is being answered is held first: nothing is saved into it between the finding and the deleting.
    sittings = list(own.select_for_update().order_by("pk").values_list("pk", "public_id"))
    hide_details(public_id for _pk, public_id in sittings)
    return Counter(Assessment.objects.filter(pk__in=[pk for pk, _id in sittings]).delete()[1])


def hold_campaigns_of(erasure: Erasure) -> None:
    """Let no campaign close half-way: who is counted at its close is either there or erased."""
    answered = Campaign.objects.filter(assessments__member__in=erasure.memberships).values("pk")
    list(Campaign.objects.select_for_update().filter(pk__in=answered).order_by("pk"))
