"""Raw answers of many people as arrays, for item statistics."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Organisation
from assessments.models import Answer, Assessment
from assessments.queries import counting
from assessments.queries.arrays import raw_answer_arrays
from banks.models import BankVersion
from banks.queries import instrument_of
from psychometrics.item_analysis import Tally
from psychometrics.models import ItemSnapshot

# Each assessment belongs to one language, the one of its newest answer: so what is known of all and of each language tells of nobody
# by subtraction.
_FINISHED_IN = Subquery(
    Answer.objects.filter(assessment=OuterRef("pk"))
    .order_by("-saved_at", "-pk")
    .values("language")[:1]
)


def first_assessments(
    version: BankVersion, organisation: Organisation | None = None
) -> QuerySet[Assessment]:
    """Return the submitted assessments of a version that are their person's first of that bank.

    Without an organisation those of all organisations are pooled.
    """
    # The first sitting only: whoever answers again remembers, and would count twice.
    before = Q(submitted_at__lt=OuterRef("submitted_at")) | Q(
        submitted_at=OuterRef("submitted_at"), pk__lt=OuterRef("pk")
    )
    earlier = (
        Assessment.objects.submitted()
        .filter(before, member__user=OuterRef("member__user"), version__bank=version.bank_id)
        .values("pk")
    )
    firsts = counting(Assessment.objects.submitted()).filter(~Exists(earlier), version=version)
    return firsts if organisation is None else firsts.filter(member__organisation=organisation)


def gathered(
    version: BankVersion,
    organisation: Organisation | None = None,
    *,
    after: datetime | None = None,
    until: datetime | None = None,
    language: str | None = None,
) -> Tally:
    """Gather the item statistics of a version, over one organisation or over all of them pooled.

    With `after` and `until`, of what was submitted later than the one, and not later than the other; with `language`, of
    what was finished in it, empty for the words of the bank's authors.
    """
    wanted = first_assessments(version, organisation)
    if language is not None:
        wanted = wanted.annotate(finished_in=_FINISHED_IN).filter(finished_in=language)
    if after is not None:
        wanted = wanted.filter(submitted_at__gt=after)
    if until is not None:
        wanted = wanted.filter(submitted_at__lte=until)
    tally = Tally(instrument_of(version.pk))
    for _people, answers in raw_answer_arrays(wanted, version):
        tally.add(answers)
    return tally


def languages_answered(
    version: BankVersion, organisation: Organisation, *, until: datetime
) -> list[str]:
    """Return the languages in which anybody has finished a version by then, the authors' own first."""
    wanted = first_assessments(version, organisation).filter(submitted_at__lte=until)
    found = wanted.annotate(finished_in=_FINISHED_IN).values_list("finished_in", flat=True)
    return sorted({language for language in found if language is not None})


def latest_snapshot(version: BankVersion, organisation: Organisation) -> ItemSnapshot | None:
    """Return the item statistics that are shown now, if any are."""
    return (
        ItemSnapshot.objects.filter(version=version, organisation=organisation)
        .order_by("-taken_at")
        .first()
    )
