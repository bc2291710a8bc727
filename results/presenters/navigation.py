"""The pages of a group's results, for the row of links above each."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from results.models import Release


@dataclass(frozen=True)
class ResultsTab:
    """A page of results as a link."""

    title: str
    url: str
    is_current: bool


def tabs(
    release: Release, group: int | None, current: str, *, has_teams: bool, has_figures: bool
) -> tuple[ResultsTab, ...]:
    """Return the pages that this group has something on; `group` is None for the organisation."""
    campaign, slug = release.campaign, release.campaign.slug
    asked = campaign.asks_learning or campaign.asks_readiness or hasattr(release, "goal_count")
    pages = [
        ("results", _("Overview"), True),
        ("themes", _("Themes"), has_figures),
        ("teams", _("Teams"), has_figures and has_teams),
        ("learning", _("Learning"), has_figures and asked),
        ("change", _("Change"), has_figures),
    ]
    links = [
        ResultsTab(title, page_url(name, slug, group), name == current)
        for name, title, is_there in pages
        if is_there
    ]
    method = reverse("results:protection", args=[slug])
    return (*links, ResultsTab(_("Method and privacy"), method, current == "protection"))


def page_url(name: str, slug: str, group: int | None) -> str:
    """Return the address of one page of the organisation's results, or of a group's."""
    if group is None:
        return reverse(f"results:{name}", args=[slug])
    return reverse(
        "results:team" if name == "results" else f"results:team_{name}", args=[slug, group]
    )
