"""Raw answers of many people as arrays, for item statistics and for what is published of groups."""

from collections.abc import Iterator
from datetime import datetime

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation
from assessments.models import Answer, Assessment
from leadership.models import BankVersion
from leadership.queries import instrument_of, question_ids
from reports.item_sums import BLANK, NOT_APPLICABLE, Answers
from reports.models import ItemSnapshot
from reports.psychometrics import Tally
from reports.queries.arrays import Given, Ints, answers_given, keys_of, places_of

ASSESSMENTS_AT_ONCE = 20_000
# With more keys than this for each one that is wanted, they are asked for one by one.
SPARSE = 4


def first_assessments(
    version: BankVersion, organisation: Organisation | None = None
) -> QuerySet[Assessment]:
    """Return the submitted assessments of a version that are their person's first of that bank.

    Without an organisation those of all organisations are pooled.
    """
    before = Q(submitted_at__lt=OuterRef("submitted_at")) | Q(
        submitted_at=OuterRef("submitted_at"), pk__lt=OuterRef("pk")
    )
    earlier = (
        Assessment.objects.submitted()
        .filter(before, member__user=OuterRef("member__user"), version__bank=version.bank_id)
        .values("pk")
    )
    firsts = Assessment.objects.submitted().filter(~Exists(earlier), version=version)
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


def raw_answer_arrays(
    assessments: QuerySet[Assessment], version: BankVersion
) -> Iterator[tuple[Ints, Answers]]:
    """Yield the assessments' keys and raw answers, a row an assessment and a column a statement.

    They come some at a time, in the order of their keys, so that memory does not grow with their number.
    """
    ids = question_ids(version.pk)
    columns = {ids[one.code]: at for at, one in enumerate(instrument_of(version.pk).questions())}
    rows = Answer.objects.filter(question__in=list(columns))
    keys = keys_of(assessments)
    for start in range(0, len(keys), ASSESSMENTS_AT_ONCE):
        people = keys[start : start + ASSESSMENTS_AT_ONCE]
        answers = np.full((len(people), len(columns)), BLANK, dtype=np.int16)
        for given in answers_given(_near(rows, people)):
            places, _ = places_of(given.assessments, people)
            answers[places, columns[given.question_id]] = _raw(given)
        yield people, answers


def _near(rows: QuerySet[Answer], people: Ints) -> QuerySet[Answer]:
    """Keep answers between the first and the last key: quicker than key by key where most are wanted."""
    first, last = int(people[0]), int(people[-1])
    if last - first > SPARSE * len(people):
        return rows.filter(assessment__in=people.tolist())
    return rows.filter(assessment__gte=first, assessment__lte=last)


def _raw(given: Given) -> int:
    """Return an answer as the figures take it, where not applicable is a number too."""
    if given.value is not None:
        return given.value
    return NOT_APPLICABLE if given.other == Answer.Other.NOT_APPLICABLE else BLANK
