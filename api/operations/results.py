"""Published results: the cells that the pages show to the same person, and nothing that is not published."""

from typing import Annotated

from django.http import Http404
from ninja import Path, Query, Router, Schema
from pydantic import Field, StringConstraints

from api import access
from api.paging import PageQuery, page_of
from api.protocol import ApiRequest, asks
from api.schemas import CellOut, GroupOut, Id, PageOf, ReleaseOut, Slug
from api.scopes import Scope
from banks.queries import instrument_of
from results.models import Release, ReleaseGroup
from results.presenters.exports import plain_cell, plain_release
from results.queries.published import cells_in, releases_of

router = Router(tags=["Results"])

Statistic = Annotated[str, StringConstraints(pattern=r"^[a-z_]+$", max_length=40)]


class CellSearch(Schema):
    """Which cells: all in reach without any of these."""

    group_id: Id | None = None
    statistic: Statistic | None = Field(default=None, description="Such as theme_mean.")


@router.get("/results", response=PageOf[ReleaseOut], **asks(Scope.READ_RESULTS))
def list_results(request: ApiRequest, paging: PageQuery) -> PageOf[ReleaseOut]:
    """List what is published, the newest first."""
    access.branches_with_results(request.auth)
    cut = page_of(request, paging, releases_of(request.auth.organisation))
    return cut.told(_release(one) for one in cut.rows)


@router.get("/results/{slug}", response=ReleaseOut, **asks(Scope.READ_RESULTS))
def get_results(request: ApiRequest, slug: Path[Slug]) -> ReleaseOut:
    """Read what was published of a campaign, and by which rules."""
    release = access.results(request.auth, slug).release
    return _release(release)


@router.get("/results/{slug}/groups", response=PageOf[GroupOut], **asks(Scope.READ_RESULTS))
def list_groups(request: ApiRequest, slug: Path[Slug], paging: PageQuery) -> PageOf[GroupOut]:
    """List the groups: the organisation first, its teams as they were at the close, the values of the attribute."""
    cut = page_of(request, paging, access.results(request.auth, slug).groups)
    return cut.told([_group(one) for one in cut.rows])


@router.get("/results/{slug}/cells", response=PageOf[CellOut], **asks(Scope.READ_RESULTS))
def list_cells(
    request: ApiRequest, slug: Path[Slug], search: Query[CellSearch], paging: PageQuery
) -> PageOf[CellOut]:
    """List published figures, a row each. A hidden one has neither `n` nor `value`, and says why in `hidden`."""
    reach = access.results(request.auth, slug)
    groups = {one.pk: one for one in reach.groups}
    if search.group_id is not None:
        # Outside the reach and not there look alike, as on pages.
        if search.group_id not in groups:
            raise Http404
        groups = {search.group_id: groups[search.group_id]}
    statistics = [search.statistic] if search.statistic else []
    cut = page_of(request, paging, cells_in(groups.values(), statistics))
    return cut.told(
        [
            CellOut(
                group_id=one.group_id,
                kind=groups[one.group_id].kind,
                path=groups[one.group_id].path,
                **plain_cell(one),
            )
            for one in cut.rows
        ]
    )


def _release(release: Release) -> ReleaseOut:
    instrument = instrument_of(release.campaign.version_id)
    return ReleaseOut.model_validate(plain_release(instrument, release))


def _group(group: ReleaseGroup) -> GroupOut:
    own = [group.team_id] if group.team_id else []
    return GroupOut.model_validate(
        {
            "id": group.pk,
            "kind": group.kind,
            "name": group.name,
            "path": group.path,
            "parent_id": group.parent_id,
            "team_ids": own or sorted(group.joined_teams),
        }
    )
