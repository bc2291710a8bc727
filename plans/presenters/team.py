"""Words with which somebody may tell their team what they work on: to copy, change and send, or not."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.presenters.goals import GoalView


def team_words(goal: GoalView, *, today: date) -> str:
    """Return a sentence a line about an open goal; what the goal does not say is left out.

    Only what its owner wrote as goal, action and sign goes in: no theme, which would tell where they see room
    to grow, and nobody whom they named as support.
    """
    step = goal.next_action
    # A day that has passed is no promise.
    review = next((one for one in goal.coming if one.due_on >= today), None)
    sentences = (
        _sentence(
            _(
                "Over the next few months I am working on one thing in how I lead. My goal is: “%(goal)s”"
            ),
            goal=goal.goal,
        ),
        _sentence(
            _("You may see me try this first: “%(action)s”"), action=step.sentence if step else ""
        ),
        _sentence(_("I will know that it is working by this: “%(sign)s”"), sign=goal.measure),
        _sentence(
            _("If you notice it happen, or notice me slip, I would like to hear it from you.")
        ),
        _sentence(
            _("I will tell you on %(date)s how it is going."),
            date=date_format(review.due_on, "j F Y") if review else "",
        ),
    )
    return "\n".join(one for one in sentences if one)


def _sentence(words: str, **given: str) -> str:
    """Fill a sentence in; '' where anything of it is empty."""
    # What was typed in several lines would look like sentences of their own.
    filled = {name: " ".join(text.split()) for name, text in given.items()}
    return words % filled if all(filled.values()) else ""
