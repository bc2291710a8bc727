"""How many have chosen which language; who has, nobody reads."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count

from accounts.models import Membership


def chosen_languages(organisation_ids: Iterable[int]) -> dict[int, Counter[str]]:
    """Count by organisation its members by the language that they have chosen, '' for none.

    Of those alone who have accepted: what others have chosen elsewhere is nothing that is learned here.
    """
    current = (
        Membership.objects.current().accepted().filter(organisation__in=list(organisation_ids))
    )
    said = current.filter(user__is_active=True)
    found: dict[int, Counter[str]] = {}
    rows = said.values_list("organisation", "user__language").annotate(people=Count("pk"))
    for organisation_id, language, people in rows.order_by():
        found.setdefault(organisation_id, Counter())[language] = people
    return found
