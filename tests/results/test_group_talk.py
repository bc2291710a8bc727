"""What those who lead a group could talk about, from the shares that are shown and from no others."""

import pytest

from results.presenters.cells import ShownCell
from results.presenters.group_statements import StatementView
from results.presenters.group_talk import least_favourable


def view(code: str, share: float | None) -> StatementView:
    shown = (
        ShownCell(text="", why="Too few people")
        if share is None
        else ShownCell(f"{share}%", exact=share)
    )
    return StatementView(code, code, shown, "", "", "")


@pytest.mark.parametrize(
    ("shares", "chosen"),
    [
        ({"A": 60, "B": 20, "C": 40}, "BC"),
        # The second place is shared by two, and by three.
        ({"A": 60, "B": 20, "C": 40, "D": 40}, "BCD"),
        ({"A": 20, "B": 40, "C": 40, "D": 40}, "A"),
        # Nothing is least usual where all is alike.
        ({"A": 50, "B": 50, "C": 50, "D": 50}, ""),
        ({"A": None, "B": None}, ""),
        ({"A": None, "B": 30, "C": 70}, "BC"),
    ],
)  # fmt: skip
def test_the_least_favourable_are_two_or_three_together(shares, chosen):
    found = least_favourable(view(code, share) for code, share in shares.items())

    assert "".join(one.code for one in found) == chosen
