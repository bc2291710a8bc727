"""The snapshot at a campaign's close: who counts, in which team, and what each contributes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from accounts.models import Team
from assessments.models import Assessment, Campaign, ThemeScore
from assessments.queries import invited_to
from leadership.instrument import Band, Instrument, Question, Scale
from leadership.queries import instrument_of
from leadership.scoring import HELPFUL_ENOUGH, keyed, position, shown_score
from reports.disclosure import ABSENT, Distribution, Measure, Scores, Share, Snapshot
from reports.disclosure import Team as Node
from reports.queries.items import raw_answer_arrays

ROOT = "organisation"
FAVOURABLE, NEUTRAL, UNFAVOURABLE = 0, 1, 2


@dataclass(frozen=True)
class Close:
    """A campaign as it stands at its close: the snapshot, the teams in tree order, the response."""

    snapshot: Snapshot
    teams: tuple[Team, ...]
    invited: int
    submitted: int


def node_code(team_id: int | None) -> str:
    """Return how a team is called in a snapshot; people without a team are in the organisation."""
    return ROOT if team_id is None else f"team-{team_id}"


def close_of(campaign: Campaign, *, at: datetime) -> Close:
    """Read everything that decides what may be published of a campaign that closes at a moment."""
    counted = counted_assessments(campaign, at=at)
    people = list(counted.order_by("pk").values_list("pk", "member__team", "member"))
    teams = in_tree_order(Team.objects.filter(organisation=campaign.organisation_id))
    known = {team.pk for team in teams}
    nodes = [Node(ROOT), *(Node(node_code(t.pk), node_code(t.parent_id)) for t in teams)]
    ids = tuple(pk for pk, _, _ in people)
    homes = tuple(node_code(team if team in known else None) for _, team, _ in people)
    # Whoever took part and has left since was invited too.
    invited = {member for _, _, member in people}
    invited.update(invited_to(campaign.organisation).values_list("pk", flat=True))
    instrument = instrument_of(campaign.version_id)
    measures = (
        *_theme_measures(instrument, counted, ids),
        *_statement_measures(instrument, campaign, counted, ids),
    )
    return Close(
        Snapshot(ids, tuple(nodes), homes, measures),
        teams,
        len(invited),
        len(ids),
    )


def counted_assessments(campaign: Campaign, *, at: datetime) -> QuerySet[Assessment]:
    """Return what was submitted in the campaign by the close; later ones never count."""
    return Assessment.objects.submitted().filter(campaign=campaign, submitted_at__lte=at)


def in_tree_order(teams: Iterable[Team]) -> tuple[Team, ...]:
    """Return teams in a walk from the top, each followed by what is below it, by name."""
    below: dict[int | None, list[Team]] = {}
    for team in sorted(teams, key=lambda team: team.name.casefold()):
        below.setdefault(team.parent_id, []).append(team)

    def walk(parent: int | None) -> Iterator[Team]:
        for team in below.get(parent, []):
            yield team
            yield from walk(team.pk)

    return tuple(walk(None))


# What each person contributes ------------------------------------------------------------------


def _theme_measures(
    instrument: Instrument, counted: QuerySet[Assessment], ids: Sequence[int]
) -> Iterator[Measure]:
    place = {pk: number for number, pk in enumerate(ids)}
    values = {theme.code: np.full(len(ids), np.nan) for theme in instrument.themes}
    rows = ThemeScore.objects.filter(assessment__in=counted, score__isnull=False)
    for pk, code, score in rows.values_list("assessment", "theme__code", "score").iterator():
        if score is not None and pk in place:  # others were submitted while the close was reading
            values[code][place[pk]] = score
    bands = sorted(instrument.bands, key=lambda band: band.min)
    cuts = tuple(float(band.min) for band in bands if band.min > 0)
    for theme in instrument.themes:
        scores = values[theme.code]
        yield Scores(
            theme.code, theme.title, scores, sd="theme_sd", median="theme_median", cuts=cuts
        )
        if bands:
            yield Distribution(
                theme.code,
                theme.title,
                _bands(bands, scores),
                tuple(band.code for band in bands),
                under=("theme_mean", theme.code),
            )


def _bands(bands: Sequence[Band], scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the place of each score's band among the bands, which go from low to high."""
    lowest = [band.min for band in bands]
    found = [
        ABSENT if np.isnan(score) else int(np.searchsorted(lowest, shown_score(score), "right")) - 1
        for score in scores
    ]
    return np.array(found, dtype=np.int64)


def _statement_measures(
    instrument: Instrument, campaign: Campaign, counted: QuerySet[Assessment], ids: Sequence[int]
) -> Iterator[Measure]:
    order = np.array(ids, dtype=np.int64)  # ascending, as the assessments were read
    questions = list(instrument.questions())
    categories = np.full((len(ids), len(questions)), ABSENT, dtype=np.int64)
    lookups = [_categories(instrument, question) for question in questions]
    for people, answers in raw_answer_arrays(counted, campaign.version):
        # Somebody who submitted while the close was reading must not be taken for their neighbour.
        counts = np.isin(people, order)
        rows = np.searchsorted(order, people[counts])
        for column, lookup in enumerate(lookups):
            own = answers[: len(people), column][counts]
            for value, category in lookup.items():
                categories[rows[own == value], column] = category
    for column, question in enumerate(questions):
        yield Share(question.code, question.label or question.text, categories[:, column])


def _categories(instrument: Instrument, question: Question) -> Mapping[int, int]:
    """Return which raw answers to a statement are favourable, neutral and unfavourable."""
    scale = instrument.scale_of(instrument.theme_of(question.code))
    return {
        point.value: _category(scale, keyed(question, scale, point.value) or 0)
        for point in scale.points
    }


def _category(scale: Scale, value: int) -> int:
    """Sort a keyed answer by how far up its scale it is: on 1 to 5 favourable is 4 and 5."""
    place = position(scale, value)
    if place >= HELPFUL_ENOUGH:
        return FAVOURABLE
    return UNFAVOURABLE if place <= 1 - HELPFUL_ENOUGH else NEUTRAL
