"""What the publishing of a round rests on: the person's own answers, and who is behind figures published before."""

from datetime import datetime, timedelta

from django.db.models import Q

from assessments.models import Answer
from leadership.instrument import RawAnswer
from observers.disclosure import Behind
from observers.models import PeopleBehind, Rater, Round, RoundQuerySet
from observers.queries.hashed import as_hashed_now, former_hashes, hashed

# For so long the same people are taken to say the same again, so that two rounds could be laid side by side.
LAID_BESIDE = timedelta(days=366)
PERSON = "observers.person"


def rounds_to_publish(at: datetime) -> RoundQuerySet:
    """Return the rounds that are over and not published."""
    over = Q(closes_at__lte=at, started_at__isnull=False)
    return Round.objects.in_hand().filter(over).order_by("closes_at", "pk")


def own_answers(round_: Round) -> dict[str, RawAnswer]:
    """Return what the person rated answered themselves; only points of the scale matter here."""
    rows = Answer.objects.filter(assessment=round_.assessment_id, value__isnull=False)
    given = rows.values_list("question__code", "value")
    return {code: value for code, value in given if value is not None}


def earlier_behind(round_: Round, at: datetime) -> Behind:
    """Return who is behind each figure that was published lately about the same person, deleted rounds included."""
    earlier = PeopleBehind.objects.filter(
        member__user=round_.assessment.member.user_id, published_at__gt=at - LAID_BESIDE
    )
    former, found = former_hashes_of(round_), dict[str, list[frozenset[str]]]()
    for figures in earlier.values_list("figures", flat=True):
        for code, groups in figures.items():
            found.setdefault(code, []).extend(as_hashed_now(groups, former))
    return found


def person_of(rater: Rater) -> str:
    """Return what tells a person from others in more than one round; nobody knows who holds a card."""
    if not rater.email:
        return f"card:{rater.pk}"
    return hashed(PERSON, rater.email)


def former_hashes_of(round_: Round) -> dict[str, str]:
    """Return what `person_of` those who are asked returned under former keys, with what it returns now."""
    return {
        one: person_of(rater)
        for rater in round_.raters.exclude(email="")
        for one in former_hashes(PERSON, rater.email)
    }
