"""The pages of a group's results, for the row of links above each."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from observers.models import Approval
from results.models import ReleaseGroup
from results.queries.published import Reach

# In an address: that the organisation is meant, by somebody who looks after a branch.
WHOLE = "whole"


@dataclass(frozen=True)
class ResultsTab:
    """A page of results as a link."""

    title: str
    url: str
    is_current: bool


def tabs(
    reach: Reach, group: ReleaseGroup, current: str, *, has_teams: bool, has_figures: bool
) -> tuple[ResultsTab, ...]:
    """Return the pages that this group has something on."""
    release = reach.release
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
        ResultsTab(title, _page_url(name, reach, group), name == current)
        for name, title, is_there in pages
        if is_there
    ]
    if group == reach.organisation and has_figures and says_of_others(reach):
        address = reverse("results:others", args=[slug])
        links.append(ResultsTab(_("How others see leaders"), address, current == "others"))
    method = reverse("results:protection", args=[slug])
    return (*links, ResultsTab(_("Method and privacy"), method, current == "protection"))


def says_of_others(reach: Reach) -> bool:
    """Tell whether there is a page about rounds: those of the campaign are counted, or may be asked for."""
    campaign = reach.release.campaign
    rule = getattr(campaign.organisation, "observer_rule", None)
    return hasattr(campaign, "others_summary") or rule is None or rule.approval != Approval.OFF


def _page_url(name: str, reach: Reach, group: ReleaseGroup) -> str:
    """Return the address of one page of the organisation's results, or of a group's."""
    slug = reach.release.campaign.slug
    if group == reach.organisation:
        return whole_url(reach) if name == "results" else reverse(f"results:{name}", args=[slug])
    return reverse(
        "results:team" if name == "results" else f"results:team_{name}", args=[slug, group.pk]
    )


def whole_url(reach: Reach) -> str:
    """Return the address of the organisation's overview, said in full to whom the short one leads to their branch."""
    address = reverse("results:results", args=[reach.release.campaign.slug])
    return address if reach.landing == reach.organisation else f"{address}?{WHOLE}=1"
