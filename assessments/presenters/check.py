"""What "check your answers" shows before the end."""

from dataclasses import dataclass

from assessments.presenters.questionnaire import Progress, progress
from assessments.queries import Sheet, answer_words
from leadership import scoring
from leadership.instrument import NOT_APPLICABLE, Instrument, Question, Theme


@dataclass(frozen=True)
class CheckedStatement:
    """One statement and its answer in words; '' where there is none."""

    question: Question
    answer: str
    is_not_applicable: bool


@dataclass(frozen=True)
class CheckedTheme:
    """One theme's statements, and whether they are enough for a score."""

    theme: Theme
    statements: list[CheckedStatement]
    note: str
    rated: int
    needed: int

    @property
    def is_enough(self) -> bool:
        return self.rated >= self.needed

    @property
    def gaps(self) -> int:
        return sum(not statement.answer for statement in self.statements)


@dataclass(frozen=True)
class Check:
    """The whole questionnaire before it is finished."""

    themes: list[CheckedTheme]
    progress: Progress
    is_straight_line: bool

    @property
    def too_few(self) -> list[CheckedTheme]:
        """The themes that would have no score."""
        return [one for one in self.themes if not one.is_enough]

    @property
    def gaps(self) -> int:
        return self.progress.statements - self.progress.answered


def check(instrument: Instrument, sheet: Sheet) -> Check:
    raw = {code: stored.given for code, stored in sheet.answers.items()}
    return Check(
        themes=[_checked(instrument, theme, sheet) for theme in instrument.themes],
        progress=progress(instrument, sheet.answers),
        is_straight_line=scoring.is_straight_line(instrument, raw),
    )


def _checked(instrument: Instrument, theme: Theme, sheet: Sheet) -> CheckedTheme:
    scale = instrument.scale_of(theme)
    answers = {question.code: sheet.answer(question.code) for question in theme.questions}
    return CheckedTheme(
        theme=theme,
        statements=[
            CheckedStatement(
                question=question,
                answer=answer_words(scale, answers[question.code]),
                is_not_applicable=answers[question.code] == NOT_APPLICABLE,
            )
            for question in theme.questions
        ],
        note=sheet.note(theme.code),
        rated=sum(isinstance(sheet.given(question.code), int) for question in theme.questions),
        needed=scoring.minimum_answers(len(theme.questions)),
    )
