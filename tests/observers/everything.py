"""All that others can say: every group large enough, every statement shown, comments from many."""

from datetime import datetime, timedelta

from assessments.models import Assessment
from leadership.observing import RaterGroup, observations
from observers.disclosure import Figure, Unit
from observers.models import Round
from observers.published import LineManagerView, Own, Published, plain
from tests.building import DEFAULT

CODES = [one.code for one in observations(DEFAULT, RaterGroup.STAFF)]
THEMES = [theme.code for theme in DEFAULT.themes]
GROUPS = {RaterGroup.STAFF: 12, RaterGroup.COLLEAGUES: 11, RaterGroup.CUSTOMERS: 24}


def everything(comment: str, comments: int) -> Published:
    """One round in which nothing is held back, with so many comments of the same words to each question."""
    you = Own(
        dict(zip(THEMES, (95.0, 20.0, 58.0, 95.0, 92.0, 30.0), strict=True)),
        dict.fromkeys(CODES, 75.0),
    )
    units = tuple(_unit(group.value, (group,), people) for group, people in GROUPS.items())
    others = _unit("others", (RaterGroup.STAFF, RaterGroup.COLLEAGUES), 23)
    manager = LineManagerView(
        "Bartholomew Featherstonehaugh",
        dict.fromkeys(THEMES, 75.0),
        dict.fromkeys(CODES, 75.0),
        {"helps": comment, "to_try": comment},
    )
    said = {"helps": (comment,) * comments, "to_try": (comment,) * comments}
    return Published(you, manager, units, others, (), said)


def told(assessment: Assessment, at: datetime, comment: str, comments: int) -> Round:
    """Store such a round of an assessment, made at `at` and read two weeks later."""
    ended = at + timedelta(days=14)
    return Round.objects.create(
        assessment=assessment,
        made_at=at,
        opens_at=at,
        closes_at=ended,
        published_at=ended,
        results=plain(everything(comment, comments)),
    )


def _unit(code: str, groups: tuple[RaterGroup, ...], people: int) -> Unit:
    figures = {theme: Figure(50 + 5 * n, None, 40, 70) for n, theme in enumerate(THEMES)}
    return Unit(code, groups, people, figures, {one: Figure(60) for one in CODES})
