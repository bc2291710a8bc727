"""What to take to a one-to-one: a few lines to begin with, questions and asks; the same for every bank.

A line manager reads it, so it never shows a score, a band or an answer, nor lets anybody work out which statements were low.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from leadership.instrument import Instrument
from leadership.reading import Reading
from plans.presenters.goals import GoalView, PlanView
from reports.presenters.statements import own_label


@dataclass(frozen=True)
class TalkLine:
    """A line that the person brings; `words` is empty where it is theirs to write."""

    label: str
    words: str
    is_of_bank: bool = False


@dataclass(frozen=True)
class Talk:
    """A talk about one thing, for both who have it."""

    for_you: tuple[str, ...]
    lines: tuple[TalkLine, ...]
    questions: tuple[str, ...]
    own_question: str
    """The bank's question about the statement that the person has chosen to work on; '' without one."""
    asks: tuple[str, ...]
    for_the_manager: tuple[str, ...]


def talk_of(habit: str, plan: PlanView | None) -> Talk:
    """Return what to take to a talk about the newest goal that is worked on; `plan` is None where it is not to be seen."""
    # The newest, because it is the one that still needs somebody's help to begin.
    goal = plan.open[-1] if plan and plan.open else None
    return Talk(
        for_you=(
            _(
                "You choose what to share. You need not show your report, your scores or your answers, and nobody may require it."
            ),
            _("Bring one thing you do that works and one thing you want to try."),
            _("Half an hour is enough."),
        ),
        lines=_lines(habit, goal),
        questions=(
            _("What do you already do for customers that you would not want to lose?"),
            _("Of everything you could work on, what made you choose this?"),
            _("What would customers or staff notice first if it went well?"),
            _("What is likely to get in the way in a busy week, and what will you do then?"),
            _("When shall we talk about it again, and what will you have tried by then?"),
        ),
        own_question=goal.ask if goal else "",
        asks=(
            _("Time: “Can we agree what may wait, so that I can try this?”"),
            _("Backing: “If this small test does not work, will you stand by it with me?”"),
            _(
                "A second pair of eyes: “Will you watch for this one thing, and tell me what you see?”"
            ),
        ),
        for_the_manager=(
            _("Ask more than you tell, and let the other person choose the goal."),
            _(
                "Do not ask for scores, and keep what you hear out of appraisals, pay and selection."
            ),
            _("Write down one thing that you will do to help, and do it first."),
        ),
    )


def _lines(habit: str, goal: GoalView | None) -> tuple[TalkLine, ...]:
    step = goal.next_action if goal else None
    return (
        TalkLine(_("One thing I do that I want to keep"), habit, is_of_bank=bool(habit)),
        TalkLine(_("One thing I want to try"), goal.goal if goal else ""),
        TalkLine(_("My first step"), step.sentence if step else ""),
        TalkLine(_("How we would notice"), goal.measure if goal else ""),
    )


def habit_to_keep(instrument: Instrument, reading: Reading) -> str:
    """Return the clearest habit that can be named without its answer; '' without one."""
    names = (own_label(instrument.question(code)) for code in reading.habits.codes)
    return next(filter(None, names), "")
