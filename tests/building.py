"""Assessments for the tests of reports, with stored scores, and the facts of ones that are not stored."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from ruamel.yaml import YAML

from accounts.models import User
from assessments.actions import submit_assessment
from assessments.models import Answer, Assessment, EvidenceNote
from banks import actions
from banks.models import BankVersion
from banks.queries import question_ids, theme_ids
from leadership import scoring
from leadership.instrument import (
    About,
    Band,
    Instrument,
    Point,
    Question,
    RawAnswer,
    Reliability,
    Scale,
    Theme,
)
from reports.queries import EarlierFacts, Facts
from tests.factories import bank

ROOT = Path(__file__).parents[1]
DEFAULT = bank()
EXAMPLES = YAML(typ="safe").load(ROOT / "tests" / "leadership" / "scoring_examples.yaml")
AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
EARLIER = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

Answers = dict[str, RawAnswer]


def answers_to(instrument: Instrument, **raw: list) -> Answers:
    """Answers by theme code, in the order of the questions; None is a blank."""
    return {
        question.code: value
        for code, values in raw.items()
        for question, value in zip(instrument.theme(code).questions, values, strict=True)
        if value is not None
    }


def person_1(**changed: list) -> Answers:
    """The worked example of scoring_examples.yaml, with other answers to some themes if wished."""
    return answers_to(DEFAULT, **(EXAMPLES["person_1"]["raw"] | changed))


def learning() -> Answers:
    """Confidence and importance of the worked example; one statement is blank."""
    found: Answers = {}
    for code, area in EXAMPLES["learning"]["areas"].items():
        given = {f"{code}-S{n}": raw for n, raw in enumerate(area["confidence"], 1)}
        found |= {name: raw for name, raw in given.items() if raw is not None}
        found[f"{code}-IMP"] = area["importance"]
    return found


def readiness(name: str = "typical") -> Answers:
    """The answers of one of the worked cases of readiness."""
    case = next(one for one in EXAMPLES["readiness"] if one["name"] == name)
    found = {f"RI-0{n}": raw for n, raw in enumerate(case["individual"], 1)}
    return found | {f"RO-0{n}": raw for n, raw in enumerate(case["organisational"], 1)}


def instrument_with(
    lengths: list[int], *, top: int = 5, bands: tuple[Band, ...] = (), titles: str = "Theme {}"
) -> Instrument:
    """A plain bank with so many themes, whose second statements are worded the other way round."""
    scale = Scale(tuple(Point(value, f"Point {value}") for value in range(1, top + 1)), code="SC")
    themes = tuple(
        Theme(
            code=f"T{number}",
            title=titles.format(number),
            short_title=titles.format(number),
            order=number,
            scale="only",
            questions=tuple(
                Question(
                    f"T{number}-{item}",
                    text := f"I do {number} {item}.",
                    reverse=item == 2,
                    label=text,
                    order=item,
                )
                for item in range(1, length + 1)
            ),
        )
        for number, length in enumerate(lengths, 1)
    )
    return Instrument(
        schema_version="1.0",
        instrument=About(
            code="PLAIN", version="1.0", title="Plain bank", language="en-GB", short_title="Plain"
        ),
        scales={"only": scale},
        themes=themes,
        bands=bands,
    )


def facts_of(
    instrument: Instrument,
    answers: Mapping[str, RawAnswer],
    notes: Mapping[str, str] | None = None,
    *,
    at: datetime = AT,
) -> Facts:
    """What would be stored of these answers."""
    scores = scoring.score(instrument, answers)
    ready = any(code in answers for code in instrument.readiness_codes)
    sides = scoring.readiness(instrument, answers) if ready else None
    begun = any(code in answers for code in instrument.learning_codes)
    return Facts(
        public_id=uuid.uuid4(),
        person="Morgan Manager",
        organisation="Ambleford Borough Council",
        campaign="",
        version_id=1,
        submitted_at=at,
        answers=answers,
        notes=notes or {},
        themes=scores.themes,
        overall=scores.overall,
        precision={theme.code: Reliability(0.8, 16.0) for theme in instrument.themes},
        overall_precision=Reliability(0.93, 12.0),
        learning=scoring.learning(instrument, answers, scores.themes) if begun else None,
        readiness=(sides.individual, sides.organisational) if sides else (),
    )


def earlier_facts(answers: Mapping[str, RawAnswer], *, at: datetime = EARLIER) -> EarlierFacts:
    return EarlierFacts(uuid.uuid4(), 1, at, answers)


def published(instrument: Instrument) -> BankVersion:
    return actions.publish(actions.store_draft(instrument, by=None, at=AT), by=None, at=AT)


def finished(
    user: User,
    version: BankVersion,
    answers: Mapping[str, RawAnswer],
    *,
    at: datetime = AT,
    notes: Mapping[str, str] | None = None,
) -> Assessment:
    """A submitted assessment with its answers, notes and stored scores."""
    assessment = begun(user, version, answers, at=at, notes=notes)
    submit_assessment(assessment.public_id, by=user, at=at)
    assessment.refresh_from_db()
    return assessment


def begun(
    user: User,
    version: BankVersion,
    answers: Mapping[str, RawAnswer],
    *,
    at: datetime = AT,
    notes: Mapping[str, str] | None = None,
) -> Assessment:
    """An unfinished assessment."""
    assessment = Assessment.objects.create(
        member=user.memberships.get(), version=version, started_at=at
    )
    questions, themes = question_ids(version.pk), theme_ids(version.pk)
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment,
            question_id=questions[code],
            value=raw if isinstance(raw, int) else None,
            other="" if isinstance(raw, int) else raw,
            saved_at=at,
        )
        for code, raw in answers.items()
    )
    EvidenceNote.objects.bulk_create(
        EvidenceNote(assessment=assessment, theme_id=themes[code], text=text, saved_at=at)
        for code, text in (notes or {}).items()
    )
    return assessment
