"""Columns of very many rows as NumPy arrays, without an object or a tuple for each row where it matters.

PostgreSQL packs a column into one run of bytes, which costs about what counting the rows does. SQLite
has no such function; there whole numbers come as one line of text, and others row by row.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Aggregate, BinaryField, QuerySet
from numpy.typing import NDArray

from assessments.models import Answer, Assessment
from banks.models import BankVersion
from banks.queries import instrument_of, question_ids
from leadership.scoring.arrays import BLANK, NOT_APPLICABLE, Answers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class _PackedFloats(Aggregate):
    template = "string_agg(float8send(COALESCE((%(expressions)s)::float8, 'NaN')), ''::bytea)"
    output_field = BinaryField()


class _PackedKeys(Aggregate):
    """Row keys in one value; `as_sqlite` is how Django asks for the words of another database."""

    template = "string_agg(int8send(%(expressions)s), ''::bytea)"
    output_field = BinaryField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        return self.as_sql(compiler, connection, template="group_concat(%(expressions)s, ' ')")


def columns_of(rows: "QuerySet[Any]", *fields: str) -> tuple[Floats, ...]:
    """Return fields of the rows as numbers, in the same order each; what is empty is NaN."""
    if connection.vendor == "postgresql":
        names = {f"packed_{field}": _PackedFloats(field) for field in fields}
        # All in one aggregate, so that the columns come in the same order of rows.
        packed = rows.order_by().aggregate(**names)
        # Big-endian, as PostgreSQL sends numbers.
        return tuple(np.frombuffer(packed[name] or b"", dtype=">f8") for name in names)
    found = np.array(list(rows.values_list(*fields)), dtype=np.float64).reshape(-1, len(fields))
    return tuple(found.T)


def keys_of(rows: "QuerySet[Any]") -> Ints:
    """Return the rows' keys, the lowest first."""
    (keys,) = columns_of(rows, "pk")
    return np.sort(keys).astype(np.int64)


def indexes_of(found: NDArray[Any], keys: Ints) -> tuple[Ints, Flags]:
    """Return where among ordered keys those that were found are, and which of them are there at all.

    Others may have come while the keys and what belongs to them were being read.
    """
    indexes = np.searchsorted(keys, found)
    # Beyond the last key `searchsorted` gives an index that is not there.
    known = indexes < len(keys)
    known[known] = keys[indexes[known]] == found[known]
    return indexes[known], known


class Given(NamedTuple):
    """All who gave one answer to one question; `value` is None for one of the choices beside the scale."""

    question_id: int
    value: int | None
    other: str
    assessments: Ints


def answers_given(answers: QuerySet[Answer]) -> Iterator[Given]:
    """Yield for each question and each answer to it the keys of the assessments that have it."""
    rows = answers.order_by().values_list("question_id", "value", "other")
    for question_id, value, other, packed in rows.annotate(packed=_PackedKeys("assessment_id")):
        yield Given(question_id, value, other, _keys(packed))


def _keys(packed: bytes | str) -> Ints:
    if isinstance(packed, str):
        return np.fromstring(packed, dtype=np.int64, sep=" ")
    return np.frombuffer(packed, dtype=">i8").astype(np.int64)


# With 42 statements some 2 MB of answers at a time.
ASSESSMENTS_AT_ONCE = 20_000


# With more keys than this for each one that is wanted, they are asked for one by one.
SPARSE = 4


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
            indexes, _ = indexes_of(given.assessments, people)
            answers[indexes, columns[given.question_id]] = _raw(given)
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
