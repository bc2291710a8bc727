"""Statements as a report tells them: as they were asked, as habits, and as things to try."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.presenters.scores import answer_words, has_label
from leadership.instrument import Instrument, Question, RawAnswer, Scale, Theme
from leadership.reading import Named
from leadership.scoring import keyed

Answers = Mapping[str, RawAnswer]


@dataclass(frozen=True)
class StatementRow:
    """A statement as it was asked, the person's own word, and where it stands: the helpful end is on the right."""

    text: str
    answer: str
    note: str
    steps: tuple[bool, ...]

    @property
    def is_placed(self) -> bool:
        return any(self.steps)

    @property
    def place(self) -> str:
        """Return the marker in words."""
        number = self.steps.index(True) + 1
        return _("%(number)d of %(count)d") % {"number": number, "count": len(self.steps)}


@dataclass(frozen=True)
class Habit:
    """Something that the person does, and what it is good for; '' where the bank does not say."""

    label: str
    helps: str


@dataclass(frozen=True)
class ToTry:
    """A statement with a small thing to try; without one in the bank, `when` and `then` are ''."""

    code: str
    label: str
    when: str
    then: str
    has_goal: bool


@dataclass(frozen=True)
class NamedStatements:
    """Statements that stand out, and those answered the same as the last of them."""

    named: tuple[str, ...]
    others: tuple[str, ...]


def statement_rows(
    instrument: Instrument, scale: Scale, questions: Iterable[Question], answers: Answers
) -> tuple[StatementRow, ...]:
    """Return statements in order, each with its answer."""
    rows = []
    for question in questions:
        raw = answers.get(question.code)
        value = keyed(question, scale, raw)
        rows.append(
            StatementRow(
                text=question.text,
                answer=answer_words(scale, raw),
                note=_reversed_note(instrument, question, scale),
                # By the keyed value, so that the helpful end is on the right for every statement.
                steps=tuple(point.value == value for point in scale.points),
            )
        )
    return tuple(rows)


def _reversed_note(instrument: Instrument, question: Question, scale: Scale) -> str:
    if not question.reverse:
        return ""
    words = {"marker": instrument.text("reversed_marker"), "low": scale.points[0].label}
    # Said in words, because "reversed" means nothing to the person who answered.
    return _("%(marker)s: here “%(low)s” is the helpful end") % words


def label_of(instrument: Instrument, theme: Theme, question: Question, answers: Answers) -> str:
    """Return what to call a statement so that it says what was answered: where need be with the person's own word."""
    own = own_label(question)
    if own:
        return own
    words = answer_words(instrument.scale_of(theme), answers.get(question.code))
    return _("“%(statement)s” %(answer)s") % {"statement": question.text, "answer": words}


def own_label(question: Question) -> str:
    """Return what to call a statement without what was answered; '' where that cannot be.

    A label names the helpful behaviour. Without one, a statement that is worded the other way round
    would say the opposite of a habit.
    """
    if question.reverse and not has_label(question):
        return ""
    return question.label or question.text


def label_by_code(instrument: Instrument, code: str, answers: Answers) -> str:
    return label_of(instrument, instrument.theme_of(code), instrument.question(code), answers)


def habits_of(instrument: Instrument, named: Named, answers: Answers) -> tuple[Habit, ...]:
    return tuple(
        Habit(label_by_code(instrument, code, answers), instrument.question(code).helps or "")
        for code in named.codes
    )


def to_try(instrument: Instrument, code: str, answers: Answers) -> ToTry:
    question = instrument.question(code)
    given = question.to_try
    return ToTry(
        code=code,
        label=label_by_code(instrument, code, answers),
        when=given.when if given else "",
        then=given.then if given else "",
        # Either will do to begin a goal with; `plans` fills in what there is.
        has_goal=bool(question.goal or given),
    )


def named_statements(instrument: Instrument, named: Named, answers: Answers) -> NamedStatements:
    return NamedStatements(
        tuple(label_by_code(instrument, code, answers) for code in named.codes),
        tuple(label_by_code(instrument, code, answers) for code in named.others),
    )
