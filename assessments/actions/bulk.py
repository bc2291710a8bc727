"""Storing many whole assessments at once, each as if its person had submitted it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from assessments.actions.scores import BATCH, score_rows, store_scores
from assessments.models import Answer, Assessment, Campaign
from assessments.queries import adopted_precision
from banks.queries import instrument_of, question_ids
from leadership.instrument import RawAnswer


@dataclass(frozen=True)
class PersonAnswers:
    """One person's answers by question code, from first to last; a blank is an absent code."""

    member_id: int
    started_at: datetime
    submitted_at: datetime
    answers: Mapping[str, RawAnswer]


def store_sittings(sittings: Iterable[PersonAnswers], *, campaign: Campaign) -> list[Assessment]:
    """Store submitted assessments of a campaign with their answers and scores, in one go each table.

    The answers must be ones that the campaign's bank offers; nothing here looks at them again.
    """
    # Walked twice.
    every = list(sittings)
    made = Assessment.objects.bulk_create(
        (
            Assessment(
                member_id=one.member_id,
                campaign=campaign,
                version_id=campaign.version_id,
                started_at=one.started_at,
                submitted_at=one.submitted_at,
            )
            for one in every
        ),
        batch_size=BATCH,
    )
    both = list(zip(made, every, strict=True))
    Answer.objects.bulk_create(_answer_rows(campaign.version_id, both), batch_size=BATCH)
    # The same scorer as for one person: imported answers must not be scored by a rule of their own.
    instrument = instrument_of(campaign.version_id)
    adopted = adopted_precision(campaign.version_id, campaign.organisation_id)
    store_scores(
        score_rows(assessment, instrument, one.answers, adopted) for assessment, one in both
    )
    return made


def _answer_rows(
    version_id: int, both: Iterable[tuple[Assessment, PersonAnswers]]
) -> Iterator[Answer]:
    ids = question_ids(version_id)
    for assessment, one in both:
        for code, given in one.answers.items():
            is_point = isinstance(given, int)
            yield Answer(
                assessment=assessment,
                question_id=ids[code],
                value=given if is_point else None,
                other="" if is_point else given,
                saved_at=one.submitted_at,
            )
