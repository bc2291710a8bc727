"""A group's results as one document, for the page and the PDF alike: its figures, and groups side by side."""

from dataclasses import dataclass

from banks.queries import instrument_of
from leadership.instrument import Instrument
from results.models import Release, ReleaseGroup
from results.presenters.group import GroupResults, present_group
from results.presenters.teams import MatrixRow, matrix
from results.queries.published import Reach, cells_of, means_then, theme_means


@dataclass(frozen=True)
class Document:
    """What a page or a PDF of results says."""

    release: Release
    instrument: Instrument
    results: GroupResults
    teams: tuple[MatrixRow, ...]
    breakdown: tuple[MatrixRow, ...]


def document_of(reach: Reach, group: ReleaseGroup) -> Document:
    """Return the organisation's results with all groups in reach, or one group's beside the organisation's."""
    whole = reach.organisation
    instrument = instrument_of(reach.release.campaign.version_id)
    if group == whole:
        teams, breakdown = reach.teams, reach.breakdown
    else:
        teams, breakdown = reach.within(group), ()
    means = theme_means([whole, *teams, *breakdown])
    return Document(
        release=reach.release,
        instrument=instrument,
        results=present_group(
            instrument, reach, group, cells_of({whole, group}), means_then(reach, [group])
        ),
        teams=matrix(instrument, [whole, *teams], means),
        breakdown=matrix(instrument, breakdown, means),
    )
