"""Raw answers of many people as arrays, for item statistics and for what is published of groups."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation
from assessments.models import Assessment
from assessments.queries import counting
from assessments.queries.arrays import raw_answer_arrays
from banks.models import BankVersion
from banks.queries import instrument_of
from psychometrics.item_analysis import Tally
from psychometrics.models import ItemSnapshot


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
) -> Tally:
    """Gather the item statistics of a version, over one organisation or over all of them pooled.

    With `after` and `until`, of what was submitted later than the one, and not later than the other.
    """
    wanted = first_assessments(version, organisation)
    if after is not None:
        wanted = wanted.filter(submitted_at__gt=after)
    if until is not None:
        wanted = wanted.filter(submitted_at__lte=until)
    tally = Tally(instrument_of(version.pk))
    for _people, answers in raw_answer_arrays(wanted, version):
        tally.add(answers)
    return tally


def latest_snapshot(version: BankVersion, organisation: Organisation) -> ItemSnapshot | None:
    """Return the item statistics that are shown now, if any are."""
    return (
        ItemSnapshot.objects.filter(version=version, organisation=organisation)
        .order_by("-taken_at")
        .first()
    )
