"""What "check your answers" shows before the end."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.pages import Page, Questionnaire, QuestionnairePart
from assessments.presenters.questionnaire import (
    Progress,
    address,
    part_progress,
    progress,
)
from assessments.queries import AnswerSheet
from leadership import scoring
from leadership.instrument import Asked, Instrument, Theme
from leadership.instrument.parts import THEMES
from leadership.reading import may_not_fit_role, not_applicable


@dataclass(frozen=True)
class CheckedStatement:
    """One statement and its answer in words; '' where there is none."""

    question: Asked
    answer: str
    is_reversed: bool = False
    """Whether it is worded the other way round: marked where all answers are the same."""


@dataclass(frozen=True)
class CheckedTheme:
    """One theme's statements, and whether they are enough for a score."""

    theme: Theme
    statements: list[CheckedStatement]
    note: str
    rated: int
    needed: int
    not_applicable: int
    may_not_fit: bool
    """Whether so much does not apply that the theme may not fit the person's role."""

    @property
    def is_enough(self) -> bool:
        return self.rated >= self.needed

    @property
    def gaps(self) -> int:
        return sum(not statement.answer for statement in self.statements)

    @property
    def words(self) -> str:
        answered = len(self.statements) - self.gaps
        return Progress(answered, len(self.statements)).words

    @property
    def rated_words(self) -> str:
        """Say what a score lacks: “not applicable” is an answer, and none that counts for it."""
        words = _("%(rated)d on the scale, %(needed)d needed") % {
            "rated": self.rated,
            "needed": self.needed,
        }
        if not self.not_applicable:
            return words
        apart = _("“not applicable”: %(count)d") % {"count": self.not_applicable}
        return f"{words} ({apart})"


@dataclass(frozen=True)
class CheckedPage:
    """A page of an optional part; gaps on it cost nothing but what they would have told."""

    page: Page
    address: str
    statements: list[CheckedStatement]
    progress: Progress


@dataclass(frozen=True)
class CheckedPart:
    """An optional part, which may have been skipped."""

    part: QuestionnairePart
    pages: list[CheckedPage]
    progress: Progress
    result: str
    """Where to read what the answers suggest, if they do."""

    @property
    def is_skipped(self) -> bool:
        return self.progress.answered == 0

    @property
    def address(self) -> str:
        return self.pages[0].address


@dataclass(frozen=True)
class Check:
    """The whole questionnaire before it is finished."""

    themes: list[CheckedTheme]
    before: list[CheckedPart]
    after: list[CheckedPart]
    """The optional parts that come before the themes and after them."""
    progress: Progress
    is_straight_line: bool
    first_gap: str
    """Where the first statement of a theme is that has no answer; '' where each has one."""

    @property
    def too_few(self) -> list[CheckedTheme]:
        """The themes that would have no score."""
        return [one for one in self.themes if not one.is_enough]

    @property
    def gaps(self) -> int:
        return self.progress.statements - self.progress.answered


def check(questionnaire: Questionnaire, sheet: AnswerSheet, public_id: UUID) -> Check:
    instrument = questionnaire.instrument
    raw = {code: stored.given for code, stored in sheet.answers.items()}
    kinds = [part.kind for part in questionnaire.parts]
    themes = kinds.index(THEMES)
    return Check(
        themes=[_checked(instrument, theme, sheet, raw) for theme in instrument.themes],
        before=[_part(part, sheet, public_id) for part in questionnaire.parts[:themes]],
        after=[_part(part, sheet, public_id) for part in questionnaire.parts[themes + 1 :]],
        progress=progress(instrument, sheet.answers),
        first_gap=_first_gap(questionnaire, sheet, public_id),
        is_straight_line=scoring.is_straight_line(instrument, raw),
    )


def _first_gap(questionnaire: Questionnaire, sheet: AnswerSheet, public_id: UUID) -> str:
    for page in questionnaire.pages:
        for question in page.questions if page.kind == THEMES else ():
            if not sheet.answer(question.code):
                return f"{address(page, public_id)}#div_id_answer-{question.code}"
    return ""


def _part(part: QuestionnairePart, sheet: AnswerSheet, public_id: UUID) -> CheckedPart:
    return CheckedPart(
        part=part,
        pages=[_page(page, sheet, public_id) for page in part.pages],
        progress=part_progress(part, sheet.answers),
        result=reverse("assessments:readiness_result", args=[public_id])
        if part.asked.has_result and part.is_begun(sheet.answers)
        else "",
    )


def _page(page: Page, sheet: AnswerSheet, public_id: UUID) -> CheckedPage:
    statements = [_statement(question, sheet) for question in page.questions]
    answered = sum(bool(one.answer) for one in statements)
    return CheckedPage(
        page, address(page, public_id), statements, Progress(answered, len(statements))
    )


def _statement(
    question: Asked, sheet: AnswerSheet, *, is_reversed: bool = False
) -> CheckedStatement:
    answer = sheet.answer(question.code)
    return CheckedStatement(question, question.scale.label_of_text(answer), is_reversed)


def _checked(
    instrument: Instrument, theme: Theme, sheet: AnswerSheet, raw: scoring.Answers
) -> CheckedTheme:
    return CheckedTheme(
        theme=theme,
        statements=[
            _statement(instrument.asked[question.code], sheet, is_reversed=question.reverse)
            for question in theme.questions
        ],
        note=sheet.note(theme.code),
        rated=sum(isinstance(sheet.given(question.code), int) for question in theme.counted),
        needed=scoring.minimum_answers(len(theme.counted)),
        not_applicable=not_applicable(theme, raw),
        may_not_fit=may_not_fit_role(theme, raw),
    )
