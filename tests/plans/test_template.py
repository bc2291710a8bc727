from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.next_time import months_after
from leadership.instrument import PlanField, PlanTemplate
from plans.template import (
    AFTER_TARGET,
    DateFault,
    date_faults,
    review_days,
    reviews_by,
    target_day,
    template_of,
    weekday,
)
from tests.factories import bank

START = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_months_end_with_their_own_last_day(day, months, expected):
    assert months_after(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_suggested_reviews_are_in_order(start):
    assert date_faults(start, target_day(start), review_days(start)) == []
    assert {day.weekday() for day in (target_day(start), *review_days(start))} <= set(range(5))


def test_reviews_come_after_six_weeks_three_and_six_months():
    # The second would fall on a Saturday.
    assert review_days(START) == (date(2027, 1, 1), date(2027, 2, 22), date(2027, 5, 20))


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.integers(1, 400))
def test_suggested_reviews_are_by_about_the_target_date(start, ahead):
    target = start + timedelta(days=ahead)

    found = reviews_by(target, review_days(start))

    assert found
    assert found[-1] <= target + AFTER_TARGET
    assert date_faults(start, target, found) == []
    # Days that are early enough stay.
    assert reviews_by(target, found) == found


def test_sundays_and_saturdays_give_way_to_the_monday_after():
    days = [weekday(date(2027, 2, day)) for day in range(18, 24)]

    assert [day.day for day in days] == [18, 19, 22, 22, 22, 23]


@pytest.mark.parametrize(
    ("target", "reviews", "expected"),
    [
        (date(2026, 11, 19), [], [DateFault("target_date", "before_start")]),
        (None, [date(2026, 11, 20)], [DateFault("review_1", "before_start")]),
        (
            None,
            [date(2027, 1, 2), None, date(2027, 1, 1)],
            [DateFault("review_3", "before_review")],
        ),
    ],
)
def test_days_in_the_wrong_order_are_named(target, reviews, expected):
    assert date_faults(START, target, reviews) == expected


def test_what_a_bank_leaves_out_is_asked_in_the_default_words():
    own = PlanTemplate(fields=(PlanField("goal", "Your wish?", "text"),), max_goals=2)

    found = template_of(replace(bank(), embedding_plan=own))

    assert found.field("goal").label == "Your wish?"
    assert found.field("measure").required
    assert found.support("ALS").label == "Action learning set"
    assert found.most_goals == 2
    assert template_of(bank()).most_goals == 3
    assert template_of(replace(bank(), embedding_plan=None)).plan.review_questions
