"""Raw answers of many people as arrays, for item statistics and for what is published of groups."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice

import numpy as np
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from numpy.typing import NDArray

from accounts.models import Organisation
from assessments.models import Answer, Assessment
from leadership.models import BankVersion, Question
from leadership.queries import instrument_of, question_ids
from reports.models import ItemSnapshot
from reports.psychometrics import BLANK, NOT_APPLICABLE, Answers, Tally

ROWS_AT_ONCE = 50_000
Ids = NDArray[np.int64]


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
) -> Iterator[tuple[Ids, Answers]]:
    """Yield the assessments' keys and raw answers, a row an assessment and a column a statement.

    They come some at a time, so that memory does not grow with their number; those without any
    answer come last, and without their keys.
    """
    instrument = instrument_of(version.pk)
    ids = question_ids(version.pk)
    columns = np.array([ids[question.code] for question in instrument.questions()])
    seen = 0
    for rows in _whole_assessments(_rows(assessments)):
        people, places = np.unique(rows[:, 0], return_inverse=True)
        seen += len(people)
        answers = np.full((len(people), len(columns)), BLANK, dtype=np.int16)
        order = np.argsort(columns)
        answers[places, order[np.searchsorted(columns, rows[:, 1], sorter=order)]] = rows[:, 2]
        yield people, answers
    empty = assessments.count() - seen
    if empty > 0:
        yield np.empty(0, dtype=np.int64), np.full((empty, len(columns)), BLANK, dtype=np.int16)


def _rows(assessments: QuerySet[Assessment]) -> Iterator[tuple[int, int, int]]:
    """Yield (assessment, question, answer), where not applicable and don't know are numbers too."""
    raw = Case(
        When(other=Answer.Other.NOT_APPLICABLE, then=Value(NOT_APPLICABLE)),
        When(other=Answer.Other.DONT_KNOW, then=Value(BLANK)),
        default=F("value"),
        output_field=IntegerField(),
    )
    return (
        Answer.objects.filter(assessment__in=assessments, question__kind=Question.Kind.THEME)
        .order_by("assessment_id")
        .values_list("assessment_id", "question_id", raw)
        .iterator(chunk_size=ROWS_AT_ONCE)
    )


def _whole_assessments(rows: Iterator[tuple[int, int, int]]) -> Iterator[NDArray[np.int64]]:
    """Yield the rows in arrays that end where an assessment ends."""
    rest = np.empty((0, 3), dtype=np.int64)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        flat = np.fromiter(chain.from_iterable(batch), dtype=np.int64, count=3 * len(batch))
        found = np.concatenate([rest, flat.reshape(-1, 3)])
        last = np.searchsorted(found[:, 0], found[-1, 0])
        rest = found[last:]
        if last:
            yield found[:last]
    if len(rest):
        yield rest
