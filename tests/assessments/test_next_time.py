"""The day on which a campaign comes again, and the name it begins with."""

from datetime import date

import pytest

from assessments.next_time import next_name


@pytest.mark.parametrize(
    ("name", "opens", "becomes"),
    [
        ("Spring 2027", date(2028, 3, 1), "Spring 2028"),
        ("Spring", date(2028, 3, 1), "Spring (in words)"),
        # Within a year its number would be the same, and the name taken.
        ("Spring 2027", date(2027, 9, 1), "Spring 2027 (in words)"),
        ("Review 2027/28", date(2028, 3, 1), "Review 2027/28 (in words)"),
        ("Review 2026–2027", date(2028, 3, 1), "Review 2026–2027 (in words)"),
        # Which of them is the year nobody can tell.
        ("2027: class of 2027", date(2028, 3, 1), "2027: class of 2027 (in words)"),
    ],
)
def test_name_of_the_next_moves_its_year_on_or_says_when(name, opens, becomes):
    assert next_name(name, opened=date(2027, 3, 1), opens=opens, when="in words") == becomes
