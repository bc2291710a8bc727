"""Everything held about one person, for people (with words) and for programs (as plain values)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from leadership.instrument import Instrument, RawAnswer
from leadership.scoring import shown_score
from reports.presenters.results import answer_words
from reports.queries import Held, HeldAssessment


@dataclass(frozen=True)
class AnswerView:
    """An answer beside the statement as it was asked."""

    code: str
    text: str
    answer: str
    saved_at: datetime


@dataclass(frozen=True)
class ScoreView:
    """A theme's stored score; None where there were too few answers."""

    title: str
    score: int | None


@dataclass(frozen=True)
class AssessmentView:
    """An assessment with its answers in words."""

    held: HeldAssessment
    answers: tuple[AnswerView, ...]
    scores: tuple[ScoreView, ...]


@dataclass(frozen=True)
class MyData:
    """What the page, the PDF and the JSON file say is held."""

    held: Held
    made_at: datetime
    assessments: tuple[AssessmentView, ...]

    @property
    def answers(self) -> int:
        return sum(len(one.answers) for one in self.assessments)

    @property
    def notes(self) -> int:
        return sum(len(one.held.notes) for one in self.assessments)


def present_my_data(held: Held, instruments: Mapping[int, Instrument], *, at: datetime) -> MyData:
    """Put words to what is held; `instruments` holds that of each assessment's version."""
    views = tuple(_assessment(one, instruments[one.version_id]) for one in held.assessments)
    return MyData(held, at, views)


def _assessment(held: HeldAssessment, instrument: Instrument) -> AssessmentView:
    titles = {theme.code: theme.title for theme in instrument.themes}
    return AssessmentView(
        held,
        tuple(
            AnswerView(
                one.question, one.text, _words(instrument, one.question, one.answer), one.saved_at
            )
            for one in held.answers
        ),
        tuple(
            ScoreView(titles[one.code], shown_score(one.score) if one.score is not None else None)
            for one in held.themes
        ),
    )


def _words(instrument: Instrument, question: str, raw: RawAnswer) -> str:
    try:
        theme = instrument.theme_of(question)
    except KeyError:  # a question of another part
        return str(raw)
    return answer_words(instrument.scale_of(theme), raw)


def as_json(data: MyData) -> dict[str, Any]:
    """Return plain values at full precision; answers carry both the stored value and its words."""
    held = asdict(data.held)
    for plain, view in zip(held["assessments"], data.assessments, strict=True):
        del plain["version_id"]
        for answer, words in zip(plain["answers"], view.answers, strict=True):
            answer["words"] = words.answer
    return {"made_at": data.made_at, **held}
