"""A group's results as one document, for the pages and the PDF alike: its figures, and groups side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from banks.queries import instrument_of
from leadership.instrument import Instrument
from results.models import Release, ReleaseGroup
from results.presenters.group import GroupResults, present_group
from results.presenters.judging import Figures
from results.presenters.learning_teams import STATISTICS as AREA_STATISTICS
from results.presenters.learning_teams import ForWhom, for_whom
from results.presenters.overview import GroupOverview, present_overview
from results.presenters.teams import STATISTICS, GroupRow, HiddenGroups, fold, team_rows
from results.queries.published import Reach, cells_of, figures_of, means_then

MOST_PRINTED = 45
"""Rows of the PDF's table of teams: with them it stays within twelve pages."""


@dataclass(frozen=True)
class Summary:
    """One group's own results, of which each page shows a part."""

    release: Release
    instrument: Instrument
    results: GroupResults


@dataclass(frozen=True)
class Document(Summary):
    """What a PDF of results says."""

    overview: GroupOverview
    offers: tuple[ForWhom, ...]
    teams: tuple[
        GroupRow, ...
    ]  # the whole, the group itself and those below it, so many as are printed
    more_teams: int
    hidden_teams: tuple[HiddenGroups, ...]
    below: tuple[GroupRow, ...]
    hidden_below: tuple[HiddenGroups, ...]
    breakdown: tuple[GroupRow, ...]
    hidden_values: tuple[HiddenGroups, ...]


def summary_of(reach: Reach, group: ReleaseGroup) -> Summary:
    """Return a group's results, read beside the organisation's (three queries at most)."""
    instrument = instrument_of(reach.release.campaign.version_id)
    cells = cells_of({reach.organisation, group})
    results = present_group(instrument, reach, group, cells, means_then(reach, [group]))
    return Summary(reach.release, instrument, results)


def document_of(reach: Reach, group: ReleaseGroup) -> Document:
    """Return the organisation's results with all groups in reach, or one group's beside the organisation's."""
    whole = reach.organisation
    summary = summary_of(reach, group)
    inside, values = (reach.teams, reach.breakdown) if group == whole else (reach.within(group), ())
    figures = figures_of([whole, *inside, *values], (*STATISTICS, *AREA_STATISTICS))
    rows = team_rows(summary.instrument, whole, [whole, *inside], figures)
    teams, hidden_teams = fold(rows)
    printed = _printed(teams)
    # A group is not one of its own teams, though it stands among them in the table.
    below, hidden_below = fold(row for row in rows if row.pk not in {whole.pk, group.pk})
    breakdown, hidden_values = fold(team_rows(summary.instrument, whole, values, figures))
    return Document(
        **vars(summary),
        overview=present_overview(summary.results, below),
        offers=_offers(summary, [one for one in inside if one != group], figures),
        teams=printed,
        more_teams=len(teams) - len(printed),
        hidden_teams=hidden_teams,
        below=below,
        hidden_below=hidden_below,
        breakdown=breakdown,
        hidden_values=hidden_values,
    )


def _printed(rows: Sequence[GroupRow]) -> tuple[GroupRow, ...]:
    """Return as many levels of the tree as fit, the upper ones: of a large council the workbook has the rest."""
    if len(rows) <= MOST_PRINTED:
        return tuple(rows)
    depths = sorted({row.depth for row in rows}, reverse=True)
    levels = ([row for row in rows if row.depth <= depth] for depth in depths)
    fitting = next((few for few in levels if len(few) <= MOST_PRINTED), rows[:MOST_PRINTED])
    return tuple(fitting)


def _offers(
    summary: Summary, inside: Sequence[ReleaseGroup], figures: Mapping[int, Figures]
) -> tuple[ForWhom, ...]:
    learning = summary.results.learning
    return for_whom(summary.instrument, learning, inside, figures) if learning else ()
