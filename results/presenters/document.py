"""A group's results as one document, for the pages and the PDF alike: its figures, and groups side by side."""

from dataclasses import dataclass

from banks.queries import instrument_of
from leadership.instrument import Instrument
from results.models import Release, ReleaseGroup
from results.presenters.group import GroupResults, present_group
from results.presenters.overview import GroupOverview, present_overview
from results.presenters.teams import STATISTICS, GroupRow, HiddenGroups, fold, team_rows
from results.queries.published import Reach, cells_of, figures_of, means_then


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
    teams: tuple[GroupRow, ...]  # the whole, the group itself and those below it
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
    figures = figures_of([whole, *inside, *values], STATISTICS)
    rows = team_rows(summary.instrument, whole, [whole, *inside], figures)
    teams, hidden_teams = fold(rows)
    # A group is not one of its own teams, though it stands among them in the table.
    below, hidden_below = fold(row for row in rows if row.pk not in {whole.pk, group.pk})
    breakdown, hidden_values = fold(team_rows(summary.instrument, whole, values, figures))
    return Document(
        **vars(summary),
        overview=present_overview(summary.results, below),
        teams=teams,
        hidden_teams=hidden_teams,
        below=below,
        hidden_below=hidden_below,
        breakdown=breakdown,
        hidden_values=hidden_values,
    )
