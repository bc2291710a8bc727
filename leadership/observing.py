"""What others are asked of a leader: by group, from the words a bank has for them, and what their answers come to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from leadership.instrument import (
    NAME,
    Instrument,
    OtherChoice,
    Question,
    RawAnswer,
    Scale,
    Theme,
)
from leadership.scoring import keyed, minimum_answers, position
from leadership.translation import gettext

Answers = Mapping[str, RawAnswer]


class RaterGroup(StrEnum):
    """Where somebody sees a leader from."""

    LINE_MANAGER = "line_manager"
    STAFF = "staff"
    COLLEAGUES = "colleagues"
    CUSTOMERS = "customers"


@dataclass(frozen=True)
class Observation:
    """One statement as a group is asked it, about somebody named."""

    code: str
    text: str
    theme: Theme
    scale: Scale
    question: Question

    @property
    def label(self) -> str:
        return self.question.label or self.question.text

    def score(self, answer: RawAnswer | None) -> Fraction | None:
        """Return an answer as a score from 0 to 100, turned round where it is reversed; None for none, and for "I cannot say"."""
        value = keyed(self.question, self.scale, answer)
        return None if value is None else 100 * position(self.scale, value)


Asked = tuple[Observation, ...]


def observations(instrument: Instrument, group: RaterGroup, name: str = NAME) -> Asked:
    """Return what a group is asked, in bank order; without a name the gap for it stays."""
    return tuple(
        Observation(
            question.code, words.replace(NAME, name), theme, instrument.scale_of(theme), question
        )
        for theme in instrument.themes
        for question in theme.counted
        if (words := words_for(question, group))
    )


def words_for(question: Question, group: RaterGroup) -> str:
    """Return a statement as a group is asked it; '' for one that it is not."""
    words = question.for_customers if group is RaterGroup.CUSTOMERS else question.for_others
    return words or ""


def can_be_asked(instrument: Instrument, group: RaterGroup = RaterGroup.STAFF) -> bool:
    """Tell whether a bank has words for a group at all."""
    return any(words_for(question, group) for question in instrument.counted())


def theme_scores(asked: Asked, answers: Answers) -> dict[str, Fraction]:
    """Return one person's score in each theme, the mean of its statements, where they answered enough of it to count."""
    by_theme: dict[str, list[Fraction | None]] = {}
    for one in asked:
        by_theme.setdefault(one.theme.code, []).append(one.score(answers.get(one.code)))
    means = {}
    for theme, scores in by_theme.items():
        said = [score for score in scores if score is not None]
        # As many as a self-assessment needs: of up to three statements all.
        if len(said) >= minimum_answers(len(scores)):
            means[theme] = sum(said, Fraction(0)) / len(said)
    return means


def scale_for_others(scale: Scale) -> Scale:
    """Return a scale as others are offered it: with "I cannot say" in place of what else stands beside it."""
    cannot_say = OtherChoice(gettext("I cannot say"), gettext("You have not seen enough of this."))
    return replace(scale, not_applicable=None, dont_know=cannot_say)


def step_of(scale: Scale) -> Fraction:
    """Return how far two neighbouring answers are apart, of 100."""
    return Fraction(100, scale.max - scale.min)
